"""Files that hold files: archives, and messages with something attached."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from reports.formats.archive import Member, members
from reports.formats.kinds.marks import MEDIA
from reports.formats.kinds.recognition import Form, recognise_bytes
from reports.formats.mail import Attached, is_cover, read_mail
from storage.errors import UnreadableReport


def files_within(data: bytes, name: Path, form: Form | None) -> Iterator[Member] | None:
    """Return every file in an archive or message, in order, and None where the content is one document alone.

    A short letter around what is attached is one of those that are not read.

    Args:
        name: its name as it is shown.
        form: what it was recognised as.

    Raises:
        UnreadableReport: it is a broken message; while they are taken, as `reports.formats.archive.members`.
    """
    if form == "archive":
        return (one for member in members(data, str(name)) for one in _of_member(member))
    if form == "mail":
        mail = read_mail(data, name)
        return _of_mail(mail.body, mail.attached, name) if mail.attached else None
    return None


def _of_member(member: Member) -> Iterator[Member]:
    """Yield a file of an archive, or of a message there its parts."""
    name = Path(member.name)
    is_mail = b":" in member.data[:80] and recognise_bytes(member.data, member.name).form == "mail"
    try:
        within = files_within(member.data, name, "mail") if is_mail else None
    except UnreadableReport as error:
        within = iter([Member(member.name, reason=str(error))])
    yield from [member] if within is None else within


def _of_mail(body: bytes, attached: tuple[Attached, ...], name: Path) -> Iterator[Member]:
    if not is_cover(body, name):
        yield Member(str(name), body)
    else:
        yield Member(str(name), reason=f"{name}: is a letter around what is attached to it.", kind="other")
    for one in attached:
        yield from _of_attached(one.data, f"{name}/{one.name}")


def _of_attached(data: bytes, shown: str) -> Iterator[Member]:
    recognised = recognise_bytes(data, shown)
    what = MEDIA.get(PurePosixPath(shown).suffix.lower())
    if what is not None or recognised.form is None:
        reason = f"is {what}" if what is not None else recognised.reason
        yield Member(shown, reason=f"{shown}: {reason.removesuffix('.')}.", kind=recognised.kind)
    elif recognised.form == "archive":
        try:
            yield from members(data, shown, depth=2)
        except UnreadableReport as error:
            yield Member(shown, reason=str(error))
    else:
        yield Member(shown, data)
