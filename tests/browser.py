"""Chromium for tests of pages: used as a person would use it, and what a page must never do is held against it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from scripts.shared import photograph
from storage.errors import BadSettings

SLOWEST_MS = 300_000
"""No test is about speed: a machine with other work may take its time."""
PHONE, TABLET, DESKTOP = (390, 844), (820, 1180), (1440, 900)


@contextmanager
def chromium() -> Iterator[Any]:
    """Start the browser of this machine; the test is skipped where there is none."""
    with ExitStack() as running:
        try:
            browser = running.enter_context(photograph.chromium())
        except BadSettings as error:
            pytest.skip(str(error))
        yield browser


@contextmanager
def opened(
    browser: Any,
    address: Path | str,
    size: tuple[int, int] = DESKTOP,
    *,
    dark: bool = False,
    language: str = "zh",
    secret: str | None = None,
    refusal: str | None = None,
) -> Iterator[Any]:
    """Open a page; when the block ends it must have written no error, and asked for nothing but files on the disk or
    its own server.

    Args:
        refusal: what the browser writes where the server is to refuse something, such as "status of 400".
    """
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        accept_downloads=True,
        reduced_motion="reduce",
        http_credentials={"username": "anybody", "password": secret} if secret else None,
    )
    context.set_default_timeout(SLOWEST_MS)
    page = context.new_page()
    faults: list[str] = []
    url = address.as_uri() if isinstance(address, Path) else address
    home = "file://" if isinstance(address, Path) else "/".join(url.split("/")[:3])
    page.on(
        "console", lambda said: faults.append(said.text) if said.type == "error" and not _is(said, refusal) else None
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: None if _is_own(asked.url, home) else faults.append(asked.url))
    page.goto(f"{url}?lang={language}")
    yield page
    context.close()
    assert faults == [], faults


def _is(said: Any, refusal: str | None) -> bool:
    return refusal is not None and refusal in said.text


def _is_own(url: str, home: str) -> bool:
    return url.startswith((home, "data:", "blob:"))


def violations(page: Any) -> list[str]:
    """Return what axe-core finds wrong with a page, of any impact: the rule, and the first places."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:200] for node in one['nodes'][:3]]}" for one in found]


def wider_than_its_window(page: Any) -> list[str]:
    """Return the elements that stick out of the window's right edge, where the page itself must be scrolled sideways;
    a table that scrolls inside its own frame is none."""
    script = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
      [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
        .slice(0, 5).map((one) => one.outerHTML.slice(0, 150))"""
    found: list[str] = page.evaluate(script)
    return found
