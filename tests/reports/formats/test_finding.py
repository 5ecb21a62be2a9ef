"""Whatever is met in a folder is to be read or has a row that says why it is not."""

import hashlib
import json
import os
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from inference.output.tables import CSV, JSONL
from reports.formats.finding import Found, find, find_files
from reports.formats.own_results import WORK_ABOUT
from reports.skipped import Skipped
from storage.errors import UnreadableReport
from storage.results.markers import FILES, RESULT
from tests.reports.sample_text import TEXT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made(tmp_path / "in", "a.txt", "b/2.txt")


def made(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(TEXT, encoding="utf-8")
    return folder


def rows(found: Found, folder: Path) -> dict[str, tuple[str, bool, str]]:
    """Return by name what was skipped: of which kind, whether a folder, and the reason behind the name."""
    skipped = [one for one in found.entries if isinstance(one, Skipped)]
    assert all(one.reason.startswith(f"{one.path}: ") and one.reason.endswith(".") for one in skipped)
    return {
        str(one.path.relative_to(folder)): (one.kind, one.is_folder, one.reason.removeprefix(f"{one.path}: "))
        for one in skipped
    }


def names(found: Found, folder: Path) -> list[str]:
    return [str(one.relative_to(folder)) for one in found.files]


def test_every_file_is_to_be_read_or_has_a_row(folder: Path) -> None:
    made(
        folder,
        "c.mp3",
        "d.png",
        "b/e.py",
        ".DS_Store",
        "b/~$word.docx",
        ".git/config",
        ".git/deep/x.txt",
        "b/.venv/x.txt",
    )
    found = find([folder])
    assert names(found, folder) == ["a.txt", "b/2.txt"]
    skipped = rows(found, folder)
    assert {name: row[:2] for name, row in skipped.items()} == {
        ".DS_Store": ("hidden", False),
        ".git": ("hidden", True),
        "c.mp3": ("other", False),
        "d.png": ("other", False),
        "b/.venv": ("hidden", True),
        "b/e.py": ("other", False),
        "b/~$word.docx": ("hidden", False),
    }
    assert list(skipped) == [".DS_Store", ".git", "c.mp3", "d.png", "b/.venv", "b/e.py", "b/~$word.docx"]
    assert find([folder]).entries == found.entries


def test_a_linked_folder_is_followed_once_and_said(folder: Path, tmp_path: Path) -> None:
    made(tmp_path / "elsewhere", "deep/3.txt")
    (folder / "b" / "1-link").symlink_to(tmp_path / "elsewhere")
    (folder / "b" / "2-link").symlink_to(tmp_path / "elsewhere" / "deep")
    found = find([folder])
    assert names(found, folder) == ["a.txt", "b/2.txt", "b/1-link/deep/3.txt"]
    assert found.links == [f"followed the link {folder}/b/1-link to {tmp_path}/elsewhere"]
    assert rows(found, folder) == {
        "b/2-link": ("twice", True, f"was looked into already, as {folder}/b/1-link/deep."),
    }


def test_a_linked_folder_gives_way_to_the_folder_itself(folder: Path) -> None:
    (folder / "0-link").symlink_to(folder / "b")
    found = find([folder])
    assert names(found, folder) == ["a.txt", "b/2.txt"]
    assert rows(found, folder) == {"0-link": ("twice", True, f"was looked into already, as {folder}/b.")}
    assert found.links == []


@pytest.mark.parametrize("target", [".", "..", "/", "../.."])
def test_a_link_that_leads_back_is_no_loop(folder: Path, target: str) -> None:
    (folder / "b" / "link").symlink_to(target)
    found = find([folder])
    assert names(found, folder) == ["a.txt", "b/2.txt"]
    ((name, row),) = rows(found, folder).items()
    assert (name, row[:2]) == ("b/link", ("twice", True))


def test_a_link_that_leads_nowhere_has_a_row(folder: Path) -> None:
    (folder / "c.txt").symlink_to("none.txt")
    (folder / "d").symlink_to("none")
    (folder / "e").symlink_to("e")
    found = rows(find([folder]), folder)
    assert {name: row[2] for name, row in found.items()} == {
        "c.txt": "is a link that leads nowhere.",
        "d": "is a link that leads nowhere.",
        "e": "is a link that cannot be followed (Too many levels of symbolic links).",
    }
    with pytest.raises(UnreadableReport, match=r"c\.txt: is a link that leads nowhere"):
        find([folder / "c.txt"])


def test_what_is_reached_twice_is_read_once_and_counted(folder: Path) -> None:
    (folder / "b" / "3.txt").symlink_to(folder / "a.txt")
    found = find([folder / "b" / "2.txt", folder, folder, folder / "a.txt"])
    assert [str(one.relative_to(folder)) for one in found.files] == ["b/2.txt", "a.txt"]
    kinds = [(str(one.path), one.kind, one.is_folder) for one in found.entries if isinstance(one, Skipped)]
    assert kinds == [
        (f"{folder}/b/2.txt", "twice", False),
        (f"{folder}/b/3.txt", "twice", False),
        (f"{folder}", "twice", True),
        (f"{folder}/a.txt", "twice", False),
    ]
    assert found.named == {folder / "b" / "2.txt", folder / "a.txt"}


def test_a_folder_deeper_than_any_path_has_a_row(folder: Path) -> None:
    here = os.getcwd()
    try:
        os.chdir(folder)
        for _ in range(60):  # 60 × 100 characters: more than a path may have
            os.mkdir("d" * 100)
            os.chdir("d" * 100)
    finally:
        os.chdir(here)
    found = find([folder])
    assert names(found, folder) == ["a.txt", "b/2.txt"]
    ((_, row),) = rows(found, folder).items()
    assert row == (
        "unreadable",
        True,
        "cannot be looked into (File name too long). Expected a folder of reports; check its rights.",
    )


def marked(folder: Path, marker: str, *names: str) -> None:
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    (folder / marker).write_text(
        json.dumps({"format": 1, "by": "x", "finished": True, "files": hashes}), encoding="utf-8"
    )


@pytest.mark.parametrize("marker", [RESULT, FILES])
def test_what_a_marker_names_is_not_read_and_all_else_is(folder: Path, marker: str) -> None:
    made(
        folder,
        "tagged/index.html",
        "tagged/pages/1-x.html",
        "tagged/pages/mine.html",
        "tagged/tagged.jsonl",
        "tagged/deep/9.txt",
    )
    marked(folder / "tagged", marker, "index.html", "pages/1-x.html", "tagged.jsonl")
    found = find([folder])
    assert names(found, folder) == ["a.txt", "b/2.txt", "tagged/deep/9.txt", "tagged/pages/mine.html"]
    assert {name: row[0] for name, row in rows(found, folder).items()} == {
        f"tagged/{marker}": "made",
        "tagged/index.html": "made",
        "tagged/tagged.jsonl": "made",
        "tagged/pages/1-x.html": "made",
    }
    (folder / "tagged" / "pages" / "1-x.html").write_text(
        TEXT + "改", encoding="utf-8"
    )  # not what this program wrote any more
    assert "tagged/pages/1-x.html" in names(find([folder]), folder)


def test_the_pages_of_a_result_given_alone_are_known_too(folder: Path) -> None:
    made(folder, "tagged/pages/1-x.html")
    marked(folder / "tagged", RESULT, "pages/1-x.html")
    with pytest.raises(UnreadableReport, match=r"pages: holds no file that can be read \(1 made by this program\)"):
        find([folder / "tagged" / "pages"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b'{"files": [1]}',
        b'{"files": {"a.txt": 1}}',
        b'{"files": {"../in/a.txt": "x", "/": []}}',
        None,
    ],
)
def test_a_marker_that_is_damaged_hides_nothing(folder: Path, content: bytes | None) -> None:
    if content is None:
        os.mkfifo(folder / RESULT)
    else:
        (folder / RESULT).write_bytes(content)
    assert names(find([folder]), folder) == ["a.txt", "b/2.txt"]


def test_results_of_older_versions_are_known_and_what_lies_beside_them_is_read(folder: Path) -> None:
    old = folder / "old"
    page = quote("1-岚川县-2021.html")
    made(old, JSONL, CSV, f"pages/{unquote(page)}", "pages/9-mine.html", "pages/mine.txt", "c.txt", "deep/d.txt")
    # The head of the overview as the versions wrote it that left no marker.
    overview = f'<title>全部报告 All reports · 政标</title><a href="pages/{page}">岚川县</a>'
    (old / "index.html").write_text(overview, encoding="utf-8")
    found = find([folder])
    assert names(found, folder) == [
        "a.txt",
        "b/2.txt",
        "old/c.txt",
        "old/deep/d.txt",
        "old/pages/9-mine.html",
        "old/pages/mine.txt",
    ]
    assert {name: row[0] for name, row in rows(found, folder).items()} == {
        "old/index.html": "made",
        "old/tagged.csv": "made",
        "old/tagged.jsonl": "made",
        "old/pages/1-岚川县-2021.html": "made",
    }


def test_a_folder_that_only_looks_like_a_result_is_read(folder: Path) -> None:
    made(folder, JSONL, "index.html", "pages/1-x.html")
    assert names(find([folder]), folder) == ["a.txt", "index.html", "tagged.jsonl", "b/2.txt", "pages/1-x.html"]


def test_unfinished_work_of_this_program_is_called_so(folder: Path) -> None:
    made(folder, ".unfinished/pages/1.html", ".zhengbiao-x/1.html", ".a.jsonl.zhengbiao-unfinished")
    assert {name: row[:2] for name, row in rows(find([folder]), folder).items()} == {
        ".a.jsonl.zhengbiao-unfinished": ("made", False),
        ".unfinished": ("made", True),
        ".zhengbiao-x": ("made", True),
    }


def test_what_is_kept_of_another_tagged_folder_is_one_row(folder: Path) -> None:
    made(folder, "out.work/tags/aa/1.txt", "kept/tags/aa/1.txt", "mine.work/2.txt")
    for work in ("out.work", "kept"):  # the second as --work named it
        (folder / work / "run.json").write_text(json.dumps({"about": WORK_ABOUT}), "utf-8")
    (folder / "mine.work" / "run.json").write_text(json.dumps({"about": "mine"}), "utf-8")
    found = find([folder])
    assert rows(found, folder)["out.work"] == ("made", True, "was made by this program.")
    assert rows(found, folder)["kept"] == ("made", True, "was made by this program.")
    assert not [name for name in rows(found, folder) if name.startswith("kept/")]
    assert [name for name in names(found, folder) if ".work" in name] == ["mine.work/2.txt"]


def test_where_the_result_is_to_lie_is_no_input_and_no_row(folder: Path) -> None:
    made(folder, "out/1.txt", "b/out/1.txt")
    (folder / "link").symlink_to("out")
    found = find([folder], apart=[folder / "out", folder / "b" / ".." / "out.work"])
    assert names(found, folder) == ["a.txt", "b/2.txt", "b/out/1.txt"]
    assert rows(found, folder) == {}
    assert found.links == []


def test_two_names_that_look_the_same_stay_two(tmp_path: Path) -> None:
    for name in ("砚湖.txt".encode(), "砚湖.txt".encode("gb18030")):
        (tmp_path / os.fsdecode(name)).write_text(TEXT, encoding="utf-8")
    assert len(find_files([tmp_path])) == 2


def test_a_folder_without_reports_says_what_it_holds(tmp_path: Path) -> None:
    made(tmp_path, "a.jpg", "b.jpg", "c.png", ".hidden")
    with pytest.raises(
        UnreadableReport,
        match=r"holds no file that can be read \(3 of a kind that is not read \(\.jpg 2, \.png 1\), 1 hidden\)",
    ):
        find([tmp_path])
