"""The labelling page in a real browser, used by keyboard alone, on the real server."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from labels.guide import instruction
from labels.prediction import Prediction
from labels.studio.page import PARAGRAPH
from labels.studio.project import ensure_project
from labels.studio.pull import pull
from labels.studio.push import push
from labels.studio.remote_tasks import tasks_there
from labels.studio.server.access import ADMIN, FILE, read_access
from labels.taxonomy import Taxonomy
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

    def send() -> None:
        with page.expect_response(
            lambda answer: "/annotations" in answer.url and answer.request.method == "POST"
        ) as sent:
            page.keyboard.press("Control+Enter")
        assert sent.value.status == 201

    open_task(first)  # the model had ticked "none of these"
    page.keyboard.press("1")
    page.keyboard.press("3")
    page.keyboard.press("q")
    page.screenshot(path=tmp_path / "labelling.png", full_page=True)
    send()
    open_task(second)  # the model had ticked industry
    page.keyboard.press("1")
    page.keyboard.press("0")
    send()
    open_task(third)
    ticked = page.locator("input[type=checkbox]:checked")
    assert ticked.count() == 0, "a blind task shows what a model said"
    page.keyboard.press("2")
    page.keyboard.press("4")
    send()
    pulled = {row.id: row for row in pull(label_studio.connection, project, taxonomy)}
    assert pulled[first].labels == ("industry", "livelihood")
    assert pulled[second].labels == ()
    assert pulled[third].labels == ("ecology", "security")
    assert pulled[first].flagged == {ADMIN: ("hard",)}
    assert not pulled[first].notes
    seen = {identifier: row.answers[ADMIN].shown for identifier, row in pulled.items()}
    assert seen == {first: (), second: ("industry",), third: None}
    assert all((row.answers[ADMIN].seconds or 0) > 0 for row in pulled.values())


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
