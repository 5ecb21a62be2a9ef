"""Make headings that run into their text, to learn from: two sentences without the mark that parted them."""

import random
import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from reports.repair.line_breaks.features import Candidate, candidates, hashed

_MOST = 60  # sentences of a report
_SHORTEST, _LONGEST, _SHORTEST_BEHIND = 6, 32, 12
_MARKS = ("（一）", "（三）", "二、")
_NO_HEADING = re.compile(r"[（一二三四五六七八九十第\d—]|.*[：；！？]")
_SHARE_OF_OTHERS = 0.3  # of the places at which the sentence does not end, which are many


@dataclass(frozen=True, slots=True)
class Joints:
    """Features of places within headings, each the numbers that `hashed` gives, and whether the heading ends there."""

    features: list[NDArray[np.int64]]
    ends: list[bool]


def joints(text: str, breaks: frozenset[int], found: list[Candidate], features: list[NDArray[np.int64]]) -> Joints:
    """Return the places within a report's own headings that end, and within sentences made to look like headings.

    A report has a dozen headings and hundreds of short sentences; how two sentences meet is alike in both.
    """
    ending = {one.before for one in found if one.in_heading and one.place in breaks}
    own = [number for number, one in enumerate(found) if one.in_heading and one.before in ending]
    joints = Joints([features[number] for number in own], [found[number].place in breaks for number in own])
    draw = random.Random(len(text))
    sentences = text.split("。")
    pairs = [(one, behind) for one, behind in pairwise(sentences) if _like_heading(one, behind)]
    for one, behind in draw.sample(pairs, min(_MOST, len(pairs))):
        mark = draw.choice(_MARKS)
        joined, end = f"{mark}{one}{behind}。", len(mark) + len(one)
        within = [place for place in candidates(joined) if place.in_heading]
        if any(place.place == end for place in within):
            drawn = [place for place in within if place.place == end or draw.random() < _SHARE_OF_OTHERS]
            joints.features.extend(hashed(joined, drawn))
            joints.ends.extend(place.place == end for place in drawn)
    return joints


def _like_heading(sentence: str, behind: str) -> bool:
    return (
        _SHORTEST <= len(sentence) <= _LONGEST
        and len(behind) >= _SHORTEST_BEHIND
        and _NO_HEADING.match(sentence) is None
    )
