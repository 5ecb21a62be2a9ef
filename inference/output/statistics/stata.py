"""Write tagged paragraphs for Stata, from their Parquet table: variables with labels, marks with words for 1 and 0."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inference.output.statistics.columns import Column
from reports.words import Language, Phrase
from storage.whole_files import atomic_writer

DTA = "paragraphs.dta"
MARKS = (Phrase("否", "no"), Phrase("是", "yes"))
"""What 0 and 1 say."""
LONGEST_LABEL = 80
"""Characters that Stata allows for the label of a variable."""
_LONGEST_FIXED = 244
_UTF8, _MANY_VARIABLES = 118, 32_767


def write_stata(folder: Path, parquet: Path, columns: Sequence[Column], model: str, *, language: Language) -> None:
    """Write paragraphs.dta into `folder`, with labels in one language.

    Running text, and whatever is long somewhere, is stored as strL: every row of a fixed string takes the room of the
    longest.

    Raises:
        CannotWrite: the folder is not writable.
    """
    import pyarrow.parquet as pq

    table = pq.read_table(parquet)
    frame = table.to_pandas(types_mapper=_nullable)
    with atomic_writer(folder / DTA, "wb") as file:
        frame.to_stata(
            file,
            write_index=False,
            version=_UTF8 if len(columns) <= _MANY_VARIABLES else 119,
            data_label=f"政标 Zhengbiao, {model}"[:LONGEST_LABEL],
            variable_labels={one.name: one.label.said(language)[:LONGEST_LABEL] for one in columns},
            value_labels={
                one.name: dict(enumerate(word.said(language) for word in MARKS))
                for one in columns
                if one.kind == "mark"
            },
            convert_strl=[one.name for one in columns if _is_long(one, table)],
        )


def _nullable(kind: Any) -> Any:
    """Keep whole numbers whole where some are missing."""
    import pandas as pd
    import pyarrow as pa

    return pd.Int32Dtype() if kind == pa.int32() else None


def _is_long(column: Column, table: Any) -> bool:
    import pyarrow.compute as pc

    if column.kind not in ("text", "long"):
        return False
    longest = pc.max(pc.binary_length(table[column.name])).as_py() or 0
    return column.kind == "long" or longest > _LONGEST_FIXED
