"""The round trip with Label Studio: start a server, push paragraphs, pull answers, and what its open edition lacks."""

from argparse import ArgumentParser

import commandline

from scripts.studio import adjudicate, agreement, ask, connect, doubtful, migrate, next, push_pull, sample, server

EPILOG = """\
examples:
  python scripts/label_studio.py start
  python scripts/label_studio.py push runs/paragraphs.jsonl --model models/tagger
  python scripts/label_studio.py annotator li@example.com
  python scripts/label_studio.py pull --output runs/labelled.jsonl
  python scripts/label_studio.py agreement runs/labelled.jsonl --output runs/agreement
  python scripts/label_studio.py adjudicate runs/labelled.jsonl
  python scripts/label_studio.py settle runs/labelled.jsonl --adjudicated runs/decided.jsonl --output runs/gold.jsonl
  python scripts/label_studio.py next runs/paragraphs.jsonl --labelled runs/gold.jsonl --output runs/order.jsonl
  python scripts/label_studio.py sample runs/paragraphs.jsonl --by year --budget 600 --output runs/sample.jsonl
  python scripts/label_studio.py doubtful runs/gold.jsonl --output runs/doubtful.jsonl
  python scripts/label_studio.py ask runs/paragraphs.jsonl --endpoint http://127.0.0.1:8000/v1 --model Qwen/Qwen3-8B \
      --output runs/asked.jsonl
  python scripts/label_studio.py stop

Without a server started here (one that others run, or the hosted Label Studio Enterprise): give --url and --token-file,
or write files with `page` and `push … --output tasks.json`, import them by hand, and `pull export.json`, a JSON export
(not JSON-MIN).
"""


def make_parser() -> ArgumentParser:
    """Describe the commands."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", title="commands")
    for add in (
        server.add_start,
        server.add_stop,
        server.add_annotator,
        push_pull.add_page,
        push_pull.add_push,
        push_pull.add_pull,
        agreement.add_agreement,
        adjudicate.add_adjudicate,
        adjudicate.add_settle,
        next.add_next,
        sample.add_sample,
        ask.add_ask,
        doubtful.add_doubtful,
        connect.add_connect,
        migrate.add_migrate,
    ):
        add(commands)
    return parser


def main() -> None:
    arguments = make_parser().parse_args()
    files = ("output", "page", "queue", "kept")
    commandline.check_output_files(arguments, files[1:] if arguments.command == "agreement" else files)
    arguments.run(arguments)


if __name__ == "__main__":
    commandline.run(main)
