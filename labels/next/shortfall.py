"""Say why fewer paragraphs were chosen than were asked for."""

from collections.abc import Collection, Sequence

from reports.report import Paragraph


def shortfall(paragraphs: Sequence[Paragraph], labelled: Collection[str], chosen: int, asked: int) -> str:
    """Return why only so many of the paragraphs were chosen, "" where these are all, or as many as were asked for.

    Args:
        labelled: the ids of the paragraphs that are labelled.
    """
    if chosen >= min(asked, len(paragraphs)):
        return ""
    known = sum(paragraph.id in labelled for paragraph in paragraphs)
    alike = len(paragraphs) - known - chosen
    reasons = [f"{known} are labelled already"] if known else []
    reasons += [f"{alike} are nearly the same as one that is labelled or chosen, or leave nothing unsure"] * (alike > 0)
    return f"{chosen} and not {asked} were chosen of {len(paragraphs)}, of which {' and '.join(reasons)}"
