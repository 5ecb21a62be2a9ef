"""The labelling page in a real browser, used by keyboard alone, on the real server."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from labels.guide import instruction
from labels.prediction import Prediction
from labels.studio.page import PARAGRAPH, SENTENCE
from labels.studio.project import ensure_project
from labels.studio.pull import pull
from labels.studio.push import push
from labels.studio.remote_tasks import tasks_there
from labels.studio.server.access import ADMIN, FILE, read_access
from labels.taxonomy import Taxonomy
from reports.report import Paragraph
from reports.sentences import sentence_spans
from tests.labels.studio.conftest import Server, paragraphs

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_QUIET += ["--disable-component-update", "--disable-sync"]
_PATIENCE = 60_000  # milliseconds: the first page compiles much


@pytest.fixture
def page(label_studio: Server) -> "Iterator[Page]":
    """A browser in which the administrator is signed in."""
    from playwright.sync_api import sync_playwright

    executable = next(filter(None, map(shutil.which, _NAMES)), None)
    if executable is None:
        pytest.skip(
            "no Chromium on this machine; install Debian's chromium, or another, to try the labelling page in it"
        )
    account = read_access(label_studio.data / FILE).accounts[ADMIN]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 1100})
        page.set_default_timeout(_PATIENCE)
        page.goto(f"{label_studio.connection.url}/user/login/")
        page.fill("input[name=email]", ADMIN)
        page.fill("input[name=password]", account.password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/user/login" not in url)
        yield page
        browser.close()


def send(page: "Page") -> None:
    """Send the task's answer by its key, and see that the server takes it."""
    with page.expect_response(lambda answer: "/annotations" in answer.url and answer.request.method == "POST") as sent:
        page.keyboard.press("Control+Enter")
    assert sent.value.status == 201


def wait_for_form(page: "Page", text: str) -> None:
    """Wait until a task's form is drawn and its keys are bound."""
    page.get_by_text(text).first.wait_for()
    page.get_by_text("需要上下文").first.wait_for()
    page.wait_for_load_state("networkidle")


def test_three_tasks_labelled_by_keyboard_alone_come_back(
    label_studio: Server, taxonomy: Taxonomy, page: "Page", tmp_path: Path
) -> None:
    rows = paragraphs(3)
    project = ensure_project(
        label_studio.connection, "by keyboard", taxonomy, unit=PARAGRAPH, instruction=instruction(taxonomy)
    )
    first, second, third = (row.id for row in rows)
    predictions = {
        first: Prediction((), 0.1, "m"),
        second: Prediction(("industry",), 0.2, "m"),
        third: Prediction((), 0.3, "m"),
    }
    shown = {identifier: predictions[identifier] for identifier in (first, second)}
    push(label_studio.connection, project, rows[:2], taxonomy, shown, blind_share=0)
    push(label_studio.connection, project, rows, taxonomy, predictions, blind_share=1)  # the third is answered blind
    numbers = {task.paragraph: task.id for task in tasks_there(label_studio.connection, project)}

    def open_task(identifier: str) -> None:
        page.goto(f"{project.url}/data?task={numbers[identifier]}")
        wait_for_form(page, next(row.text for row in rows if row.id == identifier))

    open_task(first)  # the model had ticked "none of these"
    page.keyboard.press("1")
    page.keyboard.press("3")
    page.keyboard.press("q")
    page.screenshot(path=tmp_path / "labelling.png", full_page=True)
    send(page)
    open_task(second)  # the model had ticked industry
    page.keyboard.press("1")
    page.keyboard.press("0")
    send(page)
    open_task(third)
    ticked = page.locator("input[type=checkbox]:checked")
    assert ticked.count() == 0, "a blind task shows what a model said"
    page.keyboard.press("2")
    page.keyboard.press("4")
    send(page)
    pulled = {row.id: row for row in pull(label_studio.connection, project, taxonomy)}
    assert pulled[first].labels == ("industry", "livelihood")
    assert pulled[second].labels == ()
    assert pulled[third].labels == ("ecology", "security")
    assert pulled[first].flagged == {ADMIN: ("hard",)}
    assert not pulled[first].notes
    seen = {identifier: row.answers[ADMIN].shown for identifier, row in pulled.items()}
    assert seen == {first: (), second: ("industry",), third: None}
    assert all((row.answers[ADMIN].seconds or 0) > 0 for row in pulled.values())


def sentences(count: int) -> list[Paragraph]:
    """Invent paragraphs of four sentences, one of them on a line of its own, one with a character outside the BMP."""
    pieces = (
        "城东新建幼儿园三所，添学位九百个。\n",
        "𠮷水河两岸造林绿化一万二千亩；",
        "园区引进制造业项目十二个，",
        "安全隐患逐一排查整改到位。",
    )
    middle = "各位代表为此提出意见二十条。"
    return [
        replace(one, text=f"{pieces[0]}{pieces[1]}{middle}{pieces[2]}{pieces[3]}第{number}区亦同此例办理完毕。")
        for number, one in enumerate(paragraphs(count, report="砚浦市-2031"), start=1)
    ]


def step(page: "Page", region: str, selected: str) -> None:
    """Go to the next sentence, and wait until the page shows which it is and what it carries."""
    page.keyboard.press("Space")
    page.get_by_text(region, exact=True).first.wait_for()
    page.locator(".lsf-label_selected", has_text=selected).first.wait_for()


def test_the_sentences_of_three_tasks_marked_by_keyboard_alone_come_back(
    label_studio: Server, taxonomy: Taxonomy, page: "Page", tmp_path: Path
) -> None:
    project = label_studio.project(taxonomy, unit=SENTENCE)
    rows = sentences(3)
    one, two, three, four, _ = ((span,) for span in sentence_spans(rows[0].text))
    marks = {"livelihood": one, "ecology": (*two, *three)}
    said = Prediction(("ecology", "livelihood"), 0.2, "m", marks)
    push(label_studio.connection, project, rows[:1], taxonomy)
    push(label_studio.connection, project, rows[:2], taxonomy, {rows[1].id: said}, blind_share=0)
    push(label_studio.connection, project, rows, taxonomy, {rows[2].id: said}, blind_share=1)
    numbers = {task.paragraph: task.id for task in tasks_there(label_studio.connection, project)}
    blank = "blank"  # Label Studio's word for a sentence without a category

    def open_task(row: Paragraph) -> None:
        page.goto(f"{project.url}/data?task={numbers[row.id]}")
        wait_for_form(page, f"第{rows.index(row) + 1}区亦同此例")
        page.locator(".htx-highlight").first.wait_for()

    open_task(rows[0])  # nothing was said of it beforehand
    step(page, "u0", blank)
    page.keyboard.press("3")
    step(page, "u1", blank)
    step(page, "u2", blank)
    page.keyboard.press("1")
    page.keyboard.press("4")
    page.keyboard.press("4")
    page.keyboard.press("2")
    page.screenshot(path=tmp_path / "sentences.png", full_page=True)
    send(page)
    open_task(rows[1])  # the model had marked three sentences
    step(page, "s0", "Livelihood")
    page.keyboard.press("3")
    step(page, "s1", "Ecology")
    step(page, "s2", "Ecology")
    page.keyboard.press("2")
    step(page, "s3", blank)
    page.keyboard.press("1")
    page.keyboard.press("q")
    send(page)
    open_task(rows[2])  # blind, and nothing in it
    step(page, "u0", blank)
    send(page)
    pulled = {row.id: row for row in pull(label_studio.connection, project, taxonomy)}
    told = {row.id: row.answers[ADMIN] for row in pulled.values()}
    assert told[rows[0].id].evidence == {"industry": three, "ecology": three, "livelihood": one}
    assert told[rows[1].id].evidence == {"industry": four, "ecology": two}
    assert told[rows[2].id].evidence == {}
    assert [pulled[row.id].labels for row in rows] == [
        ("industry", "ecology", "livelihood"),
        ("industry", "ecology"),
        (),
    ]
    assert [told[row.id].shown for row in rows] == [None, ("ecology", "livelihood"), None]
    assert told[rows[1].id].changed and pulled[rows[1].id].flagged == {ADMIN: ("hard",)}
    assert pulled[rows[2].id].predicted == said


def test_a_page_of_sentences_that_nobody_looked_at_cannot_be_sent(
    label_studio: Server, taxonomy: Taxonomy, page: "Page"
) -> None:
    project = label_studio.project(taxonomy, unit=SENTENCE)
    rows = sentences(1)
    push(label_studio.connection, project, rows, taxonomy)
    (task,) = tasks_there(label_studio.connection, project)
    page.goto(f"{project.url}/data?task={task.id}")
    wait_for_form(page, "第1区亦同此例")
    page.keyboard.press("q")
    page.locator("input[type=checkbox]:checked").first.wait_for()
    page.keyboard.press("Control+Enter")
    page.get_by_text("请按空格逐句看").first.wait_for()
    assert tasks_there(label_studio.connection, project)[0].answers == 0


def test_neither_a_category_nor_none_of_these_cannot_be_sent(
    label_studio: Server, taxonomy: Taxonomy, page: "Page"
) -> None:
    project = label_studio.project(taxonomy)
    rows = paragraphs(1)
    push(label_studio.connection, project, rows, taxonomy)
    (task,) = tasks_there(label_studio.connection, project)
    page.goto(f"{project.url}/data?task={task.id}")
    wait_for_form(page, rows[0].text)
    page.keyboard.press("q")
    page.locator("input[type=checkbox]:checked").first.wait_for()
    page.keyboard.press("Control+Enter")
    page.get_by_text("请至少选一类").first.wait_for()
    assert tasks_there(label_studio.connection, project)[0].answers == 0
