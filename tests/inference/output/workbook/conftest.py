"""Workbooks of an invented folder: raw, and with shares and scores that real programs of this project wrote."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from evaluation.findings.corpus import Labels, Tagger
from evaluation.findings.findings import Asked, find
from evaluation.pages.shares_page import write_findings
from evaluation.scoring.evaluation import evaluate
from inference.output.workbook.gathering import gather
from inference.output.workbook.write import WORKBOOK, write_all
from reports.words import Language
from tests.evaluation.findings.tagged_corpus import corpus, gold, write_tagged
from tests.inference.output.tagged_folder import TAXONOMY, manifest, tagged, write_folder


class Written(NamedTuple):
    """A workbook, what it was made of, and how many of its cells were cut."""

    folder: Path
    shares: dict[str, Any]
    scores: dict[str, Any]
    cut: int

    def sheets(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows of every sheet, as openpyxl reads them."""
        book = openpyxl.load_workbook(self.folder / WORKBOOK)
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def workbook_of(
    folder: Path, tagged: Path, *, shares: Path | None = None, scores: Path | None = None, language: Language = "zh"
) -> Written:
    """Write a workbook and what belongs to it."""
    content = gather(tagged, manifest(), shares=shares, scores=scores)
    folder.mkdir()
    cut = write_all(folder, content, language)
    figures = [json.loads((one / f"{one.name}.json").read_text("utf-8")) if one else {} for one in (shares, scores)]
    return Written(folder, figures[0], figures[1], cut)


@pytest.fixture(scope="package")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A workbook of awkward texts without shares, in Chinese."""
    place = tmp_path_factory.mktemp("raw")
    return workbook_of(place / "out", write_folder(place / "tagged", tagged()))


@pytest.fixture(scope="package")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tagged corpus of three years, and shares and scores of it."""
    place = tmp_path_factory.mktemp("corrected")
    said = manifest()
    found = corpus()
    write_tagged(place / "tagged", found, said.id)
    rows = gold(found)
    labelled = [row for row in rows if row.report[:2] in ("砚湖", "岚川", "霁川", "鹿汀")]
    tagger = Tagger(said.id, TAXONOMY, said.reports_seen)
    findings = find(place / "tagged", Labels(labelled, True, {}), tagger, Asked(by=("year",)))
    write_findings(place / "shares", findings)
    _add_groupings(place / "shares" / "shares.json")
    tags, scores = [one.tags for one in found], [one.scores for one in found]
    judged = evaluate(rows, tags, scores, TAXONOMY, model=said.id, data="held-out.jsonl", references={"keywords": tags})
    (place / "scores").mkdir()
    (place / "scores" / "scores.json").write_text(json.dumps(judged.to_json(), ensure_ascii=False), "utf-8")
    return place


def _add_groupings(path: Path) -> None:
    """Add groupings by part where the file has none: half of the shares corrected, half not."""
    value = json.loads(path.read_text("utf-8"))
    if "groupings" in value:
        return
    counts = {"done": [0] * 5, "planned": [0] * 5}
    for one in corpus():
        own = counts[one.paragraph.part]
        own[0] += 1
        for number, key in enumerate(TAXONOMY.ids, 1):
            own[number] += key in one.tags
    groups = [
        {
            "group": name,
            "reports": 24,
            "paragraphs": own[0],
            "reports_labelled": 12,
            "shares": {
                key: {
                    "raw": own[number] / own[0],
                    "share": None if number == 1 else own[number] / own[0] - 1 / 70,
                    "low": None if number == 1 else own[number] / own[0] - 1 / 30,
                    "high": None if number == 1 else own[number] / own[0] + 1 / 30,
                    "note": "",
                }
                for number, key in enumerate(TAXONOMY.ids, 1)
            },
        }
        for name, own in counts.items()
    ]
    apart = {key: {"raw": 0.1, "difference": 1 / 9, "low": 1 / 90, "high": 2 / 9} for key in TAXONOMY.ids}
    apart["industry"] = {"raw": 0.1, "difference": None, "low": None, "high": None}
    pair = {"first": "done", "second": "planned", "categories": apart}
    value["groupings"] = [{"by": "part", "pairs": "all", "groups": groups, "differences": [pair]}]
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")


@pytest.fixture(scope="package", params=["zh", "en"])
def corrected(place: Path, request: pytest.FixtureRequest) -> Written:
    """A workbook with shares and scores, in either language."""
    out = place / f"out-{request.param}"
    return workbook_of(out, place / "tagged", shares=place / "shares", scores=place / "scores", language=request.param)
