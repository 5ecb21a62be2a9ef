"""The whole road on the embedded samples: fine-tune the shipped encoder, evaluate on held-out reports, tag raw reports
and a corpus of four years, correct its shares by a labelled sample."""

import sys
import time
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path

import commandline

from storage.results import written

EPILOG = """\
examples:
  python scripts/demo.py
  python scripts/demo.py --output runs/another

Runs scripts/train.py, evaluate.py, tag.py (twice) and shares.py one after the other, as you would, and prints each
command. Works offline. The sample reports are invented: their places do not exist. Given again, it goes on where it
stands: what was trained on the same labels is kept.
"""

SAMPLE = Path("labels/sample/labelled.jsonl")
HELD_OUT = Path("labels/sample/held-out.txt")
RAW = Path("reports/sample")
CORPUS = Path("reports/sample_corpus/reports.csv")
CORPUS_LABELS = Path("labels/sample/sample-corpus.jsonl")
CORPUS_PAGE = "corpus.html"
"""What shares.py shows the whole corpus on, in its folder."""


@dataclass(frozen=True, slots=True)
class Step:
    """A script to run, and the folder that it writes."""

    title: str
    script: str
    options: tuple[str | Path, ...]
    output: Path

    def words(self) -> list[str]:
        """Return what is typed after `python`."""
        return [f"scripts/{self.script}", *map(str, self.options), "--output", str(self.output)]


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "--output",
        type=_from_here,
        default=Path("runs/demo"),
        metavar="DIR",
        help="folder to write (default: %(default)s, in the folder of this project)",
    )
    return parser


def _from_here(folder: str) -> Path:
    """Return a folder that is named from where the user stands: the steps run in the folder of this project."""
    here = Path.cwd()
    return Path(folder) if here == commandline.ROOT else here / folder


def main() -> None:
    output: Path = make_parser().parse_args().output
    began = time.monotonic()
    for step in steps(output):
        if step.script == "train.py" and is_trained(commandline.ROOT / step.output):
            print(f"\n== {step.title}\n{step.output} is kept, trained on the same labels: remove it to train again")
        else:
            _take(step, output)
    print(f"\nDone in {time.monotonic() - began:.0f} s. Open these:")
    for title, page in pages(output).items():
        print(f"  {title}  {commandline.ROOT / page}")


def pages(output: Path) -> dict[str, Path]:
    """Return the pages that the road ends with, by what they show; the corpus, which leads to its reports, last."""
    return {
        "scores        ": output / "scores" / "report.html",
        "raw reports   ": output / "tagged" / "index.html",
        "corpus, tagged": output / "corpus" / "index.html",
        "workbook      ": output / "workbook" / "workbook.xlsx",
        "corpus, shares": output / "shares" / CORPUS_PAGE,
    }


def steps(output: Path) -> list[Step]:
    """Return the steps of the road, in order."""
    tagger, corpus = output / "tagger", output / "corpus"
    return [
        Step(
            "1/6 Fine-tune the shipped encoder on the sample labels",
            "train.py",
            ("--data", SAMPLE, "--hold-out", HELD_OUT, "--folds", "3"),
            tagger,
        ),
        Step(
            "2/6 Evaluate on reports that were held out",
            "evaluate.py",
            ("--model", tagger, "--data", SAMPLE, "--hold-out", HELD_OUT),
            output / "scores",
        ),
        Step(
            "3/6 Tag three raw reports: a web page, a Word file, a broken text file",
            "tag.py",
            (RAW, "--model", tagger, "--replace"),
            output / "tagged",
        ),
        Step(
            "4/6 Tag a corpus: a table of six places in four years",
            "tag.py",
            (CORPUS, "--model", tagger, "--replace"),
            corpus,
        ),
        Step(
            "5/6 Correct its shares by the labels of a random sample: what may be said, and how surely",
            "shares.py",
            ("--tagged", corpus, "--labelled", CORPUS_LABELS, "--model", tagger, "--by", "year"),
            output / "shares",
        ),
        Step(
            "6/6 Put it into a workbook for a colleague, and into tables for Stata and R",
            "workbook.py",
            ("--tagged", corpus, "--model", tagger, "--shares", output / "shares", "--scores", output / "scores"),
            output / "workbook",
        ),
    ]


def is_trained(folder: Path) -> bool:
    """Say whether a whole bundle lies in a folder that was trained on the sample labels and the shipped encoder."""
    if not folder.exists():
        return False

    from labels.labelled import read_labelled
    from labels.splits import hold_out, read_report_list
    from labels.taxonomy import Taxonomy
    from models.bundle import SHIPPED_ENCODER, read_bundle
    from storage.errors import BadBundle
    from training.finetuning.facts import data_facts
    from training.hub.encoder_source import find_encoder

    taxonomy = Taxonomy.load()
    try:
        manifest = read_bundle(folder, taxonomy).manifest
    except BadBundle:  # train.py says what is wrong with it, or replaces it
        return False
    rows, _ = hold_out(
        read_labelled(commandline.ROOT / SAMPLE, taxonomy), read_report_list(commandline.ROOT / HELD_OUT)
    )
    encoder = find_encoder(str(SHIPPED_ENCODER))
    same_labels = manifest.data.get("sha256") == data_facts(rows, SAMPLE.name)["sha256"]
    return same_labels and manifest.encoder_digest == encoder.digest


def _take(step: Step, output: Path) -> None:
    print(f"\n== {step.title}\n$ python {' '.join(step.words())}", flush=True)
    with commandline.keeping(output, "give the same command again"):
        code = commandline.call([sys.executable, *step.words()], cwd=commandline.ROOT)
    if code:
        sys.exit(code)
    written.paths.append(step.output)


if __name__ == "__main__":
    commandline.run(main)
