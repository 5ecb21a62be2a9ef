"""Pick the part of a general corpus that reads like the reports the encoder is for.

Moore and Lewis (2010), "Intelligent selection of language model training data", with unigrams: a paragraph's score is
the mean over its tokens of log p(token | reports) - log p(token | corpus).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Tokens = npt.NDArray[np.uint16]


def relevance(
    tokens: Tokens, starts: npt.NDArray[np.int64], in_domain: Tokens, vocabulary: int
) -> npt.NDArray[np.float32]:
    """Score each paragraph of a corpus by its likeness to in-domain text.

    Args:
        tokens: the corpus, paragraphs one after the other, shape (n,).
        starts: where each paragraph starts, ascending from 0, shape (paragraphs,).
        in_domain: tokens of in-domain text, shape (m,).
        vocabulary: number of token ids.

    Returns:
        Mean log-ratio per paragraph, shape (paragraphs,), float32; 0 means "as likely here as there".
    """
    own = np.bincount(in_domain, minlength=vocabulary) + 1.0
    general = np.bincount(tokens, minlength=vocabulary) + 1.0
    ratio = (np.log(own / own.sum()) - np.log(general / general.sum())).astype(np.float32)
    lengths = np.diff(np.append(starts, len(tokens)))
    return np.asarray(np.add.reduceat(ratio[tokens], starts) / np.maximum(lengths, 1), dtype=np.float32)


def most_relevant(
    tokens: Tokens, starts: npt.NDArray[np.int64], in_domain: Tokens, vocabulary: int, limits: Sequence[int]
) -> list[Tokens]:
    """Choose for each limit the most report-like paragraphs of a corpus, up to so many tokens, in the corpus's order.

    Without in-domain text the first paragraphs are taken. Arguments as for `relevance`.
    """
    if len(in_domain) and len(tokens):
        order = np.argsort(-relevance(tokens, starts, in_domain, vocabulary), kind="stable")
    else:
        order = np.arange(len(starts))
    lengths = np.diff(np.append(starts, len(tokens)))
    read = np.cumsum(lengths[order])
    chosen = []
    for limit in limits:
        keep = np.zeros(len(starts), dtype=bool)
        keep[order[read <= limit]] = True
        chosen.append(tokens[np.repeat(keep, lengths)])
    return chosen
