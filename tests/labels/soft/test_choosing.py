"""Of what models labelled a part is drawn, the same whatever the order, and whatever is left out is counted."""

import tracemalloc
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from labels.labelled import LabelledParagraph
from labels.soft.apart import Apart
from labels.soft.choosing import choose
from labels.soft.taught import Taught, taught_line
from labels.splits import region_of
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from storage.jsonl import write_objects
from tests.invented import invented_rows
from tests.labels.soft.said import MODEL, asked, asked_of, shares, tagged

TAXONOMY = Taxonomy.load()
ROWS = invented_rows()
LINES = [asked(f"雾溪县第{number}处湿地修复工程完工，水质好转。", ecology=0.9) for number in range(200)]


def replace_text(row: LabelledParagraph, text: str) -> LabelledParagraph:
    return replace(row, paragraph=replace(row.paragraph, text=text))


def chosen(folder: Path, lines: Iterable[dict[str, Any]], limit: int = 1000, apart: Iterable[Any] = ()) -> Taught:
    path = folder / "said.jsonl"
    write_objects(path, lines)
    return choose([path], TAXONOMY, {row.text for row in ROWS}, Apart(apart), limit)


def test_the_same_texts_are_drawn_in_whatever_order_they_stand(tmp_path: Path) -> None:
    forth = [one.text for one in chosen(tmp_path, LINES, 50).texts]
    assert forth == [one.text for one in chosen(tmp_path, [*LINES[::-1], *LINES[:30]], 50).texts]
    assert len(forth) == len(set(forth)) == 50
    assert set(forth) < {one.text for one in chosen(tmp_path, LINES, 100).texts}


def test_lines_of_one_text_are_one_with_the_mean_of_what_they_say(tmp_path: Path) -> None:
    text = str(LINES[0]["text"])
    lines = [
        LINES[0],
        asked(text, "砚浦市-2031", "llm:other@0123abcd", ecology=0.3),
        tagged(text, ecology=0.3, security=0.9),
    ]
    taught = chosen(tmp_path, [*lines, LINES[1]])
    assert (taught.lines, taught.repeated) == (4, 2)
    assert taught.teachers == {MODEL: 2, "llm:other@0123abcd": 1, "larger-1": 1}
    (soft,) = (one for one in taught.texts if one.text == text)
    np.testing.assert_allclose(soft.probabilities, list(shares(ecology=0.5, security=0.3).values()))
    np.testing.assert_allclose(soft.of_sentences, soft.probabilities[None])
    assert soft.regions == ("雾溪县", "砚浦")
    assert all(Apart([row]).hides(soft.text, soft.regions, soft.reports) for row in ROWS if region_of(row) == "砚浦")


def test_every_line_is_taken_or_counted_among_those_left_out(tmp_path: Path) -> None:
    held_out = [row for row in ROWS if region_of(row) == "岚川县"]
    by_people = [asked(f"第{n}段由人标注，不作教材。", ecology=1.0) | {"annotators": {"李": []}} for n in range(3)]
    hard = [asked(f"雾溪县排查隐患第{n}处，全部整改到位。", security=1.0) for n in range(5)]
    known = asked_of([row for row in ROWS if row not in held_out][:4])
    lines = [*LINES[:20], *by_people, *hard, *known, *asked_of(held_out[:6]), LINES[0]]
    taught = chosen(tmp_path, lines, 18, held_out)
    facts = taught.facts()
    assert facts["left_out"] == {"by_people": 3, "labelled": 4, "held_out": 6, "beyond": 7}
    assert facts["lines"] == len(lines) == facts["texts"] + facts["repeated"] + sum(facts["left_out"].values())
    assert facts["soft"] == sum("湿地" in one.text for one in taught.texts)
    said = taught_line(facts)
    assert said.startswith(f"18 texts labelled by {MODEL} (18), {facts['soft']} of them softly and")
    assert "3 that a person labelled, 4 whose text is among the labelled ones, 6 of regions or texts held out" in said


def test_what_is_held_out_is_known_by_region_by_report_and_by_any_sentence(tmp_path: Path) -> None:
    (row,) = (row for row in ROWS if row.id == "岚川县-2031:005")
    lines = [
        asked("另一处产业园今年全部建成投产了。", "岚川县-2029", industry=1.0),
        tagged("云溪市今年新建水厂一座，惠及全市群众。" + row.text, "汇编", ecology=1.0),
        tagged(row.text.split("。")[1] + "。", "汇编", ecology=1.0),
        LINES[0],
    ]
    assert [one.text for one in chosen(tmp_path, lines, apart=[row]).texts] == [LINES[0]["text"]]


@pytest.mark.parametrize(
    "written",
    [
        "全县修复湿地１２０公顷，水质好转。",
        "全县修复湿地120公顷, 水质好转",
        "会议圆满成功。全县修复湿地\n120公顷，水质好转！",
    ],
)
def test_a_sentence_is_known_however_it_is_written_and_whatever_short_one_stands_beside_it(
    tmp_path: Path, written: str
) -> None:
    row = replace_text(ROWS[0], "成绩显著。全县修复湿地120公顷，水质好转。")
    lines = [asked(written, "汇编", ecology=1.0), LINES[0]]
    assert [one.text for one in chosen(tmp_path, lines, apart=[row]).texts] == [LINES[0]["text"]]


def test_a_text_that_a_person_labelled_is_known_however_it_is_written(tmp_path: Path) -> None:
    lines = [asked(f" {ROWS[0].text.replace('，', ',')}", "汇编", ecology=1.0), LINES[0]]
    assert chosen(tmp_path, lines).left_out == {"labelled": 1}


def test_where_people_labelled_all_of_it_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"none of 84 lines is left .*84 that a person labelled.*with --data") as caught:
        chosen(tmp_path, [row.to_json() for row in ROWS])
    assert "\n" not in str(caught.value)


def test_an_error_names_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"said\.jsonl, line 3: 'scores', 'ecology' is 2\.0"):
        chosen(tmp_path, [*LINES[:2], tagged("某段文字。", ecology=2.0)])


def test_memory_follows_what_is_drawn_and_not_what_is_read(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.jsonl"
        write_objects(path, (asked(f"雾溪县第{number}处湿地修复。", ecology=0.9) for number in range(count)))
        tracemalloc.start()
        choose([path], TAXONOMY, (), Apart(()), 100)
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    peak(300)  # what is loaded once
    assert peak(3000) < 2 * peak(300)  # ten times as many lines
