"""Labelled paragraphs become a bundle that the tagger loads; an interrupted run goes on where it stopped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import f1_score

from inference.tagger import Tagger
from labels.labelled import LabelledParagraph
from labels.splits import region_of
from labels.taxonomy import Taxonomy
from reports.report import About
from storage.errors import BadBundle, BadData, BadSettings, CannotWrite
from storage.results.markers import RESULT
from tests.invented import invented_rows
from training.finetuning import unseen as run
from training.finetuning.recipe import Trained, train
from training.finetuning.self_training import Unlabelled
from training.finetuning.settings import TrainingSettings

TAXONOMY = Taxonomy.load()
ROWS = invented_rows()
SETTINGS = TrainingSettings(epochs=2, folds=2, rate=3e-3, max_tokens=48, validation_share=0.2)


@dataclass(frozen=True)
class Run:
    """What a run returned, where it wrote, and what it said."""

    trained: Trained
    output: Path
    said: list[str]


def run_once(
    output: Path, encoder: Path, settings: TrainingSettings = SETTINGS, rows: Sequence[LabelledParagraph] = ROWS
) -> Run:
    said: list[str] = []
    trained = train(rows, TAXONOMY, str(encoder), output, settings, data_name="invented.jsonl", say=said.append)
    return Run(trained, output, said)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, tiny_encoder: Path) -> Run:
    """An unbroken run with cross-validation."""
    return run_once(tmp_path_factory.mktemp("runs") / "tagger", tiny_encoder)


def test_the_tagger_loads_what_training_wrote(whole: Run) -> None:
    tagger = Tagger.load(whole.output, TAXONOMY, "cpu")
    assert tagger.bundle == whole.trained.bundle
    scores = tagger.probabilities([row.text for row in ROWS[:7]])
    assert np.isfinite(scores).all()
    assert ((scores > 0) & (scores < 1)).all()


def test_the_bundle_is_all_that_stays(whole: Run) -> None:
    assert list(whole.output.parent.iterdir()) == [whole.output]
    names = {path.name for path in whole.output.iterdir()}
    model = {"README.md", "config.json", "model.safetensors", "tagger.json", "tokenizer.json", "tokenizer_config.json"}
    assert names == {*model, RESULT}


def test_the_manifest_says_what_it_was_trained_on(whole: Run) -> None:
    manifest = whole.trained.bundle.manifest
    assert manifest.data["paragraphs"] == len(ROWS)
    assert manifest.data["without_category"] == sum(not row.labels for row in ROWS)
    assert manifest.data["labels"] == {key: sum(key in row.labels for row in ROWS) for key in sorted(TAXONOMY.ids)}
    assert manifest.data["reports"] == sorted({row.report for row in ROWS})
    assert (manifest.data["file"], manifest.encoder) == ("invented.jsonl", "tiny-encoder")
    assert (manifest.unit, manifest.max_tokens) == ("multiscale", 48)


def test_every_paragraph_is_judged_unseen_and_no_region_straddles_a_fold(whole: Run) -> None:
    assert whole.trained.judged == list(range(len(ROWS)))
    assert sorted(number for _, tested in whole.trained.folds for number in tested) == list(range(len(ROWS)))
    for trained, tested in whole.trained.folds:
        assert not {region_of(ROWS[i]) for i in trained} & {region_of(ROWS[i]) for i in tested}


def test_the_scores_in_the_manifest_are_those_of_its_tags(whole: Run) -> None:
    truth = [[key in row.labels for key in TAXONOMY.ids] for row in ROWS]
    tagged = [[key in tags for key in TAXONOMY.ids] for tags in whole.trained.tags]
    scores = whole.trained.bundle.manifest.scores
    assert scores["macro_f1"] == pytest.approx(f1_score(truth, tagged, average="macro", zero_division=0), abs=1e-4)
    assert scores["micro_f1"] == pytest.approx(f1_score(truth, tagged, average="micro", zero_division=0), abs=1e-4)
    assert scores["method"] == "grouped 2-fold cross-validation by region"


def test_the_manifest_states_a_review_band_for_every_category(whole: Run) -> None:
    band = whole.trained.bundle.manifest.review_band
    assert band is not None
    assert tuple(band) == TAXONOMY.ids
    assert "marked for review where" in (whole.output / "README.md").read_text("utf-8")


def test_progress_names_folds_and_epochs(whole: Run) -> None:
    for fold in (1, 2):
        assert f"fold {fold}/2: epoch 1/2" in whole.said


def test_the_same_seed_gives_the_same_bundle(whole: Run, tmp_path: Path, tiny_encoder: Path) -> None:
    again = run_once(tmp_path / "tagger", tiny_encoder)
    assert again.trained.bundle.manifest == whole.trained.bundle.manifest
    assert again.trained.tags == whole.trained.tags


def test_training_learns(tmp_path: Path, tiny_encoder: Path) -> None:
    # The embeddings of the tiny encoder are random, and it has few words to spare.
    settings = replace(SETTINGS, folds=0, epochs=20, patience=20, freeze_embeddings=False, mask_share=0.0)
    learnt = run_once(tmp_path / "tagger", tiny_encoder, settings)
    assert (
        learnt.trained.bundle.manifest.scores["macro_f1"] > 0.9
    )  # the sentences of a category differ by a number and a place


class Interruption(Exception):
    """Stands for the person or the machine that ends a run."""


def interrupting(monkeypatch: pytest.MonkeyPatch, name: str) -> Callable[[], None]:
    """Let the fit called `name` end in an interruption; return what undoes that."""
    real = run.fit

    def fit(*arguments: Any, **named: Any) -> Any:
        if named["name"] == name:
            raise Interruption
        return real(*arguments, **named)

    monkeypatch.setattr(run, "fit", fit)
    return lambda: monkeypatch.setattr(run, "fit", real)


def test_an_interrupted_run_keeps_its_folds_and_ends_like_an_unbroken_one(
    whole: Run, tmp_path: Path, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = interrupting(monkeypatch, "fold 2/2")
    with pytest.raises(Interruption):
        run_once(tmp_path / "tagger", tiny_encoder)
    go_on()
    assert not (tmp_path / "tagger" / "tagger.json").exists()
    resumed = run_once(tmp_path / "tagger", tiny_encoder)
    assert not [line for line in resumed.said if line.startswith("fold 1/2")]
    assert [line for line in resumed.said if line.startswith("fold 2/2")]
    assert resumed.trained.bundle.manifest == whole.trained.bundle.manifest


def test_a_fit_that_was_killed_between_epochs_goes_on_from_its_checkpoint(
    whole: Run, tmp_path: Path, tiny_encoder: Path
) -> None:
    def die(line: str) -> None:
        if line.startswith("fold 1/2: epoch 2"):
            raise Interruption

    with pytest.raises(Interruption):
        train(ROWS, TAXONOMY, str(tiny_encoder), tmp_path / "tagger", SETTINGS, data_name="invented.jsonl", say=die)
    assert list((tmp_path / "tagger.work" / "fold-1").glob("checkpoint-*"))
    resumed = run_once(tmp_path / "tagger", tiny_encoder)
    epochs = [line for line in resumed.said if line.startswith("fold 1/2: epoch")]
    assert [line.split(",")[0] for line in epochs] == ["fold 1/2: epoch 2/2"]
    assert resumed.trained.tags == whole.trained.tags
    assert resumed.trained.bundle.manifest == whole.trained.bundle.manifest


def test_a_resumed_fit_stops_as_early_as_an_unbroken_one(tmp_path: Path, tiny_encoder: Path) -> None:
    settings = replace(
        SETTINGS, folds=0, epochs=6, patience=2, rate=1e-7
    )  # so slow that no epoch is better than the first

    def die(line: str) -> None:
        if line.startswith("training: epoch 3"):
            raise Interruption

    with pytest.raises(Interruption):
        train(ROWS, TAXONOMY, str(tiny_encoder), tmp_path / "tagger", settings, data_name="invented.jsonl", say=die)
    resumed = run_once(tmp_path / "tagger", tiny_encoder, settings)
    assert [line.split(",")[0] for line in resumed.said if line.startswith("training: ")] == ["training: epoch 3/6"]


def test_an_unfinished_run_does_not_mix_with_another(
    tmp_path: Path, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = interrupting(monkeypatch, "fold 1/2")
    with pytest.raises(Interruption):
        run_once(tmp_path / "tagger", tiny_encoder)
    go_on()
    with pytest.raises(BadSettings, match="holds an unfinished run with other settings or data"):
        run_once(tmp_path / "tagger", tiny_encoder, replace(SETTINGS, seed=1))
    with pytest.raises(BadSettings, match="holds an unfinished run with other settings or data"):
        run_once(tmp_path / "tagger", tiny_encoder, rows=ROWS[1:])


def test_without_folds_the_validation_reports_decide(tmp_path: Path, tiny_encoder: Path) -> None:
    quick = run_once(tmp_path / "tagger", tiny_encoder, replace(SETTINGS, folds=0))
    assert quick.trained.folds == []
    assert 0 < len(quick.trained.judged) < len(ROWS)
    assert len(quick.trained.tags) == len(quick.trained.judged)
    assert quick.trained.bundle.manifest.scores["paragraphs"] == len(quick.trained.judged)
    assert "validation reports" in quick.trained.bundle.manifest.scores["method"]
    Tagger.load(tmp_path / "tagger", TAXONOMY, "cpu")


@pytest.mark.parametrize(("freeze", "moved"), [(None, False), (True, False), (False, True)])
def test_embeddings_of_a_small_encoder_stay_unless_told_otherwise(
    tmp_path: Path, tiny_encoder: Path, freeze: bool | None, moved: bool
) -> None:
    from safetensors.torch import load_file

    run_once(tmp_path / "tagger", tiny_encoder, replace(SETTINGS, folds=0, epochs=1, freeze_embeddings=freeze))
    before, after = (load_file(folder / "model.safetensors") for folder in (tiny_encoder, tmp_path / "tagger"))
    name = "bert.embeddings.word_embeddings.weight"
    assert bool((before[name].half() != after[name]).any()) == moved


def test_a_paragraph_model_says_so(tmp_path: Path, tiny_encoder: Path) -> None:
    trained = run_once(
        tmp_path / "tagger", tiny_encoder, replace(SETTINGS, folds=0, epochs=1, unit="paragraph")
    ).trained
    assert trained.bundle.manifest.unit == "paragraph"


def test_logits_of_training_are_those_of_the_tagger(
    tmp_path: Path, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Any] = []
    real = run.fit
    monkeypatch.setattr(run, "fit", lambda *given, **named: kept.append(real(*given, **named)) or kept[-1])
    run_once(tmp_path / "tagger", tiny_encoder, replace(SETTINGS, folds=0))
    tagger = Tagger.load(tmp_path / "tagger", TAXONOMY, "cpu")
    np.testing.assert_allclose(
        kept[0].logits(ROWS), tagger.logits([row.text for row in ROWS]), atol=0.05
    )  # 16 bits on disk


def test_too_few_paragraphs_are_refused(tmp_path: Path, tiny_encoder: Path) -> None:
    with pytest.raises(BadData, match=r"19 labelled paragraphs arrived\. Expected at least 20"):
        run_once(tmp_path / "tagger", tiny_encoder, rows=ROWS[:19])


def test_a_category_nobody_gave_is_named(tmp_path: Path, tiny_encoder: Path) -> None:
    rows = [row for row in ROWS if "security" not in row.labels]
    with pytest.raises(BadData, match="No paragraph carries 'security'"):
        run_once(tmp_path / "tagger", tiny_encoder, rows=rows)


def test_more_folds_than_regions_are_refused(tmp_path: Path, tiny_encoder: Path) -> None:
    with pytest.raises(BadSettings, match="7 parts were asked for"):
        run_once(tmp_path / "tagger", tiny_encoder, replace(SETTINGS, folds=7))
    assert not (tmp_path / "tagger").exists()


def test_one_region_cannot_be_validated_on_another(tmp_path: Path, tiny_encoder: Path) -> None:
    one_region = [row for row in invented_rows(30) if row.paragraph.about.region == "岚川县"]
    with pytest.raises(BadSettings, match=r"come from 1 region\(s\), but 2 parts were asked for"):
        run_once(tmp_path / "tagger", tiny_encoder, replace(SETTINGS, folds=0), rows=one_region)
    assert not (tmp_path / "tagger").exists()


UNLABELLED = [
    *(Unlabelled(row.text + "再接再厉。", row.paragraph.about.region or "") for row in invented_rows(21)),
    *(Unlabelled(f"全市第{number}次会议传达了上级的部署和要求，交流了经验。") for number in range(9)),
]


def test_a_fit_killed_after_the_unlabelled_text_does_not_read_it_again(tmp_path: Path, tiny_encoder: Path) -> None:
    def run_with(folder: str, say: Callable[[str], None]) -> Trained:
        output = tmp_path / folder / "tagger"
        named = {"data_name": "invented.jsonl", "say": say, "unlabelled": UNLABELLED}
        return train(ROWS, TAXONOMY, str(tiny_encoder), output, SETTINGS, **named)

    def die(line: str) -> None:
        if line == "fold 1/2: epoch 2/2":
            raise Interruption

    unbroken = run_with("unbroken", lambda line: None)
    with pytest.raises(Interruption):
        run_with("killed", die)
    said: list[str] = []
    resumed = run_with("killed", said.append)
    assert "fold 1/2, unlabelled text: epoch 1/1" not in said
    assert "fold 2/2, unlabelled text: epoch 1/1" in said
    assert resumed.bundle.manifest == unbroken.bundle.manifest


def test_unlabelled_text_is_read_first_and_never_of_the_regions_judged(
    tmp_path: Path, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, tuple[str, ...]] = {}
    real = run.fit

    def fit(*arguments: Any, **named: Any) -> Any:
        given[named["name"]] = named["soft"].texts
        return real(*arguments, **named)

    monkeypatch.setattr(run, "fit", fit)
    said: list[str] = []
    trained = train(
        ROWS,
        TAXONOMY,
        str(tiny_encoder),
        tmp_path / "tagger",
        SETTINGS,
        data_name="invented.jsonl",
        say=said.append,
        unlabelled=UNLABELLED,
    )
    assert trained.bundle.manifest.data["unlabelled"] == len(UNLABELLED)
    assert set(given) == {"fold 1/2", "fold 2/2", "final"}
    assert len(given["final"]) == len(UNLABELLED)
    for number, (_, tested) in enumerate(trained.folds, start=1):
        judged = {region_of(ROWS[i]) for i in tested}
        assert given[f"fold {number}/2"] == tuple(one.text for one in UNLABELLED if one.region not in judged)
    lines = [line for line in said if line.startswith("fold 1/2")]
    assert lines[0].startswith("fold 1/2: a teacher labelled")
    assert lines.index("fold 1/2, unlabelled text: epoch 1/1") < lines.index("fold 1/2: epoch 1/2")


def test_an_encoder_that_is_nowhere_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadBundle, match="the shipped models/encoder"):
        train(
            ROWS, TAXONOMY, "nobody/has-this-model", tmp_path / "tagger", SETTINGS, data_name="invented.jsonl", say=str
        )
    assert not (tmp_path / "tagger").exists()


def test_a_bundle_is_not_written_below_a_file(tmp_path: Path, tiny_encoder: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite):
        run_once(tmp_path / "file" / "tagger", tiny_encoder)


def one_region() -> list[LabelledParagraph]:
    return [replace(row, paragraph=replace(row.paragraph, about=About(region="岚川县", year=2031))) for row in ROWS]


def test_reports_of_one_region_are_not_split_by_region(tmp_path: Path, tiny_encoder: Path) -> None:
    with pytest.raises(BadSettings, match="--split-by report"):
        run_once(tmp_path / "tagger", tiny_encoder, rows=one_region())


def test_reports_of_one_region_are_trained_on_when_split_by_report(tmp_path: Path, tiny_encoder: Path) -> None:
    settings = replace(SETTINGS, split_by="report", folds=0, epochs=1)
    done = run_once(tmp_path / "tagger", tiny_encoder, settings, one_region())
    reports = {ROWS[number].report for number in done.trained.judged}
    assert 1 <= len(reports) < 6
    assert len(done.trained.judged) == 14 * len(reports)
