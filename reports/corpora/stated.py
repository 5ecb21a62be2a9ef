"""What the columns of a row say joins what the text says of itself."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from reports.corpora.cells import date_of, json_value, text_of, year_of
from reports.corpora.layout import Layout
from reports.metadata.division_names import full_name, level_named, same_place
from reports.metadata.divisions import provinces
from reports.metadata.places import full_province_name, place_of
from reports.report import About, Level, Report
from reports.rows import ROW_KEY, Row, Stated


def stated_by(cells: Sequence[Any], roles: Mapping[str, int]) -> Stated:
    """Return what the columns of a row say."""

    def value(role: str) -> Any:
        place = roles.get(role, -1)
        return cells[place] if 0 <= place < len(cells) else None

    def text(role: str) -> str:
        return re.sub(r"\s+", "", text_of(value(role)))

    return Stated(
        year=year_of(value("year")),
        no_year=text("year") if year_of(value("year")) is None and text("year").isdecimal() else "",
        title=" ".join(text_of(value("title")).split()),
        county=text("county"),
        city=text("city"),
        province=text("province"),
        level=text("level"),
        code=text("code"),
        date=date_of(value("date")),
        speaker=text("speaker"),
        meeting=text("meeting"),
    )


def carried(cells: Sequence[Any], layout: Layout) -> dict[str, Any]:
    """Return all columns but the text, by their names; where two are called alike, the later gets its place behind."""
    found: dict[str, Any] = {}
    for place, cell in enumerate([*cells, *[None] * (len(layout.names) - len(cells))]):
        if place == layout.roles.get("text"):
            continue
        name = layout.names[place] if place < len(layout.names) else ""
        if not name and (cell is None or cell == ""):
            continue
        name = name or f"column {place + 1}"
        found[name if name not in found else f"{name} ({place + 1})"] = json_value(cell)
    return found


def with_columns(report: Report, row: Row, name: str) -> Report:
    """Fill in what the text does not state from the columns, and carry the row.

    What the text states stays; what only a page around it tells gives way. `columns_differ`: both state a year or a
    place, and not the same.
    """
    about, differs = _filled(report, row.stated)
    told = {"year_inferred": row.stated.year is not None, "region_inferred": bool(row.stated.place)}
    gone = {flag for flag, is_told in told.items() if is_told}
    flags = tuple(one for one in report.flags if one not in gone) + (("columns_differ",) if differs else ())
    identifier = f"{about.region}-{about.year}" if about.region and about.year is not None else name
    extra = {ROW_KEY: row.to_json()}
    paragraphs = tuple(
        replace(
            one,
            id=f"{identifier}:{one.index}",
            report=identifier,
            about=about,
            flags=tuple(flag for flag in one.flags if flag not in gone) + (("columns_differ",) if differs else ()),
            source=report.source,
            extra=extra,
        )
        for one in report.paragraphs
    )
    return replace(report, id=identifier, about=about, paragraphs=paragraphs, flags=flags, row=row)


def _filled(report: Report, stated: Stated) -> tuple[About, bool]:
    own = report.about
    year = None if "year_inferred" in report.flags and stated.year is not None else own.year
    if "region_inferred" in report.flags and stated.place:
        own = replace(own, region="", level="", province="")  # these were told by the region that gives way
    region = own.region
    differs = year is not None and stated.year is not None and year != stated.year
    year = year if year is not None else stated.year
    title = own.title if own.title not in ("", "政府工作报告") or not stated.title else stated.title
    agrees = not region or same_place(region, stated)
    if not region and stated.place:
        region = full_name(stated, year)
    place = place_of("".join(filter(None, (_above(stated), region)))) if agrees and stated.place else None
    level: Level = own.level or (place.level if place else "") or level_named(stated.level)
    province = own.province or (place.province if place else "") or (_province(stated) if agrees else "")
    about = replace(
        own,
        title=title,
        region=region,
        level=level,
        year=year,
        province=province,
        date=own.date or stated.date,
        speaker=own.speaker or stated.speaker,
        meeting=own.meeting or stated.meeting,
    )
    return about, differs or (bool(own.region) and bool(stated.place) and not agrees)


def _above(stated: Stated) -> str:
    return full_province_name(stated.province) if stated.county or stated.city else ""


def _province(stated: Stated) -> str:
    """Return the province that a column names, in full, "" where it names none of the 34."""
    name = full_province_name(stated.province)
    return name if name in provinces().values() else ""
