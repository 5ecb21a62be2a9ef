"""Say what a line begins with where it is numbered, and where sentences end: for all of reading, in one place.

Expressions for use inside others. What one place tells apart and another does not has two names.
"""

import re

from reports.numerals import COUNTING, NUMERAL

SECTION = f"{NUMERAL}、"
"""一、"""
SECTION_ALONE = rf"{SECTION}(?![{COUNTING}]{{1,2}}、)"
"""一、 but not 一、二、三、: within a line that counts something up."""
SEPARATOR_LOST = "？\ue000-\uf8ff\ufffd"
"""What stands for 、 where it was lost; for use inside a character class."""
SECTION_LOOSELY = (
    rf"(?:{NUMERAL}|[Ⅰ-Ⅻ壹贰叁肆伍陆柒捌玖拾])\s?(?:[、．.，：{SEPARATOR_LOST}]\s?|(?<=\s))"
    rf"(?![{COUNTING}]{{1,2}}[、，]|[是要年月日个些批次位名条项季]|方面)"
)
"""一. 一， 一？ 壹、 before a heading, and 一 with a space: where nothing but a heading can stand."""
BRACKETED_LOOSELY = rf"(?:[（(]\s?{NUMERAL}\s?[）)]|[㈠-㈩]|{NUMERAL}[）)])"
"""（一） ㈠ 一）"""
BRACKETED = f"（{NUMERAL}）"
"""（一）"""
PART = f"第{NUMERAL}(?:部分|章|篇)"
POINT = f"第{NUMERAL}[、，]"
"""第一， as a speaker counts."""
IS_OR_MUST = f"{NUMERAL}[是要]"
"""一是, 二要: as a speaker counts within a paragraph."""
ITEM = r"\d{1,2}[.、．]"
ITEM_NOT_DECIMAL = rf"{ITEM}(?!\d)"
"""1. but not 2.5; in a table of contents, where no figures stand, the plain `ITEM` will do."""
BRACKETED_ITEM = r"（\d{1,2}）"
CIRCLED_ITEM = "[①-⑳]"
ADDRESS = "各位(?:代表|委员|同志)"

ENDS = "。！？"  # these three for use inside a character class: what ends a sentence,
ENDS_OR_HALTS = f"{ENDS}；：…"  # what ends a line of running text, and stands in no heading,
CLOSING = "”’」』）》"  # and what may close behind it

SENTENCE_END = re.compile(f"[{ENDS}]")
ENDS_SENTENCE = re.compile(f"[{ENDS_OR_HALTS}][{CLOSING}]*$")
"""A line that ends so is running text, and whole."""
