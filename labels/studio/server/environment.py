"""The environment that Label Studio's server lives in: its own, because it pins other versions than training needs."""

import os
import re
import shutil
import signal
import subprocess
import venv
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from storage.errors import LabelStudioFailed, reason_of
from storage.locks import LOCK, holding

VERSION = "1.23.2"
FOLDER = Path(__file__).resolve().parents[3] / ".venv-label-studio"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
BUILDERS = Path(__file__).with_name("build.txt")
"""What builds the packages that have no wheel; it is installed before them, so that pip fetches nothing without a hash
for it."""

_INSTALLED = f".installed-{VERSION}"
_BEGUN = ".made-by-zhengbiao"
_INSTALLED_ONCE = re.compile(r"\.installed-\d[\d.]*")
# What is removed where an environment is made anew. venv overwrites pyvenv.cfg, which with _BEGUN tells that the
# folder is ours.
_PARTS = ("bin", "include", "lib", "lib64", "share", "etc", "Scripts", "Include", "Lib")
# Three tries of 30 s at each address of an index: 97 s where it has one address that is silent, some six minutes where
# it has four.
_PATIENCE = ("--timeout", "30", "--retries", "2")
_SECONDS_TO_END = 10
_LONGEST_REASON = 600
_EVERY = 25


def ensure_environment(say: Callable[[str], None], folder: Path = FOLDER) -> Path:
    """Return the server's executable, after installing it where it is missing or an earlier try was cut off.

    Args:
        say: is told that something is installed, how long that takes, and how far it is.

    Raises:
        LabelStudioFailed: the installation failed, and the message holds what pip said of it; or `folder` is somebody
            else's.
        CannotWrite: another run installs into it.
    """
    executable = executable_of(folder)
    if (folder / _INSTALLED).exists() and executable.exists():
        return executable
    python = executable.with_name("python" + executable.suffix)
    try:
        _check_ours(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with holding(folder):
            _fill(folder, python, say)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise LabelStudioFailed(
            f"Label Studio could not be installed into {folder}: {reason_of(error)}. Expected a folder that can be "
            "written, space on the disk, and a Python with venv and ensurepip (package python3-venv of Debian and "
            "Ubuntu); see to it and start again."
        ) from error
    return executable


def _fill(folder: Path, python: Path, say: Callable[[str], None]) -> None:
    """Make the environment and install into it."""
    say(f"installing Label Studio {VERSION} into {folder}: two to five minutes, about 1 GB, once")
    _make_anew(folder)
    _install(python, say, "-r", str(BUILDERS))
    _install(python, say, "--no-build-isolation", "-r", str(REQUIREMENTS))
    (folder / _INSTALLED).touch()


def executable_of(folder: Path) -> Path:
    """Return where the environment in `folder` has, or will have, the server's executable."""
    return folder / ("Scripts/label-studio.exe" if os.name == "nt" else "bin/label-studio")


def _check_ours(folder: Path) -> None:
    if not os.path.lexists(folder):
        return
    names = set(os.listdir(folder)) - {LOCK} if folder.is_dir() else {folder.name}
    begun = _BEGUN in names or any(map(_INSTALLED_ONCE.fullmatch, names))
    if names <= {_BEGUN} or (begun and "pyvenv.cfg" in names):
        return
    raise LabelStudioFailed(
        f"{folder} holds something that this program did not make. Expected nothing, or the environment of Label "
        "Studio; "
        "move it away and start again."
    )


def _make_anew(folder: Path) -> None:
    """Make an empty environment; whenever this is cut off, `_check_ours` knows what it left."""
    (folder / _BEGUN).touch()
    (folder / "pyvenv.cfg").touch()
    for path in folder.glob(".installed-*"):
        path.unlink()
    for path in map(folder.joinpath, _PARTS):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    venv.EnvBuilder(with_pip=True).create(folder)


def _install(python: Path, say: Callable[[str], None], *arguments: str) -> None:
    """Let pip install what `arguments` name; it ends with us, also where we are interrupted."""
    command = [
        str(python),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar",
        "off",
    ]
    process = subprocess.Popen(
        [*command, "--require-hashes", *_PATIENCE, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,  # so that what pip starts ends with it
    )
    assert process.stdout is not None
    try:
        lines = list(_telling(process.stdout, say))
        code = process.wait()
    finally:
        _end(process)
        process.stdout.close()
    if code:
        raise LabelStudioFailed(
            f"Label Studio could not be installed: {_reason(lines)} Expected pip to reach a package index that has "
            f"what {REQUIREMENTS} names, with these hashes; check the connection and the index, and start again."
        )


def _telling(lines: Iterator[str], say: Callable[[str], None]) -> Iterator[str]:
    """Pass on what pip says, and tell now and then how far it is."""
    fetched = 0
    for line in lines:
        if line.startswith(("Collecting ", "Processing ")):  # from an index, or from a folder of this machine
            fetched += 1
            if fetched % _EVERY == 0:
                say(f"{fetched} packages fetched")
        elif line.startswith("Installing collected packages"):
            say(f"{fetched} packages fetched; unpacking them")
        elif line.startswith("WARNING: Retrying"):
            say("the package index does not answer; pip tries again")
        yield line


def _reason(lines: list[str]) -> str:
    """Return pip's own words from its first error on, or its last ones, in one line."""
    first = next((number for number, line in enumerate(lines) if line.startswith("ERROR: ")), max(len(lines) - 3, 0))
    said = " ".join(" ".join(lines[first:]).split())
    return said if len(said) <= _LONGEST_REASON else said[:_LONGEST_REASON] + " …"


def _end(process: "subprocess.Popen[str]") -> None:
    """End pip and what it started where they still run: as Ctrl-C does, after which pip removes its temporary files,
    or else at once."""
    if process.poll() is not None:
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
