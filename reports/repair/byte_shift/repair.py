"""Repair text in which one byte of a GBK character was lost, so that what follows was read one byte late.

The lead byte of a character became `?`; its trail byte paired with the next lead byte, and so on: 。“雪亮工程”建成
reads ?!把┝凉こ獭苯ǔ. Pairs that stand for no character vanished. The shift ends where a trail byte is ASCII (it stands
there as a letter) or where the last byte, too, became `?`. Marks of full width may have been narrowed since, and a site
may have put the pronunciation of a character that was not there: ?nèi). A search over the lost bytes, led by how likely
characters follow each other, puts it right where one reading is clearly the best; elsewhere the text stays, flagged.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from reports.cleaning.characters import HAN, readings_in, remove_readings, simplifier
from reports.cleaning.flagged_text import PlacedFlag, with_flags
from reports.repair.byte_shift.character_model import AdaptedModel, shipped_model
from reports.repair.byte_shift.search import Candidate, candidates
from reports.structure.segmentation import Segment

REPAIRED, SUSPECTED, SEPARATOR = "byte_shift_repaired", "byte_shift_suspected", "separator_lost"
_MOST_PLACES = 200  # a text with more did not lose a few bytes: it is flagged, not searched for seconds
_LOST = re.compile("[?\ufffd]")
# ???, or ?? again and again, is what a site could not show; nothing behind it was read a byte late.
_RUN, _MANY_RUNS = re.compile(r"\?{2,}"), 5
_BEFORE = re.compile(f"[{HAN}“”‘’《》（）、，。；：)(,;:!a-z]$")
_AFTER = re.compile(
    rf"[{HAN}\u3000-\u30ff\uff00-\uffef“”‘’—…!,;:?\ufffd_α-ωА-я⑀-⓿─-▟ǎ-ǜɑɡ]|[a-zà-üǎ-ǜ]{{1,6}}\)|[A-Za-z_][{HAN}]"
)
_READING = re.compile(r"[a-zà-üāēīōūǎ-ǜ]{1,6}\)")
_QUESTION = re.compile("吗|呢|什么|如何|怎|为何|哪|谁|多少|几|是否|能否|可否|难道|岂|何")
_SENTENCE_END = re.compile("[。！!\n]")  # not at ？ as elsewhere: that may be a lost byte itself
_REGION = 90  # characters behind it that readings are compared on
_LATIN = re.compile(r"[A-Za-z_]")
# In nats, found by damaging reports unseen by the model (docs/reading.md).
_GAIN = 10.0  # over the damaged text
_SHORT, _LEAD_OF_SHORT, _LIKELIHOOD_OF_SHORT = 6, 2.5, -6.0
_LONGEST, _LEAD, _LIKELIHOOD = 12, 5.0, -9.0
_LEAD_OF_NAMED = 3.0
_RARE, _STRANGE = -12.0, -8.5  # of a character alone; mean of six
_SEVERAL = 3  # rare characters among twelve
_Readings = Mapping[str, Collection[str]]  # by pronunciation, the characters that have it in the text


def repair_byte_shifts(text: str, readings: _Readings = MappingProxyType({})) -> str:
    """Repair what can be, and flag it (`REPAIRED`), what is damaged still (`SUSPECTED`), and a lone `?` (`SEPARATOR`).

    Args:
        readings: by pronunciation the characters that the text has it behind, as in 發(fā).
    """
    places = [match.start() for match in _LOST.finditer(text) if _is_between(text, match.start())]
    if not places:
        return text
    pieces: list[str] = []
    flags: list[PlacedFlag] = []
    end = length = 0  # of the text that is done, and of what it has become
    for start, flag, replaced, stop in _judged(text, places, readings):
        flags.append(PlacedFlag(length + start - end, flag))
        pieces += [text[end:start], replaced]
        length += start - end + len(replaced)
        end = stop
    return with_flags("".join([*pieces, text[end:]]), flags)


def _judged(text: str, places: list[int], readings: _Readings) -> Iterator[tuple[int, str, str, int]]:
    """Yield where a damage begins, its flag, what replaces it, and where it ends."""
    model = AdaptedModel(shipped_model(), _plain(_without(text, places)))
    unshown = SEPARATOR if "???" in text else ""
    if sum(1 for _ in _RUN.finditer(text)) >= _MANY_RUNS:
        unshown = SUSPECTED
    end = 0
    for start in places:
        if start < end:
            continue
        run = _RUN.match(text, start) if unshown else None
        if run is not None:
            flag, replaced, stop = unshown, run[0], run.end()
        elif len(places) > _MOST_PLACES:
            flag, replaced, stop = SUSPECTED, text[start], start + 1
        else:
            flag, replaced, stop = _judge(text, start, model, readings)
        if flag:
            yield start, flag, replaced, stop
            end = stop


def _without(text: str, places: list[int]) -> str:
    """Return the text without what stands behind lost bytes, which must not count as seen."""
    kept, end = [], 0
    for place in places:
        kept.append(text[end : max(end, place)])
        end = place + _REGION
    return "\n".join([*kept, text[end:]])


def _is_between(text: str, place: int) -> bool:
    return bool(
        _BEFORE.search(text[max(0, place - 1) : place])
        and (_AFTER.match(text, place + 1) or text[place + 1 : place + 2].isdigit())
    )


def _judge(text: str, start: int, model: AdaptedModel, readings: _Readings) -> tuple[str, str, int]:
    """Return the flag for the `?` at `start` ("" for none), what replaces the text from there, and where that ends."""
    region = text[start : start + _REGION].split("\n")[0]
    reading = _READING.match(region, 1)
    if reading or _is_strange(region, model):
        judged = _judge_region(region, text[max(0, start - 2) : start], reading, model, readings)
        if judged is not None:
            flag, replaced, length = judged
            return flag, replaced, start + length
    sentence = _SENTENCE_END.split(text[max(0, start - 40) : start])[-1]
    if region[0] == "?" and not _QUESTION.search(_plain(sentence)):
        return SEPARATOR, region[:1], start + 1
    return "", "", start


def _judge_region(
    region: str, before: str, reading: re.Match[str] | None, model: AdaptedModel, readings: _Readings
) -> tuple[str, str, int] | None:
    """Return the flag for a region, what replaces its beginning, and how long that is; None where it may be sound."""
    first = reading.end() if reading else 1
    named = readings.get(reading[0][:-1], ()) if reading else None
    found = sorted(candidates(region, first, before, named, model, plain=_plain), key=lambda one: -one.score)
    gain = found[0].score - model.log_likelihood(_plain(region), _plain(before)) if found else 0.0
    if gain >= _GAIN and _wins(found, region, named=bool(named)):
        return REPAIRED, found[0].text, found[0].length
    if named and len(named) == 1 and gain < _GAIN:  # only the character before its pronunciation is lost
        return REPAIRED, next(iter(named)), first
    readable = gain >= _GAIN and found[0].own / len(found[0].text) >= _LIKELIHOOD
    if reading or readable or _rare(region[1:13], model) >= _SEVERAL:
        length = found[0].length if gain >= _GAIN else 1
        return SUSPECTED, region[:length], length
    return None


def _is_strange(region: str, model: AdaptedModel) -> bool:
    """Tell whether what stands behind a lost byte is no text: rare characters, or a Latin letter that ends a shift."""
    near = region[1:].lstrip("?!;,:")[:6]
    if _LATIN.search(near[:3]) or _rare(near[:3], model):
        return True
    return _mean(near, model) < _STRANGE


def _rare(text: str, model: AdaptedModel) -> int:
    return sum(model.log_probability("", one) < _RARE for one in _plain(text))


def _mean(text: str, model: AdaptedModel) -> float:
    """Return the mean log-probability of a character of `text`, 0 where it is empty."""
    plain = _plain(text)
    return model.log_likelihood(plain) / len(plain) if plain else 0.0


def _wins(found: list[Candidate], region: str, named: bool) -> bool:
    """Tell whether the best reading, the first of those found, is the only good one; `named`: a pronunciation vouches
    for it."""
    best = found[0]
    second = next((one.score for one in found[1:] if one.text != best.text or one.length != best.length), float("-inf"))
    behind = region[best.length : best.length + 1]
    if best.open_end and behind.isascii() and behind.isalnum():  # of a number the first digit may be gone
        return False
    lead, each = best.score - second, best.own / len(best.text)
    if named:
        return lead >= _LEAD_OF_NAMED
    if best.length <= _SHORT and not best.gaps and lead >= _LEAD_OF_SHORT:
        return each >= _LIKELIHOOD_OF_SHORT
    return best.length <= _LONGEST and best.gaps <= 1 and lead >= _LEAD and each >= _LIKELIHOOD


_WIDE = str.maketrans(",;:?!()", "，；：？！（）")


@cache
def _simple(character: str) -> str:
    return str(simplifier().convert(character)).translate(_WIDE)


def _plain(text: str) -> str:
    """Return text as the model knows it: simplified, marks in full width."""
    return "".join(map(_simple, text))


def repaired_text(text: str) -> tuple[str, int]:
    """Return a raw text with flags where bytes were lost and without pronunciations behind characters, and how many of
    these there were.

    A text in which no byte seems lost comes back as it is, with its pronunciations.
    """
    if not any(_is_between(text, match.start()) for match in _LOST.finditer(text)):
        return text, 0
    without, removed = remove_readings(text)
    return repair_byte_shifts(without, readings_in(text)), removed


def flagged(segments: Sequence[Segment], flags: Sequence[PlacedFlag]) -> list[Segment]:
    """Give every segment of a text the flags of the text that stand within it."""
    if not flags:
        return list(segments)
    places = [place for place, _ in flags]  # ascending
    inside = [
        [flag for _, flag in flags[bisect_left(places, one.start) : bisect_left(places, one.end)]] for one in segments
    ]
    return [
        replace(one, flags=(*one.flags, *dict.fromkeys(within))) for one, within in zip(segments, inside, strict=True)
    ]
