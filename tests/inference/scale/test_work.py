"""A work folder is of one fingerprint, of one run at a time, and nobody else's files in it are touched."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from inference.scale.fingerprint import Fingerprint
from inference.scale.shards import Shard
from inference.scale.store import Store
from inference.scale.work import check_work, working
from storage.errors import CannotWrite, UnreadableReport
from storage.locks import LOCK
from storage.results.folders import result_folder
from storage.whole_files import work_of

KEY, OTHER = "ab" * 32, "cd" * 32
FINGERPRINT = Fingerprint("tagger-1", "pytorch, float32", "rules-1")


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A result whose work folder keeps one report, one that failed, and a file of somebody else's."""
    output = tmp_path / "out"
    with working(work_of(output), FINGERPRINT) as work:
        work.store.put(KEY, ())
        work.store.fail(OTHER, "ended its process")
    (work.folder / "tags" / "ab" / "mine.txt").write_text("mine")
    (work.folder / "notes.txt").write_text("mine")
    return output


def names(output: Path) -> set[str]:
    folder = output.with_name("out.work")
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"bundle": "tagger-2"}, r"bundle tagger-1 \(now tagger-2\)"),
        ({"engine": "onnx, int8"}, r"engine pytorch, float32 \(now onnx, int8\)"),
        ({"rules": "rules-2"}, r"rules of the program rules-1 \(now rules-2\)"),
        ({"format": 9}, r"format 1 \(now 9\)"),
    ],
)
def test_another_fingerprint_is_refused_and_says_what_differs(
    output: Path, change: dict[str, object], said: str
) -> None:
    before = names(output)
    with (
        pytest.raises(CannotWrite, match=rf"holds reports tagged otherwise: {said}\. Expected .*--replace"),
        working(work_of(output), replace(FINGERPRINT, **change)),
    ):
        pass
    assert names(output) == before


def test_replacing_clears_what_was_tagged_and_leaves_what_others_put_there(output: Path) -> None:
    with working(work_of(output), replace(FINGERPRINT, bundle="tagger-2"), replace=True) as work:
        assert work.store.get(KEY) is None
    assert names(output) == {"run.json", "notes.txt", "tags/ab/mine.txt"}
    with working(work_of(output), replace(FINGERPRINT, bundle="tagger-2")):
        pass


def test_clearing_keeps_what_is_used_and_removes_what_was_left_unfinished(output: Path) -> None:
    with working(work_of(output), FINGERPRINT) as work:
        work.store.put(OTHER, ())
        unfinished = work.folder / "tags" / "ab" / f".{KEY}.json.gz.zhengbiao-unfinished"
        unfinished.write_bytes(b"half")
        (work.folder / "tags" / "ab" / f"{KEY}.json.gz.damaged").write_bytes(b"half")
        assert work.clear({bytes.fromhex(OTHER)}) == 1
    left = {"run.json", "notes.txt", "tags/ab/mine.txt", f"tags/cd/{OTHER}.json.gz", f"failed/{OTHER}.json"}
    assert names(output) == left


def test_a_folder_of_another_program_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "out.work"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with (
        pytest.raises(CannotWrite, match=r"of no run of tag\.py: mine\.txt"),
        working(work_of(tmp_path / "out"), FINGERPRINT),
    ):
        pass
    (folder / "run.json").write_text(json.dumps({"data": "as train.py writes it"}))
    for again in (False, True):
        with (
            pytest.raises(CannotWrite, match=r"run\.json: is not of a run of tag\.py"),
            working(work_of(tmp_path / "out"), FINGERPRINT, replace=again),
        ):
            pass
    assert sorted(path.name for path in folder.iterdir()) == ["mine.txt", "run.json"]


def test_a_second_run_is_refused_while_the_first_is_at_work(output: Path) -> None:
    with (
        working(work_of(output), FINGERPRINT),
        pytest.raises(CannotWrite, match="another run writes there"),
        working(work_of(output), FINGERPRINT),
    ):
        pass


def test_a_second_run_does_not_wait_for_one_that_was_stopped_while_it_claimed_the_folder(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with working(work_of(output), FINGERPRINT):
        monkeypatch.setattr("inference.scale.work.holding", lambda *_, **__: pytest.fail("waited"))
        with pytest.raises(CannotWrite, match="another run writes there"), working(work_of(output), FINGERPRINT):
            pass
        monkeypatch.undo()


def test_parts_work_beside_each_other_and_not_beside_a_run_for_all(output: Path) -> None:
    with ExitStack() as stack:
        for number in (1, 2):
            stack.enter_context(working(work_of(output), FINGERPRINT, shard=Shard(number, 2)))
        with pytest.raises(CannotWrite, match=r"shard [12] of 2 is at work"):
            stack.enter_context(working(work_of(output), FINGERPRINT))
        with pytest.raises(CannotWrite, match="another run writes there"):
            stack.enter_context(working(work_of(output), FINGERPRINT, shard=Shard(2, 2)))
    with (
        working(work_of(output), FINGERPRINT),
        pytest.raises(CannotWrite, match="a run for all of it is at work"),
        working(work_of(output), FINGERPRINT, shard=Shard(1, 2)),
    ):
        pass
    assert not [name for name in names(output) if name.endswith(".lock")]


def test_a_part_of_another_model_does_not_replace_what_other_parts_are_tagging(output: Path) -> None:
    other = replace(FINGERPRINT, bundle="tagger-2")
    with (
        working(work_of(output), FINGERPRINT, shard=Shard(1, 2)) as work,
        pytest.raises(CannotWrite, match=r"shard 1 of 2, by the model that is to be replaced, is at work there"),
        working(work_of(output), other, replace=True, shard=Shard(2, 2)),
    ):
        pass
    assert work.store.get(KEY) == ()
    with (
        working(work_of(output), other, replace=True, shard=Shard(1, 2)) as work,
        working(work_of(output), other, replace=True, shard=Shard(2, 2)),
    ):
        assert work.store.get(KEY) is None


def test_parts_that_begin_at_the_same_moment_share_a_new_folder(tmp_path: Path) -> None:
    folder = work_of(tmp_path / "out")
    together = Barrier(8)

    def part(number: int) -> None:
        together.wait()
        try:
            with working(folder, FINGERPRINT, shard=Shard(number, 8)):
                together.wait()  # all are at work at once
        except CannotWrite:
            together.abort()
            raise

    for _ in range(20):
        with ThreadPoolExecutor(8) as pool:
            for done in [pool.submit(part, number) for number in range(1, 9)]:
                done.result()
        shutil.rmtree(folder)


@pytest.fixture
def killed(output: Path) -> Iterator[Path]:
    """What a run leaves that was killed while it held the folder."""
    program = (
        "import os, signal\nfrom pathlib import Path\n"
        "from inference.scale.fingerprint import Fingerprint\nfrom inference.scale.work import working\n"
        f"with working(Path({str(work_of(output))!r}), Fingerprint('tagger-1', 'pytorch, float32', 'rules-1')):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[3])
    assert LOCK in names(output)
    yield output


def test_a_lock_that_a_killed_run_left_holds_nobody_up(killed: Path) -> None:
    with working(work_of(killed), FINGERPRINT) as work:
        assert Store(work.folder).get(KEY) == ()
    assert LOCK not in names(killed)


def test_a_run_that_fails_before_anything_is_tagged_leaves_nothing(tmp_path: Path) -> None:
    output = tmp_path / "below" / "out"
    with pytest.raises(UnreadableReport), working(work_of(output), FINGERPRINT) as work:
        (work.read / "ab").mkdir(parents=True)
        raise UnreadableReport("a.txt: is empty.")
    assert list(tmp_path.iterdir()) == []


def test_what_lies_in_the_work_folder_is_not_read(output: Path) -> None:
    for given in (output.with_name("out.work"), output.with_name("out.work") / "notes.txt"):
        with pytest.raises(CannotWrite, match="is read and lies in"):
            check_work(work_of(output), output, [given])
    check_work(work_of(output), output, [output.parent])


@pytest.mark.parametrize("inside", ["", "kept", "kept/deeper"])
def test_the_work_is_not_kept_where_the_result_takes_its_place(inside: str, tmp_path: Path) -> None:
    output = tmp_path / "tagged"
    with pytest.raises(CannotWrite, match=r"lies in .*tagged"):
        check_work(output / inside, output, [])
    check_work(tmp_path / "tagged-work", output, [])


@pytest.mark.parametrize("inside", ["", "kept", "kept/deeper"])
def test_the_work_is_not_kept_in_another_result(inside: str, tmp_path: Path) -> None:
    with result_folder(tmp_path / "other", "tag.py", "index.html") as folder:
        (folder / "index.html").touch()
    with pytest.raises(CannotWrite, match=r"lies in .*other, the place of a result, .* give another --work\."):
        check_work(tmp_path / "other" / inside, tmp_path / "tagged", [])
