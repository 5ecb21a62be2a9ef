"""Where a model is asked: on this machine unless somebody confirms another, with a key that is shown nowhere."""

import ipaddress
import os
import socket
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from storage.errors import BadSettings
from storage.regular import open_regular, refusal
from storage.shown import shown

VARIABLE = "ZHENGBIAO_LLM_KEY"
"""The environment variable that may hold the key."""
_CHAT = "/chat/completions"
_PORTS = {"http": 80, "https": 443}
_LARGEST_KEY = 4_096  # bytes


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address of a server with the OpenAI-compatible chat interface, without the path of a request.

    `here` says that it is this machine: nothing that is sent leaves it.
    """

    url: str
    here: bool

    @property
    def chat(self) -> str:
        """The address that a question is sent to."""
        return self.url + _CHAT


@dataclass(frozen=True, slots=True)
class Key:
    """A key, "" for none; it stands in no representation of the object."""

    secret: str = field(default="", repr=False)

    def headers(self) -> dict[str, str]:
        """Return what shows the key to a server."""
        return {"Authorization": f"Bearer {self.secret}"} if self.secret else {}

    def hidden_in(self, text: str) -> str:
        """Return what a server said, without the key: some repeat what they were sent."""
        return text.replace(self.secret, "[key]") if self.secret else text


def endpoint_of(url: str, elsewhere: bool, key: Key) -> Endpoint:
    """Return the endpoint at `url`, such as http://127.0.0.1:8000/v1; one without a path has /v1.

    Args:
        elsewhere: the user confirms that it may be another machine.

    Raises:
        BadSettings: it is no such address, holds a user, a password or a query, is another machine's without leave, or
            would have the key sent in the clear.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _unusable(shown(url.rpartition("@")[2])) from error
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise BadSettings(
            "--endpoint: the address holds a user, a password or a query, which logs and process lists would show. "
            f"Expected http://HOST:PORT/v1 alone; give a key with --key-file, or in the environment as {VARIABLE}."
        )
    if parts.scheme not in _PORTS or not host or not url.isprintable() or " " in url:
        raise _unusable(shown(url))
    path = parts.path.rstrip("/").removesuffix(_CHAT) or "/v1"
    endpoint = Endpoint(f"{parts.scheme}://{parts.netloc}{path}", is_here(host, port or _PORTS[parts.scheme]))
    if endpoint.here:
        return endpoint
    if not elsewhere:
        raise BadSettings(
            f"--endpoint {endpoint.url}: {host} is not this machine. Expected a server on 127.0.0.1, since paragraphs "
            f"are sent to it; give --send-elsewhere too if they may be sent to {host}."
        )
    if key.secret and parts.scheme != "https":
        raise BadSettings(
            f"--endpoint {endpoint.url}: the key would go to {host} in the clear. Expected https://; give that "
            "address, or no key."
        )
    return endpoint


def is_here(host: str, port: int) -> bool:
    """Tell an address of this machine alone: one of its loopback addresses, or localhost where it leads to nothing
    else."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        if host.casefold() != "localhost":
            return False
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback for *_, address in found)


def read_key(file: Path | None) -> Key:
    """Return the key: that in `file`, else that of the environment, else none.

    Raises:
        BadSettings: the file cannot be read, or others may read it; the key is not one line of printable ASCII.
    """
    if file is None:
        return _checked(os.environ.get(VARIABLE, ""), VARIABLE)
    try:
        with open_regular(file, _LARGEST_KEY) as opened:
            mode = os.fstat(opened.fileno()).st_mode & 0o777
            content = opened.read(_LARGEST_KEY)
    except OSError as error:
        raise BadSettings(
            f"--key-file {shown(file)}: {refusal(error)}. Expected a file that holds the key alone; check the path."
        ) from error
    if mode & 0o077:
        raise BadSettings(
            f"--key-file {shown(file)}: others may read it (mode {mode:o}). Expected mode 600; chmod 600 it."
        )
    if not content.strip():
        raise BadSettings(f"--key-file {shown(file)}: is empty. Expected the key alone; put it there.")
    return _checked(content.decode("utf-8", "replace"), f"--key-file {shown(file)}")


def _checked(secret: str, source: str) -> Key:
    secret = secret.strip()
    if not (secret.isascii() and secret.isprintable()) or " " in secret:
        raise BadSettings(
            f"{source}: is not one word of printable ASCII, which is all that a header carries. Expected the key "
            "alone; copy it again."
        )
    return Key(secret)


def _unusable(address: str) -> BadSettings:
    return BadSettings(
        f"--endpoint {address}: is no address of a server. Expected http:// or https://, such as "
        "http://127.0.0.1:8000/v1; mend it."
    )
