"""The agreement page says what was measured, and what could not be, in a file that needs no network."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evaluation.pages.agreement_page import Study, agreement_page, study_annotators, write_agreement
from labels.answered import Answer, Settlement
from labels.labelled import LabelledParagraph
from labels.prediction import Prediction
from labels.taxonomy import Taxonomy
from reports.report import Paragraph
from reports.sentences import sentence_spans
from storage.errors import CannotWrite
from tests import pages

TAXONOMY = Taxonomy.load()


def row(
    report: str, index: int, said: Mapping[str, Sequence[str]], labels: Sequence[str] = (), **further: Any
) -> LabelledParagraph:
    this = Paragraph(f"{report}:{index:03d}", report, f"新建水厂{index}座。", section=("一、",), index=index)
    return LabelledParagraph(this, tuple(labels), {name: tuple(one) for name, one in said.items()}, **further)


def study(rows: Sequence[LabelledParagraph]) -> Study:
    return study_annotators(rows, TAXONOMY, "march.jsonl")


def words(rows: Sequence[LabelledParagraph], language: str = "en") -> str:
    """Return what a reader of the page sees, in one line."""
    return pages.words(agreement_page(study(rows)), language)


def two(**further: Any) -> list[LabelledParagraph]:
    """Two people on six paragraphs of three reports, who differ on one."""
    said = [(["industry"], ["industry"]), ([], []), (["security"], ["ecology"])] + [(["industry"], ["industry"])] * 3
    return [
        row(f"岚川县-{number % 3}", number, {"林": one, "周": other}, one if one == other else (), **further)
        for number, (one, other) in enumerate(said)
    ]


def test_the_page_needs_nothing_from_anywhere() -> None:
    assert pages.from_outside(agreement_page(study(two()))) == []


def test_everybody_every_category_and_every_dispute_stands_on_the_page() -> None:
    seen = words(two())
    for wording in ("林", "周", *(one.english for one in TAXONOMY.categories), "岚川县-2:002 › 一、", "新建水厂2座。"):
        assert wording in seen
    assert "1 of 6 paragraphs are disputed, 0 of these settled" in seen


def test_what_is_not_defined_is_said_and_is_no_number() -> None:
    found = study(two())
    livelihood = found.agreement.categories["livelihood"].figures
    assert livelihood["fleiss_kappa"].value is None
    seen = words(two())
    assert "all alike: undefined" in seen
    assert "nobody gave it" in seen
    assert "回答全同，无定义" in words(two(), "zh")
    assert "nan" not in seen.casefold()


def test_a_single_annotator_has_nobody_to_compare_with() -> None:
    seen = words([row("岚川县-2021", 0, {"林": ["industry"]})])
    assert "nothing to compare" in seen
    assert "None: all 0 paragraphs judged by two or more agree" in seen


def test_text_that_looks_like_markup_stays_text() -> None:
    rows = two()
    rows[2] = replace(
        rows[2],
        paragraph=replace(rows[2].paragraph, text="<script>alert(1)</script>"),
        annotators={"<b>": (), "周": ("ecology",)},
    )
    page = agreement_page(study(rows))
    assert "<script>alert" not in page and "&lt;script&gt;" in page and "&lt;b&gt;" in page


def shown_and_blind(shown: int, blind: int, follow: bool) -> list[LabelledParagraph]:
    """林 answers `shown` paragraphs with ticks, which are wrong in every second, and `blind` ones without."""
    rows = []
    for number in range(shown + blind):
        ticked = ("ecology",) if number % 2 else ("industry",)
        is_shown = number < shown
        said = ticked if follow and is_shown else ("industry",)
        answer = Answer(9.5, shown=ticked, model="tagger-1") if is_shown else Answer(9.5)
        predicted = None if is_shown else Prediction(ticked, 0.9, "tagger-1")
        rows.append(row(f"岚川县-{number}", 0, {"林": said}, answers={"林": answer}, predicted=predicted))
    return rows


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (two(), "Not measurable: the data do not say what any model predicted."),
        (shown_and_blind(20, 0, False), "Not measurable: no blind answers."),
        (shown_and_blind(0, 20, False), "Not measurable: nobody was shown any ticks"),
        (
            shown_and_blind(40, 40, True),
            "agree with the model more often (+50.0 points): the ticks draw answers towards it.",
        ),
        (
            shown_and_blind(40, 40, False),
            "Either no effect, or too few answers to tell: a difference of +0.0 points, whose interval",
        ),
    ],
)
def test_anchoring_is_told_in_words(rows: list[LabelledParagraph], said: str) -> None:
    assert said in words(rows)


def test_the_file_for_programs_holds_all_of_it_at_full_precision(tmp_path: Path) -> None:
    found = study([*two(), *shown_and_blind(40, 40, True)])
    page = write_agreement(tmp_path / "out", found)
    assert page == tmp_path / "out" / "agreement.html"
    value = json.loads((tmp_path / "out" / "agreement.json").read_text(encoding="utf-8"))
    assert value["agreement"]["sets"]["masi_alpha"]["value"] == found.agreement.sets.figures["masi_alpha"].value
    assert value["agreement"]["categories"]["livelihood"]["fleiss_kappa"]["why"] == "no_variation"
    assert [one["name"] for one in value["annotators"]] == ["周", "林"]
    assert value["annotators"][1]["speed"] == {"timed": 80, "left_open": 0, "quartiles": [9.5, 9.5, 9.5]}
    assert value["anchoring"][0]["finding"] == "towards"
    assert [one["id"] for one in value["disputes"]] == ["岚川县-2:002"]


def test_a_settled_dispute_shows_what_was_decided() -> None:
    rows = two()
    rows[2] = replace(rows[2], labels=("ecology",), settled=Settlement(("裁",), None, ()))
    seen = words(rows)
    assert "1 of 6 paragraphs are disputed, 1 of these settled" in seen
    assert "Settled" in seen
    assert "6 段中有 1 段意见不一，1 段已裁定" in words(rows, "zh")


def test_a_file_in_the_way_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(CannotWrite):
        write_agreement(tmp_path / "out", study(two()))


TEXT = "岚川县轴承产业园新开工项目三个。岚川县修复湿地一百二十公顷。岚川县新建乡镇幼儿园两所。"


def marked(number: int, **said: Sequence[int]) -> LabelledParagraph:
    """Let each person give ecology, and mark these sentences of three, from 1; none where none is named."""
    spans = sentence_spans(TEXT)
    answers = {
        name: Answer(evidence={"ecology": tuple(spans[one - 1] for one in sentences)} if sentences else {})
        for name, sentences in said.items()
    }
    one = row(f"岚川县-{number % 3}", number, dict.fromkeys(said, ("ecology",)), ["ecology"], answers=answers)
    return replace(one, paragraph=replace(one.paragraph, text=TEXT))


def test_sentences_stand_on_the_page_where_somebody_marked_them() -> None:
    rows = [marked(0, 林=[2], 周=[2]), marked(1, 林=[2, 3], 周=[2]), marked(2, 林=[2], 周=[])]
    seen = words([*two(), *rows])
    assert "Agreement on sentences" in seen
    # The paragraphs of `two` are of one sentence each, which needs no mark.
    assert "12 sentences of 8 paragraphs" in seen
    assert "1 answers are left out" in seen
    assert "岚川县-1:001 › 一、 · distance 0.00 · sentences that differ 1" in seen
    assert "1岚川县轴承产业园新开工项目三个。2岚川县修复湿地一百二十公顷。3" in seen
    assert "sentence 2, 3" in seen
    assert "1 not marked" in seen
    assert "句 2、3" in words([*two(), *rows], "zh")


def test_nothing_is_said_of_sentences_where_nobody_marked_any() -> None:
    seen = words(two())
    assert "entences" not in seen


def test_figures_of_sentences_count_sentences(tmp_path: Path) -> None:
    write_agreement(tmp_path / "out", study([marked(0, 林=[2], 周=[2]), marked(1, 林=[2, 3], 周=[2])]))
    value = json.loads((tmp_path / "out" / "agreement.json").read_text(encoding="utf-8"))
    sentences = value["agreement"]["sentences"]
    assert (sentences["shared"], sentences["paragraphs"], sentences["unknown"]) == (6, 2, 0)
    assert sentences["categories"]["ecology"]["agreement"]["sentences"] == 6
    assert sentences["categories"]["ecology"]["pairs"][0]["sentences"] == 6
    assert value["agreement"]["categories"]["ecology"]["agreement"]["paragraphs"] == 2
    assert [(one["distance"], one["differing_sentences"]) for one in value["disputes"]] == [(0, 1)]
    assert {one["name"]: one["marked"] for one in value["annotators"]} == {"林": 3, "周": 2}


MODEL = "llm:large@0a1b2c3d"


def with_model() -> list[LabelledParagraph]:
    """`two`, beside whom a model gave security to every paragraph, in two of three answers."""
    answers = {f"{MODEL}#{turn}": ("security",) if turn < 3 else () for turn in (1, 2, 3)}
    return [replace(one, annotators={**one.annotators, **answers}) for one in two()]


def test_the_figures_of_people_are_those_without_any_model(tmp_path: Path) -> None:
    found, alone = study(with_model()).to_json(), study(two()).to_json()
    assert found["agreement"] == alone["agreement"]
    assert (alone["comparisons"], alone["agreement"]["annotators"]) == ([], ["周", "林"])
    assert [(one["between"], one["annotators"]) for one in found["comparisons"]] == [
        ("person_and_model", [MODEL, "周"]),
        ("person_and_model", [MODEL, "林"]),
        ("repeats", [f"{MODEL}#{turn}" for turn in (1, 2, 3)]),
    ]
    assert [one["beside"] for one in found["annotators"]] == [("林",), ("周",), ("周", "林")]
    assert found["annotators"][2]["bias"]["security"]["given"] == 1


def test_models_stand_on_the_page_apart_from_people() -> None:
    seen = words(with_model())
    assert "people: 周、林" in seen
    assert f"{MODEL} · 林 a person and a model 6" in seen
    assert f"{MODEL}#1 · {MODEL}#2 · {MODEL}#3 answers of one model 6" in seen
    assert f"{MODEL} 周、林 6" in seen  # whose leanings are beside whom
    assert "6 of 6 paragraphs are disputed" in seen
    assert "Language models as annotators" not in words(two())
    only = words(
        [replace(one, annotators={name: one.annotators[name] for name in ("林", f"{MODEL}#1")}) for one in with_model()]
    )
    assert f"a person and a model: {MODEL}、林" in only
