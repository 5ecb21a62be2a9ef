"""The handbook keeps what it says of itself, and what lies beside its third and eighth chapters fits them."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import pytest

from labels.asking.prompt import make_prompt
from labels.labelled import LabelledParagraph, read_labelled
from labels.next.ordering import order_paragraphs
from labels.sampling.draw import draw
from labels.taxonomy import Category, Taxonomy
from reports.paragraphs_file import read_paragraphs
from reports.reading import read_file
from reports.report import Paragraph
from tests.documents.known import HANDBOOK
from tests.documents.reading import ROOT, blocks, commands

CHAPTERS = sorted(path for path in HANDBOOK.glob("0*.md"))
LONGEST_SUMMARY = 10  # lines
every_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def five() -> Taxonomy:
    return Taxonomy.load(HANDBOOK / "culture.toml")


def answers(name: str, taxonomy: Taxonomy) -> list[LabelledParagraph]:
    return read_labelled(HANDBOOK / name, taxonomy)


def paragraphs() -> list[Paragraph]:
    return [one for report in read_file(HANDBOOK / "reports.csv") for one in report.paragraphs]


@every_chapter
def test_a_chapter_begins_with_what_one_will_have_and_ends_with_a_short_summary_in_english(chapter: Path) -> None:
    text = chapter.read_text("utf-8")
    assert re.match(r"# [一二三四五六七八九] .+\n\n\*\*读完你会有\*\*：", text)
    summary = text[text.rindex("**English.**") :]
    assert len(summary.splitlines()) <= LONGEST_SUMMARY
    assert summary.isascii()


@every_chapter
def test_a_chapter_is_named_in_the_contents_by_its_title(chapter: Path) -> None:
    title = chapter.read_text("utf-8").splitlines()[0].removeprefix("# ")
    assert f"[{title}]({chapter.name})" in (HANDBOOK / "README.md").read_text("utf-8")


def test_the_fifth_category_is_added_to_the_shipped_four(five: Taxonomy, taxonomy: Taxonomy) -> None:
    assert five.ids == (*taxonomy.ids, "culture")
    changed = [old.id for old, new in zip(taxonomy.categories, five.categories, strict=False) if old != new]
    assert changed == ["livelihood"]
    assert len({keyword for one in five.categories for keyword in one.keywords}) == sum(
        len(one.keywords) for one in five.categories
    )


def test_every_place_where_the_taxonomy_differs_is_marked(five: Taxonomy, taxonomy: Taxonomy) -> None:
    new_cases = [case for case in five.border_cases if case not in taxonomy.border_cases]
    assert (len(five.border_cases) - len(taxonomy.border_cases), len(new_cases)) == (2, 3)
    marks = re.findall(r"^# (改|加)：", (HANDBOOK / "culture.toml").read_text("utf-8"), re.MULTILINE)
    assert sorted(marks) == ["加", "加", "改", "改", "改"]


def test_the_category_that_the_chapter_shows_can_stand_in_a_taxonomy(five: Taxonomy) -> None:
    [(_, lines)] = blocks("docs/handbook/03-own-categories.md", "toml")
    [shown] = tomllib.loads("\n".join(lines))["categories"]
    whole = next(asdict(one) for one in five.categories if one.id == "culture")
    assert set(shown) == set(Category.__dataclass_fields__)
    assert parts(shown) == parts(whole)
    assert set(shown["keywords"]) <= set(whole["keywords"])


def parts(category: Mapping[str, object]) -> list[object]:
    return [category[key] for key in ("id", "chinese", "english", "hotkey", "colour")]


def test_the_answers_are_of_the_fifty_paragraphs_that_next_chooses(five: Taxonomy) -> None:
    kept = {row.report for row in answers("sample-labelled.jsonl", five)}
    rest = [one for one in paragraphs() if one.report not in kept]
    chosen = {one.id for one, _ in order_paragraphs(rest, [], five, 50)}
    assert {row.id for row in answers("labelled.jsonl", five)} == chosen
    assert len(chosen) == 50


def test_the_answers_to_the_sample_are_of_whole_reports_and_say_how_these_were_drawn(five: Taxonomy) -> None:
    sample = answers("sample-labelled.jsonl", five)
    kept = {row.report for row in sample}
    assert len(kept) == 3
    assert {row.id for row in sample} == {one.id for one in paragraphs() if one.report in kept}
    assert all("sampling" in one.extra for one in read_paragraphs(HANDBOOK / "sample-labelled.jsonl"))


def test_enough_answers_are_about_culture_to_learn_it(five: Taxonomy) -> None:
    for name, fewest in (("labelled.jsonl", 9), ("sample-labelled.jsonl", 6)):
        rows = answers(name, five)
        assert sum("culture" in row.labels for row in rows) >= fewest
        assert all(any(category in row.labels for row in rows) for category in five.ids)


def test_the_answers_beside_chapter_8_are_of_the_paragraphs_that_its_commands_draw(five: Taxonomy) -> None:
    files = [ROOT / "reports/sample_corpus/reports.csv", HANDBOOK / "reports.csv"]
    reports = [one for path in [*files, *sorted((ROOT / "reports/sample").iterdir())] for one in read_file(path)]
    everything = [one for report in reports for one in report.paragraphs]
    sample = [one for one, _ in draw(everything, [], 100, within=10, seed=0).paragraphs]
    kept = {one.report for one in sample}
    rest = [one for one in everything if one.report not in kept]
    to_ask = [one for one, _ in order_paragraphs(rest, [], five, 500)]
    assert len(to_ask) == 500
    for name, drawn in (
        ("sample", sample),
        ("hundred", [one for one, _ in draw(to_ask, [], 100, within=4, seed=0).paragraphs]),
    ):
        rows = answers(f"afternoon/{name}-labelled.jsonl", five)
        assert [(row.id, row.text) for row in rows] == [(one.id, one.text) for one in drawn]
        assert all(any(category in row.labels for row in rows) for category in five.ids)


def test_chapter_8_names_the_prompts_that_its_taxonomies_make(five: Taxonomy, tmp_path: Path) -> None:
    chapter = "docs/handbook/08-with-a-language-model.md"
    [change] = [one.words[2] for one in commands(chapter) if one.words[0] == "sed"]
    _, before, after, _ = change.split("/")
    text = (HANDBOOK / "culture.toml").read_text("utf-8")
    assert text.count(before) == 1
    (tmp_path / "mended.toml").write_text(text.replace(before, after), "utf-8")
    first, second = (make_prompt(one, "zh").digest for one in (five, Taxonomy.load(tmp_path / "mended.toml")))
    named = re.findall(r"\b[0-9a-f]{8}\b", (ROOT / chapter).read_text("utf-8"))
    assert (set(named), named[-1]) == ({first, second}, second)
