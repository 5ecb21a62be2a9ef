"""How much of each real report the reader keeps: `python -m tests.studies.kept FOLDER…` prints a table."""

import re
import sys
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from reports.cleaning.characters import HAN, clean_lines, clean_text
from reports.cleaning.flagged_text import lines_of
from reports.formats.document import content, raw_lines
from reports.formats.finding import find_files
from reports.reading import read_file
from reports.report import Report
from reports.structure.splitting import without_repeats
from tests.studies.natural import comparable, natural

_RUN = re.compile(f"[{HAN}]+")
SITE_WORDS = re.compile("登录后|返回列表|免责声明|版权所有|立即注册|备案号|ICP备|打印本页|责任编辑|上一页")


@dataclass(frozen=True, slots=True)
class Kept:
    """What one file came to. `body` counts the Chinese characters of the file from the first words of its first report
    to the last words of its last one, whatever stands between; `lost` those of them that no report holds, title and
    notes included."""

    reports: list[Report]
    body: int
    lost: int

    @property
    def share(self) -> float:
        return 1 - self.lost / self.body

    @property
    def furniture(self) -> int:
        return sum(bool(SITE_WORDS.search(one.text)) for report in self.reports for one in report.paragraphs)


def kept(path: Path) -> Kept:
    """Compare the runs of Chinese characters in a file, in one way of writing and each copy once, with those of the
    reports read from it."""
    reports = read_file(path)
    lines = clean_lines(lines_of(clean_text("\n".join(raw_lines(content(path), path)[0])).text))
    raw = _runs("\n".join(without_repeats(lines)))
    read = _runs("\n".join("\n".join([report.text, *report.notes]) for report in reports))
    matcher = SequenceMatcher(None, raw, read, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    start, end = blocks[0].a, blocks[-1].a + blocks[-1].size
    body = sum(map(len, raw[start:end]))
    held = sum(len(raw[number]) for block in blocks for number in range(block.a, block.a + block.size))
    # Runs that were cut or joined at other places (a mark taken out, a heading) are compared by their characters.
    for _, a1, a2, b1, b2 in (
        one for one in matcher.get_opcodes() if one[0] == "replace" and one[1] >= start and one[2] <= end
    ):
        left, right = "".join(raw[a1:a2]), "".join(read[b1:b2])
        held += sum(block.size for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks())
    return Kept(reports, body, body - held)


def _runs(text: str) -> list[str]:
    return _RUN.findall(text)


def main(folders: list[Path]) -> None:
    print(
        "| file | reports | encoding | paragraphs | lines | exact | notes | furniture | Chinese characters | kept | "
        "flags |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for path in find_files(folders):
        one = kept(path)
        flags = ", ".join(sorted({flag for report in one.reports for flag in report.flags}))
        paragraphs, notes = (
            sum(len(part) for part in parts)
            for parts in zip(*((r.paragraphs, r.notes) for r in one.reports), strict=True)
        )
        lines = natural(path, one.reports) if path.suffix in (".docx", ".txt") and comparable(one.reports) else None
        name = f"{path.parent.name}/{path.name.split('_')[0] if path.parent.name == 'seeds' else path.name}"
        cells = [
            name,
            len(one.reports),
            one.reports[0].encoding,
            paragraphs,
            lines.text if lines else "",
            lines.exact if lines else "",
            notes,
            one.furniture,
            f"{one.body:,}",
            f"{one.share:.2%}",
            flags,
        ]
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)


if __name__ == "__main__":
    main([Path(given) for given in sys.argv[1:]])
