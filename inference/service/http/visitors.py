"""Who is asking: a program that means this server, or a page of another site in somebody's browser."""

import ipaddress
import socket
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

_OWN_SITE = ("none", "same-origin")


def own_names(given: Iterable[str] = ()) -> frozenset[str]:
    """Return the names by which this server may be asked for: localhost, this machine's, and those given."""
    machine = socket.gethostname()
    return frozenset(_plain(name) for name in ("localhost", machine, machine.partition(".")[0], *given) if name.strip())


def means_us(hosts: Collection[str], names: Collection[str]) -> bool:
    """Say whether a request's Host headers name this server: one of `names`, or any address, with any port.

    A page of another site can make its own name lead to this machine, and the browser then takes this server's answers
    for that site's. It cannot do so with an address.
    """
    if len(hosts) != 1:
        return False
    try:
        name = urlsplit(f"//{next(iter(hosts))}").hostname or ""
    except ValueError:  # a bracket that is not closed
        return False
    return _plain(name) in names or _is_address(name)


def is_of_another_site(headers: Iterable[tuple[bytes, bytes]], host: str) -> bool:
    """Say whether a browser sent a request for a page that is not of this server.

    It then names the page's origin, or says that it is another one; programs that are no browsers do neither.
    """
    for name, value in headers:
        said = value.decode("latin-1").strip().casefold()
        if name == b"sec-fetch-site" and said not in _OWN_SITE:
            return True
        if name == b"origin" and said not in (f"http://{host.casefold()}", f"https://{host.casefold()}"):
            return True
    return False


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _plain(name: str) -> str:
    return name.strip().strip("[]").rstrip(".").casefold()
