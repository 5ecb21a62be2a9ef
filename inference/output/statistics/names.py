"""Names of columns that Stata, R, Parquet and a spreadsheet all take as they are."""

import re
from collections.abc import Iterable

LONGEST = 32
"""Characters that Stata allows."""
_RESERVED = frozenset(
    (
        *("_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long"),
        *("_n", "_N", "_pi", "_pred", "_rc", "_skip", "strL", "using", "with"),
        # Words of Mata: pandas, which writes the .dta, would rename these, and read.do would not find them.
        *("aggregate", "array", "boolean", "break", "case", "catch", "class", "colvector", "complex", "const"),
        *("continue", "default", "delegate", "delete", "do", "else", "eltypedef", "end", "enum", "explicit", "export"),
        *("external", "for", "friend", "function", "global", "goto", "inline", "local", "NULL", "pragma", "protected"),
        *("quad", "rowvector", "short", "typedef", "typename", "virtual"),
    )
)
_STRING_TYPE = re.compile(r"str\d*")
_UNFIT = re.compile(r"[^A-Za-z0-9_\u4e00-\u9fff]+")


class Names:
    """Gives each column a name of its own.

    `reserved` are names that no column may have here; with `free` those given may hold any letters, and as many as they
    like, so that none changes but for another's sake.
    """

    def __init__(self, reserved: Iterable[str] = (), *, free: bool = False) -> None:
        self._taken = {name.casefold() for name in reserved}
        self._free = free

    def take(self, wanted: str) -> str:
        """Return a legal name as near to `wanted` as can be, and remember it.

        One that is taken gets a number behind. No two differ in small and capital letters only: some programs take
        these for one.
        """
        plain = wanted if self._free else _legal(wanted)
        longest = len(plain) + LONGEST if self._free else LONGEST
        name, number = plain[:longest], 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{plain[: longest - len(str(number)) - 1]}_{number}"
        self._taken.add(name.casefold())
        return name


def _legal(wanted: str) -> str:
    plain = _UNFIT.sub("_", wanted).strip("_") or "column"
    if plain in _RESERVED or _STRING_TYPE.fullmatch(plain) or plain[0].isdigit():
        return f"c_{plain}"
    return plain
