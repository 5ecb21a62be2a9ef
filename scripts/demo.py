"""The whole road on the embedded samples: fine-tune the shipped encoder, evaluate on held-out reports, tag three raw
ones."""

import sys
import time
from pathlib import Path

import commandline

from storage.results import written

EPILOG = """\
Runs scripts/train.py, scripts/evaluate.py and scripts/tag.py one after the other, as you would, and prints each
command. Works offline. The sample reports are about places that do not exist.
"""

SAMPLE = Path("labels/sample/labelled.jsonl")
HELD_OUT = Path("labels/sample/held-out.txt")
RAW = Path("reports/sample")


def main() -> None:
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("--output", type=Path, default=Path("runs/demo"), metavar="DIR", help="default: %(default)s")
    arguments = parser.parse_args()
    output: Path = arguments.output
    began = time.monotonic()
    tagger = output / "tagger"
    steps = [
        (
            "1/3 Fine-tune the shipped encoder on the sample labels",
            "train.py",
            ["--data", SAMPLE, "--hold-out", HELD_OUT, "--folds", 3, "--output", tagger],
        ),
        (
            "2/3 Evaluate on reports that were held out",
            "evaluate.py",
            ["--model", tagger, "--data", SAMPLE, "--hold-out", HELD_OUT, "--output", output / "scores"],
        ),
        (
            "3/3 Tag three raw reports: a web page, a Word file, a broken text file",
            "tag.py",
            [RAW, "--model", tagger, "--output", output / "tagged"],
        ),
    ]
    for title, script, options in steps:
        command = [f"scripts/{script}", *map(str, options)]
        print(f"\n== {title}\n$ python {' '.join(command)}", flush=True)
        with commandline.keeping(output, "give the same command again"):
            code = commandline.call([sys.executable, *command], cwd=commandline.ROOT)
        if code:
            sys.exit(code)
        written.paths.append(Path(str(options[-1])))
    print(f"\nDone in {time.monotonic() - began:.0f} s. Open these in a browser:")
    print(f"  tagged reports  {(commandline.ROOT / output / 'tagged' / 'index.html')}")
    print(f"  scores          {(commandline.ROOT / output / 'scores' / 'report.html')}")


if __name__ == "__main__":
    commandline.run(main)
