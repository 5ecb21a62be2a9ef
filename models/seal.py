"""The id of a bundle is a seal: it changes with whatever changes a tag, so a change after writing is seen and can be
named."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_DECISIVE: dict[int, tuple[str, ...]] = {
    1: ("weights", "thresholds", "calibration", "unit", "max_tokens"),
    2: ("files", "encoder_digest", "thresholds", "calibration", "unit", "max_tokens"),
    3: ("files", "encoder_digest", "thresholds", "calibration", "unit", "max_tokens", "second_look"),
    4: (
        *("files", "encoder_digest", "thresholds", "calibration", "unit", "max_tokens", "second_look"),
        *("engine", "processor"),
    ),
}
# A bundle that does not state one of these keeps the id that it had without it.
_DECISIVE_WHERE_STATED = ("review_band", "review_above")
CATEGORIES = "categories"


def seals_of(value: Mapping[str, Any], categories: str) -> dict[str, str]:
    """Return a short digest (8 hex digits) of each part of a manifest that decides what its bundle says.

    Args:
        value: the object that tagger.json holds.
        categories: the digest of the taxonomy.
    """
    parts = {key: _digest(part) for key, part in _decisive(value).items()} | {CATEGORIES: categories}
    return {key: digest[:8] for key, digest in parts.items()}


def id_of(name: str, value: Mapping[str, Any], categories: str) -> str:
    """Return `name` and eight hex digits that change with every decisive part. Arguments as for `seals_of`."""
    return f"{name}-{_digest([_decisive(value), categories])[:8]}"


def _decisive(value: Mapping[str, Any]) -> dict[str, Any]:
    stated = [key for key in _DECISIVE_WHERE_STATED if key in value]
    return {key: value[key] for key in (*_DECISIVE[value["format"]], *stated)}


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, allow_nan=False).encode()).hexdigest()
