"""corpus.html beside shares.json: the same figures, over the pages that tag.py wrote."""

import json
import shutil
from itertools import groupby
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import html

from evaluation.findings.corpus import Labels, Tagger
from evaluation.findings.findings import Asked, find
from evaluation.pages.shares_page import write_findings
from inference.pages.corpus.reports_file import REPORTS
from inference.pages.corpus.writing import CORPUS, write_pages
from inference.tagged import TaggedReport
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from tests.evaluation.findings.tagged_corpus import MODEL, corpus, gold, write_tagged

TAXONOMY = Taxonomy.load()
TAGGED = corpus()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tagged folder, and what shares.py makes of it where the first of every three reports is labelled."""
    place = tmp_path_factory.mktemp("shares")
    own = {key: tuple(found) for key, found in groupby(TAGGED, key=lambda one: one.paragraph.report)}
    reports = [TaggedReport(key, found[0].paragraph.about, f"{key}.txt", found) for key, found in own.items()]
    write_pages(place / "tagged", reports, TAXONOMY, MODEL)
    write_tagged(place / "tagged", TAGGED)
    labelled = [row for row in gold(TAGGED) if list(own).index(row.paragraph.report) % 3 == 0]
    findings = find(place / "tagged", Labels(labelled, True, {}), Tagger(MODEL, TAXONOMY, ()), Asked())
    write_findings(place / "shares", findings, place / "tagged")
    return place


def test_the_page_holds_the_figures_of_shares_json_unrounded(folder: Path) -> None:
    shares = json.loads((folder / "shares" / "shares.json").read_text("utf-8"))
    held = json.loads(html.parse(folder / "shares" / CORPUS).getroot().get_element_by_id("data").text)
    assert held["corrected"] and set(held["by"]) == {one["by"] for one in shares["groupings"]} >= {"year", "part"}
    for grouping in shares["groupings"]:
        own = held["by"][grouping["by"]]
        names = [group[0] for group in own["groups"]]
        for group in grouping["groups"]:
            figures = [[one[key] for key in ("raw", "share", "low", "high")] for one in group["shares"].values()]
            assert own["groups"][names.index(group["group"])][6] == figures
        for pair in grouping["differences"]:
            gaps = [[one[key] for key in ("difference", "low", "high")] for one in pair["categories"].values()]
            assert own["pairs"][f"{names.index(pair['first'])}-{names.index(pair['second'])}"] == gaps


def test_its_lines_have_bands_and_its_list_leads_to_the_tagged_pages(folder: Path) -> None:
    page = html.parse(folder / "shares" / CORPUS).getroot()
    assert len(page.cssselect("#shares .band")) == len(TAXONOMY.ids)
    links = page.cssselect("table.reports .title a")
    assert len(links) == len({one.paragraph.report for one in TAGGED})
    assert all((folder / "shares" / unquote(link.get("href"))).is_file() for link in links)


def test_a_folder_of_an_earlier_version_has_no_corpus_page(folder: Path, tmp_path: Path) -> None:
    write_tagged(tmp_path / "tagged", TAGGED)
    labels = Labels(gold(TAGGED), True, {})
    findings = find(tmp_path / "tagged", labels, Tagger(MODEL, TAXONOMY, ()), Asked())
    write_findings(tmp_path / "shares", findings, tmp_path / "tagged")
    assert not (tmp_path / "shares" / CORPUS).exists()
    assert (tmp_path / "shares" / "shares.html").is_file()


def test_a_list_of_other_reports_is_refused_in_a_line(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "tagged", tmp_path / "tagged")
    listed = json.loads((tmp_path / "tagged" / REPORTS).read_text("utf-8"))
    listed["reports"].pop()
    (tmp_path / "tagged" / REPORTS).write_text(json.dumps(listed), "utf-8")
    findings = find(tmp_path / "tagged", Labels(gold(TAGGED), True, {}), Tagger(MODEL, TAXONOMY, ()), Asked())
    with pytest.raises(BadData, match=r"reports\.json: lists 23 reports .* holds 24 with 164\. Expected the same"):
        write_findings(tmp_path / "shares", findings, tmp_path / "tagged")
    assert not (tmp_path / "shares").exists()
