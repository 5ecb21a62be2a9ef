"""Labels to train on: from a file, from a command, from both."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from inference.service.retraining.label_source import collect, pull_by_command, without_secrets
from labels.labelled import write_labelled
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings
from tests.invented import invented_rows

TAXONOMY = Taxonomy.load()
ROWS = invented_rows(2)


def copying(source: Path) -> str:
    """Return a command that writes `source` where it is told to."""
    return f"{sys.executable} -c 'import shutil, sys; shutil.copy(sys.argv[1], sys.argv[2])' {source} {{output}}"


def test_what_is_pulled_stands_above_the_file(tmp_path: Path) -> None:
    write_labelled(tmp_path / "file.jsonl", ROWS[:3])
    changed = replace(ROWS[2], labels=("security",))
    write_labelled(tmp_path / "server.jsonl", [changed, ROWS[3]])
    pull = pull_by_command(copying(tmp_path / "server.jsonl"), tmp_path)
    rows = collect(tmp_path / "file.jsonl", pull, 7, tmp_path / "pulled.jsonl", TAXONOMY)
    assert [(row.id, row.labels) for row in rows] == [(row.id, row.labels) for row in (*ROWS[:2], changed, ROWS[3])]
    assert collect(None, pull, 7, tmp_path / "pulled.jsonl", TAXONOMY) == [changed, ROWS[3]]
    assert collect(tmp_path / "file.jsonl", None, None, tmp_path / "pulled.jsonl", TAXONOMY) == ROWS[:3]


def test_the_project_that_asked_is_filled_in(tmp_path: Path) -> None:
    program = "import sys; open(sys.argv[2], 'w').write(sys.argv[1])"
    pull = pull_by_command(f'{sys.executable} -c "{program}" project-{{project}} {{output}}', tmp_path)
    pull(12, tmp_path / "out")
    assert (tmp_path / "out").read_text() == "project-12"
    with pytest.raises(BadData, match="named no project"):
        pull(None, tmp_path / "out")


def test_nothing_in_a_command_is_read_by_a_shell(tmp_path: Path) -> None:
    pull_by_command(f"{sys.executable} -c pass {{output}}; touch made", tmp_path)(1, tmp_path / "$(touch made)")
    assert not (tmp_path / "made").exists()


def test_a_pull_that_fails_says_so_without_the_tokens_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "0123456789abcdef")
    program = "import os, sys; sys.exit('401 for ' + os.environ['LABEL_STUDIO_API_KEY'])"
    pull = pull_by_command(f'{sys.executable} -c "{program}" {{output}}', tmp_path)
    with pytest.raises(BadData, match="--pull ended with 1 and said: 401 for …"):
        pull(1, tmp_path / "out")
    assert without_secrets("a 0123456789abcdef b") == "a … b"


def test_commands_that_cannot_work_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"holds no \{output\}"):
        pull_by_command("pull --project {project}", tmp_path)
    with pytest.raises(BadSettings, match="cannot be read as a command"):
        pull_by_command("pull 'unclosed {output}", tmp_path)
    with pytest.raises(BadData, match="no-such-program cannot be run"):
        pull_by_command("no-such-program {output}", tmp_path)(1, tmp_path / "out")


def test_no_labels_at_all_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="No labels arrived to train on"):
        collect(None, None, None, tmp_path / "pulled.jsonl", TAXONOMY)
