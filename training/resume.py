"""Go on where an interrupted run stopped, and refuse to mix two runs in one folder."""

import json
import shutil
from pathlib import Path
from typing import Any

from storage.errors import BadSettings
from storage.whole_files import atomic_writer

_RECORD = "run.json"
_WRITTEN_LAST = "trainer_state.json"  # a checkpoint of transformers' Trainer that lacks it was cut short


def claim(work: Path, run: dict[str, Any]) -> None:
    """Note in `work` what run it belongs to.

    Raises:
        BadSettings: it belongs to a run with other settings or data.
    """
    record = work / _RECORD
    written = json.dumps(run, ensure_ascii=False, indent=1)
    if record.exists() and record.read_text("utf-8") != written:
        raise BadSettings(
            f"{work} holds an unfinished run with other settings or data. Give the same ones to resume it, or another --output, "
            "or delete that folder."
        )
    with atomic_writer(record) as file:
        file.write(written)


def whole_checkpoint(folder: Path) -> bool:
    """Remove checkpoints that a kill cut short, and say whether a whole one is left to resume from."""
    found = False
    for checkpoint in folder.glob("checkpoint-*"):
        if (checkpoint / _WRITTEN_LAST).is_file():
            found = True
        else:
            shutil.rmtree(checkpoint)
    return found
