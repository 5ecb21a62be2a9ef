"""Characters that look like others, stand for others in old encodings, or are not seen at all: what each becomes.

Sources: Equivalent_Unified_Ideograph of Unicode for radicals, NFKC for compatibility forms, GB18030-2005 and -2022 for
the private-use codes of older GBK.
"""

import re
import unicodedata
from collections.abc import Mapping

from reports.cleaning.flagged_text import substituted

# U+2E80 to U+2EF3, one for each; a blank where the table of Unicode has none (U+2E80 are two dots, U+2E9A is free).
_SUPPLEMENT = (
    "\u3000厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵\u3000旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂"
    "肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_STROKES = dict(zip("㇐㇑㇒㇓㇔㇖㇚㇝㇟㇠", "一丨丿丿丶乛亅乀乚乙", strict=True))
_HOUSEHOLD = {"\u2f3e": "户"}  # NFKC gives 戶, which is traditional
# What Python's GB18030 leaves private of the bytes FE50 to FEA0; GB18030-2022 names them.
_LATER_IDEOGRAPHS = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7,
    0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip
# A3A0, where GBK has the space of its row of full-width forms; A6D9 to A6F3, punctuation of vertical text; A8BC, A8BF.
_PRIVATE_SIGNS = dict(
    zip(
        "\ue5e5\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7\ue7c8",
        "\u3000，。、：；！？〖〗…ḿǹ",
        strict=True,
    )
)
_VERTICAL = dict(
    zip(
        "︐︑︒︓︔︕︖︗︘︙︱︲︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄",
        "，、。：；！？〖〗…—–（）{}〔〕【】《》〈〉「」『』",
        strict=True,
    )
)
_SMALL = dict(
    zip("﹐﹑﹒﹔﹕﹖﹗﹙﹚﹛﹜﹝﹞﹟﹠﹡﹢﹣﹤﹥﹦﹨﹩﹪﹫", "，、.；：？！（）{}〔〕#&*+-<>=\\$%@", strict=True)
)
# Numbers keep their sense: ㈠ is （一）, ⑴ （1）, ⒈ 1., and the black or sans-serif circles are plain ones.
_NUMBERS = (
    {chr(0x3220 + number): f"（{numeral}）" for number, numeral in enumerate("一二三四五六七八九十")}
    | {chr(0x2473 + number): f"（{number}）" for number in range(1, 21)}
    | {chr(0x2487 + number): f"{number}." for number in range(1, 21)}
    | {chr(first + number): chr(0x2460 + number) for first in (0x2776, 0x2780, 0x278A, 0x24F5) for number in range(10)}
    | {chr(0x24EB + number): chr(0x246A + number) for number in range(10)}
)
_INVISIBLE_CODES = (
    *(0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x3164, 0xFEFF, 0xFFA0, 0xFFFC, *range(0xFFF9, 0xFFFC)),
    *(*range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)),
    *(*range(0xFE00, 0xFE10), *range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0)),
    *(*range(0x01, 0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)),
)


def _compatible(first: int, last: int) -> dict[str, str]:
    """Return the compatibility forms of a range and what each is by NFKC."""
    forms = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(first, last + 1)}
    return {form: plain for form, plain in forms.items() if form != plain}


def _ideographs() -> dict[str, str]:
    radicals = {chr(0x2E80 + number): new for number, new in enumerate(_SUPPLEMENT) if new != "\u3000"}
    compatible = _compatible(0x2F00, 0x2FD5) | _compatible(0xF900, 0xFAFF) | _compatible(0x2F800, 0x2FA1F)
    return compatible | radicals | _STROKES | _HOUSEHOLD


def _private(ideographs: Mapping[str, str]) -> dict[str, str]:
    """Return the private-use codes of older GBK that stand for what Unicode has by now."""
    trails = [trail for trail in range(0x50, 0xA1) if trail != 0x7F]
    known = {0xE815 + number: bytes([0xFE, trail]).decode("gb18030") for number, trail in enumerate(trails)}
    known |= {0xE7E7 + number: chr(code) for number, code in enumerate((0x303E, *range(0x2FF0, 0x2FFC)))}
    known |= {code: chr(new) for code, new in _LATER_IDEOGRAPHS.items()}
    public = {chr(code): ideographs.get(new, new) for code, new in known.items() if not "\ue000" <= new <= "\uf8ff"}
    return public | _PRIVATE_SIGNS


LOOK_ALIKES = _ideographs()
"""Radicals, strokes and compatibility ideographs: the ideograph that each looks like."""
PRIVATE = _private(LOOK_ALIKES)
"""Private-use characters with a known meaning; U+E5E5 is a full-width space."""
INVISIBLE = dict.fromkeys(map(chr, _INVISIBLE_CODES), "")
"""What no reader sees: zero-width and direction marks, selectors of variants, tags, U+FFFC, control characters."""
FORMS = _NUMBERS | _VERTICAL | _SMALL | _compatible(0xFB00, 0xFB06) | _compatible(0x1D7CE, 0x1D7FF)
"""Forms of digits, letters and signs that have a plain one."""
# Read by a machine or typed, ー、 ニ、 （ハ） —、 stand for numerals where only those can stand.
_NUMERALS = dict(zip("ーニハ", "一二八", strict=True))
_AS_NUMERAL = re.compile(
    r"(?<![\u30a1-\u30ff])[ーニハ](?=[、．）)是要]|十[、）)])|(?<=[第（(十])[ーニハ](?=[、）)十部章])"
    r"|(?:(?<=\n)|(?<=\n\u3000\u3000)|(?<![\s\S]))[—–―-]、"
)


def with_numerals(text: str) -> tuple[str, int]:
    """Put numerals for the katakana and dashes that look like them, and tell for how many."""
    if not ("ー" in text or "ニ" in text or "ハ" in text or "—、" in text or "–、" in text or "-、" in text):
        return text, 0
    found = len(_AS_NUMERAL.findall(text))
    return (substituted(_AS_NUMERAL, _numeral, text), found) if found else (text, 0)


def _numeral(match: re.Match[str]) -> str:
    return _NUMERALS.get(match[0], "一、")
