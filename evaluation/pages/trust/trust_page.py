"""Write trust.html: one page to decide by, all of whose figures are in scores.json, comparison.json or shares.json."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from evaluation.verdicts.conclusions import one_sided
from evaluation.verdicts.falling import named, parts_of, reason_of, standing_of
from evaluation.verdicts.known import Json, Known
from evaluation.verdicts.rules import verdicts
from evaluation.verdicts.sheet import sheet
from evaluation.verdicts.verdict import Answer
from inference.pages.rendering import render
from labels.asking.annotator import BY_MODELS, said_of_teachers, said_where_judging
from reports.words import ALL, KEYS, Phrase, value_named

PAGE = "trust.html"
_TEMPLATE = Path(__file__).with_name("trust_page.html.j2")
_ANSWERS: Mapping[Answer, Phrase] = MappingProxyType(
    {
        "may": Phrase("可以", "You may"),
        "may not": Phrase("不可以", "You may not"),
        "not known": Phrase("尚不知道", "Not known yet"),
    }
)
_SIGNS: Mapping[Answer, str] = MappingProxyType({"may": "✓", "may not": "✗", "not known": "?"})


def trust_page(scores: Json, comparison: Json | None = None, shares: Json | None = None) -> str:
    """Return the page.

    Args:
        scores: the object of scores.json.
        comparison: that of comparison.json, where an older model was compared.
        shares: that of shares.json, where shares were corrected.
    """
    known = Known(scores, comparison, shares)
    found = verdicts(known)
    taught = known.standing.get("trained_on", {})
    return render(
        _TEMPLATE,
        known=known,
        answers=[(answer, said, [one for one in found if one.answer == answer]) for answer, said in _ANSWERS.items()],
        signs=_SIGNS,
        slices=[(one, named(one), standing_of(known, one), reason_of(known, one)) for one in parts_of(known)],
        by_models=said_where_judging(known.by_models, known.model["paragraphs"]) if known.by_models else None,
        taught_by_models=said_of_teachers(taught[BY_MODELS], taught.get("paragraphs", "?"))
        if BY_MODELS in taught
        else None,
        keys=KEYS,
        every=ALL,
        value_named=value_named,
        one_sided=one_sided,
        sheet=sheet(known),
        calibration=scores.get("calibration"),
        review=scores.get("review"),
        sentences=scores.get("sentences"),
        standing=known.standing,
    )
