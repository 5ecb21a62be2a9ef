"""What was not read is named, counted and never dropped, however much it is."""

import csv
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from reports.skipped import Skipped, by_kind, lines_of, tally, write_skipped

KINDS = st.sampled_from(["unreadable", "twice", "other", "made", "hidden"])
MANY = st.lists(
    st.builds(Skipped, st.sampled_from([Path("a.png"), Path("b"), Path("c.XLSX")]), st.text(), KINDS, st.booleans())
)


def skipped(name: str, kind: str = "unreadable", is_folder: bool = False) -> Skipped:
    return Skipped(Path(name), f"{name}: is not read.", kind, is_folder)  # type: ignore[arg-type]


def numbers_in(line: str) -> list[int]:
    return [
        int(word.strip(":;,()").replace(",", ""))
        for word in line.split()
        if word.strip(":;,()").replace(",", "").isdecimal()
    ]


def test_the_numbers_add_up_to_the_files_met() -> None:
    files = [
        skipped("a.docx"),
        *(skipped(f"{n}.png", "other") for n in range(3)),
        skipped("b.xlsx", "other"),
        skipped("c", "other"),
    ]
    files += [skipped("tagged.csv", "made"), skipped(".x", "hidden"), skipped("d.txt", "twice")]
    assert tally(4, files) == (
        "from 4 of 13 files; 9 skipped: 1 that cannot be read, 1 reached before, "
        "5 of a kind that is not read (.png 3, .xlsx 1, no ending 1), 1 made by this program, 1 hidden"
    )
    folders = [skipped(".git", "hidden", is_folder=True), skipped("locked", is_folder=True)]
    assert tally(4, [*files, *folders]).endswith("; folders not looked into: 1 that cannot be read, 1 hidden")
    assert tally(3, []) == "from 3 files; 0 skipped"


def test_few_kinds_of_endings_are_listed() -> None:
    assert by_kind(skipped(f"a.{n}", "other") for n in range(9)).endswith("(.0 1, .1 1, .2 1, .3 1, .4 1, …)")


def test_up_to_twenty_have_a_line_each_in_the_order_in_which_they_were_met() -> None:
    few = [skipped(f"{n}.png", "hidden" if n % 2 else "unreadable") for n in range(20)]
    assert lines_of(few, "x lists all") == [f"skipped {one.reason}" for one in few]


def test_of_many_the_unreadable_ones_come_first_and_the_others_are_counted() -> None:
    many = [*(skipped(f"{n}.png", "other") for n in range(490)), *(skipped(f"{n}.txt") for n in range(10))]
    lines = lines_of(many, "x.csv lists all")
    assert len(lines) == 21
    assert lines[:10] == [f"skipped {one.reason}" for one in many[490:]]
    assert lines[20] == "… and 480 more: 480 of a kind that is not read (.png 480); x.csv lists all"


@given(st.integers(0, 9), MANY)
def test_no_skip_is_lost_in_any_count(read: int, many: list[Skipped]) -> None:
    files = [one for one in many if not one.is_folder]
    line = tally(read, many)
    if files:
        met, counted = numbers_in(line.split(";")[0]), numbers_in(line.split(": ")[0].split(";")[1])
        assert (met, counted) == ([read, read + len(files)], [len(files)])
    lines = lines_of(many, "x")
    more = numbers_in(lines[-1].split(":")[0])[0] if len(many) > 20 else 0
    assert len(lines) - (len(many) > 20) + more == len(many)


def test_the_table_holds_every_one(tmp_path: Path) -> None:
    many = [skipped(f"{n}.png", "other") for n in range(30)] + [Skipped(Path("=1.txt"), "=1.txt: is empty.")]
    write_skipped(tmp_path / "skipped.csv", many)
    with (tmp_path / "skipped.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 31
    assert rows[0] == {"file": "0.png", "why": "of a kind that is not read", "reason": "0.png: is not read."}
    assert rows[30] == {"file": "'=1.txt", "why": "that cannot be read", "reason": "'=1.txt: is empty."}
