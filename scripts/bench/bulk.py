"""Memory, time, and the share of it that is not the model's, of tagging many reports: invented ones, from raw files to
results, by scripts/tag.py itself."""

import math
import os
import random
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path

from scripts import commandline
from scripts.shared import values

EPILOG = """\
examples:
  python scripts/bench/bulk.py
  python scripts/bench/bulk.py --paragraphs 10000 100000 --reports 40

Memory and growth: reports of fifty short paragraphs, of which each report repeats a few, so that the model has little
to do; and the same number of paragraphs less in one report. "largest process" is the most memory that any one process
of the run held, "processor" what all of them took together, with one that tags. The exponent is that of the processor
time beyond a start, 1 where twice the paragraphs take twice as long.

Share: reports of forty paragraphs of real length, all different. What twice the reports take more, less what the model
alone takes for these, is everything but the model: reading, starting no more processes, keeping, tables and pages.
"""
PLACES = ["砚湖", "松堰", "鹿汀", "云溪", "岚川", "榆木", "砚浦", "青浔"]
SENTENCES = (
    "新建轴承产业园{n}个，规模以上工业增加值增长百分之{m}。",
    "清淤河道{n}公里，空气优良天数增加{m}天。",
    "新建乡镇幼儿园{n}所，改造老旧小区{m}个。",
    "排查燃气安全隐患{n}处，化解矛盾纠纷{m}件。",
    "培育龙头企业{n}家，技术改造投资增长百分之{m}。",
    "办理人大代表建议{n}件、政协委员提案{m}件。",
)
PARAGRAPHS_OF_A_REPORT, PARAGRAPHS_OF_REAL_LENGTH = 50, 40
_DISTINCT = 6  # paragraphs of a report, where the model is to have little to do
_SENTENCES_OF_REAL_LENGTH = 9  # some 230 characters


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run of tag.py took: paragraphs, seconds by the clock and of all its processes, bytes of the largest."""

    paragraphs: int
    seconds: float
    processor: float
    largest: int


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "--paragraphs",
        type=values.positive,
        nargs=2,
        default=[10_000, 100_000],
        metavar="N",
        help="paragraphs of the smaller and of the larger run (default: 10000 100000)",
    )
    parser.add_argument(
        "--reports",
        type=values.positive,
        default=16,
        metavar="N",
        help="reports of real length by which the share is measured (default: %(default)s)",
    )
    return parser


def main() -> None:
    arguments = make_parser().parse_args()

    from scripts.shared.printing import table

    found = {**growth(*arguments.paragraphs), **share(arguments.reports)}
    print(table(["", ""], [[name.replace("_", " "), f"{value:,.3g}"] for name, value in found.items()]))


def growth(fewer: int, more: int) -> dict[str, float]:
    """Tag two numbers of short paragraphs, and a fifth of the larger in one report; return figures by name: seconds,
    MiB, ratios."""
    with tempfile.TemporaryDirectory() as place:
        runs = [(_DISTINCT, _DISTINCT), *((count, PARAGRAPHS_OF_A_REPORT) for count in (fewer, more)), (more // 5,) * 2]
        spent = []
        for number, (count, of_each) in enumerate(runs):
            folder = _written(Path(place) / f"{number}", count, of_each)
            spent.append(_tagged(folder, folder.with_name(f"tagged{number}"), "--taggers", "1"))
    nothing, small, large, single = spent
    times = [one.processor - nothing.processor for one in (small, large)]
    return {
        "fewer_paragraphs": small.paragraphs,
        "more_paragraphs": large.paragraphs,
        "fewer_seconds": small.seconds,
        "more_seconds": large.seconds,
        "fewer_processor_seconds": small.processor,
        "more_processor_seconds": large.processor,
        "fewer_largest_process_mib": small.largest / 2**20,
        "more_largest_process_mib": large.largest / 2**20,
        "memory_ratio": large.largest / small.largest,
        "time_exponent": math.log(times[1] / times[0]) / math.log(large.paragraphs / small.paragraphs),
        "one_report_paragraphs": single.paragraphs,
        "one_report_largest_process_mib": single.largest / 2**20,
    }


def share(reports: int) -> dict[str, float]:
    """Tag reports of real length, and twice as many; return what of the difference was not the model's, in seconds of
    processor time and as a share."""
    from inference.inputs import read_inputs
    from inference.tagger import Tagger
    from reports.skipped import Skipped

    length = PARAGRAPHS_OF_REAL_LENGTH
    with tempfile.TemporaryDirectory() as place:
        folders = [Path(place) / name for name in ("once", "twice")]
        for number, folder in enumerate(folders, start=1):
            _written(folder, number * reports * length, length, sentences=_SENTENCES_OF_REAL_LENGTH)
        once, twice = (_tagged(folder, folder.with_name(f"{folder.name}-tagged")) for folder in folders)
        read = [one for one in read_inputs(folders[1:]) if not isinstance(one, Skipped)]
        _use_one_thread()
        tagger = Tagger.load(device="cpu")
        list(tagger.tag(read[0].paragraphs))  # the first is slower
        began = time.process_time()
        for one in read[reports:]:
            list(tagger.tag(one.paragraphs))
        model = time.process_time() - began
    whole = twice.processor - once.processor
    return {
        "share_paragraphs": twice.paragraphs - once.paragraphs,
        "processor_seconds": whole,
        "model_seconds": model,
        "share_not_the_model": 1 - model / whole,
    }


def _use_one_thread() -> None:
    from scripts.shared import options

    options.use_threads(1)


def _written(folder: Path, paragraphs: int, of_each: int, sentences: int = 1) -> Path:
    """Write invented reports as text files of so many paragraphs, and return their folder."""
    chance = random.Random(1)
    folder.mkdir(parents=True)
    for number in range(paragraphs // of_each):
        place, year = (
            PLACES[number % len(PLACES)] + "甲乙丙丁戊己庚辛"[number // 8 % 8] + "县",
            2010 + number // 64 % 14,
        )
        heading = f"{place}{year}年政府工作报告\n\n各位代表：\n\n"
        distinct = [_paragraph(chance, sentences) for _ in range(_DISTINCT if sentences == 1 else of_each)]
        body = "\n\n".join(distinct[n % len(distinct)] for n in range(of_each))
        (folder / f"{number:06}.txt").write_text(heading + body + "\n", encoding="utf-8")
    return folder


def _paragraph(chance: random.Random, sentences: int) -> str:
    return "".join(
        chance.choice(SENTENCES).format(n=chance.randrange(2, 9_000), m=chance.randrange(2, 900))
        for _ in range(sentences)
    )


def _tagged(folder: Path, output: Path, *more: str) -> Spent:
    """Run tag.py on a folder, and return what it took; `more` are options."""
    command = [sys.executable, str(commandline.ROOT / "scripts" / "tag.py"), str(folder), "--device", "cpu", *more]
    began = time.monotonic()
    running = subprocess.Popen([*command, "--output", str(output)], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    said = running.stdout.read()
    _, status, used = os.wait4(running.pid, 0)  # with what its own processes took
    running.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    return Spent(_paragraphs(said), seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def _paragraphs(said: str) -> int:
    """Return the number of paragraphs that tag.py says it tagged."""
    words = said.split()
    return int(words[words.index("paragraphs") - 1].replace(",", ""))


if __name__ == "__main__":
    commandline.run(main)
