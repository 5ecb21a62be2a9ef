"""Cut a paragraph into the sentences and clauses that the model judges."""

import re

from reports.marks import CLOSING, ENDS

# Marks of half width too: labelled files need not have been cleaned. What is judged alone ends at ； and not at ：
_SENTENCE_END = re.compile(rf"[{ENDS}；;!?]+[{CLOSING})]*\n?|\n")
_CLAUSE_END = re.compile(rf"(?:[{ENDS}；;!?，]|,(?!\d))+[{CLOSING})]*\n?|\n")  # 1,200 is a number
# A shorter piece ("一年来：", a headline of four characters) says too little to be judged alone and joins its
# neighbour.
SHORTEST_SENTENCE = 12


def sentence_spans(text: str, shortest: int = SHORTEST_SENTENCE) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence; together the spans cover `text` without a gap.

    A sentence ends at 。；！？ and what closes after them, and at the end of a line, since items of a list may have no
    marks. One of fewer than `shortest` characters is joined to the next, the last to the one before it. A text without
    any end mark is one sentence.
    """
    return _spans(text, _SENTENCE_END, shortest)


def clause_spans(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each clause: as `sentence_spans`, but a comma ends one too."""
    return _spans(text, _CLAUSE_END, SHORTEST_SENTENCE)


def _spans(text: str, end: re.Pattern[str], shortest: int) -> list[tuple[int, int]]:
    cuts = [match.end() for match in end.finditer(text)]
    if not cuts or cuts[-1] < len(text):
        cuts.append(len(text))
    spans: list[tuple[int, int]] = []
    start = seen = 0
    # Where what is not blank begins and ends between `start` and `seen`: each piece is looked at once.
    first, last = -1, 0
    for cut in cuts:
        piece = text[seen:cut]
        if said := piece.strip():
            begin = seen + len(piece) - len(piece.lstrip())
            first, last = begin if first < 0 else first, begin + len(said)
        seen = cut
        if (last - first if first >= 0 else 0) >= shortest or cut == len(text):
            spans.append((start, cut))
            start, first = cut, -1
    return _with_long_last(spans, text, shortest)


def _with_long_last(spans: list[tuple[int, int]], text: str, shortest: int) -> list[tuple[int, int]]:
    if len(spans) > 1 and len(text[slice(*spans[-1])].strip()) < shortest:
        return [*spans[:-2], (spans[-2][0], spans[-1][1])]
    return spans


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`, in order; joined they are `text` again."""
    return [text[start:end] for start, end in sentence_spans(text)]
