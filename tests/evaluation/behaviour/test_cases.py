"""Cases are what their file says, and the shipped ones are many, of every kind and of every category."""

from collections import Counter
from dataclasses import replace

import pytest

from evaluation.behaviour.case_file import CaseFile, Directed, Group, Invariance, Template, read_cases
from evaluation.behaviour.cases import Case, cases_of
from labels.taxonomy import Taxonomy
from reports.metadata.divisions import named

FOREST, SCHOOL, TALK = "砚湖市造林{n}亩，修湿地{n}处。", "{place}新建学校{n}所。", "民心是最大的政治。"


@pytest.fixture(scope="module")
def file() -> CaseFile:
    return CaseFile(
        name="小",
        categories=("ecology", "livelihood"),
        functionality=(
            Group("facts", "实事", "facts", (Template(FOREST, ("ecology",)), Template(SCHOOL, ("livelihood",)))),
            Group("talk", "空话", "talk", (Template(TALK, (), ("livelihood",)),)),
        ),
        fills=2,
        filler="起句在此。{}结句在此。",
        slots={"place": ("砚湖市", "岚川县"), "n": ("3", "8")},
        invariance=(
            Invariance("places", "地名", "places", "places", ("facts", "talk")),
            Invariance("read", "清洗", "read", "traditional", ("facts",), True),
        ),
        direction=tuple(Directed(name, name, name, name, ("facts", "talk")) for name in ("added", "removed", "buried")),
    )


def of(cases: list[Case], test: str) -> list[Case]:
    return [case for case in cases if case.test == test]


def test_slots_are_filled_with_the_next_values_and_no_text_comes_twice(file: CaseFile) -> None:
    found = cases_of(file)
    assert [case.text for case in of(found, "facts")] == [
        "砚湖市造林3亩，修湿地3处。",
        "砚湖市造林8亩，修湿地8处。",
        "岚川县新建学校8所。",
        "砚湖市新建学校3所。",
    ]
    assert [(case.text, case.labels, case.about) for case in of(found, "talk")] == [(TALK, (), ("livelihood",))]


def test_a_change_is_tried_once_on_each_template_and_not_where_it_alters_nothing(file: CaseFile) -> None:
    found = of(cases_of(file), "places")
    assert [(case.before, case.text) for case in found] == [
        ("砚湖市造林3亩，修湿地3处。", "岚川县造林3亩，修湿地3处。"),
        ("岚川县新建学校8所。", "砚湖市新建学校8所。"),
    ]
    assert found[0].expected(["livelihood"]) == {"livelihood"}


def test_cleaned_texts_are_what_the_reader_of_reports_makes_of_them_and_none_that_is_as_it_was(file: CaseFile) -> None:
    assert of(cases_of(file), "read") == []  # a model reads one text twice, and could not fail
    old = Group("old", "旧", "old", (Template("砚湖市修濕地{n}處。", ("ecology",)),))
    numbers = Invariance("numbers", "数", "numbers", "numbers", ("old",), True)
    (case,) = of(cases_of(replace(file, functionality=(*file.functionality, old), invariance=(numbers,))), "numbers")
    assert (case.before, case.text) == ("砚湖市修濕地3處。", "砚湖市修湿地6处。")


def test_a_sentence_added_brings_its_labels_and_removed_takes_them_along(file: CaseFile) -> None:
    added, removed = (of(cases_of(file), name) for name in ("added", "removed"))
    forest, school = "砚湖市造林3亩，修湿地3处。", "岚川县新建学校8所。"
    assert (added[0].before, added[0].text, added[0].labels) == (forest, school + forest, ("livelihood",))
    assert (removed[0].before, removed[0].text) == (added[0].text, added[0].before)
    assert added[0].expected(["ecology"]) == {"ecology", "livelihood"}
    assert removed[0].expected(["ecology", "livelihood"]) == {"ecology"}
    assert {case.before for case in added} >= {TALK}


def test_a_buried_sentence_is_to_be_found_in_its_filler(file: CaseFile) -> None:
    buried = of(cases_of(file), "buried")
    assert buried[1].text == "起句在此。岚川县新建学校8所。结句在此。"
    assert buried[1].before == "起句在此。结句在此。"
    assert buried[1].expected([]) == {"livelihood"}


def test_the_shipped_cases_are_hundreds_of_every_kind_and_category(taxonomy: Taxonomy) -> None:
    found = cases_of(read_cases(None, taxonomy))
    assert len(found) >= 700
    kinds = Counter(case.kind for case in found)
    assert min(kinds.values()) >= 90
    for kind in ("MFT", "INV", "DIR"):
        for key in taxonomy.ids:
            assert sum(case.kind == kind and key in case.about for case in found) >= 20, (kind, key)
    known = [case for case in found if case.kind == "MFT"]
    assert len({case.text for case in known}) == len(known)
    assert sum(not case.labels for case in known) >= 70


def test_the_shipped_texts_are_about_places_that_do_not_exist(taxonomy: Taxonomy) -> None:
    for place in read_cases(None, taxonomy).slots["place"]:
        assert not named(place), place
