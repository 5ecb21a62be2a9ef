"""What vendors and papers write behind the last sentence of a text, on its own line: their name, address, day of
issue."""

import re

from reports.cleaning.characters import HAN

_LONGEST = 80  # characters of one mark; what stands farther from the end of a line is text
_MOST_MARKS = 4  # (新华社…电) 《人民日报》（…01版） come one behind the other
_NAME = rf"[{HAN}A-Za-z0-9. ]"
# A mark stands behind a sentence, or behind a blank: text never goes on so.
_MARK = re.compile(
    r"(?<=[。！？；…”）])[。 ]*(?:{0})$|\s+(?:{0})$".replace(
        "{0}",
        r"（(?:[^（）]{0,12}(?:新华社|新华网|中新[网社]|人民网)[^（）。]{0,24}[电讯][^（）。]{0,8}"
        r"|(?:据|原载|来源|稿件来源|资料来源|转自|摘自)[：:]?[^（）。]{2,24}|《[^（）。》]{2,10}[报刊]\s?》[^（）。]{0,30}"
        r"|(?:责任编辑|责编|编辑|作者|记者|记者、编辑)[：: ]?[^（）。]{2,20}|完|全文完|本文完|讲话完|掌声|热烈鼓掌)）"
        r"|《\s?[^《》。]{2,8}[日晚早]?报\s?》\s?（[^（）。]{0,30}版\s?）"
        r"|[【\[](?:责任编辑|责编|编辑|纠错|打印|关闭|来源)[^】\]。]{0,24}[】\]]"
        rf"|(?:责任编辑|责编|网站编辑|文章来源|信息来源|稿件来源|资料来源|来源)[：:]{_NAME}{{2,24}}"
        rf"|(?:本文)?(?:来自|转自|摘自|下载自|数据来自)\s?{_NAME}{{2,16}}(?:网|数据|平台|整理|提供|公众号|文库|论坛)"
        rf"|(?:详见|更多[^。，]{{0,10}}(?:请)?(?:访问|关注|登录)?|请(?:访问|关注|登录)|欢迎(?:访问|关注))?"
        rf"(?:官方网站|官方网址|官网|网址|网站|(?:微信|官方微信|微信官方)?公众号)[：: ]?{_NAME}{{2,40}}"
        r"|(?:https?://|www\.)[\w./?=&%:-]{4,60}"
        r"|(?:版权所有|Copyright|©)[^。]{2,40}",
    ),
    re.IGNORECASE,
)
_MAY_HOLD = re.compile(r"社|网|报|编|来源|来自|自|号|www|http|版权|©|完|Copyright|掌", re.IGNORECASE)


def without_watermark(line: str) -> str:
    """Return a line without the marks at its end; one that is nothing but a mark is left to be known as furniture."""
    for _ in range(_MOST_MARKS):
        start = max(0, len(line) - _LONGEST)
        if line.endswith("。") or not _MAY_HOLD.search(line, start):  # no mark ends so, and most lines do
            break
        match = _MARK.search(line, start)
        if match is None or match.start() == 0:
            break
        line = line[: len(line[: match.start()].rstrip())]  # a slice keeps the flags of its characters
    return line
