"""What a reader decides on a page is saved as it was clicked, and nothing of it is lost."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inference.pages.corpus_page import write_pages
from inference.tagged import TaggedParagraph, TaggedReport
from labels.evidence import carrying
from labels.labelled import LabelledParagraph, read_labelled
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans
from tests.browser import DESKTOP, PHONE, chromium, opened
from tests.inference.pages.invented_reports import IDS, MODEL, hard_report

pytestmark = pytest.mark.slow

TAXONOMY = Taxonomy.load()
REPORTS = [hard_report("砚湖市", 1), hard_report("岚川县", 2, long=True), hard_report("霁川🌊<script>县", 3)]
Save = Callable[[Any], list[LabelledParagraph]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pages")
    write_pages(folder, REPORTS, TAXONOMY, MODEL)
    return [next((folder / "pages").glob(f"{number}-*.html")) for number in (1, 2, 3)]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def save(tab: Any) -> list[LabelledParagraph]:
        with tab.expect_download() as download:
            tab.click("[data-save]")
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        assert re.fullmatch(r"corrections-[^/\s<>]+\.jsonl", path.name)
        return read_labelled(path, TAXONOMY)

    return save


def begin(tab: Any, name: str = "顾 校对") -> None:
    tab.add_style_tag(content="html { scroll-behavior: auto !important; }")
    tab.click("[data-correct]")
    tab.fill("#annotator", name)
    tab.locator("#annotator").blur()


def counts(tab: Any) -> list[int]:
    """Return how many are decided, changed, not saved."""
    return [int(text) for text in tab.locator("[data-count]").all_inner_texts()]


class Reader:
    """What should be decided, kept by the rules in words: a label may stand without a sentence, a sentence not without
    its label, and the only sentence of a text is as the text."""

    def __init__(self, one: TaggedParagraph) -> None:
        self.spans = sentence_spans(one.paragraph.text)
        self.shown = {
            tag: {
                number
                for number, carries in enumerate(
                    carrying(tuple((mark.start, mark.end) for mark in one.evidence.get(tag, ())), self.spans)
                )
                if carries
            }
            for tag in one.tags
        }
        self.said = {key: set(own) for key, own in self.shown.items()}
        self.decided = False

    def paragraph(self, key: str) -> None:
        self.decided = True
        if key in self.said:
            del self.said[key]
        else:
            self.said[key] = set(self.shown.get(key, ()))

    def sentence(self, number: int, key: str) -> None:
        self.decided = True
        if number not in self.said.get(key, ()):
            self.said.setdefault(key, set()).add(number)
        elif len(self.spans) == 1:
            del self.said[key]
        else:
            self.said[key].remove(number)

    def right(self) -> None:
        if self.decided and self.said == self.shown:
            self.decided = False
        else:
            self.decided, self.said = True, {key: set(own) for key, own in self.shown.items()}

    def labels(self) -> tuple[str, ...]:
        return tuple(key for key in IDS if key in self.said)

    def evidence(self) -> dict[str, tuple[tuple[int, int], ...]]:
        return {key: tuple(self.spans[at] for at in sorted(self.said[key])) for key in self.labels() if self.said[key]}


def click_on(tab: Any, sentence: Any) -> None:
    """Click on a sentence where it begins: it may run over several lines."""
    sentence.evaluate("one => one.scrollIntoView({block: 'center'})")
    x, y = sentence.evaluate(
        "one => { const box = [...one.getClientRects()].find(({width}) => width > 9);"
        "         return [box.x + box.width / 2, box.y + box.height / 2]; }"
    )
    tab.mouse.click(x, y)


def click_at_random(tab: Any, report: TaggedReport, chance: random.Random, clicks: int) -> dict[str, Reader]:
    """Click as a reader who cannot make up their mind, by mouse and by keys."""
    readers = [Reader(one) for one in report.paragraphs]
    for number in [*range(len(readers)), *chance.choices(range(len(readers)), k=clicks)]:
        reader, panel = readers[number], f"#p{number + 1} .correcting"
        key = chance.choice(IDS)
        place = chance.randrange(len(reader.spans))
        sentence = tab.locator(f"{panel} [data-sentence='{place}']")
        kind = chance.choice(["paragraph", "sentence", "digit", "right"])
        if kind == "paragraph":
            tab.locator(f"{panel} > .choices:last-child [data-category={key}]").click()
            reader.paragraph(key)
        elif kind == "sentence":
            sentence.press("Enter") if chance.random() < 0.5 else click_on(tab, sentence)
            if not tab.locator(f"{panel} .of-sentence").count():
                sentence.press(" ")  # it was chosen, and is no longer
            tab.locator(f"{panel} .of-sentence [data-category={key}]").click()
            reader.sentence(place, key)
        elif kind == "digit":
            sentence.press(str(IDS.index(key) + 1))
            reader.sentence(place, key)
        else:
            tab.locator(f"{panel} [data-right]").click()
            reader.right()
    return {one.paragraph.id: reader for one, reader in zip(report.paragraphs, readers, strict=True)}


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize(("language", "size"), [("zh", DESKTOP), ("en", PHONE)])
def test_a_hundred_random_corrections_are_saved_as_they_were_clicked(
    number: int, language: str, size: tuple[int, int], browser: Any, pages: list[Path], save: Save
) -> None:
    report = REPORTS[number]
    with opened(browser, pages[number], size, language=language) as tab:
        begin(tab)
        readers = click_at_random(tab, report, random.Random(f"{number} {language}"), 100)
        rows = save(tab)
    assert {row.id: (row.labels, row.evidence) for row in rows} == {
        key: (reader.labels(), reader.evidence()) for key, reader in readers.items() if reader.decided
    }
    assert len(rows) > 8
    shown = {one.paragraph.id: one for one in report.paragraphs}
    for row in rows:
        reader, tagged = readers[row.id], shown[row.id]
        assert replace(row.paragraph, extra={}) == replace(tagged.paragraph, extra={})
        assert row.paragraph.extra == tagged.paragraph.extra
        answer = row.answers["顾 校对"]
        assert row.annotators == {"顾 校对": row.labels}
        assert (answer.shown, answer.model, answer.evidence) == (tagged.tags, MODEL, row.evidence)
        assert answer.changed is (reader.said != reader.shown)
