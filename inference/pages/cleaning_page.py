"""A page for each file that shows what cleaning removed and changed, and an index with the counts."""

import html
from collections.abc import Iterable, Sequence
from pathlib import Path

from reports.cleaning.changes import Change, changes, counts, marked
from reports.formats.document import raw_documents
from reports.report import Origin, Report
from storage.results.folders import result_folder
from storage.whole_files import atomic_writer

_TAGS = {"removed": "del", "added": "ins"}
_STYLE = """\
body { font: 16px/1.8 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; max-width: 50em; margin: 2em auto; padding: 0 1em;
  color: #222; background: #fff; white-space: pre-wrap; }
h1, table, p.about { white-space: normal; }
h1 { font-size: 1.3em; overflow-wrap: anywhere; }
del { background: #fbdcd9; color: #8c1d18; text-decoration: line-through; }
ins { background: #d5f0d8; color: #14532d; text-decoration: none; }
table { border-collapse: collapse; } td, th { border-bottom: 1px solid #ddd; padding: .2em .8em .2em 0; text-align: left; font-weight: normal; }
td + td { text-align: right; }
"""
_ABOUT = (
    "<p class='about'>红色划线的文字已删去，绿底的文字是清理后写入的，其余照原文。"
    "<br>Struck out in red: taken out. On green: written by cleaning. All else stands as it was.</p>"
)


def write_changes(files: Sequence[Path], reports: Sequence[Report], folder: Path) -> int:
    """Write a page for each document that reports were read from, and `index.html`; return the number of pages.

    Args:
        files: the files that were read, archives too.
        reports: what was read from them, in order.
        folder: see `storage.results.folders.result_folder`, whose errors it raises.
    """
    with result_folder(folder, "read_reports.py --show-cleaning", "index.html") as made:
        return _write_pages(files, reports, made)


def _write_pages(files: Iterable[Path], reports: Sequence[Report], folder: Path) -> int:
    by_origin: dict[Origin | None, list[Report]] = {}
    for report in reports:
        by_origin.setdefault(report.origin, []).append(report)
    rows: list[str] = []
    for path in files:
        for origin, lines in raw_documents(path):
            own = by_origin.get(origin)
            if not own:
                continue
            source = own[0].source
            found = changes(lines, own)
            name = f"{len(rows) + 1:04}.html"
            _write(folder / name, source, _table(found) + _ABOUT + "".join(map(_shown, found)))
            cells = "".join(f"<td>{number:,}</td>" for number in counts(found).values())
            rows.append(f"<tr><td><a href='{name}'>{html.escape(source)}</a></td>{cells}</tr>")
    heads = "".join(f"<th>{name}</th>" for name in ("file", *counts([])))
    _write(folder / "index.html", "清理了什么 What cleaning changed", f"<table><tr>{heads}</tr>{''.join(rows)}</table>")
    return len(rows)


def _table(found: Sequence[Change]) -> str:
    rows = "".join(f"<tr><td>{name}</td><td>{number:,}</td></tr>" for name, number in counts(found).items())
    return f"<table>{rows}</table>"


def _shown(one: Change) -> str:
    return "".join(
        f"<{_TAGS[kind]}>{html.escape(text)}</{_TAGS[kind]}>" if kind in _TAGS else html.escape(text)
        for kind, text in marked(one)
    )


def _write(path: Path, title: str, body: str) -> None:
    shown = html.escape(title)
    with atomic_writer(path) as file:
        file.write(
            f"<!doctype html>\n<html lang='zh-CN'><meta charset='utf-8'><title>{shown}</title><style>{_STYLE}</style>"
            f"<body><h1>{shown}</h1>{body}</body></html>\n"
        )
