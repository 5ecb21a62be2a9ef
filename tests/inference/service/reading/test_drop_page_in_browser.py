"""The page to drop a file on, in a real browser before a real server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.bundle import Bundle
from tests.browser import DESKTOP, PHONE, TABLET, opened, violations, wider_than_its_window
from tests.inference.service.reading.test_reading import TEXT
from tests.scripts.serving import Served, serving

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), "--model", tiny_bundle.folder) as running:
        yield running


def address(served: Served) -> str:
    return f"http://127.0.0.1:{served.port}/read"


def test_a_chosen_file_opens_as_its_reading_page_in_the_language_chosen(
    browser: Any, served: Served, tmp_path: Path
) -> None:
    file = tmp_path / "砚湖 2024 <b>.txt"
    file.write_bytes(TEXT)
    with opened(browser, address(served), language="en", secret=served.secret) as tab:
        tab.set_input_files("#file", file)
        tab.wait_for_url("**/pages/*")
        assert "砚湖市" in tab.inner_text("h1") and tab.get_attribute("html", "lang") == "en"
        tab.reload()
        assert tab.locator(".paragraph").count() == 2
        tab.goto(address(served))
        assert "砚湖 2024" in tab.inner_text(".latest")


def test_a_pasted_text_is_read_by_keyboard_alone(browser: Any, served: Served) -> None:
    with opened(browser, address(served), secret=served.secret) as tab:
        tab.focus("#file")
        tab.keyboard.press("Tab")
        tab.keyboard.insert_text(TEXT.decode())
        tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/pages/*")
        assert "造林绿化" in tab.inner_text("main")


def test_what_is_dropped_and_cannot_be_read_is_explained(browser: Any, served: Served) -> None:
    drop = """(name) => {
      const files = new DataTransfer();
      files.items.add(new File([new Uint8Array(4000).fill(7)], name));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
    }"""
    with opened(browser, address(served), secret=served.secret, refusal="status of 400") as tab:
        tab.click("button[type=submit]")
        assert "没有内容" in tab.inner_text("#state")
        tab.evaluate(drop, "假.docx")
        tab.wait_for_selector("#state small")
        assert "不是 Word 文档" in tab.inner_text("#state") and "假.docx" in tab.inner_text("#state small")
        assert violations(tab) == []


def test_a_second_file_is_left_alone_while_one_is_read(browser: Any, served: Served) -> None:
    drop = """([name, text]) => {
      const files = new DataTransfer();
      files.items.add(new File([text], name));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
    }"""
    asked: list[str] = []
    with opened(browser, address(served), secret=served.secret) as tab:
        tab.on("request", lambda one: asked.append(one.url) if one.method == "POST" else None)
        for name in ("一.txt", "二.txt", "三.txt"):
            tab.evaluate(drop, [name, TEXT.decode()])
            assert "一.txt" in tab.inner_text("#state")
        tab.wait_for_url("**/pages/*")
    assert len(asked) == 1


def test_a_folder_is_not_said_to_be_the_fault_of_the_server(browser: Any, served: Served, tmp_path: Path) -> None:
    with opened(browser, address(served), secret=served.secret, refusal="ERR_") as tab:
        devtools = tab.context.new_cdp_session(tab)  # a folder can be dropped, and only so chosen by a test
        root = devtools.send("DOM.getDocument")["root"]["nodeId"]
        place = devtools.send("DOM.querySelector", {"nodeId": root, "selector": "#file"})
        devtools.send("DOM.setFileInputFiles", {"nodeId": place["nodeId"], "files": [str(tmp_path)]})
        tab.wait_for_selector("#state.wrong")
        assert "文件夹" in tab.inner_text("#state")
        tab.fill("#text", TEXT.decode())
        tab.click("button[type=submit]")
        tab.wait_for_url("**/pages/*")


@pytest.mark.parametrize("size", [DESKTOP, TABLET, PHONE])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("dark", [False, True])
def test_the_page_is_accessible_and_fits(
    size: tuple[int, int], language: str, dark: bool, browser: Any, served: Served
) -> None:
    with opened(browser, address(served), size, dark=dark, language=language, secret=served.secret) as tab:
        assert violations(tab) == []
        assert wider_than_its_window(tab) == []
