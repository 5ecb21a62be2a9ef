"""Failures are counted by kind, test and category, and none is hidden."""

from collections.abc import Sequence

import pytest

from evaluation.behaviour.card import card_with_behaviour
from evaluation.behaviour.case_file import CaseFile, Group, read_cases
from evaluation.behaviour.cases import cases_of
from evaluation.behaviour.judging import Behaviour, behaviour, behaviour_of
from inference.tagger import Tagger
from labels.keywords import keyword_labels
from labels.taxonomy import Taxonomy
from models.card import model_card
from storage.errors import BadData


@pytest.fixture(scope="module")
def shipped() -> CaseFile:
    return read_cases(None, Taxonomy.load())


def of_one_who_knows(file: CaseFile) -> Behaviour:
    """Return the behaviour of one who knows the codebook: what a text is made of says what it carries."""
    known: dict[str, set[str]] = {}
    for case in cases_of(file):
        if case.kind == "MFT":
            known[case.text] = set(case.labels)
        elif case.kind == "INV":
            known[case.text] = known[case.before]
        elif case.test == "added":
            known[case.text] = known[case.before] | set(case.labels)
        elif case.test == "buried":
            known |= {case.before: set(), case.text: set(case.labels)}
    return behaviour(file, lambda texts: [sorted(known[text]) for text in texts])


def test_who_follows_the_codebook_fails_nowhere(shipped: CaseFile) -> None:
    found = of_one_who_knows(shipped)
    assert found.every.failed == 0
    assert found.failures == ()
    assert all(one.every.cases for one in found.kinds)


def test_who_always_says_one_thing_fails_where_that_is_wrong_and_never_on_invariance(shipped: CaseFile) -> None:
    found = behaviour(shipped, lambda texts: [["industry"]] * len(texts))
    functionality, invariance, direction = found.kinds
    cases = [case for case in cases_of(shipped) if case.kind == "MFT"]
    assert functionality.every.failed == sum(case.labels != ("industry",) for case in cases)
    about = [case for case in cases if "ecology" in case.about]
    assert functionality.categories["ecology"].cases == len(about)
    assert functionality.categories["ecology"].failed == sum("ecology" in case.labels for case in about)
    assert invariance.every.failed == 0
    assert direction.every.failed > 0
    assert found.every.failed == sum(one.every.failed for one in found.kinds) == len(found.failures)
    assert {one.case.kind for one in found.failures} == {"MFT", "DIR"}


def test_keywords_stumble_over_slogans_where_the_tests_say_so(shipped: CaseFile, taxonomy: Taxonomy) -> None:
    found = behaviour(shipped, lambda texts: [keyword_labels(text, taxonomy) for text in texts])
    tests = {one.name: one for one in found.tests}
    assert tests["slogans"].every.failed >= 5
    assert tests["traditional"].every.failed > 0
    assert "traditional-cleaned" not in tests  # cleaned, they are the texts again
    for one in found.tests:
        failed = [failure for failure in found.failures if failure.case.test == one.name]
        assert len(failed) == one.every.failed
        for key, counted in one.categories.items():
            assert counted.failed == sum(key in failure.wrong & set(failure.case.about) for failure in failed)


def test_each_text_is_asked_once(shipped: CaseFile) -> None:
    asked: list[str] = []

    def tags(texts: Sequence[str]) -> list[list[str]]:
        asked.extend(texts)
        return [[] for _ in texts]

    behaviour(shipped, tags)
    assert len(asked) == len(set(asked))


def test_what_scores_json_holds_says_all_of_it(shipped: CaseFile) -> None:
    found = behaviour(shipped, lambda texts: [["security"]] * len(texts))
    value = found.to_json()
    assert (value["cases"], value["failed"]) == (found.every.cases, found.every.failed)
    assert value["rate"] == value["failed"] / value["cases"]
    assert len(value["failures"]) == value["failed"]
    first = value["failures"][0]
    assert set(first) == {"kind", "test", "text", "expected", "tags"}
    assert {"before", "tags_before"} <= set(value["failures"][-1])
    assert [one["test"] for one in value["tests"]] == [one.name for one in found.tests]


def test_a_file_without_cases_is_refused() -> None:
    with pytest.raises(BadData, match="makes no case"):
        behaviour(CaseFile("空", ("industry",), (Group("a", "a", "a", ()),)), lambda texts: [])


def test_the_card_of_a_bundle_tells_what_its_tagger_fails(shipped: CaseFile, tiny_tagger: Tagger) -> None:
    found = behaviour_of(tiny_tagger, shipped)
    manifest = tiny_tagger.manifest
    card = card_with_behaviour(manifest, found)
    assert card.startswith(model_card(manifest))
    assert f"Of the {found.every.cases} cases of {shipped.name}, {found.every.failed} fail" in card
    security = found.kinds[0].categories["security"]
    row = next(line for line in card.splitlines() if line.startswith("| MFT |"))
    assert row.endswith(f"| {security.failed} of {security.cases} |")
