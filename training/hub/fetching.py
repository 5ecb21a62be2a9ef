"""An encoder from a model hub: taken from the cache where it is whole there, else fetched by a process that can be
given up.

A network may swallow what is sent without a word, and what fetches files then waits and tries again for a quarter of
an hour. So the fetching is done by a process of its own (`training.hub.process`), which tells of every answer and
every few bytes, and is ended where nothing was heard of it for too long, as when this one ends.
"""

import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models.files.digests import parse_json

Say = Callable[[str], None]

FIRST_ANSWER_SECONDS = 30.0
"""How long a hub may take to answer at all."""
SILENT_SECONDS = 60.0
"""How long it may then send nothing."""
_SPEAK_SECONDS = 15.0
_ROOT = Path(__file__).resolve().parents[2]
_CONFIG = "config.json"
# As transformers chooses: safetensors, whole or in parts; where there are none, what torch saved.
_SAFE = re.compile(r"model(-\d+-of-\d+)?\.safetensors|model\.safetensors\.index\.json")
_TORCH = re.compile(r"pytorch_model(-\d+-of-\d+)?\.bin|pytorch_model\.bin\.index\.json")
_WEIGHTS = (".safetensors", ".bin", ".h5", ".msgpack", ".onnx", ".ot", ".gguf", ".pt", ".index.json")
_READ = (".json", ".txt", ".model", ".jinja", ".tiktoken")
_WORDS = re.compile(r"(tokenizer|vocab|spiece|sentencepiece|.*\.bpe).*(json|txt|model)")
_REVISION = re.compile(r"(?!.*\.\.)[\w][\w./-]*")


class HubFailed(Exception):
    """A hub did not give what it was asked for; the message says why, in some words without a full stop."""


def from_hub(name: str, revision: str | None, say: Say) -> Path:
    """Return the folder of an encoder's files: its name is the commit that they are of.

    Files that are in the cache already are taken without asking anybody.

    Args:
        revision: a branch, tag or commit; None is the main branch.

    Raises:
        HubFailed: there is no such encoder, or nothing was heard of the hub for too long.
    """
    from huggingface_hub import constants
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils._validators import validate_repo_id

    try:
        validate_repo_id(name)
    except HFValidationError as error:
        raise HubFailed("no folder of that name, and no name of a model hub") from error
    if revision is not None and not _REVISION.fullmatch(revision):
        raise HubFailed(f"'{revision}' is no name of a branch, tag or commit")
    if kept := _from_cache(name, revision):
        return kept
    if constants.HF_HUB_OFFLINE:
        raise HubFailed("no folder of that name, not whole in the cache of the model hub, and HF_HUB_OFFLINE is set")
    say(
        f"{name} is no folder here: looking for it on {constants.ENDPOINT}, {FIRST_ANSWER_SECONDS:.0f} s for an "
        "answer; "
        "leave --encoder out to use the shipped encoder, which needs no network"
    )
    return _fetch(name, revision, constants.ENDPOINT, say)


def files_to_read(names: Sequence[str]) -> list[str]:
    """Choose of the files of a model those that transformers reads for a classifier."""
    safe = [name for name in names if _SAFE.fullmatch(name)]
    others = [name for name in names if "/" not in name and name.endswith(_READ) and not name.endswith(_WEIGHTS)]
    return sorted([*others, *(safe or [name for name in names if _TORCH.fullmatch(name)])])


def _from_cache(name: str, revision: str | None) -> Path | None:
    """Return the folder of the cache that holds a whole model, None where there is none."""
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(name, _CONFIG, revision=revision)
    if not isinstance(found, str):
        return None
    folder = Path(found).parent
    names = [path.name for path in folder.iterdir() if path.exists()]  # a link may lead to what was removed
    weights = [one for one in names if _SAFE.fullmatch(one)] or [one for one in names if _TORCH.fullmatch(one)]
    for index in [one for one in weights if one.endswith(".index.json")]:
        weights += _parts(folder / index)
    whole = any(not one.endswith(".index.json") for one in weights) and set(weights) <= set(names)
    return folder if whole and any(_WORDS.fullmatch(one) for one in names) else None


def _parts(index: Path) -> list[str]:
    """Return the files that hold the parts of weights."""
    try:
        return [str(part) for part in parse_json(index)["weight_map"].values()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [""]  # a name that no file has: it is fetched again


def _fetch(name: str, revision: str | None, endpoint: str, say: Say) -> Path:
    allowed, heard, spoken = FIRST_ANSWER_SECONDS, "an answer", time.monotonic()
    with _process(name, revision) as told:
        while True:
            line = _next(told, allowed)
            if line is None:
                raise HubFailed(
                    f"{endpoint} was asked for it and sent nothing for {allowed:.0f} s; {heard} was awaited"
                )
            if "folder" in line:
                return Path(line["folder"])
            if "failed" in line:
                raise HubFailed(f"{endpoint} was asked for it: {line['failed']}")
            allowed, heard = SILENT_SECONDS, "the rest of its files"
            if time.monotonic() - spoken > _SPEAK_SECONDS:
                spoken = time.monotonic()
                say(f"{name}: {line.get('bytes', 0) / 1e6:,.0f} MB fetched")


@contextmanager
def _process(name: str, revision: str | None) -> Iterator["_Told"]:
    """Run `training.hub.process`, which ends when the block ends, or this process does, however that comes."""
    read, write = os.pipe()
    paths = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    # Its fetching in many pieces, by another library, says nothing of how far it is.
    environment = {**os.environ, "PYTHONPATH": paths, "HF_HUB_DISABLE_XET": "1"}
    try:
        process = subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-c",
                "from training.hub.process import main; main()",
                str(write),
                name,
                revision or "",
            ],
            stdin=subprocess.PIPE,  # never written to: it closes when this process ends
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[write],
            env=environment,
            start_new_session=True,  # Ctrl-C in a terminal goes to this process, which ends the other
        )
    finally:
        os.close(write)
    try:
        yield _Told(read)
    finally:
        process.kill()
        process.communicate()
        os.close(read)


class _Told:
    """The lines that come from a process, each a JSON object."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.begun = b""


def _next(told: _Told, seconds: float) -> dict[str, Any] | None:
    """Return the next line, None where none came for so many seconds."""
    until = time.monotonic() + seconds
    while b"\n" not in told.begun:
        ready, _, _ = select.select([told.descriptor], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return None
        more = os.read(told.descriptor, 65_536)
        if not more:
            return {"failed": "what fetched it ended without a word"}
        told.begun += more
    line, _, told.begun = told.begun.partition(b"\n")
    found: dict[str, Any] = json.loads(line)
    return found
