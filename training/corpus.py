"""Text for pre-training: .txt, .jsonl and .jsonl.xz files become paragraphs. Needs the standard library only."""

import io
import lzma
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from storage.errors import BadData
from storage.parsing import parse_json
from storage.regular import open_regular
from storage.shown import shown

ENDINGS = (".txt", ".jsonl", ".jsonl.xz")
MOST_BYTES = 1 << 40
_LONGEST_LINE = 64 << 20
# A shorter line is a heading, a date or a page number: it teaches a language model little.
SHORTEST_PARAGRAPH = 15


def read_paragraph_texts(path: Path) -> Iterator[str]:
    """Yield the paragraphs (lines of at least 15 characters) of one file.

    A `.txt` file is UTF-8 text; each line of a `.jsonl` or `.jsonl.xz` file is an object with the key `text`.

    Raises:
        BadData: the ending is not known, it is no regular file, or a line is broken or endless; the message names file
            and line.
    """
    if not path.name.endswith(ENDINGS):
        raise BadData(
            f"{shown(path)}: '{path.suffix}' is not read for pre-training. Expected {', '.join(ENDINGS)}; convert the "
            "file."
        )
    number = 0
    try:
        with _open(path) as file:
            for number, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE), ""), start=1):
                if len(line) == _LONGEST_LINE:
                    raise BadData(
                        f"{shown(path)}, line {number}: has {_LONGEST_LINE:,} characters or more. Expected a paragraph "
                        "or an object a line; cut it."
                    )
                text = line if path.name.endswith(".txt") else _text_of(path, number, line)
                for paragraph in text.split("\n"):
                    stripped = paragraph.strip()
                    if len(stripped) >= SHORTEST_PARAGRAPH:
                        yield stripped
    except UnicodeDecodeError as error:
        raise BadData(
            f"{shown(path)}, after line {number}: not UTF-8. Expected UTF-8 text; convert the file."
        ) from error
    except (lzma.LZMAError, EOFError) as error:
        raise BadData(
            f"{shown(path)}, after line {number}: the xz data is broken ({error}). Copy the file again."
        ) from error
    except OSError as error:
        raise BadData(f"{shown(path)}: cannot be read ({error.strerror or error}). Check the path.") from error


def read_corpus(paths: Sequence[Path]) -> Iterator[str]:
    """Yield the paragraphs of all files, in the order given."""
    for path in paths:
        yield from read_paragraph_texts(path)


def _open(path: Path) -> IO[str]:
    if path.name.endswith(".xz"):
        return io.TextIOWrapper(lzma.open(open_regular(path)), encoding="utf-8")
    return io.TextIOWrapper(open_regular(path), encoding="utf-8-sig")


def _text_of(path: Path, number: int, line: str) -> str:
    if not line.strip():
        return ""
    value = parse_json(
        line, f"{shown(path)}, line {number}", "Expected an object with 'text'; mend or remove the line."
    )
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise BadData(
            f'{shown(path)}, line {number}: has no \'text\'. Expected an object such as {{"text": "…"}}; mend or '
            "remove the line."
        )
    return str(value["text"])
