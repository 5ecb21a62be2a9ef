"""What tags depend on beside the texts, and what reading depends on beside the bytes: who reads or tags otherwise
must not go on with what was done."""

import hashlib
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from inference.scale.store import FORMAT
from models.bundle import Bundle
from reports.formats.office.libreoffice import libreoffice

ENGINE = "pytorch, float32"
"""What scores where nothing else is said."""
_ROOT = Path(__file__).resolve().parents[2]
_TAGGING = (
    "inference/tagger.py",
    "inference/engines",
    "inference/scale/judgements.py",
    "models/units.py",
    "models/decision.py",
    "models/batching.py",
    "models/first_token.py",
    "models/bundle.py",
    "models/files/weights.py",
    "reports/sentences.py",
    "reports/marks.py",
    "reports/numerals.py",
)
_READING = ("reports", "storage")
_WRITING = ("inference", "labels", "models/card.py", "models/manifest.py")
_KINDS = frozenset((".py", ".j2", ".js", ".css", ".toml", ".tsv", ".csv", ".txt", ".json", ".npz"))
_SAMPLES = frozenset(("sample", "sample_corpus", "__pycache__"))
# What turns files into text. Another version of one may read a file otherwise.
_READERS = ("lxml", "markdown-it-py", "numpy", "olefile", "opencc", "openpyxl", "pyarrow", "pypdfium2")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What decides the tags of a text: the id of the bundle, which is a seal over its weights, thresholds, calibration
    and taxonomy; engine and precision; a hash of the program's code that decides; and how they are kept."""

    bundle: str
    engine: str
    rules: str
    format: int = FORMAT

    def differing(self, other: "Fingerprint") -> str:
        """Say what differs from another: "bundle tagger-1 (now tagger-2)"."""
        names = {"bundle": "bundle", "engine": "engine", "rules": "rules of the program", "format": "format"}
        return ", ".join(
            f"{said} {getattr(self, name)} (now {getattr(other, name)})"
            for name, said in names.items()
            if getattr(self, name) != getattr(other, name)
        )


def fingerprint_of(bundle: Bundle, engine: str = ENGINE) -> Fingerprint:
    """Return what decides the tags of texts that a bundle is asked about.

    Args:
        engine: what scores, and in which precision.
    """
    return Fingerprint(bundle.manifest.id, engine, code_digest(_TAGGING))


@cache
def reader_version() -> str:
    """Return a hash that changes with whatever else than a file decides what is read in it: code, tables, libraries,
    LibreOffice."""
    libraries = [f"{name} {_version(name)}" for name in _READERS]
    return _digest([code_digest(_READING), *libraries, platform.python_version(), libreoffice() or "no LibreOffice"])


@cache
def program_version() -> str:
    """Return a hash of the code that reads, tags and writes: another one may write another result."""
    return _digest([reader_version(), code_digest(_TAGGING), code_digest(_WRITING)])


def code_digest(places: Sequence[str]) -> str:
    """Return a hash of names and contents of the files at and below places in this project."""
    digest = hashlib.sha256()
    for path in sorted(file for place in places for file in _files(_ROOT / place)):
        digest.update(f"{path.relative_to(_ROOT)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files(place: Path) -> Iterator[Path]:
    below = [place] if place.is_file() else place.rglob("*")
    kept = (path for path in below if path.suffix in _KINDS and not _SAMPLES.intersection(path.parts))
    return (path for path in kept if path.is_file())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
