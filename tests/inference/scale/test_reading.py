"""What was read before is what reading gives."""

import gzip
import json
import os
import pickle
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from inference.inputs import find_inputs, is_read_again, read_inputs
from inference.scale import reading
from inference.scale.kept_files import kept_path
from inference.scale.reading import Reading, content_digest, file_key
from inference.scale.reading_json import Read
from reports.reading import read_whole
from reports.report import Report
from reports.skipped import Skipped
from storage.errors import GaveUp, UnreadableReport
from tests.inference.scale.folders import every_kind
from tests.reports.sample_text import report_of

Whole = list[tuple[object, ...]] | tuple[type, str]


def whole(found: Read | UnreadableReport) -> Whole:
    """Return every field, also those that are not compared."""
    if isinstance(found, UnreadableReport):
        return type(found), str(found)
    return [tuple(getattr(one, each.name) for each in fields(one)) for one in found]


def outcome(read: Reading, path: Path) -> Read | UnreadableReport:
    try:
        return read(path)
    except UnreadableReport as error:
        return error


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return every_kind(tmp_path_factory.mktemp("kinds") / "in")


@pytest.fixture
def files(folder: Path) -> list[Path]:
    return [path for path in find_inputs([folder]).found.files if not is_read_again(path)]


def test_what_is_kept_of_every_kind_of_file_is_what_reading_gives(files: list[Path], tmp_path: Path) -> None:
    read = Reading(tmp_path)
    seen: set[str] = set()
    for path in files:
        first = outcome(read, path)
        again = read.kept(file_key(path, content_digest(path), {}), path)
        assert again is not None, path.name
        assert whole(again) == whole(first), path.name
        seen |= {type(first).__name__} if isinstance(first, UnreadableReport) else {type(one).__name__ for one in first}
    assert seen == {"Report", "Skipped", "UnreadableReport"}


def test_a_file_that_was_read_is_not_read_again(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Reading(tmp_path)
    first = [whole(outcome(read, path)) for path in files]
    monkeypatch.setattr(reading, "read_whole", None)  # who calls it fails
    assert [whole(outcome(read, path)) for path in files] == first


def test_reports_get_the_same_ids_and_order_from_what_is_kept(folder: Path, tmp_path: Path) -> None:
    plain = list(read_inputs([folder], 1))
    read = Reading(tmp_path)
    assert list(read_inputs([folder], 1, {}, read)) == plain
    assert list(read_inputs([folder], 1, {}, read)) == plain
    assert list(read_inputs([folder], 2, {}, read)) == plain
    assert "辛山市-2029~2" in {one.id for one in plain if not isinstance(one, Skipped)}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "甲.txt"
    path.write_text(report_of("甲山市", 2031), "utf-8")
    return path


def texts(read: Read) -> str:
    return "".join(one.text for one in read if isinstance(one, Report))


def test_a_file_that_was_changed_is_read_again(report: Path, tmp_path: Path) -> None:
    read = Reading(tmp_path / "kept")
    assert "甲山" in texts(read(report))
    times = report.stat()
    report.write_text(report_of("乙山市", 2031), "utf-8")
    os.utime(report, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert "甲山" not in texts(read(report))


def test_the_same_content_under_another_name_has_its_own_source(report: Path, tmp_path: Path) -> None:
    read = Reading(tmp_path / "kept")
    read(report)
    other = tmp_path / "乙.txt"
    other.write_bytes(report.read_bytes())
    (found,) = read(other)
    assert isinstance(found, Report)
    assert (found.source, found.origin and found.origin.file) == (str(other), other)
    assert found == read_whole(other)[0]


def test_columns_that_are_asked_for_are_part_of_what_is_kept(tmp_path: Path) -> None:
    table = tmp_path / "rows.dat"
    table.write_text(f"年份\t第一\t第二\n2031\t{report_of('甲山市', 2031).replace(chr(10), '')}\t短\n", "utf-8")
    plain, asked = Reading(tmp_path / "kept"), Reading(tmp_path / "kept", {"text": "第二"})
    keys = {file_key(table, content_digest(table), one.columns) for one in (plain, asked)}
    assert len(keys) == 2


def damage(path: Path) -> Iterator[str]:
    """Damage a kept file in several ways, one after the other, and name each."""
    whole_file = path.read_bytes()
    value = json.loads(gzip.decompress(whole_file))
    for name, content in {
        "half a file": whole_file[: len(whole_file) // 2],
        "nothing": b"",
        "no gzip": b"[]",
        "no JSON": gzip.compress(b"{"),
        "another shape": gzip.compress(b"[1]"),
        "another format": gzip.compress(json.dumps({**value, "format": 99}).encode()),
        "of another file": gzip.compress(json.dumps({**value, "key": "0" * 64}).encode()),
        "a report without its text": gzip.compress(json.dumps({**value, "read": [{"id": "a"}]}).encode()),
    }.items():
        path.write_bytes(content)
        yield name


def test_what_is_kept_and_damaged_is_read_again_and_told_apart(report: Path, tmp_path: Path) -> None:
    read = Reading(tmp_path / "kept")
    first = whole(read(report))
    place = kept_path(read.folder, file_key(report, content_digest(report), {}))
    for name in damage(place):
        assert whole(read(report)) == first, name
        assert place.with_name(f"{place.name}.damaged").exists(), name
        assert read.kept(file_key(report, content_digest(report), {}), report) is not None, name


def test_what_was_given_up_is_tried_again_where_that_is_asked_for(report: Path, tmp_path: Path) -> None:
    read = Reading(tmp_path / "kept")
    read.keep_given_up(report, "甲.txt: took too long.")
    with pytest.raises(GaveUp, match="took too long"):
        read(report)
    assert "甲山" in texts(Reading(tmp_path / "kept", again=True)(report))
    assert "甲山" in texts(read(report))  # and that is kept


def test_reading_can_be_given_to_another_process(report: Path, tmp_path: Path) -> None:
    read = pickle.loads(pickle.dumps(Reading(tmp_path / "kept", {"text": "正文"})))
    assert "甲山" in texts(read(report))


def test_a_folder_that_cannot_be_written_keeps_nothing_and_reads(report: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file in the way")
    assert "甲山" in texts(Reading(tmp_path / "kept")(report))
