"""The shared secret that every request but `GET /` must show."""

import base64
import os
import secrets
from pathlib import Path

from inference.service.small_files import read_small
from storage.errors import BadSettings, CannotWrite
from storage.regular import refusal
from storage.whole_files import make_folder

VARIABLE = "ZHENGBIAO_SECRET"
"""The environment variable that may hold the secret."""
FEWEST_CHARACTERS = 16


def read_secret(file: Path) -> tuple[str, str]:
    """Return the secret and where it came from: the environment, else `file`, which is made with a random one where it
    is missing.

    Raises:
        BadSettings: the secret is too short or not printable ASCII, others may read the file, or it is no small file.
        CannotWrite: the file cannot be made.
    """
    given = os.environ.get(VARIABLE)
    if given is not None:
        return _checked(given.strip(), VARIABLE), f"the environment variable {VARIABLE}"
    try:
        content, mode = read_small(file)
    except FileNotFoundError:
        _make(file)
        return read_secret(file)
    except OSError as error:
        raise _unreadable(file, error) from error
    if mode & 0o077:
        raise BadSettings(f"{file}: others may read it (mode {mode:o}). Expected mode 600; chmod 600 {file}.")
    try:
        return _checked(content.decode("utf-8").strip(), str(file)), str(file)
    except UnicodeDecodeError as error:
        raise _unreadable(file, error) from error


def shows_secret(authorization: str, secret: str) -> bool:
    """Say whether an Authorization header carries the secret: as a bearer token, or as the password of any user.

    Label Studio sends the second to an ML backend and whatever it is told to in a webhook. The comparison takes the
    same time wherever they differ.
    """
    scheme, _, credentials = authorization.strip().partition(" ")
    if scheme.casefold() == "basic":
        try:
            decoded = base64.b64decode(credentials, validate=True).decode("utf-8")
        except ValueError:  # no base64, or no UTF-8 in it
            return False
        credentials = decoded.partition(":")[2]
    elif scheme.casefold() != "bearer":
        return False
    return secrets.compare_digest(credentials.strip().encode(), secret.encode())


def _make(file: Path) -> None:
    """Write a random secret that nobody else can ever read; what is there already is not replaced."""
    make_folder(file.parent)
    fresh = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with open(descriptor, "w", encoding="utf-8") as opened:
                opened.write(secrets.token_urlsafe(32) + "\n")
            os.link(fresh, file)  # unlike a rename it fails where something is there
        finally:
            fresh.unlink()
    except OSError as error:
        raise CannotWrite(
            f"Cannot write to {file}: {error.strerror}. Give another place with --secret-file."
        ) from error


def _checked(secret: str, source: str) -> str:
    advice = 'make one with python -c "import secrets; print(secrets.token_urlsafe(32))"'
    if len(secret) < FEWEST_CHARACTERS:
        raise BadSettings(
            f"{source}: holds a secret of {len(secret)} characters. Expected at least {FEWEST_CHARACTERS}; {advice}."
        )
    if not (secret.isascii() and secret.isprintable()):
        # headers carry nothing else, so that no client could ever show it
        raise BadSettings(
            f"{source}: the secret holds more than printable ASCII. Expected letters, digits and signs; {advice}."
        )
    return secret


def _unreadable(file: Path, error: Exception) -> BadSettings:
    reason = refusal(error) if isinstance(error, OSError) else f"cannot be read ({error})"
    return BadSettings(f"{file}: {reason}. Expected one line of text, the secret; give another --secret-file.")
