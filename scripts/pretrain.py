"""Text → encoder: pre-train a small Chinese BERT from nothing."""

from pathlib import Path

import commandline

EPILOG = """\
examples:
  python scripts/pretrain.py --corpus laws.jsonl.xz news.txt --in-domain reports.jsonl --output runs/encoder
  python scripts/pretrain.py --corpus text.txt --output runs/encoder --tokens 300000000 --layers 4 \\
      --batch-tokens 32768   # on a GPU

A file is .txt (a paragraph a line), .jsonl or .jsonl.xz (an object with "text" a line; paragraphs files are such
files). An interrupted run is resumed by giving the same command again. Needs only torch, transformers, tokenizers and
numpy.
"""


def main() -> None:
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("--corpus", nargs="+", type=Path, required=True, metavar="FILE", help="general text")
    parser.add_argument(
        "--in-domain",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE",
        help="text such as the encoder is for; also picks what is read from the corpus",
    )
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="folder of the encoder")
    parser.add_argument(
        "--tokens",
        type=int,
        default=24_000_000,
        help="tokens that masked language modelling reads (default %(default)s)",
    )
    parser.add_argument(
        "--selected-tokens",
        type=int,
        default=16_000_000,
        help="tokens taken from the corpus for it, most report-like first (default %(default)s); the last takes fewer",
    )
    parser.add_argument(
        "--vector-tokens",
        type=int,
        default=33_000_000,
        help="tokens that word vectors are learnt from (default %(default)s)",
    )
    parser.add_argument("--vocabulary", type=int, default=20_000, help="tokens in the vocabulary (default %(default)s)")
    parser.add_argument("--layers", type=int, default=2, help="default %(default)s")
    parser.add_argument("--width", type=int, default=256, help="default %(default)s")
    parser.add_argument("--heads", type=int, default=4, help="default %(default)s")
    parser.add_argument(
        "--sequence-length", type=int, default=64, help="tokens in a training sequence (default %(default)s)"
    )
    parser.add_argument(
        "--last-sequence-length", type=int, default=128, help="the same in the last stage (default %(default)s)"
    )
    parser.add_argument(
        "--last-share",
        type=float,
        default=0.3,
        help="share of --tokens for a last stage on the text most like --in-domain (default %(default)s)",
    )
    parser.add_argument("--batch-tokens", type=int, default=1_536, help="tokens in a step (default %(default)s)")
    parser.add_argument("--rate", type=float, default=1e-3, help="peak learning rate (default %(default)s)")
    parser.add_argument("--threads", type=commandline.positive, default=None, help="CPU threads (default: all)")
    parser.add_argument("--seed", type=int, default=0, help="default %(default)s")
    arguments = parser.parse_args()

    from storage.results.folders import check_result_folder

    check_result_folder(arguments.output, [*arguments.corpus, *arguments.in_domain])

    import torch

    from storage.whole_files import work_of
    from training.pretraining.masked_language_model import EncoderShape
    from training.pretraining.settings import PretrainingSettings
    from training.pretraining.stages import pretrain

    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    shape = EncoderShape(arguments.layers, arguments.width, arguments.heads, feed_forward=4 * arguments.width)
    settings = PretrainingSettings(
        shape=shape,
        vocabulary=arguments.vocabulary,
        vector_tokens=arguments.vector_tokens,
        train_tokens=arguments.tokens,
        selected_tokens=arguments.selected_tokens,
        sequence_length=arguments.sequence_length,
        last_sequence_length=arguments.last_sequence_length,
        last_share=arguments.last_share,
        batch_tokens=arguments.batch_tokens,
        rate=arguments.rate,
        seed=arguments.seed,
    )
    with commandline.keeping(work_of(arguments.output), "give the same command again to go on"):
        pretrain(arguments.corpus, arguments.in_domain, arguments.output, settings, commandline.say)


if __name__ == "__main__":
    commandline.run(main)
