"""A row of a table becomes lines, alike in Word documents and on pages."""

from collections.abc import Sequence

_MARKS = ("，", "。", "；", "：", "、", "！", "？", ":", ";")
MOST_LINES_OF_A_CELL = 5
"""A cell with more holds an article, not an entry."""


def row_lines(cells: Sequence[Sequence[str]]) -> list[str]:
    """Return a row as one line, its cells parted by commas where they end without a mark (figures would run together).

    Where one cell alone holds text, or one holds many lines, the table was made for layout: then its lines as they
    are.

    Args:
        cells: the lines of each cell.
    """
    filled = [cell for one in cells if (cell := [line for line in one if line.strip()])]
    if len(filled) < 2 or any(len(cell) > MOST_LINES_OF_A_CELL for cell in filled):
        return [line for cell in filled for line in cell]
    texts = [" ".join(" ".join(cell).split()) for cell in filled]
    return ["".join(text if text.endswith(_MARKS) else f"{text}，" for text in texts[:-1]) + texts[-1]]
