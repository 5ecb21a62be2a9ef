"""Plain tables for a terminal, in which Chinese characters take two columns."""

import unicodedata
from collections.abc import Mapping, Sequence

from evaluation.scoring.scores import Scores
from labels.taxonomy import Taxonomy

_GAP = "  "


def width(text: str) -> int:
    """Return the number of terminal columns that `text` takes: 2 for wide and full-width characters, 0 for combining
    ones."""
    return sum(0 if unicodedata.combining(one) else 1 + (unicodedata.east_asian_width(one) in "WF") for one in text)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Set rows of text under a header: the first column to the left, the others, which hold numbers, to the right.

    Returns:
        Lines without a newline at the end; none ends in spaces.
    """
    widths = [max(map(width, column)) for column in zip(header, *rows, strict=True)]
    lines = [header, ["-" * columns for columns in widths], *rows]
    return "\n".join(_line(cells, widths) for cells in lines)


def score_table(contestants: Mapping[str, Scores], taxonomy: Taxonomy) -> str:
    """Set the F1 of each category, macro-F1, micro-F1 and exact match, one column for each contestant."""
    columns = list(contestants.values())
    support = {key: str(one.support) for key, one in columns[0].categories.items()}
    rows = [
        [
            f"{one.chinese} {one.english}",
            *(f"{scores.categories[one.id].f1:.3f}" for scores in columns),
            support[one.id],
        ]
        for one in taxonomy.categories
    ]
    paragraphs = str(columns[0].paragraphs)
    for name, attribute in (("macro-F1", "macro_f1"), ("micro-F1", "micro_f1"), ("exact match", "exact_match")):
        rows.append([name, *(f"{getattr(scores, attribute):.3f}" for scores in columns), paragraphs])
    return table(["F1", *contestants, "support"], rows)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padding = [" " * (columns - width(cell)) for cell, columns in zip(cells, widths, strict=True)]
    first, *others = zip(cells, padding, strict=True)
    return _GAP.join([first[0] + first[1], *(space + cell for cell, space in others)]).rstrip()
