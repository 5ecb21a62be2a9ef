"""Tagging that is killed at any moment, over and over, ends as if it had never been."""

import random
import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from models.bundle import Bundle
from storage.results.markers import STAGING
from tests.inference.scale.folders import contents, every_kind, kept, many, paragraphs_file
from tests.scripts.running import run_script
from tests.scripts.test_ends import start
from tests.studies.world import leftovers
from tests.waiting import PATIENCE, has_ended


def inputs(place: Path) -> list[str]:
    """Put reports of every kind, many plain ones and a paragraphs file into a folder."""
    every_kind(place / "in")
    many(place / "many", 30)
    paragraphs_file(place / "rows.jsonl", "壬山市", "癸山市")
    return ["in", "rows.jsonl", "many"]


def words(bundle: Bundle, given: list[str]) -> list[str]:
    return ["tag", *given, "--model", str(bundle.folder), "--output", "out", "--workers", "2"]


class Kills:
    """Runs that are killed, each at a moment drawn by chance, in one folder."""

    def __init__(self, place: Path, command: list[str], seed: int) -> None:
        self.place, self.command = place, command
        self.chance = random.Random(seed)
        self.stood: dict[str, tuple[int, int]] = {}
        self.started: list[psutil.Process] = []
        self.at_work = 0

    def kill_one(self) -> None:
        """Start a run, kill it, and prove that nothing that was finished before was done again."""
        process = start(self.place, *self.command)
        moment = self.chance.choice((self._while_starting, self._while_tagging, self._while_tagging, self._at_the_end))
        moment(process)
        with suppress(psutil.NoSuchProcess):  # it ended before it could be killed
            self.started += psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.communicate(timeout=PATIENCE)
        now = kept(self.place / "out.work")
        again = [name for name, file in self.stood.items() if now.get(name) != file]
        assert again == [], "what was finished was done again"
        self.at_work += len(now) > len(self.stood)
        self.stood = now
        if process.returncode == 0:
            self._forget_some()

    def _while_starting(self, process: "subprocess.Popen[str]") -> None:
        self._wait(process, self.chance.uniform(0, 6), lambda: False)

    def _while_tagging(self, process: "subprocess.Popen[str]") -> None:
        more = len(self.stood) + self.chance.randint(1, 8)
        self._wait(process, PATIENCE, lambda: len(kept(self.place / "out.work")) >= more)
        time.sleep(self.chance.uniform(0, 0.05))

    def _at_the_end(self, process: "subprocess.Popen[str]") -> None:
        self._wait(process, PATIENCE, self._is_ending)
        time.sleep(self.chance.uniform(0, 0.05))

    def _is_ending(self) -> bool:
        staging = [one for one in self.place.iterdir() if STAGING.fullmatch(one.name)]
        return any((one / "index.html").exists() for one in staging)

    def _wait(self, process: "subprocess.Popen[str]", seconds: float, fact: Callable[[], bool]) -> None:
        end = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < end and not fact():
            time.sleep(0.005)

    def _forget_some(self) -> None:
        """Take away a result that was finished, and some of what is kept, so that there is something to do."""
        shutil.rmtree(self.place / "out")
        for path in sorted((self.place / "out.work").glob("*/*/*.json.gz")):
            if self.chance.random() < 0.5:
                path.unlink()
        self.stood = kept(self.place / "out.work")


@pytest.mark.parametrize("kills", [4, pytest.param(50, marks=pytest.mark.slow)])
def test_kills_at_any_moment_change_no_byte_and_nothing_is_done_again(
    tmp_path: Path, tiny_bundle: Bundle, kills: int
) -> None:
    (tmp_path / "whole").mkdir()
    command = words(tiny_bundle, inputs(tmp_path / "whole"))
    shutil.copytree(tmp_path / "whole", tmp_path / "killed")
    whole = run_script(*command, cwd=tmp_path / "whole")
    assert whole.returncode == 0, whole.stderr
    killed = Kills(tmp_path / "killed", command, seed=kills)
    for _ in range(kills):
        killed.kill_one()
    assert killed.at_work >= kills // 3
    finished = run_script(*command, cwd=tmp_path / "killed")
    assert finished.returncode == 0, finished.stderr
    assert contents(tmp_path / "killed" / "out") == contents(tmp_path / "whole" / "out")
    for kind in ("tags", "read", "failed"):
        expected = contents(tmp_path / "whole" / "out.work" / kind)
        assert contents(tmp_path / "killed" / "out.work" / kind) == expected
    assert {path.name for path in (tmp_path / "killed").iterdir()} == {"in", "many", "rows.jsonl", "out", "out.work"}
    assert leftovers(tmp_path) == []
    assert [one.pid for one in killed.started if not has_ended(one.pid)] == []
