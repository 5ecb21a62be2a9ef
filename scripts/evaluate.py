"""Bundle + held-out labels → scores.json, report.html and trust.html, beside references."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import commandline

from scripts.shared import checking, options
from scripts.shared.labels import names_of, read_data, say_of_judged
from storage.shown import number_of

if TYPE_CHECKING:
    from evaluation.scoring.comparison import Comparison
    from evaluation.scoring.evaluation import Evaluation
    from evaluation.scoring.said import Said
    from evaluation.scoring.sentences import SaidOfSentences
    from evaluation.verdicts.known import Json
    from labels.counting import Labels
    from labels.labelled import LabelledParagraph
    from labels.taxonomy import Taxonomy
    from models.bundle import Bundle

EPILOG = """\
examples:
  python scripts/evaluate.py --model runs/tagger --data labels/sample/labelled.jsonl \\
      --hold-out labels/sample/held-out.txt --output runs/scores
  python scripts/evaluate.py --model runs/new --against runs/old --data held-out.jsonl --train-data march.jsonl \\
      --output runs/scores
  python scripts/evaluate.py --behaviour --output runs/behaviour
  python scripts/evaluate.py --data labels/sample/labelled.jsonl --leakage alone --output runs/splits

With --hold-out, the reports listed are judged and the others teach the references (majority, TF-IDF); else all of
--data is judged, and --train-data teaches. Where --data has evidence, sentences are judged too. With --against
comparison.json says which bundle is better, and how surely. Reports that a bundle was trained
on flatter it: they are refused, or left out with --trained-on leave-out. --behaviour asks cases whose answer is
known and writes card.md, the model card with what failed; --leakage shows what a split by random paragraphs flatters,
and copies on both sides of a split.
"""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    from evaluation.scoring.trained_on import SEEN

    parser = commandline.parser(__doc__ or "", EPILOG)
    options.add_model(parser)
    parser.add_argument(
        "--against", type=Path, metavar="DIR", help="second bundle, to compare the first one with (default: none)"
    )
    options.add_data(parser, "none, with --behaviour")
    teachers = parser.add_mutually_exclusive_group()
    options.add_hold_out(teachers)
    teachers.add_argument(
        "--train-data",
        type=Path,
        nargs="+",
        metavar="FILE.jsonl",
        help="labels to teach references (default: none)",
    )
    parser.add_argument(
        "--trained-on",
        choices=SEEN,
        default="refuse",
        help="what becomes of reports to judge that a bundle was trained on (default: %(default)s)",
    )
    checking.add_checks(parser)
    parser.add_argument(
        "--shares", type=Path, metavar="FILE.json", help="what shares.py wrote, for trust.html (default: none)"
    )
    options.add_output(parser, "DIR", "folder for scores.json, report.html and trust.html")
    options.add_device(parser)
    return parser


def main() -> None:
    arguments = checking.parsed(make_parser())

    from storage.results.folders import check_result_folder

    check_result_folder(arguments.output, commandline.paths_read(arguments, "output"))
    bundle, older = _bundles(arguments)
    if checking.alone(arguments):
        print(f"open {checking.write_alone(arguments, bundle)}")
    else:
        _judge(arguments, bundle, older)


def _judge(arguments: Namespace, bundle: "Bundle", older: "list[Bundle]") -> None:
    """Judge the bundle on labels."""
    shares = _shares(arguments.shares, bundle)
    train, rows, left_out = _rows(arguments, [bundle, *older])
    checks = checking.checks(arguments, bundle, train, rows)

    from evaluation.pages.scores_page import write_evaluation
    from evaluation.scoring.comparison import compare
    from evaluation.scoring.evaluation import evaluate

    taxonomy = bundle.manifest.taxonomy
    references = _references(train, rows, taxonomy)
    said, *before = _said([bundle, *older], rows, arguments.device)
    comparison = None
    for then in before:
        references[then.model] = then.tags
        comparison = compare(rows, said, then, taxonomy.ids, left_out)
    evaluation = evaluate(
        rows,
        said.tags,
        said.scores,
        taxonomy,
        model=said.model,
        data=names_of(arguments.data),
        references=references,
        sentences=_of_sentences(said, before, rows, taxonomy),
        marked=said.review,
    )
    standing = _standing(rows, said, bundle)
    page = write_evaluation(arguments.output, evaluation, comparison, checks, standing=standing, shares=shares)
    _print_scores(evaluation, comparison)
    checking.print_checks(checks)
    if arguments.trained_on == "leave-out":
        print(f"{number_of(left_out, 'paragraph')} left out, of reports that a bundle was trained on")
    print(f"open {page}, and trust.html beside it: what one may conclude")


def _bundles(arguments: Namespace) -> "tuple[Bundle, list[Bundle]]":
    """Return the bundle to judge and, where given, the one it is compared with."""
    from models.bundle import SHIPPED_TAGGER, read_bundle

    bundle = read_bundle(arguments.model or SHIPPED_TAGGER)
    return bundle, [read_bundle(arguments.against, bundle.manifest.taxonomy)] if arguments.against else []


def _rows(
    arguments: Namespace, bundles: "Sequence[Bundle]"
) -> "tuple[list[LabelledParagraph], list[LabelledParagraph], int]":
    """Return rows that teach references, rows to judge, how many of these are left out."""
    from evaluation.scoring.trained_on import unseen
    from labels.splits import hold_out, read_report_list

    taxonomy = bundles[0].manifest.taxonomy
    rows = read_data(arguments.data, taxonomy)
    if arguments.hold_out:
        train, rows = hold_out(rows, read_report_list(arguments.hold_out))
    else:
        train = read_data(arguments.train_data or [], taxonomy)
    rows = unseen(rows, {"--train-data": {row.report for row in train}}, "refuse")
    taught = {f"the bundle {one.folder}": one.manifest.reports_seen for one in bundles}
    judged = unseen(rows, taught, arguments.trained_on)
    say_of_judged(judged, train, taught)
    return train, judged, len(rows) - len(judged)


def _shares(path: Path | None, bundle: "Bundle") -> "Json | None":
    from evaluation.verdicts.known import read_shares

    return None if path is None else read_shares(path, bundle.manifest.id)


def _standing(rows: "Sequence[LabelledParagraph]", said: "Said", bundle: "Bundle") -> "Json":
    from evaluation.verdicts.standing import standing

    return standing(rows, said.tags, bundle.manifest)


def _references(
    train: "Sequence[LabelledParagraph]", rows: "Sequence[LabelledParagraph]", taxonomy: "Taxonomy"
) -> "dict[str, Labels]":
    """Let every reference label the rows that can be taught."""
    from evaluation.scoring.references import REFERENCES

    if not train:
        commandline.say(
            "no training paragraphs for the references: TF-IDF and majority are left out (give --hold-out or "
            "--train-data)"
        )
    teachable = REFERENCES if train else {"keywords": REFERENCES["keywords"]}
    texts = [row.text for row in rows]
    return {name: reference(train, texts, taxonomy) for name, reference in teachable.items()}


def _said(bundles: "Sequence[Bundle]", rows: "Sequence[LabelledParagraph]", device: str | None) -> "list[Said]":
    from evaluation.scoring.said import said_by
    from inference.tagger import Tagger

    return [said_by(Tagger(bundle, device), rows) for bundle in bundles]


def _of_sentences(
    said: "Said", before: "Sequence[Said]", rows: "Sequence[LabelledParagraph]", taxonomy: "Taxonomy"
) -> "dict[str, SaidOfSentences]":
    """Return what the model, keywords and the older model say of sentences."""
    from evaluation.scoring.evaluation import MODEL
    from evaluation.scoring.sentences import keyword_sentences

    found = {MODEL: said.sentences, "keywords": keyword_sentences([row.text for row in rows], taxonomy)}
    found |= {then.model: then.sentences for then in before}
    return {name: one for name, one in found.items() if one is not None}


def _print_scores(evaluation: "Evaluation", comparison: "Comparison | None") -> None:
    from evaluation.scoring.evaluation import MODEL
    from evaluation.scoring.scores import collapse_of
    from scripts.shared.printing import score_table

    judged = evaluation.contestants[MODEL]
    paragraphs, reports = number_of(judged.paragraphs, "paragraph"), number_of(judged.reports or 0, "report")
    print(f"{paragraphs} of {reports}; {len(evaluation.errors)} with an error")
    print(score_table(evaluation.contestants, evaluation.taxonomy))
    if evaluation.sentences:
        print(evaluation.sentences.line())
    for part in (evaluation.calibration, evaluation.review):
        if part and (line := part.line()):
            print(line)
    models = {MODEL: evaluation.model} | ({comparison.old: comparison.old} if comparison else {})
    for name, model in models.items():
        if line := collapse_of(evaluation.contestants[name]):
            print(f"{model}: {line}")
    if comparison:
        _print_comparison(comparison)


def _print_comparison(found: "Comparison") -> None:
    between = (
        f", 95 % interval {found.interval[0]:+.3f} to {found.interval[1]:+.3f} (reports resampled)"
        if found.interval
        else ""
    )
    print(f"macro-F1 of {found.new} above {found.old}: {found.gain:+.3f}{between}")
    if found.sentences:
        print(f"macro-F1 of sentences: {found.sentences.macro_gain:+.3f}; micro-F1 {found.sentences.micro_gain:+.3f}")
    print(f"paragraphs right as a whole: {found.only_new} by the new one alone, {found.only_old} by the old one alone")


if __name__ == "__main__":
    commandline.run(main)
