"""Make the pictures of docs/ from the sample reports: tag them, correct their shares, photograph the pages."""

import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.shared.photograph import Shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EPILOG = """\
examples:
  make pictures
  python scripts/build/pictures.py                        # the same
  python scripts/build/pictures.py reading-page comparison

Needs Chromium. Pages are made by the shipped tagger, so that they are the same on every machine but for its fonts.
docs/label-worth.svg is drawn from tests/studies/label_worth.csv. Two pictures are not made here: marking-page.png needs
a Label Studio server (scripts/build/marking_picture.py), and docs/active-learning.svg shows labels that are not
part of the project.
"""
DOCS = commandline.ROOT / "docs"
SERVED = "http"
"""What a page that serve.py answers with begins with."""
_LABELS = Path("labels/sample")
_SECONDS_TO_START = 120
_WORTH = ("-m", "tests.studies.label_worth_picture", "--paragraph-seconds", "42", "--sentence-seconds", "50.5")


def shots(served: str = f"{SERVED}://server") -> dict[str, Shot]:
    """Return what is photographed, by the name of the picture.

    Args:
        served: the address of serve.py.
    """
    report, corpus = "corpus/pages/*云陂市-2024.html", "shares/corpus.html"
    made = (
        Shot("page.png", report, language="en"),
        Shot("pictures/reading-page.png", report),
        Shot("pictures/corpus-page.png", corpus),
        Shot("pictures/comparison.png", corpus, hash="compare=year&first=2015&second=2024", at="#compare"),
        Shot("pictures/shares-page.png", "shares/shares.html"),
        Shot("pictures/trust-page.png", "scores/trust.html"),
        Shot("pictures/drop-page.png", f"{served}/read"),
    )
    return {Path(one.picture).stem: one for one in made}


def make_parser() -> ArgumentParser:
    """Describe the options."""
    from scripts.shared import options

    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "names",
        nargs="*",
        default=(),
        metavar="NAME",
        help=f"pictures to make, of {', '.join(shots())} (default: all, and label-worth.svg)",
    )
    options.add_output(parser, "DIR", "folder of the pages", default="runs/pictures")
    return parser


def main() -> None:
    arguments = make_parser().parse_args()

    from scripts.shared.photograph import chromium
    from storage.errors import BadSettings

    names: Sequence[str] = arguments.names or tuple(shots())
    if unknown := set(names) - set(shots()):
        raise BadSettings(f"'{min(unknown)}' is no picture. Expected some of {', '.join(shots())}; correct the name.")
    output: Path = arguments.output or Path("runs/pictures")
    with chromium() as browser:  # before anything is made for it
        make_pages(output)
        for name in names:
            print(take(browser, name, output))
    if not arguments.names:
        run(_WORTH)
        print(DOCS / "label-worth.svg")


def take(browser: "Browser", name: str, output: Path, docs: Path = DOCS) -> Path:
    """Photograph a page and return the picture's file."""
    from scripts.shared.photograph import find_page, photograph

    shot = shots()[name]
    if not shot.page.startswith(SERVED):
        return photograph(browser, find_page(output, shot), shot, docs)
    with serving(output) as (address, secret):
        return photograph(browser, shots(address)[name].page, shot, docs, secret)


def make_pages(output: Path) -> None:
    """Tag the samples, correct the shares of the corpus, judge the tagger, each into a folder of `output`."""
    corpus = output / "corpus"
    tag = ("scripts/tag.py", "reports/sample_corpus/reports.csv", "--output", corpus)
    shares = ("scripts/shares.py", "--tagged", corpus, "--labelled", _LABELS / "sample-corpus.jsonl", "--by", "year")
    scores = ("scripts/evaluate.py", "--model", "models/tagger", "--data", _LABELS / "labelled.jsonl")
    run(tag)
    run((*shares, "--output", output / "shares"))
    run((*scores, "--hold-out", _LABELS / "held-out.txt", "--output", output / "scores"))


def run(words: Sequence[str | Path]) -> None:
    """Run Python on these words in the clone, and end as it ends where it fails."""
    print(f"$ python {' '.join(map(str, words))}", flush=True)
    if code := commandline.call([sys.executable, *map(str, words)], cwd=commandline.ROOT):
        sys.exit(code)


@contextmanager
def serving(output: Path) -> Iterator[tuple[str, str]]:
    """Run serve.py while the block lasts; give its address and its secret.

    Raises:
        BadData: it does not answer.
    """
    from scripts.shared.photograph import free_port
    from storage.errors import BadData

    port, state = free_port(), output / "serving"
    words = ("scripts/serve.py", "--model", "models/tagger", "--state", str(state), "--port", str(port))
    server = subprocess.Popen([sys.executable, *words], cwd=commandline.ROOT)
    try:
        until = time.monotonic() + _SECONDS_TO_START
        while not _answers(port):
            if server.poll() is not None or time.monotonic() > until:
                raise BadData("serve.py does not answer. Expected its page to photograph; see what it said above.")
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}", (commandline.ROOT / state / "secret").read_text("utf-8").strip()
    finally:
        server.terminate()
        server.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    commandline.run(main)
