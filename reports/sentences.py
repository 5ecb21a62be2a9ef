"""Cut a paragraph into the sentences and clauses that the model judges."""

import re

_SENTENCE_END = re.compile(r"[。；;！？!?]+[”’」』）)]*\n?|\n")
_CLAUSE_END = re.compile(r"(?:[。；;！？!?，]|,(?!\d))+[”’」』）)]*\n?|\n")  # 1,200 is a number
# A shorter piece ("一年来：", a headline of four characters) says too little to be judged alone and joins its neighbour.
SHORTEST_SENTENCE = 12


def sentence_spans(text: str, shortest: int = SHORTEST_SENTENCE) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence; together the spans cover `text` without a gap.

    A sentence ends at 。；！？ and what closes after them, and at the end of a line, since items of a list may have no marks.
    One of fewer than `shortest` characters is joined to the next, the last to the one before it. A text without any end mark is one sentence.
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
    start = before = first = last = 0  # `first` to `last`: what is not blank of the span that began at `start`
    for cut in cuts:
        piece = text[before:cut]
        if piece.strip():
            first = first if last > start else before + len(piece) - len(piece.lstrip())
            last = before + len(piece.rstrip())
        if (last - first if last > start else 0) >= shortest or cut == len(text):
            spans.append((start, cut))
            start = cut
        before = cut
    if len(spans) > 1 and len(text[slice(*spans[-1])].strip()) < shortest:
        final = spans.pop()
        spans[-1] = (spans[-1][0], final[1])
    return spans


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`, in order; joined they are `text` again."""
    return [text[start:end] for start, end in sentence_spans(text)]
