"""Labelled paragraphs → bundle: fine-tune an encoder, choose thresholds out of fold, write a model folder."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import commandline

from scripts.shared import options
from scripts.shared.labels import names_of, read_split, read_taught, write_out_of_fold
from scripts.shared.together import together
from storage.shown import number_of

if TYPE_CHECKING:
    from labels.labelled import LabelledParagraph
    from labels.taxonomy import Taxonomy
    from training.finetuning.recipe import Trained
    from training.finetuning.settings import TrainingSettings

EPILOG = """\
examples:
  python scripts/train.py --data labels/sample/labelled.jsonl --output runs/tagger
  python scripts/train.py --data march.jsonl --hold-out held-out.txt --encoder hfl/chinese-macbert-base \\
      --output runs/macbert
  python scripts/train.py --data march.jsonl runs/corrections --output runs/corrected
  python scripts/train.py --data march.jsonl --taught-by runs/asked.jsonl --output runs/taught
  python scripts/train.py --data march.jsonl --output runs/quick --folds 0        # no cross-validation

Prints the recipe's cross-validated scores beside TF-IDF's on the same folds. An interrupted run is resumed by giving
the same command again. A --config file is TOML (epochs = 6); options given here stand above it.
"""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    options.add_data(parser)
    options.add_output(parser, "DIR", "folder of the bundle")
    options.add_encoder(parser)
    options.add_revision(parser)
    options.add_hold_out(parser)
    parser.add_argument(
        "--unlabelled",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE",
        help="paragraphs files (.jsonl) or plain text (.txt, .jsonl.xz) of the same kind, for self-training "
        "(default: none)",
    )
    parser.add_argument(
        "--taught-by",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE.jsonl",
        help="what models said of other texts, as label_studio.py ask and tag.py write it, to learn from beside the "
        "labels (default: none)",
    )
    options.add_taxonomy(parser)
    parser.add_argument(
        "--about", default="", metavar="TEXT", help="sentence for the model card on the labels (default: none)"
    )
    parser.add_argument(
        "--out-of-fold",
        type=Path,
        metavar="FILE.jsonl",
        help="file for the tags of training paragraphs by models that had not learnt from them, for shares.py "
        "(default: none)",
    )
    _add_settings(parser)
    options.add_threads(parser)
    return parser


def _add_settings(parser: ArgumentParser) -> None:
    """Add what a file of settings may hold too: no default, so that the file is heard where nothing is given."""
    options.add_config(parser)
    parser.add_argument(
        "--unit",
        choices=["sentence", "paragraph", "multiscale"],
        help="what the model judges (default: sentence where people marked sentences, else multiscale)",
    )
    parser.add_argument(
        "--split-by",
        choices=["region", "report", "year", "source", "level"],
        help="what folds keep together (default: region)",
    )
    parser.add_argument(
        "--epochs",
        type=int,
        metavar="N",
        help="epochs of fine-tuning (default: 5; more, up to 15, with fewer than 550 paragraphs)",
    )
    parser.add_argument("--folds", type=int, metavar="N", help="folds of cross-validation, 0 for none (default: 5)")
    options.add_rate(parser)
    parser.add_argument(
        "--batch",
        type=int,
        metavar="N",
        help="paragraphs in a step (default: 16; fewer, down to 4, with fewer than 180)",
    )
    parser.add_argument("--max-tokens", type=int, metavar="N", help="window of the model (default: 128)")
    options.add_seed(parser, None)


def main() -> None:
    arguments = make_parser().parse_args()
    with together():
        _train(arguments)


def _train(arguments: Namespace) -> None:
    from labels.taxonomy import Taxonomy
    from models.bundle import SHIPPED_ENCODER
    from training.together import processes

    encoder = arguments.encoder or str(SHIPPED_ENCODER)
    if processes.is_main():
        _check_outputs(arguments, encoder)
    settings = _settings(arguments)
    taxonomy = Taxonomy.load(arguments.taxonomy)
    rows, held_out = read_split(arguments.data, arguments.hold_out, taxonomy)
    if rows:
        settings = _with_usual_pace(settings, arguments, len(rows))

    from storage.whole_files import work_of
    from training.finetuning.recipe import train
    from training.finetuning.self_training import read_unlabelled

    options.use_threads(arguments.threads)
    unlabelled = read_unlabelled(arguments.unlabelled, commandline.say) if arguments.unlabelled else []
    taught = read_taught(arguments.taught_by, taxonomy, rows, held_out, settings.taught_texts)
    with commandline.keeping(work_of(arguments.output), "give the same command again to go on"):
        trained = train(
            rows,
            taxonomy,
            encoder,
            arguments.output,
            settings,
            data_name=names_of(arguments.data),
            say=commandline.say,
            about=arguments.about,
            unlabelled=unlabelled,
            taught=taught,
            held_out=held_out,
            revision=arguments.revision,
        )
    if not processes.is_main():
        return
    if arguments.out_of_fold:
        write_out_of_fold(arguments.out_of_fold, rows, trained)
    _print_scores(rows, taxonomy, trained)
    print(f"wrote {arguments.output} ({trained.bundle.manifest.id})")


def _check_outputs(arguments: Namespace, encoder: str) -> None:
    """Refuse places that cannot be written before any work is done."""
    from storage.results.folders import check_result_folder

    read = commandline.paths_read(arguments, "output", "out_of_fold")
    check_result_folder(arguments.output, [*read, Path(encoder)])
    commandline.check_output_files(arguments, ["out_of_fold"], arguments.output)


def _settings(arguments: Namespace) -> "TrainingSettings":
    from training.finetuning.settings import read_settings

    return read_settings(
        arguments.config,
        unit=arguments.unit,
        split_by=arguments.split_by,
        epochs=arguments.epochs,
        folds=arguments.folds,
        rate=arguments.rate,
        batch_paragraphs=arguments.batch,
        max_tokens=arguments.max_tokens,
        seed=arguments.seed,
    )


def _with_usual_pace(settings: "TrainingSettings", arguments: Namespace, paragraphs: int) -> "TrainingSettings":
    """Let few labels be seen in more and smaller steps, but for what is given."""
    from training.finetuning.settings import stated_in, with_usual_pace

    options = {"batch_paragraphs": arguments.batch, "epochs": arguments.epochs}
    given = {name for name, value in options.items() if value is not None}
    return with_usual_pace(settings, paragraphs, given | stated_in(arguments.config).keys())


def _print_scores(rows: Sequence["LabelledParagraph"], taxonomy: "Taxonomy", trained: "Trained") -> None:
    """Print the recipe's scores on paragraphs it had not seen, beside those of references on the same folds."""
    from evaluation.scoring.intervals import macro_f1_difference_interval
    from evaluation.scoring.references import REFERENCES, cross_validate
    from evaluation.scoring.scores import collapse_of, score
    from labels.asking.annotator import said_of_judges
    from scripts.shared.printing import score_table

    judged = [rows[i] for i in trained.judged]
    said = {"encoder": trained.tags}
    if trained.folds:
        for name, reference in REFERENCES.items():
            every = cross_validate(reference, rows, trained.folds, taxonomy)
            said[name] = [every[i] for i in trained.judged]
    truth, reports = [row.labels for row in judged], [row.report for row in judged]
    unseen = number_of(len(judged), "paragraph that was", "paragraphs that were")
    print(f"on {unseen} not trained on ({trained.bundle.manifest.scores['method']}):")
    scores = {name: score(truth, tags, taxonomy.ids, reports) for name, tags in said.items()}
    print(score_table(scores, taxonomy))
    for line in filter(None, (collapse_of(scores["encoder"]), said_of_judges(judged))):
        print(line)
    for name in list(said)[1:]:
        lead = scores["encoder"].macro_f1 - scores[name].macro_f1
        if interval := macro_f1_difference_interval(truth, said["encoder"], said[name], reports, taxonomy.ids):
            print(
                f"macro-F1 above {name}: {lead:+.3f}, 95 % interval {interval[0]:+.3f} to {interval[1]:+.3f} (reports "
                f"resampled){_conclusion(name, *interval)}"
            )


def _conclusion(name: str, low: float, high: float) -> str:
    """Say what an interval that is not all above 0 means."""
    if high < 0:
        return f": {name} is better here; label more, or start from models/tagger (--encoder)"
    return ": chance could make this difference" if low <= 0 else ""


if __name__ == "__main__":
    commandline.run(main)
