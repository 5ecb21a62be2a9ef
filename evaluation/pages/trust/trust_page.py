"""Write trust.html: one page to decide by, all of whose figures are in scores.json, comparison.json or shares.json."""

from pathlib import Path

from evaluation.verdicts.conclusions import one_sided
from evaluation.verdicts.falling import LEVELS, biased, named, parts_of, standing_of
from evaluation.verdicts.known import Json, Known
from evaluation.verdicts.rules import verdicts
from evaluation.verdicts.sheet import sheet
from evaluation.verdicts.verdict import Answer
from inference.pages.rendering import render

PAGE = "trust.html"
_TEMPLATE = Path(__file__).with_name("trust_page.html.j2")
_ANSWERS: tuple[tuple[Answer, str, str], ...] = (
    ("may", "可以", "You may"),
    ("may not", "不可以", "You may not"),
    ("not known", "尚不知道", "Not known yet"),
)
_KEYS = {"level": "层级 Level", "period": "时期 Period", "year": "年份 Year", "source": "来源 Source"}


def trust_page(scores: Json, comparison: Json | None = None, shares: Json | None = None) -> str:
    """Return the page.

    Args:
        scores: the object of scores.json.
        comparison: that of comparison.json, where an older model was compared.
        shares: that of shares.json, where shares were corrected.
    """
    known = Known(scores, comparison, shares)
    found = verdicts(known)
    return render(
        _TEMPLATE,
        known=known,
        answers=[
            (answer, chinese, english, [one for one in found if one.answer == answer])
            for answer, chinese, english in _ANSWERS
        ],
        slices=[(one, named(one), standing_of(known, one), biased(one)) for one in parts_of(known)],
        keys=_KEYS,
        levels={key: one.chinese for key, one in LEVELS.items()},
        one_sided=one_sided,
        sheet=sheet(known),
        calibration=scores.get("calibration"),
        review=scores.get("review"),
        sentences=scores.get("sentences"),
        standing=known.standing,
    )
