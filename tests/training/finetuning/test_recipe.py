"""Labelled paragraphs become a bundle that the tagger loads."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import f1_score

from inference.tagger import Tagger
from labels.labelled import LabelledParagraph
from labels.splits import region_of
from models.decision import in_doubt, looked_at_again
from reports.report import About
from storage.errors import BadBundle, BadData, BadSettings, CannotWrite
from storage.results.markers import RESULT
from tests.invented import invented_rows
from tests.training.finetuning.runs import (
    MARKED,
    ROWS,
    SETTINGS,
    TAXONOMY,
    UNLABELLED,
    Run,
    run_once,
)
from training.finetuning import cross_validation as run
from training.finetuning.recipe import train
from training.hub.encoder_source import find_encoder, reports_learnt


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


def test_the_manifest_states_what_is_marked_for_review(whole: Run) -> None:
    manifest = whole.trained.bundle.manifest
    assert manifest.review_above is not None
    assert manifest.review_band is None
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


def test_marked_sentences_make_a_model_of_sentences_that_looks_at_some_paragraphs_twice(
    tmp_path: Path, tiny_encoder: Path
) -> None:
    run_once(tmp_path / "tagger", tiny_encoder, replace(SETTINGS, epochs=1), MARKED)
    tagger = Tagger.load(tmp_path / "tagger", TAXONOMY, "cpu")
    manifest = tagger.manifest
    assert manifest.unit == "sentence"
    assert manifest.data["paragraphs_with_evidence"] == sum(bool(row.labels) for row in MARKED)
    assert manifest.data["sentences"] == {key: sum(key in row.labels for row in MARKED) for key in sorted(TAXONOMY.ids)}
    assert manifest.second_look > 0
    card = (tmp_path / "tagger" / "README.md").read_text("utf-8")
    assert "all labels have their sentences marked" in card
    assert f"within {manifest.second_look:.2f} of 0" in card


def test_marks_of_some_labels_only_are_counted_as_what_they_are(tmp_path: Path, tiny_encoder: Path) -> None:
    one = [replace(row, evidence={key: row.evidence[key] for key in row.labels[:-1]}) for row in MARKED]
    partly = sum(bool(row.evidence) for row in one)
    said: list[str] = []
    settings = replace(SETTINGS, folds=0, epochs=1)
    train(one, TAXONOMY, str(tiny_encoder), tmp_path / "tagger", settings, data_name="some.jsonl", say=said.append)
    assert f", the sentences marked in 0, for some of the labels only in {partly} more" in " ".join(said)
    data = Tagger.load(tmp_path / "tagger", TAXONOMY, "cpu").manifest.data
    assert (data["paragraphs_with_evidence"], data["paragraphs_marked_in_part"]) == (0, partly)
    assert sum(data["sentences"].values()) == partly
    assert f"marked, in {partly} more those of some labels (" in (tmp_path / "tagger" / "README.md").read_text("utf-8")


def test_a_paragraph_model_takes_no_notice_of_marks(tmp_path: Path, tiny_encoder: Path) -> None:
    from safetensors.torch import load_file

    settings = replace(SETTINGS, folds=0, epochs=1, unit="paragraph")
    for name, rows in (("plain", ROWS), ("marked", MARKED)):
        said: list[str] = []
        given = {"data_name": "invented.jsonl", "unlabelled": UNLABELLED}
        train(rows, TAXONOMY, str(tiny_encoder), tmp_path / name, settings, say=said.append, **given)
        assert not any("teacher: epoch" in line or "sentences marked" in line for line in said)
        aside = f"; the marks in {sum(bool(row.evidence) for row in MARKED)} teach nothing: what judges paragraphs"
        assert (aside in " ".join(said)) == (name == "marked")
        assert "sentences marked" not in (tmp_path / name / "README.md").read_text("utf-8")
    plain, marked = (load_file(tmp_path / name / "model.safetensors") for name in ("plain", "marked"))
    assert all(bool((plain[key] == marked[key]).all()) for key in plain)


def test_a_model_learns_from_marked_sentences(tmp_path: Path, tiny_encoder: Path) -> None:
    settings = replace(SETTINGS, folds=0, epochs=15, patience=15, freeze_embeddings=False, mask_share=0.0)
    run_once(tmp_path / "tagger", tiny_encoder, settings, MARKED)
    tagger = Tagger.load(tmp_path / "tagger", TAXONOMY, "cpu")
    two = [row for row in MARKED if len(row.labels) == 2]
    tagged = tagger.tag([row.paragraph for row in two])
    named = [(key, (one.start, one.end)) for each in tagged for key, found in each.evidence.items() for one in found]
    marked = [(key, mark) for row in two for key, marks in row.evidence.items() for mark in marks]
    assert len(set(named) & set(marked)) > 0.7 * len(set(marked))  # a guess among four names a quarter


def test_two_teachers_label_the_sentences_of_unlabelled_text(tmp_path: Path, tiny_encoder: Path) -> None:
    said: list[str] = []
    settings = replace(SETTINGS, folds=0, epochs=1)
    given = {"data_name": "invented.jsonl", "unlabelled": UNLABELLED}
    trained = train(MARKED, TAXONOMY, str(tiny_encoder), tmp_path / "tagger", settings, say=said.append, **given)
    assert any("teacher: epoch 1/1" in line for line in said)
    assert trained.bundle.manifest.data["unlabelled"] == len(UNLABELLED)
    assert "two teachers" in (tmp_path / "tagger" / "README.md").read_text("utf-8")


def test_a_paragraph_model_says_so(tmp_path: Path, tiny_encoder: Path) -> None:
    trained = run_once(
        tmp_path / "tagger", tiny_encoder, replace(SETTINGS, folds=0, epochs=1, unit="paragraph")
    ).trained
    assert trained.bundle.manifest.unit == "paragraph"


@pytest.mark.parametrize("rows", [ROWS, MARKED], ids=["paragraphs", "sentences"])
def test_logits_of_training_are_those_of_the_tagger(
    tmp_path: Path, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch, rows: list[LabelledParagraph]
) -> None:
    kept: list[Any] = []
    real = run.fit
    monkeypatch.setattr(run, "fit", lambda *given, **named: kept.append(real(*given, **named)) or kept[-1])
    run_once(tmp_path / "tagger", tiny_encoder, replace(SETTINGS, folds=0), rows)
    tagger = Tagger.load(tmp_path / "tagger", TAXONOMY, "cpu")
    readings, second_look = kept[0].logits(rows), tagger.manifest.second_look
    doubtful = in_doubt(readings[0], second_look)
    assert doubtful.any() == (rows is MARKED)
    told = looked_at_again(readings[0], readings[-1][doubtful], doubtful)
    sure = (abs(abs(readings[0]) - second_look) > 0.05).all(axis=1)  # whatever 16 bits round, on disk and in training
    np.testing.assert_allclose(told[sure], tagger.logits([row.text for row in rows])[sure], atol=0.05)
    assert sure.sum() > len(rows) / 2


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


def test_what_its_encoder_had_learnt_from_is_said_and_stays_known(
    whole: Run, tmp_path: Path, tiny_encoder: Path
) -> None:
    """A tagger taken for an encoder knows the answers of the reports that taught it, in whatever fold they stand."""
    learnt = [row for row in ROWS if region_of(row) != "岚川县"]
    run_once(tmp_path / "first", tiny_encoder, replace(SETTINGS, folds=0, epochs=1), learnt)
    again = run_once(tmp_path / "second", tmp_path / "first", replace(SETTINGS, folds=0, epochs=1))
    manifest = again.trained.bundle.manifest
    assert "first had learnt from 5 reports of these: where they judge, scores flatter" in again.said
    assert manifest.data["encoder_reports"] == sorted({row.report for row in learnt})
    card = (tmp_path / "second" / "README.md").read_text("utf-8")
    assert "Encoder: `first`, which had learnt to tag from 5 reports." in card
    assert "had learnt from 5 reports of these paragraphs, so these scores flatter" in card
    third = run_once(tmp_path / "third", tmp_path / "second", replace(SETTINGS, folds=0, epochs=1), learnt)
    assert "岚川县-2031" in third.trained.bundle.manifest.reports_seen
    assert not any("flatter" in line for line in whole.said)


def test_a_tagger_of_other_categories_knows_no_answer(whole: Run) -> None:
    found = find_encoder(str(whole.output))
    assert reports_learnt(found, TAXONOMY) == sorted({row.report for row in ROWS})
    others = tuple(replace(one, id=f"other_{one.id}") for one in TAXONOMY.categories)
    assert reports_learnt(found, replace(TAXONOMY, categories=others)) == []


def corrected(row: LabelledParagraph) -> LabelledParagraph:
    return replace(row, corrected={"model": "tagger", "tags": list(row.labels), "evidence": {}})


@pytest.mark.parametrize("folds", [0, 2])
def test_corrections_of_readers_teach_and_judge_nothing(tmp_path: Path, tiny_encoder: Path, folds: int) -> None:
    rows = [corrected(row) if number % 3 == 0 else row for number, row in enumerate(ROWS)]
    run_of_all = run_once(tmp_path / "tagger", tiny_encoder, replace(SETTINGS, folds=folds, epochs=1), rows)
    trained, scores = run_of_all.trained, run_of_all.trained.bundle.manifest.scores
    assert trained.judged == [number for number in trained.judged if number % 3]
    assert folds == 0 or len(trained.judged) == 56
    assert scores["paragraphs"] == len(trained.judged) == len(trained.tags)
    truth = [[key in rows[number].labels for key in TAXONOMY.ids] for number in trained.judged]
    tagged = [[key in tags for key in TAXONOMY.ids] for tags in trained.tags]
    assert scores["micro_f1"] == pytest.approx(f1_score(truth, tagged, average="micro", zero_division=0), abs=1e-4)
    assert trained.bundle.manifest.data["paragraphs"] == len(ROWS)
    assert "28 corrections of readers among them: these teach, and judge nothing" in run_of_all.said


@pytest.mark.parametrize("folds", [0, 2])
def test_corrections_alone_are_refused_in_one_line(tmp_path: Path, tiny_encoder: Path, folds: int) -> None:
    with pytest.raises(BadData, match=r"paragraphs that would judge were corrected on reading pages.*blind") as refused:
        run_once(tmp_path / "tagger", tiny_encoder, replace(SETTINGS, folds=folds), list(map(corrected, ROWS)))
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "tagger").exists()
