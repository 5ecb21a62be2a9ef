"""A quick model of sentences of which people said what they carry: it needs no guess of which sentence a label is for.

TF-IDF over runs of one to three characters and a class-balanced logistic regression for each category, as
`labels.quick.characters`, but fitted on the runs themselves: there are several times as many sentences as paragraphs,
and a table of every two of them would not fit into memory.
"""

from collections.abc import Sequence

import numpy as np

from labels.counting import Floats, Truth
from labels.quick.characters import Folds, character_vectors, log_odds_of_runs


def unseen_sentence_log_odds(texts: Sequence[str], truth: Truth, folds: Folds) -> Floats:
    """Score each sentence by a model that saw no sentence of its fold.

    Args:
        texts: the sentences.
        truth: what each carries, shape (sentences, categories).
        folds: of the numbers of sentences.

    Raises:
        BadData: no two sentences share a run of characters.
    """
    vectors = character_vectors(texts)
    odds = np.zeros(truth.shape)
    for learnt, scored in folds:
        known, unseen = vectors[list(learnt)], vectors[list(scored)]
        odds[list(scored)] = np.column_stack(
            [log_odds_of_runs(known, column, unseen, "balanced") for column in truth[list(learnt)].T]
        )
    return odds
