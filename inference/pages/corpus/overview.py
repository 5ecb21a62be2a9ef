"""Lay out the overview of a collection, and the pages of lists where its reports are many."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from inference.pages.colours import swatches
from inference.pages.corpus.behind import MOST_CHARACTERS
from inference.pages.corpus.groupings import Figures, Group, Grouping
from inference.pages.corpus.lines import HEIGHT, WIDTH, draw_lines, scale_to, years_of
from inference.pages.corpus.links import Links, Listed, group_in
from inference.pages.corpus.naming import name_of, percent, points
from inference.pages.corpus.reports_file import Collection
from inference.pages.corpus.tiles import UNITS, tiles_of, unit_of
from inference.pages.rendering import TEMPLATES, render
from labels.taxonomy import Taxonomy
from reports.flags import meaning_of
from reports.words import KEYS, LEVELS, MEASURES

_PAGE = TEMPLATES / "corpus" / "page.html.j2"
_LIST = TEMPLATES / "corpus" / "list_page.html.j2"
MOST_ROWS = 200
"""Groups that a table of the page has; its CSV has all."""
MOST_RANKED = 40
MOST_PANELS = 12


@dataclass(frozen=True, slots=True)
class Overview:
    """All that an overview is made of.

    `links` lead from the charts to lists of reports; `own` is the list that stands on the page itself, None where other
    pages hold the lists. `behind` are the words and sentences of the groups (`behind.Behind.to_json`). `folder` is the
    way from the page to the folder with the pages of reports, `here` the way from there back to this page.
    """

    taxonomy: Taxonomy
    collection: Collection
    figures: Figures
    links: Links
    own: Listed | None
    behind: Mapping[str, Any]
    folder: str = ""
    here: str = ""


def overview(given: Overview) -> str:
    """Return the page with the charts, and the list where it holds all reports."""
    figures, ids = given.figures, given.taxonomy.ids
    years = years_of(figures.compared("year"))
    provinces = figures.groupings["province"].stated if "province" in figures.groupings else _lone(given)
    shown = [figures.whole, *(group for one in figures.groupings.values() for group in one.groups)]
    return render(
        _PAGE,
        **_common(given),
        years=years,
        charts=draw_lines(years, ids) if len(years) > 1 else None,
        spread=_spread(given.collection),
        scale=scale_to(max((group.shares[key].top for group in shown for key in ids), default=0.0) or 1.0)[0],
        panels_by=next((by for by in ("level", "province", "region") if figures.compared(by)), None),
        tiles={key: tiles_of(provinces, key) for key in ids},
        placed=sum(unit_of(one.name) is not None for one in provinces),
        ranked={
            by: {key: _ranked(figures.compared(by), key) for key in ids}
            for by in ("province", "region")
            if figures.compared(by)
        },
        behind_words=given.behind["words"] is not None,
        data=_data(given),
        **_EVERYWHERE,
    )


def list_page(given: Overview, listed: Listed, lists: Sequence[Listed], home: str) -> str:
    """Return a page with one of the lists, from which the others are reached."""
    return render(_LIST, **_common(given) | {"own": listed}, lists=lists, home=home, **_EVERYWHERE)


def _common(given: Overview) -> dict[str, Any]:
    return {
        "figures": given.figures,
        "swatches": swatches(given.taxonomy),
        "collection": given.collection,
        "links": given.links,
        "own": given.own,
        "folder": given.folder,
        "here": given.here,
    }


def _lone(given: Overview) -> tuple[Group, ...]:
    """Return the whole as a group where all reports are of one province."""
    names = {one.province for one in given.collection.summaries}
    whole = given.figures.whole
    return tuple(
        Group(name, whole.reports, whole.paragraphs, whole.reports_labelled, whole.shares)
        for name in names
        if name and len(names) == 1
    )


def _spread(collection: Collection) -> Mapping[str, Any]:
    """Say which years and how many places the reports are of."""
    abouts = [one.about for one in collection.summaries]
    years = sorted({one.year for one in abouts if one.year is not None})
    return {
        "years": years,
        "regions": len({one.region for one in abouts if one.region}),
        "provinces": len({one.province for one in collection.summaries if one.province}),
        "paragraphs": sum(one.paragraphs for one in collection.summaries),
        "review": sum(one.review for one in collection.summaries),
    }


def _ranked(groups: Sequence[Group], category: str) -> list[Group]:
    return sorted(groups, key=lambda one: -one.shares[category].best)[:MOST_RANKED]


def _data(given: Overview) -> Markup:
    """Return what the page's own program reads: all figures at full precision, as JSON that no text can end."""
    value = {
        "corrected": given.figures.corrected,
        "categories": [[one.id, one.chinese, one.english] for one in given.taxonomy.categories],
        "by": {
            by: {"names": list(KEYS[by]), **_of_grouping(one, given.taxonomy.ids)}
            for by, one in given.figures.groupings.items()
        },
        **given.behind,
    }
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)


def _of_grouping(grouping: Grouping, ids: Sequence[str]) -> dict[str, Any]:
    place = {one.name: number for number, one in enumerate(grouping.groups)}
    return {
        "groups": [
            [
                one.name,
                *name_of(grouping.by, one.name),
                one.reports,
                one.paragraphs,
                one.reports_labelled,
                [[own.raw, own.share, own.low, own.high] for own in map(one.shares.__getitem__, ids)],
            ]
            for one in grouping.groups
        ],
        "pairs": {
            f"{place[one.first]}-{place[one.second]}": [
                [own.difference, own.low, own.high] for own in map(one.categories.__getitem__, ids)
            ]
            for one in grouping.differences
        },
    }


_EVERYWHERE: Mapping[str, Any] = MappingProxyType(
    {
        "by_names": KEYS,
        "levels": LEVELS,
        "measures": MEASURES,
        "name_of": name_of,
        "group_in": group_in,
        "percent": percent,
        "points": points,
        "meaning": meaning_of,
        "width": WIDTH,
        "height": HEIGHT,
        "units": len(UNITS),
        "most_characters": MOST_CHARACTERS,
        "most_rows": MOST_ROWS,
        "most_ranked": MOST_RANKED,
        "most_panels": MOST_PANELS,
    }
)
"""What the templates ask, whatever the reports."""
