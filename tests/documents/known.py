"""What the tests know of the documents' commands: which are only checked and why, which are slow, and what stands for
a reader's own files.

A command that no rule speaks of is run. A file that it reads is in the clone, or was made by an earlier command of the
same document, or has a stand-in here; runs/ is the place for what commands make.
"""

import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from labels.labelled import write_labelled
from models.bundle import SHIPPED_TAGGER, read_bundle
from tests.documents.reading import ROOT, Command
from tests.evaluation.findings.tagged_corpus import corpus, gold, write_tagged

HANDBOOK = ROOT / "docs" / "handbook"


@dataclass(frozen=True, slots=True)
class Rule:
    """Commands of which something special holds: those that begin with a pattern, the interpreter left out."""

    begins: str
    reason: str

    def fits(self, command: Command) -> bool:
        """Say whether it speaks of a command."""
        return re.match(self.begins, command.what) is not None


PROGRAMS = ("make", "cp", "sed", "curl", ".venv/bin/python")
"""What a reader is asked to type. A document that needs another says so here."""

_SERVER = "needs a Label Studio server; the tests of tests/labels/studio and tests/scripts talk to a real one"
CHECKED = (
    Rule(r"make \S+$", "runs everything or installs; CI runs `make demo`, `make test` and `make check`"),
    Rule(r"scripts/label_studio\.py (start|stop|connect|annotator)\b", _SERVER),
    Rule(r"scripts/label_studio\.py push (?!.*--output)", _SERVER),
    Rule(r"scripts/label_studio\.py pull (?!\S+\.json\b)", _SERVER),
    Rule(r"scripts/label_studio\.py adjudicate (?!.*--output)", _SERVER),
    Rule(r"scripts/train\.py ", "trains for minutes; `make demo` trains on the same labels"),
    Rule(r"scripts/export\.py ", "measures this processor, and writes nothing where 8 bits gain nothing on it"),
)
"""Commands that are not run. Their script, sub-command, options and values are read by the script itself, and their
input files must be there."""

SLOW = (Rule(r"scripts/bench/selection\.py ", "plays five games of a hundred trainings"),)
"""Commands that are run, and take more than some ten seconds."""

SERVES = Rule(
    r"scripts/(serve|bench/stand_in)\.py\b", "runs until it is ended: started on a free port, and ended when it answers"
)
ASKS = Rule(r"curl |scripts/label_studio\.py ask (?!.*--dry-run)", "asks the server that the document started before")


def sample_labels(clone: Path, name: str) -> None:
    """Let the sample labels stand for the reader's."""
    shutil.copy(clone / "labels" / "sample" / "labelled.jsonl", clone / name)


def sample_paragraphs(clone: Path, name: str) -> None:
    """Let the paragraphs of the sample reports stand for the reader's."""
    command = [sys.executable, "scripts/read_reports.py", "reports/sample", "--output", name]
    subprocess.run(command, cwd=clone, check=True, capture_output=True)


def decisions(clone: Path, name: str) -> None:
    """Let somebody have decided wherever two people differ in the sample."""
    rows = [json.loads(line) for line in (clone / "labels/sample/labelled.jsonl").read_text("utf-8").splitlines()]
    disputed = [row for row in rows if len({tuple(said) for said in row["annotators"].values()}) > 1]
    decided = [row | {"annotators": {"adjudicator": row["labels"]}} for row in disputed]
    (clone / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in decided), "utf-8")


def sample_corpus(clone: Path, name: str) -> None:
    """Let a table of the sample reports stand for the reader's corpus."""
    files = sorted((clone / "reports" / "sample").glob("*.txt"))
    rows = [("报告全文", "年份"), *((file.read_text("utf-8"), re.sub(r"\D", "", file.stem)[:4]) for file in files)]
    if name.endswith(".csv"):
        with (clone / name).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows)
        return
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for one in rows:
        sheet.append(one)
    book.save(clone / name)


def labels_of_sample(clone: Path, name: str) -> None:
    """Let every tag of the sample that was drawn be what a person says of it."""
    drawn, tagged = (
        [json.loads(line) for line in (clone / path).read_text("utf-8").splitlines()]
        for path in ("runs/sample.jsonl", "runs/tagged/tagged.jsonl")
    )
    tags = {row["id"]: row["tags"] for row in tagged}
    lines = (json.dumps(row | {"labels": tags[row["id"]]}, ensure_ascii=False) + "\n" for row in drawn)
    (clone / name).write_text("".join(lines), "utf-8")


def tagged_reports(clone: Path, name: str) -> None:
    """Let invented reports of a year stand for the reader's, as the shipped bundle would have tagged them."""
    write_tagged(clone / name, corpus(4, (int(name[-4:]),)), read_bundle(SHIPPED_TAGGER).manifest.id)


def labels_of_a_year(clone: Path, name: str) -> None:
    """Let people have labelled all reports of a year."""
    write_labelled(clone / name, gold(corpus(4, (2032,))))


def handbook_labels(clone: Path, name: str) -> None:
    """Let the answers beside chapter 3 of the handbook be what its reader said."""
    shutil.copy(HANDBOOK / Path(name).name, clone / name)


def model_of_five(clone: Path, name: str) -> None:
    """Let a tiny bundle with the categories of chapters 3 and 8 stand for the one that their reader trained."""
    from labels.taxonomy import Taxonomy
    from tests.tiny import make_tiny_bundle, make_tiny_encoder

    encoder = make_tiny_encoder(clone / "runs" / "tiny-encoder")
    make_tiny_bundle(clone / name, encoder, Taxonomy.load(HANDBOOK / "culture.toml"))


def exported(clone: Path, name: str) -> None:
    """Let the shipped bundle stand for the one that was exported from it."""
    shutil.copytree(SHIPPED_TAGGER, clone / name)


STAND_INS: Mapping[str, Callable[[Path, str], None]] = {
    "runs/labelled.jsonl": sample_labels,
    "runs/paragraphs.jsonl": sample_paragraphs,
    "runs/decided.jsonl": decisions,
    "runs/sample-labelled.jsonl": labels_of_sample,
    "runs/tagged-2031": tagged_reports,
    "runs/tagged-2032": tagged_reports,
    "runs/labels-2032.jsonl": labels_of_a_year,
    "runs/culture/labelled.jsonl": handbook_labels,
    "runs/culture/sample-labelled.jsonl": handbook_labels,
    "runs/culture/tagger": model_of_five,
    "runs/afternoon/tagger": model_of_five,
    "runs/quick": exported,
    "corpus.xlsx": sample_corpus,
    "corpus.csv": sample_corpus,
}
"""What makes a file that a document names and that only a person, or a command that is not run, makes."""
MODEL = "runs/tagger"
"""The bundle that a reader trained: a tiny one stands for it."""
