"""A result folder appears by one rename, and only what this program made is ever replaced."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import storage.results.exchange
import storage.results.folders
from storage.errors import CannotWrite
from storage.results.files import result_file
from storage.results.folders import check_result_folder, result_folder, whole_result
from storage.results.markers import RESULT, read_marker
from storage.results.staging import stage

ROOT = str(Path(__file__).resolve().parents[3])


def files(folder: Path) -> dict[str, str]:
    """Return the text of every file below a folder by its name, but for markers."""
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".zhengbiao")
    }


def write(folder: Path, content: str = "new", page: str = "1") -> None:
    with result_folder(folder, "a test", "index.html") as made:
        (made / "pages").mkdir()
        (made / "pages" / f"{page}.html").write_text(content)
        (made / "index.html").write_text(content)


def test_files_and_folders_appear_when_all_is_done(tmp_path: Path) -> None:
    with result_folder(tmp_path / "out", "a test", "index.html") as made:
        (made / "pages").mkdir()
        (made / "pages" / "1.html").write_text("one")
        (made / "index.html").write_text("index")
        assert files(tmp_path / "out") == {}
    assert files(tmp_path / "out") == {"pages/1.html": "one", "index.html": "index"}
    assert os.listdir(tmp_path) == ["out"]


def test_a_result_is_whole_until_something_in_it_is_touched(tmp_path: Path) -> None:
    assert not whole_result(tmp_path / "out", "index.html")
    write(tmp_path / "out")
    assert whole_result(tmp_path / "out", "index.html")
    for name, content in (("index.html", "changed"), ("pages/1.html", None), ("mine.txt", "mine")):
        write(tmp_path / "other")
        place = tmp_path / "other" / name
        if content is None:
            place.unlink()
        else:
            place.write_text(content)
        assert not whole_result(tmp_path / "other", "index.html"), name
        shutil.rmtree(tmp_path / "other")


def test_what_killed_runs_left_is_cleared_away_when_the_result_is_found_whole(tmp_path: Path) -> None:
    write(tmp_path / "out")
    left = stage(tmp_path / "out", "a test")
    (left / "half.html").write_text("half")
    assert whole_result(tmp_path / "out", "index.html")
    assert os.listdir(tmp_path) == ["out"]


def test_an_earlier_result_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write(tmp_path / "out", "old", "old")
    write(tmp_path / "out", "new", "new")
    assert files(tmp_path) == {"out/pages/new.html": "new", "out/index.html": "new"}
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_what_was_there_and_nothing_new(tmp_path: Path, failure: type[BaseException]) -> None:
    write(tmp_path / "out", "old")
    for place in ("out", "new/below"):
        with pytest.raises(failure), result_folder(tmp_path / place, "a test", "index.html") as made:
            (made / "index.html").write_text("new")
            raise failure
    assert files(tmp_path) == {"out/pages/1.html": "old", "out/index.html": "old"}
    assert os.listdir(tmp_path) == ["out"]


def add_a_file(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")


def add_a_file_far_below(folder: Path) -> None:
    (folder / "pages" / "notes.txt").write_text("mine")


def change_a_file(folder: Path) -> None:
    (folder / "index.html").write_text("mine")


def add_an_empty_folder(folder: Path) -> None:
    (folder / "mine").mkdir()


def add_a_link(folder: Path) -> None:
    (folder / "link").symlink_to("/etc")


def link_in_place_of_a_file(folder: Path) -> None:
    (folder / "index.html").rename(folder.parent / "index.html")
    (folder / "index.html").symlink_to("../index.html")


def damage_the_marker(folder: Path) -> None:
    (folder / RESULT).write_text('{"format": 1, "files": ["index.html"]}')


def remove_the_marker(folder: Path) -> None:
    (folder / RESULT).unlink()


def add_an_unfinished_folder_without_marker(folder: Path) -> None:
    (folder / ".0123456789abcdef.zhengbiao-unfinished").mkdir()
    (folder / ".0123456789abcdef.zhengbiao-unfinished" / "mine.txt").write_text("mine")


STRANGERS = [
    *(add_a_file, add_a_file_far_below, change_a_file, add_an_empty_folder, add_a_link, link_in_place_of_a_file),
    *(damage_the_marker, remove_the_marker, add_an_unfinished_folder_without_marker),
]


@pytest.mark.parametrize("change", STRANGERS)
def test_a_folder_with_anything_of_somebody_else_is_refused_before_and_after_the_work(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    out = tmp_path / "out"
    write(out, "old")
    change(out)
    before = {path: (os.lstat(path).st_ino, os.lstat(path).st_mtime_ns) for path in out.rglob("*")}
    with pytest.raises(CannotWrite, match="holds what this program did not make, or what was changed since"):
        check_result_folder(out)
    with pytest.raises(CannotWrite, match="holds what this program did not make, or what was changed since"):
        write(out)
    assert {path: (os.lstat(path).st_ino, os.lstat(path).st_mtime_ns) for path in out.rglob("*")} == before


def test_what_comes_in_while_the_work_is_done_stays_and_the_result_lies_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "out", "old")
    with (
        pytest.raises(CannotWrite, match=r"was finished all the same and lies in .*out-2"),
        result_folder(tmp_path / "out", "a test", "index.html") as made,
    ):
        (made / "index.html").write_text("new")
        (tmp_path / "out" / "notes.txt").write_text("mine")
    assert files(tmp_path) == {
        "out/pages/1.html": "old",
        "out/index.html": "old",
        "out/notes.txt": "mine",
        "out-2/index.html": "new",
    }


def test_what_the_system_keeps_in_every_folder_is_no_stranger_and_stays(tmp_path: Path) -> None:
    write(tmp_path / "out", "old")
    (tmp_path / "out" / ".DS_Store").write_text("finder")
    (tmp_path / "out" / "pages" / "Thumbs.db").write_text("explorer")
    write(tmp_path / "out")
    assert files(tmp_path / "out") == {
        "pages/1.html": "new",
        "index.html": "new",
        ".DS_Store": "finder",
        "pages/Thumbs.db": "explorer",
    }


@pytest.mark.parametrize("inputs", ["out", "out/pages", "out/index.html", "link"])
def test_an_input_in_the_place_of_the_result_is_refused(tmp_path: Path, inputs: str) -> None:
    write(tmp_path / "out")
    (tmp_path / "link").symlink_to("out/pages")
    with pytest.raises(CannotWrite, match="is read and lies in"):
        check_result_folder(tmp_path / "out", [tmp_path / inputs])


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    write(tmp_path / "there", "old")
    (tmp_path / "link").symlink_to("there")
    write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert files(tmp_path / "there") == {"pages/1.html": "new", "index.html": "new"}


def test_a_second_run_is_refused_while_the_first_works(tmp_path: Path) -> None:
    with result_folder(tmp_path / "out", "a test", "index.html") as made:
        with pytest.raises(CannotWrite, match=rf"another run writes there \(process {os.getpid()} on "):
            write(tmp_path / "out")
        with pytest.raises(CannotWrite, match="another run writes there"):
            check_result_folder(tmp_path / "out")
        (made / "index.html").write_text("first")
    assert files(tmp_path) == {"out/index.html": "first"}


def without_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.results.exchange, "_system_call", lambda: None)


def into_a_mount_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "ismount", lambda path: True)


def as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    pass


ROADS = [as_it_is, without_exchange, into_a_mount_point]


@pytest.mark.parametrize("road", ROADS)
def test_every_road_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, road: Callable[[pytest.MonkeyPatch], None]
) -> None:
    road(monkeypatch)
    write(tmp_path / "out", "old", "old")
    write(tmp_path / "out", "new", "new")
    assert files(tmp_path) == {"out/pages/new.html": "new", "out/index.html": "new"}
    assert os.listdir(tmp_path) == ["out"]
    marker = read_marker(tmp_path / "out")
    assert marker is not None
    digest = hashlib.sha256(b"new").hexdigest()
    assert marker.files == {"pages/new.html": (digest,), "index.html": (digest,)}
    assert marker.finished


# Runs a writer that kills itself at the n-th call that changes a name on the disk.
KILLED = """
import os, sys
from pathlib import Path
import storage.results.exchange, storage.results.folders
from storage.results.folders import result_folder
road, last = sys.argv[1], int(sys.argv[2])
if road == "without_exchange":
    storage.results.exchange._system_call = lambda: None
if road == "into_a_mount_point":
    os.path.ismount = lambda path: True
calls = 0
def watch(event, arguments):
    global calls
    if event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "ctypes.dlsym"):
        calls += 1
        if calls == last:
            os.kill(os.getpid(), 9)
sys.addaudithook(watch)
with result_folder(Path("out"), "a test", "index.html") as made:
    (made / "pages").mkdir()
    for name in ("pages/new.html", "tagged.jsonl", "index.html"):
        (made / name).write_text("new")
"""
OLD = {"pages/old.html": "old", "tagged.jsonl": "old", "index.html": "old"}
NEW = {"pages/new.html": "new", "tagged.jsonl": "new", "index.html": "new"}


@pytest.mark.parametrize("road", ROADS)
def test_a_kill_at_any_step_leaves_the_old_result_or_the_new_and_the_next_run_clears_up(
    tmp_path: Path, road: Callable[[pytest.MonkeyPatch], None]
) -> None:
    seen = []
    for step in range(1, 60):
        folder = tmp_path / str(step)
        with result_folder(folder / "out", "a test", "index.html") as made:
            (made / "pages").mkdir()
            for name, content in OLD.items():
                (made / name).write_text(content)
        command = [sys.executable, "-c", KILLED, road.__name__, str(step)]
        code = subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": ROOT}).returncode
        found = files(folder / "out") if (folder / "out").exists() else {}
        found = {name: content for name, content in found.items() if "zhengbiao-unfinished" not in name}
        seen.append(found)
        if road is as_it_is or "index.html" in found:
            assert found in (OLD, NEW)
        write(folder / "out", "after")
        assert files(folder) == {"out/pages/1.html": "after", "out/index.html": "after"}
        assert os.listdir(folder) == ["out"]
        if code == 0:
            break
    assert code == 0
    assert seen[0] == OLD
    assert seen[-1] == NEW


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    for place in ("out", "out/below"):
        with pytest.raises(CannotWrite, match="Cannot write to"):
            write(tmp_path / place)
        with pytest.raises(CannotWrite, match="Cannot write to"):
            check_result_folder(tmp_path / place)
    assert (tmp_path / "out").read_text() == "mine"


def test_a_file_written_into_a_result_is_no_part_of_it(tmp_path: Path) -> None:
    write(tmp_path / "out")
    with result_file(tmp_path / "out" / "paragraphs.jsonl") as file:
        file.write("{}\n")
    with pytest.raises(CannotWrite, match=r"paragraphs\.jsonl"):
        write(tmp_path / "out")


def test_checking_makes_nothing(tmp_path: Path) -> None:
    check_result_folder(tmp_path / "new" / "out")
    write(tmp_path / "out")
    check_result_folder(tmp_path / "out")
    assert os.listdir(tmp_path) == ["out"]
    assert ".zhengbiao.lock" not in os.listdir(tmp_path / "out")


@pytest.mark.parametrize(
    "name",
    ["../precious/thesis.txt", "{}/precious/thesis.txt", "pages/../../precious/thesis.txt", "./../precious/thesis.txt"],
)
@pytest.mark.parametrize("road", ROADS)
def test_a_forged_marker_leads_to_no_file_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, road: Callable[[pytest.MonkeyPatch], None], name: str
) -> None:
    road(monkeypatch)
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "thesis.txt").write_text("mine")
    (tmp_path / "out" / "pages").mkdir(parents=True)
    digest = hashlib.sha256(b"mine").hexdigest()
    forged = {"format": 1, "by": "x", "finished": True, "files": {name.format(tmp_path): digest}}
    (tmp_path / "out" / RESULT).write_text(json.dumps(forged))
    with pytest.raises(CannotWrite, match="holds what this program did not make"):
        write(tmp_path / "out")
    assert (tmp_path / "precious" / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize("gone", ["", "index.html"])
def test_a_staging_folder_that_somebody_clears_away_gives_no_half_result(tmp_path: Path, gone: str) -> None:
    write(tmp_path / "out", "old")
    with (
        pytest.raises(CannotWrite, match="was changed or removed by somebody else"),
        result_folder(tmp_path / "out", "a test", "index.html") as made,
    ):
        (made / "index.html").write_text("new")
        (made / gone).unlink() if gone else shutil.rmtree(made)
        made.mkdir(exist_ok=True)
        (made / "tagged.csv").write_text("late")
    assert files(tmp_path / "out") == {"pages/1.html": "old", "index.html": "old"}


def test_places_whose_long_names_begin_alike_do_not_meet(tmp_path: Path) -> None:
    one, other = tmp_path / ("政" * 80 + "A"), tmp_path / ("政" * 80 + "B")
    with result_folder(one, "a test", "index.html") as made:
        (made / "index.html").write_text("one")
        write(other, "other")
        assert (made / "index.html").is_file()
    assert files(one) == {"index.html": "one"}
    assert sorted(os.listdir(tmp_path)) == [one.name, other.name]
