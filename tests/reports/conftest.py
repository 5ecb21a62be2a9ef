"""The real reports, read once for all tests of a process."""

from pathlib import Path

import pytest

from reports.reading import read_file
from reports.report import Report
from tests.reports.real import REPORTS, SEEDS, files_of


@pytest.fixture(scope="session")
def seeds(real_data: Path) -> list[Report]:
    """The fourteen reports of the five seed files."""
    return [report for path in files_of(real_data, SEEDS) for report in read_file(path)]


@pytest.fixture(scope="session")
def reports(real_data: Path) -> list[Report]:
    """The State Council's reports of 1998 to 2015, and those of 25 provinces of 2025 and 2026."""
    return [report for path in files_of(real_data, REPORTS) for report in read_file(path)]
