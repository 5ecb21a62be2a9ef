"""A point leads to the list that holds its reports, on whichever page that stands."""

from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

from inference.pages.corpus.links import MOST_IN_ONE_LIST, links_to, lists_of
from inference.pages.summary import Summary, summarise
from labels.taxonomy import Taxonomy
from scripts.bench.corpus_pages import invented

TAXONOMY = Taxonomy.load()


def summaries(count: int) -> list[Summary]:
    return [summarise(one, TAXONOMY, f"pages/{n}.html") for n, one in enumerate(invented(count), 1)]


def groups_of(one: Summary) -> dict[str, str]:
    return {"year": str(one.about.year), "province": one.province, "region": one.about.region}


def test_few_reports_stand_in_one_list() -> None:
    [only] = lists_of(summaries(MOST_IN_ONE_LIST), "index.html")
    assert (only.name, only.year, len(only.summaries)) == ("index.html", None, MOST_IN_ONE_LIST)


def test_of_many_each_stands_once_with_others_of_its_year() -> None:
    own = summaries(MOST_IN_ONE_LIST + 1)
    lists = lists_of(own, "index.html")
    assert [one.name for one in lists][:2] == ["year-2012.html", "year-2013.html"]
    assert sorted(id(one) for listed in lists for one in listed.summaries) == sorted(map(id, own))
    for listed in lists:
        assert {str(one.about.year) for one in listed.summaries} == {listed.year}


def test_a_year_of_too_many_is_numbered() -> None:
    lists = lists_of([one for one in summaries(10) if one.about.year == 2012] * 1001, "index.html")
    assert [(one.name, len(one.summaries)) for one in lists] == [
        ("year-2012.html", 500),
        ("year-2012-2.html", 500),
        ("year-2012-3.html", 1),
    ]


def test_what_states_no_year_has_a_page_of_its_own_and_is_not_the_latest() -> None:
    own = summaries(MOST_IN_ONE_LIST)
    unstated = replace(own[0], about=replace(own[0].about, year=None))
    lists = lists_of([*own, unstated], "index.html")
    assert (lists[0].name, lists[0].summaries) == ("year-none.html", (unstated,))
    assert links_to(lists).to("province", unstated.province).startswith("year-2021.html#")
    assert links_to(lists).to("year", "–").startswith("year-none.html#")


def test_the_link_to_a_group_leads_to_a_page_that_holds_it() -> None:
    own = summaries(700)
    lists = lists_of(own, "index.html")
    links = links_to(lists)
    held = {one.name: one.summaries for one in lists}
    for summary in own[:40]:
        for by, group in groups_of(summary).items():
            parts = urlsplit(links.to(by, group, "ecology"))
            assert any(groups_of(one)[by] == group for one in held[unquote(parts.path)])
            assert parse_qs(parts.fragment) == {by: [group], "category": ["ecology"]}


def test_a_link_says_its_group_whatever_that_is_called() -> None:
    hostile = '<script>&"#%年 x=1'
    address = links_to(lists_of([], "index.html")).to("region", hostile, "ecology")
    assert parse_qs(urlsplit(address).fragment) == {"region": [hostile], "category": ["ecology"]}
    assert not set('<>"') & set(address)
