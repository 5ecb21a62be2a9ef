"""Flags stay at their characters, whatever is done to a text."""

import re
from typing import NoReturn

from hypothesis import given
from hypothesis import strategies as st

from reports.cleaning.characters import clean_lines, clean_text
from reports.cleaning.flagged_text import (
    FlaggedText,
    PlacedFlag,
    between_flags,
    joined,
    lines_of,
    placed_flags,
    substituted,
    with_flags,
)
from reports.cleaning.note_marks import without_note_marks
from reports.cleaning.notes import split_notes
from reports.structure.cutting import join_leads
from reports.structure.lines.joining import join_broken_lines
from reports.structure.splitting import split_reports
from tests.reports.sample_text import BODY, TITLE

# Each stands once in a text, so that it can be found again.
_TELLING = "甲乙丙丁戊己庚辛壬癸"


@st.composite
def flagged(draw: st.DrawFn) -> str:
    """A text of which some of the telling characters, each there at most once, carry themselves as flags."""
    telling = draw(st.lists(st.sampled_from(_TELLING), unique=True))
    pieces = [draw(st.text(" \n，a1")) + one for one in telling]
    text = "".join(pieces) + draw(st.text(" \n，a1"))
    carried = draw(st.sets(st.sampled_from(telling))) if telling else set()
    return with_flags(text, sorted(PlacedFlag(text.index(one), one) for one in carried))


def says_true(text: str) -> bool:
    """Tell whether every flag stands at the character that it names."""
    return all(str(text)[offset] == flag for offset, flag in placed_flags(text))


def carried(text: str) -> set[str]:
    return {flag for _, flag in placed_flags(text)}


@given(flagged(), st.integers(-30, 30), st.integers(-30, 30))
def test_a_slice_has_the_flags_of_its_characters(text: str, start: int, stop: int) -> None:
    piece = text[start:stop]
    assert piece == str(text)[start:stop]
    assert says_true(piece)
    assert carried(piece) == carried(text) & set(piece)


@given(flagged())
def test_texts_put_together_and_taken_apart_have_the_flags_of_both(text: str) -> None:
    assert placed_flags("甲县" + text) == tuple(PlacedFlag(at + 2, flag) for at, flag in placed_flags(text))
    assert placed_flags(text + "甲县") == placed_flags(text)
    assert placed_flags(joined(text.splitlines())) == placed_flags(text)
    assert [str(line) for line in text.splitlines()] == str(text).splitlines()
    assert placed_flags("".join(["", text[:3] + text[3:]])) == ()  # only what says so keeps them
    assert placed_flags(text[:3] + text[3:]) == placed_flags(text)


@given(flagged())
def test_what_is_stripped_replaced_or_substituted_leaves_flags_at_their_characters(text: str) -> None:
    for changed, plain in (
        (text.strip(), str(text).strip()),
        (text.strip(" ，"), str(text).strip(" ，")),
        (text.replace("a", "bcd"), str(text).replace("a", "bcd")),
        (text.replace(" ", "", 2), str(text).replace(" ", "", 2)),
        (substituted(re.compile("[a ]+"), r"<\g<0>>", text), re.sub("[a ]+", r"<\g<0>>", str(text))),
        (substituted(re.compile("，."), lambda match: match[0][1:], text), re.sub("，(.)", r"\1", str(text))),
        (between_flags(lambda piece: piece.replace("1", "one"), text), str(text).replace("1", "one")),
    ):
        assert changed == plain
        assert says_true(changed)
        assert carried(changed) == carried(text)


@given(flagged())
def test_cleaning_leaves_flags_at_their_characters(text: str) -> None:
    lines = clean_lines(lines_of(clean_text(text).text))
    assert lines == clean_lines(lines_of(clean_text(str(text)).text))
    assert all(map(says_true, lines))
    assert set().union(*map(carried, lines)) == carried(text)


def test_a_flag_of_what_is_replaced_goes_to_what_stands_there() -> None:
    text = with_flags("水厂?三座", [PlacedFlag(2, "separator_lost")])
    assert placed_flags(text.replace("?", "？")) == ((2, "separator_lost"),)
    assert placed_flags(text.replace("?", "")) == ((2, "separator_lost"),)
    assert placed_flags(text.replace("厂?三", "站")) == ((1, "separator_lost"),)


def test_a_text_without_flags_is_a_plain_one() -> None:
    flagged = with_flags("水厂?三座", [PlacedFlag(2, "separator_lost")])
    assert isinstance(flagged, FlaggedText)
    for text in (flagged[:2], flagged[3:], flagged[2], with_flags(flagged, []), str(flagged)):
        assert type(text) is str


def test_lines_that_are_joined_cut_and_chosen_keep_their_flags() -> None:
    def marked(line: str) -> str:
        return with_flags(line, [PlacedFlag(len(line) - 2, "separator_lost")])

    (report,) = split_reports([TITLE, *map(marked, BODY)])
    body, notes = split_notes([*report.body, marked("名词解释"), marked("（1）纸伞：用纸做的伞"), marked("又叫油伞。")])
    assert [placed_flags(line) for line in body] == [((len(line) - 2, "separator_lost"),) for line in BODY]
    assert placed_flags(notes[0]) == ((9, "separator_lost"), (14, "separator_lost"))
    (line,) = join_broken_lines([marked("纸伞订单增长，"), marked("前景广阔。")])
    assert [offset for offset, _ in placed_flags(line)] == [5, 10]
    (line,) = join_leads([marked("产业持续壮大。"), marked("纸伞远销各地，竹器远销各地。")])
    assert [offset for offset, _ in placed_flags(line)] == [5, 19]
    (line,), _ = without_note_marks([marked("推广纸伞（1）？溪边。")], notes)
    assert (line, [offset for offset, _ in placed_flags(line)]) == ("推广纸伞？溪边。", [6])


def test_a_slice_looks_at_no_flag_outside_it() -> None:
    class Unread(tuple[PlacedFlag, ...]):
        def __iter__(self) -> NoReturn:
            raise AssertionError("all flags were looked at")

    text = FlaggedText("发展经济改善民生")
    text.placed = Unread(PlacedFlag(place, "known") for place in range(8))

    assert placed_flags(text[2:4]) == (PlacedFlag(0, "known"), PlacedFlag(1, "known"))


def test_pieces_joined_by_nothing_keep_their_flags() -> None:
    assert placed_flags(joined(["发展", with_flags("经济", [PlacedFlag(1, "known")])], between="")) == (
        PlacedFlag(3, "known"),
    )
