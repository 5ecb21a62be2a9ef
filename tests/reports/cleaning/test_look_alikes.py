import unicodedata

import pytest

from reports.cleaning.characters import Cleaned, clean_lines, clean_text
from reports.cleaning.flagged_text import lines_of
from reports.cleaning.look_alikes import FORMS, INVISIBLE, LOOK_ALIKES, PRIVATE


def read(text: str) -> tuple[list[str], Cleaned]:
    found = clean_text(text)
    return clean_lines(lines_of(found.text)), found


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("⼀、⼯业⽣产", "一、工业生产"),
        ("⻓江⻋站⻛景，⺠⽣⼾数", "长江车站风景，民生户数"),
        ("\uf9b4导\uf90a融", "领导金融"),
        ("㇐是", "一是"),
        (b"\xa3\xa0\xa3\xa0".decode("gb18030") + "各位代表：", "各位代表："),
        ("纸伞" + b"\xa6\xdb".decode("gb18030") + "竹器" + b"\xa6\xda".decode("gb18030"), "纸伞、竹器。"),
        ("\ue81e山\ue826", "龴山龵"),
        ("过去\ufffc一\ufe0f年\u180e全\u200b市\u202a有\U000e0041所\U000e0100进\x07步", "过去一年全市有所进步"),
        ("㈠壮大⑴⒈工业", "（一）壮大（1）1.工业"),
        ("ｶﾞ园区｡", "ガ园区。"),
        ("﹐﹑︒", "，、。"),
        ("𝟐𝟎𝟑𝟏年", "2031年"),
        ("产业①园区", "产业①园区"),
        ("ー、工业", "一、工业"),
        ("（ニ）农业", "（二）农业"),
        ("第十ニ部分 民生", "第十二部分 民生"),
        ("—、工业", "一、工业"),
        ("引进ニコン公司，ハ月投产", "引进ニコン公司，ハ月投产"),
    ],
)
def test_what_looks_alike_or_is_not_seen_becomes_what_is_meant(raw: str, clean: str) -> None:
    assert read(raw)[0] == [clean]


def test_what_was_mapped_and_removed_is_counted() -> None:
    counts = read("⼀、⼯业\ufffc增长\ue5e5三成")[1].counts
    assert (counts["look_alikes_mapped"], counts["invisible_removed"], counts["private_characters_mapped"]) == (2, 1, 1)


@pytest.mark.parametrize("bullet", ["\uf0d8", "\uf06c ", "\uf0b7\u3000", "●", "■ ", "◆", "●■"])
def test_a_bullet_before_a_number_hides_it_no_more(bullet: str) -> None:
    lines, found = read(f"　　{bullet}（一）壮大纸伞产业。\n●新增就业")
    assert lines == ["（一）壮大纸伞产业。", "●新增就业"]
    assert found.counts["bullets_removed"] == 1


def test_a_private_character_behind_a_number_is_its_separator() -> None:
    lines, found = read("一\ue00c壮大纸伞产业\n2\uf0a0做强竹器")
    assert lines == ["一、壮大纸伞产业", "2、做强竹器"]
    assert found.flags == ()


def test_a_private_character_of_unknown_meaning_stays_and_is_flagged() -> None:
    lines, found = read("方\ue123远同志")
    assert lines == ["方\ue123远同志"]
    assert found.flags == ("private_characters",)


def test_pages_escaped_twice_and_tags_in_plain_text_are_read() -> None:
    assert read("纸伞<br>竹器")[0] == ["纸伞", "竹器"]
    assert read("纸伞&amp;ldquo;双百&amp;rdquo;&lt;br&gt;竹器")[0] == ["纸伞“双百”", "竹器"]


def test_nothing_that_comes_out_goes_in_again() -> None:
    tables = (LOOK_ALIKES, PRIVATE, INVISIBLE, FORMS)
    old = {character for table in tables for character in table}
    assert not old & set("".join(new for table in tables for new in table.values()))


def test_kangxi_radicals_follow_unicode() -> None:
    radicals = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    assert {one: LOOK_ALIKES[one] for one in radicals if one != "⼾"} == {
        a: b for a, b in radicals.items() if a != "⼾"
    }


def test_a_character_that_becomes_another_tells_something() -> None:
    for character in LOOK_ALIKES | PRIVATE | INVISIBLE | FORMS:
        assert clean_text(f"发展{character}经济").text != f"发展{character}经济"
