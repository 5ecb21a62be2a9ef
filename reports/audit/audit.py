"""Gather what is to be said of each row of a corpus, and judge the rows together: conventions of a sheet, copies."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256

from reports.audit.file_names import stated_by_path
from reports.audit.finding import Finding, Flat, Weight, weight_of
from reports.audit.places import level_findings, place_findings
from reports.audit.statements import text_place
from reports.audit.texts import furniture_share, text_findings
from reports.audit.unread import unread_finding
from reports.audit.years import TextYear, convention_of, text_year, year_findings
from reports.duplicates.index import DuplicateIndex
from reports.report import Report
from reports.rows import Row, Stated
from reports.skipped import Skipped

_SAME = 0.8
"""Share of the smaller text from which two rows hold one report; years of one place share 0.3 at most."""
_OF_TABLE = ("empty", "row", "unreadable")


@dataclass(slots=True)
class Audited:
    """A row, or a file, and what was found; `report` is its id, "" where it holds none."""

    file: str
    sheet: str = ""
    number: int = 0
    column: str = ""
    report: str = ""
    stated: Stated = field(default_factory=Stated)
    findings: list[Finding] = field(default_factory=list)
    year: TextYear = field(default_factory=TextYear)
    place: str = ""
    characters: int = 0
    furniture: float = 0.0
    is_empty: bool = False

    @property
    def verdict(self) -> str:
        """ "empty", "wrong", "look at" or "ok"."""
        return "empty" if self.is_empty else weight_of(self.findings)

    @property
    def where(self) -> str:
        """Name the row, or the file, in a sentence."""
        where = self.column or (f"row {self.number}" if self.number else self.file)
        return f"{self.sheet} {where}".strip()


@dataclass(slots=True)
class Audit:
    """Takes reports, and rows without one, one at a time; `finish` judges them together."""

    rows: list[Audited] = field(default_factory=list)
    conventions: list[tuple[str, int]] = field(default_factory=list)
    _index: DuplicateIndex = field(default_factory=DuplicateIndex)
    _places: dict[str, int] = field(default_factory=dict)
    _exact: dict[bytes, int] = field(default_factory=dict)
    _pairs: list[tuple[int, int, float]] = field(default_factory=list)

    def add(self, one: Report | Skipped) -> None:
        """Take what was read of a row or file, or why nothing was."""
        if isinstance(one, Report):
            self._add_report(one)
        elif one.kind in _OF_TABLE:
            row = one.row
            audited = Audited(str(one.path), is_empty=one.kind == "empty")
            if row is not None:
                audited.sheet, audited.number, audited.column = row.sheet, row.number, row.column
                audited.stated, audited.characters = row.stated, len(row.text)
            elif one.origin is not None:
                audited.stated = stated_by_path(one.origin.file)
            if not audited.is_empty:
                audited.findings.append(_unread(one))
            self.rows.append(audited)

    def _add_report(self, report: Report) -> None:
        row = report.row
        if row is not None and self._is_of_last(report.source, row):
            return
        flat = Flat(row.text if row is not None else report.text)
        stated = row.stated if row is not None else stated_by_path(report.origin.file) if report.origin else Stated()
        audited = Audited(report.source, report=report.id, stated=stated)
        if row is not None:
            audited.sheet, audited.number, audited.column = row.sheet, row.number, row.column
        own = report.about
        of_file = row is None and "region_inferred" not in report.flags
        audited.year = text_year(flat, own.date if row is None else "")
        audited.place = text_place(flat) or (own.region if of_file else "")
        audited.characters, audited.furniture = len(flat.text), furniture_share(flat, report)
        audited.findings = text_findings(flat, report)
        if not any(one.kind in ("not_a_report", "language") for one in audited.findings):
            audited.findings += place_findings(flat, stated, own.region if of_file else "")
            if not any(one.kind == "place" for one in audited.findings):
                audited.findings += level_findings(flat, stated)
        self._compare(flat, report)
        self.rows.append(audited)

    def _is_of_last(self, file: str, row: Row) -> bool:
        """Tell a further report in the cell of the last, and say there that the cell holds several."""
        last = self.rows[-1] if self.rows else None
        if last is None or (last.file, last.sheet, last.number, last.column) != (
            file,
            row.sheet,
            row.number,
            row.column,
        ):
            return False
        if not any(one.kind == "several" for one in last.findings):
            english, chinese = "the cell holds several reports", "一格中有多篇报告"
            last.findings.append(Finding("several", "wrong", english, chinese))
        return True

    def _compare(self, flat: Flat, report: Report) -> None:
        number = len(self.rows)
        first = self._exact.setdefault(sha256(flat.text.encode("utf-8", "surrogatepass")).digest(), number)
        if first != number:
            self._pairs.append((first, number, 1.0))
            return
        self._places[report.id] = number
        self._index.add(report.paragraphs)

    def finish(self) -> None:
        """Add what only all rows together tell: by how much the years of a sheet differ, and which rows are copies."""
        for key in dict.fromkeys((one.file, one.sheet) for one in self.rows):
            sheet = [one for one in self.rows if (one.file, one.sheet) == key]
            self._judge_years(sheet)
        for match in self._index.same_reports():
            one, other = sorted((self._places[match.copy.report], self._places[match.original.report]))
            self._pairs.append((one, other, match.similarity))
        for one, other, similarity in sorted(self._pairs):
            self._judge_pair(self.rows[one], self.rows[other], similarity)

    def _judge_years(self, sheet: list[Audited]) -> None:
        sound = [one for one in sheet if one.report and not _is_elsewhere(one)]
        step = convention_of((one.stated.year, one.year) for one in sound if one.stated.year is not None)
        if step:
            self.conventions.append((f"{sheet[0].file} {sheet[0].sheet}".strip(), step))
        for one in sheet:
            if one.report and not any(found.kind in ("not_a_report", "language") for found in one.findings):
                one.findings += year_findings(one.stated.year, one.year, step, one.stated.no_year)

    def _judge_pair(self, one: Audited, other: Audited, similarity: float) -> None:
        """Say that one is a copy: the one that is wrong already, else the one that its own text speaks less for."""
        wrong = [row for row in (one, other) if row.verdict == "wrong"]
        copy = wrong[0] if len(wrong) == 1 else min((other, one), key=_support)
        original = one if copy is other else other
        if any(found.kind == "duplicate" for found in copy.findings):
            return
        english = f"the same text as {original.where} ({similarity:.0%})"
        place = original.column or (f"第 {original.number} 行" if original.number else original.file)
        chinese = f"与{place}的正文相同（{similarity:.0%}）"
        weight = "remark" if wrong or similarity < _SAME else "wrong"
        copy.findings.append(Finding("duplicate", weight, english, chinese))  # type: ignore[arg-type]

    def tally(self) -> str:
        """Return "86 rows: 30 ok, 50 empty, 6 wrong"."""
        counts = Counter(one.verdict for one in self.rows)
        said = [f"{counts[verdict]:,} {verdict}" for verdict in ("ok", "empty", "look at", "wrong") if counts[verdict]]
        return f"{len(self.rows):,} rows: {', '.join(said) or 'none'}"

    def convention_lines(self) -> Iterator[str]:
        """Yield a line for each sheet whose years are not those of its reports."""
        for sheet, step in self.conventions:
            when = "the year that its reports look back on" if step < 0 else "the year after its reports'"
            yield f"{sheet}: the years of this sheet are {when} ({step:+d}); rows are judged by that."


def _unread(one: Skipped) -> Finding:
    """Say why a row, or a file, gave no report."""
    reason = one.reason.removeprefix(f"{one.path}, {one.row.place}: " if one.row else f"{one.path}: ")
    if one.row is not None and one.row.text.strip():
        return unread_finding(one.row.text, reason)
    weight: Weight = "wrong" if one.kind == "row" else "look at"
    chinese = f"正文列为空，而“{one.row.longest}”列有长文" if one.row else "文件无法读取"
    return Finding("unreadable", weight, reason, chinese)


def _is_elsewhere(one: Audited) -> bool:
    return any(found.weight == "wrong" for found in one.findings)


def _support(one: Audited) -> tuple[int, int]:
    """Return how far a text speaks for the year that is stated of it."""
    year = one.stated.year
    if year is None:
        return (0, 0)
    return (int(year == one.year.year), int(year in one.year.mentioned) + int(year - 1 in one.year.mentioned))


def with_reason(one: Audited) -> Audited:
    """Return a row whose findings stand with the heaviest first."""
    order = ("wrong", "look at", "remark")
    return replace(one, findings=sorted(one.findings, key=lambda found: order.index(found.weight)))
