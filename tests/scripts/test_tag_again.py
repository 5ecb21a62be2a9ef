"""Tagging goes on where it was, does nothing twice, and says what it did."""

import json
import os
import shutil
import stat
from pathlib import Path

import pytest

from models.bundle import Bundle
from tests.inference.scale.folders import contents, every_kind, kept, many, paragraphs_file
from tests.reports.sample_text import report_of
from tests.scripts.running import run_script, run_unprivileged
from tests.scripts.test_ends import start
from tests.studies.world import leftovers, small_disk
from tests.waiting import PATIENCE, wait_until


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Path:
    """A folder with reports of every kind in in/, tagged into out/."""
    place = tmp_path_factory.mktemp("again")
    every_kind(place / "in")
    finished = run_script(*words(tiny_bundle), cwd=place)
    assert finished.returncode == 0, finished.stderr
    return place


@pytest.fixture
def place(tagged: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(tagged, tmp_path / "place"))


def words(bundle: Bundle | Path, *more: str) -> list[str]:
    folder = bundle if isinstance(bundle, Path) else bundle.folder
    return ["tag", "in", "--model", str(folder), "--output", "out", *more]


def read_files(place: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (place / "out.work").glob("read/*/*")}


def test_where_nothing_changed_nothing_is_written_and_no_model_is_loaded(place: Path, bundle_copy: Path) -> None:
    assert run_script(*words(bundle_copy), cwd=place).returncode == 0
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()}
    (bundle_copy / "model.safetensors").write_bytes(b"")  # who loads it fails
    finished = run_script(*words(bundle_copy), cwd=place)
    assert (finished.returncode, finished.stderr) == (0, "")
    (line,) = finished.stdout.splitlines()
    assert line.startswith("out: nothing has changed since it was written; 10 reports, ")
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", ["tagged.csv", "run.json", "pages/1-*.html", "all of it"])
def test_a_result_of_which_something_is_missing_is_made_again(place: Path, tiny_bundle: Bundle, name: str) -> None:
    before, stood = contents(place / "out"), kept(place / "out.work")
    if name == "all of it":
        shutil.rmtree(place / "out")
    else:
        next((place / "out").glob(name)).unlink()
    finished = run_script(*words(tiny_bundle), cwd=place)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.startswith("10 reports, ")
    assert contents(place / "out") == before
    assert kept(place / "out.work") == stood


def test_only_the_report_that_changed_is_read_and_tagged(place: Path, tiny_bundle: Bundle) -> None:
    stood, read = kept(place / "out.work"), read_files(place)
    (place / "in" / "gb.txt").write_text(report_of("卯山市", 2029), "utf-8")
    finished = run_script(*words(tiny_bundle), cwd=place)
    assert finished.returncode == 0, finished.stderr
    now, read_now = kept(place / "out.work"), read_files(place)
    (fresh,) = now.keys() - stood.keys()
    assert {name: now[name] for name in now if name != fresh} == stood  # its text still stands in twice.txt
    assert len(read_now.keys() - read.keys()) == len(read.keys() - read_now.keys()) == 1
    assert read_now.items() & read.items() == {one for one in read.items() if one[0] in read_now}
    fresh_run = run_script(*words(tiny_bundle, "--output", "fresh"), cwd=place)
    assert fresh_run.returncode == 0
    assert contents(place / "fresh") == contents(place / "out")


def test_what_is_kept_of_reports_that_are_gone_is_cleared_away(place: Path, tiny_bundle: Bundle) -> None:
    (place / "out.work" / "tags" / "mine.txt").write_text("mine")
    for name in ("two.txt", "all.zip"):
        (place / "in" / name).unlink()
    assert run_script(*words(tiny_bundle), cwd=place).returncode == 0
    assert len(kept(place / "out.work")) == 5
    assert (place / "out.work" / "tags" / "mine.txt").read_text() == "mine"
    assert leftovers(place) == []


def test_another_model_is_refused_in_one_line_and_replaces_where_that_is_asked_for(
    place: Path, tiny_bundle: Bundle, bundle_copy: Path
) -> None:
    manifest = json.loads((bundle_copy / "tagger.json").read_text("utf-8"))
    manifest["thresholds"]["industry"] = 0.9
    (bundle_copy / "tagger.json").write_text(json.dumps(manifest), "utf-8")
    said = run_script(*words(bundle_copy), cwd=place).stderr
    manifest["id"] = said.split('that of what it holds "')[1].split('"')[0]
    (bundle_copy / "tagger.json").write_text(json.dumps(manifest), "utf-8")
    before = contents(place / "out")
    refused = run_script(*words(bundle_copy), cwd=place)
    assert refused.returncode == 1
    (line,) = refused.stderr.splitlines()
    assert f"out.work holds reports tagged otherwise: bundle {tiny_bundle.manifest.id} (now {manifest['id']})" in line
    assert line.endswith("give another --output and --work, or --replace to tag all of them again.")
    assert contents(place / "out") == before
    replaced = run_script(*words(bundle_copy, "--replace"), cwd=place)
    assert replaced.returncode == 0, replaced.stderr
    assert json.loads((place / "out" / "run.json").read_text("utf-8"))["tagger"]["bundle"] == manifest["id"]
    assert run_script(*words(bundle_copy), cwd=place).stdout.startswith("out: nothing has changed")


def test_files_of_the_store_that_are_damaged_are_made_again_and_counted(place: Path, tiny_bundle: Bundle) -> None:
    before = contents(place / "out")
    tags, read = (sorted((place / "out.work").glob(f"{kind}/*/*")) for kind in ("tags", "read"))
    tags[0].write_bytes(tags[0].read_bytes()[:50])
    read[0].write_bytes(b"{}")
    (place / "out" / "tagged.csv").unlink()
    finished = run_script(*words(tiny_bundle), cwd=place)
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr.splitlines()[-1] == "2 files of what was kept were damaged, and made again"
    assert contents(place / "out") == before
    assert not list((place / "out.work").rglob("*.damaged"))


def test_parts_tagged_one_by_one_make_the_same_result(place: Path, tagged: Path, tiny_bundle: Bundle) -> None:
    shutil.rmtree(place / "out")
    shutil.rmtree(place / "out.work")
    reports = 0
    for number in (2, 1, 3):
        finished = run_script(*words(tiny_bundle, "--shard", f"{number}/3"), cwd=place)
        assert finished.returncode == 0, finished.stderr
        first, second = finished.stdout.splitlines()
        assert first.startswith(f"shard {number} of 3: ")
        assert second.endswith("when all parts are done, the same command without --shard writes the result")
        assert not (place / "out").exists()
        reports += int(first.split(": ")[1].split()[0])
    assert reports == 10
    stood, read = kept(place / "out.work"), read_files(place)
    finished = run_script(*words(tiny_bundle), cwd=place)
    assert finished.returncode == 0, finished.stderr
    assert (kept(place / "out.work"), read_files(place)) == (stood, read)
    assert contents(place / "out") == contents(tagged / "out")
    assert leftovers(place) == []


@pytest.mark.parametrize("value", ["0/3", "4/3", "2", "a/b", "-1/2", "1/3/5", "²/3"])
def test_a_part_that_is_none_is_wrong_usage(tmp_path: Path, value: str) -> None:
    finished = run_script("tag", "in", "--output", "out", f"--shard={value}", cwd=tmp_path)
    assert finished.returncode == 2
    assert "is no part, such as 2/8" in finished.stderr


def test_tables_alone_are_those_that_come_with_pages(place: Path, tagged: Path, tiny_bundle: Bundle) -> None:
    finished = run_script(*words(tiny_bundle, "--no-pages"), cwd=place)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.splitlines()[-1] == "open out/tagged.csv"
    found, whole = contents(place / "out"), contents(tagged / "out")
    tables = {name for name in whole if name.startswith("parquet/")} | {"tagged.jsonl", "tagged.csv", "skipped.csv"}
    assert len(tables) > 4
    assert found.keys() == {*tables, "run.json", ".zhengbiao.json"}
    for name in tables:
        assert found[name] == whole[name]
    assert run_script(*words(tiny_bundle, "--no-pages"), cwd=place).stdout.startswith("out: nothing has changed")


def test_what_failed_is_named_counted_and_kept_until_it_is_tried_again(
    place: Path, tagged: Path, tiny_bundle: Bundle
) -> None:
    (path, *_) = sorted((place / "out.work").glob("tags/*/*"))
    key = path.name.removesuffix(".json.gz")
    path.unlink()
    (place / "out.work" / "failed").mkdir()
    failed = place / "out.work" / "failed" / f"{key}.json"
    failed.write_text(json.dumps({"format": 1, "key": key, "reason": "ended its process"}))
    (place / "out" / "index.html").unlink()
    finished = run_script(*words(tiny_bundle), cwd=place)
    assert finished.returncode == 0
    assert "could not be tagged: ended its process" in finished.stderr
    assert "; 1 report that could not be tagged\n" in finished.stdout
    assert "9 reports were tagged by an earlier run, and not again" in finished.stderr
    assert "reports that could not be tagged" in (place / "out" / "skipped.csv").read_text("utf-8-sig")
    assert failed.exists()
    assert run_script(*words(tiny_bundle), cwd=place).stdout.startswith("out: nothing has changed")
    again = run_script(*words(tiny_bundle, "--retry-failed"), cwd=place)
    assert again.stdout.startswith("10 reports, ")
    assert not failed.exists()
    assert contents(place / "out") == contents(tagged / "out")


def test_inputs_in_the_work_folder_are_refused(place: Path, tiny_bundle: Bundle) -> None:
    (place / "out.work" / "mine.txt").write_text(report_of("甲山市", 2031), "utf-8")
    arguments = ("out.work/mine.txt", "--model", tiny_bundle.folder, "--output", "out")
    finished = run_script("tag", *arguments, cwd=place)
    assert finished.returncode == 1
    assert "out.work/mine.txt is read and lies in" in finished.stderr


def test_a_result_among_the_inputs_counts_for_nothing_and_its_work_neither(tmp_path: Path, tiny_bundle: Bundle) -> None:
    folder = many(tmp_path / "in", 3)
    arguments = ("tag", "in", "--model", tiny_bundle.folder, "--output", "in/out")
    first = run_script(*arguments, cwd=tmp_path)
    assert first.stdout.startswith("3 reports, ")
    assert run_script(*arguments, cwd=tmp_path).stdout.startswith("in/out: nothing has changed")
    other = run_script("tag", "in", "--model", tiny_bundle.folder, "--output", "other", cwd=tmp_path)
    assert "skipped in/out.work: was made by this program." in other.stderr
    assert other.stdout.startswith("3 reports, ")
    (folder / "000.txt").unlink()
    assert run_script(*arguments, cwd=tmp_path).stdout.startswith("2 reports, ")
    assert not (folder / "out" / "skipped.csv").exists()


def test_a_paragraphs_file_and_a_table_are_judged_from_what_is_kept(tmp_path: Path, tiny_bundle: Bundle) -> None:
    paragraphs_file(tmp_path / "rows.jsonl", "甲山市", "乙山市")
    arguments = ("tag", "rows.jsonl", "--model", tiny_bundle.folder, "--output", "out")
    assert run_script(*arguments, cwd=tmp_path).returncode == 0
    stood = kept(tmp_path / "out.work")
    assert len(stood) == 2
    paragraphs_file(tmp_path / "rows.jsonl", "甲山市", "乙山市", "丙山市")
    assert run_script(*arguments, cwd=tmp_path).stdout.startswith("3 reports, ")
    now = kept(tmp_path / "out.work")
    assert now.items() >= stood.items()
    assert len(now) == 3


def test_an_interrupted_run_says_where_what_is_done_lies_and_goes_on(tmp_path: Path, tiny_bundle: Bundle) -> None:
    many(tmp_path / "in", 40)
    process = start(tmp_path, *words(tiny_bundle))
    wait_until(lambda: len(kept(tmp_path / "out.work")) > 2)
    process.send_signal(2)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    last = said.splitlines()[-1]
    assert last.startswith("interrupted; what is done is kept in ")
    assert last.endswith("out.work; give the same command again to go on")
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()
    stood = kept(tmp_path / "out.work")
    finished = run_script(*words(tiny_bundle), cwd=tmp_path)
    assert finished.stdout.startswith("40 reports, "), finished.stderr
    assert kept(tmp_path / "out.work").items() >= stood.items()
    assert leftovers(tmp_path) == []


def test_a_disk_that_fills_up_is_one_line_and_the_run_goes_on_when_there_is_room(
    tmp_path: Path, tiny_bundle: Bundle
) -> None:
    many(tmp_path / "in", 12)
    (tmp_path / "disk").mkdir()
    arguments = ("tag", "in", "--model", tiny_bundle.folder, "--output", "disk/out")
    with small_disk(tmp_path / "disk", size="200k") as mounted:
        if not mounted:
            pytest.skip("a small disk cannot be mounted here; run as root on Linux to try this")
        finished = run_script(*arguments, cwd=tmp_path)
        assert finished.returncode == 1
        assert "No space left on device" in finished.stderr.splitlines()[-1]
        assert "Traceback" not in finished.stderr
        assert [name for name in leftovers(tmp_path) if ".work" not in name] == []
        stood = kept(tmp_path / "disk" / "out.work")
        assert stood
        assert os.system(f"mount -o remount,size=50m {tmp_path / 'disk'}") == 0
        finished = run_script(*arguments, cwd=tmp_path)
        assert finished.stdout.startswith("12 reports, "), finished.stderr
        assert kept(tmp_path / "disk" / "out.work").items() >= stood.items()
        assert leftovers(tmp_path) == []


@pytest.mark.parametrize("where", ["out", "out.work/tags"])
def test_permission_that_is_lost_is_one_line_and_the_result_stays_whole(
    place: Path, tiny_bundle: Bundle, where: str
) -> None:
    (place / "in" / "gb.txt").write_text(report_of("卯山市", 2029), "utf-8")
    before = contents(place / "out")
    closed = [one for one in (place / where, *(place / where).iterdir()) if one.is_dir()]
    for folder in closed:
        folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    finished = run_unprivileged(*words(tiny_bundle), cwd=place)
    for folder in closed:
        folder.chmod(stat.S_IRWXU)
    assert finished.returncode == 1
    assert finished.stderr.splitlines()[-1].startswith("Cannot write to ")
    assert "Traceback" not in finished.stderr
    assert contents(place / "out") == before
    assert run_script(*words(tiny_bundle), cwd=place).returncode == 0
    assert leftovers(place) == []
