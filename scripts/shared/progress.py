"""Show how far a script is: a bar on a terminal, nothing where its output goes elsewhere."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NoReturn, TypeVar

if TYPE_CHECKING:
    from tqdm import tqdm

    from reports.report import Report
    from reports.skipped import Skipped

Thing = TypeVar("Thing")


def bar(unit: str, total: int | None = None) -> "tqdm[NoReturn]":
    """Return a bar that counts in `unit`, to be used as a context."""
    from tqdm import tqdm

    return tqdm(total=total, unit=f" {unit}", disable=None)


def counted(things: Iterable[Thing], unit: str, total: int) -> Iterator[Thing]:
    """Pass things on and count them."""
    with bar(unit, total) as shown:
        for thing in things:
            yield thing
            shown.update()


def by_file(results: "Iterable[Report | Skipped]", files: int) -> "Iterator[Report | Skipped]":
    """Pass on what was read and what was not, and count the files that it comes from."""
    seen = set()
    with bar("files", files) as shown:
        for result in results:
            if result.origin is not None and result.origin.file not in seen:
                seen.add(result.origin.file)
                shown.update()
            yield result
