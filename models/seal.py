"""The id of a bundle is a seal: it changes with whatever changes a tag, so a change after writing is seen and can be
named."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_DECISIVE: dict[int, tuple[str, ...]] = {
    1: ("weights", "thresholds", "calibration", "unit", "max_tokens"),
    2: ("files", "encoder_digest", "thresholds", "calibration", "unit", "max_tokens"),
}
CATEGORIES = "categories"


def seals_of(value: Mapping[str, Any], categories: str) -> dict[str, str]:
    """Return a short digest of each part of a manifest that decides what its bundle says.

    Args:
        value: the object that tagger.json holds.
        categories: the digest of the taxonomy.
    """
    parts = {key: _digest(value[key]) for key in _DECISIVE[value["format"]]} | {CATEGORIES: categories}
    return {key: digest[:8] for key, digest in parts.items()}


def id_of(name: str, value: Mapping[str, Any], categories: str) -> str:
    """Return `name` and eight hex digits that change with every decisive part. Arguments as for `seals_of`."""
    decisive = {key: value[key] for key in _DECISIVE[value["format"]]}
    return f"{name}-{_digest([decisive, categories])[:8]}"


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, allow_nan=False).encode()).hexdigest()
