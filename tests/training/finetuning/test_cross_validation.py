"""An interrupted run goes on where it stopped, and unlabelled text is never of the regions judged."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from labels.labelled import LabelledParagraph
from labels.splits import region_of
from storage.errors import BadSettings
from tests.training.finetuning.runs import (
    ROWS,
    SETTINGS,
    TAXONOMY,
    UNLABELLED,
    Interruption,
    Run,
    run_once,
)
from training.finetuning import cross_validation as run
from training.finetuning.recipe import Trained, train


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


def test_validation_reports_are_those_that_a_run_was_begun_with(
    tmp_path: Path, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_years(first: int) -> list[LabelledParagraph]:
        """Return the rows with a year for each pair of places: the years from `first` on, in turn."""
        years = [first + int(row.report[:2] in ("岚川", "砚浦", "榆木")) for row in ROWS]
        abouts = [replace(row.paragraph.about, year=year) for row, year in zip(ROWS, years, strict=True)]
        return [
            replace(row, paragraph=replace(row.paragraph, about=one)) for row, one in zip(ROWS, abouts, strict=True)
        ]

    settings = replace(SETTINGS, folds=0, split_by="year", validation_share=0.4)
    interrupting(monkeypatch, "training")
    with pytest.raises(Interruption):
        run_once(tmp_path / "tagger", tiny_encoder, settings, of_years(2031))
    with pytest.raises(BadSettings, match=r"other settings or data \(folds\)"):
        run_once(tmp_path / "tagger", tiny_encoder, settings, [*of_years(2031)[:14], *of_years(2030)[14:]])


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


def test_folds_of_what_is_judged_count_its_places() -> None:
    folds = [([0, 1, 4], [2, 3]), ([2, 3], [0, 1, 4])]
    assert run.renumbered(folds, [1, 3, 4]) == [([0, 2], [1]), ([1], [0, 2])]
    assert run.renumbered(folds, range(5)) == folds
