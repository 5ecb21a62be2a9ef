"""Which characters of a page a reader sees: text layers under scans, white on white, beyond the edge."""

import ctypes
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reports.formats.pdf.characters import Box, Character

if TYPE_CHECKING:
    import pypdfium2

_SHARE_OF_LAYER = 0.25  # less drawn text than that of the text that is not: the page is a scan with a layer beneath
_MOST_OBJECTS = 5_000
_BESIDE, _STEP = 0.15, 8.0  # in units of the size of the type; points


class Seen(NamedTuple):
    """The characters of a page that count, and whether they are the text layer of a scan."""

    characters: list[Character]
    is_layer: bool = False


def seen(page: "pypdfium2.PdfPage", found: Sequence[Character], frame: Box) -> Seen:
    """Return the characters that a reader sees; of a scan, those that were recognised in it.

    Args:
        frame: what of the page is shown.
    """
    placed = [one for one in _drawn_once(found) if one.box is None or _is_within(one.box, frame)]
    drawn = sum(1 for one in placed if one.box and one.is_drawn)
    undrawn = sum(1 for one in placed if one.box and not one.is_drawn)
    is_layer = drawn < _SHARE_OF_LAYER * undrawn
    if undrawn and not is_layer:
        placed = [one for one in placed if one.is_drawn]
    if any(one.is_white for one in placed):
        grounds = _grounds(page)
        shown = [
            one
            for one in placed
            if not one.is_white or (one.box and any(_is_within(one.box, ground) for ground in grounds))
        ]
        # Nobody prints a page of white on white: its ground is something that was not found.
        if 2 * sum(1 for one in shown if one.box) > sum(1 for one in placed if one.box):
            placed = shown
    return Seen(placed, is_layer)


def _drawn_once(found: Sequence[Character]) -> Iterator[Character]:
    """Yield characters without those that were drawn again in one place, or a little beside it, to look bold."""
    taken: dict[tuple[int, int, int], list[tuple[float, float]]] = {}
    for one in found:
        if one.box is not None:
            x, y, near = one.box.left, one.box.bottom, _BESIDE * one.size
            columns = {int((x - near) / _STEP), int((x + near) / _STEP)}
            rows = {int((y - near) / _STEP), int((y + near) / _STEP)}
            places = [place for column in columns for row in rows for place in taken.get((one.code, column, row), ())]
            if places and any(abs(x - other) < near and abs(y - height) < near for other, height in places):
                continue
            taken.setdefault((one.code, int(x / _STEP), int(y / _STEP)), []).append((x, y))
        yield one


def _is_within(box: Box, frame: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    return frame.left <= x <= frame.right and frame.bottom <= y <= frame.top


def _grounds(page: "pypdfium2.PdfPage") -> list[Box]:
    """Return the places of pictures and of coloured areas."""
    import pypdfium2.raw as pdfium

    boxes = []
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for number in range(min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        one = pdfium.FPDFPage_GetObject(page, number)
        kind = pdfium.FPDFPageObj_GetType(one)
        is_ground = kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING, pdfium.FPDF_PAGEOBJ_FORM)
        if (is_ground or (kind == pdfium.FPDF_PAGEOBJ_PATH and _is_coloured(one))) and pdfium.FPDFPageObj_GetBounds(
            one, left, bottom, right, top
        ):
            boxes.append(Box(left.value, right.value, bottom.value, top.value))
    return boxes


def _is_coloured(path: object) -> bool:
    import pypdfium2.raw as pdfium

    mode, stroke = ctypes.c_int(), ctypes.c_int()
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPath_GetDrawMode(path, mode, stroke)
    has_colour = pdfium.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    return mode.value != 0 and bool(has_colour) and min(red.value, green.value, blue.value) < 250
