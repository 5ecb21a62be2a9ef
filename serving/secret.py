"""The shared secret that every request but `GET /` must show."""

import base64
import os
import secrets
from pathlib import Path

from storage.errors import BadSettings, CannotWrite
from storage.whole_files import make_folder

VARIABLE = "ZHENGBIAO_SECRET"
"""The environment variable that may hold the secret."""
FEWEST_CHARACTERS = 16


def read_secret(file: Path) -> tuple[str, str]:
    """Return the secret and where it came from: the environment, else `file`, which is made with a random one where it is missing.

    Raises:
        BadSettings: the secret is too short, or others may read the file.
        CannotWrite: the file cannot be made.
    """
    given = os.environ.get(VARIABLE)
    if given is not None:
        return _checked(given.strip(), VARIABLE), f"the environment variable {VARIABLE}"
    if not file.exists():
        _make(file)
    if file.stat().st_mode & 0o077:
        raise BadSettings(
            f"{file}: others may read it (mode {file.stat().st_mode & 0o777:o}). Expected mode 600; chmod 600 {file}."
        )
    try:
        return _checked(file.read_text("utf-8").strip(), str(file)), str(file)
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(
            f"{file}: cannot be read ({error}). Expected one line of text, the secret; remove it for a new one."
        ) from error


def shows_secret(authorization: str, secret: str) -> bool:
    """Say whether an Authorization header carries the secret: as a bearer token, or as the password of any user.

    Label Studio sends the second to an ML backend and whatever it is told to in a webhook. The comparison takes the same
    time wherever they differ.
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
    make_folder(file.parent)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CannotWrite(f"Cannot write to {file}: {error.strerror}. Give another place with --secret-file.") from error
    with open(descriptor, "w", encoding="utf-8") as opened:
        opened.write(secrets.token_urlsafe(32) + "\n")


def _checked(secret: str, source: str) -> str:
    if len(secret) < FEWEST_CHARACTERS:
        raise BadSettings(
            f"{source}: holds a secret of {len(secret)} characters. Expected at least {FEWEST_CHARACTERS}; "
            'make one with python -c "import secrets; print(secrets.token_urlsafe(32))".'
        )
    return secret
