"""The limits: what the manual says of them is what they are."""

from pathlib import Path

from inference.service import limits, turns


def test_the_manual_names_the_limits_as_they_are(root: Path) -> None:
    manual = (root / "docs" / "serving.md").read_text("utf-8")
    for said in (
        f"{limits.MOST_CONNECTIONS:,} connections",
        f"A header has {limits.HEADER_SECONDS} seconds",
        f"{limits.BODY_BYTES // 2**20} MiB, {limits.TEXTS:,} texts, {limits.CHARACTERS:,} characters in all",
        f"{limits.CHARACTERS_OF_ONE:,} in one text",
        f"{limits.WAITING_FOR_MODEL} requests wait",
        f"others of {limits.CHARACTERS_WAITING:,} characters",
        f"bodies of {limits.BODIES_BYTES // 2**20} MiB",
        f"(1 to {limits.LONGEST_RETRY_SECONDS}, from",
        f"up to {turns._PARAGRAPHS_AT_ONCE} paragraphs at once",
        f"at most {turns._SHORT_PARAGRAPHS} paragraphs and {turns._SHORT_CHARACTERS:,} characters",
    ):
        assert said in manual
    in_words = limits.BODY_SECONDS, limits.GRACE_SECONDS, limits.REQUESTS_SECONDS, limits.PULL_MINUTES
    assert in_words == (60, 10, 3, 60)


def test_the_parts_of_the_grace_fit_into_it() -> None:
    assert limits.REQUESTS_SECONDS + 1 + limits.CHILD_SECONDS < limits.GRACE_SECONDS
    assert limits.BODY_BYTES <= limits.BODIES_BYTES
