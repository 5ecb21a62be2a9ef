"""Text to encoder, from nothing: vocabulary, word vectors, masked language modelling. Every stage is kept and resumed.

Needs torch, transformers, tokenizers and numpy only, so that it runs on a bare GPU machine too.
"""

import math
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer

from models.files.digests import digest_of
from models.files.finite import past_half
from models.files.saving import reading_back, saving
from storage.errors import BadData, BadSettings
from storage.results.folders import check_result_folder, result_folder
from storage.whole_files import work_of
from training.corpus import MOST_BYTES, read_corpus, read_paragraph_texts
from training.libraries import versions
from training.precision import has_fast_bf16
from training.pretraining.checkpoint import resume_checkpoint, save_checkpoint
from training.pretraining.masked_language_model import PretrainingModel, mask_tokens, pack
from training.pretraining.relevance import most_relevant
from training.pretraining.schedule import Stage, batch_of_step, rate_share
from training.pretraining.settings import PretrainingSettings
from training.pretraining.vocabulary import encode, save_tokenizer, train_vocabulary
from training.pretraining.word_vectors import train_word_vectors
from training.resume import claim, remove_work, working

Tokens = npt.NDArray[np.uint16]
_MADE = re.compile(
    r"(tokenizer|texts|vectors|checkpoint)\.(part|json|npz|npy|pt|part\.np[yz])"
)  # in the folder of the work
Say = Callable[[str], None]
_LIBRARIES = ("torch", "transformers", "tokenizers", "numpy")


def pretrain(
    corpus: Sequence[Path], in_domain: Sequence[Path], output: Path, settings: PretrainingSettings, say: Say
) -> None:
    """Train an encoder and write it to `output`; what an earlier, interrupted run left in `output`.work is used.

    Args:
        corpus: general text, .txt, .jsonl or .jsonl.xz.
        in_domain: text such as the encoder is for; it is repeated, and chooses what is taken from the corpus. May be
            empty.
        say: receives a line of progress now and then.
    """
    settings.check()
    run = _run(corpus, in_domain, settings)
    check_result_folder(output)
    begun = work_of(output).exists()
    with working(output) as work:
        _pretrain(corpus, in_domain, output, settings, say, run, work, begun)


def _pretrain(
    corpus: Sequence[Path],
    in_domain: Sequence[Path],
    output: Path,
    settings: PretrainingSettings,
    say: Say,
    run: dict[str, Any],
    work: Path,
    begun: bool,
) -> None:
    try:
        claim(work, run)
        tokenizer = _vocabulary(work / "tokenizer.json", corpus, in_domain, settings, say)
        texts = _texts(work, corpus, in_domain, tokenizer, settings, say)
    except BadData:
        if not begun:
            remove_work(work, _MADE)  # what was learnt from a text that must be mended is of no use
        raise
    vectors = _vectors(work / "vectors.npy", texts.vectors, tokenizer.get_vocab_size(), settings, say)
    counts = np.bincount(texts.first, minlength=len(vectors)) + 1.0
    torch.manual_seed(settings.seed)
    model = PretrainingModel(settings.shape, vectors, np.log(counts / counts.sum()).astype(np.float32))
    train(model, _stages(texts, settings), work / "checkpoint.pt", settings, say)
    with result_folder(output, "pretrain.py", "config.json") as staging:
        model.save_encoder(
            staging, max(settings.sequence_length, settings.last_sequence_length if settings.last_share else 0)
        )
        with saving(staging):
            save_tokenizer(tokenizer, staging, settings.shape.positions)
    say(f"wrote {output}")


def _run(corpus: Sequence[Path], in_domain: Sequence[Path], settings: PretrainingSettings) -> dict[str, Any]:
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


def _vocabulary(
    path: Path, corpus: Sequence[Path], in_domain: Sequence[Path], settings: PretrainingSettings, say: Say
) -> Tokenizer:
    if path.exists():
        with reading_back(path):
            return Tokenizer.from_file(str(path))
    texts = list(read_corpus(in_domain)) * settings.in_domain_repeats
    for file in corpus:
        read = 0
        for text in read_paragraph_texts(file):
            texts.append(text)
            read += len(text)
            if read > settings.vocabulary_characters:
                break
    if not texts:
        raise BadData(f"{', '.join(map(str, [*corpus, *in_domain]))}: hold no paragraph. Expected text to learn from.")
    say(f"learning a vocabulary from {sum(map(len, texts)):,} characters")
    tokenizer = train_vocabulary(texts, settings.vocabulary)
    with saving(path.parent):
        tokenizer.save(str(path.with_suffix(".part")))
    path.with_suffix(".part").replace(path)
    return tokenizer


@dataclass(frozen=True, slots=True)
class _Texts:
    """Token ids: what the first stage reads, what the last one reads, and what word vectors are learnt from."""

    first: Tokens
    last: Tokens
    vectors: Tokens


def _texts(
    work: Path,
    corpus: Sequence[Path],
    in_domain: Sequence[Path],
    tokenizer: Tokenizer,
    settings: PretrainingSettings,
    say: Say,
) -> _Texts:
    kept = work / "texts.npz"
    if kept.exists():
        with reading_back(kept), np.load(kept) as stored:
            return _Texts(stored["first"], stored["last"], stored["vectors"])
    own, _ = encode(list(read_corpus(in_domain)), tokenizer)
    general, starts = encode(list(read_corpus(corpus)), tokenizer)
    say(f"{len(own):,} tokens in-domain, {len(general):,} in the corpus")
    limits = (settings.selected_tokens, settings.last_selected_tokens, settings.vector_tokens)
    chosen = most_relevant(general, starts, own, tokenizer.get_vocab_size(), limits)
    repeated = np.tile(own, settings.in_domain_repeats)
    texts = _Texts(
        np.concatenate([own, chosen[0]]), np.concatenate([repeated, chosen[1]]), np.concatenate([repeated, chosen[2]])
    )
    if min(len(texts.first), len(texts.last)) < max(settings.sequence_length, settings.last_sequence_length):
        raise BadData(f"{', '.join(map(str, [*corpus, *in_domain]))}: too little text to train on. Give more.")
    say(
        f"{len(texts.first):,} tokens chosen for the first stage, {len(texts.last):,} for the last, "
        f"{len(texts.vectors):,} for vectors"
    )
    with saving(work):
        np.savez(kept.with_suffix(".part.npz"), first=texts.first, last=texts.last, vectors=texts.vectors)
    kept.with_suffix(".part.npz").replace(kept)
    return texts


def _stages(texts: _Texts, settings: PretrainingSettings) -> list[Stage]:
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


def _vectors(
    path: Path, text: Tokens, vocabulary: int, settings: PretrainingSettings, say: Say
) -> npt.NDArray[np.float32]:
    if path.exists():
        with reading_back(path):
            return np.asarray(np.load(path), dtype=np.float32)
    began = time.monotonic()

    def progress(done: int, total: int, loss: float) -> None:
        rate = done / (time.monotonic() - began)
        say(
            f"word vectors {done / total:6.1%}  {rate:9,.0f} tokens/s  {(total - done) / rate / 60:5.1f} min left  "
            f"loss {loss:.3f}"
        )

    vectors = train_word_vectors(text, vocabulary, settings.shape.width, seed=settings.seed, progress=progress)
    with saving(path.parent):
        np.save(path.with_suffix(".part.npy"), vectors)
    path.with_suffix(".part.npy").replace(path)
    return vectors


def train(
    model: PretrainingModel, stages: Sequence[Stage], checkpoint: Path, settings: PretrainingSettings, say: Say
) -> list[float]:
    """Run masked language modelling to its end and return the loss of every step since the last checkpoint.

    What a step reads and masks follows from the seed and its number alone: a resumed run sees what an unbroken one
    would have.

    Raises:
        BadSettings: a loss is NaN or infinite, or a weight where it is to be kept.
        CannotWrite: a checkpoint does not fit on the disk.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model.to(device).train()
    steps = sum(stage.steps for stage in stages)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=settings.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    first = resume_checkpoint(model, optimiser, checkpoint, device, say)
    losses: list[float] = []
    began = saved = spoken = time.monotonic()
    for step in range(first, steps):
        for group in optimiser.param_groups:
            group["lr"] = settings.rate * rate_share(step, steps, settings.warmup_steps)
        batch, following = (
            torch.from_numpy(tokens.astype(np.int64)) for tokens in batch_of_step(stages, step, settings.seed)
        )
        generator = torch.Generator().manual_seed(settings.seed * 1_000_003 + step)
        inputs, targets = mask_tokens(batch, model.encoder.config.vocab_size, generator)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=has_fast_bf16()):
            masked, follow = model.losses(inputs.to(device), targets.to(device), following.to(device))
        loss = masked + settings.follow_weight * follow
        if not math.isfinite(float(loss.detach())):
            raise _no_number(f"the loss is {float(loss.detach())} at step {step + 1:,} of {steps:,}", settings)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        losses.append(float(masked.detach()))
        now = time.monotonic()
        if now - spoken > 15 or step == steps - 1:
            rate = (step + 1 - first) * settings.batch_tokens / (now - began)
            left = (steps - step - 1) * settings.batch_tokens / rate / 60
            say(
                f"step {step + 1:,}/{steps:,}  {rate:7,.0f} tokens/s  {left:5.1f} min left  loss "
                f"{np.mean(losses[-100:]):.3f}"
            )
            spoken = now
        if now - saved > settings.checkpoint_minutes * 60 or step == steps - 1:
            if found := past_half(model.state_dict()):
                raise _no_number(f"after {step + 1:,} steps of {steps:,} the weight {found}", settings)
            save_checkpoint(model, optimiser, step + 1, checkpoint)
            saved = now
    return losses


def _no_number(what: str, settings: PretrainingSettings) -> BadSettings:
    return BadSettings(
        f"{what}, with a rate of {settings.rate:g}. Expected finite numbers; give a lower --rate and another --output."
    )
