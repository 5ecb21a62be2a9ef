"""trust.html says nothing that scores.json does not hold, follows its rules, and escapes what it is given."""

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lxml import html

from evaluation.pages.scores_page import evaluation_page
from evaluation.pages.trust.trust_page import trust_page
from evaluation.scoring.evaluation import evaluate
from evaluation.verdicts.known import Known, read_shares
from evaluation.verdicts.rules import verdicts
from evaluation.verdicts.standing import biases, standing
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from models.bundle import Bundle
from models.card import model_card
from storage.errors import BadData
from tests import pages
from tests.evaluation.findings.tagged_corpus import IDS, corpus, gold

TAXONOMY = Taxonomy.load()
TAGGED = corpus(10, (2031, 2032, 2033))
ROWS = gold(TAGGED)
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
# What is no figure: the name of a measure, the level of intervals, the source of the sheet, words of rules.
WORDS = ("F1", "95 %", "arXiv:2307.02863", "above 0", "高于 0", "excludes 0", "不含 0")


@pytest.fixture
def scores(tiny_bundle: Bundle) -> dict[str, Any]:
    """What evaluate.py would write of the invented corpus, with calibration and review as a later one has them."""
    tags = [one.tags for one in TAGGED]
    given = [{key: 0.9 if key in said else 0.2 for key in IDS} for said in tags]
    references = {"tfidf-pair": [()] * len(ROWS)}
    found = evaluate(ROWS, tags, given, TAXONOMY, model="tagger-砚湖", data="held.jsonl", references=references)
    held: dict[str, Any] = json.loads(json.dumps(found.to_json()))
    held["standing"] = json.loads(json.dumps(standing(ROWS, tags, tiny_bundle.manifest)))
    errors = {key: {"error": 0.0123 + n / 100, "interval": [0.0044, 0.0555]} for n, key in enumerate(IDS)}
    held["calibration"] = {"mean": 0.0273, "categories": errors}
    held["review"] = {
        "hours_a_thousand": 2.63,
        "marked": {"share": 0.1876, "found": 0.6171, "interval": [0.5389, 0.6909]},
    }
    return held


SHARES = {
    "model": "tagger-砚湖",
    "reports": 88,
    "reports_labelled": 11,
    "shares": [
        {"group": {"year": "2031"}, "category": "ecology", "raw": 0.4137, "share": 0.3861, "low": 0.3555, "high": 0.41},
        {"group": {}, "category": "industry", "raw": 0.2222, "share": None, "low": None, "high": None},
    ],
}
COMPARISON = {"old": "tagger-old", "new": "tagger-砚湖", "gain": 0.0321, "interval": [0.0123, 0.0519]}


def numbers(value: Any) -> Iterator[float]:
    """Yield every number of a JSON object, also those in its texts."""
    if isinstance(value, dict | list):
        for key in value:
            yield from numbers(key)
            if isinstance(value, dict):
                yield from numbers(value[key])
    elif isinstance(value, str):
        yield from (abs(float(one)) for one in NUMBER.findall(value))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def shown_in(page: str) -> list[str]:
    """Return every number on a page, as a reader sees it in either language."""
    text = " ".join(piece for language in ("zh", "en") for piece in pages.shown(page, language).itertext())
    for word in (*WORDS, "tagger-砚湖", "held.jsonl"):
        text = text.replace(word, " ")
    return NUMBER.findall(text)


def test_every_number_shown_is_held_by_the_files_to_the_digits_shown(scores: dict[str, Any]) -> None:
    page = trust_page(scores, COMPARISON, SHARES)
    held = list(numbers([{k: v for k, v in scores.items() if k != "errors"}, COMPARISON, SHARES]))
    said = {f"{sign}{{:.{digits}f}}" for sign in ("",) for digits in range(4)}
    allowed = {form.format(scale * one).lstrip("+") for one in held for scale in (1, 100) for form in said}
    allowed |= {one.removeprefix("-") for one in allowed if not one.strip("-0.")}  # -0.0 and +0.0 are 0.0
    shown = shown_in(page)
    assert len(shown) > 100
    unheld = [one for one in shown if one.removeprefix("+") not in allowed and one.removeprefix("-") not in allowed]
    assert unheld == []


def test_a_number_that_is_not_held_would_be_found(scores: dict[str, Any]) -> None:
    changed = copy.deepcopy(scores)
    changed["scores"]["model"]["macro_f1"] = 0.54321
    assert "0.543" in shown_in(trust_page(changed))
    assert "0.543" not in {f"{one:.3f}" for one in numbers(scores)}


def test_the_page_is_whole_without_what_older_files_lack(scores: dict[str, Any]) -> None:
    for key in ("calibration", "review", "standing", "slices", "average_precision", "sentences"):
        scores.pop(key, None)
    page = trust_page(scores)
    assert html.fromstring(page).xpath('//section[@id="sheet"]')
    unknown = {one.claim.english for one in verdicts(Known(scores)) if one.answer == "not known"}
    assert {"take a score as a probability", "find most wrong tags by reviewing what is marked"} <= unknown


def test_markup_in_names_is_text(scores: dict[str, Any]) -> None:
    bad = "<script>alert(1)</script>"
    scores["model"] = scores["data"] = bad
    scores["standing"]["names"]["ecology"] = [bad, bad]
    scores["standing"]["trained_on"]["about"] = bad
    scores["slices"]["year"][0]["value"] = bad
    page = trust_page(
        scores, {**COMPARISON, "old": bad}, {**SHARES, "shares": [{**SHARES["shares"][0], "group": {"year": bad}}]}
    )  # type: ignore[dict-item,index]
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;") >= 6


def test_the_page_asks_nothing_of_the_network(scores: dict[str, Any]) -> None:
    assert pages.from_outside(trust_page(scores)) == []


def test_a_part_that_figures_do_not_hold_for_says_why(scores: dict[str, Any]) -> None:
    for parts in scores["slices"].values():
        for one in parts:
            one.update(small=False, macro_f1=scores["scores"]["model"]["macro_f1"])
            for own in one["categories"].values():
                own.update(mean_score=own["share"])
    (first, second, third) = scores["slices"].get("period") or scores["slices"]["year"]
    first["macro_f1"] = 0.1
    second["categories"]["ecology"].update(mean_score=0.7, share=0.5)
    third.update(small=True, paragraphs=17)
    whole = f"{scores['scores']['model']['macro_f1']:.3f}"
    english, chinese = (pages.words(trust_page(scores), language) for language in ("en", "zh"))
    for said in (f"0.100 [F1 is below the whole's {whole}]", "[scores are off: ecology 0.700 (true 0.500)]"):
        assert said.casefold() in english.casefold()
    assert "[17 paragraphs only]" in english
    for said in (f"［F1 低于总体的 {whole}］", "0.700（实际 0.500）］", "［只有 17 段］"):
        assert said in chinese


def answers(scores: dict[str, Any], claim: str, **more: Any) -> set[str]:
    """Return the answers to a claim."""
    return {one.answer for one in verdicts(Known(scores, **more)) if one.claim.english.startswith(claim)}


def test_precision_and_recall_decide_what_may_be_cited_and_found(scores: dict[str, Any]) -> None:
    for one in scores["scores"]["model"]["categories"].values():
        one.update(precision=0.9, recall=0.8, support=30, predicted=30)
    assert answers(scores, "cite a tag") == answers(scores, "find paragraphs") == {"may"}
    one.update(precision=0.899, recall=0.799)
    assert answers(scores, "cite a tag") == answers(scores, "find paragraphs") == {"may", "may not"}
    for one in scores["scores"]["model"]["categories"].values():
        one.update(precision=1.0, recall=1.0, support=29, predicted=29)
    assert answers(scores, "cite a tag") == answers(scores, "find paragraphs") == {"may not"}


def test_raw_counts_are_never_published_and_corrected_ones_where_there_are_some(scores: dict[str, Any]) -> None:
    assert answers(scores, "count tags") == {"may not"}
    assert answers(scores, "publish corrected") == {"not known"}
    assert answers(scores, "publish corrected", shares=SHARES) == {"may"}


def test_calibration_review_and_lead_go_by_their_limits(scores: dict[str, Any]) -> None:
    assert answers(scores, "take a score") == {"may"}
    scores["calibration"]["categories"]["ecology"]["error"] = 0.061
    assert answers(scores, "take a score") == {"may", "may not"}
    scores["calibration"]["mean"] = 0.031
    assert answers(scores, "take a score") == {"may not"}
    assert answers(scores, "find most wrong") == {"may"}
    scores["review"]["marked"]["found"] = 0.599
    assert answers(scores, "find most wrong") == {"may not"}
    assert answers(scores, "say that it does better than tagger-old", comparison=COMPARISON) == {"may"}
    not_sure = {**COMPARISON, "interval": [-0.001, 0.05]}
    assert answers(scores, "say that it does better than tagger-old", comparison=not_sure) == {"may not"}


@pytest.mark.parametrize(("share", "tags", "answer"), [(1.0, 21, "may not"), (0.95, 30, "may"), (0.7, 400, "may not")])
def test_evidence_may_be_cited_where_enough_tags_rest_on_marked_sentences(
    share: float, tags: int, answer: str, scores: dict[str, Any]
) -> None:
    scores["sentences"] = {"grounds": {"all": {"tags": tags, "on_marked_share": share}}}
    assert answers(scores, "cite the sentence") == {answer}


def test_a_year_that_falls_off_is_named_and_a_small_one_is_not_judged(scores: dict[str, Any]) -> None:
    for parts in scores["slices"].values():
        for one in parts:
            one.update(small=False, macro_f1=scores["scores"]["model"]["macro_f1"])
            for own in one["categories"].values():
                own.update(mean_score=own["share"])
    claim = "take the figures of the whole"
    assert answers(scores, claim) == {"may"}
    (first, second, third) = scores["slices"].get("period") or scores["slices"]["year"]
    first["macro_f1"] -= 0.051
    assert answers(scores, claim) == {"may", "may not"}
    first["macro_f1"] += 0.051
    second["categories"]["ecology"]["mean_score"] += 0.051
    assert answers(scores, claim) == {"may", "may not"}
    third["small"] = True
    assert answers(scores, claim) == {"may", "may not", "not known"}


def test_few_reports_say_nothing_of_others(scores: dict[str, Any]) -> None:
    assert answers(scores, "take these figures for other reports") == set()
    scores["scores"]["model"]["reports"] = 9
    assert answers(scores, "take these figures for other reports") == {"may not"}


def test_bias_is_tagged_less_true_share_with_an_interval_over_reports() -> None:
    tags = [(*one.labels, "ecology") for one in ROWS]
    found = biases(ROWS, tags, IDS)
    assert found["ecology"]["tagged_share"] == 1
    true = np.mean(["ecology" in one.labels for one in ROWS])
    assert found["ecology"]["difference"] == pytest.approx(1 - true)
    low, high = found["ecology"]["interval"]
    assert low < 1 - true < high
    assert found["industry"]["interval"] == (0, 0)


def test_who_labelled_is_counted_and_not_named(tiny_bundle: Bundle) -> None:
    rows: list[LabelledParagraph] = [
        replace(row, annotators={"张三": row.labels} | ({"李四": row.labels} if n < 7 else {}))
        for n, row in enumerate(ROWS)
    ]
    found = standing(rows, [row.labels for row in rows], tiny_bundle.manifest)
    assert (found["judged_by"]["annotators"], found["judged_by"]["by_two_or_more"]) == (2, 7)
    assert "张三" not in json.dumps(found, ensure_ascii=False)


def test_the_model_card_and_the_page_say_the_same_of_what_taught_it(tiny_bundle: Bundle) -> None:
    taught = standing(ROWS, [row.labels for row in ROWS], tiny_bundle.manifest)["trained_on"]
    said = f"{taught['paragraphs']} labelled paragraphs of {taught['reports']} reports"
    assert said in model_card(tiny_bundle.manifest)


def test_models_that_taught_it_are_named(tiny_bundle: Bundle, scores: dict[str, Any]) -> None:
    data = {**tiny_bundle.manifest.data, "taught": {"texts": 318, "teachers": {"llm:岚川@0123abcd": 318}}}
    manifest = replace(tiny_bundle.manifest, data=data)
    scores["standing"]["trained_on"] = standing(ROWS, [row.labels for row in ROWS], manifest)["trained_on"]
    assert "318 texts labelled by llm:岚川@0123abcd" in trust_page(scores)


def test_labels_that_a_model_gave_are_not_called_those_of_people(tiny_bundle: Bundle, scores: dict[str, Any]) -> None:
    said = {"paragraphs": 400, "models": {"llm:岚川@0123abcd": 400}}
    manifest = replace(tiny_bundle.manifest, data={**tiny_bundle.manifest.data, "by_models_alone": said})
    rows: list[LabelledParagraph] = [replace(row, annotators={"llm:岚川@0123abcd#1": row.labels}) for row in ROWS]
    scores["standing"] = standing(rows, [row.labels for row in rows], manifest)
    assert scores["standing"]["judged_by"]["annotators"] == 0
    page = trust_page(scores)
    assert "400 were labelled by a language model alone (llm:岚川@0123abcd)" in page
    assert "其中 400 段" in page


def test_nothing_is_allowed_by_labels_that_a_model_gave(scores: dict[str, Any]) -> None:
    people = verdicts(Known(scores, None, SHARES))
    assert sum(one.answer == "may" for one in people) > 2
    scores["by_models_alone"] = {"paragraphs": 400, "models": {"llm:岚川@0123abcd": 400}}
    allowed = [one for one in verdicts(Known(scores, None, SHARES)) if one.answer == "may"]
    assert [one.claim.english for one in allowed] == ["publish corrected shares, differences and trends"]
    page = trust_page(scores)
    assert re.search(r'class="warning">⚠[^\n]*400 of the \d+ paragraphs that judge', page)
    assert "✓" not in [one.text_content() for one in html.fromstring(page).iterfind(".//section[@id='slices']//td")]
    assert "a language model gave labels; agreement with it: " in page


def test_scores_and_their_page_say_how_many_labels_a_model_gave() -> None:
    rows: list[LabelledParagraph] = [
        replace(row, annotators={"llm:岚川@0123abcd#1": row.labels} if n else {"李": row.labels})
        for n, row in enumerate(ROWS)
    ]
    found = evaluate(
        rows, [row.labels for row in rows], [{}] * len(rows), TAXONOMY, model="tagger-砚湖", data="asked.jsonl"
    )
    said = {"paragraphs": len(ROWS) - 1, "models": {"llm:岚川@0123abcd": len(ROWS) - 1}}
    assert found.to_json()["by_models_alone"] == said
    assert f"{len(ROWS) - 1} of the {len(ROWS)} paragraphs that judge were labelled" in evaluation_page(found)


def test_shares_of_another_bundle_or_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(SHARES), "utf-8")
    assert read_shares(tmp_path / "a.json", "tagger-砚湖")["reports"] == 88
    with pytest.raises(BadData, match="its tags are those of tagger-砚湖"):
        read_shares(tmp_path / "a.json", "tagger-other")
    (tmp_path / "b.json").write_text("{}", "utf-8")
    with pytest.raises(BadData, match="holds no shares"):
        read_shares(tmp_path / "b.json", "tagger-砚湖")
