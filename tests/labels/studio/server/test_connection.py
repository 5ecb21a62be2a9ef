"""Whatever a server answers becomes one line, without its headers."""

import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from labels.studio.server.connection import Connection, Interrupted, connect, connect_to
from storage.errors import BadSettings, LabelStudioFailed
from tests.waiting import PATIENCE

TOKEN, COOKIE = "f" * 40, "sessionid=a-cookie-nobody-may-see"
VERSION = '{"label-studio-os-package": {"version": "1.23.2"}}'


@contextmanager
def answering(version: str, status: int, body: str, kind: str = "application/json") -> Iterator[str]:
    """Give the address of a server that answers /api/version with `version`, and everything else with `status` and
    `body`."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            first = self.path.startswith("/api/version")
            self.send_response(200 if first else status)
            self.send_header("Content-Type", "application/json" if first else kind)
            self.send_header("Set-Cookie", COOKIE)
            self.end_headers()
            self.wfile.write((version if first else body).encode())

        do_POST = do_GET  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, '{"detail": "Invalid token."}', r"the token was refused \(Invalid token\.\)"),
        (404, '{"detail": "Not found."}', r"refused with 404 \(Not found\.\)"),
        (400, '{"validation_errors": {"label_config": ["bad XML"]}}', r"refused with 400 .*bad XML"),
        (403, "<html>a page</html>", r"refused with 403 \(no reason given\)"),
    ],
)
def test_a_refusal_is_one_line_without_token_or_cookie(status: int, body: str, said: str) -> None:
    with answering(VERSION, status, body) as url, pytest.raises(LabelStudioFailed, match=said) as caught:
        connect_to(url, TOKEN)
    whole = "".join(traceback.format_exception(caught.value))
    assert COOKIE not in whole and TOKEN not in whole and "Set-Cookie" not in whole


def test_an_overburdened_server_is_told_from_one_that_refuses() -> None:
    with (
        answering(VERSION, 503, '{"detail": "busy"}') as url,
        pytest.raises(Interrupted, match="run the same command again"),
    ):
        connect_to(url, TOKEN)


def test_another_service_is_told_from_label_studio() -> None:
    with (
        answering("<html>hello</html>", 200, "") as url,
        pytest.raises(LabelStudioFailed, match="not a Label Studio server"),
    ):
        connect_to(url, TOKEN)


def test_nothing_there_says_what_to_do() -> None:
    with pytest.raises(Interrupted, match=r"no answer \(ConnectError\).*label_studio\.py start"):
        connect_to("http://127.0.0.1:9", TOKEN)


def test_a_server_elsewhere_needs_a_token_file(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="One of --url and --token-file arrived"):
        connect(tmp_path, url="http://127.0.0.1:9")
    with pytest.raises(BadSettings, match="One of --url and --token-file arrived"):
        connect(tmp_path, token_file=tmp_path / "token")


def test_waiting_for_a_server_ends() -> None:
    assert not Connection("http://127.0.0.1:9", None).wait_until_up(0.1)  # type: ignore[arg-type]
    with answering(VERSION, 200, "{}") as url:
        assert Connection(url, None).wait_until_up(PATIENCE)  # type: ignore[arg-type]
    with answering(VERSION, 503, "{}") as url:
        assert not Connection(url, None).wait_until_up(0.1)  # type: ignore[arg-type]
