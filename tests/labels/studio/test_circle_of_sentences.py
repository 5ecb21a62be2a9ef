"""The whole circle on sentences, on a real server: push, mark by two, pull, agreement, adjudicate, train, predict."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from labels.evidence import Evidence, of_sentences
from labels.labelled import read_labelled
from labels.studio.marks import regions_in
from labels.studio.page import SENTENCE
from labels.studio.project import Project, open_project
from labels.studio.remote_tasks import tasks_there
from labels.studio.server.access import ADMIN
from labels.taxonomy import Taxonomy
from reports.report import About, Paragraph
from reports.sentences import sentence_spans
from storage.jsonl import write_objects
from tests.labels.studio.conftest import SECOND, Server
from tests.labels.studio.test_circle import SETTINGS, run

pytestmark = pytest.mark.slow

REGIONS = ("榆木市", "柳塘县", "松岩区")
ANSWERED = 24
"""Paragraphs of each report that two people mark."""
TOPICS = {
    "industry": "园区新引进制造业项目{}个",
    "ecology": "河道两岸新造防护林{}亩",
    "livelihood": "新建的幼儿园添了学位{}个",
    "security": "安全生产隐患排查整改{}处",
    "": "各位代表对此提了意见{}条",
}


def sentences_of(seed: int) -> list[tuple[str, str]]:
    """Return (category or "", sentence) of a paragraph of two to five sentences."""
    chance = random.Random(seed)
    chosen = chance.choices(list(TOPICS), k=chance.randint(2, 5))
    return [(one, f"{TOPICS[one].format(chance.randint(10, 9999))}，比上年多了{seed}。") for one in chosen]


def paragraphs(region: str) -> Iterator[Paragraph]:
    report = f"{region}-2031"
    for index in range(100):
        text = "".join(one for _, one in sentences_of(seed_of(region, index)))
        yield Paragraph(f"{report}:{index:04d}", report, text, About(region=region, year=2031), index=index)


def seed_of(region: str, index: int) -> int:
    return REGIONS.index(region) * 1000 + index + 10


def truth(one: Paragraph) -> Evidence:
    """Return the sentences that carry each category, by the topics that the paragraph was made of."""
    topics = [topic for topic, _ in sentences_of(seed_of(one.about.region, one.index))]
    spans = sentence_spans(one.text)
    assert len(spans) == len(topics)
    marks = {key: of_sentences([key == topic for topic in topics], spans) for key in TOPICS if key}
    return {key: found for key, found in marks.items() if found}


def another_view(one: Paragraph) -> Evidence:
    """Return what the second person marks: of every sixth paragraph that has marks one sentence more."""
    marks = truth(one)
    if one.index % 6 or not marks:
        return marks
    key, spans = next(iter(marks)), sentence_spans(one.text)
    more = next((span for span in spans if span not in marks[key]), None)
    return {**marks, key: tuple(sorted((*marks[key], more)))} if more else marks


def numbers(server: Server, project: Project) -> dict[str, int]:
    return {task.paragraph: task.id for task in tasks_there(server.connection, project)}


def test_the_whole_circle_on_sentences(
    label_studio: Server, taxonomy: Taxonomy, tiny_encoder: Path, tmp_path: Path
) -> None:
    rows = [one for region in REGIONS for one in paragraphs(region)]
    write_objects(tmp_path / "paragraphs.jsonl", (one.to_json() for one in rows))
    server = ("--data", label_studio.data, "--project", "marks")
    pushed = run("label_studio", "push", "paragraphs.jsonl", "--annotators", "2", *server, cwd=tmp_path)
    assert "300 tasks sent; 0 were there" in pushed
    project = open_project(label_studio.connection, "marks")
    assert project.unit == SENTENCE

    there, asked = numbers(label_studio, project), [one for one in rows if one.index < ANSWERED]
    for one in asked:
        label_studio.mark(label_studio.connection, there[one.id], one.text, truth(one))
        label_studio.mark(label_studio.second, there[one.id], one.text, another_view(one))
    run("label_studio", "pull", "--output", "labelled.jsonl", *server, cwd=tmp_path)
    pulled = {row.id: row for row in read_labelled(tmp_path / "labelled.jsonl", taxonomy)}
    assert set(pulled) == {one.id for one in asked}
    for one in asked:
        assert pulled[one.id].answers[ADMIN].evidence == truth(one)
        assert pulled[one.id].answers[SECOND].evidence == another_view(one)
        assert pulled[one.id].labels == tuple(key for key in taxonomy.ids if key in truth(one))
    differing = [one for one in asked if truth(one) != another_view(one)]
    assert len(differing) >= 5

    said = run("label_studio", "agreement", "labelled.jsonl", "--output", "agreement", cwd=tmp_path)
    assert f"{len(differing)} disputed" in said and "sentence" in said
    figures = json.loads((tmp_path / "agreement" / "agreement.json").read_text("utf-8"))["agreement"]
    assert figures["sets"]["krippendorff_alpha"]["value"] == 1
    of_sentences_alone = [one["krippendorff_alpha"]["value"] for one in figures["sentences"]["categories"].values()]
    assert 0 < min(of_sentences_alone) < 1

    desk = ("--data", label_studio.data, "--project", "marks desk")
    disputes = ("labelled.jsonl", "--paragraphs", "paragraphs.jsonl")
    run("label_studio", "adjudicate", *disputes, *desk, cwd=tmp_path)
    table = open_project(label_studio.connection, "marks desk")
    waiting = numbers(label_studio, table)
    assert table.unit == SENTENCE and sorted(waiting) == sorted(one.id for one in differing)
    for one in differing:
        label_studio.mark(label_studio.connection, waiting[one.id], one.text, truth(one))
    run("label_studio", "pull", "--output", "decided.jsonl", *desk, cwd=tmp_path)
    decisions = ("--adjudicated", "decided.jsonl", "--output", "gold.jsonl")
    settled = run("label_studio", "settle", "labelled.jsonl", *decisions, cwd=tmp_path)
    assert f"{len(differing)} settled, 0 open" in settled
    gold = {row.id: row for row in read_labelled(tmp_path / "gold.jsonl", taxonomy)}
    assert all(gold[one.id].evidence == truth(one) for one in asked)

    (tmp_path / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    training = ("--data", "gold.jsonl", "--encoder", tiny_encoder, "--config", "settings.toml", "--output", "bundle")
    run("train", *training, cwd=tmp_path)
    again = run("label_studio", "push", "paragraphs.jsonl", "--model", "bundle", *server, cwd=tmp_path)
    assert "0 tasks sent; 300 were there; 300 of these got predictions" in again
    model = open_project(label_studio.connection, "marks").model
    texts = {there[one.id]: one.text for one in rows}
    with label_studio.connection.asking("reading") as sdk:
        found = [one for one in sdk.predictions.list(project=project.id) if one.model_version == model]
    assert len(found) == len(rows)
    for prediction in found:
        regions = regions_in(prediction.result or [])
        assert [(one["value"]["start"], one["value"]["end"]) for one in regions] == sentence_spans(
            texts[prediction.task]
        )
    assert any(one["value"]["labels"] for prediction in found for one in regions_in(prediction.result or []))
