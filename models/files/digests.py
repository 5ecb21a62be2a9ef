"""The files of a model folder: regular ones of a sane size, read whole or not at all, and the digests that tell them
apart."""

import hashlib
import json
import math
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from storage.regular import open_regular, read_regular

# The largest tokenizer.json of a multilingual encoder has 33 MB, the largest encoder that is fine-tuned 43 GB.
MOST_BYTES = 64 << 20
MOST_WEIGHT_BYTES = 64 << 30
_MOST_BITS = 64
_SMALL = (".json", ".txt", ".jinja", ".py")
# What transformers looks for by name in the folder of a classifier, and what it would take for weights or code.
_READ = re.compile(
    r"(tokenizer|vocab|merges|added_tokens|special_tokens|chat_template|additional_chat_templates|adapter_"
    r"|config\.json|generation_config|processor_config|preprocessor_config|tekken|spiece|sentencepiece).*"
    r"|.*\.(safetensors|bin|model|jinja|py|tiktoken|index\.json)"
)
# What lies in model folders and is never read: descriptions, weights of other libraries, what a training left.
_UNREAD = (
    ".md",
    ".h5",
    ".msgpack",
    ".onnx",
    ".ot",
    ".tflite",
    ".gguf",
    ".mlmodel",
    ".pt",
    ".pth",
    ".log",
    ".png",
    ".pdf",
)


def parse_json(path: Path) -> Any:
    """Read a JSON file.

    Raises:
        OSError: as `storage.regular.open_regular`.
        ValueError: it is not JSON in UTF-8, or nested too deeply.
    """
    try:
        return json.loads(read_regular(path, MOST_BYTES).decode("utf-8"))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def read_json(path: Path) -> Any:
    """Read a JSON file whose numbers are all finite.

    Raises:
        OSError, ValueError: as `parse_json`; a number is one that JSON does not know, or out of all bounds.
    """
    value = parse_json(path)
    for place, number in _numbers(value):
        if isinstance(number, float) and not math.isfinite(number):
            raise ValueError(f"{place or 'it'} is {number}, which is no number of JSON")
        if isinstance(number, int) and number.bit_length() > _MOST_BITS:
            raise ValueError(f"{place or 'it'} is a whole number of more than {_MOST_BITS} bits")
    return value


def _numbers(value: Any) -> Iterator[tuple[str, int | float]]:
    waiting = [("", value)]
    while waiting:
        place, one = waiting.pop()
        if isinstance(one, dict):
            waiting += [(f"{place}.{key}".lstrip("."), inner) for key, inner in one.items()]
        elif isinstance(one, list):
            waiting += [(f"{place}[{number}]", inner) for number, inner in enumerate(one)]
        elif isinstance(one, (int, float)):
            yield place, one


def digest_of(path: Path, most_bytes: int | None = None) -> str:
    """Return the SHA-256 of a regular file, in hex.

    Args:
        most_bytes: None takes what a file of that name may have in a model folder.

    Raises:
        OSError: as `storage.regular.open_regular`.
    """
    if most_bytes is None:
        most_bytes = MOST_BYTES if path.suffix in _SMALL else MOST_WEIGHT_BYTES
    with open_regular(path, most_bytes) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def may_be_read(name: str) -> bool:
    """Say whether transformers may read a file or folder of this name in a model folder."""
    return _READ.fullmatch(name) is not None


def deciding_files(folder: Path) -> list[str]:
    """Name the files of an encoder's folder that may decide what it is, in order: all but what transformers never
    reads."""
    names = sorted(entry.name for entry in os.scandir(folder) if not entry.is_dir() and not entry.name.startswith("."))
    safe = any(name.endswith(".safetensors") for name in names)
    return [
        name for name in names if Path(name).suffix not in _UNREAD and not (safe and name.startswith("pytorch_model"))
    ]


def folder_digest(folder: Path, names: Sequence[str]) -> str:
    """Return one SHA-256 for the names and contents of files in a folder, in hex.

    Raises:
        OSError: as `storage.regular.open_regular`; `filename` is the file's.
    """
    contents = [[name, digest_of(folder / name)] for name in names]
    return hashlib.sha256(json.dumps(contents).encode()).hexdigest()
