"""Plain tables for a terminal, in which Chinese characters take two columns."""

import shutil
import sys
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from evaluation.scoring.scores import Scores
from labels.taxonomy import Taxonomy

_GAP = 2
_ENDLESS = 1_000_000


def table(header: Sequence[str], rows: Sequence[Sequence[str]], columns: int | None = None) -> str:
    """Set rows of text under a header: the first column to the left, the others, which hold numbers, to the right.

    Args:
        columns: the width of a terminal; where the table is wider, its first column is broken between words, and
            nothing else. None takes the terminal's own; what goes into a pipe or a file is never broken.

    Returns:
        Lines without a newline at the end; none ends in spaces, none holds a code for colours.
    """
    if columns is None:
        columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else _ENDLESS
    grid = Table.grid(padding=(0, _GAP, 0, 0))
    for number in range(len(header)):
        grid.add_column(justify="right" if number else "left", no_wrap=number > 0)
    grid.add_row(*map(Text, header))
    grid.add_row(*(Rule(characters="-", style="none") for _ in header))
    for row in rows:
        grid.add_row(*map(Text, row))
    console = Console(width=_ENDLESS, color_system=None)
    console.width = max(columns, console.measure(grid).minimum)  # narrower, Rich would leave columns out
    with console.capture() as captured:
        console.print(grid)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


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
