"""Tagged reports + labels of a random sample of them → how a category depends on year, level and the like."""

from argparse import ArgumentParser

import commandline

from scripts.shared import options, values
from scripts.shared.findings import add_findings, read_labels, read_tagger
from storage.shown import number_of

EPILOG = """\
examples:
  python scripts/regress.py --tagged runs/tagged --labelled runs/labelled.jsonl --on year,level --output runs/regression
  python scripts/regress.py --tagged runs/tagged --labelled runs/labelled.jsonl --on year --factors year \\
      --family logit --category ecology --output runs/regression

The outcome is whether a paragraph carries the category. Tags of all paragraphs are corrected by the labels of a random
sample (design-based supervised learning, Egami et al. 2023); errors are clustered by report. Writes regression.json,
regression.csv, rows.csv for other programs, and regression.do and regression.R that read it.
"""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    from evaluation.findings import FAMILIES

    parser = commandline.parser(__doc__ or "", EPILOG)
    add_findings(parser)
    parser.add_argument(
        "--on",
        type=values.names,
        required=True,
        metavar="NAME,NAME",
        help="what to regress on: year, level, any key of the tagged lines, or a column of your own table",
    )
    parser.add_argument(
        "--factors",
        type=values.names,
        default=(),
        metavar="NAME,NAME",
        help="those of them that are numbers only by name, a column for each value (default: none)",
    )
    parser.add_argument(
        "--family", choices=FAMILIES, default="linear", help="linear probability or logistic (default: %(default)s)"
    )
    options.add_category(parser)
    options.add_output(parser, "DIR", "folder of the results")
    return parser


def main() -> None:
    arguments = make_parser().parse_args()

    from evaluation.findings.corpus import read_corpus
    from evaluation.findings.design import fit_each, read_design
    from evaluation.pages.regression_files import write_regression
    from storage.results.folders import check_result_folder

    check_result_folder(arguments.output, commandline.paths_read(arguments, "output"))
    tagger = read_tagger(arguments)
    for key in arguments.category or ():
        tagger.taxonomy.check(key, "--category")
    wanted = [key for key in tagger.taxonomy.ids if key in (arguments.category or tagger.taxonomy.ids)]
    labels = read_labels(arguments, tagger)
    corpus = read_corpus(arguments.tagged, labels, tagger, arguments.on, "paragraphs")
    design = read_design(arguments.tagged, arguments.on, arguments.factors, wanted, corpus)
    fits = fit_each(design, wanted, len(corpus.basis.reports), arguments.family)
    table = write_regression(arguments.output, design, fits, arguments.family)
    for line in corpus.basis.left_out:
        commandline.say(line.english)
    if design.dropped:
        said = number_of(design.dropped, "paragraph does", "paragraphs do")
        commandline.say(f"{said} not state {' and '.join(arguments.on)}: left out")
    print(f"{number_of(len(design.ids), 'paragraph')}, {int(design.labelled.sum())} labelled. Wrote {table}")


if __name__ == "__main__":
    commandline.run(main)
