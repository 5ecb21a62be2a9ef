"""A page of another site, in a real browser that holds the credentials, gets nothing done. Skipped where no Chromium
is installed."""

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from models.bundle import Bundle
from tests.scripts.serving import Served, serving
from tests.waiting import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.slow

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
# A form's name and value, with the sign of equality that it puts between them, are JSON.
_SMUGGLED = """<input name='{"action": "START_TRAINING", "project": 7, "rest": "' value='"}'>"""
_FORMS = {
    "text/plain": f'<form method="post" enctype="text/plain" action="TARGET">{_SMUGGLED}</form>',
    "urlencoded": '<form method="post" action="TARGET"><input name="action" value="START_TRAINING"></form>',
    "multipart": '<form method="post" enctype="multipart/form-data" action="TARGET"><input name="action" value="START_TRAINING"></form>',  # noqa: E501
}
_SEND = "<script>addEventListener('load', () => document.forms[0].submit())</script>"
_FETCH = """<script>
  const body = '{"action": "START_TRAINING", "project": 7}';
  const ask = (how) => fetch("TARGET", {method: "POST", body, credentials: "include", ...how}).catch(() => 0);
  Promise.all([
    ask({mode: "no-cors"}),
    ask({mode: "no-cors", headers: {"Content-Type": "text/plain"}}),
    ask({headers: {"Content-Type": "application/json"}}),
    fetch("TARGET".replace("webhook", "training"), {credentials: "include"}).then((answer) => answer.text()).catch(() => ""),
    new Promise((done) => done(navigator.sendBeacon("TARGET", new Blob([body], {type: "text/plain"})))),
  ]).then((answers) => { document.title = "done " + answers[3]; });
</script>"""  # noqa: E501


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Iterator[Served]:
    """A server that offers training."""
    with serving(
        tmp_path_factory.mktemp("served"), "--model", tiny_bundle.folder, "--labelled", "nothing.jsonl"
    ) as running:
        yield running


@pytest.fixture
def browser(served: Served) -> "Iterator[BrowserContext]":
    """A browser whose user has signed in at the server."""
    from playwright.sync_api import sync_playwright

    executable = next(filter(None, map(shutil.which, _NAMES)), None)
    if executable is None:
        pytest.skip("no Chromium on this machine; install one to try other sites in it")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=_QUIET)
        context = chromium.new_context(http_credentials={"username": "me", "password": served.secret})
        page = context.new_page()
        answer = page.goto(f"http://127.0.0.1:{served.port}/training")
        assert answer is not None and answer.status == 200
        yield context
        chromium.close()


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, str]]]:
    """Another site: its address, and its pages by path, to be filled."""
    pages: dict[str, str] = {}

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = pages.get(self.path, "").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}", pages
        server.shutdown()


def targets(served: Served) -> list[str]:
    """Return the ways to write the server's address into a page, with and without the credentials."""
    return [f"http://me:{served.secret}@127.0.0.1:{served.port}/webhook", f"http://127.0.0.1:{served.port}/webhook"]


@pytest.mark.parametrize("kind", _FORMS)
def test_a_form_of_another_site_starts_no_training(
    kind: str, served: Served, browser: "BrowserContext", site: tuple[str, dict[str, str]]
) -> None:
    address, pages = site
    for target in targets(served):
        before = served.said().count("POST /webhook 403")
        pages["/"] = _FORMS[kind].replace("TARGET", target) + _SEND
        page = browser.new_page()
        page.goto(address)
        page.wait_for_url("**/webhook")
        assert "page of another site" in page.content()
        wait_until(lambda before=before: served.said().count("POST /webhook 403") == before + 1)  # type: ignore[misc]
        assert served.ask("GET", "/training").json()["last"] is None


def test_a_script_of_another_site_starts_no_training_and_reads_nothing(
    served: Served, browser: "BrowserContext", site: tuple[str, dict[str, str]]
) -> None:
    address, pages = site
    for target in targets(served)[1:]:  # a script may not name credentials at all
        pages["/"] = _FETCH.replace("TARGET", target)
        page = browser.new_page()
        page.goto(address)
        page.wait_for_function("document.title.startsWith('done')")
        assert page.title() == "done"
        assert served.ask("GET", "/training").json()["last"] is None


def test_another_name_for_this_machine_opens_nothing(served: Served, browser: "BrowserContext") -> None:
    page = browser.new_page()
    answer = page.goto(
        f"http://attacker.localhost:{served.port}/training"
    )  # browsers take every such name for this machine
    assert answer is not None and answer.status == 421


def test_a_program_with_the_same_credentials_does_start_one(served: Served) -> None:
    """What the tests above show would be worth nothing if the credentials did not work."""
    assert served.ask("POST", "/webhook", json={"action": "START_TRAINING"}).json()["status"] == "started"
    wait_until(lambda: served.ask("GET", "/training").json()["last"]["stage"] == "failed")  # there is no nothing.jsonl
