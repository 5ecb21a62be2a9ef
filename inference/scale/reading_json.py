"""What one file gave when it was read, as JSON and back: its reports before ids are dealt, and what was skipped."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reports.report import ABOUT_KEYS, About, Origin, Paragraph, Report
from reports.rows import Row, Stated
from reports.skipped import Skipped

Read = list[Report | Skipped]


def read_to_json(read: Sequence[Report | Skipped]) -> list[dict[str, Any]]:
    """Return objects from which `read_from_json` makes the same again."""
    return [_report(one) if isinstance(one, Report) else _skipped(one) for one in read]


def read_from_json(values: Sequence[Mapping[str, Any]], path: Path) -> Read:
    """Return what `read_to_json` was given.

    Args:
        path: the file that was read; its name may hold bytes that are no text, so it is not among the values.

    Raises:
        KeyError, TypeError, ValueError: they are other objects.
    """
    return [_report_of(one, path) if "id" in one else _skipped_of(one, path) for one in values]


def _report(one: Report) -> dict[str, Any]:
    return {
        "id": one.id,
        "text": one.text,
        "about": _about(one.about),
        "paragraphs": [_paragraph(paragraph, one) for paragraph in one.paragraphs],
        "source": one.source,
        "encoding": one.encoding,
        "flags": list(one.flags),
        "notes": list(one.notes),
        "cleaning": dict(one.cleaning),
        "member": _member(one.origin),
        "row": _row(one.row),
    }


def _report_of(value: Mapping[str, Any], path: Path) -> Report:
    about = About(*value["about"])
    paragraphs = [_paragraph_of(one, value, about) for one in value["paragraphs"]]
    return Report(
        id=value["id"],
        text=value["text"],
        paragraphs=tuple(paragraphs),
        about=about,
        source=value["source"],
        encoding=value["encoding"],
        flags=tuple(value["flags"]),
        notes=tuple(value["notes"]),
        cleaning=value["cleaning"],
        origin=_origin_of(value["member"], path),
        row=_row_of(value["row"]),
    )


def _paragraph(one: Paragraph, report: Report) -> dict[str, Any]:
    """Return what a paragraph has of its own: most of it stands in its report."""
    value = {
        "index": one.index,
        "start": one.start,
        "end": one.end,
        "part": one.part,
        "section": list(one.section),
        "flags": list(one.flags),
        "extra": dict(one.extra),
        "id": None if one.id == f"{report.id}:{one.index}" else one.id,
        "report": None if one.report == report.id else one.report,
        "source": None if one.source == report.source else one.source,
        "about": None if one.about == report.about else _about(one.about),
        "text": None if one.text == report.text[one.start : one.end] else one.text,
    }
    return {key: content for key, content in value.items() if content not in (None, "", [], {})}


def _paragraph_of(value: Mapping[str, Any], report: Mapping[str, Any], about: About) -> Paragraph:
    index, start, end = value["index"], value["start"], value["end"]
    return Paragraph(
        id=value.get("id", f"{report['id']}:{index}"),
        report=value.get("report", report["id"]),
        text=value.get("text", report["text"][start:end]),
        about=About(*value["about"]) if "about" in value else about,
        part=value.get("part", ""),
        section=tuple(value.get("section", ())),
        index=index,
        start=start,
        end=end,
        source=value.get("source", report["source"]),
        flags=tuple(value.get("flags", ())),
        extra=value.get("extra", {}),
    )


def _skipped(one: Skipped) -> dict[str, Any]:
    return {
        "path": str(one.path),
        "reason": one.reason,
        "kind": one.kind,
        "is_folder": one.is_folder,
        "member": _member(one.origin),
        "row": _row(one.row),
        "passing": one.passing,
    }


def _skipped_of(value: Mapping[str, Any], path: Path) -> Skipped:
    return Skipped(
        Path(value["path"]),
        value["reason"],
        value["kind"],
        value["is_folder"],
        _origin_of(value["member"], path),
        _row_of(value["row"]),
        value["passing"],
    )


def _about(one: About) -> list[Any]:
    return [getattr(one, key) for key in ABOUT_KEYS]


def _member(origin: Origin | None) -> int | None:
    return None if origin is None else origin.member


def _origin_of(member: int | None, path: Path) -> Origin | None:
    return None if member is None else Origin(path, member)


def _row(row: Row | None) -> dict[str, Any] | None:
    return None if row is None else {**asdict(row), "cells": dict(row.cells)}


def _row_of(value: Mapping[str, Any] | None) -> Row | None:
    return None if value is None else Row(**{**value, "stated": Stated(**value["stated"])})
