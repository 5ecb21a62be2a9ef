"""The files inside a ZIP, one after the other, without writing any of them to disk."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from reports.formats.kinds.marks import DAMAGED_ZIP, MEDIA
from reports.formats.kinds.recognition import recognise_bytes
from reports.skipped import Kind
from storage.errors import UnreadableReport, reason_of

_MOST_MEMBERS = 20_000
_DEEPEST = 3  # archives in archives
LARGEST_ARCHIVE = 2_000_000_000
"""Bytes. An archive is held in memory while its files are read one after the other."""
# A report is at most a few MB. The limits hold for what a member says of itself and for what comes out of it.
_LARGEST_MEMBER = 100_000_000
_LARGEST_RATIO, _RATIO_MATTERS = 200, 5_000_000  # text packs at 3 to 10; 200 is a bomb
_OF_MAC = "__MACOSX/"
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its name as it should be shown, and its content or, where it is not read, the reason and
    of which kind that is."""

    name: str
    data: bytes = b""
    reason: str = ""
    kind: Kind = "unreadable"
    is_folder: bool = False


def members(data: bytes, shown: str, depth: int = 1, room: "_Room | None" = None) -> Iterator[Member]:
    """Yield every file in an archive, and those of archives in it, in the order in which they lie there.

    Those that may be reports have content; the others, and hidden ones, have a reason. What a Mac adds (`__MACOSX`) is
    one folder. Names are made of what is in the archive without `..`, drives and roots.

    Args:
        shown: the name of the archive, for messages and as the first part of a member's name.
        depth: 1, or of an archive in an archive 2 or 3.
        room: what the archive around it leaves.

    Raises:
        UnreadableReport: the archive is damaged, holds too many files, or is made to fill the memory.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGED_ZIP as error:
        raise UnreadableReport(
            f"{shown}: is a damaged or incomplete ZIP ({reason_of(error)}). Expected a whole one; fetch it again."
        ) from error
    with archive:
        entries = [(member_name(entry), entry) for entry in archive.infolist() if not entry.is_dir()]
        room = room or _Room(_MOST_MEMBERS, max(_RATIO_MATTERS, _LARGEST_RATIO * len(data)))
        room.take(entries, shown)
        if any(name.startswith(_OF_MAC) for name, _ in entries):
            yield _passed_over(f"{shown}/{_OF_MAC.rstrip('/')}", "is a hidden folder", "hidden", is_folder=True)
        for name, entry in entries:
            if name.startswith(_OF_MAC):
                continue
            if PurePosixPath(name).name.startswith((".", "~$")):
                yield _passed_over(f"{shown}/{name}", "is a hidden file", "hidden")
            elif (what := MEDIA.get(PurePosixPath(name).suffix.lower())) is not None:
                yield _passed_over(f"{shown}/{name}", f"is {what}", "other")
            else:
                yield from _member(archive, entry, f"{shown}/{name}", depth, room)


def _passed_over(name: str, why: str, kind: Kind, is_folder: bool = False) -> Member:
    return Member(name, reason=f"{name}: {why.removesuffix('.')}.", kind=kind, is_folder=is_folder)


@dataclass(slots=True)
class _Room:
    """How many files and bytes an archive may still give, with those in it."""

    files: int
    size: int

    def take(self, entries: Sequence[tuple[str, zipfile.ZipInfo]], shown: str) -> None:
        """Refuse an archive of which no file is too large but all together are: they may lie over each other, or one
        in the other."""
        self.files -= len(entries)
        if self.files < 0:
            raise UnreadableReport(
                f"{shown}: holds {len(entries)} files. Expected at most {_MOST_MEMBERS} in an archive and those in it; "
                "unpack it and give the folder."
            )
        size = sum(entry.file_size for _, entry in entries if not _objection(entry))
        self.size -= size
        if self.size < 0:
            raise UnreadableReport(
                f"{shown}: unpacks to {size:,} bytes, too much for its packed size. Expected reports; leave it out."
            )


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, shown: str, depth: int, room: _Room) -> Iterator[Member]:
    content, reason = _unpacked(archive, entry)
    if reason:
        yield Member(shown, reason=f"{shown}: {reason}")
        return
    recognised = recognise_bytes(content, shown)
    if recognised.form is None:
        yield _passed_over(shown, recognised.reason, recognised.kind)
    elif recognised.form != "archive":
        yield Member(shown, content)
    elif depth >= _DEEPEST:
        yield Member(
            shown, reason=f"{shown}: is an archive {depth} archives deep. Expected at most {_DEEPEST}; unpack it."
        )
    else:
        try:
            yield from members(content, shown, depth + 1, room)
        except UnreadableReport as error:
            yield Member(shown, reason=str(error))


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[bytes, str]:
    """Return the content of an entry and "", or nothing and the reason."""
    if reason := _objection(entry):
        return b"", reason
    try:
        return archive.read(entry), ""
    except DAMAGED_ZIP as error:
        return b"", f"cannot be unpacked ({reason_of(error)}). Expected a whole archive; fetch it again."


def _objection(entry: zipfile.ZipInfo) -> str:
    """Return why an entry is not unpacked, "" where nothing speaks against it. Python unpacks no more than an entry
    says of itself."""
    if entry.flag_bits & _ENCRYPTED:
        return "is protected by a password. Expected an open archive; unpack it and give the folder."
    ratio = entry.file_size / max(entry.compress_size, 1)
    if entry.file_size > _LARGEST_MEMBER or (entry.file_size > _RATIO_MATTERS and ratio > _LARGEST_RATIO):
        return (
            f"unpacks to {entry.file_size:,} bytes, {ratio:.0f} times its packed size. Expected a report; leave it out."
        )
    return ""


def member_name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name as its writer saw it, without anything that leads out of a folder.

    Chinese programs store names in GBK without saying so; zipfile then reads them as code page 437.
    """
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    parts = [
        part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..") and not part.endswith(":")
    ]
    return "/".join("".join(c for c in part if c.isprintable()) for part in parts)
