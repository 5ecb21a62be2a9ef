"""What a reader decides on a page is saved as it was clicked, and nothing of it is lost."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inference.pages.corpus.writing import write_pages
from inference.tagged import TaggedParagraph, TaggedReport
from labels.evidence import carrying
from labels.labelled import LabelledParagraph, read_labelled
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans
from tests.browser import DESKTOP, PHONE, opened, violations, wider_than_its_window
from tests.inference.pages.invented_reports import IDS, MODEL, hard_report

pytestmark = pytest.mark.slow

TAXONOMY = Taxonomy.load()
REPORTS = [hard_report("砚湖市", 1), hard_report("岚川县", 2, long=True), hard_report("霁川🌊<script>县", 3)]
Save = Callable[[Any], list[LabelledParagraph]]


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
            tab.locator(f"{panel} > .deciding:last-child [data-category={key}]").click()
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


def test_what_was_decided_is_kept_across_a_reload_and_by_the_name_of_its_reader(
    browser: Any, pages: list[Path], save: Save
) -> None:
    with opened(browser, pages[0]) as tab:
        begin(tab)
        tab.click("#p1 [data-right]")
        tab.click("#p2 .correcting > .deciding:last-child [data-category=security]")
        tab.on("dialog", lambda asked: asked.accept())
        tab.reload()
        assert counts(tab) == [2, 1, 2]
        assert tab.locator("#p1 .margin .decided").inner_text() == "✓ 无误"
        assert tab.input_value("#annotator") == "顾 校对"
        begin(tab, "陈")
        tab.click("#p3 [data-right]")
        rows = save(tab)
        assert counts(tab) == [3, 1, 0]
    assert [list(row.annotators) for row in rows] == [["顾 校对"], ["顾 校对"], ["陈"]]


def test_leaving_warns_while_something_is_not_saved_and_not_after(browser: Any, pages: list[Path], save: Save) -> None:
    with opened(browser, pages[0]) as tab:
        asked: list[str] = []
        tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        begin(tab)
        tab.click("#p1 [data-right]")
        tab.reload()
        assert asked == ["beforeunload"]
        begin(tab)
        save(tab)
        tab.reload()
        assert asked == ["beforeunload"]


def test_undo_goes_back_step_by_step_and_a_decision_can_be_taken_back(browser: Any, pages: list[Path]) -> None:
    with opened(browser, pages[0]) as tab:
        begin(tab)
        toggle = tab.locator("#p2 .correcting > .deciding:last-child [data-category=security]")
        before = toggle.get_attribute("aria-pressed")
        toggle.click()
        tab.click("#p1 [data-right]")
        tab.click("#p1 [data-back]")
        assert counts(tab) == [1, 1, 1]
        tab.click("[data-undo]")
        assert counts(tab) == [2, 1, 2]
        tab.keyboard.press("Control+z")
        tab.keyboard.press("u")
        assert counts(tab) == [0, 0, 0]
        assert toggle.get_attribute("aria-pressed") == before
        assert tab.is_disabled("[data-undo]") and tab.is_disabled("[data-save]")
        assert tab.locator(".decided").count() == 0


def test_two_tabs_of_a_page_never_write_over_each_other(browser: Any, pages: list[Path], save: Save) -> None:
    with opened(browser, pages[0]) as one:
        other = one.context.new_page()
        other.goto(pages[0].as_uri())
        begin(one, "顾")
        begin(other, "陈")
        one.click("#p1 [data-right]")
        other.click("#p2 [data-right]")
        one.click("#p3 [data-right]")
        other.wait_for_selector("#p3 .margin .decided")
        assert counts(other) == [3, 0, 3]
        other.click("#p1 .correcting > .deciding:last-child [data-category=ecology]")
        one.wait_for_function("document.querySelector('[data-count=changed]').textContent === '1'")
        one.click("[data-undo]")  # of its own last step, on the third; the first is the other tab's now
        assert one.is_disabled("[data-undo]")
        rows = save(one)
    assert [(row.id[-1], list(row.annotators)) for row in rows] == [("0", ["陈"]), ("1", ["陈"])]


FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
NONE = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"


@pytest.mark.parametrize("fault", [FULL, NONE])
def test_where_nothing_can_be_stored_the_page_says_so_and_still_saves(
    fault: str, browser: Any, pages: list[Path], save: Save
) -> None:
    with opened(browser, pages[0]) as tab:
        tab.add_init_script(fault)
        tab.reload()
        begin(tab)
        assert tab.is_visible("[data-warning=storage]")
        tab.click("#p1 [data-right]")
        tab.click("#p4 [data-right]")
        assert counts(tab) == [2, 0, 2]
        assert len(save(tab)) == 2
        assert tab.is_visible("[data-warning=storage]")


def test_what_storage_had_no_room_for_is_stored_once_there_is_room(browser: Any, pages: list[Path]) -> None:
    with opened(browser, pages[0]) as tab:
        begin(tab)
        assert not tab.is_visible("[data-warning=storage]")
        tab.evaluate(f"window.setItem = Storage.prototype.setItem; {FULL} null")
        tab.click("#p1 [data-right]")
        assert tab.is_visible("[data-warning=storage]")
        tab.evaluate("Storage.prototype.setItem = window.setItem; null")
        tab.click("#p2 [data-right]")
        assert not tab.is_visible("[data-warning=storage]")
        tab.on("dialog", lambda asked: asked.accept())
        tab.reload()
        assert counts(tab) == [2, 0, 2]


def test_a_file_is_not_saved_without_a_name(browser: Any, pages: list[Path], save: Save) -> None:
    with opened(browser, pages[0]) as tab:
        begin(tab, "")
        tab.click("#p1 [data-right]")
        tab.click("[data-save]")
        assert tab.is_visible("[data-warning=name]")
        assert tab.evaluate("document.activeElement.id") == "annotator"
        tab.fill("#annotator", "__proto__")
        [row] = save(tab)
        assert row.annotators == {"__proto__": row.labels}
        assert not tab.is_visible("[data-warning=name]")


def test_what_was_saved_and_taken_back_since_has_to_be_saved_again(browser: Any, pages: list[Path], save: Save) -> None:
    with opened(browser, pages[0]) as tab:
        begin(tab)
        tab.click("#p1 [data-right]")
        tab.click("#p2 [data-right]")
        save(tab)
        tab.click("#p1 [data-back]")
        assert counts(tab) == [1, 0, 1]
        assert [row.id[-1] for row in save(tab)] == ["1"]
        assert counts(tab) == [1, 0, 0]


def test_text_that_was_changed_in_the_page_cannot_be_corrected(browser: Any, pages: list[Path]) -> None:
    with opened(browser, pages[0]) as tab:
        tab.evaluate("document.querySelector('#p2 p').textContent = 'Translated by a browser.'")
        begin(tab)
        assert tab.locator("#p2 .correcting").count() == 0
        assert "不能校对" in tab.inner_text("#p2")
        assert tab.locator("#p3 .correcting").count() == 1


def test_everything_can_be_done_by_keys_alone(browser: Any, pages: list[Path], tmp_path: Path) -> None:
    report = REPORTS[0]
    with opened(browser, pages[0]) as tab:
        press = tab.keyboard.press
        press("m")
        tab.locator("#annotator").focus()
        tab.keyboard.type("顾")
        press("Shift+Tab")
        press("a")  # to the sentences of the paragraph that is read
        focused = "document.activeElement.closest('.paragraph')?.id"
        for _ in range(20):
            press("ArrowUp")
        assert tab.evaluate(focused) == "p1"
        press("ArrowDown")
        press("End")
        press("4")
        press("Enter")
        press("Tab")  # to the categories of the sentence
        press("ArrowRight")
        press(" ")
        press("Escape")
        assert tab.locator(".of-sentence").count() == 0
        press("ArrowDown")
        assert tab.evaluate(focused) == "p3"
        press("Tab")
        press("End")
        press("ArrowLeft")
        press("ArrowDown")  # the same place below the next paragraph
        assert tab.evaluate(focused) == "p4"
        press("w")
        with tab.expect_download() as download:
            press("s")
        download.value.save_as(tmp_path / "corrections.jsonl")
        press("m")
        assert not tab.is_visible(".correcting")
    two, four = read_labelled(tmp_path / "corrections.jsonl", TAXONOMY)
    reader = Reader(report.paragraphs[1])
    for key in ("security", "ecology"):
        reader.sentence(len(reader.spans) - 1, key)
    assert (two.labels, two.evidence) == (reader.labels(), reader.evidence())
    assert (four.id, four.labels) == (report.paragraphs[3].paragraph.id, report.paragraphs[3].tags)


def test_exactly_one_category_stays_where_exactly_one_is_asked_for(browser: Any, tmp_path: Path) -> None:
    paragraphs = tuple(
        replace(one, tags=("ecology",), evidence={}) for one in REPORTS[0].paragraphs if len(one.paragraph.text) > 30
    )
    exclusive = replace(TAXONOMY, exclusive=True)
    write_pages(tmp_path, [replace(REPORTS[0], paragraphs=paragraphs)], exclusive, MODEL)
    with opened(browser, next((tmp_path / "pages").iterdir())) as tab:
        begin(tab)
        toggles = "#p1 .correcting > .deciding:last-child"
        tab.click(f"{toggles} [data-category=ecology]")
        assert counts(tab) == [0, 0, 0]  # the only one cannot be taken away
        tab.click(f"{toggles} [data-category=industry]")
        tab.locator("#p1 [data-sentence='0']").press("4")
        assert tab.locator(f"{toggles} [aria-pressed=true]").all_inner_texts()[0].endswith("安全")
        with tab.expect_download() as download:
            tab.click("[data-save]")
        download.value.save_as(tmp_path / "corrections.jsonl")
    [row] = read_labelled(tmp_path / "corrections.jsonl", exclusive)
    assert (row.labels, row.evidence) == (("security",), {"security": (sentence_spans(row.text)[0],)})


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("language", "size"), [("zh", DESKTOP), ("en", PHONE)])
def test_the_page_is_accessible_and_fits_its_window_while_it_is_corrected(
    dark: bool, language: str, size: tuple[int, int], browser: Any, pages: list[Path]
) -> None:
    with opened(browser, pages[2], size, dark=dark, language=language) as tab:
        begin(tab, "")
        tab.click("#p1 [data-right]")
        tab.click("#p2 .correcting > .deciding:last-child [data-category=security]")
        tab.locator("#p2 [data-sentence='0']").press("Enter")
        tab.click("[data-save]")
        assert wider_than_its_window(tab) == []
        assert violations(tab) == []
