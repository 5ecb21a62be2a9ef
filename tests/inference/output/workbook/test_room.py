"""Rows wait beside the result and leave nothing behind; a disk that fills up is told in a line."""

import errno
import os
import tempfile
from pathlib import Path

import pytest
from xlsxwriter.worksheet import Worksheet

from inference.output.workbook.gathering import gather
from inference.output.workbook.write import WORKBOOK, write_all
from storage.errors import BadData, CannotWrite
from tests.inference.output.tagged_folder import manifest, tagged, write_folder


def test_a_stopped_workbook_leaves_nothing_in_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    elsewhere.mkdir()
    out.mkdir()
    content = gather(write_folder(tmp_path / "tagged", tagged()), manifest(), shares=None, scores=None)
    write_folder(tmp_path / "tagged", tagged()[:5])
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    with pytest.raises(BadData, match="changed while it was read"):
        write_all(out, content, "zh")
    assert [*elsewhere.iterdir(), *(one for one in out.iterdir() if one.is_dir() or one.name == WORKBOOK)] == []


def test_a_disk_that_is_full_at_the_end_is_told_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = gather(write_folder(tmp_path / "tagged", tagged()), manifest(), shares=None, scores=None)

    def full(sheet: Worksheet) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Worksheet, "_write_optimized_sheet_data", full)
    with pytest.raises(CannotWrite, match=f"{WORKBOOK}: No space left"):
        write_all(tmp_path, content, "zh")
    assert not (tmp_path / WORKBOOK).exists()
