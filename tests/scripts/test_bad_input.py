"""Bad input: one line on stderr that says what to do, exit code 1, and nothing half-written."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from labels.labelled import write_labelled
from models.bundle import Bundle
from storage.results.markers import FILES
from tests.invented import invented_rows
from tests.scripts.running import run_script, run_unprivileged

ROW = {"id": "a:0", "report": "a", "text": "云溪市新建水厂一座，惠及全市群众。"}
LABELLED = {**ROW, "labels": ["livelihood"]}


def file(name: str, content: bytes | str) -> Callable[[Path], None]:
    """Return what makes a file."""
    return lambda folder: (
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode()) and None
    )


def lines(name: str, *values: object) -> Callable[[Path], None]:
    """Return what makes a JSON Lines file."""
    return file(name, "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values))


def nothing(folder: Path) -> None:
    """Make nothing."""


def truncated_docx(folder: Path) -> None:
    document = docx.Document()
    document.add_paragraph("云溪市政府工作报告")
    document.save(str(folder / "report.docx"))
    content = (folder / "report.docx").read_bytes()
    (folder / "report.docx").write_bytes(content[: len(content) // 2])


def folder_of_pictures(folder: Path) -> None:
    (folder / "pictures").mkdir()
    (folder / "pictures" / "map.png").write_bytes(b"\x89PNG")


def rows_and(*others: Callable[[Path], None]) -> Callable[[Path], None]:
    """Return what makes rows.jsonl, a good file of labelled paragraphs, and something else beside it."""

    def make(folder: Path) -> None:
        write_labelled(folder / "rows.jsonl", invented_rows())
        for other in others:
            other(folder)

    return make


READ = ("read_reports", ["{input}", "--output", "out/paragraphs.jsonl"])
PUSH = ("label_studio", ["push", "{input}", "--output", "out/tasks.json"])
PULL = ("label_studio", ["pull", "{input}", "--output", "out/labelled.jsonl"])
TRAIN = ("train", ["--data", "{input}", "--output", "out"])
TRAIN_ROWS = ("train", ["--data", "rows.jsonl", "--output", "out"])
Case = tuple[Callable[[Path], None], tuple[str, list[str]], str, str]

# What is made, which script gets it, the name of the input, and what its line must say.
CASES: dict[str, Case] = {
    "an empty file": (file("a.txt", ""), READ, "a.txt", "a.txt: is empty"),
    "white space": (file("a.txt", " \n\t\n　\n"), READ, "a.txt", "a.txt: "),
    "a folder with nothing to read": (folder_of_pictures, READ, "pictures", "holds no file that can be read"),
    "a path that is not there": (nothing, READ, "a.txt", "a.txt: does not exist"),
    "a binary file named .txt": (file("a.txt", bytes(range(256)) * 40), READ, "a.txt", "a.txt: "),
    "a picture named .html": (file("a.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9), READ, "a.html", "a.html: "),
    "a truncated DOCX": (truncated_docx, READ, "report.docx", "report.docx: "),
    "text named .docx": (file("a.docx", "云溪市新建水厂一座。"), READ, "a.docx", "a.docx: "),
    "a sheet": (file("a.xlsx", "PK"), READ, "a.xlsx", "a.xlsx: is a damaged workbook"),
    "a page without text": (file("a.html", "<html><body><p></p></body></html>"), READ, "a.html", "a.html: holds no"),
    "a text that is not Chinese": (
        file("a.txt", "Hello there, this is English.\n" * 9),
        READ,
        "a.txt",
        "holds no Chinese text",
    ),
    "an empty paragraphs file": (file("a.jsonl", ""), PUSH, "a.jsonl", "a.jsonl: is empty"),
    "broken JSON": (file("a.jsonl", json.dumps(ROW) + "\n{"), PUSH, "a.jsonl", "a.jsonl, line 2: not JSON"),
    "a line that is no object": (lines("a.jsonl", ROW, [1]), PUSH, "a.jsonl", "a.jsonl, line 2: a list arrived"),
    "a paragraph without text": (
        lines("a.jsonl", {"id": "a:0", "report": "a"}),
        PUSH,
        "a.jsonl",
        "line 1: the key 'text' is missing",
    ),
    "a text that is a number": (lines("a.jsonl", {**ROW, "text": 5}), PUSH, "a.jsonl", "a.jsonl, line 1: 'text' is 5"),
    "a blank text": (lines("a.jsonl", {**ROW, "text": " "}), PUSH, "a.jsonl", "line 1: the text of 'a:0' is blank"),
    "another encoding": (file("a.jsonl", '{"text": "新建"}'.encode("gb18030")), PUSH, "a.jsonl", "not UTF-8"),
    "half an emoji": (
        file(
            "a.jsonl", json.dumps(ROW) + "\n" + json.dumps({**ROW, "id": "a:1", "title": "水厂"})[:-2] + '\\ud83d"}\n'
        ),
        PUSH,
        "a.jsonl",
        "a.jsonl, line 2: 'title' holds half a character (\\ud83d)",
    ),
    "half an emoji in what is tagged": (
        file("a.jsonl", json.dumps(ROW)[:-2] + '\\ud83d"}'),
        ("tag", ["{input}", "--output", "out"]),
        "a.jsonl",
        "a.jsonl, line 1: 'text' holds half a character",
    ),
    "half an emoji in what is learnt": (
        file("a.jsonl", json.dumps(LABELLED)[:-1] + ', "title": "\\ud83d"}'),
        TRAIN,
        "a.jsonl",
        "a.jsonl, line 1: 'title' holds half a character",
    ),
    "half an emoji in an export": (
        file("export.json", '[{"id": 1, "data": {"text": "\\ud83d"}, "annotations": []}]'),
        PULL,
        "export.json",
        "export.json: 'text' holds half a character",
    ),
    "JSON 100,000 deep": (file("a.jsonl", "[" * 100_000), PUSH, "a.jsonl", "a.jsonl, line 1: nests more than 100 deep"),
    "an export 100,000 deep": (
        file("export.json", "[" * 100_000),
        PULL,
        "export.json",
        "export.json: nests more than 100 deep",
    ),
    "a number of 5,000 digits": (
        file("a.jsonl", json.dumps(ROW)[:-1] + ', "year": ' + "9" * 5_000 + "}"),
        PUSH,
        "a.jsonl",
        "a.jsonl, line 1: a whole number has thousands of digits",
    ),
    "a number that is none": (
        file("a.jsonl", json.dumps(ROW)[:-1] + ', "score": NaN}'),
        PUSH,
        "a.jsonl",
        "a.jsonl, line 1: NaN is not a number",
    ),
    "a key twice": (
        file("a.jsonl", json.dumps(ROW)[:-1] + ', "text": "另一段。"}'),
        PUSH,
        "a.jsonl",
        "a.jsonl, line 1: the key 'text' stands twice",
    ),
    "a year of 400 digits": (
        lines("a.jsonl", {**ROW, "year": 10**400}),
        PUSH,
        "a.jsonl",
        "a.jsonl, line 1: 'year' is 1000",
    ),
    "a pipe for paragraphs": (
        lambda folder: os.mkfifo(folder / "a.jsonl"),
        ("tag", ["{input}", "--output", "out"]),
        "a.jsonl",
        "a.jsonl: is a FIFO, not a regular file",
    ),
    "a pipe for an export": (lambda folder: os.mkfifo(folder / "a.json"), PULL, "a.json", "a.json: is a FIFO"),
    "a pipe for a report": (
        lambda folder: os.mkfifo(folder / "a.txt"),
        READ,
        "a.txt",
        "a.txt: is a FIFO, not a regular file",
    ),
    "a pipe for settings": (
        rows_and(lambda folder: os.mkfifo(folder / "a.toml")),
        ("train", [*TRAIN_ROWS[1], "--config", "a.toml"]),
        "",
        "a.toml: cannot be read as TOML (is a FIFO, not a regular file)",
    ),
    "a pipe for a corpus": (
        lambda folder: os.mkfifo(folder / "a.jsonl"),
        ("pretrain", ["--corpus", "{input}", "--output", "out"]),
        "a.jsonl",
        "a.jsonl: cannot be read (is a FIFO, not a regular file)",
    ),
    "a device for a report": (
        lambda folder: (folder / "a.txt").symlink_to("/dev/zero"),
        READ,
        "a.txt",
        "a.txt: is a device",
    ),
    "a taxonomy 5,000 deep": (
        file("two.toml", "name = " + "[" * 5_000),
        ("label_studio", ["page", "--taxonomy", "two.toml", "--output", "out/page.xml"]),
        "",
        "two.toml: nests more than 100 deep",
    ),
    "an export that is no JSON": (file("export.json", "["), PULL, "export.json", "export.json: not JSON"),
    "an export without answers": (file("export.json", "[]"), PULL, "export.json", "nobody answered"),
    "a labelled file that is not there": (nothing, TRAIN, "a.jsonl", "a.jsonl: cannot be opened"),
    "an unknown category": (
        lines("a.jsonl", LABELLED, {**LABELLED, "id": "a:1", "labels": ["livelyhood"]}),
        TRAIN,
        "a.jsonl",
        "a.jsonl, line 2: labels: category 'livelyhood' is not in the taxonomy. Did you mean 'livelihood'?",
    ),
    "one id twice": (
        lines("a.jsonl", LABELLED, LABELLED),
        TRAIN,
        "a.jsonl",
        "line 2: id 'a:0' stands in line 1 already",
    ),
    "labels as a string": (lines("a.jsonl", {**ROW, "labels": "ecology"}), TRAIN, "a.jsonl", 'such as ["ecology"]'),
    "no labels": (lines("a.jsonl", ROW), TRAIN, "a.jsonl", "a.jsonl, line 1: the key 'labels' is missing"),
    "a held-out report nobody labelled": (
        rows_and(file("list.txt", "蓬莱市-1999\n")),
        ("train", [*TRAIN_ROWS[1], "--hold-out", "list.txt"]),
        "",
        "The report '蓬莱市-1999' is to be held out, but no labelled paragraph is of it",
    ),
    "an empty held-out list": (
        rows_and(file("list.txt", "# nothing yet\n")),
        ("train", [*TRAIN_ROWS[1], "--hold-out", "list.txt"]),
        "",
        "list.txt: lists no report",
    ),
    "an unknown setting": (
        rows_and(file("settings.toml", "epoch = 3\n")),
        ("train", [*TRAIN_ROWS[1], "--config", "settings.toml"]),
        "",
        "settings.toml: the key 'epoch' is not known",
    ),
    "a single fold": (rows_and(), ("train", [*TRAIN_ROWS[1], "--folds", "1"]), "", "folds is 1. Expected 0"),
    "a broken taxonomy": (
        rows_and(file("two.toml", "[[categories]\nid = 'a'\n")),
        ("train", [*TRAIN_ROWS[1], "--taxonomy", "two.toml"]),
        "",
        "two.toml: not TOML",
    ),
    "a taxonomy without categories": (
        file("two.toml", "name = 'x'\n"),
        ("label_studio", ["page", "--taxonomy", "two.toml", "--output", "out/page.xml"]),
        "",
        "two.toml: the key 'version' is missing",
    ),
    "an encoder that is nowhere": (
        rows_and(),
        ("train", [*TRAIN_ROWS[1], "--encoder", "nobody/has-this-model"]),
        "",
        "--encoder nobody/has-this-model: cannot be loaded",
    ),
    "an encoder folder without a model": (
        rows_and(folder_of_pictures),
        ("train", [*TRAIN_ROWS[1], "--encoder", "pictures"]),
        "",
        "--encoder pictures: holds no config.json",
    ),
    "a broken line of a corpus": (
        lines("corpus.jsonl", ROW, {"title": "x"}),
        ("pretrain", ["--corpus", "{input}", "--output", "out"]),
        "corpus.jsonl",
        "corpus.jsonl, line 2: has no 'text'",
    ),
}


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []


def assert_refused(finished: Any, message: str, output: Path) -> None:
    assert finished.returncode == 1, finished.stderr
    assert finished.stdout == ""
    (line,) = finished.stderr.splitlines()
    assert message in line
    assert "Traceback" not in line
    assert files_below(output) == []


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused_in_one_line(tmp_path: Path, case: str) -> None:
    make, (script, arguments), given, message = CASES[case]
    make(tmp_path)
    finished = run_script(script, *(argument.replace("{input}", given) for argument in arguments), cwd=tmp_path)
    assert_refused(finished, message, tmp_path / "out")


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def newer(folder: Path) -> None:
    manifest = json.loads((folder / "tagger.json").read_text("utf-8"))
    (folder / "tagger.json").write_text(json.dumps({**manifest, "format": 99}), "utf-8")


def exclusive(folder: Path) -> None:
    manifest = json.loads((folder / "tagger.json").read_text("utf-8"))
    manifest["taxonomy"]["exclusive"] = True
    (folder / "tagger.json").write_text(json.dumps(manifest), "utf-8")


def halve_the_weights(folder: Path) -> None:
    content = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(content[: len(content) // 2])


BUNDLES: dict[str, tuple[Callable[[Path], None], str]] = {
    "no manifest": (remove("tagger.json"), "holds no tagger.json"),
    "a newer manifest": (newer, "has format 99. This version reads formats up to 4"),
    "no weights": (remove("model.safetensors"), "the file model.safetensors is missing"),
    "no bundle at all": (shutil.rmtree, "does not exist"),
    "truncated weights": (halve_the_weights, "is not the one that tagger.json was written for"),
}


@pytest.mark.parametrize("case", BUNDLES)
def test_a_bundle_that_cannot_be_used_is_refused_in_one_line(
    bundle_copy: Path, tmp_path: Path, root: Path, case: str
) -> None:
    damage, message = BUNDLES[case]
    damage(bundle_copy)
    finished = run_script("tag", root / "reports" / "sample", "--model", bundle_copy, "--output", "out", cwd=tmp_path)
    assert_refused(finished, message, tmp_path / "out")


@pytest.mark.parametrize(
    ("make", "name", "message"),
    [
        (file("a.txt", "\n"), "a.txt", "a.txt: is empty"),
        (
            lines("a.jsonl", ROW, {**ROW, "id": "a:1", "text": ""}),
            "a.jsonl",
            "a.jsonl, line 2: the text of 'a:1' is blank",
        ),
    ],
    ids=["an empty report after good ones", "a broken line after good ones"],
)
def test_what_was_tagged_before_the_fault_is_not_left_behind(
    tmp_path: Path, root: Path, tiny_bundle: Bundle, make: Callable[[Path], None], name: str, message: str
) -> None:
    make(tmp_path)
    sample = root / "reports" / "sample" / "lutang-2023.txt"
    finished = run_script("tag", sample, name, "--model", tiny_bundle.folder, "--output", "out", cwd=tmp_path)
    assert_refused(finished, message, tmp_path / "out")


def test_a_device_that_is_not_there_is_refused_in_one_line(tmp_path: Path, root: Path, tiny_bundle: Bundle) -> None:
    sample = root / "reports" / "sample"
    finished = run_script(
        "tag", sample, "--model", tiny_bundle.folder, "--device", "abacus", "--output", "out", cwd=tmp_path
    )
    assert_refused(finished, "--device abacus: not available here", tmp_path / "out")


def test_two_bundles_of_other_categories_are_not_compared(
    tmp_path: Path, tiny_bundle: Bundle, bundle_copy: Path
) -> None:
    exclusive(bundle_copy)
    write_labelled(tmp_path / "rows.jsonl", invented_rows())
    finished = run_script(
        *(
            "evaluate",
            "--model",
            tiny_bundle.folder,
            "--against",
            bundle_copy,
            "--data",
            "rows.jsonl",
            "--output",
            "out",
        ),
        cwd=tmp_path,
    )
    assert_refused(finished, "was trained for the categories", tmp_path / "out")


def test_reports_that_were_trained_on_are_not_evaluated(tmp_path: Path, tiny_bundle: Bundle) -> None:
    (tmp_path / "rows.jsonl").write_text(json.dumps({**LABELLED, "report": "岚川县-2021"}), "utf-8")
    finished = run_script(
        *("evaluate", "--model", tiny_bundle.folder, "--data", "rows.jsonl", "--output", "out"), cwd=tmp_path
    )
    assert_refused(finished, "so its scores would flatter", tmp_path / "out")


def test_references_are_not_taught_with_what_they_are_judged_on(tmp_path: Path, tiny_bundle: Bundle) -> None:
    (tmp_path / "rows.jsonl").write_text(json.dumps(LABELLED, ensure_ascii=False), "utf-8")
    arguments = ("--data", "rows.jsonl", "--train-data", "rows.jsonl", "--output", "out")
    finished = run_script("evaluate", "--model", tiny_bundle.folder, *arguments, cwd=tmp_path)
    assert_refused(finished, "1 of the reports to judge are also those of --train-data", tmp_path / "out")


WRITERS: dict[str, tuple[str, list[str]]] = {
    "read_reports": ("read_reports", ["{sample}", "--output", "{place}/paragraphs.jsonl"]),
    "label_studio": ("label_studio", ["page", "--output", "{place}/page.xml"]),
    "tag": ("tag", ["{sample}", "--model", "{bundle}", "--output", "{place}"]),
    "evaluate": ("evaluate", ["--model", "{bundle}", "--data", "rows.jsonl", "--output", "{place}"]),
    "aim": ("aim", ["--model", "{bundle}", "--data", "rows.jsonl", "--aim", "f1", "--output", "{place}"]),
    "train": ("train", ["--data", "rows.jsonl", "--encoder", "{encoder}", "--output", "{place}"]),
    "pretrain": ("pretrain", ["--corpus", "rows.jsonl", "--output", "{place}"]),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_an_output_below_a_file_is_refused_in_one_line(
    tmp_path: Path, root: Path, tiny_bundle: Bundle, tiny_encoder: Path, writer: str
) -> None:
    write_labelled(tmp_path / "rows.jsonl", invented_rows())
    (tmp_path / "file.txt").write_text("mine")
    places = {
        "{sample}": root / "reports" / "sample",
        "{place}": Path("file.txt", "out"),
        "{bundle}": tiny_bundle.folder,
        "{encoder}": tiny_encoder,
    }
    script, arguments = WRITERS[writer]
    for name, place in places.items():
        arguments = [argument.replace(name, str(place)) for argument in arguments]
    assert_refused(run_script(script, *arguments, cwd=tmp_path), "Cannot write to file.txt", tmp_path / "out")
    assert {path.name for path in tmp_path.iterdir()} == {"rows.jsonl", "file.txt", FILES}
    assert (tmp_path / "file.txt").read_text() == "mine"


def test_a_read_only_output_is_refused_in_one_line(tmp_path: Path, root: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o555)
    finished = run_unprivileged("read_reports", root / "reports" / "sample", "--output", "out/a.jsonl", cwd=tmp_path)
    assert_refused(finished, "Cannot write to out", tmp_path / "out")


def test_a_taxonomy_with_a_byte_order_mark_is_read(tmp_path: Path, root: Path) -> None:
    taxonomy = (root / "labels" / "taxonomy.toml").read_bytes()
    (tmp_path / "two.toml").write_bytes(b"\xef\xbb\xbf" + taxonomy)
    finished = run_script("label_studio", "page", "--taxonomy", "two.toml", "--output", "page.xml", cwd=tmp_path)
    assert (finished.returncode, finished.stderr) == (0, "")
