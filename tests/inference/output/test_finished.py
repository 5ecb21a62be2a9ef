"""A result counts as unchanged only where it holds what was asked for."""

import shutil
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("name", ["001.txt", "001.csv"])
def test_a_file_that_was_away_for_a_moment_is_tagged_by_the_next_run(
    tiny_bundle: Bundle, tmp_path: Path, name: str
) -> None:
    folder, output, away = many(tmp_path / "in", 3), tmp_path / "out", tmp_path / "away"
    text = (folder / "001.txt").read_text("utf-8")
    if name != "001.txt":
        (folder / "001.txt").unlink()
        (folder / name).write_text(f'年份,县,报告全文\n2031,乙川县,"{text}"\n', "utf-8")
    (folder / "empty.txt").touch()
    (folder / "empty.csv").write_text("年份,县\n2031,乙川县\n", "utf-8")

    def asked() -> Asked:
        return asked_for(find_inputs([folder]), tiny_bundle)

    def run(one: Asked) -> int:
        with working(work_of(output), one.tagger) as work:
            return finish(output, Run(one, work, 1), Arrangement("cpu", 1), lambda _: None).account.reports

    before = asked()
    shutil.move(folder / name, away)
    assert run(before) == 2
    shutil.move(away, folder / name)
    assert unchanged(output, asked()) == ""
    assert run(asked()) == 3
    assert "nothing has changed" in unchanged(output, asked())  # though two hold no report

    before = asked()
    shutil.move(folder / name, away)  # which was read before
    assert run(before) == 2
    shutil.move(away, folder / name)
    assert unchanged(output, asked()) == ""


def test_a_table_that_comes_back_before_the_end_is_told_from_one_that_cannot_be_read(
    tiny_bundle: Bundle, tmp_path: Path
) -> None:
    folder, output = many(tmp_path / "in", 1), tmp_path / "out"
    table = folder / "table.csv"
    table.write_text(f'年份,县,报告全文\n2031,乙川县,"{(folder / "000.txt").read_text("utf-8")}"\n', "utf-8")
    asked = asked_for(find_inputs([folder]), tiny_bundle)
    shutil.move(table, tmp_path / "away")
    with working(work_of(output), asked.tagger) as work:
        finish(output, Run(asked, work, 1), Arrangement("cpu", 1), lambda _: shutil.move(tmp_path / "away", table))
    assert unchanged(output, asked) == ""
    assert "table.csv" in (output / "skipped.csv").read_text("utf-8-sig")
