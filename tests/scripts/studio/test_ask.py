"""label_studio.py ask, and what the other commands make of its file."""

import json
from pathlib import Path

import pytest

from labels.labelled import read_labelled, write_labelled
from labels.taxonomy import Taxonomy
from models.bundle import Bundle
from storage.jsonl import write_objects
from tests.invented import invented_rows
from tests.labels.asking.misbehaving import Request, Sent, rightly, says, serving, values
from tests.scripts.running import run_script


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_objects(tmp_path / "paragraphs.jsonl", (row.paragraph.to_json() for row in invented_rows()))
    return tmp_path


def ask(folder: Path, url: str, *more: str, file: str = "paragraphs.jsonl", output: str = "asked.jsonl") -> str:
    given = ["--endpoint", url, "--model", "tiny", "--at-once", "8", "--output", output]
    finished = run_script("label_studio", "ask", file, *given, *more, cwd=folder)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout + finished.stderr


def now_and_then_wrong(request: Request) -> Sent:
    """Answer by keywords, but for every seventh paragraph, and that differently each time."""
    wrong = sum(map(ord, request.paragraph)) % 7 == 0
    return says(values("security" if request.time == 1 else "industry", [1])) if wrong else rightly(request)


def run(folder: Path, *command: object) -> str:
    name, *arguments = map(str, command)
    finished = run_script(name, *arguments, cwd=folder)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout + finished.stderr


def test_the_file_is_read_by_whatever_reads_peoples_labels(folder: Path, taxonomy: Taxonomy) -> None:
    with serving(now_and_then_wrong) as server:
        told = ask(folder, server.url, "--times", "3", "--temperature", "0.7")
    rows = read_labelled(folder / "asked.jsonl", taxonomy)
    assert len(rows) == len(invented_rows())
    assert f"{len(rows)} of {len(rows)} paragraphs answered. Wrote asked.jsonl" in told
    names = {name for row in rows for name in row.annotators}
    assert len(names) == 3

    told = run(folder, "label_studio", "agreement", "asked.jsonl", "--output", "agreement")
    assert told.startswith("1 annotator, 1 language model among them; 84 paragraphs judged by two or more")
    assert f"answers of one model ({', '.join(sorted(names))}), 84 paragraphs\n" in told
    figures = json.loads((folder / "agreement" / "agreement.json").read_text("utf-8"))
    assert [figures["agreement"]["between"], *figures["agreement"]["annotators"]] == ["repeats", *sorted(names)]

    run(folder, "label_studio", "adjudicate", "asked.jsonl", "--output", "tasks.json")
    tasks = json.loads((folder / "tasks.json").read_text("utf-8"))
    assert 0 < len(tasks) < len(rows)
    assert "llm:" not in json.dumps(tasks)  # who decides is not told that a model spoke

    told = run(folder, "label_studio", "doubtful", "asked.jsonl", "--output", "doubtful.jsonl")
    assert told.splitlines()[-2].startswith("84 paragraphs, ")
    model = min(names).partition("#")[0]
    assert f"who gave the labels listed: {model} (84)" in told
    doubts = [json.loads(line) for line in (folder / "doubtful.jsonl").read_text("utf-8").splitlines()]
    assert 0.667 in {doubt.get("confidence") for doubt in doubts}


def test_people_and_a_model_are_compared_in_one_file(folder: Path, taxonomy: Taxonomy) -> None:
    from dataclasses import replace

    people = [
        replace(row, annotators={"li@example.com": row.labels, "wu@example.com": row.labels if number % 9 else ()})
        for number, row in enumerate(invented_rows())
    ]
    write_labelled(folder / "people.jsonl", people)
    with serving(now_and_then_wrong) as server:
        ask(folder, server.url, file="people.jsonl", output="compared.jsonl")
    assert [row.labels for row in read_labelled(folder / "compared.jsonl", taxonomy)] == [row.labels for row in people]
    told = run(folder, "label_studio", "agreement", "compared.jsonl", "--output", "agreement")
    first, named, *_, li, wu, leaning, _ = told.splitlines()
    assert first.startswith("3 annotators, 1 language model among them; 84 paragraphs judged by two or more")
    assert named == "people (li@example.com, wu@example.com), 84 paragraphs"
    assert li.startswith("a person and a model (li@example.com, llm:tiny@")
    assert wu.startswith("a person and a model (llm:tiny@")
    assert " beside li@example.com, wu@example.com on 84 paragraphs, in points: industry " in leaning

    of = ("--of", "wu@example.com", "--count", "84", "--output", "doubtful.jsonl")
    rows = read_labelled(folder / "compared.jsonl", taxonomy)
    write_labelled(folder / "compared.jsonl", [replace(rows[0], annotators={"li@example.com": ()}), *rows[1:]])
    told = run(folder, "label_studio", "doubtful", "compared.jsonl", *of)
    assert "1 of 84 paragraphs were not judged by wu@example.com and are left out" in told
    doubts = [json.loads(line) for line in (folder / "doubtful.jsonl").read_text("utf-8").splitlines()]
    said = {row.id: row.labels if number % 9 else () for number, row in enumerate(invented_rows())}
    assert all((doubt["by"], tuple(doubt["labels"])) == (["wu@example.com"], said[doubt["id"]]) for doubt in doubts)


@pytest.mark.slow
def test_its_labels_teach_and_who_judges_by_them_is_told(folder: Path, tiny_bundle: Bundle, tiny_encoder: Path) -> None:
    with serving() as server:
        ask(folder, server.url)
    given = ["--encoder", tiny_encoder, "--epochs", "1", "--folds", "2", "--output", "tagger"]
    trained = run_script("train", "--data", "asked.jsonl", *given, cwd=folder)
    assert trained.returncode == 0, trained.stderr
    assert (folder / "tagger" / "tagger.json").is_file()
    told = run(folder, "evaluate", "--model", tiny_bundle.folder, "--data", "asked.jsonl", "--output", "scores")
    assert "84 of 84 paragraphs were labelled by llm:tiny@" in told
    assert "scores say how far the tagger agrees with it, not how often it is right" in told


_TAGS = ("--tagged", "tagged", "--labelled", "asked.jsonl", "--drawn-at-random")
REFUSING = {"shares": _TAGS, "regress": (*_TAGS, "--on", "part"), "aim": ("--data", "asked.jsonl", "--aim", "share")}


def test_its_labels_support_no_conclusion(folder: Path, tiny_bundle: Bundle) -> None:
    with serving() as server:
        ask(folder, server.url)
    run(folder, "tag", "paragraphs.jsonl", "--model", tiny_bundle.folder, "--output", "tagged")
    for name, given in REFUSING.items():
        finished = run_script(name, *given, "--model", str(tiny_bundle.folder), "--output", "out", cwd=folder)
        assert (finished.returncode, finished.stdout) == (1, ""), finished.stderr
        line = finished.stderr.splitlines()[-1]
        assert "were labelled by a language model alone" in line, name
        assert "have people label what `label_studio.py sample` draws" in line


def test_a_dry_run_prints_the_prompt_the_tokens_and_the_cost_and_asks_nobody(folder: Path) -> None:
    with serving() as server:
        given = ["--price-in", "2", "--price-out", "8", "--times", "2", "--temperature", "1", "--dry-run"]
        told = ask(folder, server.url, *given)
        elsewhere = ask(folder, "https://llm.example.org/v1", "--language", "en", "--dry-run")
    assert server.requests == []
    assert invented_rows()[0].text in told
    assert "168 questions about 84 paragraphs" in told
    assert "one token for each Chinese character" in told
    assert " at 2 a million tokens sent and 8 back" in told
    assert "You are an annotator of Chinese government work reports." in elsewhere
    assert not [path.name for path in folder.iterdir() if path.name.startswith("asked")]


def test_the_dry_run_foretells_what_a_server_then_counts(folder: Path) -> None:
    def counts(request: Request) -> Sent:
        characters = sum(len(turn["content"]) for turn in request.body["messages"])
        return says(request.right, usage={"prompt_tokens": characters, "completion_tokens": len(request.right) // 2})

    with serving(counts) as server:
        told = ask(folder, server.url, "--dry-run")
        asked = ask(folder, server.url)
    foretold = int(told.split("about ")[-1].split()[0].replace(",", ""))
    counted = int(asked.split(" tokens sent")[0].split()[-1].replace(",", ""))
    assert foretold == pytest.approx(counted, rel=0.2)


def test_nothing_is_written_where_nothing_was_answered(folder: Path) -> None:
    with serving(lambda request: says("我不知道。")) as server:
        given = ["--endpoint", server.url, "--model", "tiny", "--output", "asked.jsonl"]
        finished = run_script("label_studio", "ask", "paragraphs.jsonl", *given, cwd=folder)
    assert (finished.returncode, finished.stdout) == (1, "")
    assert "84 paragraphs are left open: not_json 84" in finished.stderr
    assert finished.stderr.splitlines()[-1].startswith("No paragraph was answered, so asked.jsonl is not written")
    assert not (folder / "asked.jsonl").exists()
