"""CSV and TSV: encoding and separator are found, fields may be long and hold line breaks."""

import csv
import io
from collections.abc import Generator, Iterator, Sequence
from pathlib import PurePosixPath
from typing import BinaryIO

from reports.corpora.tables import Table
from reports.corpora.text import text_of_table
from storage.errors import UnreadableReport

LONGEST_FIELD = 16_000_000
"""Characters. The longest report has some 60,000."""
_SEPARATORS = ",\t;|，"


def delimited(file: BinaryIO, name: str) -> Generator[Table, None, None]:
    """Yield the one table of a CSV or TSV file.

    Raises:
        UnreadableReport: it is empty, no text, or breaks its quoting; the line is named.
    """
    with text_of_table(file, name) as text:
        first = text.readline(LONGEST_FIELD)
        text.seek(0)
        yield Table("", rows_of(text, separator_of(first, PurePosixPath(name).suffix.lower()), name))


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
