"""The round trip with Label Studio: start a server, push paragraphs, pull answers, and what its open edition lacks."""

import commandline

from scripts.studio import adjudicate, agreement, connect, doubtful, migrate, next, push_pull, server

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
  python scripts/label_studio.py doubtful runs/gold.jsonl --output runs/doubtful.jsonl
  python scripts/label_studio.py stop

Without a server started here (one that others run, or the hosted Label Studio Enterprise): give --url and --token-file,
or write files with `page` and `push … --output tasks.json`, import them by hand, and `pull export.json`, a JSON export
(not JSON-MIN).
"""


def main() -> None:
    parser = commandline.parser(__doc__ or "", EPILOG)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    server.add_start(commands)
    server.add_stop(commands)
    server.add_annotator(commands)
    push_pull.add_page(commands)
    push_pull.add_push(commands)
    push_pull.add_pull(commands)
    agreement.add_agreement(commands)
    adjudicate.add_adjudicate(commands)
    adjudicate.add_settle(commands)
    next.add_next(commands)
    doubtful.add_doubtful(commands)
    connect.add_connect(commands)
    migrate.add_migrate(commands)
    arguments = parser.parse_args()
    files = ("output", "page", "queue", "kept")
    commandline.check_output_files(arguments, files[1:] if arguments.command == "agreement" else files)
    arguments.run(arguments)


if __name__ == "__main__":
    commandline.run(main)
