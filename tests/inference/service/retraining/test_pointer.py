"""Which bundle is served: links that always lead somewhere."""

import shutil
from pathlib import Path

import pytest

from inference.service.retraining.pointer import note_bundle, open_pointer, point_to, remove_unused
from inference.service.retraining.state import write_made
from models.bundle import SHIPPED_TAGGER
from storage.errors import BadBundle, CannotWrite


def bundle(state: Path, name: str) -> Path:
    folder = state / "models" / name
    folder.mkdir(parents=True)
    return folder


def test_the_shipped_tagger_is_served_first(tmp_path: Path) -> None:
    assert open_pointer(tmp_path, None).resolve() == SHIPPED_TAGGER.resolve()


def test_what_was_served_last_is_served_again(tmp_path: Path) -> None:
    open_pointer(tmp_path, None)
    point_to(tmp_path, bundle(tmp_path, "new"))
    assert open_pointer(tmp_path, None).resolve().name == "new"
    assert (tmp_path / "previous").resolve() == SHIPPED_TAGGER.resolve()


def test_a_named_bundle_is_served_and_the_one_before_is_previous(tmp_path: Path) -> None:
    first, second = bundle(tmp_path, "first"), bundle(tmp_path, "second")
    open_pointer(tmp_path, first)
    assert open_pointer(tmp_path, second).resolve() == second.resolve()
    assert (tmp_path / "previous").resolve() == first.resolve()
    open_pointer(tmp_path, second)  # the same again changes nothing
    assert (tmp_path / "previous").resolve() == first.resolve()


def test_previous_can_be_served_again(tmp_path: Path) -> None:
    first, second = bundle(tmp_path, "first"), bundle(tmp_path, "second")
    open_pointer(tmp_path, first)
    point_to(tmp_path, second)
    assert open_pointer(tmp_path, tmp_path / "previous").resolve() == first.resolve()
    assert (tmp_path / "previous").resolve() == second.resolve()


def test_the_folder_may_be_moved_with_its_models(tmp_path: Path) -> None:
    state = tmp_path / "here"
    open_pointer(state, bundle(state, "first"))
    shutil.move(state, tmp_path / "there")
    assert open_pointer(tmp_path / "there", None).resolve() == (tmp_path / "there" / "models" / "first").resolve()


def trained(state: Path, job: str) -> Path:
    """Make what a training leaves: a bundle that was noted, of files that training writes."""
    note_bundle(state, f"tagger-{job}")
    folder = bundle(state, f"tagger-{job}")
    (folder / "work" / "final" / "checkpoint-3").mkdir(parents=True)
    for name in (
        "tagger.json",
        "model.safetensors",
        "README.md",
        "work/run.json",
        "work/final/checkpoint-3/optimizer.pt",
    ):
        (folder / name).write_text("{}")
    return folder


FIRST, SECOND, THIRD, FOURTH = (f"20310301-08000{number}" for number in range(4))


def test_only_the_current_and_the_previous_model_stay(tmp_path: Path) -> None:
    for job in (FIRST, SECOND, THIRD):
        point_to(tmp_path, trained(tmp_path, job))
    trained(tmp_path, FOURTH)  # not finished
    remove_unused(tmp_path)
    assert {folder.name for folder in (tmp_path / "models").iterdir()} == {f"tagger-{SECOND}", f"tagger-{THIRD}"}


def test_what_no_server_made_stays_though_it_is_named_like_a_bundle(tmp_path: Path) -> None:
    open_pointer(tmp_path, None)
    kept = [bundle(tmp_path, name) for name in ("encoder", "tagger", f"tagger-{FIRST}")]
    trained(tmp_path, SECOND)
    (tmp_path / "models" / f"tagger-{THIRD}").symlink_to(kept[0])
    remove_unused(tmp_path)
    assert [folder.is_dir() for folder in kept] == [True] * 3
    assert (tmp_path / "models" / f"tagger-{THIRD}").is_symlink()
    assert not (tmp_path / "models" / f"tagger-{SECOND}").exists()


@pytest.mark.parametrize("strange", ["notes.txt", "work/notes.txt", "work/final/labels.xlsx", "model.safetensors.bak"])
def test_a_bundle_into_which_somebody_put_something_stays(
    strange: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    open_pointer(tmp_path, None)
    folder = trained(tmp_path, FIRST)
    (folder / strange).write_text("云溪市的笔记")
    remove_unused(tmp_path)
    assert (folder / strange).is_file() and (folder / "tagger.json").is_file()
    assert f"is not deleted: it holds {strange}" in caplog.text


def test_a_bundle_is_not_made_in_place_of_something(tmp_path: Path) -> None:
    bundle(tmp_path, f"tagger-{FIRST}")
    with pytest.raises(CannotWrite, match="is there already"):
        note_bundle(tmp_path, f"tagger-{FIRST}")


def test_a_record_that_names_other_folders_leads_nowhere(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    write_made(tmp_path / "state", ["../../outside", "..", "", "encoder", str(outside)])
    bundle(tmp_path / "state", "encoder")
    open_pointer(tmp_path / "state", None)
    remove_unused(tmp_path / "state")
    assert outside.is_dir() and (tmp_path / "state" / "models" / "encoder").is_dir()


@pytest.mark.parametrize("name", ["current", "previous", ".current.new", ".previous.new"])
def test_only_a_link_is_replaced_by_a_link(name: str, tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to(bundle(tmp_path, "first"))
    (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / name).write_text("云溪市的笔记")
    if name == "current":
        (tmp_path / "previous").symlink_to("models/first")
    with pytest.raises(CannotWrite, match="is no link"):
        point_to(tmp_path, bundle(tmp_path, "second"))
    assert (tmp_path / name).read_text() == "云溪市的笔记"


def test_a_bundle_outside_is_never_removed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    open_pointer(tmp_path / "state", outside)
    point_to(tmp_path / "state", bundle(tmp_path / "state", "first"))
    point_to(tmp_path / "state", bundle(tmp_path / "state", "second"))
    remove_unused(tmp_path / "state")
    assert outside.is_dir()


def test_a_link_to_nowhere_is_named(tmp_path: Path) -> None:
    open_pointer(tmp_path, bundle(tmp_path, "first"))
    shutil.rmtree(tmp_path / "models" / "first")
    with pytest.raises(
        BadBundle, match=r"leads to models/first, which is gone\. Expected a bundle there; name one with --model"
    ):
        open_pointer(tmp_path, None)
    with pytest.raises(BadBundle, match="does not exist"):
        open_pointer(tmp_path, tmp_path / "nothing")


def test_a_folder_in_the_way_of_the_link_is_named(tmp_path: Path) -> None:
    (tmp_path / "current" / "something").mkdir(parents=True)
    with pytest.raises(CannotWrite, match="--state"):
        point_to(tmp_path, bundle(tmp_path, "first"))
