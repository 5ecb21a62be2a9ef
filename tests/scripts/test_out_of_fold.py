"""What train.py writes for shares.py was said by models that had not learnt from it, nor had their encoder."""

from dataclasses import replace
from pathlib import Path

import pytest

from models.bundle import Bundle
from scripts.shared.labels import write_out_of_fold
from storage.jsonl import read_objects
from tests.invented import invented_rows
from training.finetuning.recipe import Trained

ROWS = invented_rows()


@pytest.mark.parametrize("before", [[], ["岚川县-2031", "砚浦市-2030"]])
def test_paragraphs_that_taught_the_encoder_are_left_out_and_counted(
    tmp_path: Path, tiny_bundle: Bundle, capsys: pytest.CaptureFixture[str], before: list[str]
) -> None:
    manifest = tiny_bundle.manifest
    bundle = replace(tiny_bundle, manifest=replace(manifest, data={**manifest.data, "encoder_reports": before}))
    judged = list(range(0, len(ROWS), 2))
    trained = Trained(bundle, [], judged, [ROWS[number].labels for number in judged])
    write_out_of_fold(tmp_path / "tags.jsonl", ROWS, trained)
    kept = [ROWS[number] for number in judged if ROWS[number].report not in before]
    assert [value for _, value in read_objects(tmp_path / "tags.jsonl")] == [
        {"id": row.id, "report": row.report, "tags": list(row.labels), "model": manifest.id} for row in kept
    ]
    said = capsys.readouterr().err
    assert ("7 paragraphs of reports that had taught the encoder" in said) is bool(before)
