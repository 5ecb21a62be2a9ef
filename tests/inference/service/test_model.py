"""The served model: replaced while it serves, and never by something that cannot serve."""

import json
import shutil
import threading
from pathlib import Path

import pytest

from inference.service.model import ServedModel
from inference.service.retraining.pointer import point_to
from inference.tagger import Tagger
from models.bundle import Bundle
from reports.report import Paragraph
from storage.errors import EmptyText
from tests.invented import invented_sentences
from tests.sealing import reseal

TEXTS = invented_sentences()


def edited(bundle: Path, place: Path, name: str) -> Path:
    """Copy a bundle under another id, with thresholds that everything reaches."""
    shutil.copytree(bundle, place)
    manifest = json.loads((place / "tagger.json").read_text("utf-8"))
    manifest["id"] = name
    manifest["thresholds"] = dict.fromkeys(manifest["thresholds"], 0.0)
    (place / "tagger.json").write_text(json.dumps(manifest), "utf-8")
    reseal(place)
    return place


def test_texts_are_tagged_as_the_tagger_tags_paragraphs(model: ServedModel, tiny_tagger: Tagger) -> None:
    texts = (TEXTS * 3)[:150]  # more than one group
    expected = list(tiny_tagger.tag(Paragraph(str(i), "", text) for i, text in enumerate(texts)))
    for ours, theirs in zip(model.tag(texts), expected, strict=True):
        assert ours.tags == theirs.tags
        assert ours.scores == pytest.approx(theirs.scores, abs=1e-5)
    assert model.tag([]) == []


def test_a_blank_text_is_refused(model: ServedModel) -> None:
    with pytest.raises(EmptyText):
        model.tag([TEXTS[0], " "])


def test_a_new_pointer_is_followed_without_a_restart(model: ServedModel, state: Path, tmp_path: Path) -> None:
    assert model.tagger().manifest.id.startswith("tiny-")
    point_to(state, edited((state / "current").resolve(), tmp_path / "bundles" / "new", "new-1"))
    assert model.tagger().manifest.id.startswith("new-")
    assert all(one.tags == tuple(one.scores) and one.model.startswith("new-") for one in model.tag(TEXTS[:5]))
    assert model.problem == ""


def test_a_bundle_written_over_in_place_is_followed_too(model: ServedModel, state: Path) -> None:
    manifest = (state / "current").resolve() / "tagger.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"tiny-', '"over-'), "utf-8")
    assert model.tagger().manifest.id.startswith("over-")


def test_a_broken_bundle_leaves_the_old_model_serving_and_says_why(model: ServedModel, state: Path) -> None:
    old, folder = model.tagger().manifest.id, (state / "current").resolve()
    weights = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(weights[:100])
    assert model.tag(TEXTS[:2])[0].model == old
    assert "is not the one that tagger.json was written for" in model.problem
    assert model.reload() == model.problem  # the same files are not tried again
    (folder / "model.safetensors").write_bytes(weights)
    assert model.tagger().manifest.id == old
    assert model.problem == ""


def test_a_bundle_that_may_not_be_read_leaves_the_old_model_serving(
    model: ServedModel, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied", "model.safetensors")

    (state / "current" / "tagger.json").touch()
    monkeypatch.setattr(model, "_load", locked)  # whoever runs the tests may be allowed everything
    assert len(model.tag(TEXTS[:2])) == 2
    assert "Permission denied" in model.problem


def test_a_bundle_that_is_gone_leaves_the_old_model_serving(model: ServedModel, state: Path) -> None:
    shutil.rmtree((state / "current").resolve())
    assert len(model.tag(TEXTS[:2])) == 2
    assert "does not exist" in model.problem


def test_many_at_once_are_served_while_the_model_is_replaced(
    model: ServedModel, state: Path, tmp_path: Path, tiny_bundle: Bundle
) -> None:
    old, answers = model.tagger().manifest.id, []

    def ask() -> None:
        for _ in range(4):
            answers.append({one.model for one in model.tag(TEXTS[:80])})

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    point_to(state, edited(tiny_bundle.folder, tmp_path / "bundles" / "new", "new-1"))
    for thread in threads:
        thread.join()
    assert len(answers) == 24
    new = model.tagger().manifest.id
    assert new.startswith("new-")
    assert all(answer in ({old}, {new}) for answer in answers)  # one batch, one model
