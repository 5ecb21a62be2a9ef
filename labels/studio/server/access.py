"""Who may use a server: its address and accounts, in a file that only its owner can read."""

import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from storage.errors import BadData
from storage.parsing import parse_json
from storage.regular import read_regular, refusal
from storage.shown import shown
from storage.whole_files import atomic_writer

FILE = "access.json"
ADMIN = "admin@example.com"

_TOKEN_BYTES = 20  # 40 hexadecimal digits, as the server makes them itself
_PASSWORD_BYTES = 12
_LARGEST = 1_000_000  # bytes of a file that is read here


@dataclass(frozen=True, slots=True)
class Account:
    """A person's password for the browser and token for programs; neither shows when the account is printed."""

    password: str = field(repr=False)
    token: str = field(repr=False)

    @classmethod
    def invent(cls) -> "Account":
        """Make an account with a random password and token."""
        return cls(secrets.token_urlsafe(_PASSWORD_BYTES), secrets.token_hex(_TOKEN_BYTES))


@dataclass(frozen=True, slots=True)
class Access:
    """The address of a server, http://…, and the accounts by e-mail address; the first one administers."""

    url: str
    accounts: Mapping[str, Account]

    def token(self, email: str | None = None) -> str:
        """Return the token of an account, of the administrator where none is named.

        Raises:
            BadData: there is no such account.
        """
        name = next(iter(self.accounts)) if email is None else email
        if name not in self.accounts:
            raise BadData(
                f"'{name}' has no account here. Expected one of {', '.join(self.accounts)}; add it with "
                "scripts/label_studio.py annotator."
            )
        return self.accounts[name].token

    def with_account(self, email: str, account: Account) -> "Access":
        """Return the access with one account more."""
        return replace(self, accounts={**self.accounts, email: account})


def write_access(path: Path, access: Access) -> None:
    """Write the file so that only its owner can read it.

    Raises:
        CannotWrite: the place is not writable.
    """
    value = {"url": access.url, "accounts": {email: asdict(account) for email, account in access.accounts.items()}}
    with atomic_writer(path, private=True) as file:
        json.dump(value, file, ensure_ascii=False, indent=2, allow_nan=False)


def read_access(path: Path) -> Access:
    """Read what `write_access` wrote.

    Raises:
        BadData: the file is missing or is none such, or others can read it.
    """
    try:
        open_to_others = os.name != "nt" and stat.S_IMODE(path.stat().st_mode) & 0o077
        content = read_regular(path, _LARGEST)
    except OSError as error:
        raise BadData(
            f"{shown(path)}: {refusal(error)}. Expected the accounts of a Label Studio server; start one with "
            "scripts/label_studio.py start, or name another's with --url and --token-file."
        ) from error
    if open_to_others:
        raise BadData(
            f"{path}: others can read this file, and it holds passwords. Expected mode 600; run chmod 600 {path}."
        )
    try:
        value = parse_json(content, str(path))
        accounts = {email: Account(**account) for email, account in value["accounts"].items()}
        access = Access(value["url"], accounts)
    except (BadData, KeyError, TypeError, AttributeError):
        # Without its cause: a decoder's message may quote what it could not read.
        raise BadData(
            f"{path}: not the accounts of a server. Expected what `start` wrote; stop, remove it and start again."
        ) from None
    if not access.accounts:
        raise BadData(f"{path}: holds no account. Expected at least {ADMIN}; remove the file and start again.")
    return access


def read_token(path: Path) -> str:
    """Read a token from a file that holds nothing else.

    Raises:
        BadData: the file is missing, or does not hold one word.
    """
    try:
        words = read_regular(path, _LARGEST).decode("utf-8-sig").split()
    except (OSError, UnicodeDecodeError) as error:
        raise BadData(
            f"{path}: cannot be read ({type(error).__name__}). Expected a file with a token; check the path."
        ) from None
    if len(words) != 1:
        raise BadData(
            f"{path}: holds {len(words)} words. Expected one, the token of Account & Settings › Access Token; mend the "
            "file."
        )
    return words[0]
