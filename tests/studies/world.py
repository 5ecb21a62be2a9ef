"""A folder as people have them: reports, results of this program, files of their own, links, places that are full or
read-only."""

import contextlib
import hashlib
import os
import random
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

from storage.results.markers import FILES, RESULT, read_marker

TEXT = "砚湖市政府工作报告\n——2027年1月9日在砚湖市第三届人民代表大会第二次会议上\n市长 方知远\n各位代表：\n现在，我代表市人民政府作工作报告。\n一、2026年工作回顾\n{}\n二、2027年工作安排\n新建幼儿园三所，新增就业一千二百人，改造老旧小区四个。\n各位代表，让我们一起努力！\n"  # noqa: E501
STRANGERS = (
    *(
        "notes.txt",
        "mine.xlsx",
        "README.md",
        "index.html",
        "tagged.jsonl",
        "tagged.csv",
        "scores.json",
        "report.html",
        "config.json",
    ),
    *(
        "work/notes.txt",
        "pages/mine.html",
        "pages/1.html",
        ".hidden",
        ".git/config",
        "model.safetensors",
        "run.json",
        "深/处/文.txt",
    ),
    *(
        ".unfinished/x",
        "a.part",
        ".out.jsonl.part",
        "models/tagger/tagger.json",
        "tagger.json",
        "train.log",
        ".zhengbiao.lock",
    ),
)


def snapshot(folder: Path) -> dict[str, str]:
    """Return what every name below a folder is: the hash of a file's content, where a link leads, or the kind of
    anything else."""
    found: dict[str, str] = {}
    for parent, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = Path(parent, name)
            mode = os.lstat(path).st_mode
            if stat.S_ISLNK(mode):
                state = f"link to {os.readlink(path)}"
            elif stat.S_ISREG(mode):
                state = hashlib.sha256(path.read_bytes()).hexdigest()
            else:
                state = "folder" if stat.S_ISDIR(mode) else "pipe"
            found[str(path.relative_to(folder))] = state
    return found


def made(folder: Path, before: dict[str, str]) -> set[str]:
    """Return the names in a snapshot that this program's markers call its own, and that are as they were written."""
    ours: set[str] = set()
    for name in before:
        if Path(name).name not in (RESULT, FILES):
            continue
        marker = read_marker(folder / Path(name).parent, Path(name).name)
        if marker is None:
            continue
        ours.add(name)
        for own, hashes in marker.files.items():
            place = os.path.normpath(Path(name).parent / own)
            if before.get(place) in hashes:
                ours.update([place, *map(str, Path(place).parents)])
    return ours


def harm(folder: Path, before: dict[str, str], ours: set[str]) -> list[str]:
    """Return what was there, was not this program's, and is gone or another thing now."""
    after = snapshot(folder)
    return [
        f"{name}: {state[:12]} → {after.get(name, 'gone')[:12]}"
        for name, state in before.items()
        if name not in ours and after.get(name) != state
    ]


def leftovers(folder: Path) -> list[str]:
    """Return what an unfinished run left."""
    return [
        name
        for name in snapshot(folder)
        if "zhengbiao-unfinished" in name or (name.endswith(".lock") and "zhengbiao" in name)
    ]


class World:
    """Folders and files drawn by chance below `folder`; the same for the same `seed`."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self._random = random.Random(seed)
        self._folders = [folder / name for name in ("in", "in/2027", "out", "out/below", "elsewhere", "both")]
        for one in self._folders:
            one.mkdir(parents=True)
        for number in range(3):
            line = f"全年新增造林{number + 3}万亩，规上工业增加值增长百分之{number + 4}，排查隐患{number + 7}处。"
            (self._random.choice(self._folders[:2]) / f"{number}.txt").write_text(TEXT.format(line), encoding="utf-8")
        (folder / "in" / "0.txt").write_text(TEXT.format("新增造林三万亩。"), encoding="utf-8")

    def place(self) -> Path:
        """Return a place for a result: there or not, a link or not, inside the inputs or not, and perhaps with
        strangers."""
        kind = self._random.random()
        base = self._random.choice([*self._folders, self.folder])
        if kind < 0.3:
            return base
        if kind < 0.4:
            link = self.folder / "link"
            if not link.is_symlink():
                link.symlink_to(self._random.choice([*self._folders, Path("nowhere")]))
            return link
        return base / self._random.choice(["new", "new/deep", "work", "pages", "out.jsonl", "0.txt", "tagged.jsonl"])

    def add_strangers(self) -> None:
        """Put up to four files of other people, and perhaps a link or an empty folder, somewhere."""
        for _ in range(self._random.randint(0, 4)):
            path = self._random.choice([*self._folders, self.folder]) / self._random.choice(STRANGERS)
            if any(parent.exists() and not parent.is_dir() for parent in path.parents) or path.is_dir():
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"mine {self._random.random()}", encoding="utf-8")
        if self._random.random() < 0.2:
            with contextlib.suppress(FileExistsError):
                (self._random.choice(self._folders) / "alias").symlink_to(self.folder / "elsewhere")
        if self._random.random() < 0.2:
            (self._random.choice(self._folders) / "empty").mkdir(exist_ok=True)

    def change_something(self) -> None:
        """Edit or rename a file that may be a result, as a person does."""
        files = [path for path in sorted(self.folder.rglob("*")) if path.is_file() and not path.is_symlink()]
        path = self._random.choice(files)
        if self._random.random() < 0.7:
            path.write_bytes(path.read_bytes() + b"mine")
        else:
            path.rename(path.with_name("renamed-" + path.name))

    def chance(self, share: float) -> bool:
        """Be true in about `share` of all calls."""
        return self._random.random() < share

    def choose(self, among: list[str]) -> str:
        """Draw one."""
        return self._random.choice(among)


@contextlib.contextmanager
def small_disk(folder: Path, size: str = "48k", read_only: bool = False) -> Iterator[bool]:
    """Mount a disk of `size` over `folder`, with what is in it; tell whether that could be done (it takes root and
    Linux)."""
    kept = folder.with_name(f"{folder.name}-kept")
    shutil.copytree(folder, kept, symlinks=True)
    mounted = (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True
        ).returncode
        == 0
    )
    try:
        if mounted:
            with contextlib.suppress(shutil.Error):
                shutil.copytree(kept, folder, symlinks=True, dirs_exist_ok=True)
            if read_only:
                subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        shutil.rmtree(kept)
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)
