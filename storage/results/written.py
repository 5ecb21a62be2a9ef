"""Remember what this process has brought to places that people named: for the line that is said where it is
interrupted."""

from pathlib import Path

paths: list[Path] = []
"""In the order in which they appeared, as they were named."""
