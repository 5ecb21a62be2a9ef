"""The fingerprint covers all code that decides a tag, and all that reads."""

import ast
from pathlib import Path

import pytest

from inference.scale import fingerprint
from inference.scale.fingerprint import code_digest
from models.bundle import Bundle

ROOT = Path(__file__).resolve().parents[3]
# What a tagger imports and what does not decide tags: types, checks, messages, and what the bundle's id covers.
_NOT_DECIDING = {
    "inference/tagged.py",
    "labels/taxonomy.py",
    "labels/counting.py",
    "models/manifest.py",
    "models/card.py",
    "models/identity.py",
    "models/seal.py",
    "models/files/digests.py",
    "models/files/finite.py",
    "models/files/saving.py",
    "models/files/tokenizer_check.py",
    "reports/report.py",
    "reports/rows.py",
}


def imported(path: Path) -> set[Path]:
    """Return the modules of the project that a module imports, in functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        found |= {ROOT / f"{name.replace('.', '/')}.py" for name in names}
    return {one for one in found if one.is_file()}


def test_every_module_that_decides_a_tag_is_in_the_fingerprint() -> None:
    waiting, seen = [ROOT / "inference" / "tagger.py"], set()
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting += imported(path)
    names = {path.relative_to(ROOT).as_posix() for path in seen}
    names = {name for name in names if not name.startswith("storage/")} - _NOT_DECIDING
    covered = {
        path.relative_to(ROOT).as_posix()
        for place in fingerprint._TAGGING
        for path in ([ROOT / place] if (ROOT / place).is_file() else (ROOT / place).rglob("*.py"))
    }
    assert names <= covered, "add it to _TAGGING, or, if it decides no tag, to _NOT_DECIDING"


def test_every_place_of_the_fingerprint_is_there() -> None:
    for place in (*fingerprint._TAGGING, *fingerprint._READING, *fingerprint._WRITING):
        assert (ROOT / place).exists(), place


def test_a_hash_of_code_changes_with_contents_and_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digests = set()
    for name, content in (("a.py", "1"), ("a.py", "2"), ("b.py", "2")):
        folder = tmp_path / f"{len(digests)}" / "room"
        folder.mkdir(parents=True)
        (folder / name).write_text(content)
        monkeypatch.setattr(fingerprint, "_ROOT", tmp_path / f"{len(digests)}")
        digests.add(code_digest(["room"]))
    assert len(digests) == 3


def test_the_taggers_id_and_its_engine_are_in_the_fingerprint(tiny_bundle: Bundle) -> None:
    one = fingerprint.fingerprint_of(tiny_bundle)
    assert one.bundle.startswith("tiny")
    assert one.differing(fingerprint.fingerprint_of(tiny_bundle, "onnx, int8")) == (
        "engine pytorch, float32 (now onnx, int8)"
    )
    assert one == fingerprint.fingerprint_of(tiny_bundle)
