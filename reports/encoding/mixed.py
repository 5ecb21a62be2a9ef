"""Files of which parts are in one encoding and parts in another: two pages pasted together, a banner in UTF-8 on a
page in GB18030."""

import re
from collections import Counter
from dataclasses import dataclass

from reports.encoding.chinese import FEW, letters, likelihood

# These bytes are themselves in every encoding here, never the second byte of a character.
_EDGE = re.compile(rb"([\n<>])")
# Four ideographs in UTF-8, in the shape of their bytes: three each, one that leads and two that follow. Translated and
# searched this takes a twentieth of the time of a regular expression.
_SHAPES = bytes(
    ord("L") if 0xE3 <= one <= 0xE9 or one == 0xEF else ord("f") if 0x80 <= one <= 0xBF else 0 for one in range(256)
)
_UTF8_RUN = b"Lff" * 4
_CJK_OR_ASCII = re.compile("[\0-~\xa0\xb0-\xb7\xd7\u2010-\u203b\u2100-\u27bf\u3000-\u303f\u3400-\u9fff\uff00-\uffef]*")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_MOST_PRIVATE = 0.002
_ENCODINGS = ("utf-8", "gb18030", "big5hkscs")
_CLEARLY = 0.2
# Letters that tell an encoding. Bytes fit UTF-8 hardly ever by chance, the others often.
_FEWEST = {"utf-8": FEW, "gb18030": 8, "big5hkscs": 8}


class Ambiguous(ValueError):
    """Parts are in one encoding and parts in another, but some in one that cannot be told; the message names both."""


@dataclass(slots=True)
class _Block:
    """Bytes between two edges, their text in each encoding that fits, and the encoding if it is certain."""

    data: bytes
    readings: dict[str, str]
    encoding: str | None


def may_be_mixed(data: bytes, text: str, encoding: str) -> bool:
    """Tell quickly whether parts of what was read as GB18030 or Big5 look like another encoding."""
    if encoding == "gb18030" and len(_PRIVATE.findall(text)) > max(10, _MOST_PRIVATE * len(text)):
        return True
    return _UTF8_RUN in data.translate(_SHAPES)


def read_mixed(data: bytes) -> tuple[str, str] | None:
    """Read block by block, the blocks being lines and what stands between tags; None where there is one encoding only.

    Returns:
        The text, and the encodings joined by +, in the order in which they come.

    Raises:
        Ambiguous: the encoding of a block cannot be told, although those of others can.
    """
    blocks = [_block(part) for part in _EDGE.split(data)]
    names = _certain(blocks)
    if len(names) < 2:
        return None
    _settle(blocks, names)
    if not all(block.encoding for block in blocks):
        raise Ambiguous(" and ".join(names))
    return "".join(block.readings[block.encoding] for block in blocks if block.encoding), "+".join(names)


def _block(data: bytes) -> _Block:
    if data.isascii():
        text = data.decode()
        return _Block(data, dict.fromkeys(_ENCODINGS, text), None)
    readings = {}
    for encoding in _ENCODINGS:
        try:
            readings[encoding] = data.decode(encoding)
        except UnicodeDecodeError:
            continue
    if "utf-8" in readings and not _CJK_OR_ASCII.fullmatch(readings["utf-8"]):
        del readings["utf-8"]
    ranked = sorted(((likelihood(text), name) for name, text in readings.items()), reverse=True)
    if not ranked or len(letters(readings[ranked[0][1]])) < _FEWEST[ranked[0][1]]:
        return _Block(data, readings, None)
    best, name = ranked[0]
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    certain = best >= _CLEARLY and best - second >= _CLEARLY
    return _Block(data, readings, name if certain else None)


def _certain(blocks: list[_Block]) -> list[str]:
    """Return the encodings of the blocks that can be told, of those with letters enough, in the order of the file."""
    certain: Counter[str] = Counter()
    for block in blocks:
        if block.encoding is not None:
            certain[block.encoding] += len(letters(block.readings[block.encoding]))
    return [name for name, count in certain.items() if count >= _FEWEST[name]]


def _settle(blocks: list[_Block], names: list[str]) -> None:
    """Give a block that might be read in either encoding that of its neighbours, if they agree or only one of the two
    fits."""
    before: list[str | None] = []
    last: str | None = None
    for block in blocks:
        before.append(last)
        last = block.encoding or last
    following: str | None = None
    for block, previous in zip(reversed(blocks), reversed(before), strict=True):
        if block.encoding is not None:
            following = block.encoding
            continue
        around = {name for name in (previous, following) if name in block.readings} or {
            name for name in names if name in block.readings
        }
        if len(around) == 1 or (around and len({block.readings[name] for name in around}) == 1):
            block.encoding = next(iter(around))
