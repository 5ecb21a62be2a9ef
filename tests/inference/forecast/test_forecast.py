"""What a dry run says holds for the run, as far as that can be told without a clock; and it leaves nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from inference.forecast.drawn import bytes_below, draw
from inference.forecast.forecast import Forecast, forecast
from inference.inputs import find_inputs
from inference.output.finished import finish
from inference.scale.asked import Asked, asked_for
from inference.scale.run import Run
from inference.scale.store import Store
from inference.scale.taggers import Arrangement
from inference.scale.work import working
from models.bundle import Bundle
from storage.errors import CannotWrite
from storage.whole_files import work_of
from tests.invented import PLACES, SENTENCES
from tests.reports.sample_text import report_of

ONE = Arrangement("cpu", 1)
ENOUGH = 1_000.0  # seconds: all files are drawn


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("many")
    every = [one for some in SENTENCES.values() for one in some]
    for number in range(24):
        place = PLACES[number % len(PLACES)]
        body = (every[n % len(every)].format(place=place, n=n * 31 + number) * 3 for n in range(30))
        text = "\n\n".join([f"{place}{2000 + number}年政府工作报告", "各位代表：", *body])
        (made / f"{number:02}.txt").write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def asked(folder: Path, tiny_bundle: Bundle) -> Asked:
    return asked_for(find_inputs([folder]), tiny_bundle)


def _tag(asked: Asked, output: Path) -> None:
    with working(work_of(output), asked.tagger) as work:
        finish(output, Run(asked, work), ONE, lambda _: None)


@pytest.fixture(scope="module")
def told_and_tagged(
    folder: Path, tiny_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Forecast, Path]]:
    """What was said of a run, and the output of that run."""
    place = tmp_path_factory.mktemp("told")
    asked = asked_for(find_inputs([folder]), tiny_bundle)
    told = forecast(asked, work_of(place / "out"), ONE)
    assert list(place.iterdir()) == []
    _tag(asked, place / "out")
    yield told, place / "out"


def test_disk_is_told_within_a_fifth(told_and_tagged: tuple[Forecast, Path]) -> None:
    told, output = told_and_tagged
    assert told.results == pytest.approx(bytes_below(output), rel=0.2)
    assert told.kept == pytest.approx(bytes_below(work_of(output)), rel=0.2)


def test_lines_say_what_it_rests_on(told_and_tagged: tuple[Forecast, Path]) -> None:
    told, _ = told_and_tagged
    assert told.speed is not None
    assert told.speed.taggers == 1
    lines = told.lines()
    assert lines[0].startswith("about 24 reports")
    assert lines[0].endswith("0% of them tagged already")
    assert "files drawn by chance" in lines[-1]


def test_what_is_tagged_already_is_known_and_nothing_is_loaded_for_it(
    told_and_tagged: tuple[Forecast, Path], asked: Asked
) -> None:
    _, output = told_and_tagged
    before = {path: path.stat().st_mtime_ns for path in output.parent.rglob("*")}
    told = forecast(asked, work_of(output), ONE)
    assert told.drawn.whole.to_tag == 0
    assert told.speed is None
    assert told.lines()[0].endswith("100% of them tagged already")
    assert {path: path.stat().st_mtime_ns for path in output.parent.rglob("*")} == before


def test_of_a_run_that_ended_early_the_rest_is_told(
    told_and_tagged: tuple[Forecast, Path], folder: Path, asked: Asked, tiny_bundle: Bundle, tmp_path: Path
) -> None:
    half = asked_for(find_inputs(sorted(folder.iterdir())[:12]), tiny_bundle)
    _tag(half, tmp_path / "out")
    (tmp_path / "place").mkdir()
    drawn = draw(asked, work_of(tmp_path / "out"), Store(work_of(tmp_path / "out")), tmp_path / "place", ENOUGH)
    assert drawn.bytes == drawn.all_bytes
    assert drawn.whole.to_tag == pytest.approx(drawn.whole.characters / 2, rel=0.05)


def test_tags_of_another_bundle_are_refused_as_by_the_run(
    told_and_tagged: tuple[Forecast, Path], folder: Path, tiny_bundle: Bundle
) -> None:
    _, output = told_and_tagged
    other = asked_for(find_inputs([folder]), tiny_bundle, engine="another")
    with pytest.raises(CannotWrite, match="tagged otherwise"):
        forecast(other, work_of(output), ONE)


def test_the_beginning_of_a_long_paragraphs_file_stands_for_it(tiny_bundle: Bundle, tmp_path: Path) -> None:
    from storage.jsonl import write_objects
    from tests.inference.scale.reports import many

    reports = many(3_000)
    write_objects(tmp_path / "p.jsonl", (one.to_json() for report in reports for one in report.paragraphs))
    asked = asked_for(find_inputs([tmp_path / "p.jsonl"]), tiny_bundle)
    (tmp_path / "place").mkdir()
    drawn = draw(asked, tmp_path / "none", Store(tmp_path / "none"), tmp_path / "place", ENOUGH)
    assert drawn.bytes < drawn.all_bytes
    characters = sum(len(one.text) for report in reports for one in report.paragraphs)
    assert drawn.whole.characters == pytest.approx(characters, rel=0.1)


def test_of_a_workbook_no_beginning_is_cut_off(
    tiny_bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inference.forecast.drawn._HEAD_BYTES", 1_000)
    book = Workbook()
    for row in (("年份", "报告全文"), *((2030 + number, report_of("卯山市", 2030 + number)) for number in range(3))):
        book.active.append(row)
    book.save(tmp_path / "corpus.xlsx")
    (tmp_path / "place").mkdir()
    asked = asked_for(find_inputs([tmp_path / "corpus.xlsx"]), tiny_bundle)
    drawn = draw(asked, tmp_path / "none", Store(tmp_path / "none"), tmp_path / "place", ENOUGH)
    assert (drawn.whole.reports, drawn.bytes, drawn.without) == (3, drawn.all_bytes, 0)


def test_files_that_give_no_report_are_counted(tiny_bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("No report at all.\n", "utf-8")
    told = forecast(asked_for(find_inputs([tmp_path / "a.txt"]), tiny_bundle), tmp_path / "none", ONE)
    assert told.lines()[-1].startswith("by 1 file drawn by chance (100%, 1 of them without a report)")
