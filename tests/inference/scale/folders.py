"""Folders of reports of every kind, with files that fail among them."""

import json
from pathlib import Path

from reports.reading import read_file
from reports.report import Report
from tests.reports.packing import packed
from tests.reports.sample_text import report_of

ROOT = Path(__file__).resolve().parents[3]


def every_kind(folder: Path) -> Path:
    """Put a report of every kind into a folder, and every kind of failing."""
    folder.mkdir(parents=True)
    for name in ("lutang-2023.txt", "songyan-2025.docx", "tinghe-2024.html"):
        (folder / name).write_bytes((ROOT / "reports" / "sample" / name).read_bytes())
    (folder / "corpus.csv").write_text(
        f'年份,县,报告全文\n2031,乙川县,"{report_of("乙川县", 2031)}"\n2032,丙山县,\n', "utf-8"
    )
    members = {
        "戊.txt": report_of("戊山市", 2030).encode(),
        "broken.docx": b"PK\x03\x04",
        "a.png": b"x",
        "戊2.txt": b"",
    }
    table = f'年份,县,正文\n2033,己川县,"{report_of("己川县", 2033)}"\n'
    (folder / "all.zip").write_bytes(packed({**members, "rows.csv": table.encode()}))
    (folder / "two.txt").write_text(f"{report_of('庚山市', 2030)}\n{report_of('庚山市', 2031)}", "utf-8")
    (folder / "gb.txt").write_bytes(report_of("辛山市", 2029).encode("gb18030"))
    (folder / "twice.txt").write_text(report_of("辛山市", 2029), "utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "english.txt").write_text("No report at all.\n", "utf-8")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 and no more")
    (folder / "broken.zip").write_bytes(packed({"a.txt": b"x"})[:-30])
    (folder / "scan.png").write_bytes(b"x")
    return folder


def paragraphs_file(path: Path, *places: str) -> Path:
    """Write a paragraphs file with a report of each place."""
    raw = path.with_suffix(".raw.txt")
    lines = []
    for place in places:
        raw.write_text(report_of(place, 2027), "utf-8")
        reports: list[Report] = read_file(raw)
        lines += [
            json.dumps(one.to_json(), ensure_ascii=False) + "\n" for report in reports for one in report.paragraphs
        ]
    raw.unlink()
    path.write_text("".join(lines), "utf-8")
    return path


def many(folder: Path, count: int) -> Path:
    """Put so many reports that differ into a folder."""
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"{number:03}.txt").write_text(
            report_of(f"{'甲乙丙丁戊己庚辛'[number % 8]}山市", 2000 + number), "utf-8"
        )
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Return what every file of a result holds."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def kept(work: Path) -> dict[str, tuple[int, int]]:
    """Return which file each report that was tagged is kept in: its number and time on the disk."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in work.glob("tags/*/*.json.gz")}
