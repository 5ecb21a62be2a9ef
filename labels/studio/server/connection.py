"""A connection to a Label Studio server, through its SDK, whose errors become one line without secrets.

Facts about label-studio-sdk 2.1 that shaped it: it sends a POST again after a 503, so that an import could count
twice; the text of its errors holds the answer's headers, cookies among them; `api_key=""` fails with an error of
another library.
"""

import logging
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labels.studio.server.access import FILE, read_access, read_token
from storage.errors import BadSettings, LabelStudioFailed

if TYPE_CHECKING:
    from label_studio_sdk import LabelStudio
    from label_studio_sdk.core.request_options import RequestOptions

ONCE: "RequestOptions" = {"max_retries": 0}
"""Options of a request that must not be repeated unasked: every one that writes."""
AGAIN: "RequestOptions" = {"max_retries": 5}
"""Options of a request that writes and may be repeated: the SDK does so, after pauses that grow or as it is asked."""

_SECONDS_TO_ANSWER = 120
_LONGEST_DETAIL = 300
_TAG = re.compile(r"<[^>]*>")
_PASSING = {408, 429, 500, 502, 503, 504}
_TRY_AGAIN = "start the server (scripts/label_studio.py start) and run the same command again; what was done is kept"


class Interrupted(LabelStudioFailed):
    """The server did not answer, or answered that it cannot now: the same request may succeed later.

    `pause` is how many seconds it asks to be left alone (Retry-After), 0 where it does not say.
    """

    def __init__(self, message: str, pause: float = 0.0) -> None:
        super().__init__(message)
        self.pause = pause


class Connection:
    """A checked connection; `sdk` is the client of label-studio-sdk, to be used inside `asking`."""

    def __init__(self, url: str, sdk: "LabelStudio") -> None:
        self.url = url
        self.sdk = sdk

    @contextmanager
    def asking(self, what: str) -> Iterator["LabelStudio"]:
        """Give the client, and turn what it raises into one line that says `what` was asked.

        Raises:
            Interrupted: the server is away or overburdened.
            LabelStudioFailed: it refused.
        """
        with translated(self.url, what):
            yield self.sdk

    def wait_until_up(self, seconds: float) -> bool:
        """Wait until the server answers, at most so long, and tell whether it does."""
        import httpx

        end = time.monotonic() + seconds
        while True:
            with suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/health", timeout=5).status_code == 200:
                    return True
            if time.monotonic() > end:
                return False
            time.sleep(0.5)


def connect(data: Path, url: str | None = None, token_file: Path | None = None, email: str | None = None) -> Connection:
    """Connect to the server whose accounts lie in `data`, or to another at `url` with the token in a file.

    Raises:
        BadSettings: only one of `url` and `token_file` is given, or label-studio-sdk is not installed.
        BadData: the accounts or the token cannot be read.
        LabelStudioFailed: nothing answers there, it is no Label Studio, or the token is refused.
    """
    if (url is None) != (token_file is None):
        raise BadSettings(
            "One of --url and --token-file arrived. Expected both, for a server elsewhere, or neither; give the other."
        )
    if url is not None and token_file is not None:
        return connect_to(url, read_token(token_file))
    access = read_access(data / FILE)
    return connect_to(access.url, access.token(email))


def check_installed() -> None:
    """Raise BadSettings where what speaks to a server is not installed."""
    if find_spec("label_studio_sdk") is None or find_spec("httpx") is None:
        raise BadSettings("label-studio-sdk is not installed. Expected it beside this program; run make install-label.")


def connect_to(url: str, token: str) -> Connection:
    """Connect to a server with a personal access token or a legacy one.

    Raises:
        BadSettings: label-studio-sdk is not installed.
        LabelStudioFailed: nothing answers there, it is no Label Studio, or the token is refused.
    """
    check_installed()
    import httpx
    from label_studio_sdk import LabelStudio

    for name in ("httpx", "httpcore"):  # the one logs every address, the other headers with cookies
        logging.getLogger(name).setLevel(logging.WARNING)
    url = url.rstrip("/")
    speak_directly()
    with translated(url, "asking for its version"):
        answer = httpx.get(f"{url}/api/version", timeout=10)
        if answer.is_redirect:  # a token sent there would go in the clear, and a POST become a GET
            target = str(answer.headers.get("location", "")).removesuffix("/api/version")
            raise LabelStudioFailed(f"{url}: the server is at {target}. Expected its own address; give --url {target}.")
        if answer.status_code != 200 or "label-studio-os-package" not in answer.text:
            raise LabelStudioFailed(f"{url}: not a Label Studio server. Expected one there; check the address.")
    with translated(url, "signing in"):
        sdk = LabelStudio(base_url=url, api_key=token, timeout=_SECONDS_TO_ANSWER, max_retries=2)
        sdk.users.whoami()
    return Connection(url, sdk)


def speak_directly() -> None:
    """Send what is meant for this machine to no proxy: it holds tokens."""
    for name in ("NO_PROXY", "no_proxy"):
        given = os.environ.get(name, "")
        missing = [host for host in ("127.0.0.1", "localhost", "::1") if host not in given.split(",")]
        os.environ[name] = ",".join(filter(None, [given, *missing]))


@contextmanager
def translated(url: str, what: str) -> Iterator[None]:
    """Turn what the SDK and its HTTP library raise into one line, and cut off their own text: it can hold cookies."""
    import httpx
    from label_studio_sdk.core.api_error import ApiError

    try:
        yield
    except ApiError as error:
        status, detail = error.status_code, _detail(error.body)
        if status == 401:
            raise LabelStudioFailed(
                f"{url}, {what}: the token was refused ({detail}). Expected a token of this server; make one under "
                "Account & Settings and put it into the token file. Legacy tokens must be allowed by the organization."
            ) from None
        if status in _PASSING:
            raise Interrupted(
                f"{url}, {what}: the server answered {status} ({detail}). Expected it to be able to; {_TRY_AGAIN}.",
                _pause(error.headers or {}),
            ) from None
        if "reserved network address" in detail:
            raise LabelStudioFailed(
                f"{url}, {what}: the server calls no program on this machine. Expected one that was started with "
                "--local-backends; run scripts/label_studio.py stop, then start --local-backends, and this command "
                "again."
            ) from None
        raise LabelStudioFailed(
            f"{url}, {what}: the server refused with {status} ({detail}). Expected it to accept; check what is named."
        ) from None
    except (httpx.InvalidURL, UnicodeEncodeError) as error:
        raise BadSettings(
            f"{url}, {what}: address or token cannot be used ({type(error).__name__}). Expected http://… and a token "
            "in plain letters; mend it."
        ) from None
    except httpx.HTTPError as error:
        raise Interrupted(
            f"{url}, {what}: no answer ({type(error).__name__}). Expected a running Label Studio there; {_TRY_AGAIN}."
        ) from None


def _pause(headers: Mapping[str, str]) -> float:
    """Return how many seconds an answer asks to wait; Retry-After is a number of them, or a time."""
    asked = {name.lower(): value for name, value in headers.items()}.get("retry-after", "").strip()
    if asked.isdecimal():
        return float(asked[:9])
    with suppress(ValueError, TypeError):
        return max(0.0, (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds())
    return 0.0


def _detail(body: Any) -> str:
    """Return what the server says was wrong, never its headers or a page of HTML."""
    if not isinstance(body, dict):
        return "no reason given"
    detail = body.get("validation_errors") or body.get("detail") or "no reason given"
    return " ".join(_TAG.sub(" ", "; ".join(_words(detail))).split())[:_LONGEST_DETAIL]


def _words(detail: Any) -> list[str]:
    if isinstance(detail, dict):
        return [word for one in detail.values() for word in _words(one)]
    return [word for one in detail for word in _words(one)] if isinstance(detail, list) else [str(detail)]
