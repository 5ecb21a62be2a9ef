"""Corrections hold where names are odd and where a browser brings back a page that it kept."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inference.pages.corpus.writing import write_pages
from inference.tagged import TaggedReport
from labels.labelled import read_labelled
from labels.taxonomy import Taxonomy
from tests.browser import opened
from tests.inference.pages.invented_reports import MODEL, hard_report

pytestmark = pytest.mark.slow


def _written(folder: Path, report: TaggedReport, taxonomy: Taxonomy) -> Path:
    write_pages(folder, [report], taxonomy, MODEL)
    return next((folder / "pages").iterdir())


def test_a_category_may_be_called_as_something_that_every_object_has(browser: Any, tmp_path: Path) -> None:
    shipped, report = Taxonomy.load(), hard_report("砚湖市", 1)
    taxonomy = replace(shipped, categories=(replace(shipped.categories[0], id="constructor"), *shipped.categories[1:]))
    paragraphs = tuple(
        replace(one, tags=("constructor",) if number == 0 else (), evidence={}, scores=dict.fromkeys(taxonomy.ids, 0.5))
        for number, one in enumerate(report.paragraphs)
    )
    with opened(browser, _written(tmp_path, replace(report, paragraphs=paragraphs), taxonomy)) as tab:
        tab.click("[data-correct]")
        tab.fill("#annotator", "顾")
        tab.click("#p1 [data-right]")
        tab.click("#p2 .correcting > .deciding:last-child [data-category=constructor]")
        tab.locator("#p3 [data-sentence='0']").press("1")
        with tab.expect_download() as download:
            tab.click("[data-save]")
        download.value.save_as(tmp_path / "corrections.jsonl")
    rows = read_labelled(tmp_path / "corrections.jsonl", taxonomy)
    assert [(row.labels, list(row.evidence)) for row in rows] == [
        (("constructor",), []),
        (("constructor",), []),
        (("constructor",), ["constructor"]),
    ]


def test_a_page_that_the_browser_kept_takes_what_another_tab_decided_meanwhile(browser: Any, tmp_path: Path) -> None:
    with opened(browser, _written(tmp_path, hard_report("砚湖市", 1), Taxonomy.load())) as tab:
        decided = "[...document.querySelectorAll('.decided')].map((one) => one.closest('article').id)"
        tab.click("[data-correct]")
        tab.click("#p1 [data-right]")
        tab.click("#p2 [data-right]")
        tab.evaluate(
            """() => {
              const [first, second] = Object.keys(localStorage).filter((key) => /\\d$/.test(key)).sort();
              localStorage.setItem(second.replace(/\\d$/, "2"), localStorage.getItem(second));
              localStorage.removeItem(first);
              window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
            }"""
        )
        assert tab.evaluate(decided) == ["p2", "p3"]
        assert tab.locator("[data-count=decided]").inner_text() == "2"
        tab.click("[data-undo]")  # of its own last step
        assert tab.evaluate(decided) == ["p3"]
        assert tab.is_disabled("[data-undo]")
        tab.on("dialog", lambda asked: asked.accept())


def test_the_name_of_the_file_never_ends_in_half_a_character(browser: Any, tmp_path: Path) -> None:
    report = hard_report("a" + "🌊" * 70, 1)
    with opened(browser, _written(tmp_path, report, Taxonomy.load())) as tab:
        tab.click("[data-correct]")
        tab.fill("#annotator", "顾")
        tab.click("#p1 [data-right]")
        with tab.expect_download() as download:
            tab.click("[data-save]")
        assert download.value.suggested_filename == f"corrections-a{'🌊' * 49}.jsonl"
