"""Read several labelled files as one, such as labels and what was corrected since: the newest decision counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from labels.asking.annotator import is_by_models_alone
from labels.evidence import sentence_labels
from labels.labelled import LabelledParagraph, read_labelled
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from storage.shown import number_of, shown

_Read = tuple[LabelledParagraph, Path]
_PATTERN = "*.jsonl"
_NAMED = 5  # sentences in a message
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The rows of all files, each paragraph once, where it stood first; `repeated` stood in several files, `replaced`
    are those of them whose newest decision is another than an earlier one."""

    rows: tuple[LabelledParagraph, ...]
    repeated: int
    replaced: tuple[str, ...]

    def line(self) -> str:
        """Return what a person should hear of it, "" where no paragraph stands in two files."""
        if not self.repeated:
            return ""
        which = f", in {len(self.replaced)} another one ('{self.replaced[0]}' first)" if self.replaced else ""
        said = number_of(self.repeated, "paragraph stands", "paragraphs stand")
        return f"{said} in several files: the newest decision counts{which}"


def gather(paths: Sequence[Path], taxonomy: Taxonomy) -> Gathered:
    """Read labelled files, and all `.jsonl` of the folders among them, in order of their names.

    When a row was decided is the time of its settlement, or of the last answer; a row without either is older than any
    with one. Of a model and people who say the same, people count.

    Raises:
        BadData: as `read_labelled`; a folder holds no labelled file; a paragraph has two texts, or two decisions and no
            time that tells the newer.
    """
    found: dict[str, _Read] = {}
    repeated: set[str] = set()
    replaced: dict[str, None] = {}
    for path in _files(paths):
        for row in read_labelled(path, taxonomy):
            earlier = found.setdefault(row.id, (row, path))
            if earlier[1] == path:
                continue
            repeated.add(row.id)
            found[row.id] = _newer(earlier, (row, path))
            if not _agree(earlier[0], row):
                replaced[row.id] = None
    return Gathered(tuple(row for row, _ in found.values()), len(repeated), tuple(replaced))


def decided_at(row: LabelledParagraph) -> datetime:
    """Return when a row was decided, the earliest of all times where it does not say."""
    times = [answer.at for answer in row.answers.values()] + [row.settled.at if row.settled else None]
    return max((_time(one) for one in times if one), default=_NEVER)


def _time(written: str) -> datetime:
    try:
        time = datetime.fromisoformat(written)
    except ValueError:
        return _NEVER
    return time.replace(tzinfo=time.tzinfo or UTC)


def _files(paths: Iterable[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        inside = sorted(one for one in path.glob(_PATTERN) if one.is_file() and not one.name.startswith("."))
        if not inside:
            raise BadData(
                f"{shown(path)}: a folder without any {_PATTERN}. Expected labelled files in it; give the folder that "
                "holds them, or a file."
            )
        files += inside
    return list({path.resolve(): path for path in files}.values())


def _newer(one: _Read, other: _Read) -> _Read:
    (row, path), (later, place) = one, other
    if row.text != later.text:
        raise BadData(
            f"'{row.id}' has another text in {shown(place)} than in {shown(path)}. Expected labels of one text; leave "
            "out the file of the older text."
        )
    times = decided_at(row), decided_at(later)
    if times[0] == times[1] and not _agree(row, later):
        raise BadData(
            f"'{row.id}' is {_said(row)} in {shown(path)} and {_said(later)} in {shown(place)}, and no time tells "
            "which is newer. Expected one decision, or times that tell; take one of them out."
        )
    as_people_say = times[0] == times[1] and is_by_models_alone(row) and not is_by_models_alone(later)
    return other if times[1] > times[0] or as_people_say else one


def _agree(row: LabelledParagraph, other: LabelledParagraph) -> bool:
    return (row.labels, _sentences(row)) == (other.labels, _sentences(other))


def _sentences(row: LabelledParagraph) -> list[tuple[bool | None, ...]]:
    return sentence_labels(row.text, row.labels, row.evidence, row.labels)


def _said(row: LabelledParagraph) -> str:
    """Return its labels, each with the numbers of its sentences where these were marked."""
    columns = zip(row.labels, zip(*_sentences(row), strict=True), strict=True) if row.labels else ()
    said = [f"{label}{_marked(column) if label in row.evidence else ''}" for label, column in columns]
    return ", ".join(said) or "of no category"


def _marked(column: Sequence[bool | None]) -> str:
    numbers = [str(number) for number, carried in enumerate(column, 1) if carried]
    return f" (sentence {', '.join(numbers[:_NAMED])}{', …' if len(numbers) > _NAMED else ''})"
