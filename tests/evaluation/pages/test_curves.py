"""Curves are valid SVG whose text is text, the same every time, and say what was measured."""

import os
import re
import subprocess
import sys
import warnings
import xml.etree.ElementTree as Xml
from itertools import pairwise
from pathlib import Path

import pytest

from evaluation.pages.curves import Line, draw_curves
from inference.pages.colours import contrast

ROOT = Path(__file__).parents[3]
SVG = "{http://www.w3.org/2000/svg}"
LINES = [
    Line("random", (100, 200, 300), (0.5, 0.6, 0.65), (0.02, 0.02, 0.01)),
    Line("a <b> $c$", (100, 200, 300), (0.5, 0.7, 0.72), (0, 0, 0)),
]


def drawn(lines: list[Line]) -> Xml.Element:
    return Xml.fromstring(draw_curves(lines, "labels", "macro-F1", 0.65))


def texts(drawing: Xml.Element) -> dict[str, Xml.Element]:
    return {str(one.text): one for one in drawing.iter(f"{SVG}text")}


def test_text_stays_text() -> None:
    said = {"random 0.650", "a <b> $c$ 0.720", "100", "200", "300", "labels", "macro-F1"}
    drawing = drawn(LINES)
    assert said <= set(texts(drawing))
    assert drawing.findtext(f"{SVG}title") == "macro-F1 / labels"


def test_a_higher_score_stands_further_up() -> None:
    curves = [one for one in drawn(LINES).iter(f"{SVG}path") if "stroke-width: 2" in one.get("style", "")]
    heights = [[float(y) for y in re.findall(r"[ML] \S+ (\S+)", str(one.get("d")))] for one in curves]
    assert [len(one) for one in heights] == [3, 3]
    assert all(one == sorted(one, reverse=True) for one in heights)
    assert heights[0][0] == heights[1][0] > heights[0][-1] > heights[1][-1]


def test_names_stand_apart_and_can_be_read_on_white() -> None:
    same = [Line(str(number), (1, 2), (0.5, 0.6), (0, 0)) for number in range(5)]
    names = [one for text, one in texts(drawn(same)).items() if text.endswith(" 0.600")]
    assert len(names) == 5
    fills = [str(re.findall(r"fill: (#\w{6})", one.get("style", ""))[0]) for one in names]
    assert all(contrast(fill, "#ffffff") >= 4.5 for fill in fills)
    heights = sorted(float(one.get("y", "nan")) for one in names)
    assert all(below - above >= 12 for above, below in pairwise(heights))


def test_the_same_curves_are_the_same_bytes_wherever_they_are_drawn(tmp_path: Path) -> None:
    program = (
        "from evaluation.pages.curves import *\nfrom tests.evaluation.pages.test_curves import LINES\n"
        "print(draw_curves(LINES, 'labels', 'macro-F1', 0.65), end='')"
    )
    other = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MPLCONFIGDIR": str(tmp_path),
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
    }
    other |= {"MPLBACKEND": "TkAgg", "PYTHONIOENCODING": "utf-8"}
    (tmp_path / "matplotlibrc").write_text(
        "lines.linewidth: 9\naxes.facecolor: red\nsvg.fonttype: path\nfont.size: 30\n"
    )
    there = subprocess.run([sys.executable, "-c", program], env=other, capture_output=True, check=True).stdout
    here = draw_curves(LINES, "labels", "macro-F1", 0.65)
    assert there.decode() == here
    assert re.search(r"\d{4}-\d\d-\d\d|Matplotlib v", here) is None
    assert len(here) < 20_000


def test_chinese_names_are_drawn_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawing = draw_curves([Line("随机", (1, 2), (0.5, 0.6), (0, 0))], "标签数", "宏平均 F1")
    assert {"随机 0.600", "标签数", "宏平均 F1"} <= set(texts(Xml.fromstring(drawing)))


@pytest.mark.parametrize("count", [1, 7])
def test_every_curve_is_drawn_however_many(count: int) -> None:
    names = set(texts(drawn([Line(f"arm {number}", (1, 2), (0.5, 0.6), (0, 0)) for number in range(count)])))
    assert {f"arm {number} 0.600" for number in range(count)} <= names


def test_a_logarithmic_scale_gives_every_doubling_the_same_room() -> None:
    drawing = Xml.fromstring(
        draw_curves([Line("a", (100, 200, 400), (0.5, 0.6, 0.7), (0, 0, 0))], "labels", "F1", logarithmic=True)
    )
    (curve,) = [one for one in drawing.iter(f"{SVG}path") if "stroke-width: 2" in one.get("style", "")]
    places = [float(x) for x in re.findall(r"[ML] (\S+)", str(curve.get("d")))]
    assert places[1] - places[0] == pytest.approx(places[2] - places[1], abs=0.01)
    assert {"100", "200"} <= set(texts(drawing))


def test_heights_are_marked_at_what_two_decimals_can_say() -> None:
    drawing = drawn([Line("a", (100, 200), (0.74, 0.887), (0.024, 0.016))])
    marks = sorted(float(text) for text in texts(drawing) if re.fullmatch(r"0\.\d\d", text))
    assert len({round(above - below, 2) for below, above in pairwise(marks)}) == 1
