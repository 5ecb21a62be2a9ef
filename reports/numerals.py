"""Chinese numerals: as they are written before headings, in years and of five-year plans, and what they stand for."""

import unicodedata

DIGITS = "一二三四五六七八九"  # these three for use inside a character class
COUNTING = f"{DIGITS}十"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"

NUMERAL = f"[{COUNTING}]{{1,3}}"
"""一 to 九十九, as sections are counted."""
YEAR = rf"(?:(?:19|20)\d\d|[一二][九〇○零][〇○零{DIGITS}]{{2}})"
FIVE_YEAR_PLAN = rf"“十([{DIGITS}])五”"
"""“十四五”; the group is what `first_year` takes."""

_AS_DIGITS = str.maketrans(f"〇○零{DIGITS}", "000123456789")


def number_of(text: str) -> int:
    """Return 2031 for 2031 and 二〇三一, 22 for 22 and 二十二, 3 for ③, ㈢, ⒊, Ⅲ and 叁; 0 for what is no number."""
    if len(text) == 1 and not text.isascii() and text not in "〇○":
        value = unicodedata.numeric(text, 0)
        return int(value) if value < 100 else 0
    tens, ten, ones = text.translate(_AS_DIGITS).partition("十")
    if not ten:
        return int(tens) if tens.isdecimal() else 0
    return 10 * (int(tens) if tens.isdecimal() else 1) + (int(ones) if ones.isdecimal() else 0)


def chinese(number: int) -> str:
    """Write 1 to 99 as 一 to 九十九, a larger number digit by digit."""
    if not 0 < number < 100:
        return "".join(f"〇{DIGITS}"[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    return (DIGITS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones - 1] if ones else "")


def first_year(plan: str) -> int:
    """Return 2006 for 一, the “十一五” plan: since then one has followed the other every five years."""
    return 2001 + 5 * number_of(plan)
