"""Photograph pages in Chromium: PNG files of a given size in points, kept small."""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import BadData, BadSettings
from storage.whole_files import atomic_writer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LARGEST = 150_000
"""Bytes of a picture."""
SIZE = (1200, 800)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
_COLOURS = 256  # a page of text has few: a palette halves the file, and nobody sees it
_PATIENCE = 60_000  # milliseconds


@dataclass(frozen=True, slots=True)
class Shot:
    """What a picture shows.

    Attributes:
        picture: its path in docs/.
        page: path of the page in the folder that holds the pages, * for any characters; or an address on a server.
        hash: behind the # of the page's address, for what it should show.
        at: selector of what stands at the upper edge; the page's head where empty.
        language: zh or en.
    """

    picture: str
    page: str
    hash: str = ""
    at: str = ""
    language: str = "zh"


@contextmanager
def chromium() -> "Iterator[Browser]":
    """Start the browser of this machine.

    Raises:
        BadSettings: there is none, or what drives it is not installed.
    """
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise BadSettings(
            "No Chromium was found. Expected one to show pages in; install Debian's chromium, or name another "
            "in the variable CHROMIUM."
        )
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError as error:
        raise BadSettings(
            f"{error.name} is not installed. Expected it to drive the browser; pip install '.[dev]'."
        ) from error
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: "Browser", secret: str = "") -> "Iterator[Page]":
    """Open an empty page, light and without motion.

    Args:
        secret: the password that a server asks for.
    """
    context = browser.new_context(
        viewport={"width": SIZE[0], "height": SIZE[1]},
        color_scheme="light",
        reduced_motion="reduce",
        http_credentials={"username": "me", "password": secret} if secret else None,
    )
    context.set_default_timeout(_PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()


def free_port() -> int:
    """Return a port of this machine that nobody listens on, for a server whose page is photographed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def find_page(folder: Path, shot: Shot) -> str:
    """Return the address of the one page that a shot names.

    Raises:
        BadData: there is none, or several.
    """
    found = sorted(folder.glob(shot.page))
    if len(found) != 1:
        raise BadData(
            f"{folder / shot.page} names {len(found)} pages. Expected one to show in {shot.picture}; correct the shot."
        )
    return found[0].resolve().as_uri()


def photograph(browser: "Browser", address: str, shot: Shot, docs: Path, secret: str = "") -> Path:
    """Take a picture of a page and return its file.

    Raises:
        BadData: the page, or the place in it, is not there; or the picture is too large.
    """
    with opened(browser, secret) as page:
        answer = page.goto(f"{address}?lang={shot.language}{'#' * bool(shot.hash)}{shot.hash}")
        if answer is not None and not answer.ok:
            raise BadData(
                f"{address} answered {answer.status}. Expected the page of {shot.picture}; look at its server."
            )
        if shot.at:
            place = page.locator(shot.at)
            if place.count() != 1:
                raise BadData(
                    f"{address} has {place.count()} places '{shot.at}'. Expected the one that {shot.picture} shows; "
                    "correct the shot."
                )
            place.evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top + window.scrollY - 24)")
        return save(page.screenshot(animations="disabled", caret="hide"), docs / shot.picture)


def save(picture: bytes, place: Path) -> Path:
    """Write a picture with a palette in place of all colours, and return its file.

    Raises:
        BadData: it is too large all the same.
    """
    from PIL import Image

    small = BytesIO()
    Image.open(BytesIO(picture)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(
        small, "PNG", optimize=True
    )
    if small.tell() > LARGEST:
        raise BadData(f"{place.name} has {small.tell():,} bytes. Expected at most {LARGEST:,}; show less of the page.")
    place.parent.mkdir(parents=True, exist_ok=True)
    with atomic_writer(place, "wb") as file:
        file.write(small.getvalue())
    return place
