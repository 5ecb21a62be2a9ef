"""read.do and read.R name every column of the tables, in both languages, and nothing in a label ends their texts."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from inference.output.statistics.columns import Column
from inference.output.statistics.readers import write_readers
from reports.words import Phrase


def test_stata_labels_every_variable_in_both_languages(written: Path, columns: list[Column]) -> None:
    lines = (written / "read.do").read_text("utf-8").splitlines()
    for language in ("zh", "en"):
        said = dict(re.findall(r'label variable (\S+) "([^"]*)"', "\n".join(_in_language(lines, language))))
        wanted = {one.name: one.label.said(language)[:80] for one in columns}
        assert {name: label for name, label in said.items() if name in wanted} == wanted
        assert {"level_code", "part_code"} == set(said) - set(wanted)


def _in_language(lines: list[str], language: str) -> list[str]:
    starts = [n for n, line in enumerate(lines) if line.startswith("label language")]
    first, second = starts[0], starts[1]
    return lines[first:second] if language == "zh" else lines[second:]


def test_labels_with_marks_of_either_program_stay_texts(tmp_path: Path, columns: list[Column]) -> None:
    awkward = Phrase("产\"业`'$x\\", "Indus\"try`'$x\\")
    changed = [replace(one, label=awkward) if one.name == "industry" else one for one in columns]
    write_readers(tmp_path, changed, "en")
    (line, _) = [
        line
        for line in (tmp_path / "read.do").read_text("utf-8").splitlines()
        if line.startswith("label variable industry ")
    ]
    assert line.count('"') == 2
    assert not set("`$'") & set(line)
    assert r'"Indus\"try`' in (tmp_path / "read.R").read_text("utf-8")


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed; install r-base-core")
def test_r_reads_the_table(written: Path, columns: list[Column]) -> None:
    program = 'source("read.R"); cat(ncol(paragraphs), nrow(paragraphs), attr(paragraphs$industry, "label"))'
    finished = subprocess.run(["Rscript", "-e", program], cwd=written, capture_output=True, text=True)
    assert finished.stdout.split() == [str(len(columns)), "33", "产业"], finished.stderr
