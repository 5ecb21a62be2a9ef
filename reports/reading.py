"""Files become reports: what the other rooms call."""

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from reports.assembly import reports_of, with_own_ids
from reports.corpora.plain import rows_of_text, table_form
from reports.corpora.reading import NO_COLUMNS, MadeHere, open_table, read_table
from reports.corpora.rows import Source
from reports.formats.archive import Member
from reports.formats.containers import files_within
from reports.formats.document import BLANK, content, is_empty
from reports.formats.finding import Found, find
from reports.formats.kinds.marks import BY_ROW
from reports.formats.kinds.recognition import expected, recognise_bytes
from reports.report import Origin, Report
from reports.skipped import Kind, Skipped, by_kind
from storage.errors import GaveUp, UnreadableReport
from storage.processes.pool import read_ahead
from storage.processes.serving import still_working
from storage.shown import shown

ReadWhole = Callable[[Path], list[Report | Skipped]]


def read_file(path: Path) -> list[Report]:
    """Read every report in one file.

    What a file is, its content tells and not its name: a saved page called .txt is read as a page. A report's id is
    `<region>-<year>` where it states both, else the file's name without ending, with ~2, ~3, … where an id repeats.
    The reports of an archive of which some files cannot be read carry the flag `others_unreadable`.

    Raises:
        UnreadableReport: the file is missing, empty, damaged, of another kind, or holds no Chinese text; nothing in an
            archive can be read.
    """
    found = list(read_each(path))
    reports = [one for one in found if isinstance(one, Report)]
    failed = [one for one in found if isinstance(one, Skipped) and one.kind == "unreadable"]
    if not reports:
        raise UnreadableReport(failed[0].reason)
    if failed:
        reports = [replace(report, flags=(*report.flags, "others_unreadable")) for report in reports]
    return reports


def read_each(path: Path, columns: Mapping[str, str] = NO_COLUMNS) -> Iterator[Report | Skipped]:
    """Yield every report in one file; of an archive or message also the files in it that are not read, of a table the
    rows.

    Args:
        columns: of tables, those that the user names: role → name.

    Raises:
        UnreadableReport: as `read_file`; the archive holds no file of a kind that can be read.
    """
    name = Path(shown(path))
    if is_read_by_row(path):
        with open_table(path) as file:
            form = table_form(file, name)
            if form is not None:
                yield from read_table(file, form, Source(str(name), Origin(path)), columns)
                return
    data = content(path)
    recognised = recognise_bytes(data, name.name)
    if recognised.form is None:
        raise UnreadableReport(f"{name}: {recognised.reason.removesuffix('.')}.")
    within = files_within(data, name, recognised.form)
    if within is not None:
        yield from _read_within(within, path, name, columns)
    else:
        yield from _read_content(data, Source(str(name), Origin(path)), columns)


def is_read_by_row(path: Path) -> bool:
    """Tell by its name whether a file may be a table that does not fit into the memory."""
    return path.suffix.lower() in BY_ROW


def _read_content(data: bytes, source: Source, columns: Mapping[str, str]) -> Iterator[Report | Skipped]:
    """Yield the reports in the content of one file, a document or a table."""
    name = Path(source.name)
    form = table_form(io.BytesIO(data), name)
    if form is not None:
        yield from read_table(io.BytesIO(data), form, source, columns)
    elif (rows := rows_of_text(data, source, columns)) is not None:
        yield from rows
    else:
        yield from reports_of(data, name, source.origin)


def _read_within(
    within: Iterator[Member], path: Path, name: Path, columns: Mapping[str, str]
) -> Iterator[Report | Skipped]:
    ids: Counter[str] = Counter()
    passed: list[Skipped] = []
    tried = 0
    for number, member in enumerate(within, start=1):
        origin = Origin(path, number)
        if member.kind != "unreadable":
            passed.append(Skipped(Path(member.name), member.reason, member.kind, member.is_folder, origin))
            yield passed[-1]
            continue
        tried += 1
        yield from _read_member(member, origin, columns, ids)
    if not tried:
        held = f" ({by_kind(passed)})" if passed else ""
        raise UnreadableReport(f"{name}: is an archive or message without a file that can be read{held}. {expected()}")


def _read_member(
    member: Member, origin: Origin, columns: Mapping[str, str], ids: Counter[str]
) -> Iterator[Report | Skipped]:
    name = Path(member.name)
    try:
        if member.reason:
            raise UnreadableReport(member.reason)
        if not member.data.strip(BLANK):
            raise is_empty(name)
        for one in _read_content(member.data, Source(member.name, origin), columns):
            yield from with_own_ids([one], ids) if isinstance(one, Report) else [one]
    except UnreadableReport as error:
        kind: Kind = "made" if isinstance(error, MadeHere) else "unreadable"
        yield Skipped(name, str(error), kind, origin=origin, passing=isinstance(error, GaveUp))


def read_all(
    inputs: Sequence[Path] | Found,
    workers: int = 1,
    columns: Mapping[str, str] = NO_COLUMNS,
    read: ReadWhole | None = None,
) -> Iterator[Report | Skipped]:
    """Yield the reports of all inputs, each with an id of its own; all else that was met there as `Skipped`.

    Args:
        inputs: files and folders, or what `find` found in them.
        workers: processes that read; a program that asks for several must guard its own start (`if __name__ ==
            "__main__"`).
        columns: of tables, those that the user names: role → name.
        read: in place of `read_whole`: what keeps what a file holds. Tables that are read row by row do not go through
            it.

    Raises:
        UnreadableReport: an input is missing, a file that was given by name cannot be read, or, after the last
            `Skipped`, no input held a report.
    """
    found = inputs if isinstance(inputs, Found) else find(inputs)
    ids: Counter[str] = Counter()
    failed: list[Skipped] = []
    for one in _read_found(found, workers, columns, read or partial(read_whole, columns=dict(columns))):
        if isinstance(one, Report):
            yield from with_own_ids([one], ids)
        else:
            failed += [one] if one.kind == "unreadable" and not one.is_folder else []
            yield one
    if failed and not ids and not found.is_part:
        raise UnreadableReport(
            f"None of {len(failed)} files holds a report that can be read; the first: {failed[0].reason}"
        )


def _read_found(found: Found, workers: int, columns: Mapping[str, str], read: ReadWhole) -> Iterator[Report | Skipped]:
    """Yield what was not read where it was met, between the reports of the files before and behind it.

    Tables are read here, a row at a time: what they hold may not fit into the memory.
    """
    single = [one for one in found.files if not is_read_by_row(one)]
    with closing(read_ahead(single, read, workers)) as results:
        for entry in found.entries:
            if isinstance(entry, Skipped):
                yield entry
                continue
            try:
                if is_read_by_row(entry):
                    yield from read_each(entry, columns)
                    continue
                _, result = next(results)
                if isinstance(result, UnreadableReport):
                    raise result
                yield from result
            except UnreadableReport as error:
                if entry in found.named:
                    raise
                made = isinstance(error, MadeHere)
                yield Skipped(
                    Path(shown(entry)),
                    str(error),
                    "made" if made else "unreadable",
                    origin=Origin(entry),
                    passing=isinstance(error, GaveUp),
                )


def read_whole(path: Path, columns: Mapping[str, str] = NO_COLUMNS) -> list[Report | Skipped]:
    """Return what one file holds, as `read_each`."""
    found: list[Report | Skipped] = []
    for one in read_each(path, columns):
        found.append(one)
        still_working()
    return found
