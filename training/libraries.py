"""The versions of libraries that decide what a training comes to."""

from collections.abc import Sequence
from importlib.metadata import version


def versions(names: Sequence[str]) -> dict[str, str]:
    """Return the versions of libraries as far as they decide results: major and minor."""
    return {name: ".".join(version(name).split(".")[:2]) for name in names}
