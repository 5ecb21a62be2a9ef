"""Tell what a training writes while it is at work from what somebody else put there."""

import os
import re
import shutil
from pathlib import Path

# The files of a bundle, of checkpoints of transformers' Trainer, of predictions that are kept, and what was being
# written when it ended.
_WRITTEN = re.compile(
    r"README\.md|(tagger|config|generation_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens)\.json"
    r"|(run|trainer_state)\.json"
    r"|vocab\.txt|(model|averaged)\.safetensors|training_args\.bin|(optimizer|scheduler|scaler)\.pt|rng_state(_\d+)?\.pth"
    r"|[\w-]+(\.part)?\.npy|\..+\.(part|new)|\.zhengbiao\.lock|\..+\.zhengbiao-unfinished"
)


def stranger_in(folder: Path) -> Path | None:
    """Return the name, relative to `folder`, of something in it that no training writes; None where there is
    nothing."""
    for place, folders, files in os.walk(folder):
        for name in (*files, *folders):
            path = Path(place) / name
            if path.is_symlink() or (name in files and not _WRITTEN.fullmatch(name)):
                return path.relative_to(folder)
    return None


def remove_trained(folder: Path) -> bool:
    """Remove a folder that a training wrote; one into which somebody put something stays. Tell whether it is gone.

    Raises:
        OSError: it cannot be removed.
    """
    if folder.is_symlink() or stranger_in(folder) is not None:
        return False
    shutil.rmtree(folder)
    return True
