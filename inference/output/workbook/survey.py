"""Look through a tagged folder once before anything is written: counts by report, by group and by flag."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from inference.output.statistics.columns import Kind, kind_of
from inference.tagged import TaggedParagraph
from labels.sampling.groups import NOT_STATED, OVERVIEWS, group_of, place_in_order
from reports.report import About
from reports.rows import ROW_KEY, further_columns


@dataclass(slots=True)
class Counts:
    """How many paragraphs there are, how many carry each category, none, need review, look back or ahead, and of
    which reports they are."""

    paragraphs: int = 0
    tagged: Counter[str] = field(default_factory=Counter)
    untagged: int = 0
    review: int = 0
    parts: Counter[str] = field(default_factory=Counter)
    reports: set[str] = field(default_factory=set)

    def add(self, one: TaggedParagraph) -> None:
        """Count a paragraph."""
        self.paragraphs += 1
        self.tagged.update(one.tags)
        self.untagged += not one.tags
        self.review += one.review
        self.parts[one.paragraph.part] += 1
        self.reports.add(one.paragraph.report)


@dataclass(slots=True)
class OfReport:
    """A report and what was counted in it; its flags are those of all its paragraphs."""

    about: About
    source: str
    counts: Counts = field(default_factory=Counts)
    flags: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class Survey:
    """All that was tagged, counted. `groups` holds by grouping and group what was counted; `flags` counts the
    paragraphs with each flag; `further` are the columns of the user's own table, with what they hold."""

    total: Counts = field(default_factory=Counts)
    reports: dict[str, OfReport] = field(default_factory=dict)
    groups: dict[str, dict[str, Counts]] = field(default_factory=lambda: {name: {} for name in OVERVIEWS})
    flags: Counter[str] = field(default_factory=Counter)
    flagged_reports: dict[str, set[str]] = field(default_factory=dict)
    further: dict[str, Kind | None] = field(default_factory=dict)

    @property
    def further_kinds(self) -> dict[str, Kind]:
        """Return what each column of the user's own holds; one that is empty throughout holds text."""
        return {key: kind or "text" for key, kind in self.further.items()}

    def groupings(self) -> dict[str, dict[str, Counts]]:
        """Return the groupings with at least two stated values, groups in their order."""
        return {
            by: dict(sorted(groups.items(), key=lambda one: place_in_order(by, one[0])))
            for by, groups in self.groups.items()
            if len(groups.keys() - {NOT_STATED}) > 1
        }


def survey_of(paragraphs: Iterable[TaggedParagraph]) -> Survey:
    """Count tagged paragraphs as they come."""
    survey = Survey()
    for one in paragraphs:
        paragraph = one.paragraph
        line = {**paragraph.about.to_json(), "part": paragraph.part}
        report = survey.reports.setdefault(paragraph.report, OfReport(paragraph.about, paragraph.source))
        own = [survey.groups[by].setdefault(group_of(line, [by])[0], Counts()) for by in OVERVIEWS]
        for counts in (survey.total, report.counts, *own):
            counts.add(one)
        report.flags.update(dict.fromkeys(paragraph.flags))
        survey.flags.update(set(paragraph.flags))
        for flag in paragraph.flags:
            survey.flagged_reports.setdefault(flag, set()).add(paragraph.report)
        for name, value in further_columns(paragraph.extra.get(ROW_KEY)).items():
            survey.further[name] = kind_of(value, survey.further.get(name))
    return survey
