"""Two bundles + held-out labels → which is better, paragraph by paragraph, and how sure that is."""

from pathlib import Path

import commandline

EPILOG = """\
examples:
  python scripts/compare.py --model runs/new --against runs/old --data held-out.jsonl
  python scripts/compare.py --model runs/new --data march.jsonl --hold-out held-out.txt --output runs/comparison.json

Paragraphs of reports that either bundle was trained on are left out: they would flatter it.
"""


def main() -> None:
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("--model", type=Path, required=True, metavar="DIR", help="the new bundle")
    parser.add_argument(
        "--against", type=Path, default=None, metavar="DIR", help="the old bundle (default: the shipped tagger)"
    )
    parser.add_argument("--data", type=Path, required=True, metavar="FILE.jsonl", help="labelled paragraphs")
    parser.add_argument(
        "--hold-out", type=Path, default=None, metavar="LIST", help="judge these reports only, one id a line"
    )
    parser.add_argument("--output", type=Path, default=None, metavar="FILE.json", help="write the figures there too")
    parser.add_argument("--device", default=None, help="cpu, cuda, cuda:N (default: a GPU where there is one)")
    arguments = parser.parse_args()

    from labels.contradictions import repeated_texts
    from labels.labelled import read_labelled
    from labels.splits import hold_out, read_report_list
    from models.bundle import SHIPPED_TAGGER, read_bundle
    from storage.results.files import result_file

    commandline.check_output_files(arguments, ["output"])
    new = read_bundle(arguments.model)
    taxonomy = new.manifest.taxonomy
    old = read_bundle(arguments.against or SHIPPED_TAGGER, taxonomy)
    rows = read_labelled(arguments.data, taxonomy)
    if arguments.hold_out:
        rows = hold_out(rows, read_report_list(arguments.hold_out))[1]
    if line := repeated_texts(rows).line():
        commandline.say(f"of what is judged {line}")

    import json

    from evaluation.scoring.comparison import compare
    from evaluation.scoring.scores import collapse_of
    from inference.tagger import Tagger
    from scripts.printing import score_table

    found = compare(Tagger(new, arguments.device), Tagger(old, arguments.device), rows)
    if arguments.output:
        with result_file(arguments.output) as file:
            json.dump(found.to_json(), file, ensure_ascii=False, indent=1, allow_nan=False)
    judged = found.new_scores
    print(
        f"{judged.paragraphs} paragraphs of {judged.reports} reports; {found.left_out} left out, which one of them was "
        "trained on"
    )
    print(score_table({"new": found.new_scores, "old": found.old_scores}, taxonomy))
    for name, scores in ((found.new, found.new_scores), (found.old, found.old_scores)):
        if line := collapse_of(scores):
            print(f"{name}: {line}")
    between = (
        f", 95 % interval {found.interval[0]:+.3f} to {found.interval[1]:+.3f} (reports resampled)"
        if found.interval
        else ""
    )
    print(f"macro-F1 of {found.new} above {found.old}: {found.gain:+.3f}{between}")
    print(f"right as a whole: {found.only_new} paragraphs by the new one alone, {found.only_old} by the old one alone")


if __name__ == "__main__":
    commandline.run(main)
