"""Why a cell of a table gave no report, in words of the audit."""

import re
from collections.abc import Mapping

from reports.audit.finding import Finding
from reports.cleaning.characters import HAN

# Ranges of Unicode, and what is written in them in China.
_SCRIPTS: Mapping[str, tuple[str, str]] = {
    "\u1800-\u18af": ("Mongolian", "蒙古文"),
    "\u0f00-\u0fff": ("Tibetan", "藏文"),
    "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc": ("Uyghur or Kazakh", "维吾尔文或哈萨克文"),
    "\ua000-\ua4cf": ("Yi", "彝文"),
    "\uac00-\ud7a3": ("Korean", "朝鲜文"),
    "\u0400-\u04ff": ("Cyrillic", "西里尔文"),
    "\u3040-\u30ff": ("Japanese", "日文"),
    "A-Za-z": ("Latin letters", "英文或其他拉丁字母文字"),
}
_LINK = re.compile(r"\s*(?:https?://|www\.)\S+\s*")
_ERROR_PAGE = re.compile("404|Not Found|Forbidden|页面不存在|无法访问|已(?:被)?删除|访问出错|服务器错误|验证码", re.I)
_CONTENTS = re.compile(r"(?:[.…·．]{3,}|\s)\s*[（(\-]?\d{1,3}[）)\-]?\s*$|^\s*目\s*录\s*$")
_LONGEST_SHOWN = 24
_SHORT = 60
_FEWEST_LINES, _MOST = 4, 0.6


def unread_finding(text: str, reason: str) -> Finding:
    """Say what a cell holds that gave no report: another script, a link, an error page, contents, a few words."""
    kind, english, chinese = _what(text.strip(), reason)
    bare = text.lstrip()
    quote = bare[:_LONGEST_SHOWN].split("\n")[0].strip()
    return Finding(kind, "wrong", english, chinese, quote, len(text) - len(bare) + 1 if quote else 0)


def _what(text: str, reason: str) -> tuple[str, str, str]:
    if "holds the error" in reason:
        return "unreadable", reason, "单元格是公式错误值，没有正文"
    if _LINK.fullmatch(text):
        return "not_a_report", "a link instead of a text", "只有网址，没有正文"
    if len(text) < 4 * _SHORT and _ERROR_PAGE.search(text):
        return "not_a_report", "an error page instead of a text", "是出错页面，没有正文"
    if script := _script_of(text):
        return "language", f"the text is in {script[0]}, not in Chinese", f"正文是{script[1]}，不是汉文"
    lines = [line for line in re.split(r"\n|\\n", text) if line.strip()]
    if len(lines) >= _FEWEST_LINES and sum(bool(_CONTENTS.search(one)) for one in lines) >= _MOST * len(lines):
        return "not_a_report", "a table of contents only", "只有目录，没有正文"
    if len(text) < _SHORT:
        return "not_a_report", "a few words instead of a text", "只有几个字，没有正文"
    if re.search(f"[{HAN}]", text) and "no paragraph" in reason:
        return "not_a_report", "words of a page only, and no report", "只有网页文字，没有报告正文"
    return "unreadable", reason.partition(" Expected")[0], "读不出中文报告"


def _script_of(text: str) -> tuple[str, str] | None:
    """Return the script that most letters of a text are of, None where it is Chinese."""
    counts = {names: len(re.findall(f"[{letters}]", text)) for letters, names in _SCRIPTS.items()}
    most = max(counts, key=counts.__getitem__)
    return most if counts[most] >= _SHORT and counts[most] > 3 * len(re.findall(f"[{HAN}]", text)) else None
