"""Tagged reports + labels of a random sample of them → shares of categories with intervals, to be published."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path

import commandline

from scripts.shared import options, values
from scripts.shared.findings import add_findings, read_labels, read_tagger
from storage.shown import number_of

_VALUES = re.compile(r""""((?:[^"]|"")*)"|([^:,"]+)|([:,])""")
EPILOG = """\
examples:
  python scripts/shares.py --tagged runs/tagged --labelled runs/labelled.jsonl --by year,level --output runs/shares
  python scripts/shares.py --tagged runs/tagged --labelled runs/labelled.jsonl --by year --compare 2015:2022 \\
      --output runs/shares

Counting tags is not measuring: a tagger's errors do not cancel out. The labels say by how much it errs, and how sure
that is. They must be of reports drawn at random (label_studio.py sample), and must not have taught the tagger.
Writes shares.json, shares.csv, shares.xlsx, shares.html and method.txt; words.csv counts words as they stand, without
correction. Whatever --by is, shares.json holds the shares by year, province, region, level and part too, with the
differences of any two groups of each: corpus.html shows them, compares any two, and leads to the pages of --tagged
(move both folders together).
"""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    from evaluation.findings import MEASURES

    parser = commandline.parser(__doc__ or "", EPILOG)
    add_findings(parser)
    options.add_by(parser)
    parser.add_argument(
        "--measure",
        choices=MEASURES,
        default="paragraphs",
        help="share of the paragraphs, of the sentences, or of the characters of sentences (default: %(default)s)",
    )
    parser.add_argument(
        "--compare",
        type=_pair,
        action="append",
        default=[],
        metavar="GROUPS",
        help="groups to compare, such as 2015,county:2022,county, a name with such a mark in quotation marks; may be "
        "given again (default: those that suggest themselves)",
    )
    parser.add_argument(
        "--half-width",
        type=values.share,
        default=0.02,
        metavar="X",
        help="half the width of the interval that is wanted, as a share (default: %(default)s)",
    )
    parser.add_argument(
        "--words",
        type=Path,
        action="append",
        metavar="FILE.txt",
        help="words, one a line, counted per 1,000 characters; may be given again (default: the keywords of each "
        "category)",
    )
    options.add_output(parser, "DIR", "folder of the results")
    return parser


def _pair(value: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read two groups; a value with a comma or a colon in it stands in quotation marks, doubled inside."""
    groups: list[list[str]] = [[""]]
    for quoted, plain, mark in _VALUES.findall(value):
        if mark == ":":
            groups.append([""])
        elif mark:
            groups[-1].append("")
        else:
            groups[-1][-1] += plain.strip() or quoted.replace('""', '"')
    pair = [tuple(group) for group in groups]
    if len(pair) != 2 or pair[0] == pair[1] or "" in pair[0] + pair[1] or value.count('"') % 2:
        raise ArgumentTypeError(f"{value[:40]!r} is not two groups with a colon between them, such as 2015:2022")
    return pair[0], pair[1]


def main() -> None:
    arguments = make_parser().parse_args()

    from evaluation.findings.findings import Asked, find
    from evaluation.findings.words import keyword_lists, read_lists
    from evaluation.pages.shares_page import write_findings
    from inference.pages.corpus.reports_file import REPORTS
    from inference.pages.corpus.writing import CORPUS
    from storage.results.folders import check_result_folder

    check_result_folder(arguments.output, commandline.paths_read(arguments, "output"))
    tagger = read_tagger(arguments)
    words = read_lists(arguments.words) if arguments.words else keyword_lists(tagger.taxonomy)
    asked = Asked(arguments.measure, arguments.by, tuple(arguments.compare), arguments.half_width, words)
    findings = find(arguments.tagged, read_labels(arguments, tagger), tagger, asked)
    tagged = arguments.tagged if arguments.tagged.is_dir() else arguments.tagged.parent
    page = write_findings(arguments.output, findings, tagged)
    corpus = page.with_name(CORPUS)
    for line in findings.left_out:
        commandline.say(line.english)
    told = f"open {corpus}" if corpus.is_file() else f"no {CORPUS}: {tagged} has no {REPORTS}; tag again to have it"
    print(
        f"{number_of(findings.reports, 'report')}, {number_of(findings.paragraphs, 'paragraph')}; "
        f"{number_of(findings.reports_labelled, 'report')} labelled, "
        f"{number_of(findings.paragraphs_labelled, 'paragraph')}\nopen {page}\n{told}"
    )


if __name__ == "__main__":
    commandline.run(main)
