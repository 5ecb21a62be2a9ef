"""Read all that a workbook is made of, and refuse what does not belong together, before anything is written."""

from collections.abc import Sequence
from pathlib import Path

from inference.output.tagged_lines import read_tagged, tagged_file
from inference.output.workbook.scores import own_scores, read_scores
from inference.output.workbook.shares import raw_figures, read_figures
from inference.output.workbook.survey import survey_of
from inference.output.workbook.write import Content
from models.manifest import Manifest
from storage.errors import BadData
from storage.regular import read_regular, refusal
from storage.shown import shown

_METHOD = "method.txt"
_LARGEST = 1_000_000


def gather(tagged: Path, manifest: Manifest, *, shares: Path | None, scores: Path | None) -> Content:
    """Read a tagged folder, and shares and scores where they are given.

    Raises:
        BadData: a file breaks its format, or is of another bundle or of other reports.
    """
    path = tagged_file(tagged)
    judged = own_scores(manifest) if scores is None else read_scores(scores, manifest)
    survey = survey_of(read_tagged(path, manifest))
    figures = raw_figures(survey, manifest.taxonomy.ids) if shares is None else read_figures(shares, manifest, survey)
    methods = [] if shares is None else _methods(shares)
    return Content(path, manifest, survey, figures, methods, judged)


def _methods(shares: Path) -> Sequence[str]:
    """Return the paragraphs on method that shares.py wrote beside its figures: Chinese, English, sources."""
    path = (shares if shares.is_dir() else shares.parent) / _METHOD
    if not path.is_file():
        return []
    try:
        text = read_regular(path, _LARGEST).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = refusal(error) if isinstance(error, OSError) else "is not UTF-8"
        raise BadData(f"{shown(path)}: {reason}. Expected method.txt of shares.py; run shares.py again.") from error
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    if len(parts) != 3:
        raise BadData(
            f"{shown(path)}: holds {len(parts)} paragraphs. Expected what shares.py wrote: Chinese, English and "
            "sources; run shares.py again."
        )
    return parts
