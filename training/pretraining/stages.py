"""Text to encoder, from nothing: vocabulary, word vectors, masked language modelling. Every stage is kept and resumed.

Needs torch, transformers, tokenizers and numpy only, so that it runs on a bare GPU machine too.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from models.files.digests import digest_of
from models.files.saving import saving
from storage.errors import BadData
from storage.results.folders import check_result_folder, result_folder
from storage.whole_files import work_of
from training.corpus import MOST_BYTES
from training.libraries import versions
from training.precision import has_fast_bf16
from training.pretraining.kept import Run, Say, Texts, token_ids, vocabulary, word_vectors
from training.pretraining.language_modelling import train
from training.pretraining.masked_language_model import PretrainingModel, pack
from training.pretraining.schedule import Stage
from training.pretraining.settings import PretrainingSettings
from training.pretraining.vocabulary import save_tokenizer
from training.resume import claim, remove_work, working

_MADE = re.compile(
    r"(tokenizer|texts|vectors|checkpoint)\.(part|json|npz|npy|pt|part\.np[yz])"
)  # in the folder of the work
_LIBRARIES = ("torch", "transformers", "tokenizers", "numpy")


def pretrain(
    corpus: Sequence[Path], in_domain: Sequence[Path], output: Path, settings: PretrainingSettings, say: Say
) -> None:
    """Train an encoder and write it to `output`; what an earlier, interrupted run left in `output`.work is used.

    Args:
        corpus: general text, .txt, .jsonl or .jsonl.xz.
        in_domain: text such as the encoder is for; repeated, and chooses what is taken from the corpus. May be empty.
    """
    settings.check()
    described = _described(corpus, in_domain, settings)
    check_result_folder(output)
    begun = work_of(output).exists()
    with working(output) as work:
        run = Run(corpus, in_domain, settings, work, say)
        tokenizer, texts = _read(run, described, begun)
        model = _new_model(run, texts, tokenizer.get_vocab_size())
        train(model, _stages(texts, settings), work / "checkpoint.pt", settings, say)
        _write(output, model, tokenizer, settings)
        say(f"wrote {output}")


def _described(corpus: Sequence[Path], in_domain: Sequence[Path], settings: PretrainingSettings) -> dict[str, Any]:
    """Describe a run by the content of its texts and all else that decides it, so that it is not resumed with anything
    else."""
    texts = {"corpus": corpus, "in_domain": in_domain}
    described = {name: [[path.name, _content(path)] for path in paths] for name, paths in texts.items()}
    precision = "bfloat16" if has_fast_bf16() else "float32"
    return {**described, "settings": asdict(settings), "versions": versions(_LIBRARIES), "precision": precision}


def _content(path: Path) -> str:
    try:
        return digest_of(path, MOST_BYTES)
    except OSError as error:
        raise BadData(f"{path}: cannot be read ({error.strerror or error}). Check the path.") from error


def _read(run: Run, described: dict[str, Any], begun: bool) -> tuple[Tokenizer, Texts]:
    """Learn the vocabulary and turn the text into tokens; `begun` says whether the folder of the work was there
    before."""
    try:
        claim(run.work, described)
        tokenizer = vocabulary(run)
        return tokenizer, token_ids(run, tokenizer)
    except BadData:
        if not begun:
            remove_work(run.work, _MADE)  # what was learnt from a text that must be mended is of no use
        raise


def _new_model(run: Run, texts: Texts, size: int) -> PretrainingModel:
    """Return the model to train, which starts from word vectors and the frequencies of the `size` tokens."""
    vectors = word_vectors(run, texts.vectors, size)
    counts = np.bincount(texts.first, minlength=len(vectors)) + 1.0
    torch.manual_seed(run.settings.seed)
    return PretrainingModel(run.settings.shape, vectors, np.log(counts / counts.sum()).astype(np.float32))


def _stages(texts: Texts, settings: PretrainingSettings) -> list[Stage]:
    """Return the curriculum: short sequences of everything chosen, then long ones of what is most like the reports."""
    steps = max(1, settings.train_tokens // settings.batch_tokens)
    last = round(settings.last_share * steps)
    first = Stage(
        pack(texts.first, settings.sequence_length), settings.batch_tokens // settings.sequence_length, steps - last
    )
    if not last:
        return [first]
    return [
        first,
        Stage(
            pack(texts.last, settings.last_sequence_length),
            settings.batch_tokens // settings.last_sequence_length,
            last,
        ),
    ]


def _write(output: Path, model: PretrainingModel, tokenizer: Tokenizer, settings: PretrainingSettings) -> None:
    longest = max(settings.sequence_length, settings.last_sequence_length if settings.last_share else 0)
    with result_folder(output, "pretrain.py", "config.json") as staging:
        model.save_encoder(staging, longest)
        with saving(staging):
            save_tokenizer(tokenizer, staging, settings.shape.positions)
