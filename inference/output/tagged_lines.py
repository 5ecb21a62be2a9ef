"""Tagged paragraphs, read back from the folder that tag.py wrote."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from inference.output.tables import JSONL
from inference.output.tagged_file import score_numbers
from inference.tagged import Evidence, TaggedParagraph, is_evidence
from models.manifest import Manifest
from reports.paragraphs_file import paragraph_from_json
from storage.errors import BadData
from storage.jsonl import check_new_id, read_objects
from storage.shown import shown

_KEYS = ("tags", "scores", "evidence", "review", "model")


def tagged_file(tagged: Path) -> Path:
    """Return the tagged file of a folder that tag.py wrote, or the file itself where it is named.

    Raises:
        BadData: there is none.
    """
    path = tagged / JSONL if tagged.is_dir() else tagged
    if not path.is_file():
        raise BadData(f"{shown(path)} is not there. Expected the folder that tag.py wrote; give it, or tag first.")
    return path


def read_tagged(path: Path, manifest: Manifest) -> Iterator[TaggedParagraph]:
    """Yield the paragraphs of a tagged file, in its order.

    Args:
        manifest: that of the bundle that tagged.

    Raises:
        BadData: the file breaks its format, two lines have one id, or another bundle tagged.
    """
    seen: dict[str, int] = {}
    for number, line in read_objects(path):
        where = f"{shown(path)}, line {number}"
        paragraph = paragraph_from_json(line, where, _KEYS)
        check_new_id(seen, paragraph.id, number, path)
        if not set(_KEYS) <= line.keys():
            raise BadData(f"{where}: was not tagged. Expected a line of {JSONL}; give the folder that tag.py wrote.")
        _check_model(line["model"], manifest, where)
        ids = manifest.taxonomy.ids
        tags = _tags(line["tags"], ids, where)
        scores = dict(zip(ids, score_numbers(line["scores"], ids, where), strict=True))
        evidence = _evidence(line["evidence"], tags, paragraph.text, where)
        yield TaggedParagraph(paragraph, tags, scores, evidence, line["review"] is True, manifest.id)


def _check_model(model: Any, manifest: Manifest, where: str) -> None:
    if model != manifest.id:
        raise BadData(
            f"{where}: tagged by {model}, but the bundle given is {manifest.id}. Expected the one that tagged all of "
            "it; give it with --model, or tag again."
        )


def _tags(tags: Any, ids: Sequence[str], where: str) -> tuple[str, ...]:
    if not isinstance(tags, list) or not all(isinstance(tag, str) and tag in ids for tag in tags):
        raise BadData(f"{where}: tags is {str(tags)[:80]}. Expected categories among {', '.join(ids)}; tag again.")
    return tuple(key for key in ids if key in tags)


def _evidence(found: Any, tags: Sequence[str], text: str, where: str) -> Mapping[str, tuple[Evidence, ...]]:
    if not is_evidence(found, text):
        raise BadData(f"{where}: evidence names no sentences of the text. Expected [start, end, score]; tag again.")
    return {key: tuple(Evidence(*span) for span in found.get(key, ())) for key in tags}
