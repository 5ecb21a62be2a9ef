"""evaluate.py: a bundle, or two of them, on held-out labels."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from labels.labelled import write_labelled
from labels.taxonomy import Taxonomy
from models.bundle import Bundle
from scripts.shared.labels import read_split
from storage.results.markers import RESULT
from tests.invented import invented_rows, with_evidence
from tests.scripts.running import run_script


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_labelled(tmp_path / "rows.jsonl", invented_rows())
    (tmp_path / "list.txt").write_text("榆木市-2031\n鹿汀区-2031\n", "utf-8")
    return tmp_path


def taught(tiny_bundle: Bundle, folder: Path, report: str = "榆木市-2031") -> Path:
    """Return the tiny bundle as one that says it was trained on a report, one of the list."""
    copy = Path(shutil.copytree(tiny_bundle.folder, folder / "taught"))
    manifest = json.loads((copy / "tagger.json").read_text("utf-8"))
    manifest["data"]["reports"] = [report]
    (copy / "tagger.json").write_text(json.dumps(manifest), "utf-8")
    return copy


def test_a_bundle_is_as_good_as_itself(folder: Path, tiny_bundle: Bundle) -> None:
    both = ["--model", tiny_bundle.folder, "--against", tiny_bundle.folder]
    finished = run_script(
        "evaluate", *both, "--data", "rows.jsonl", "--hold-out", "list.txt", "--output", "out", cwd=folder
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.startswith("28 paragraphs of 2 reports; ")
    name = tiny_bundle.manifest.id
    assert f"macro-F1 of {name} above {name}: +0.000, 95 % interval +0.000 to +0.000" in finished.stdout
    assert "paragraphs right as a whole: 0 by the new one alone, 0 by the old one alone" in finished.stdout
    written = {path.name for path in (folder / "out").iterdir()}
    assert written == {"scores.json", "report.html", "trust.html", "comparison.json", RESULT}
    found = json.loads((folder / "out" / "comparison.json").read_text("utf-8"))
    assert (found["gain"], found["interval"], found["only_new_right"], found["only_old_right"]) == (0, [0, 0], 0, 0)
    assert found["new_scores"] == found["old_scores"]
    assert (found["new"], found["old"], found["left_out"]) == (name, name, 0)


def test_several_files_and_folders_are_judged_as_one_and_corrections_are_refused(
    folder: Path, tiny_bundle: Bundle
) -> None:
    rows = invented_rows()
    (folder / "more").mkdir()
    write_labelled(folder / "rows.jsonl", rows[:14])
    write_labelled(folder / "more" / "b.jsonl", rows[14:])
    given = ("evaluate", "--model", tiny_bundle.folder, "--data", "rows.jsonl", "more", "--output", "out")
    finished = run_script(*given, cwd=folder)
    assert finished.stdout.startswith(f"{len(rows)} paragraphs of "), finished.stderr
    assert json.loads((folder / "out" / "scores.json").read_text("utf-8"))["data"] == "rows.jsonl, more"
    corrected = replace(rows[0], corrected={"model": "tagger", "tags": [], "evidence": {}})
    write_labelled(folder / "more" / "corrections.jsonl", [corrected])
    refused = run_script(*given, cwd=folder)
    assert refused.returncode == 0  # it says when neither was decided, and the same: the first stays
    write_labelled(folder / "rows.jsonl", [corrected, *rows[1:14]])
    refused = run_script(*given, cwd=folder)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 2)
    assert "1 of the " in refused.stderr and "corrected on reading pages" in refused.stderr


def test_the_comparison_and_the_table_say_the_same(folder: Path, tiny_bundle: Bundle) -> None:
    finished = run_script(
        *("evaluate", "--against", tiny_bundle.folder, "--data", "rows.jsonl", "--output", "out"), cwd=folder
    )
    assert finished.returncode == 0, finished.stderr
    found = json.loads((folder / "out" / "comparison.json").read_text("utf-8"))
    scores = json.loads((folder / "out" / "scores.json").read_text("utf-8"))["scores"]
    for name, key in (("model", "new_scores"), (tiny_bundle.manifest.id, "old_scores")):
        scores[name].pop("macro_f1_interval")
        assert scores[name] == found[key]
    assert found["gain"] == found["new_scores"]["macro_f1"] - found["old_scores"]["macro_f1"] != 0


def test_reports_that_a_bundle_was_trained_on_are_left_out_where_that_is_asked(
    folder: Path, tiny_bundle: Bundle
) -> None:
    given = ["--model", tiny_bundle.folder, "--against", taught(tiny_bundle, folder), "--data", "rows.jsonl"]
    asked = [*given, "--trained-on", "leave-out", "--hold-out", "list.txt", "--output", "out"]
    finished = run_script("evaluate", *asked, cwd=folder)
    assert finished.stdout.startswith("14 paragraphs of 1 report; ")
    assert "14 paragraphs left out, of reports that a bundle was trained on" in finished.stdout
    assert json.loads((folder / "out" / "comparison.json").read_text("utf-8"))["left_out"] == 14
    (folder / "list.txt").write_text("榆木市-2031\n", "utf-8")
    finished = run_script("evaluate", *asked, cwd=folder)
    assert (finished.returncode, finished.stdout) == (1, "")
    assert "All 14 held-out paragraphs are of reports that" in finished.stderr


def test_reports_that_a_bundle_was_trained_on_are_refused_where_nothing_else_is_asked(
    folder: Path, tiny_bundle: Bundle
) -> None:
    given = ["--model", tiny_bundle.folder, "--against", taught(tiny_bundle, folder), "--data", "rows.jsonl"]
    finished = run_script("evaluate", *given, "--hold-out", "list.txt", "--output", "out", cwd=folder)
    assert (finished.returncode, finished.stdout) == (1, "")
    assert "1 of the reports to judge are also those of the bundle" in finished.stderr
    assert not (folder / "out").exists()


def test_bundles_of_other_categories_are_not_compared(folder: Path, tiny_bundle: Bundle) -> None:
    other = Path(shutil.copytree(tiny_bundle.folder, folder / "other"))
    text = (other / "tagger.json").read_text("utf-8").replace('"security"', '"culture"')
    (other / "tagger.json").write_text(text, "utf-8")
    both = ["--model", tiny_bundle.folder, "--against", other]
    finished = run_script("evaluate", *both, "--data", "rows.jsonl", "--output", "out", cwd=folder)
    assert (finished.returncode, finished.stdout) == (1, "")
    assert "was trained for the categories industry, ecology, livelihood, culture" in finished.stderr


def test_sentences_are_judged_where_the_labels_have_evidence(folder: Path, tiny_bundle: Bundle) -> None:
    write_labelled(folder / "marked.jsonl", [with_evidence(row) for row in invented_rows()])
    both = ["--model", tiny_bundle.folder, "--against", tiny_bundle.folder, "--hold-out", "list.txt"]
    for data in ("rows", "marked"):
        finished = run_script("evaluate", *both, "--data", f"{data}.jsonl", "--output", data, cwd=folder)
        assert (finished.returncode, finished.stderr) == (0, "")
        assert ("right tags rest on a marked one" in finished.stdout) is (data == "marked")
        assert ("macro-F1 of sentences: +0.000" in finished.stdout) is (data == "marked")
    before, after = (json.loads((folder / one / "scores.json").read_text("utf-8")) for one in ("rows", "marked"))
    sentences = after.pop("sentences")
    assert {**after, "data": "rows.jsonl"} == before
    assert set(sentences["scores"]) == {"model", "keywords", tiny_bundle.manifest.id}
    assert sentences["scores"]["model"] == sentences["scores"][tiny_bundle.manifest.id]
    compared = json.loads((folder / "marked" / "comparison.json").read_text("utf-8"))["sentences"]
    assert compared["new_scores"] == sentences["scores"]["model"]
    assert (compared["micro_f1_gain"], compared["micro_f1_interval"]) == (0, [0, 0])


def test_evidence_without_its_label_is_refused_before_anything_is_written(folder: Path, tiny_bundle: Bundle) -> None:
    row = invented_rows()[0]
    write_labelled(folder / "wrong.jsonl", [replace(row, evidence={"security": ((0, 5),)})])
    finished = run_script(
        "evaluate", "--model", tiny_bundle.folder, "--data", "wrong.jsonl", "--output", "out", cwd=folder
    )
    assert (finished.returncode, finished.stdout) == (1, "")
    assert "wrong.jsonl, line 1: 'evidence', 'security'" in finished.stderr
    assert not (folder / "out").exists()


def test_what_one_may_conclude_is_written_with_the_figures_it_rests_on(folder: Path, tiny_bundle: Bundle) -> None:
    shares = {"model": tiny_bundle.manifest.id, "reports": 40, "reports_labelled": 7, "shares": []}
    (folder / "shares.json").write_text(json.dumps(shares), "utf-8")
    given = ["--model", tiny_bundle.folder, "--data", "rows.jsonl", "--shares", "shares.json"]
    finished = run_script("evaluate", *given, "--output", "out", cwd=folder)
    assert finished.returncode == 0
    held = json.loads((folder / "out" / "scores.json").read_text("utf-8"))
    model = held["scores"]["model"]
    for key, one in held["standing"]["bias"].items():
        own = model["categories"][key]
        assert one["difference"] == pytest.approx((own["predicted"] - own["support"]) / model["paragraphs"])
    page = (folder / "out" / "trust.html").read_text("utf-8")
    assert "7 of 40 reports are labelled" in page
    other = run_script("evaluate", *given[2:], "--output", "again", cwd=folder)
    assert other.returncode == 1
    assert "its tags are those of" in other.stderr


def test_a_region_on_both_sides_of_what_is_held_out_is_said(
    folder: Path, tiny_bundle: Bundle, taxonomy: Taxonomy, capsys: pytest.CaptureFixture[str]
) -> None:
    """A region's reports repeat each other from year to year."""
    earlier = [
        replace(row, paragraph=replace(row.paragraph, id=f"榆木市-2030:{number}", report="榆木市-2030"))
        for number, row in enumerate(row for row in invented_rows() if row.report == "榆木市-2031")
    ]
    write_labelled(folder / "rows.jsonl", [*invented_rows(), *earlier])
    said = (
        "1 report to judge by ('榆木市-2031' first), of regions that are learnt from too: scores flatter; hold out all "
        "reports of a region"
    )
    given = ["--model", tiny_bundle.folder, "--data", "rows.jsonl", "--hold-out", "list.txt", "--output", "out"]
    assert said in run_script("evaluate", *given, cwd=folder).stderr.splitlines()
    write_labelled(folder / "held.jsonl", [row for row in invented_rows() if row.report == "榆木市-2031"])
    bundle = taught(tiny_bundle, folder, "榆木市-2030")
    assert said in run_script("evaluate", "--model", bundle, "--data", "held.jsonl", *given[-2:], cwd=folder).stderr
    read_split([folder / "rows.jsonl"], folder / "list.txt", taxonomy)
    assert said in capsys.readouterr().err
    (folder / "list.txt").write_text("榆木市-2031\n榆木市-2030\n", "utf-8")
    read_split([folder / "rows.jsonl"], folder / "list.txt", taxonomy)
    assert "regions" not in capsys.readouterr().err
