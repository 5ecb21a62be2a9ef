"""Damage text as a lost byte does: what follows is read one byte late."""

_NARROW = str.maketrans("，；：？！（）", ",;:?!()")


def shifted(text: str, place: int, *, narrow: bool = True, swallow: bool = False) -> str:
    """Return `text` with the lead byte of the character at `place` become `?`.

    Args:
        narrow: marks of full width become ASCII afterwards.
        swallow: a byte that cannot be a trail byte vanishes with the lead byte before it.
    """
    before, data = text[:place], text[place:].encode("gb18030")[1:]
    shown = ["?"]
    at = 0
    while at < len(data):
        lead, trail = data[at], data[at + 1] if at + 1 < len(data) else 0
        if lead < 0x80:
            shown.append(chr(lead))
            at += 1
        elif lead in (0x80, 0xFF) or trail < 0x40 or trail in (0x7F, 0xFF):
            shown.append("?")
            at += 2 if swallow and trail else 1
        else:
            character = bytes((lead, trail)).decode("gb18030", "ignore")
            shown.append("" if not character or 0xE000 <= ord(character) <= 0xF8FF else character)
            at += 2
    after = "".join(shown)
    return (before + after).translate(_NARROW) if narrow else before + after
