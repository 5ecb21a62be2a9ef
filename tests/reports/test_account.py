"""What was read and what was not are all that was met."""

from pathlib import Path

from reports.account import Account
from reports.report import Origin
from reports.skipped import Skipped


def test_reports_of_one_file_count_it_once() -> None:
    account = Account()
    for _ in range(2):
        account.add_report(Origin(Path("a.txt")), 10)
    account.add_report(Origin(Path("all.zip"), 1), 5)
    account.add_report(Origin(Path("all.zip"), 2), 5)
    account.skipped.append(Skipped(Path("b.png"), "b.png: is of a kind that is not read.", "other"))
    assert (account.reports, account.paragraphs) == (4, 30)
    assert account.tally() == "from 3 of 4 files; 1 skipped: 1 of a kind that is not read (.png 1)"


def test_a_report_that_was_read_from_no_file_counts_none() -> None:
    account = Account()
    account.add_report(None, 3)
    assert (account.reports, account.tally()) == (1, "from 0 files; 0 skipped")


def test_the_file_of_a_report_that_could_not_be_tagged_was_read() -> None:
    account = Account()
    account.add_report(Origin(Path("a.txt")), 10)
    for origin in (Origin(Path("a.txt")), Origin(Path("b.txt"))):
        account.add_skipped(Skipped(origin.file, f"{origin.file}: could not be tagged.", "untagged", origin=origin))
    account.add_skipped(Skipped(Path("c.txt"), "c.txt: is empty."))
    assert account.reports == 1
    assert account.tally() == (
        "from 2 of 3 files; 1 skipped: 1 that cannot be read; 2 reports that could not be tagged"
    )
