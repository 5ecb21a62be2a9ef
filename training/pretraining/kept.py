"""Learn vocabulary, token ids and word vectors before the steps; each is kept in the folder of the work and taken up
there."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from models.files.saving import reading_back, saving
from storage.errors import BadData
from training.corpus import read_corpus, read_paragraph_texts
from training.pretraining.relevance import most_relevant
from training.pretraining.settings import PretrainingSettings
from training.pretraining.vocabulary import encode, train_vocabulary
from training.pretraining.word_vectors import train_word_vectors

Say = Callable[[str], None]
Tokens = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Run:
    """Of what an encoder is made and how, the folder of the work, and who hears of it."""

    corpus: Sequence[Path]
    in_domain: Sequence[Path]
    settings: PretrainingSettings
    work: Path
    say: Say

    @property
    def names(self) -> str:
        """The files of text, as messages name them."""
        return ", ".join(map(str, [*self.corpus, *self.in_domain]))


@dataclass(frozen=True, slots=True)
class Texts:
    """Token ids: what the first stage reads, what the last one reads, and what word vectors are learnt from."""

    first: Tokens
    last: Tokens
    vectors: Tokens


def vocabulary(run: Run) -> Tokenizer:
    """Learn the vocabulary from the beginning of each corpus file and all in-domain text.

    Raises:
        BadData: there is no text.
    """
    path = run.work / "tokenizer.json"
    if path.exists():
        with reading_back(path):
            return Tokenizer.from_file(str(path))
    texts = _vocabulary_texts(run)
    if not texts:
        raise BadData(f"{run.names}: hold no paragraph. Expected text to learn from.")
    run.say(f"learning a vocabulary from {sum(map(len, texts)):,} characters")
    tokenizer = train_vocabulary(texts, run.settings.vocabulary)
    with saving(run.work):
        tokenizer.save(str(path.with_suffix(".part")))
    path.with_suffix(".part").replace(path)
    return tokenizer


def _vocabulary_texts(run: Run) -> list[str]:
    texts = list(read_corpus(run.in_domain)) * run.settings.in_domain_repeats
    for file in run.corpus:
        read = 0
        for text in read_paragraph_texts(file):
            texts.append(text)
            read += len(text)
            if read > run.settings.vocabulary_characters:
                break
    return texts


def token_ids(run: Run, tokenizer: Tokenizer) -> Texts:
    """Turn the text into tokens and choose what each stage reads.

    Raises:
        BadData: there is too little.
    """
    path = run.work / "texts.npz"
    if path.exists():
        with reading_back(path), np.load(path) as stored:
            return Texts(stored["first"], stored["last"], stored["vectors"])
    texts = _chosen(run, tokenizer)
    run.say(
        f"{len(texts.first):,} tokens chosen for the first stage, {len(texts.last):,} for the last, "
        f"{len(texts.vectors):,} for vectors"
    )
    with saving(run.work):
        np.savez(path.with_suffix(".part.npz"), first=texts.first, last=texts.last, vectors=texts.vectors)
    path.with_suffix(".part.npz").replace(path)
    return texts


def _chosen(run: Run, tokenizer: Tokenizer) -> Texts:
    settings = run.settings
    own, _ = encode(list(read_corpus(run.in_domain)), tokenizer)
    general, starts = encode(list(read_corpus(run.corpus)), tokenizer)
    run.say(f"{len(own):,} tokens in-domain, {len(general):,} in the corpus")
    limits = (settings.selected_tokens, settings.last_selected_tokens, settings.vector_tokens)
    first, last, vectors = most_relevant(general, starts, own, tokenizer.get_vocab_size(), limits)
    first = np.concatenate([own, first])
    repeated = np.tile(own, settings.in_domain_repeats)
    last, vectors = np.concatenate([repeated, last]), np.concatenate([repeated, vectors])
    if min(len(first), len(last)) < max(settings.sequence_length, settings.last_sequence_length):
        raise BadData(f"{run.names}: too little text to train on. Give more.")
    return Texts(first, last, vectors)


def word_vectors(run: Run, text: Tokens, size: int) -> npt.NDArray[np.float32]:
    """Learn a vector for each of the `size` tokens of the vocabulary, shape (size, width)."""
    path = run.work / "vectors.npy"
    if path.exists():
        with reading_back(path):
            return np.asarray(np.load(path), dtype=np.float32)
    shape, seed = run.settings.shape, run.settings.seed
    vectors = train_word_vectors(text, size, width=shape.width, seed=seed, progress=_progress(run.say))
    with saving(run.work):
        np.save(path.with_suffix(".part.npy"), vectors)
    path.with_suffix(".part.npy").replace(path)
    return vectors


def _progress(say: Say) -> Callable[[int, int, float], None]:
    """Return what says how far the word vectors are: of how many pieces how many are done, and the loss."""
    began = time.monotonic()

    def progress(done: int, total: int, loss: float) -> None:
        rate = done / (time.monotonic() - began)
        say(
            f"word vectors {done / total:6.1%}  {rate:9,.0f} tokens/s  {(total - done) / rate / 60:5.1f} min left  "
            f"loss {loss:.3f}"
        )

    return progress
