"""Which labels may serve as the basis of a conclusion: those of reports drawn at random, that taught nobody."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from evaluation.findings.frame import Frame
from labels.asking.annotator import check_labelled_by_people
from labels.corrections.blind import answered_on_view, check_not_corrected
from labels.labelled import LabelledParagraph
from labels.sampling.design import Drawn, drawn_of
from reports.words import Phrase
from storage.errors import BadData

CHOSEN = ("why", "rank")
"""Keys of a line that `label_studio.py next` chose: paragraphs a model was unsure of, not drawn at random."""
_SAMPLE = "draw reports with `label_studio.py sample` and label these"


@dataclass(frozen=True, slots=True)
class Basis:
    """The labelled rows of each report that serves, with how they were drawn (None where all reports are labelled, or
    where somebody vouches for the drawing), and in words what was left out, with numbers."""

    reports: Mapping[str, Sequence[LabelledParagraph]]
    drawn: Mapping[str, Drawn | None]
    left_out: tuple[Phrase, ...]


def basis_of(
    rows: Sequence[LabelledParagraph],
    frame: Frame,
    taught: Collection[str],
    *,
    vouched: bool = False,
    out_of_fold: Collection[str] = (),
) -> Basis:
    """Choose the reports whose labels may correct what the model counted.

    Args:
        taught: the reports that the model was trained on.
        vouched: the user says that whole reports were drawn at random.
        out_of_fold: ids of paragraphs whose tags come from a model that had not learnt from them.

    Raises:
        BadData: labels are of no tagged paragraph or of another text; they were not drawn at random; they taught the
            model; the sample is of other reports.
    """
    left_out: list[Phrase] = []
    of_sample = [row for row in rows if drawn_of(row.paragraph.extra, row.id)]
    if of_sample:
        if others := len(rows) - len(of_sample):
            left_out.append(
                Phrase(
                    f"{others} 个已标注段落不属于任何样本，未计入",
                    f"{others} labelled paragraphs are of no sample and left out",
                )
            )
        rows = of_sample
    rows = tagged_rows(rows, frame, left_out)
    check_unseen(rows, taught, set(out_of_fold))
    _check_blind(rows, bool(of_sample), left_out)
    by_report: dict[str, list[LabelledParagraph]] = {}
    for row in rows:
        by_report.setdefault(row.report, []).append(row)
    if of_sample:
        _check_frame(rows, frame)
    drawn = {report: drawn_of(own[0].paragraph.extra, own[0].id) for report, own in by_report.items()}
    complete = complete_reports(by_report, drawn, frame, left_out)
    chosen = sum(any(key in row.paragraph.extra for key in CHOSEN) for row in rows)
    if not of_sample and (chosen or not vouched) and len(complete) < len(frame.counted):
        raise BadData(_not_drawn(len(rows), chosen, len(complete), len(frame.counted)))
    if of_sample:
        left_out += _unanswered({report: drawn[report] for report in complete})
    return Basis(complete, {report: drawn[report] for report in complete}, tuple(left_out))


def tagged_rows(rows: Sequence[LabelledParagraph], frame: Frame, left_out: list[Phrase]) -> list[LabelledParagraph]:
    """Return the rows that were tagged, and say which were not.

    Raises:
        BadData: none was, or one has another text, is a correction, or was labelled by language models alone.
    """
    check_not_corrected(rows, "that are labelled")
    check_labelled_by_people(rows, "that are labelled")
    known = [row for row in rows if row.id in frame.lines]
    for row in known:
        if frame.lines[row.id]["text"] != row.text:
            raise BadData(
                f"{row.id}: its labelled text is not the text that was tagged. Expected labels of these reports; tag "
                "them again from the same files, or give the labels made of them."
            )
    if not known:
        raise BadData(
            f"None of the {len(rows)} labelled paragraphs is among those tagged. Expected labels of some of these "
            f"reports; {_SAMPLE}."
        )
    if len(known) < len(rows):
        others = len(rows) - len(known)
        left_out.append(
            Phrase(
                f"{others} 个已标注段落不在模型标注的段落之中，未计入",
                f"{others} labelled paragraphs are not among those tagged and left out",
            )
        )
    return known


def _check_blind(rows: Sequence[LabelledParagraph], of_sample: bool, left_out: list[Phrase]) -> None:
    """Say how many rows were answered with a model's tags on view, and raise BadData where they are of a sample."""
    on_view = answered_on_view(rows)
    if on_view and of_sample:
        raise BadData(
            f"{len(on_view)} of {len(rows)} labelled paragraphs of the sample were answered with a model's tags on "
            f"view ('{on_view[0].id}' first), and who is shown an answer tends to agree. Expected answers given "
            "blind; have the sample labelled as push sends it, which shows none."
        )
    if on_view:
        left_out.append(
            Phrase(
                f"{len(on_view)} 个已标注段落是看着模型的标签标的，答案会偏向它；区间没有计入这一点",
                f"{len(on_view)} labelled paragraphs were answered with a model's tags on view, which draws answers "
                "towards them; the intervals know nothing of that",
            )
        )


def check_unseen(rows: Sequence[LabelledParagraph], taught: Collection[str], out_of_fold: set[str]) -> None:
    """Raise BadData where rows taught the model that tagged them."""
    seen = sorted({row.report for row in rows if row.report in set(taught) and row.id not in out_of_fold})
    if seen:
        raise BadData(
            f"The model was trained on {len(seen)} of the labelled reports ('{seen[0]}' among them), and would look "
            "better than it is. Expected labels of other reports, or the tags it gave these before it knew them; label "
            "others, or give --out-of-fold what `train.py --out-of-fold` wrote."
        )


def _check_frame(rows: Sequence[LabelledParagraph], frame: Frame) -> None:
    there = Counter(frame.strata.values())
    for row in rows:
        drawn = drawn_of(row.paragraph.extra, row.id)
        if drawn and drawn.paragraphs != (tagged := _paragraphs(frame, row.report)):
            raise BadData(
                f"{row.id}: its report had {drawn.paragraphs} paragraphs when it was drawn, but {tagged} are tagged. "
                "Expected the reports as they were; tag the file that the sample was drawn from."
            )
        if drawn and (drawn.frame, drawn.reports) != (len(frame.counted), there[frame.strata[row.report]]):
            raise BadData(
                f"{row.id}: its sample is of {drawn.frame} reports, {drawn.reports} of them '{drawn.stratum}', "
                f"but tagged are {len(frame.counted)} and {there[frame.strata[row.report]]}. Expected one sample of "
                "the reports tagged; tag all that it was drawn from, and no others."
            )


def complete_reports(
    by_report: Mapping[str, list[LabelledParagraph]],
    drawn: Mapping[str, Drawn | None],
    frame: Frame,
    left_out: list[Phrase],
) -> dict[str, list[LabelledParagraph]]:
    """Leave out reports of which fewer paragraphs are labelled than were drawn: the others may differ."""
    needed = {
        report: one.paragraphs_drawn if (one := drawn[report]) else _paragraphs(frame, report) for report in by_report
    }
    short = [report for report, own in by_report.items() if len(own) < needed[report]]
    if short:
        first, have = short[0], len(by_report[short[0]])
        left_out.append(
            Phrase(
                f"{len(short)} 份报告没有标完，未计入（“{first}”：{needed[first]} 段中标了 {have} 段）",
                f"{len(short)} reports are not wholly labelled and left out ('{first}': {have} of {needed[first]} "
                "paragraphs)",
            )
        )
    complete = {report: own for report, own in by_report.items() if report not in set(short)}
    if not complete:
        raise BadData(
            f"No report is wholly labelled: {left_out[-1].english}. Expected reports of which all that was drawn is "
            "labelled; label the rest."
        )
    return complete


def _paragraphs(frame: Frame, report: str) -> int:
    return sum(one.paragraphs for one in frame.counted[report].values())


def _not_drawn(rows: int, chosen: int, complete: int, there: int) -> str:
    if chosen:
        return (
            f"{chosen} of {rows} labelled paragraphs were chosen by `label_studio.py next` because they are hard, "
            f"so they say nothing of the others. Expected reports drawn at random; {_SAMPLE}."
        )
    return (
        f"How the {complete} labelled of {there} reports were drawn is not known. Expected the key 'sampling' in each "
        f"line; {_SAMPLE}, or vouch with --drawn-at-random that they are whole reports drawn by lot."
    )


def _unanswered(drawn: Mapping[str, Drawn | None]) -> list[Phrase]:
    asked = {one.stratum: one.drawn for one in drawn.values() if one}
    missing = sum(asked.values()) - len(drawn)
    said = Phrase(
        f"这些层中有 {missing} 份抽到的报告没有标完，由其余的代表",
        f"{missing} drawn reports of these strata have no complete labels; the others stand for them",
    )
    return [said] if missing else []
