"""A bundle that a language model's labels taught and judged says so."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from models.bundle import Bundle
from models.card import model_card
from tests.invented import invented_rows
from training.finetuning.facts import data_facts, unseen_scores
from training.finetuning.settings import TrainingSettings

MODEL = "llm:岚川@0a1b2c3d"
PEOPLE = invented_rows()
ROWS = [replace(row, annotators={MODEL: row.labels} if n % 5 else {"李": row.labels}) for n, row in enumerate(PEOPLE)]
BY_MODEL = len(ROWS) - len(range(0, len(ROWS), 5))


def card_of(bundle: Bundle, rows: Sequence[LabelledParagraph]) -> str:
    taxonomy = Taxonomy.load()
    truth = np.array([[key in row.labels for key in taxonomy.ids] for row in rows])
    scores = unseen_scores(
        [row.labels for row in rows], truth, truth * 0.9, rows, taxonomy=taxonomy, settings=TrainingSettings()
    )
    return model_card(replace(bundle.manifest, data=data_facts(rows, "asked.jsonl"), scores=scores))


def test_manifest_and_card_say_how_many_labels_a_model_gave_and_which(tiny_bundle: Bundle) -> None:
    facts = data_facts(ROWS, "asked.jsonl")["by_models_alone"]
    assert facts == {"paragraphs": BY_MODEL, "models": {MODEL: BY_MODEL}}
    card = card_of(tiny_bundle, ROWS)
    assert f"{BY_MODEL} were labelled by a language model alone ({MODEL})" in card
    assert f"Of {len(ROWS)} paragraphs that judged {BY_MODEL} were labelled by a language model" in card


def test_nothing_is_said_where_people_labelled_all(tiny_bundle: Bundle) -> None:
    assert "by_models_alone" not in data_facts(PEOPLE, "labelled.jsonl")
    assert "language model" not in card_of(tiny_bundle, PEOPLE)
