from reports.structure.lines.joining import join_broken_lines
from tests.reports.sample_text import BODY


def test_a_line_broken_in_a_word_is_made_whole() -> None:
    lines = [
        "壮大纸伞产业。把物流作为纸伞产业的基础设",
        "施来抓，新建仓库3处。",
        "2 聚焦竹器产业",
        "竹器订单增长，",
        "前景广阔。",
    ]
    whole = [
        "壮大纸伞产业。把物流作为纸伞产业的基础设施来抓，新建仓库3处。",
        "2 聚焦竹器产业",
        "竹器订单增长，前景广阔。",
    ]
    assert join_broken_lines(lines) == whole


def test_a_heading_broken_before_its_noun_is_made_whole() -> None:
    assert join_broken_lines(["云溪经济社会发展的", "主要目标"]) == ["云溪经济社会发展的主要目标"]


def test_a_number_on_a_line_of_its_own_goes_back_into_its_sentence() -> None:
    assert join_broken_lines(["空气更加清新。PM", "2.5", "年均浓度下降。"]) == ["空气更加清新。PM2.5年均浓度下降。"]


def test_headings_and_whole_lines_are_left_alone() -> None:
    assert join_broken_lines(BODY) == BODY


def test_a_short_line_between_halves_of_sentences_was_a_link_and_is_no_heading() -> None:
    halves = [
        ["二、过去五年工作"],
        *(
            ["纸伞远销各地。我们认真落实", "《纸伞条例》", f"，新建工场{n}处，订货的人一年比一年多。"]
            for n in range(3, 9)
        ),
        ["全面建设云溪", f"的道路上，新建工场{8}处。"],
        ["支持", "人民政协", "履行职能，新建工场9处。"],
    ]
    lines = [line for half in halves for line in half]
    assert join_broken_lines(lines) == ["".join(half) for half in halves]


def test_a_few_links_behind_clauses_without_a_full_stop_are_enough() -> None:
    halves = [
        *(["壮大产业，认真落实", "《纸伞条例》", f"要求，新建工场{n}处，订货的人一年比一年多。"] for n in (3, 4, 5)),
        ["竹器产业稳步壮大。", "竹器小镇", "建成作坊9处，引进匠人三百名。"],
    ]
    lines = [line for half in halves for line in half]
    assert join_broken_lines(lines) == ["".join(half) for half in halves]


def test_a_paragraph_of_a_word_file_without_its_full_stop_stays_apart() -> None:
    lines = ["壮大纸伞产业。新建仓库3处，让好伞走“四方”", "振兴竹器产业。新建工场5处。"]
    assert join_broken_lines(lines, marked=True) == lines
    assert join_broken_lines(["纸伞订单增长，", "前景广阔。"], marked=True) == ["纸伞订单增长，前景广阔。"]


def test_a_caption_between_the_lines_goes_on_in_none() -> None:
    lines = ["大会现场。本报记者 方知远 摄", "一、过去一年的工作"]
    assert join_broken_lines(lines) == lines
    assert join_broken_lines([lines[0], "过去一年的工作"]) == [lines[0], "过去一年的工作"]


def test_a_long_menu_goes_on_in_no_line() -> None:
    menu = " ".join(["走进云溪", "政务公开", "办事服务"] * 7)
    assert join_broken_lines([menu, "2031年云溪市政府工作报告"]) == [menu, "2031年云溪市政府工作报告"]
