"""CSV and TSV: encoding and separator are found, fields may be long and hold line breaks."""

import codecs
import csv
import io
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from reports.corpora.tables import Table
from reports.encoding.decoding import decode
from storage.errors import UnreadableReport
from storage.regular import open_regular, refusal
from storage.shown import shown

LONGEST_FIELD = 16_000_000
"""Characters. The longest report has some 60,000."""
_SAMPLE = 1_000_000  # bytes from which the encoding is told
_SEPARATORS = ",\t;|，"


def delimited(path: Path) -> Generator[Table, None, None]:
    """Yield the one table of a CSV or TSV file.

    Raises:
        UnreadableReport: it cannot be opened, is empty, no text, or breaks its quoting; the line is named.
    """
    name = shown(path)
    try:
        file = open_regular(path)
    except OSError as error:
        raise UnreadableReport(f"{name}: {refusal(error)}. Expected a table; check the file and its path.") from error
    with file:
        sample = file.read(_SAMPLE)
        if not sample.strip(b"\0 \t\r\n"):
            raise UnreadableReport(f"{name}: is empty. Expected a table with a row a report; save it again.")
        whole = len(sample) < _SAMPLE
        encoding = decode(sample if whole else _whole_lines(sample), Path(name)).encoding
        file.seek(0)
        with io.TextIOWrapper(file, encoding=_codec(encoding), errors="replace", newline="") as text:
            first = text.readline(LONGEST_FIELD)
            text.seek(0)
            yield Table("", rows_of(text, separator_of(first, path.suffix.lower()), name))


def rows_of(text: io.TextIOBase, separator: str, name: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows of a text with separators, numbered as Excel counts them: a field may hold line breaks.

    Raises:
        UnreadableReport: a quotation mark is not closed, or stands in the middle of a field; the line is named.
    """
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(text, delimiter=separator, strict=True)
    number, line = 0, 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableReport(
                f"{name}, line {line}: the row that begins there is no CSV ({error}). Expected "
                'fields with line breaks, separators or quotation marks in "…", quotation marks in them doubled; mend '
                "that line, or save the table as .xlsx."
            ) from error
        number, line = number + 1, reader.line_num + 1
        yield number, cells


def separator_of(line: str, ending: str) -> str:
    """Return the sign that separates the fields of a table, by its first line."""
    if ending in (".tsv", ".tab"):
        return "\t"
    outside = "".join(line.split('"')[::2])
    return max(_SEPARATORS, key=outside.count) if any(one in outside for one in _SEPARATORS) else ","


def _whole_lines(sample: bytes) -> bytes:
    """Cut the first bytes of a file so that no character is split; of UTF-16 and one endless line as they are."""
    end = sample.rfind(b"\n")
    return sample[: end + 1] if end > 0 and b"\0" not in sample[:1_000] else sample


def _codec(encoding: str) -> str:
    """Return the codec for an encoding as the reader names it, which may be a mixture; what breaks it is flagged."""
    name = encoding.lower().replace("_", "-")
    try:
        return "utf-8-sig" if name in ("utf-8", "utf-8-sig", "cesu-8") else codecs.lookup(encoding).name
    except LookupError:
        return "utf-8-sig"
