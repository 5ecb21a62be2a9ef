"""The key `sampling` of a line: how its paragraph was drawn, which makes labels a basis for conclusions."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any

from pydantic import Field

from reports.report import Paragraph
from storage.checking import Whole, Wording, checked
from storage.errors import BadData

SAMPLING = "sampling"
Count = Annotated[Whole, Field(ge=1)]


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a paragraph came into a sample: `drawn` of the `reports` of its `stratum`, and in its report
    `paragraphs_drawn` of its `paragraphs`. `frame` counts the reports of all strata, `seed` and `by` tell the drawing
    again."""

    stratum: str
    reports: Count
    drawn: Count
    paragraphs: Count
    paragraphs_drawn: Count
    frame: Count
    by: str
    seed: Whole

    @property
    def probability(self) -> float:
        """How likely it was that the paragraph would be drawn."""
        return self.drawn / self.reports * self.paragraphs_drawn / self.paragraphs

    def to_json(self) -> dict[str, Any]:
        """Return the object that a line holds; `probability` is for people and other programs."""
        return {**asdict(self), "probability": self.probability}


def drawn_of(extra: Mapping[str, Any], where: str) -> Drawn | None:
    """Read how a paragraph was drawn from the further keys of its line, None where it was not.

    Raises:
        BadData: the key holds what `label_studio.py sample` does not write there.
    """
    value = extra.get(SAMPLING)
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadData(
            f"{where}: {SAMPLING} is {value!r}. Expected what `label_studio.py sample` wrote there; do not edit it."
        )
    given = {key: one for key, one in value.items() if key != "probability"}
    drawn = checked(Drawn, given, f"{where}, {SAMPLING}", BadData, Wording("do not edit it"))
    if drawn.drawn > drawn.reports or drawn.paragraphs_drawn > drawn.paragraphs or drawn.reports > drawn.frame:
        raise BadData(
            f"{where}: {SAMPLING} has more drawn than there are. Expected what `label_studio.py sample` wrote; do "
            "not edit it."
        )
    return drawn


def with_drawing(paragraphs: Iterable[Paragraph], sample: Iterable[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs, those of a sample with its word on how they were drawn: labels of them are a basis for
    conclusions wherever the paragraphs come from."""
    drawn = {one.id: one.extra[SAMPLING] for one in sample if SAMPLING in one.extra}
    return [
        replace(one, extra={**one.extra, SAMPLING: drawn[one.id]}) if one.id in drawn else one for one in paragraphs
    ]
