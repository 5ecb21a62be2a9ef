"""No process outlives the one it tags for, whatever ends that and whatever is being done."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from models.bundle import Bundle
from tests.waiting import PATIENCE, has_ended, wait_until

PROGRAM = """
import sys
from pathlib import Path
from inference.scale.store import Store
from inference.scale.tagging import Arrangement, tag_all
from models.bundle import read_bundle
from tests.inference.scale.poison import start_poisoned
from tests.inference.scale.reports import many, untagged

if __name__ == "__main__":
    reports = [*many(1), untagged("末", "held"), untagged("末尾", "waiting")]
    arrangement = Arrangement("cpu", 2)
    store = Store(Path(sys.argv[2]))
    results = tag_all(reports, read_bundle(Path(sys.argv[1])), store, arrangement, start=start_poisoned)
    for _ in results:
        print("one", flush=True)
"""


@pytest.mark.parametrize("killed", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_taggers_end_with_the_run(killed: signal.Signals, tiny_bundle: Bundle, tmp_path: Path, root: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, str(program), str(tiny_bundle.folder), str(tmp_path / "store")],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "one\n"
    wait_until((tmp_path / "store" / "held").exists)
    children = _of_session(running.pid)
    assert len(children) > 1
    running.send_signal(killed)
    running.communicate(timeout=PATIENCE)
    assert all(has_ended(child) for child in children)


def _of_session(session: int) -> list[int]:
    """Return the processes of a session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(after_name[3]) == session:
            found.append(int(stat.parent.name))
    return found
