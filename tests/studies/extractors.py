"""Measure extractors of main text against the reader on saved pages: `python -m tests.studies.extractors FOLDER…`.

Each FOLDER holds saved pages whose bodies `bodies.csv` beside this file knows (page, hash of the first and of the last
characters). Invented pages around the sample reports, whose bodies are known exactly, are always measured. Extractors
that are not installed are named and left out.
"""

import csv
import hashlib
import html
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean, median

from labels.labelled import read_labelled
from labels.taxonomy import Taxonomy
from reports.encoding.decoding import decode
from tests.reports.main_text import Measured, chinese, measure
from tests.reports.page_templates import TEMPLATES, UNSEEN, saved
from tests.studies.extractor_calls import CANDIDATES, Candidate

ROOT = Path(__file__).resolve().parents[2]
BODIES = Path(__file__).with_name("bodies.csv")
_HASHED = 12  # Chinese characters at either end of a body
_COMMENT = re.compile("<!--.*?-->", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """A saved page and the lines of the report in it; `breaks` tells whether these lines are its paragraphs."""

    kind: str
    name: str
    data: bytes
    body: list[str]
    breaks: bool = True

    @cached_property
    def text(self) -> str:
        """The page as everyone but the reader gets it: decoded as the reader decodes it."""
        return decode(self.data, Path(self.name)).text


def digest(characters: str) -> str:
    """Return a short hash by which characters are known without being kept."""
    return hashlib.sha256(characters.encode()).hexdigest()[:16]


def visible_lines(text: str) -> list[str]:
    """Return the lines of a page that was saved as text, as an eye sees them."""
    lines = _COMMENT.sub("", text).replace("<U+00A0>", " ").replace("<U+200D>", "").splitlines()
    return [line.strip() for line in lines if chinese(line)]


def body_between(lines: Sequence[str], first: str, last: str) -> list[str]:
    """Return the lines from the characters with one hash to those with the other, cut where a body starts within a
    line."""
    text = chinese("".join(lines))
    windows = [digest(text[at : at + _HASHED]) for at in range(len(text) - _HASHED + 1)]
    start = windows.index(first)
    end = windows.index(last, start) + _HASHED
    body, position = [], 0
    for line in lines:
        here = chinese(line)
        piece = here[max(0, start - position) : max(0, end - position)]
        if piece:
            body.append(line if piece == here else piece)
        position += len(here)
    return body


def real_pages(folder: Path) -> Iterator[Page]:
    """Yield the pages of a folder whose bodies are known: as saved, and with every line made a paragraph of HTML."""
    for row in csv.DictReader(BODIES.open(encoding="utf-8")):
        path = folder / row["page"]
        if not path.is_file():
            continue
        data = path.read_bytes()
        lines = visible_lines(decode(data, path).text)
        body = body_between(lines, row["first"], row["last"])
        yield Page("as saved", path.name, data, body, len(body) > 1)
        page = "".join(f"<p>{html.escape(line)}</p>\n" for line in lines)
        page = f"<html><head><title>{path.stem}</title></head><body><div>{page}</div></body></html>"
        yield Page("lines as <p>", path.name, saved(page, "gb18030"), body, len(body) > 1)


def invented_pages() -> Iterator[Page]:
    """Yield every sample report in every template, in UTF-8 and GB18030 by turns."""
    reports: dict[str, list[str]] = defaultdict(list)
    headings: dict[str, tuple[str, ...]] = {}
    for row in read_labelled(ROOT / "labels" / "sample" / "labelled.jsonl", Taxonomy.load()):
        paragraph = row.paragraph
        seen = headings.get(paragraph.report, ())
        reports[paragraph.report] += [one for one in paragraph.section if one not in seen]
        headings[paragraph.report] = tuple(paragraph.section)
        reports[paragraph.report].append(paragraph.text)
    for number, (report, lines) in enumerate(sorted(reports.items())):
        for turn, template in enumerate(TEMPLATES + UNSEEN):
            encoding = ("utf-8", "gb18030")[(number + turn) % 2]
            region, _, year = report.rpartition("-")
            page = template(f"{year}年{region}政府工作报告", lines)
            kind = "unseen" if template in UNSEEN else "invented"
            yield Page(f"{kind}: {template.__name__}", f"{report}.html", saved(page, encoding), lines)


@dataclass(frozen=True, slots=True)
class Result:
    """One candidate on one page: None where it failed or found nothing."""

    measured: Measured | None
    milliseconds: float


def run(candidate: Candidate, pages: Sequence[Page], *, raw: bool) -> list[Result]:
    """Let a candidate read each page, its text decoded or its bytes as they are."""
    call = candidate.load()
    results = []
    for page in pages:
        given = page.data if raw or candidate.reads_bytes else page.text
        started = time.process_time()
        try:
            found = [line.strip() for line in call(given) if line.strip()]
        except Exception:  # whatever a stranger's code raises, it has read nothing
            found = []
        spent = 1000 * (time.process_time() - started)
        measured = measure(page.body, found) if chinese("".join(found)) else None
        results.append(Result(measured, spent))
    return results


def row(name: str, pages: Sequence[Page], results: Sequence[Result]) -> str:
    """Write one line of the table: means over all pages, of which a failed one counts as nothing kept."""
    good = [one.measured for one in results if one.measured]
    breaks = [
        one.measured.breaks if one.measured else 0.0
        for page, one in zip(pages, results, strict=True)
        if page.breaks and (one.measured is None or one.measured.breaks is not None)
    ]
    recall = sum(one.recall for one in good) / len(results)
    precision = fmean(one.precision for one in good) if good else 0.0
    copied = fmean(one.copied for one in good) if good else 0.0
    whole = sum(one.recall > 0.999 for one in good)
    return (
        f"| {name} | {100 * recall:.1f} | {100 * precision:.1f} | {100 * copied:.1f} | {_mean(breaks)} | "
        f"{fmean(one.furniture for one in good) if good else 0:.1f} | {whole} | {len(results) - len(good)} | "
        f"{median(one.milliseconds for one in results):.0f} |"
    )


def _mean(values: Sequence[float | None]) -> str:
    known = [one for one in values if one is not None]
    return f"{100 * fmean(known):.1f}" if known else "–"


def main(folders: Sequence[Path]) -> None:
    """Print a table for every kind of page, and one for bytes that no one decoded."""
    missing = sorted({one.package for one in CANDIDATES if find_spec(one.package) is None})
    if missing:
        print(f"not installed, left out: {', '.join(missing)}\n")
    candidates = [one for one in CANDIDATES if one.package not in missing]
    pages = [page for folder in folders for page in real_pages(folder)] + list(invented_pages())
    head = (
        "recall % | precision % | copies % | breaks F1 % | furniture lines a page | pages whole | failed | ms a page |"
    )
    kinds = list(dict.fromkeys(page.kind for page in pages))
    groups: list[tuple[str, Callable[[Page], bool], bool]] = [
        ("invented pages, all templates", lambda page: page.kind.startswith("invented"), False),
        ("invented pages, bytes as they are", lambda page: page.kind.startswith("invented"), True),
    ]
    groups += [(kind, lambda page, kind=kind: page.kind == kind, False) for kind in kinds]
    for title, belongs, raw in groups:
        some = [page for page in pages if belongs(page)]
        print(f"## {title} ({len(some)})\n\n| | {head}\n| --- |{' --- |' * 8}", flush=True)
        for candidate in candidates:
            print(row(candidate.name, some, run(candidate, some, raw=raw)), flush=True)
        print()


if __name__ == "__main__":
    main([Path(one) for one in sys.argv[1:]])
