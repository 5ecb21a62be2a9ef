"""Kill commands at random moments: a result is the old one or the new one, and the next run clears away what was left.

    python -m tests.studies.kills --kills 50                  # of each signal, SIGKILL and SIGTERM, shared out between
    the commands python -m tests.studies.kills --kills 50 --label-studio   # pushes to a real server among them

After a kill the folder must hold what it held before, or the whole new result; after SIGTERM nothing else may be left,
after SIGKILL nothing that the same command, given again, does not clear away.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from labels.labelled import write_labelled
from storage.jsonl import write_objects
from storage.results.markers import FILES, is_ours, read_marker, strangers
from tests.invented import invented_rows
from tests.studies.world import TEXT, harm, leftovers, snapshot
from tests.tiny import make_tiny_bundle, make_tiny_encoder

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_END = 30


@dataclass(frozen=True, slots=True)
class Command:
    """A command to kill: its words; `out`, the result folder that it writes, or `files`, the result files."""

    name: str
    words: Sequence[str]
    out: str = ""
    files: Sequence[str] = ()

    def start(self, folder: Path) -> "subprocess.Popen[str]":
        """Start it in a folder, in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, str(ROOT / "scripts" / self.words[0]), *self.words[1:]],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


def whole(folder: Path, command: Command) -> bool:
    """Tell whether the result of a command is there as its marker says, and nothing else beside it."""
    if command.out:
        place = folder / command.out
        marker = read_marker(place)
        return (
            marker is not None
            and marker.finished
            and not list(strangers(place))
            and all((place / name).is_file() for name in marker.files)
        )
    marker = read_marker(folder, FILES)
    return marker is not None and all(is_ours(folder / name, marker.files.get(name, ())) for name in command.files)


def kill_once(folder: Path, command: Command, number: int, after: float) -> list[str]:
    """Kill a command after so many seconds, give it again after SIGKILL, and return what was wrong."""
    before = snapshot(folder)
    had = {name: state for name, state in before.items() if command.out and name.split("/")[0] == command.out}
    process = command.start(folder)
    try:
        _, said = process.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, number)
        try:
            _, said = process.communicate(timeout=SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return [f"{command.name}: alive {SECONDS_TO_END} s after {signal.Signals(number).name}"]
    now = snapshot(folder)
    have = {
        name: state
        for name, state in now.items()
        if command.out and name.split("/")[0] == command.out and ".lock" not in name
    }
    wrong = []
    if "Traceback" in said:
        wrong.append(f"a traceback: {said[-300:]}")
    if command.out and have not in (had, {}) and not whole(folder, command):
        wrong.append(f"half a result: {sorted(have)}")
    if number == signal.SIGTERM and (
        left := [name for name in leftovers(folder) if not name.startswith(f"{command.out}.work")]
    ):
        wrong.append(f"left {left}")
    own = {
        name for name in before if name.split("/")[0].startswith(command.out or ".zhengbiao") or name in command.files
    }
    own |= {name for name in before if "zhengbiao-unfinished" in name}
    wrong += harm(folder, before, own | {FILES})
    if number == signal.SIGKILL:
        time.sleep(0.2)  # its worker processes notice within that
        again = command.start(folder)
        _, said = again.communicate()
        if again.returncode or not whole(folder, command):
            wrong.append(f"given again: exit {again.returncode}, {said[-300:]}")
        if left := leftovers(folder):
            wrong.append(f"left after the next run: {left}")
    return [f"{command.name}, {signal.Signals(number).name} after {after:.2f} s: {one}" for one in wrong]


def orphans(folder: Path) -> list[str]:
    """Return the command lines of processes that still work in a folder."""
    found = []
    for process in psutil.process_iter(["cwd", "cmdline"]):
        if process.info["cwd"] and Path(process.info["cwd"]).is_relative_to(folder) and process.pid != os.getpid():
            found.append(" ".join(process.info["cmdline"] or [])[:120])
    return found


def prepare(folder: Path) -> None:
    """Make reports, labels and a stranger's file in a folder."""
    (folder / "in").mkdir(parents=True)
    for number in range(60):
        (folder / "in" / f"{number}.txt").write_text(TEXT.format(f"全年新增造林{number}万亩。" * 30), encoding="utf-8")
    write_labelled(folder / "in" / "rows.jsonl", invented_rows())
    (folder / "notes.txt").write_text("mine", encoding="utf-8")


def seconds_of(folder: Path, command: Command) -> float:
    """Return how long a command takes undisturbed."""
    began = time.monotonic()
    process = command.start(folder)
    _, said = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{command.name} failed undisturbed: {said}")
    return time.monotonic() - began


@contextmanager
def server_to_push_to(folder: Path) -> Iterator[Path]:
    """Run a real Label Studio with its data in `folder`."""
    from labels.studio.server.environment import ensure_environment
    from labels.studio.server.process import start, stop
    from tests.ports import free_port

    start(ensure_environment(print), folder, free_port())
    try:
        yield folder
    finally:
        stop(folder)


def kill_pushes(folder: Path, data: Path, times: int, chance: random.Random) -> list[str]:
    """Kill pushes of 1,500 paragraphs, give each again, and count the tasks that are there then."""
    from labels.studio.project import open_project
    from labels.studio.remote_tasks import tasks_there
    from labels.studio.server.connection import connect
    from tests.labels.studio.conftest import paragraphs

    write_objects(folder / "p.jsonl", (one.to_json() for one in paragraphs(1_500)))
    wrong = []
    for number in (signal.SIGKILL, signal.SIGTERM):
        for i in range(times):
            title = f"push {number} {i}"
            words = ["label_studio.py", "push", "p.jsonl", "--data", str(data), "--project", title]
            push = Command("push", words)
            process = push.start(folder)
            try:
                process.communicate(timeout=chance.uniform(0.1, 6.0))
            except subprocess.TimeoutExpired:
                os.kill(process.pid, number)
                try:
                    process.communicate(timeout=SECONDS_TO_END)
                except subprocess.TimeoutExpired:
                    process.kill()
                    wrong.append(f"push: alive {SECONDS_TO_END} s after {number.name}")
            again = push.start(folder)
            _, said = again.communicate()
            connection = connect(data)
            found = Counter(one.paragraph for one in tasks_there(connection, open_project(connection, title)))
            if again.returncode or set(found.values()) != {1} or len(found) != 1_500:
                wrong.append(
                    f"push, {number.name}: exit {again.returncode}, {len(found)} tasks, at most {max(found.values())} "
                    f"times: {said[-200:]}"
                )
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="of each signal")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--label-studio", action="store_true", help="push to a real server too")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    wrong: list[str] = []
    done: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        encoder = make_tiny_encoder(Path(temporary, "encoder"))
        bundle = str(make_tiny_bundle(Path(temporary, "bundle"), encoder).folder)
        training = [
            "train.py",
            "--data",
            "in/rows.jsonl",
            "--encoder",
            str(encoder),
            "--folds",
            "2",
            "--epochs",
            "2",
            "--output",
            "out",
        ]
        commands = [
            Command("tag", ["tag.py", "in", "--model", bundle, "--output", "out"], "out"),
            Command("train", training, "out"),
            Command(
                "read_reports",
                ["read_reports.py", "in", "--output", "p.jsonl", "--summary", "s.csv", "--workers", "2"],
                files=["p.jsonl", "s.csv"],
            ),
        ]
        share = arguments.kills // (len(commands) + arguments.label_studio) + 1
        for command in commands:
            folder = Path(temporary, command.name)
            prepare(folder)
            usual = seconds_of(folder, command)
            for i in range(2 * share):
                if i % 4 == 0 and command.out:  # now and then the first result there, else an earlier one stands
                    shutil.rmtree(folder / command.out, ignore_errors=True)
                number = (signal.SIGKILL, signal.SIGTERM)[i % 2]
                # Half of the kills in the last tenth, where results appear.
                after = usual * (chance.uniform(0, 1.1) if chance.random() < 0.5 else chance.uniform(0.9, 1.1))
                wrong += kill_once(folder, command, number, after)
                done[f"{command.name} {number.name}"] += 1
            time.sleep(2)
            wrong += [f"{command.name}: still at work: {line}" for line in orphans(folder)]
            print(
                command.name,
                f"{usual:.1f} s undisturbed,",
                *(wrong or ["nothing wrong so far"]),
                sep="\n  ",
                flush=True,
            )
        if arguments.label_studio:
            with server_to_push_to(Path(temporary, "label-studio")) as data:
                folder = Path(temporary, "push")
                folder.mkdir()
                wrong += kill_pushes(folder, data, share, chance)
                done["push SIGKILL"], done["push SIGTERM"] = share, share
    print(", ".join(f"{count} {name}" for name, count in done.items()))
    print(f"{len(wrong)} things wrong", *wrong, sep="\n  ")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
