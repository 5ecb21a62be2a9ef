import pytest

from reports.cleaning.furniture import is_furniture, last_closing, without_furniture
from tests.reports.sample_text import BODY, CLOSING, TITLE


@pytest.mark.parametrize(
    "line",
    [
        "用户名： 密码： [注册][找回密码]",
        "您需要登录后才可以回帖 登录 | 立即注册",
        "当前位置： 首页 >> 云溪概况",
        "【字体：大 中 小】",
        "- 小",
        "来源：云溪日报",
        "发布时间：2031-01-12 14:14:00",
        "2031-01-12",
        "打印本页 关闭窗口",
        "上一页 1 2 3 下一页",
        "市长方知远作政府工作报告。本报记者林小溪摄",
        "主办单位：云溪市人民政府 备案号：云ICP备00000000号",
        "版权公告 本网站所刊登的各种新闻均为云溪市人民政府版权所有，未经协议授权，禁止下载使用",
        "对于本站拥有版权的稿件，未经书面协议授权，禁止其他网站予以转载使用。",
        "快速回复 返回顶部 返回列表",
        "相关报道：",
        "广告",
        "e4c29f31c6964493a14c4ddf6b160169:",
        "更多资料请访问：www.5anwen.example",
        "本文由砚湖文秘网整理发布，仅供学习参考，版权归原作者所有，如有侵权请联系我们删除。",
        "以上就是小编为大家整理的砚湖市政府工作报告全文，希望对大家有所帮助。",
        "看了“2031年砚湖市政府工作报告”的人还看了：",
    ],
)
def test_page_furniture_is_known(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        *BODY,
        TITLE,
        "新注册纸伞企业320户，注册商标增加41件。",
        "社会投资项目从备案到许可压缩到20日，网上登录一次办结。",
        "加强版权保护，打击盗版竹器图样，登记作品版权230件。",
        "——我们来源于人民，服务于人民。",
        "各位代表！",
        "大力发展数字出版，版权登记量增长百分之二十，创新主体持有专利十万件。",
        "强化著作权和版权保护，所有案件由网站公告。",
        "基本站稳发展脚跟，版权交易额增长8%，第三方服务机构达到40家。",
        "打击未经授权使用个人信息的行为，开通违法和不良信息举报平台。",
        "（二）强化技术支持",
        "3.建设商用密码产业园",
    ],
)
def test_the_words_of_a_report_are_not_furniture(line: str) -> None:
    assert not is_furniture(line)


def test_nothing_but_notes_follows_the_closing_words() -> None:
    notes = ["名词解释", "1.“双百”行动：百家纸伞坊、百家竹器坊的改造行动。"]
    tail = [
        "林小溪",
        "更多>> 云溪日报近期报纸",
        "免责声明",
        "云溪网不承担责任，转载的内容由作者负责，本站不作任何保证。",
    ]
    assert without_furniture([*BODY, *notes, *tail]).lines == [*BODY, *notes]
    assert without_furniture([*BODY, *tail]).lines == BODY


def test_a_whole_report_on_one_line_is_no_notice() -> None:
    line = "".join(BODY[:-1]) + "本站版权所有，未经授权不得转载。"
    assert is_furniture(line[-17:])
    assert not is_furniture(line)


def test_a_whole_report_on_one_line_stays_whatever_sign_ends_it() -> None:
    line = "".join(BODY[:-1]) + " |"
    assert without_furniture([line, "联系我们"]).lines == [line]


def test_set_phrases_within_a_report_close_nothing() -> None:
    within = "让我们更加紧密地团结在以同心桥为核心的新城周围，再创辉煌！"
    last = "各位代表，溪水长流，纸伞常新，云溪的明天会更好。"
    lines = [*BODY[:-1], within, "三、城乡建设", "新建道路12条，改造管网9处。" * 6, last]
    assert without_furniture(lines).lines == lines
    assert last_closing(lines) is None


def test_numbered_sections_of_an_annex_leave_the_closing_words_in_place() -> None:
    annex = ["附件：", "一、新建纸伞学校", "年内新建纸伞学校3所，改造作坊12间。"]
    assert last_closing([*BODY, *annex]) == len(BODY) - 1


def test_text_dropped_after_the_closing_words_is_flagged_if_it_is_much() -> None:
    more = [f"云溪第{n}处水厂投用，新增供水人口{n * 100}人，水质全部合格。" for n in range(10, 25)]
    assert without_furniture([*BODY, "云溪概况", *more]).flags == ("text_dropped_after_closing",)
    assert without_furniture([*BODY, "云溪概况", *more[:2]]).flags == ()


def test_a_list_at_the_end_of_an_unfinished_report_stays() -> None:
    lines = [*BODY[:4], "1.新建公办幼儿园20所", "2.加固危桥12座"]
    assert without_furniture([*lines, "云溪概况"]).lines == lines


def test_furniture_between_the_lines_goes() -> None:
    assert without_furniture([*BODY[:4], "上一页 1 2 3 下一页", *BODY[4:]]).lines == BODY


def test_the_first_page_of_several_keeps_its_last_sentence() -> None:
    first_page = BODY[:-1]
    assert CLOSING not in first_page
    assert without_furniture([*first_page, "云溪概况", "E-mail推荐"]).lines == first_page


def test_the_last_sentence_of_a_report_that_was_cut_off_stays() -> None:
    cut = "竹器产业稳步壮大，新建工场五座，引进匠人三百名，带动"
    assert without_furniture([*BODY[:-1], cut, "上一篇：云溪市概况", "友情链接"]).lines == [*BODY[:-1], cut]
