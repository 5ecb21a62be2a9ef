"""What tags, side by side: `Tagger`, what a bundle is exported to, plain pipelines, and the matrix products alone."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from scripts.bench.figures.tables import Column, Row, Table
from scripts.bench.figures.turns import Contestant

if TYPE_CHECKING:
    from inference.tagger import Tagger
    from models.manifest import Exported

BASE_PARAGRAPHS = 4  # a base-sized model takes a second a paragraph on one core
PEAK = "peak"
_ROWS, _TIMES = 1_024, 8  # of the matrix products that are measured alone
_EXPORTED: tuple[tuple[str, "Exported", str], ...] = (
    ("int8", "torch-int8", "`Tagger`, exported to torch-int8"),
    ("bfloat16", "torch-bfloat16", "`Tagger`, exported to torch-bfloat16"),
    ("onnx", "onnx", "`Tagger`, exported to onnx (32 bits)"),
    ("onnx_int8", "onnx-int8", "`Tagger`, exported to onnx-int8"),
)


def of_real_length(texts: Sequence[str], characters: int, paragraphs: int) -> list[str]:
    """Join texts to so many paragraphs of at least so many characters each; each text stands in one of them."""
    joined = [""]
    for text in texts:
        if len(joined[-1]) >= characters:
            joined.append("")
        joined[-1] += text
    return joined[:paragraphs]


def taggers(texts: Sequence[str], ranges_from: Sequence[str]) -> "tuple[list[Contestant], Tagger]":
    """Return the taggers of the shipped bundle, and the one that is not exported.

    Args:
        ranges_from: texts that 8 bits are fitted to.
    """
    from inference.exporting import export_files, write_exported
    from inference.tagger import Tagger
    from models.bundle import SHIPPED_TAGGER, read_bundle
    from reports.report import Paragraph

    bundle = read_bundle(SHIPPED_TAGGER)
    paragraphs = [Paragraph(f"bench:{number}", "bench", text) for number, text in enumerate(texts)]

    def contestant(key: str, title: str, tagger: Tagger) -> Contestant:
        return Contestant(key, title, lambda: list(tagger.tag(paragraphs)), len(texts))

    plain = Tagger(bundle, "cpu")
    every = [contestant("tagger", "`Tagger`", plain)]
    with TemporaryDirectory() as place:
        for key, engine, title in _EXPORTED:
            files = export_files(bundle, engine, ranges_from, Path(place))
            written = write_exported(bundle, Path(place) / key, engine=engine, files=files, gate={})
            every.append(contestant(key, title, Tagger(written, "cpu")))
    return every, plain


def pipelines(texts: Sequence[str]) -> list[Contestant]:
    """Return plain pipelines of transformers: of the shipped bundle, with and without its last layer's short cut, and
    of BERT-base size."""
    from transformers import BertConfig, BertForSequenceClassification, pipeline

    from models.bundle import SHIPPED_TAGGER
    from models.first_token import read_first_token_only

    shipped, short = (
        pipeline("text-classification", model=str(SHIPPED_TAGGER), top_k=None, device="cpu") for _ in range(2)
    )
    short.model = read_first_token_only(short.model)
    base = pipeline(
        "text-classification",
        model=BertForSequenceClassification(BertConfig(num_labels=4)),
        tokenizer=shipped.tokenizer,
        top_k=None,
        device="cpu",
    )
    many, few = list(texts), list(texts[:BASE_PARAGRAPHS])
    return [
        Contestant("pipeline", "plain pipeline, shipped tagger, batch 1", lambda: shipped(many), len(many)),
        Contestant("short", "the same, last layer for its first token only", lambda: short(many), len(many)),
        Contestant("base", "plain pipeline, BERT-base size (random weights), batch 1", lambda: base(few), len(few)),
    ]


@dataclass(frozen=True, slots=True)
class Work:
    """What the matrix products of a tagger come to for a paragraph."""

    gflop: float
    tokens: float


def work_of(tagger: "Tagger", texts: Sequence[str]) -> Work:
    """Count what a tagger multiplies for texts: every product of two matrices, attention's too, over the tokens that
    it reads; the last layer for one token of each window."""
    read: list[int] = []
    model = tagger.engine.model

    def counted(windows: Sequence[Sequence[int]], batch_tokens: int) -> Any:
        read.extend(map(len, windows))
        return model(windows, batch_tokens)

    tagger.engine.model = counted
    try:
        tagger.logits(texts)
    finally:
        tagger.engine.model = model
    width, wide, layers, heads = _shape(tagger)
    of_row = 4 * width * width + 2 * width * wide
    full = sum(length * (of_row + 2 * length * width) for length in read) * (layers - 1)
    last = sum(of_row + 2 * heads * length * width for length in read)
    ends = len(read) * width * (width + len(tagger.manifest.taxonomy.ids))
    return Work(2 * (full + last + ends) / 1e9 / len(texts), sum(read) / len(texts))


def products(tagger: "Tagger") -> Contestant:
    """Return the matrix products of a whole layer alone, as quick as the taggers' own."""
    import torch

    from inference.engines.linears import in_full

    width, wide, *_ = _shape(tagger)
    steps: list[Callable[[], Any]] = []
    torch.manual_seed(0)
    for before, after in ((width, 3 * width), (width, width), (width, wide), (wide, width)):
        product, rows = in_full("", torch.randn(after, before), torch.randn(after)), torch.randn(_ROWS, before)
        steps.append(lambda product=product, rows=rows: product(rows))  # type: ignore[misc]

    def work() -> None:
        with torch.inference_mode():
            for _ in range(_TIMES):
                for step in steps:
                    step()

    return Contestant(PEAK, "", work, 2 * _TIMES * _ROWS * (4 * width * width + 2 * width * wide) / 1e9)


def limit_table(tagger: "Tagger", texts: Sequence[str], rates: dict[str, list[float]]) -> Table:
    """Set what `Tagger` reaches of what the matrix products alone would allow."""
    work = work_of(tagger, texts)
    share = statistics.median(
        100 * rate * work.gflop / peak for rate, peak in zip(rates["tagger"], rates[PEAK], strict=True)
    )
    peak = statistics.median(rates[PEAK])
    columns = [
        Column("characters", "characters a paragraph"),
        Column("tokens_a_paragraph", "tokens"),
        Column("gflop_a_paragraph", "a paragraph", "GFLOP"),
        Column("peak_gflops", "matrix products alone", "GFLOP/s"),
        Column("limit", "limit", "paragraphs/s"),
        Column("share", "reached", "%"),
    ]
    figures = {
        "characters": statistics.mean(map(len, texts)),
        "tokens_a_paragraph": work.tokens,
        "gflop_a_paragraph": work.gflop,
        "peak_gflops": peak,
        "limit": peak / work.gflop,
        "share": share,
    }
    note = (
        f"The products alone are those of a whole layer over {_ROWS:,} rows of 32 bits, as quick as any that torch has "
        "here, measured in the same rounds. Counted are all products of two matrices that the tagger needs, those of "
        "attention too, a multiplication and an addition as two; not counted is all else: tokens, sentences, "
        "normalisation, activations, softmax. The share is the median of the rounds."
    )
    return Table("limit", "the matrix-multiply limit", columns, [Row("tagger", "`Tagger`", figures)], note)


def _shape(tagger: "Tagger") -> tuple[int, int, int, int]:
    """Return width, width of the feed-forward part, layers, and heads."""
    from transformers import AutoConfig

    config = AutoConfig.from_pretrained(tagger.bundle.folder, local_files_only=True)
    return config.hidden_size, config.intermediate_size, config.num_hidden_layers, config.num_attention_heads
