"""What ran beside a bench is counted, not guessed."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.bench.figures.machine import Watch, machine
from scripts.bench.figures.processes import measured
from storage.errors import BadData

ROOT = Path(__file__).resolve().parents[4]

WORK = "import time\nwhile time.process_time() < {seconds}: pass"


def test_a_machine_is_described_by_what_speed_depends_on() -> None:
    found = machine()
    assert json.loads(json.dumps(found)) == found
    assert found["processor"]
    assert 1 <= found["cores"] <= (os.cpu_count() or 1)
    assert found["memory_gib"] > 0
    assert found["libraries"]["torch"]


@pytest.mark.skipif(not os.path.exists("/proc/stat"), reason="this system does not count its processors' time")
def test_work_of_others_is_counted_and_our_own_is_not() -> None:
    watch = Watch.begin()
    own = measured([sys.executable, "-c", WORK.format(seconds=1)])
    ours = watch.end()
    watch = Watch.begin()
    stranger = subprocess.Popen([sys.executable, "-c", WORK.format(seconds=1)])
    time.sleep(1)
    while stranger.poll() is None and time.monotonic() - watch.clock < 60 and watch.end()["other_work"] == 0:
        time.sleep(0.1)
    theirs = watch.end()
    stranger.wait()
    assert own.processor >= 1
    cores = os.cpu_count() or 1
    assert ours["other_work"] <= 1 - 0.9 / ours["seconds"] / cores  # at most what our second left
    assert theirs["other_work"] > 0


def test_a_command_is_timed_with_its_memory() -> None:
    # In a process that is small itself: the system counts a command's memory from that of who started it.
    commands = ["pass", "x = bytearray(b'x') * 300_000_000"]
    program = (
        "import sys; from scripts.bench.figures.processes import measured\n"
        f"for one in {commands}: found = measured([sys.executable, '-c', one]); print(found.mib, found.seconds)"
    )
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    small, large = ([float(number) for number in line.split()] for line in finished.stdout.splitlines())
    assert large[0] - small[0] > 150
    assert small[1] > 0


def test_a_command_that_fails_is_named() -> None:
    with pytest.raises(BadData, match=r"-c raise SystemExit.* ended with 3"):
        measured([sys.executable, "-c", "raise SystemExit(3)"])
