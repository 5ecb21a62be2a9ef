"""Tell what a page puts around a report from the report."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from reports.cleaning.characters import HAN
from reports.cleaning.glossary import begins_annex, begins_notes, is_note, names_annex
from reports.marks import BRACKETED, ENDS_SENTENCE, ITEM, POINT, SECTION

_LONGEST_SHORT_LINE = 60
# Lines that are nothing but one of these words, with marks around it.
_BUTTONS = (
    "今日 首页 网站首页 设为首页 加入收藏 收藏本站 返回首页 返回顶部 返回列表 返回 无障碍 长者模式 繁体 手机版 "
    "网站地图 "
    "联系我们 关于我们 企业入驻 站内搜索 文章搜索 搜索 高级搜索 帮助 下载 全屏 收藏 打印 打印本页 关闭 关闭窗口 "
    "关闭本页 "
    "分享 分享到 复制链接 纠错 加大 还原 减小 大 中 小 微信 微博 上一篇 下一篇 上一页 下一页 更多 查看更多 展开全文 "
    "附件下载 "
    "相关报道 相关链接 相关附件 相关阅读 相关新闻 相关文章 推荐阅读 快速回复 在线咨询 客服中心 Document 政府信息公开 "
    "广告 省政府工作报告 注册 积分 帖子 主题 版主 【 】"
)
# What follows these words on a short line is about the page, not about the year's work.
_LABELS = (
    "来源 信息来源 稿件来源 文章来源 作者 编辑 责任编辑 责编 审核 校对 监制 发布时间 发布日期 发布机构 时间 日期 "
    "点击数 点击 "
    "浏览次数 浏览 阅读 阅读量 访问量 索引号 文号 上一篇 下一篇 上一页 下一页 相关链接 相关附件 附件下载 查看"
)
# A short line with one of these in it is furniture wherever they stand.
_MARKS = (
    "用户名|密码|账号|验证码|登录|登陆|立即注册|设为首页|收藏本站|加入收藏|打印本页|关闭窗口|返回顶部|返回列表|网站地图|扫一扫|扫描二维码"
    "|分享到|复制链接|E-mail推荐|点我投稿|近期报纸|版面导航|上一页.{0,40}下一页|版权所有|版权声明|版权公告|免责声明"
    "|网站备案|备案号|ICP备|公网安备"
    "|网站标识|主办单位|承办单位|技术支持|联系电话|投稿热线|Powered by|Copyright|©|本报记者|新华社记者|记者.{0,12}摄$"
    "|只看该作者|显示全部楼层|阅读模式|每日心情|签到天数|www\\.[a-z]"
)
_SHORT = re.compile(
    rf"^(?:{'|'.join(_BUTTONS.split())})[\s：:>》|·.-]*$"
    rf"|^[（(【]?(?:{'|'.join(_LABELS.split())})\s?[：:>》|]"
    rf"|{_MARKS}"
    r"|^【?(?:字体|字号|大\s*中\s*小)|【字[体号]|^[-·]\s?[大中小]$"  # font size
    r"|^(?:当前|您的?|您现在的|所在|现在)位置"  # breadcrumbs
    r"|^第?\s?\d{1,3}\s?[页版](?:[，：:].{0,8})?$|^【第\s?\d+\s?版|^更多\s?[>》]|^本版积分|^发表于|^Rank|^（上接|^（下转"
    r"|^\S{0,6}新华社\S{2,6}\d{0,4}年?\d{1,2}月\d{1,2}日电$|^[^，。]{0,30}摄[）)]?$|^中央政府门户网站"
    r"|^(?:[0-9a-f]{24,}|[\d\s:：./-]+|[-—_=*·•|>》\s]+)[：:]?$"  # hashes, bare numbers, rules
    r"|^\d{4}[-年/]\d{1,2}[-月/]\d{1,2}日?(?:\s?\d{1,2}[:：时]\d{1,2}.{0,4})?$"
)
# Site notices are written in full sentences. Reports speak of 版权 too: only words about the site itself decide.
_LONGEST_NOTICE = 200
_SITE = "(?<![基成资])本(?:网站|网(?![络格])|站)|新闻网(?!络)"
_NOTICE = re.compile(
    r"免责声明|未经.{0,8}授权.{0,20}(?:转载|下载)|ICP备.{0,6}\d|公网安备\s?\d|您需要登录后|违法和不良信息举报.{0,6}[：:\d]"
    r"|^相关(?:链接|报道|新闻|阅读)[\s·：]"
    rf"|(?:{_SITE}).{{0,60}}(?:版权|著作权|转载|链接|内容修改|法律责任|第三方|原版)"
    rf"|版权.{{0,30}}(?:{_SITE}|(?:不得|请勿|谢绝|授权)(?:擅自)?转载|转载.{{0,4}}注明)"
)
_SECTION = re.compile(f"(?:{SECTION}|{BRACKETED}|{POINT})")
_LIST_ITEM = re.compile(rf"{ITEM}\s?[{HAN}]")
_MOST_DROPPED = 300  # characters of sentences; a page's own notes about an article stay below
_LONGEST_CLOSING = 600  # in a report on one line the closing words stand at its very end
_CLOSING = re.compile("团结在以|让我们.{0,200}[！。]$|胜利召开！|(?:奋斗|贡献|胜利|前进|辉煌|篇章|世纪)！$")
_NAME = re.compile(f"[{HAN}]{{2,4}}")
_IN_EVERY_CLOSING = ("！", "让我们", "团结在以")  # much faster to look for


@dataclass(frozen=True, slots=True)
class Kept:
    """The lines of a report's body, and what to know about those that went."""

    lines: list[str]
    flags: tuple[str, ...] = ()


def is_furniture(line: str) -> bool:
    """Tell whether a line belongs to the page and not to the report."""
    if len(line) > _LONGEST_NOTICE or _is_numbered(line):
        return False
    if len(line) <= _LONGEST_SHORT_LINE and not line.endswith(("。", "！")) and _SHORT.search(line):
        return True
    return bool(_NOTICE.search(line)) and not is_closing(line)


def _is_numbered(line: str) -> bool:
    return bool(_SECTION.match(line) or _LIST_ITEM.match(line))


def is_sentence(line: str) -> bool:
    """Tell whether a line reads as running text, as against a menu entry or a heading."""
    return len(line) >= 20 and bool(ENDS_SENTENCE.search(line) or line.count("，") >= 2)


def is_closing(line: str) -> bool:
    """Tell whether a line holds the set phrases with which a report ends."""
    end = line[-_LONGEST_CLOSING:]
    return any(word in end for word in _IN_EVERY_CLOSING) and bool(_CLOSING.search(end))


def is_body(line: str) -> bool:
    """Tell whether a line could be the first of a report whose opening is missing."""
    return not is_furniture(line) and (is_sentence(line) or _is_numbered(line))


def without_furniture(lines: Sequence[str]) -> Kept:
    """Return the lines of one report's body, without what the page put between and behind them.

    Behind the closing words only a glossary or annex, and exclamations of the speech, may follow; the first line that
    is neither ends the report. Without closing words (the first page of several, a digest) only lines known as
    furniture go, and a tail without a single sentence. Flag `text_dropped_after_closing`: so much running text went
    behind the closing words that it may belong to the report.
    """
    closing = last_closing(lines)
    if closing is None:
        return Kept(_without_tail(lines))
    after = lines[closing + 1 :]
    behind = _after_closing(after)
    dropped = sum(len(line) for line in after[len(behind) :] if is_sentence(line) and not is_furniture(line))
    flags = ("text_dropped_after_closing",) if dropped > _MOST_DROPPED else ()
    return Kept([line for line in lines[: closing + 1] if not is_furniture(line)] + behind, flags)


def last_closing(lines: Sequence[str]) -> int | None:
    """Return the position of the closing words, or None where they are missing or too much text follows them.

    Set phrases that come within a report close nothing: a numbered section, or as much text as stands before, follows
    them.
    """
    closing = max((number for number, line in enumerate(lines) if is_closing(line)), default=None)
    if closing is None:
        return None
    after = list(takewhile(lambda line: not (begins_notes(line) or names_annex(line)), lines[closing + 1 :]))
    if any(_SECTION.match(line) for line in after):
        return None
    length = sum(len(line) for line in after if not is_furniture(line) and not is_note(line))
    return closing if length < sum(len(line) for line in lines[: closing + 1]) else None


def _without_tail(lines: Sequence[str]) -> list[str]:
    kept = [line for line in lines if not is_furniture(line)]
    while kept and len(kept[-1]) <= _LONGEST_NOTICE and not (ENDS_SENTENCE.search(kept[-1]) or _is_numbered(kept[-1])):
        kept.pop()
    return kept


def _after_closing(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    in_notes = False
    for line in lines:
        if is_furniture(line):
            break
        in_notes = in_notes or begins_notes(line) or is_note(line) or names_annex(line)
        if not in_notes and not (ENDS_SENTENCE.search(line) and len(line) > 10):
            break
        kept.append(line)
    is_annexed = any(begins_annex(line) or names_annex(line) for line in kept)  # rows of a table do not end sentences
    while kept and not ENDS_SENTENCE.search(kept[-1]) and not is_note(kept[-1]):
        if is_annexed and not _NAME.fullmatch(kept[-1]):
            break
        kept.pop()  # the editor's name under a glossary
    return kept
