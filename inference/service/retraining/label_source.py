"""Collect the labels to train on when training starts."""

import os
import shlex
from collections.abc import Callable
from pathlib import Path

from inference.service import limits
from inference.service.subprocesses import Scripts, TookTooLong, shortened
from labels.labelled import LabelledParagraph, read_labelled
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings

Pull = Callable[[int | None, Path], None]
"""Writes a labelled file; its first argument is the Label Studio project that asked for training, where one did."""

_SECRET_WORDS = ("TOKEN", "SECRET", "PASSWORD", "KEY")


def pull_by_command(
    template: str, folder: Path, scripts: Scripts | None = None, minutes: float = limits.PULL_MINUTES
) -> Pull:
    """Return a pull that runs a command line, without a shell; {project} and {output} in it are filled in.

    Args:
        folder: where the command is run.
        scripts: run it, and can stop it.
        minutes: after which it is ended.

    Raises:
        BadSettings: the template is no command line, or does not say where {output} goes.
    """
    words = _words(template)

    def pull(project: int | None, output: Path) -> None:
        if project is None and "{project}" in template:
            raise BadData(
                "The one who asked for training named no project. Expected its number for --pull; start training from "
                "Label Studio."
            )
        filled = [word.replace("{project}", str(project)).replace("{output}", str(output)) for word in words]
        _run(scripts or Scripts(), filled, folder, minutes)

    return pull


def _words(template: str) -> list[str]:
    try:
        words = shlex.split(template)
    except ValueError as error:
        raise BadSettings(
            f"--pull {template!r}: cannot be read as a command ({error}). Expected words as in a shell; mend it."
        ) from error
    if not any("{output}" in word for word in words):
        raise BadSettings(
            f"--pull {template!r}: holds no {{output}}. Expected a command that writes a labelled file there; add it."
        )
    return words


def _run(scripts: Scripts, command: list[str], folder: Path, minutes: float) -> None:
    try:
        code, said = scripts.follow(command, folder=folder, seconds=60 * minutes)
    except TookTooLong as error:
        raise BadData(
            f"--pull had not ended after {minutes:g} minutes and was ended. Expected labels by then; run it by hand to "
            "see more, or give it more --pull-minutes."
        ) from error
    if code:
        raise BadData(
            f"--pull ended with {code} and said: {shortened(without_secrets(said))}. Expected labels; run it by hand "
            "to see more."
        )


def without_secrets(line: str) -> str:
    """Return a line without the tokens and passwords that the environment holds."""
    for name, value in os.environ.items():
        if len(value) >= 8 and any(word in name.upper() for word in _SECRET_WORDS):
            line = line.replace(value, "…")
    return line


def collect(
    labelled: Path | None, pull: Pull | None, project: int | None, fresh: Path, taxonomy: Taxonomy
) -> list[LabelledParagraph]:
    """Return the rows of a labelled file and those pulled now; of a paragraph in both, what was pulled counts.

    Args:
        fresh: where the pull may write.

    Raises:
        BadData: there is no row, a file breaks its format, or the pull fails.
    """
    rows = {row.id: row for row in read_labelled(labelled, taxonomy)} if labelled else {}
    if pull:
        pull(project, fresh)
        rows |= {row.id: row for row in read_labelled(fresh, taxonomy)}
    if not rows:
        raise BadData(
            "No labels arrived to train on. Expected a labelled file or a pull; start serve.py with --labelled or "
            "--pull."
        )
    return list(rows.values())
