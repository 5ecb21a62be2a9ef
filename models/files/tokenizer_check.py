"""Look at a tokenizer before it is used: chained steps that each lengthen a text can make gigabytes of one character.

Nothing could be measured then: tokenizers runs the steps in one go, some of them (on added tokens) while the file is
loaded. So the most that a text can grow is computed from the file: the product over all steps, in characters for one
character.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from models.files.digests import parse_json

# What ALBERT's steps could do to the one worst character of all, one after the other, is 1,296.
MOST_GROWTH = 2_000
_DEEPEST, _MOST_STEPS = 8, 64
_MOST_SPECIAL, _MOST_PADDING = 64, 65_536
# A character of a compatibility form becomes up to 18 (U+FDFA), one with accents up to 4, a capital up to 3.
_FORMS = {"NFKC": 18, "NFKD": 18, "NFC": 4, "NFD": 4, "Lowercase": 3, "StripAccents": 1, "Strip": 1, "Nmt": 1}
_LONGEST_UTF8 = 4
_CUTTING = {
    *(
        "BertPreTokenizer",
        "CharDelimiterSplit",
        "Digits",
        "FixedLength",
        "Punctuation",
        "Split",
        "UnicodeScripts",
        "Whitespace",
    ),
    "WhitespaceSplit",
}

Step = Mapping[str, Any]


def check_tokenizer(path: Path) -> None:
    """Check a tokenizer.json.

    Raises:
        OSError: as `storage.regular.open_regular`.
        ValueError: it is no tokenizer, or may lengthen a text beyond all measure.
    """
    value = parse_json(path)
    if not isinstance(value, dict):
        raise ValueError(f"{path.name} is a {type(value).__name__}")
    try:
        check_steps(value)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path.name} is not laid out as one: {error!r}") from error
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error


def check_tokenizers(folder: Path) -> None:
    """Check every tokenizer.json in a model folder: there may be others beside it for other versions of a library.

    Raises:
        OSError, ValueError: as `check_tokenizer`.
    """
    for path in sorted(folder.glob("tokenizer*.json")):
        if path.name != "tokenizer_config.json":
            check_tokenizer(path)


def check_steps(value: Mapping[str, Any]) -> None:
    """Check the object that tokenizer.json holds, but for its vocabulary, which lengthens nothing.

    Raises:
        ValueError: it may lengthen a text beyond all measure, or has a step of a kind that is not known.
        KeyError, TypeError, AttributeError: it is laid out otherwise.
    """
    _check_growth([*_flat(value.get("normalizer"), "normalizers"), *_flat(value.get("pre_tokenizer"), "pretokenizers")])
    for step in _flat(value.get("post_processor"), "processors"):
        _check_template(step)
    padding = value.get("padding") or {}
    strategy = padding.get("strategy")
    fixed = strategy.get("Fixed", 0) if isinstance(strategy, Mapping) else 0
    if max(fixed, padding.get("pad_to_multiple_of") or 0) > _MOST_PADDING:
        raise ValueError(f"it pads every text to more than {_MOST_PADDING:,} tokens")


def _check_growth(steps: Sequence[Step]) -> None:
    growth, decomposed = 1.0, False
    for step in steps:
        kind = step["type"]
        if kind in _FORMS:
            # What was taken apart once cannot be again, until a step of another kind puts new characters in.
            growth *= 1 if decomposed else _FORMS[kind]
            decomposed = True
        elif kind not in _CUTTING:
            growth *= _growth_of(step)
            decomposed = False
        if growth > MOST_GROWTH:
            raise ValueError(f"its {len(steps)} steps may make more than {MOST_GROWTH:,} characters of one")


def _flat(step: Step | None, inner: str, depth: int = 0) -> list[Step]:
    """Return the steps of a section in their order, those of sequences one after the other."""
    if step is None:
        return []
    if depth > _DEEPEST:
        raise ValueError(f"its steps are nested more than {_DEEPEST} deep")
    if step["type"] != "Sequence":
        return [step]
    found = [one for part in step[inner] for one in _flat(part, inner, depth + 1)]
    if len(found) > _MOST_STEPS:
        raise ValueError(f"it has more than {_MOST_STEPS} steps")
    return found


def _growth_of(step: Step) -> float:
    """Return how many characters a step may make of one at most."""
    grows = _GROWING.get(step["type"])
    if grows is None:
        raise ValueError(f"its step '{step['type']}' is not known")
    return grows(step)


def _replacing(step: Step) -> float:
    pattern, content = step["pattern"], len(step["content"])
    if isinstance(pattern, Mapping) and pattern.get("String"):
        return max(1.0, content / len(pattern["String"]))
    return 1.0 + content  # an expression may match nothing at all, between any two characters


def _precompiled(step: Step) -> float:
    """Return the longest text in sentencepiece's table: 4 bytes with the length of its index, the index, then texts
    that end in NUL."""
    table = base64.b64decode(step["precompiled_charsmap"] or "")
    texts = table[4 + int.from_bytes(table[:4], "little") :]
    return max((float(len(text.decode("utf-8", "replace"))) for text in texts.split(b"\0")), default=1.0) or 1.0


_GROWING: dict[str, Callable[[Step], float]] = {
    "Replace": _replacing,
    "Precompiled": _precompiled,
    "Prepend": lambda step: 1.0 + len(step["prepend"]),
    "BertNormalizer": lambda step: (
        3.0 * _FORMS["NFD"]
    ),  # a space on both sides of a Chinese character; accents taken apart
    "ByteLevel": lambda step: float(_LONGEST_UTF8) + bool(step.get("add_prefix_space")),
    "Metaspace": lambda step: 1.0 + (step.get("prepend_scheme", "always") != "never"),
}


def _check_template(step: Step) -> None:
    """Refuse a template that repeats the text, or adds more special tokens than any model has."""
    if step["type"] != "TemplateProcessing":
        if step["type"] not in ("BertProcessing", "RobertaProcessing", "ByteLevel"):
            raise ValueError(f"its step '{step['type']}' is not known")
        return
    for name, once in (("single", ["A"]), ("pair", ["A", "B"])):
        texts = [piece["Sequence"]["id"] for piece in step[name] if "Sequence" in piece]
        added = [
            len(step["special_tokens"][piece["SpecialToken"]["id"]]["ids"])
            for piece in step[name]
            if "SpecialToken" in piece
        ]
        if sorted(texts) != once or sum(added) > _MOST_SPECIAL:
            raise ValueError(
                f"its template for a {name} text repeats the text, leaves it out, or adds {sum(added)} tokens"
            )
