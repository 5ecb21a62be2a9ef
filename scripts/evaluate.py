"""Bundle + held-out labels → scores.json and report.html, beside three references."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import commandline

if TYPE_CHECKING:
    from labels.labelled import LabelledParagraph

EPILOG = """\
examples:
  python scripts/evaluate.py --model runs/tagger --data labels/sample/labelled.jsonl \\
      --hold-out labels/sample/held-out.txt --output runs/scores
  python scripts/evaluate.py --model runs/new --against runs/old --data held-out.jsonl --train-data march.jsonl \\
      --output runs/scores

With --hold-out, the reports listed are judged and the others teach the references (majority, TF-IDF). Without it, all
of --data is judged, and --train-data teaches them. Reports that the bundle was trained on are refused: their scores
would flatter it.
"""


def main() -> None:
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("--model", type=Path, default=None, metavar="DIR", help="bundle (default: the shipped tagger)")
    parser.add_argument("--against", type=Path, default=None, metavar="DIR", help="a second bundle, in the same table")
    parser.add_argument("--data", type=Path, required=True, metavar="FILE.jsonl", help="labelled paragraphs")
    teachers = parser.add_mutually_exclusive_group()
    teachers.add_argument(
        "--hold-out",
        type=Path,
        default=None,
        metavar="LIST",
        help="file with the ids of the reports to judge, one a line",
    )
    teachers.add_argument(
        "--train-data",
        type=Path,
        default=None,
        metavar="FILE.jsonl",
        help="labelled paragraphs that teach the references",
    )
    parser.add_argument(
        "--output", type=Path, required=True, metavar="DIR", help="folder for scores.json and report.html"
    )
    parser.add_argument("--device", default=None, help="cpu, cuda, cuda:N (default: a GPU where there is one)")
    arguments = parser.parse_args()

    from labels.contradictions import repeated_texts
    from labels.labelled import read_labelled
    from labels.splits import hold_out, read_report_list
    from models.bundle import SHIPPED_TAGGER, read_bundle
    from storage.results.folders import check_result_folder

    given = [arguments.model, arguments.against, arguments.data, arguments.hold_out, arguments.train_data]
    check_result_folder(arguments.output, [path for path in given if path is not None])
    bundle = read_bundle(arguments.model or SHIPPED_TAGGER)
    taxonomy = bundle.manifest.taxonomy
    rows = read_labelled(arguments.data, taxonomy)
    if arguments.hold_out:
        train, rows = hold_out(rows, read_report_list(arguments.hold_out))
    else:
        train = read_labelled(arguments.train_data, taxonomy) if arguments.train_data else []
    _check_unseen({row.report for row in train}, "--train-data", rows)
    if line := repeated_texts(rows).line():
        commandline.say(f"of what is judged {line}")
    rival = read_bundle(arguments.against, taxonomy) if arguments.against else None
    for one in filter(None, (bundle, rival)):
        _check_unseen(one.manifest.data.get("reports", []), f"the bundle {one.folder}", rows)

    from evaluation.pages.scores_page import write_evaluation
    from evaluation.scoring.evaluation import MODEL, evaluate
    from evaluation.scoring.references import REFERENCES
    from evaluation.scoring.scores import collapse_of
    from inference.tagger import Tagger
    from scripts.printing import score_table

    texts = [row.text for row in rows]
    teachable = REFERENCES if train else {"keywords": REFERENCES["keywords"]}
    if not train:
        commandline.say(
            "no training paragraphs for the references: TF-IDF and majority are left out (give --hold-out or "
            "--train-data)"
        )
    references = {name: reference(train, texts, taxonomy) for name, reference in teachable.items()}
    tagged = list(Tagger(bundle, arguments.device).tag(row.paragraph for row in rows))
    if rival is not None:
        references[rival.manifest.id] = [
            one.tags for one in Tagger(rival, arguments.device).tag(row.paragraph for row in rows)
        ]
    evaluation = evaluate(
        rows,
        [one.tags for one in tagged],
        [one.scores for one in tagged],
        taxonomy,
        bundle.manifest.id,
        arguments.data.name,
        references,
    )
    page = write_evaluation(arguments.output, evaluation)
    print(
        f"{len(rows)} paragraphs of {len({row.report for row in rows})} reports; {len(evaluation.errors)} with an error"
    )
    print(score_table(evaluation.contestants, taxonomy))
    for one, name in ((bundle, MODEL), (rival, rival.manifest.id if rival else "")):
        if one is not None and (line := collapse_of(evaluation.contestants[name])):
            print(f"{one.manifest.id}: {line}")
    print(f"open {page}")


def _check_unseen(taught: Collection[str], teacher: str, rows: Sequence["LabelledParagraph"]) -> None:
    """Refuse reports that what is judged, or a reference, was taught with."""
    from storage.errors import BadData

    seen = sorted(set(taught) & {row.report for row in rows})
    if seen:
        raise BadData(
            f"{len(seen)} of the reports to judge are also those of {teacher} ('{seen[0]}' among them), so its scores "
            "would flatter. "
            "Expected held-out reports; list such with --hold-out, or give another --data."
        )


if __name__ == "__main__":
    commandline.run(main)
