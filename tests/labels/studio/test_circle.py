"""The whole circle on a real server: push, label by two, pull, agreement, adjudicate, train, predict, next."""

import json
from pathlib import Path

import pytest

from labels.keywords import keyword_labels
from labels.labelled import read_labelled
from labels.studio.order import NEXT
from labels.studio.project import open_project
from labels.studio.remote_tasks import tasks_there
from labels.studio.server.access import ADMIN
from labels.taxonomy import Taxonomy
from storage.jsonl import write_objects
from tests.labels.studio.conftest import SECOND, Server, paragraphs
from tests.labels.studio.test_order import in_tab
from tests.scripts.running import run_script

pytestmark = pytest.mark.slow

REGIONS = ("榆木市", "柳塘县", "松岩区", "亭和镇", "砚浦市")
ANSWERED = 40
"""Paragraphs of each report that two people answer; the others wait for what comes next."""
SETTINGS = "epochs = 1\nfolds = 2\n"


def run(script: str, *words: str | Path, cwd: Path) -> str:
    """Run a script as a person does, and return what it printed."""
    finished = run_script(script, *words, cwd=cwd)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_the_whole_circle(label_studio: Server, taxonomy: Taxonomy, tiny_encoder: Path, tmp_path: Path) -> None:
    rows = [one for region in REGIONS for one in paragraphs(100, f"{region}-2031", region)]
    write_objects(tmp_path / "paragraphs.jsonl", (one.to_json() for one in rows))
    server = ("--data", label_studio.data, "--project", "circle")

    assert "500 tasks sent, with predictions of keywords; 0 were there" in run(
        "label_studio", "push", "paragraphs.jsonl", "--keywords", "--annotators", "2", *server, cwd=tmp_path
    )
    project = open_project(label_studio.connection, "circle")
    numbers = {task.paragraph: task.id for task in tasks_there(label_studio.connection, project)}
    asked = [one for one in rows if one.index < ANSWERED]
    for one in asked:
        said = keyword_labels(one.text, taxonomy)
        label_studio.answer(label_studio.connection, numbers[one.id], said)
        other = (*said, "livelihood") if one.index % 10 == 3 and "livelihood" not in said else said
        label_studio.answer(label_studio.second, numbers[one.id], tuple(dict.fromkeys(other)))

    assert f"{len(asked)} labelled paragraphs, annotators: 2" in run(
        "label_studio", "pull", "--output", "labelled.jsonl", *server, cwd=tmp_path
    )
    pulled = read_labelled(tmp_path / "labelled.jsonl", taxonomy)
    assert {name for row in pulled for name in row.annotators} == {ADMIN, SECOND}
    differing = [row.id for row in pulled if row.annotators[ADMIN] != row.annotators[SECOND]]
    assert len(differing) == 20

    run("label_studio", "agreement", "labelled.jsonl", "--output", "agreement", cwd=tmp_path)
    assert (tmp_path / "agreement" / "agreement.html").stat().st_size > 5_000
    figures = json.loads((tmp_path / "agreement" / "agreement.json").read_text("utf-8"))
    assert 0 < figures["agreement"]["categories"]["livelihood"]["krippendorff_alpha"]["value"] < 1

    desk_options = ("--data", label_studio.data, "--project", "circle desk")
    run("label_studio", "adjudicate", "labelled.jsonl", "--paragraphs", "paragraphs.jsonl", *desk_options, cwd=tmp_path)
    desk = open_project(label_studio.connection, "circle desk")
    disputes = {task.paragraph: task.id for task in tasks_there(label_studio.connection, desk)}
    assert sorted(disputes) == sorted(differing)
    for number in disputes.values():
        label_studio.answer(label_studio.connection, number, ("livelihood",))
    run("label_studio", "pull", "--output", "adjudicated.jsonl", *desk_options, cwd=tmp_path)
    settled = run(
        "label_studio",
        "settle",
        "labelled.jsonl",
        "--adjudicated",
        "adjudicated.jsonl",
        "--output",
        "gold.jsonl",
        cwd=tmp_path,
    )
    assert "20 settled, 0 open" in settled
    gold = {row.id: row for row in read_labelled(tmp_path / "gold.jsonl", taxonomy)}
    assert all(gold[identifier].labels == ("livelihood",) for identifier in differing)

    (tmp_path / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    training = ("--data", "gold.jsonl", "--encoder", tiny_encoder, "--config", "settings.toml", "--output", "bundle")
    run("train", *training, cwd=tmp_path)
    again = run("label_studio", "push", "paragraphs.jsonl", "--model", "bundle", *server, cwd=tmp_path)
    assert "0 tasks sent; 500 were there; 500 of these got predictions" in again

    chosen = ("--labelled", "gold.jsonl", "--model", "bundle", "--count", "30", "--output", "order.jsonl")
    run("label_studio", "next", "paragraphs.jsonl", *chosen, "--send", *server, cwd=tmp_path)
    order = [json.loads(line)["id"] for line in (tmp_path / "order.jsonl").read_text("utf-8").splitlines()]
    assert len(order) == 30 and not set(order) & {one.id for one in asked}
    assert in_tab(label_studio, project, NEXT)[:30] == order
