"""Keep what became of the latest training in a file that survives the server."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from inference.service.small_files import read_small_json
from storage.errors import BadData
from storage.whole_files import atomic_writer

FILE = "training.json"
Stage = Literal["pulling", "training", "comparing", "replaced", "kept", "failed", "interrupted"]
_RUNNING: tuple[Stage, ...] = ("pulling", "training", "comparing")
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class TrainingStatus:
    """How far a job is. `line` says it in words; `comparison` holds the figures of old and new model, {} before there
    are any."""

    job: str
    stage: Stage
    line: str
    comparison: Mapping[str, Any] = field(default_factory=dict)

    @property
    def running(self) -> bool:
        """Whether the job is still at work."""
        return self.stage in _RUNNING

    @property
    def failed(self) -> bool:
        """Whether it ended before the models could be compared."""
        return self.stage in ("failed", "interrupted")

    def to_json(self) -> dict[str, Any]:
        """Return the object that training.json holds."""
        return asdict(self)


def write_status(state: Path, status: TrainingStatus) -> None:
    """Write training.json into the server's folder.

    Raises:
        CannotWrite: the folder is not writable.
    """
    with atomic_writer(state / FILE) as file:
        json.dump(status.to_json(), file, ensure_ascii=False, indent=1, allow_nan=False)
        file.write("\n")


def read_status(state: Path) -> TrainingStatus | None:
    """Read training.json; None where nothing was trained yet.

    Raises:
        BadData: the file is not one of this program.
    """
    path = state / FILE
    try:
        value = read_small_json(path, _LARGEST)
        status = TrainingStatus(**value)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise BadData(
            f"{path}: cannot be read ({error}). Expected the status of a training; remove the file."
        ) from error
    if status.stage not in get_args(Stage):
        raise BadData(
            f"{path}: stage '{status.stage}' is not known. Expected one of {', '.join(get_args(Stage))}; remove the "
            "file."
        )
    if not (isinstance(status.job, str) and isinstance(status.line, str) and isinstance(status.comparison, dict)):
        raise BadData(
            f"{path}: job, line or comparison is of another kind. Expected two texts and an object; remove the file."
        )
    return status
