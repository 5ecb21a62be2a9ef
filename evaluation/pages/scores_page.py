"""Write scores.json and comparison.json for programs, report.html for people."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from evaluation.pages.checks.checks_page import checks_page, sections
from evaluation.pages.trust.trust_page import PAGE as TRUST
from evaluation.pages.trust.trust_page import trust_page
from evaluation.scoring.comparison import Comparison
from evaluation.scoring.evaluation import COMPARED_WITH, MODEL, Evaluation
from evaluation.scoring.scores import Scores
from evaluation.scoring.slices import BIAS, FEWEST, FEWEST_CARRYING, GAIN
from evaluation.trust.checks import NOT_CHECKED, Checks
from evaluation.trust.grounds import all_grounds
from evaluation.trust.wrong_sentences import JudgedSentence, Verdict
from inference.pages.colours import swatches
from inference.pages.rendering import render
from labels.asking.annotator import said_where_judging
from labels.sampling.draw import SECONDS
from labels.taxonomy import Taxonomy
from reports.words import KEYS, UNSTATED, Phrase, value_named
from storage.results.folders import result_folder
from storage.whole_files import atomic_writer

SCORES = "scores.json"
COMPARISON = "comparison.json"
PAGE = "report.html"
CARD = "card.md"
SHOWN_ERRORS = 50
"""Errors on the page: more than a person reads in one sitting. scores.json lists them all."""
_TEMPLATE = Path(__file__).parent / "scores" / "page.html.j2"
_NAMES: Mapping[str, Phrase] = MappingProxyType(
    {
        MODEL: Phrase("模型", "Model"),
        "tfidf-pair": Phrase("段句 TF-IDF", "TF-IDF pair"),
        "tfidf": Phrase("TF-IDF", "TF-IDF"),
        "keywords": Phrase("关键词", "Keywords"),
        "majority": Phrase("多数", "Majority"),
    }
)
MACRO, MICRO = Phrase("宏平均 F1", "Macro-F1"), Phrase("微平均 F1", "Micro-F1")
_EXACT = Phrase("完全一致", "Exact match")


@dataclass(frozen=True, slots=True)
class _Shown:
    """How a page shows a verdict: a sign that is read without colour, and what it means."""

    sign: Phrase
    meaning: Phrase


_VERDICTS: Mapping[Verdict, _Shown] = MappingProxyType(
    {
        "missed": _Shown(Phrase("人", "P"), Phrase("只有人标出", "marked by people only")),
        "added": _Shown(Phrase("机", "M"), Phrase("只有模型指出", "named by the model only")),
        "both": _Shown(Phrase("✓", "✓"), Phrase("人与模型一致", "people and model alike")),
    }
)
"""The worst first."""


def write_evaluation(
    folder: Path,
    evaluation: Evaluation,
    comparison: Comparison | None = None,
    checks: Checks = NOT_CHECKED,
    *,
    standing: Mapping[str, Any] | None = None,
    shares: Mapping[str, Any] | None = None,
) -> Path:
    """Write scores.json, report.html and trust.html as the folder `folder` and return the path of report.html.

    Args:
        comparison: with an older model, for comparison.json beside them.
        checks: what was looked at beside the scores; where it has a card, that is card.md.
        standing: what the model stands on (`evaluation.verdicts.standing`).
        shares: the object of shares.json, shown on trust.html.

    Raises:
        CannotWrite: as `storage.results.folders.result_folder`.
    """
    with result_folder(folder, "evaluate.py", PAGE) as made:
        stands = {} if standing is None else {"standing": dict(standing)}
        scores = evaluation.to_json() | checks.to_json() | stands
        compared = None if comparison is None else comparison.to_json()
        _write_json(made / SCORES, scores)
        if compared is not None:
            _write_json(made / COMPARISON, compared)
        with atomic_writer(made / TRUST) as file:
            file.write(trust_page(scores, compared, shares))
        with atomic_writer(made / PAGE) as file:
            file.write(evaluation_page(evaluation, checks))
        _write_card(made, checks)
    return folder / PAGE


def write_checks(folder: Path, checks: Checks, taxonomy: Taxonomy, *, model: str, data: str) -> Path:
    """Write scores.json and report.html of what was checked where no model was judged on labels.

    Arguments as for `evaluation.pages.checks.checks_page.checks_page`; result and errors as for `write_evaluation`.
    """
    about = {"model": model or None, "data": data or None, "categories": list(taxonomy.ids)}
    with result_folder(folder, "evaluate.py", PAGE) as made:
        _write_json(made / SCORES, about | checks.to_json())
        with atomic_writer(made / PAGE) as file:
            file.write(checks_page(checks, taxonomy, model, data))
        _write_card(made, checks)
    return folder / PAGE


def _write_card(folder: Path, checks: Checks) -> None:
    if checks.card:
        with atomic_writer(folder / CARD) as file:
            file.write(checks.card)


def _write_json(path: Path, value: dict[str, Any]) -> None:
    with atomic_writer(path) as file:
        json.dump(value, file, ensure_ascii=False, indent=1, allow_nan=False)
        file.write("\n")


def evaluation_page(evaluation: Evaluation, checks: Checks = NOT_CHECKED) -> str:
    """Return report.html: one table with all contestants, and the model's surest errors; the sentences, the slices and
    what was checked where there are some."""
    contestants, in_sentences = evaluation.contestants, evaluation.sentences
    wrong = {} if in_sentences is None else {one.paragraph.id: one for one in in_sentences.wrong}
    wrong_paragraphs = {error.paragraph.id for error in evaluation.errors}
    return render(
        _TEMPLATE,
        evaluation=evaluation,
        model=contestants[MODEL],
        by_models=said_where_judging(evaluation.by_models, contestants[MODEL].paragraphs)
        if evaluation.by_models
        else None,
        ranked=evaluation.average_precision,
        in_sentences=in_sentences,
        all_grounds=None if in_sentences is None else all_grounds(in_sentences.grounds),
        compared_with=_NAMES[COMPARED_WITH],
        swatches=swatches(evaluation.taxonomy),
        checks=sections(checks, evaluation.taxonomy),
        totals=_totals(evaluation),
        best_f1={key: _best_f1(contestants, key) for key in evaluation.taxonomy.ids},
        errors=evaluation.errors[:SHOWN_ERRORS],
        wrong=wrong,
        only_sentences=[one for key, one in wrong.items() if key not in wrong_paragraphs],
        **_EVERYWHERE,
    )


def _totals(evaluation: Evaluation) -> list[tuple[Phrase, dict[str, float], str]]:
    """Return the rows below those of categories: their name, the figure of each contestant, and what they say in the
    column of average precision."""
    contestants, ranked = evaluation.contestants, evaluation.average_precision
    macro, micro = ("", "") if ranked is None else (f"{ranked.macro:.3f}", f"{ranked.micro:.3f}")
    return [
        (MACRO, {name: one.macro_f1 for name, one in contestants.items()}, macro),
        (MICRO, {name: one.micro_f1 for name, one in contestants.items()}, micro),
        (_EXACT, {name: one.exact_match for name, one in contestants.items()}, ""),
    ]


def _best_f1(contestants: Mapping[str, Scores], category: str) -> float:
    return max(scores.categories[category].f1 or 0.0 for scores in contestants.values())


def _worst(sentence: JudgedSentence) -> Verdict:
    """Return the verdict that a sentence is drawn by."""
    return next(verdict for verdict in _VERDICTS if verdict in sentence.verdicts.values())


def _shown_first(sentence: JudgedSentence) -> str:
    """Return the category that a sentence is coloured by."""
    worst = _worst(sentence)
    return next(key for key, verdict in sentence.verdicts.items() if verdict == worst)


_EVERYWHERE: Mapping[str, Any] = MappingProxyType(
    {
        "name_of": lambda name: _NAMES.get(name, Phrase(name, name)),
        "value_of": lambda value: UNSTATED if value is None else value_named(str(value)),
        "macro": MACRO,
        "micro": MICRO,
        "verdicts": _VERDICTS,
        "worst": _worst,
        "shown_first": _shown_first,
        "most": SHOWN_ERRORS,
        "few": FEWEST,
        "carrying": FEWEST_CARRYING,
        "gain": GAIN,
        "bias": BIAS,
        "long": 12,
        "seconds": SECONDS,
        "keys": KEYS,
    }
)
"""What the template asks, whatever the evaluation."""
