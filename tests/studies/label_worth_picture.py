"""Draw what a label is worth: macro-F1 against paragraphs labelled, and against minutes of a person's time.

    python -m tests.studies.label_worth_picture --paragraph-seconds 42 --sentence-seconds 50.5

It reads tests/studies/label_worth.csv, writes docs/label-worth.svg and prints the table of docs/label-worth.md.
"""

import csv
import re
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from evaluation.pages.curves import Line, draw_curves
from storage.whole_files import atomic_writer
from tests.studies.label_worth import GAIN, WAYS, Point

FIGURES = Path(__file__).with_name("label_worth.csv")
PICTURE = Path(__file__).parents[2] / "docs" / "label-worth.svg"

# A keystroke model (Card, Moran and Newell 1980: a key 0.28 s, a decision 1.35 s) for the paragraphs measured, of 257
# characters, 5.7 sentences, 1.2 labels and 4.1 marks. Reading takes 39.5 s in both ways, at 6.5 characters a second.
SECONDS = {
    "paragraphs": 42.0,  # one decision, 1.4 keys for labels or for none, two to submit
    "sentences": 50.5,  # for each sentence a decision and a key to step to it, a key for each mark, two to submit
}
_SIZE = re.compile(r' width="([\d.]+)pt" height="([\d.]+)pt"')


def read_points(path: Path) -> dict[str, list[Point]]:
    """Read the points of each curve, in the order of the file."""
    curves: dict[str, list[Point]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            figures = (float(row[name]) for name in ("macro_f1", "low", "high"))
            curves.setdefault(row["way"], []).append(Point(row["way"], int(row["paragraphs"]), *figures))
    return curves


def picture(curves: Mapping[str, Sequence[Point]], seconds: Mapping[str, float]) -> str:
    """Draw two panels above each other, by paragraphs and by minutes, as one SVG."""
    own = {way: curves[way] for way in WAYS}
    drawings = [
        _panel(own, dict.fromkeys(WAYS, 1.0), "paragraphs labelled"),
        _panel(own, {way: seconds[way] / 60 for way in WAYS}, "minutes of labelling"),
    ]
    sizes = [_SIZE.search(one) for one in drawings]
    width, height = (float(one) for one in sizes[0].groups()) if sizes[0] else (0.0, 0.0)
    inner = [
        _SIZE.sub(f' x="0" y="{number * height:g}" width="{width:g}" height="{height:g}"', one, count=1)
        for number, one in enumerate(drawings)
    ]
    whole = f'width="{width:g}pt" height="{2 * height:g}pt" viewBox="0 0 {width:g} {2 * height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {whole}>\n{"".join(inner)}</svg>\n'


def _panel(curves: Mapping[str, Sequence[Point]], cost: Mapping[str, float], below: str) -> str:
    lines = [
        Line(
            way,
            [one.paragraphs * cost[way] for one in points],
            [one.macro_f1 for one in points],
            [(one.high - one.low) / 2 for one in points],
        )
        for way, points in curves.items()
    ]
    return draw_curves(lines, below, "macro-F1", logarithmic=True)


def table(curves: Mapping[str, Sequence[Point]]) -> str:
    """Return the figures as Markdown: both ways, the gain, and how many paragraphs labelled whole teach as much."""
    lines = [
        "| paragraphs | labelled whole | labelled by the sentence | gain | as much as, labelled whole |",
        "| --- | --- | --- | --- | --- |",
    ]
    for whole, parts, gain in zip(curves["paragraphs"], curves["sentences"], curves[GAIN], strict=True):
        cells = [f"{whole.paragraphs:,}", *(_said(one) for one in (whole, parts, gain)), as_many(curves, parts)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _said(point: Point) -> str:
    return f"{point.macro_f1:.3f} ({point.low:.3f}–{point.high:.3f})"


def as_many(curves: Mapping[str, Sequence[Point]], point: Point) -> str:
    """Say how many paragraphs labelled whole reach the point's macro-F1, between those measured on a scale of
    doublings."""
    whole = curves["paragraphs"]
    heights = [one.macro_f1 for one in whole]
    if point.macro_f1 > max(heights):
        return f"more than {whole[-1].paragraphs:,}"
    size = 2 ** np.interp(point.macro_f1, heights, np.log2([one.paragraphs for one in whole]))
    return f"{round(size, -1):,.0f}"


def main() -> None:
    """Draw the picture and print the table."""
    parser = ArgumentParser(description=__doc__)
    for way in WAYS:
        parser.add_argument(f"--{way[:-1]}-seconds", type=float, default=SECONDS[way], dest=way, metavar="S")
    curves = read_points(FIGURES)
    with atomic_writer(PICTURE) as file:
        file.write(picture(curves, vars(parser.parse_args())))
    print(table(curves))


if __name__ == "__main__":
    main()
