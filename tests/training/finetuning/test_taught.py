"""What other models said of texts teaches beside people's labels, judges nothing, and is named on the card."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from labels.labelled import LabelledParagraph
from labels.soft.apart import Apart
from labels.soft.choosing import choose
from labels.soft.taught import Taught
from labels.splits import region_of
from storage.errors import BadSettings
from storage.jsonl import write_objects
from tests.invented import PLACES, invented_rows
from tests.labels.soft.said import IDS, MODEL, asked, asked_of
from tests.training.finetuning.runs import MARKED, ROWS, SETTINGS, TAXONOMY, UNLABELLED, Interruption
from training.finetuning import cross_validation as run
from training.finetuning.recipe import Trained, train
from training.finetuning.self_training import SoftLabelled, asked_labels, joined
from training.finetuning.settings import TrainingSettings

OTHERS = [*asked_of(invented_rows(21), "再接再厉。"), *asked_of(ROWS[:14], "再接再厉，久久为功。")]
FREE = [asked(f"全市第{number}次会议传达了上级的部署和要求，交流了经验。", "汇编", ecology=0.6) for number in range(9)]


def taught(folder: Path, lines: Sequence[dict[str, Any]], held_out: Sequence[LabelledParagraph] = ()) -> Taught:
    write_objects(folder / "said.jsonl", lines)
    return choose([folder / "said.jsonl"], TAXONOMY, {row.text for row in ROWS}, Apart(held_out), 1000)


def train_with(
    output: Path,
    encoder: Path,
    said: Taught | None,
    settings: TrainingSettings = SETTINGS,
    rows: Sequence[LabelledParagraph] = ROWS,
    say: Callable[[str], None] = lambda line: None,
    **more: Any,
) -> Trained:
    named = {"data_name": "invented.jsonl", "say": say, "taught": said, **more}
    return train(rows, TAXONOMY, str(encoder), output, settings, **named)


@pytest.mark.parametrize("rows", [ROWS, MARKED], ids=["paragraphs", "sentences"])
def test_a_model_comes_to_say_what_it_was_taught(
    tmp_path: Path, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch, rows: list[LabelledParagraph]
) -> None:
    """No label of people's speaks of these texts; one model says that they are of security, the other of ecology."""
    texts = [f"第{n}次会议以来，{place}各位代表过去{n}年牢记嘱托。" for n in range(15) for place in PLACES]
    fitted: list[Any] = []
    real = run.fit
    monkeypatch.setattr(run, "fit", lambda *given, **named: fitted.append(real(*given, **named)) or fitted[-1])
    settings = replace(SETTINGS, folds=0, freeze_embeddings=False, mask_share=0.0)
    said = {}
    for key in ("security", "ecology"):
        lines = [asked(text, "汇编", **{key: 0.8}) for text in texts]
        train_with(tmp_path / key, tiny_encoder, taught(tmp_path, lines), settings, rows)
        said[key] = expit(fitted[-1].logits_of(texts, "sentence")).mean(axis=0)
    for key, other in (("security", "ecology"), ("ecology", "security")):
        column = IDS.index(key)
        assert said[key][column] > said[other][column] + 0.25


def test_no_fold_sees_what_was_said_of_the_regions_it_judges(
    tmp_path: Path, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, tuple[str, ...]] = {}
    real = run.fit

    def fit(*given: Any, **named: Any) -> Any:
        seen[named["name"]] = named["soft"].texts
        return real(*given, **named)

    monkeypatch.setattr(run, "fit", fit)
    inside = [asked(row.text.split("。")[0] + "。", "汇编", ecology=0.9) for row in ROWS if len(row.labels) == 2]
    said = taught(tmp_path, [*OTHERS, *FREE, *inside])
    trained = train_with(tmp_path / "tagger", tiny_encoder, said, replace(SETTINGS, epochs=1))
    assert set(seen["final"]) == {one.text for one in said.texts}
    for number, (_, tested) in enumerate(trained.folds, start=1):
        judged = [ROWS[i] for i in tested]
        regions, sentences = {region_of(row) for row in judged}, {row.text.split("。")[0] + "。" for row in judged}
        free = {one.text for one in said.texts if regions.isdisjoint(one.regions) and one.text not in sentences}
        assert set(seen[f"fold {number}/2"]) == free
        assert {line["text"] for line in FREE} < free
    assert trained.judged == list(range(len(ROWS)))  # people's paragraphs judge, and nothing else


def test_unlabelled_text_of_reports_held_out_is_left_out_too(
    tmp_path: Path, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, held_out = ([row for row in ROWS if (region_of(row) == "岚川县") == out] for out in (False, True))
    seen: list[SoftLabelled] = []
    real = run.fit
    monkeypatch.setattr(run, "fit", lambda *given, **named: seen.append(named["soft"]) or real(*given, **named))
    lines: list[str] = []
    said, settings = taught(tmp_path, OTHERS, held_out), replace(SETTINGS, folds=0, epochs=1)
    more = {"unlabelled": UNLABELLED, "held_out": held_out, "say": lines.append}
    train_with(tmp_path / "tagger", tiny_encoder, said, settings, rows, **more)
    assert not [text for soft in seen for text in soft.texts if text.startswith("岚川县")]
    count = sum(one.region == "岚川县" for one in UNLABELLED)
    assert any(line.startswith(f"{count} unlabelled texts of regions or texts held out") for line in lines)


def test_a_killed_training_goes_on_to_the_same_bundle_and_with_nothing_else(tmp_path: Path, tiny_encoder: Path) -> None:
    said = taught(tmp_path, [*OTHERS, *FREE])

    def die(line: str) -> None:
        if line == "fold 1/2: epoch 2/2":
            raise Interruption

    unbroken = train_with(tmp_path / "a" / "tagger", tiny_encoder, said, rows=MARKED)
    with pytest.raises(Interruption):
        train_with(tmp_path / "b" / "tagger", tiny_encoder, said, rows=MARKED, say=die)
    first, *others = said.texts
    other = replace(said, texts=(replace(first, probabilities=first.probabilities / 2), *others))
    with pytest.raises(BadSettings, match=r"holds an unfinished run with other settings or data \(taught\)"):
        train_with(tmp_path / "b" / "tagger", tiny_encoder, other, rows=MARKED)
    resumed = train_with(tmp_path / "b" / "tagger", tiny_encoder, said, rows=MARKED)
    assert resumed.bundle.manifest == unbroken.bundle.manifest


def test_manifest_and_card_say_who_taught_how_much_and_what_was_left_out(tmp_path: Path, tiny_encoder: Path) -> None:
    hard = asked("全市修复湿地三百公顷，水质持续好转。", "汇编", ecology=1.0)
    by_people = asked("另一段由人标注的文字，不作教材。", "汇编", ecology=1.0) | {"annotators": {"李": []}}
    said = taught(tmp_path, [*FREE, hard, by_people, FREE[0]])
    trained = train_with(tmp_path / "tagger", tiny_encoder, said, replace(SETTINGS, folds=0, epochs=1))
    assert trained.bundle.manifest.data["taught"] == {
        "texts": 10,
        "soft": 9,
        "lines": 12,
        "repeated": 1,
        "teachers": {MODEL: 10},
        "left_out": {"by_people": 1},
    }
    assert trained.bundle.manifest.data["paragraphs"] == len(ROWS)
    card = (tmp_path / "tagger" / "README.md").read_text("utf-8")
    assert (
        f"10 texts labelled by {MODEL} (10), 9 of them softly and 1 with yes or no alone; of 12 lines, 1 with the text "
        "of another were left out: 1 that a person labelled" in card
    )


def test_a_text_of_both_teachers_has_the_mean_and_of_what_one_leaves_open_the_others_word() -> None:
    open_, known = np.array([[np.nan, 0.5]]), np.array([[0.2, 0.3]])
    own = SoftLabelled(("甲", "乙"), np.array([[0.2, 0.4], [1.0, 1.0]]), (known, known))
    other = SoftLabelled(("丙", "甲"), np.array([[0.0, 0.0], [0.6, 0.8]]), (open_, open_))
    both = joined(own, other)
    assert both is not None and both.of_sentences is not None
    assert both.texts == ("甲", "乙", "丙")
    np.testing.assert_allclose(both.probabilities, [[0.4, 0.6], [1.0, 1.0], [0.0, 0.0]])
    np.testing.assert_allclose(both.of_sentences, [[[0.2, 0.4]], known, open_])
    assert joined(None, other) is other
    assert joined(own, None) is own
    assert asked_labels((), [], by_sentences=True) is None
