"""The environment that Label Studio's server lives in: its own, because it pins other versions than training needs."""

import os
import subprocess
import venv
from collections.abc import Callable
from pathlib import Path

from storage.errors import LabelStudioFailed

VERSION = "1.23.2"
FOLDER = Path(__file__).resolve().parents[2] / ".venv-label-studio"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")

_MARKER = f".installed-{VERSION}"
_LAST_LINES = 3


def ensure_environment(say: Callable[[str], None], folder: Path = FOLDER) -> Path:
    """Return the server's executable, after installing it where it is missing or an earlier try was cut off.

    Args:
        say: is told, once, that something is installed and how long that takes.

    Raises:
        LabelStudioFailed: the installation failed; the message holds pip's last lines.
    """
    executable = executable_of(folder)
    if (folder / _MARKER).exists() and executable.exists():
        return executable
    say(f"installing Label Studio {VERSION} into {folder}: two to five minutes, about 1 GB, once")
    venv.EnvBuilder(with_pip=True, clear=folder.exists()).create(folder)
    python = executable.with_name("python" + executable.suffix)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(REQUIREMENTS)]
    finished = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)
    if finished.returncode:
        reason = " ".join(finished.stderr.split("\n")[-_LAST_LINES - 1 :]).strip()
        raise LabelStudioFailed(
            f"Label Studio could not be installed into {folder}: {reason} Expected pip to reach a package index; check the "
            f"connection and start again ({python} -m pip install -r {REQUIREMENTS} shows everything)."
        )
    (folder / _MARKER).touch()
    return executable


def executable_of(folder: Path) -> Path:
    """Return where the environment in `folder` has, or will have, the server's executable."""
    return folder / ("Scripts/label-studio.exe" if os.name == "nt" else "bin/label-studio")
