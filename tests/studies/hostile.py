"""Files that are broken or made to break a reader: truncated, overwritten, nested, huge, lying.

Run as a program it reads many of them in a process of its own and prints what happened as JSON:
python -m tests.studies.hostile COUNT SEED FOLDER
"""

import json
import random
import resource
import sys
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from reports.reading import read_file
from storage.errors import UnreadableReport
from tests.reports.packing import packed, rtf, saved_page, word
from tests.reports.printed import printed
from tests.reports.sample_text import LINES, TEXT, report_of

_NAMES = ("a.txt", "a.html", "a.htm", "a.docx", "a.pdf", "a.zip", "a.rtf", "a.mht", "a.md", "a")


def _page(text: str) -> str:
    lines = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return f'<html><head><meta charset="gb2312"></head><body><div>{lines}</div></body></html>'


def _xml(doctype: str, text: str) -> bytes:
    body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{space}">{body}</w:document>'.encode()


@cache
def seeds() -> tuple[tuple[str, bytes], ...]:
    """Return files of every kind, the last ones hostile as they are."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    nested = packed({"a.txt": TEXT.encode()})
    for _ in range(5):
        nested = packed({"in.zip": nested, "b.txt": TEXT.encode()})
    return (
        ("a.txt", TEXT.encode()),
        ("a.txt", TEXT.encode("gb18030")),
        ("a.txt", TEXT.encode("utf-16")),
        ("a.txt", "\n".join([report_of("甲山市", 2031), report_of("乙河区", 2030)]).encode()),
        ("a.html", _page(TEXT).encode("gb18030")),
        ("a.docx", word(LINES)),
        ("a.pdf", printed(LINES)),
        ("a.zip", packed({"1.txt": TEXT.encode(), "二/2.docx": word(LINES), "3.pdf": printed(LINES)})),
        ("a.rtf", rtf(LINES)),
        ("a.mht", saved_page(_page(TEXT))),
        ("a.md", "\n\n".join(LINES).replace("一、", "# 一、").encode()),
        ("a.zip", nested),
        (
            "a.zip",
            packed(
                {
                    "../../up.txt": TEXT.encode(),
                    "/root.txt": TEXT.encode(),
                    "C:\\win.txt": b"x",
                    "a" * 300 + ".txt": b"x",
                }
            ),
        ),
        ("a.zip", packed({"bomb.txt": b"\0" * 30_000_000})),
        ("a.docx", word(LINES, document=b"<" + b"a" * 20_000_000)),
        ("a.docx", word(LINES, document=_xml(f'<!DOCTYPE w [<!ENTITY l0 "笑">{laughs}]>', "&l9;"))),
        ("a.docx", word(LINES, document=_xml('<!DOCTYPE w [<!ENTITY f SYSTEM "file:///etc/passwd">]>', "&f;"))),
        ("a.html", ("<div>" * 20_000 + "报告" + "</div>" * 20_000).encode()),
        (
            "a.html",
            (f'<!DOCTYPE html [<!ENTITY f SYSTEM "file:///etc/passwd">{laughs}]>' + _page(TEXT + "&f;&l9;")).encode(),
        ),
        ("a.txt", (TEXT.replace("\n", "") * 60).encode()),
        ("a.txt", ("一、（二）3.、" * 40_000).encode()),
    )


def hostile(chance: random.Random) -> tuple[str, bytes]:
    """Return a file name and content: one of the seeds, mostly damaged, sometimes under the name of another kind."""
    name, data = chance.choice(seeds())
    if chance.random() < 0.15:
        name = chance.choice(_NAMES)
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
        data = _damaged(data, chance)
    if chance.random() < 0.1:
        data, name = packed({name: data, "good.txt": TEXT.encode()}), "a.zip"
    return name, data


def _damaged(data: bytes, chance: random.Random) -> bytes:
    size = len(data)
    start = chance.randint(0, size)
    end = min(size, start + chance.choice((1, 4, 64, 1024)))
    match chance.randint(0, 6):
        case 0:
            return data[:start]
        case 1:
            changed = bytearray(data)
            for _ in range(chance.choice((1, 8, 64)) if size else 0):
                changed[chance.randrange(size)] ^= 1 << chance.randrange(8)
            return bytes(changed)
        case 2:
            return data[:start] + chance.randbytes(end - start) + data[end:]
        case 3:
            return data[:start] + data[end:]
        case 4:
            return data[:start] + data[start:end] * chance.choice((2, 50)) + data[end:]
        case 5:
            other = chance.choice(seeds())[1]
            return data[:start] + other[chance.randint(0, len(other)) :][:200_000]
        case _:
            return data[:start] + b"\0" * (end - start) + data[end:]


def outcome(path: Path) -> str:
    """Read a file: "read", "refused", or what was wrong with the way in which it failed."""
    try:
        reports = read_file(path)
    except UnreadableReport as error:
        message = str(error)
        if "\n" in message or not message.startswith(str(path)):
            return f"message is not one line that names the file: {message[:200]!r}"
        return "refused"
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    text = "".join(report.text for report in reports)
    return "an external file was opened" if "root:x:0" in text else "read"


def peak_mib() -> int:
    """Return the most memory that this program itself held: what getrusage tells counts that of the program which
    started it too."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text("ascii").split("VmHWM:")[1].split()[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Read COUNT hostile files below FOLDER and print counts, failures, the peak of memory and the slowest."""
    count, seed, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    chance = random.Random(seed)
    counts: Counter[str] = Counter()
    failures: list[dict[str, Any]] = []
    slowest = (0.0, -1)
    for number in range(count):
        name, data = hostile(chance)
        path = folder / name
        path.write_bytes(data)
        began = time.process_time()
        result = outcome(path)
        slowest = max(slowest, (time.process_time() - began, number))
        if result not in ("read", "refused"):
            failures.append({"number": number, "name": name, "result": result})
            (folder / f"failure-{number}-{name}").write_bytes(data)
        counts[result if result in ("read", "refused") else "failed"] += 1
        path.unlink()
    peak = peak_mib()
    print(
        json.dumps(
            {"counts": counts, "failures": failures[:20], "peak_mib": peak, "slowest": slowest}, ensure_ascii=False
        )
    )


if __name__ == "__main__":
    main()
