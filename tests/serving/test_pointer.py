"""Which bundle is served: links that always lead somewhere."""

import shutil
from pathlib import Path

import pytest

from models.bundle import SHIPPED_TAGGER
from serving.pointer import open_pointer, point_to, remove_unused
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


def test_only_the_current_and_the_previous_model_stay(tmp_path: Path) -> None:
    for name in ("first", "second", "third"):
        point_to(tmp_path, bundle(tmp_path, name))
    bundle(tmp_path, "unfinished")
    remove_unused(tmp_path)
    assert {folder.name for folder in (tmp_path / "models").iterdir()} == {"second", "third"}


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
    with pytest.raises(BadBundle, match=r"leads to models/first, which is gone\. Expected a bundle there; name one with --model"):
        open_pointer(tmp_path, None)
    with pytest.raises(BadBundle, match="does not exist"):
        open_pointer(tmp_path, tmp_path / "nothing")


def test_a_folder_in_the_way_of_the_link_is_named(tmp_path: Path) -> None:
    (tmp_path / "current" / "something").mkdir(parents=True)
    with pytest.raises(CannotWrite, match="--state"):
        point_to(tmp_path, bundle(tmp_path, "first"))
