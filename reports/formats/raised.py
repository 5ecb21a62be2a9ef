"""Figures that stand raised, alike in Word documents and on pages: marks of notes, or powers."""

import re

_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_BEHIND_TERM = re.compile(r"[\u3400-\u9fff”》）%]$")
_NUMBER = re.compile(r"\d{1,3}")


def raised(text: str) -> str:
    """Return figures as superscripts; what has no such form stands behind ^."""
    up = text.translate(_RAISED)
    return f"^{text}" if any(one.isascii() or one >= "\u2e80" for one in up) else up


def raised_behind(before: str, text: str) -> str:
    """Return what is raised behind a text: figures behind a term are the mark of a note, behind a unit or a number a
    power."""
    if not _NUMBER.fullmatch(text):
        return text
    return f"〔{text}〕" if _BEHIND_TERM.search(before[-1:]) else raised(text)
