"""A lost byte: what can be restored is, what cannot is marked, and text that is whole stays as it is."""

import hashlib
import random
from collections import Counter
from pathlib import Path

import opencc
import pytest

from labels.labelled import read_labelled
from labels.taxonomy import Taxonomy
from reports.cleaning.flagged_text import PlacedFlag, placed_flags
from reports.reading import read_file
from reports.repair.byte_shift.character_model import AdaptedModel, shipped_model
from reports.repair.byte_shift.repair import (
    REPAIRED,
    SEPARATOR,
    SUSPECTED,
    flagged,
    repair_byte_shifts,
    repaired_text,
)
from reports.repair.byte_shift.search import candidates
from reports.report import Report
from reports.structure.segmentation import Segment
from tests.reports.damage import shifted
from tests.reports.real import SEEDS, files_of
from tests.reports.sample_text import TEXT

NARROW = str.maketrans("，；：？！（）", ",;:?!()")


def plain(text: str) -> str:
    return str(text).translate(NARROW)


def flags_in(text: str) -> list[str]:
    return [flag for _, flag in placed_flags(text)]


@pytest.fixture(scope="module")
def paragraphs(root: Path) -> list[str]:
    rows = read_labelled(root / "labels" / "sample" / "labelled.jsonl", Taxonomy.load())
    return [row.text for row in rows if len(row.text) > 60 and "?" not in row.text]


def test_a_known_phrase_is_damaged_as_sites_damage_it() -> None:
    # GB 18030: 。 A1A3, “ A1B0, 雪 D1A9, 亮 C1C1, 工 B9A4, 程 B3CC, ” A1B1, 建 BDA8, 成 B3C9, ， A3AC
    assert shifted("称号。“雪亮工程”建成，25处", 2, swallow=True) == "称号?!把┝凉こ獭苯ǔ桑?5处"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("深入推進生態環境保護，綠色發展底色更加鮮明，空氣質量優良", 4),
        ("全市堅持規模化開發，集群化發展，爭取新能源大基地", 5),
    ],
)
def test_a_phrase_in_traditional_characters_is_restored(text: str, place: int) -> None:
    damaged = shifted(text, place)
    found = repair_byte_shifts(damaged)
    assert plain(found) == plain(text) != damaged
    assert placed_flags(found) == ((place, REPAIRED),)


def test_of_damaged_paragraphs_most_repairs_are_exact_and_nearly_all_damage_is_marked(paragraphs: list[str]) -> None:
    # Measured: of 75 paragraphs 21 are restored, 2 wrongly; 5 pass without a mark. Of 150: 37, 5 and 9.
    chance, traditional = random.Random(1), opencc.OpenCC("s2t")
    outcomes: Counter[str] = Counter()
    for text in chance.sample(paragraphs, 150)[:75]:
        whole = traditional.convert(text)
        place = chance.choice([at for at in range(15, len(whole) - 20) if ord(whole[at]) > 0x2000])
        found = repair_byte_shifts(shifted(whole, place, swallow=chance.random() < 0.5))
        exact, flags = plain(found) == plain(whole), flags_in(found)
        outcomes["exact" if exact else "wrong" if REPAIRED in flags else "marked" if flags else "silent"] += 1
    print(dict(outcomes))
    assert outcomes["exact"] >= 19
    assert outcomes["wrong"] <= 4
    assert outcomes["silent"] <= 8


def test_text_that_is_whole_is_left_alone(paragraphs: list[str]) -> None:
    for text in [*paragraphs, TEXT, "为什么要这样做？因为群众有期盼。怎么办?干就行了!", "详见http://a.example/?id=1"]:
        assert repair_byte_shifts(text) is text


def test_a_digit_that_may_have_been_swallowed_is_not_made_up() -> None:
    text = "荣获示范县称号。“雪亮工程”建成，2569处监控覆盖城乡"
    damaged = shifted(text, 7, swallow=True)
    assert "?569" in damaged
    found = repair_byte_shifts(damaged)
    assert flags_in(found) == [SUSPECTED]
    assert plain(found) == plain(damaged)


def test_a_pronunciation_tells_which_byte_was_lost() -> None:
    # 變 D783, 肉 C8E2: 83 C8 was read as 內, whose pronunciation a site put there; then the bracket swallowed C8.
    damaged = "落實“秸稈變?nèi)狻惫こ獭?,推進發展"
    found = repair_byte_shifts(damaged, {"nèi": {"內"}})
    assert flags_in(found).count(REPAIRED) == 1
    assert plain(found).startswith("落實“秸稈變肉”工")


def test_a_lone_question_mark_between_names_is_marked_and_one_that_asks_is_not() -> None:
    text = "启动城市书房?溪边书局项目。怎么办?我们全力推进。"
    found = repair_byte_shifts(text)
    assert (found, placed_flags(found)) == (text, ((6, SEPARATOR),))


def test_flags_of_a_text_become_flags_of_their_paragraphs() -> None:
    flags = [PlacedFlag(1, "byte_shift_repaired"), PlacedFlag(5, "separator_lost")]
    segments = flagged([Segment(0, 2, ()), Segment(3, 4, ()), Segment(5, 7, (), ("note",))], flags)
    assert [one.flags for one in segments] == [("byte_shift_repaired",), (), ("note", "separator_lost")]


def test_lines_without_a_lost_byte_keep_their_pronunciations() -> None:
    assert repaired_text("發(fā)展\n什么?") == ("發(fā)展\n什么?", 0)


# SHA-256 (its first digits) of the four characters from each restored byte on, as a person restores them from their
# bytes. One of the phrases takes two: a character was swallowed behind it too.
RESTORED = {"4c6f79", "66cb16", "72261b", "8b2c79", "9e4b35", "ae9ffe", "ca06ee", "f0645f"}


def test_the_seed_with_ten_damaged_phrases(real_data: Path) -> None:
    (path,) = files_of(real_data, SEEDS[4:])
    text, _ = repaired_text(path.read_text("utf-8"))
    phrases = [text[at : at + 4] for at, flag in placed_flags(text) if flag == REPAIRED]
    assert {hashlib.sha256(phrase.encode()).hexdigest()[:6] for phrase in phrases} == RESTORED
    assert (flags_in(text).count(SUSPECTED), flags_in(text).count(SEPARATOR)) == (3, 4)
    (report,) = read_file(path)
    flags = Counter(flag for paragraph in report.paragraphs for flag in paragraph.flags)
    assert {"byte_shift_repaired", "byte_shift_suspected", "separator_lost"} <= flags.keys() & set(report.flags)
    assert {type(text) for text in (report.text, report.about.title, *report.notes)} == {str}


def test_characters_that_unicode_keeps_free_pass_unharmed_and_flag_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT.replace("纸伞", "纸\ufdd0伞\ufdd1\ufdd2"), "utf-8")
    (report,) = read_file(path)
    assert "纸\ufdd0伞\ufdd1\ufdd2" in report.text
    assert not {REPAIRED, SUSPECTED, SEPARATOR} & {*report.flags, *report.cleaning}


def test_damage_flags_its_own_paragraph_whatever_is_done_to_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    damaged = "<!-- 一 -->启动 &nbsp;城市书房?溪边书局项目，建成　２０ 座书房，\n藏书丰富。"
    path.write_text(TEXT.replace("二、2031年", f"{damaged}\n二、2031年"), "utf-8")
    (report,) = read_file(path)
    (paragraph,) = [one for one in report.paragraphs if "溪边书局" in one.text]
    assert paragraph.text.endswith("建成20座书房，藏书丰富。")
    assert [one.id for one in report.paragraphs if SUSPECTED in one.flags] == [paragraph.id]


def test_no_other_real_report_is_changed(seeds: list[Report], reports: list[Report]) -> None:
    changed = {"byte_shift_repaired", "byte_shift_suspected"}
    assert {Path(one.source).name for one in [*seeds, *reports] if changed & set(one.flags)} == {Path(SEEDS[4]).name}


def test_a_run_of_lost_bytes_is_searched_at_its_first_few_only() -> None:
    text = "、".join("?" * 40)
    model = AdaptedModel(shipped_model(), text)
    found = list(candidates(text, 1, "修路", None, model, plain=str))
    assert sorted({one.length for one in found}) == [3, 5, 7, 9]


def test_a_text_with_hundreds_of_lost_bytes_is_flagged_and_not_searched() -> None:
    found = repair_byte_shifts("修路?!把┝凉こ獭苯ǔ桥。" * 201)
    assert flags_in(found) == [SUSPECTED] * 201
    assert found == "修路?!把┝凉こ獭苯ǔ桥。" * 201


def test_signs_that_a_site_could_not_show_are_flagged_and_nothing_behind_them_is_changed() -> None:
    text = "\n".join(f"{number}月，全市??新建纸伞作坊，????培训学员。" for number in "一二三四五六")
    repaired = repair_byte_shifts(text)
    assert str(repaired) == text
    assert {flag for _, flag in placed_flags(repaired)} == {SUSPECTED}


def test_a_run_of_question_marks_is_what_a_site_could_not_show_and_hides_no_lost_byte() -> None:
    text = "来源：砚湖县情网????\t阅读。县长????把┝凉こ獭苯ǔ桑，全县"
    assert repair_byte_shifts(text) == text
    assert flags_in(repair_byte_shifts(text)) == [SEPARATOR, SEPARATOR]
