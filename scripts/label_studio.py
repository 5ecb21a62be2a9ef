"""The round trip with Label Studio: start a server, push paragraphs, pull answers, and what its open edition lacks."""

import commandline
import studio_adjudicate
import studio_agreement
import studio_connect
import studio_doubtful
import studio_exchange
import studio_migrate
import studio_next
import studio_server

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

Without a server started here (one that others run, or the hosted Label Studio Enterprise): give --url and --token-file, or write
files with `page` and `push … --output tasks.json`, import them by hand, and `pull export.json`, a JSON export (not JSON-MIN).
"""


def main() -> None:
    parser = commandline.parser(__doc__ or "", EPILOG)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    studio_server.add_start(commands)
    studio_server.add_stop(commands)
    studio_server.add_annotator(commands)
    studio_exchange.add_page(commands)
    studio_exchange.add_push(commands)
    studio_exchange.add_pull(commands)
    studio_agreement.add_agreement(commands)
    studio_adjudicate.add_adjudicate(commands)
    studio_adjudicate.add_settle(commands)
    studio_next.add_next(commands)
    studio_doubtful.add_doubtful(commands)
    studio_connect.add_connect(commands)
    studio_migrate.add_migrate(commands)
    arguments = parser.parse_args()
    files = ("output", "page", "queue", "kept")
    commandline.check_output_files(arguments, files[1:] if arguments.command == "agreement" else files)
    arguments.run(arguments)


if __name__ == "__main__":
    commandline.run(main)
