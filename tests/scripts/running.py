"""Run a script as a person does: in a process of its own, from a folder that is not the clone."""

import subprocess
import sys
from pathlib import Path

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
    return subprocess.run(
        [sys.executable, *command], cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=SECONDS
    )
