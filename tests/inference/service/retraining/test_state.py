"""The server's folder: its own, one server's at a time, and never somebody else's."""

import json
import os
import shutil
from pathlib import Path

import pytest

from inference.service.retraining.pointer import open_pointer
from inference.service.retraining.state import claim_state, read_made, write_made
from inference.service.retraining.status import TrainingStatus, write_status
from models.bundle import Bundle
from storage.errors import BadData, BadSettings, CannotWrite


def files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() if path.is_file() else "" for path in folder.rglob("*")}


@pytest.mark.parametrize(
    "names",
    [
        ["README.md", "models/encoder/model.safetensors"],
        ["models/encoder/model.safetensors"],
        ["secret", "notes.txt"],
        ["held-out.txt"],
        ["jobs/printing/queue"],
        ["training.json"],
        [".hidden"],
    ],
)
def test_a_folder_of_something_else_is_refused_and_left_as_it_is(names: list[str], tmp_path: Path) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("云溪市")
    before = files(tmp_path)
    with pytest.raises(BadSettings, match="holds what is not a server's"):
        claim_state(tmp_path)
    assert files(tmp_path) == before


def test_a_new_folder_an_empty_one_and_one_with_a_secret_are_taken(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "secretive").mkdir()
    (tmp_path / "secretive" / "secret").write_text("gate-of-the-invented-tower")
    for name in ("new/deep", "empty", "secretive"):
        os.close(claim_state(tmp_path / name))
        (tmp_path / name / "notes.txt").write_text("anything, from now on")
        os.close(claim_state(tmp_path / name))


def test_the_folder_of_an_earlier_version_is_taken(tmp_path: Path, tiny_bundle: Bundle) -> None:
    open_pointer(tmp_path / "served", tiny_bundle.folder)
    (tmp_path / "served" / "secret").write_text("gate-of-the-invented-tower")
    (tmp_path / "gone" / "models").mkdir(parents=True)
    (tmp_path / "gone" / "current").symlink_to("models/tagger-20310301-080000")
    (tmp_path / "trained").mkdir()
    write_status(tmp_path / "trained", TrainingStatus("20310301-080000", "kept", "tiny stays"))
    for name in ("served", "gone", "trained"):
        os.close(claim_state(tmp_path / name))
        assert read_made(tmp_path / name) == set()


def test_a_link_to_something_else_makes_no_server_s_folder(tmp_path: Path) -> None:
    (tmp_path / "releases" / "5").mkdir(parents=True)
    (tmp_path / "current").symlink_to("releases/5")
    with pytest.raises(BadSettings, match="not a server's"):
        claim_state(tmp_path)


def test_a_folder_is_one_server_s_at_a_time(tmp_path: Path) -> None:
    lock = claim_state(tmp_path / "state")
    with pytest.raises(BadSettings, match="another server uses it"):
        claim_state(tmp_path / "state")
    os.close(lock)
    os.close(claim_state(tmp_path / "state"))


def test_what_a_killed_server_left_half_written_is_removed_and_nothing_else(tmp_path: Path) -> None:
    os.close(claim_state(tmp_path))
    (tmp_path / "jobs" / "1").mkdir(parents=True)
    left = [
        ".training.json.zhengbiao-unfinished",
        ".secret.ab_c1234.part",
        "jobs/1/.labelled.jsonl.zhengbiao-unfinished",
        ".current.new",
    ]
    kept = [
        ".notes.part",
        ".training.json.swp",
        ".secret.mine.part",
        "jobs/1/.labels.jsonl.x.part",
        "jobs/1/labelled.jsonl",
    ]
    for name in (*left[:3], *kept):
        (tmp_path / name).write_text("云溪市")
    (tmp_path / ".current.new").symlink_to("models")
    os.close(claim_state(tmp_path))
    assert [name for name in (*left, *kept) if os.path.lexists(tmp_path / name)] == kept


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"by": "me", "bundles": []}', '{"by": "scripts/serve.py", "bundles": [1]}', "[" * 9999]
)
def test_a_record_that_is_not_a_server_s_is_named(content: str, tmp_path: Path) -> None:
    (tmp_path / "made.json").write_text(content)
    with pytest.raises(BadData, match=r"made\.json: cannot be read .* remove the file"):
        claim_state(tmp_path)
    assert (tmp_path / "made.json").read_text() == content


def test_a_place_that_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite):
        claim_state(tmp_path / "file")
    (tmp_path / "state" / "server.lock").mkdir(parents=True)
    with pytest.raises(CannotWrite, match="cannot be locked"):
        claim_state(tmp_path / "state")


def test_what_was_made_is_remembered(tmp_path: Path) -> None:
    write_made(tmp_path, ["tagger-1", "tagger-2"])
    assert read_made(tmp_path) == {"tagger-1", "tagger-2"}
    assert json.loads((tmp_path / "made.json").read_text())["by"] == "scripts/serve.py"
    shutil.rmtree(tmp_path)
    assert read_made(tmp_path) == set()


def test_a_link_to_a_bundle_does_not_make_somebodys_folder_a_servers(tmp_path: Path, tiny_bundle: Bundle) -> None:
    (tmp_path / "current").symlink_to(tiny_bundle.folder)
    for name in ("thesis.txt", ".secret.mine.part"):
        (tmp_path / name).write_text("mine")
    with pytest.raises(BadSettings, match="holds what is not a server's"):
        claim_state(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".secret.mine.part", "current", "thesis.txt"]
