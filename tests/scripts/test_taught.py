"""train.py takes what models said of other texts, says what it took, and keeps it out of what judges."""

from pathlib import Path

from models.manifest import read_manifest
from storage.jsonl import write_objects
from tests.invented import invented_rows
from tests.labels.soft.said import MODEL, asked_of, tagged
from tests.scripts.running import run_script

ROWS = invented_rows()


def test_files_of_two_kinds_teach_and_reports_held_out_do_not(tmp_path: Path, tiny_encoder: Path) -> None:
    """The labels of --data are a model's too, which is said of the scores."""
    write_objects(tmp_path / "rows.jsonl", asked_of(ROWS))
    write_objects(tmp_path / "asked.jsonl", asked_of(ROWS, "再接再厉。"))
    write_objects(tmp_path / "tagged.jsonl", [tagged("雾溪县新建水厂一座，惠及全市群众。", livelihood=0.7)])
    (tmp_path / "held-out.txt").write_text("岚川县-2031\n", "utf-8")
    (tmp_path / "settings.toml").write_text("taught_texts = 60\nfolds = 0\nepochs = 1\n", "utf-8")
    given = ["--data", "rows.jsonl", "--taught-by", "asked.jsonl", "tagged.jsonl", "--hold-out", "held-out.txt"]
    options = ["--encoder", tiny_encoder, "--config", "settings.toml", "--output", "tagger"]
    finished = run_script("train", *given, *options, cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    manifest = read_manifest(tmp_path / "tagger")
    taught = manifest.data["taught"]
    assert taught["left_out"] == {"held_out": 14, "beyond": 11}
    assert (taught["texts"], taught["lines"]) == (60, 85)
    assert set(taught["teachers"]) <= {MODEL, "larger-1"}
    assert "learning too from 60 texts labelled by" in finished.stderr
    assert ("scores flatter where larger-1" in finished.stderr) == ("larger-1" in taught["teachers"])
    assert f"paragraphs were labelled by {MODEL} alone: scores say how far the tagger agrees" in finished.stdout
    assert manifest.data["by_models_alone"] == {"paragraphs": len(ROWS) - 14, "models": {MODEL: len(ROWS) - 14}}
    assert manifest.scores["by_models_alone"] == manifest.scores["paragraphs"]
    card = (tmp_path / "tagger" / "README.md").read_text("utf-8")
    assert f"{len(ROWS) - 14} were labelled by a language model alone ({MODEL})" in card
