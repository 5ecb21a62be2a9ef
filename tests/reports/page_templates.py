"""Invented pages in the manners of government sites and old portals, around any report."""

import html
from collections.abc import Callable, Sequence

_LINKS = ("网站首页", "走进云溪", "新闻中心", "政务公开", "办事服务", "互动交流", "专题专栏", "领导信箱")
_NEWS = (
    "云溪市召开重点项目推进会，部署下一阶段工作",
    "沿溪纸伞亮相省农博会，订单比去年增长两成",
    "市长调研老旧小区改造，要求把实事办到群众心坎上",
    "关于公布2031年度行政许可事项目录的通知",
    "云溪玻璃产业园二期正式投产，新增就业四百余人",
    "一图读懂云溪市政府工作报告",
)
_COMMENTS = (
    "报告写得很实在，老百姓最关心的就是看病和上学，希望今年的承诺都能够兑现。",
    "我们村的路什么时候能修好？去年就说要修，今年的报告里又提到了农村公路，请有关部门回复一下。",
    "为家乡点赞，祝愿云溪明天更美好！",
)
Template = Callable[[str, Sequence[str]], str]


def _links(words: Sequence[str], between: str = " | ") -> str:
    return between.join(f'<a href="/{number}/">{word}</a>' for number, word in enumerate(words))


def _page(title: str, head: str, body: str) -> str:
    return f"<html><head><title>{title}_云溪市人民政府</title>{head}</head><body>{body}</body></html>"


def nested_tables(title: str, lines: Sequence[str]) -> str:
    """Tables in tables, menus left and right, a paragraph for every line: the manner of 2005."""
    text = "".join(f"<P><FONT size=3>　　{html.escape(line)}</FONT></P>\n" for line in lines)
    news = "".join(
        f'<tr><td><img src="dot.gif">·<a href="/n{n}.htm">{one}</a></td></tr>' for n, one in enumerate(_NEWS)
    )
    body = f"""<table width=960><tr><td>今天是：<script>document.write(new Date())</script> <a href=#>设为首页</a> <a href=#>加入收藏</a>
</td></tr><tr><td>{_links(_LINKS)}</td></tr></table>
<table width=960><tr><td width=200 valign=top><table><tr><td><b>热点新闻</b></td></tr>{news}</table></td>
<td valign=top><table><tr><td>当前位置：<a href="/">首页</a>&gt;&gt;<a href="/zf">政府工作报告</a></td></tr>
<tr><td align=center><b>{title}</b></td></tr><tr><td align=center>发布日期：2031-01-16　来源：市政府办公室　【字体：<a>大</a> <a>中</a> <a>小</a>】</td></tr>
<tr><td><table><tr><td>{text}</td></tr></table></td></tr><tr><td align=right>【<a>打印本页</a>】【<a>关闭窗口</a>】</td></tr></table></td></tr></table>
<table width=960><tr><td>{_links(("关于我们", "网站地图", "联系我们"))}</td></tr><tr><td>主办：云溪市人民政府办公室　云ICP备05000000号</td></tr></table>"""
    return _page(title, "<style>td{font-size:12px}</style>", body)


def line_breaks(title: str, lines: Sequence[str]) -> str:
    """One cell with the whole report in it, its paragraphs set apart by two breaks and wide blanks."""
    text = "<br><br>\n".join(f"&emsp;&emsp;{html.escape(line)}" for line in lines)
    body = f"""<center>{_links(_LINKS, "&nbsp;")}</center><hr><div align=center><h2>{title}</h2>（2031年1月8日）</div>
<div id=zoom style="line-height:200%">{text}<br><br></div><hr><p align=center>上一篇：<a href=1.htm>{_NEWS[0]}</a><br>下一篇：
<a href=2.htm>{_NEWS[1]}</a></p><p align=center>版权所有：云溪市人民政府　备案号：云ICP备05000000号-1<br>技术支持：云溪信息中心</p>"""
    return _page(title, "", body)


def word_markup(title: str, lines: Sequence[str]) -> str:
    """What a word processor saved and an editor of a content system took in: spans, empty o:p, conditional comments."""
    text = []
    for line in lines:
        middle = len(line) // 2
        pieces = "".join(
            f'<span style="font-size:16pt;font-family:仿宋_GB2312">{html.escape(piece)}</span><span '
            "lang=EN-US><o:p></o:p></span>"
            for piece in (line[:middle], line[middle:])
        )
        text.append(
            f'<p class=MsoNormal style="text-indent:32pt">{pieces}</p>\n<p class=MsoNormal><o:p>&nbsp;</o:p></p>'
        )
    body = f"""<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<div class=top><ul>{"".join(f"<li><a href=#>{one}</a></li>" for one in _LINKS)}</ul></div>
<div class=location>您现在的位置：<a href=#>首页</a> &gt; <a href=#>信息公开</a> &gt; 正文</div>
<div class=xxgk><table><tr><td>索引号：</td><td>000014349/2031-00012</td><td>发布机构：</td><td>市政府办公室</td></tr></table></div>
<h1>{title}</h1><div class=TRS_Editor><style>.TRS_Editor P{{margin:0}}</style><div class=Custom_UnionStyle>{"".join(text)}</div></div>
<div class=related><h3>相关阅读</h3><ul>{"".join(f"<li><a href=#>{one}</a></li>" for one in _NEWS)}</ul></div>
<div class=footer>主办单位：云溪市人民政府　网站标识码：3600000001　公网安备 36000000000001号</div>"""
    return _page(title, "<meta name=Generator content=TRS>", body)


def div_soup(title: str, lines: Sequence[str]) -> str:
    """Nothing but divs and spans, advertisements between the paragraphs, comments of visitors beneath."""
    text = "".join(
        f'<div class="t"><span><span>{html.escape(line)}</span></span></div>'
        + ('<div class="gg"><a href="/ad"><span>广告</span></a></div>' if number % 12 == 5 else "")
        for number, line in enumerate(lines)
    )
    comments = "".join(
        f"<div class=c><div>云溪网友{n}</div><div>{one}</div><div>回复 赞(1)</div></div>"
        for n, one in enumerate(_COMMENTS)
    )
    body = f"""<div><div>{"".join(f"<div><a href=#>{one}</a></div>" for one in _LINKS)}</div><div><div><div><div>{title}</div>
<div><span>2031-01-16 09:12</span><span>来源：云溪日报</span><span>浏览次数：1024</span></div><div>{text}</div>
<div>责任编辑：方知远</div><div>分享到：<a>微信</a><a>微博</a></div></div><div><div>网友评论</div>{comments}</div></div>
<div><div>排行榜</div>{"".join(f"<div><span>{n}</span><a href=#>{one}</a></div>" for n, one in enumerate(_NEWS, 1))}</div></div>
<div>本网站版权所有，未经授权不得转载。　云ICP备05000000号</div></div><script>var text="各位代表：";</script>"""
    return _page(title, '<script src="a.js"></script>', body)


def modern(title: str, lines: Sequence[str]) -> str:
    """HTML 5 with article, nav and footer, a summary above and a photograph within."""
    text = "".join(f'<p style="text-indent:2em">{html.escape(line)}</p>' for line in lines[1:])
    first = f"<p>{html.escape(lines[0])}</p>"
    body = f"""<header><nav>{_links(_LINKS)}</nav><form><input placeholder=请输入关键字><button>搜索</button></form></header><main><article>
<h1>{title}</h1><div class=info><time>2031-01-16</time> 来源：云溪市人民政府网 <a>长者模式</a></div>
<p class=summary>核心提示：大会听取了政府工作报告，现将全文公布如下。</p><div class=content>{first}
<figure><img src=1.jpg><figcaption>大会现场。本报记者 方知远 摄</figcaption></figure>{text}</div></article>
<aside><h3>推荐阅读</h3><ul>{"".join(f"<li><a href=#>{one}</a></li>" for one in _NEWS)}</ul></aside></main>
<footer><p>主办：云溪市人民政府 承办：云溪市政务服务和数据管理局</p><p>云ICP备05000000号 公网安备36000000000001号</p></footer>"""
    return "<!DOCTYPE html>" + _page(title, '<meta name=viewport content="width=device-width">', body)


def portal(title: str, lines: Sequence[str]) -> str:
    """A news portal: unclosed paragraphs, long head of links, pictures with captions, a notice in full sentences."""
    text = "".join(f"<p>　　{html.escape(line)}\n" for line in lines)
    body = f"""<div class=nav>{_links(_LINKS * 3, " ")}</div><div class=wrap><div class=left><h1 class=main-title>{title}</h1>
<div>2031年01月16日 08:30　<a>云溪新闻网</a>　<a>我有话说(3人参与)</a></div><div class=article id=artibody>{text}
<p>（责任编辑：方知远）</div><div class=tags>文章关键词：<a>云溪</a> <a>政府工作报告</a></div>
<div class=notice>声明：本网站登载此文出于传递更多信息之目的，并不意味着赞同其观点或证实其描述，版权归原作者所有。</div>
<div class=comment><h3>最新评论</h3>{"".join(f"<p>{one}</p>" for one in _COMMENTS)}</div></div>
<div class=right><h3>48小时点击排行</h3><ol>{"".join(f"<li><a href=#>{one}</a></li>" for one in _NEWS * 2)}</ol></div></div>
<div class=foot>Copyright © 1999-2031 云溪新闻网 版权所有 All Rights Reserved</div>"""
    return _page(title, "", body)


def e_paper(title: str, lines: Sequence[str]) -> str:
    """A city daily's page in a browser: list of pages and headlines beside the text, font tags, the report in one
    td."""
    text = "<BR>".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{html.escape(line)}" for line in lines)
    body = f"""<table><tr><td>云溪日报 2031年1月16日 星期四 <a>往期回顾</a> <a>放大 +</a> <a>缩小 -</a> <a>默认 o</a></td></tr></table>
<table><tr><td width=40%><map name=m><area shape=rect></map><table><tr><td>第A01版：要闻</td></tr><tr><td>第A02版：特刊</td></tr></table>
<table>{"".join(f"<tr><td><a>{one}</a></td></tr>" for one in _NEWS)}</table></td><td><table><tr><td><font class=t><b>{title}</b></font></td></tr>
<tr><td>（文字实录）</td></tr><tr><td><div id=ozoom><founder-content>{text}</founder-content></div></td></tr></table></td></tr></table>
<p align=center>地址：云溪市沿溪路1号　邮编：330000　新闻热线：0790-0000000</p>"""
    return _page(title, "", body)


def list_of_articles(title: str, lines: Sequence[str]) -> str:
    """A section or article tag for every part, headings as h3, a poll and a list of downloads beneath, unknown
    elements around."""
    text = "".join(
        f"<h3>{html.escape(line)}</h3>" if len(line) < 30 else f"<p><em></em>{html.escape(line)}</p>" for line in lines
    )
    body = f"""<ucap-head><ul>{"".join(f"<li>{one}</li>" for one in _LINKS)}</ul></ucap-head><div class=crumb>首页 &gt; 政务公开 &gt; 法定主动公开内容</div>
<dl><dt>标　　题：</dt><dd>{title}</dd><dt>成文日期：</dt><dd>2031年01月08日</dd><dt>有效性：</dt><dd>有效</dd></dl>
<ucapcontent><section>{text}</section></ucapcontent><div>附件：<a>{title}.docx</a></div><div>您对本页内容是否满意？ <label>满意</label><label>一般</label></div>
<div>政策解读</div><ul>{"".join(f"<li><span>2031-01-1{n}</span><a>{one}</a></li>" for n, one in enumerate(_NEWS))}</ul>
<div>（本文有删节）</div><div>主办：云溪市人民政府办公室　政务服务热线：12345</div>"""
    return "<!DOCTYPE html>" + _page(title, "", body)


TEMPLATES: tuple[Template, ...] = (nested_tables, line_breaks, word_markup, div_soup, modern, portal)
UNSEEN: tuple[Template, ...] = (
    e_paper,
    list_of_articles,
)  # written after the reader was last changed with the others in view


def saved(page: str, encoding: str) -> bytes:
    """Return the bytes of a page that names its encoding, GB18030 by its smaller sister as old pages do."""
    named = "gb2312" if encoding == "gb18030" else encoding
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={named}">'
    return page.replace("<head>", f"<head>{meta}", 1).encode(encoding)
