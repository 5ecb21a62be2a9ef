"""What a newspaper or a page sets between the paragraphs of a report: news about it, links, an explanation."""

import re

from reports.marks import ENDS_SENTENCE

_WORDS = (
    r"(?:(?:新闻|背景|相关|延伸|名词|数据|政策)?(?:链接|背景|延伸|解读|速读|速览|回放)|相关(?:新闻|报道|阅读)|延伸阅读|新闻背景|背景资料"
    r"|数读(?:报告)?|小贴士|(?:代表|委员)(?:热议|声音|点赞)|记者手记|编者按|编后|短评|快评|微评|现场(?:直击|花絮)|花絮|图解)"
)
# On a line of its own, or in brackets or with a colon before the text.
_BEGINS = re.compile(
    rf"[■◆●★▲]?\s?(?:[【〖\[（]\s?{_WORDS}\s?[】〗\]）](?:[：:]?$|[^：:])|{_WORDS}[：:]?$|(?:编者按|新闻背景)[：:])"
)
_BEGINS_NEWS = re.compile(
    r"[【（]?(?:本报讯|本网讯|本报记者|本报\S{2,6}讯|新华社\S{2,6}\d{1,2}月|记者(?:从|昨|今|日前|近日)|\S{2,6}讯（)"
)
_NEWS = re.compile(
    r"记者|通讯员|本报|本网|据悉|据了解|据介绍|昨[日天]|今[日天]上午|日前|近日|(?:代表|委员|市民|居民|群众|教授|负责人)\S{0,6}(?:说|表示)|摄[）)]?$"
)
# A clause that is a sentence of its own, years, and whom a speaker calls ours: so reports write, not newspapers.
_AUTHOR = re.compile(
    r"——|[^，。：；“]{4,24}。.|(?:\d{4}|[一二][〇○零九一二三四五六七八]{3})年(?!\d{1,2}月\d{1,2}日)|[^。]{0,60}(?:我们|我[省市县区州旗]|全[省市县区州旗])"
)


def begins_box(line: str) -> bool:
    """Tell whether what a newspaper set between the paragraphs of a report begins with this line."""
    return bool(_BEGINS.match(line))


def is_news(line: str) -> bool:
    """Tell a line of running text that begins as news does, wherever it stands."""
    return bool(_BEGINS_NEWS.match(line)) and bool(ENDS_SENTENCE.search(line))


def goes_on_in_box(line: str) -> bool:
    """Tell whether a line in a box, behind its first one, still belongs to it and is not the report's again."""
    return bool(_NEWS.search(line)) or not _AUTHOR.match(line)
