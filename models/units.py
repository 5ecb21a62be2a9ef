"""Cut a text into the units that a model judges (clauses, sentences, the text whole), and units into windows of tokens.

Training and inference both cut text here, so a model is always asked what it was taught.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.manifest import Unit
from reports.sentences import clause_spans, sentence_spans
from storage.errors import BadBundle

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

Spans = list[tuple[int, int]]
# A character has at most 4 bytes, and one of a compatibility form becomes up to 18 characters: 64 tokens for each of a
# text are no reading.
MOST_TOKENS = 64
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")  # what broken JSON leaves of a character; no tokenizer takes it


@dataclass(frozen=True, slots=True)
class Window:
    """Token ids, [CLS] and [SEP] included, of one unit or of a part of a long one; `unit` is the unit's number."""

    unit: int
    tokens: tuple[int, ...]


def views(text: str, unit: Unit) -> list[Spans]:
    """Return the ways in which the model reads `text`, each a list of (start, end) of the units it judges.

    A view's logit is the highest of its units', a text's the mean of its views'. "sentence" is the one view of all
    sentences, "paragraph" that of the text whole; "multiscale" is these two and the view of all clauses, of which equal
    ones count once. The first view is the one that evidence is taken from.
    """
    whole = [(0, len(text))]
    if unit == "paragraph":
        return [whole]
    sentences = sentence_spans(text)
    if unit == "sentence":
        return [sentences]
    found = [sentences]
    for view in (whole, clause_spans(text)):
        if view not in found:
            found.append(view)
    return found


def windows(tokenizer: "PreTrainedTokenizerFast", units: Sequence[str], max_tokens: int) -> list[Window]:
    """Turn units into windows of at most `max_tokens` tokens; a longer one becomes several that overlap by a quarter.

    Every unit has at least one window, also where the tokenizer knows none of its characters.

    Raises:
        BadBundle: the tokenizer makes more than 64 tokens of a character.
    """
    if not units:
        return []
    # The overlap may not fill the window: two of its places are [CLS] and [SEP].
    overlap = min(max_tokens // 4, max_tokens - 3)
    # The tokenizer's own part is asked, without the lists of lists that transformers makes of its answers.
    inner = tokenizer.backend_tokenizer
    inner.no_padding()
    inner.enable_truncation(max_tokens, stride=overlap)
    found = [
        Window(unit, tuple(window.ids))
        for unit, encoded in enumerate(inner.encode_batch_fast([whole_characters(unit) for unit in units]))
        for window in (encoded, *encoded.overflowing)
    ]
    tokens, characters = sum(len(window.tokens) for window in found), sum(map(len, units))
    if tokens > MOST_TOKENS * (characters + len(units)):
        raise BadBundle(
            f"The tokenizer makes {tokens:,} tokens of {characters:,} characters. Expected at most {MOST_TOKENS} for "
            "each; copy the model again, or use another."
        )
    return found


def whole_characters(text: str) -> str:
    """Return a text of the same length in which what is half a character is one that nobody knows."""
    return _HALF_CHARACTER.sub("\ufffd", text)


def runs(units: Sequence[str], characters: int) -> Iterator[slice]:
    """Cut units into runs of at most so many characters in all, so that their windows need not be held all at once.

    A longer unit is a run of its own.
    """
    begin = held = 0
    for number, unit in enumerate(units):
        if number > begin and held + len(unit) > characters:
            yield slice(begin, number)
            begin, held = number, 0
        held += len(unit)
    if begin < len(units):
        yield slice(begin, len(units))
