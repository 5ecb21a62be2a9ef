"""Random commands into random places: nothing that was there before and is not this program's own may be changed or
gone.

    python -m tests.studies.outputs --runs 200

Each run makes a folder of reports, strangers' files, links and earlier results, some on a disk that is full or
read-only, gives two to four commands in it, and compares every file's hash before and after each.
"""

import argparse
import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.studies.world import World, harm, leftovers, made, small_disk, snapshot
from tests.tiny import make_tiny_bundle, make_tiny_encoder

ROOT = Path(__file__).resolve().parents[2]
LABELS = ROOT / "labels" / "sample" / "labelled.jsonl"
PAGE = ["label_studio.py", "page", "--output", "{place}"]
COMMANDS: list[list[str]] = [
    ["tag.py", "in", "--model", "{bundle}", "--output", "{place}"],
    ["tag.py", "{place}", "--model", "{bundle}", "--output", "{other}"],
    ["read_reports.py", "in", "--output", "{place}"],
    ["read_reports.py", "in", "--output", "{place}", "--summary", "{other}", "--notes", "in/notes.jsonl"],
    ["read_reports.py", "in", "--output", "out/p.jsonl", "--duplicates", "{place}", "--show-cleaning", "{other}"],
    ["read_reports.py", "{place}", "--output", "{other}"],
    ["label_studio.py", "agreement", str(LABELS), "--output", "{place}"],
    ["label_studio.py", "doubtful", str(LABELS), "--output", "{place}"],
    ["label_studio.py", "push", "out/p.jsonl", "--output", "{place}"],
    PAGE,
    [
        "train.py",
        "--data",
        str(LABELS),
        "--encoder",
        "{encoder}",
        "--folds",
        "0",
        "--epochs",
        "1",
        "--output",
        "{place}",
    ],
]
# What is quick, for a test that has little time.
QUICK = [command for command in COMMANDS if command[0] == "read_reports.py" or command is PAGE]


def play(
    folder: Path, seed: int, bundle: Path, encoder: Path, commands: list[list[str]], disk: str = ""
) -> tuple[list[str], Counter[str]]:
    """Give commands in a world of this seed; return what was harmed or left behind, and how often commands ended how.

    Args:
        disk: "full" or "read-only": the folders of results lie on such a disk.
    """
    world = World(folder, seed)
    found: list[str] = []
    ends: Counter[str] = Counter()
    for _ in range(2 + seed % 3):
        world.add_strangers()
        if world.chance(0.3):
            world.change_something()
        words = {"place": world.place(), "other": world.place(), "bundle": bundle, "encoder": encoder}
        script, *options = commands[int(world.choose([str(i) for i in range(len(commands))]))]
        given = [one.format(**{key: str(value) for key, value in words.items()}) for one in options]
        with (
            small_disk(folder / "out", read_only=disk == "read-only")
            if disk
            else contextlib.nullcontext(False) as mounted
        ):
            before = snapshot(folder)
            ours = made(folder, before)
            command = [sys.executable, str(ROOT / "scripts" / script), *given]
            finished = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, encoding="utf-8", errors="replace"
            )
            line = f"seed {seed} {disk}: {script} {' '.join(given)}"
            found += [f"{line}: harmed {one}" for one in harm(folder, before, ours)]
            found += [f"{line}: left {one}" for one in leftovers(folder) if one not in before]
            if "Traceback" in finished.stderr or finished.returncode not in (0, 1, 2):
                found.append(f"{line}: ended with {finished.returncode}: {finished.stderr[-500:]}")
        ends[f"{'on a ' + disk + ' disk ' if mounted else ''}{script}: exit {finished.returncode}"] += 1
    return found, ends


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    ends: Counter[str] = Counter()
    found: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        encoder = make_tiny_encoder(Path(temporary, "encoder"))
        bundle = make_tiny_bundle(Path(temporary, "bundle"), encoder).folder
        for number in range(arguments.runs):
            folder = Path(temporary, f"world-{number}")
            disk = {5: "full", 9: "read-only"}.get(number % 10, "")
            harmed, how = play(folder, arguments.seed + number, bundle, encoder, COMMANDS, disk)
            found += harmed
            ends += how
            for line in harmed:
                print(line, flush=True)
            shutil.rmtree(folder)
    for end, count in sorted(ends.items()):
        print(f"{count:4} {end}")
    print(
        f"{arguments.runs} worlds, {sum(ends.values())} commands: {len(found)} things harmed, left behind or ended in "
        "a traceback"
    )
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
