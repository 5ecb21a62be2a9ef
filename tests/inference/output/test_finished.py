"""A result counts as unchanged only where it holds what was asked for."""

import shutil
from pathlib import Path

from inference.inputs import find_inputs
from inference.output.finished import finish
from inference.scale.asked import Asked, asked_for
from inference.scale.run import Run
from inference.scale.tagging import Arrangement
from inference.scale.unchanged import unchanged
from inference.scale.work import working
from models.bundle import Bundle
from storage.whole_files import work_of
from tests.inference.scale.folders import many


def test_a_file_that_was_away_for_a_moment_is_tagged_by_the_next_run(tiny_bundle: Bundle, tmp_path: Path) -> None:
    folder, output, away = many(tmp_path / "in", 3), tmp_path / "out", tmp_path / "away"
    (folder / "empty.txt").touch()

    def asked() -> Asked:
        return asked_for(find_inputs([folder]), tiny_bundle)

    def run(one: Asked) -> int:
        with working(work_of(output), one.tagger) as work:
            return finish(output, Run(one, work, 1), Arrangement("cpu", 1), lambda _: None).account.reports

    before = asked()
    shutil.move(folder / "001.txt", away)
    assert run(before) == 2
    shutil.move(away, folder / "001.txt")
    assert unchanged(output, asked()) == ""
    assert run(asked()) == 3
    assert "nothing has changed" in unchanged(output, asked())  # though one is empty

    before = asked()
    shutil.move(folder / "001.txt", away)  # which was read before
    assert run(before) == 2
    shutil.move(away, folder / "001.txt")
    assert unchanged(output, asked()) == ""
