"""Run a script as a person does: in a process of its own, from a folder that is not the clone."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scripts.warm import SECONDS, WARM

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "scripts"
# scripts/studio holds the commands of label_studio.py.
_SHARED = ("__init__", "commandline")
NAMES = sorted(
    path.relative_to(SCRIPTS).with_suffix("").as_posix()
    for folder in (SCRIPTS, SCRIPTS / "bench", SCRIPTS / "build")
    for path in folder.glob("*.py")
    if path.stem not in _SHARED
)


def run_script(name: str, *arguments: object, cwd: Path) -> "subprocess.CompletedProcess[str]":
    """Run scripts/`name`.py and return its exit code and what it wrote."""
    command = [str(SCRIPTS / f"{name}.py"), *map(str, arguments)]
    if WARM.is_for(name):
        return WARM.run(command, cwd)
    return _run_apart(command, cwd)


def run_unprivileged(name: str, *arguments: object, cwd: Path) -> "subprocess.CompletedProcess[str]":
    """Run scripts/`name`.py as somebody whom rights stop, though it be root; skip where that cannot be."""
    if sys.platform != "linux":
        pytest.skip("gives up what root may as Linux does it; run on Linux to try this")
    try:
        return _run_apart([str(SCRIPTS / f"{name}.py"), *map(str, arguments)], cwd, preexec_fn=without_privileges)
    except subprocess.SubprocessError:
        pytest.skip("this machine does not let root give up what it may; run as another user to try this")


def without_privileges() -> None:
    """Let rights of files hold for root too, as they do for anybody else."""
    library = ctypes.CDLL(None)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        if os.geteuid() == 0 and library.prctl(24, capability, 0, 0, 0) != 0:  # PR_CAPBSET_DROP
            raise OSError("cannot give up what root may")


def _run_apart(command: list[str], cwd: Path, **options: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [sys.executable, *command],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        **options,
    )
