"""Bundle → the same bundle with what tags quicker on this processor, if that gives the same tags."""

from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

import commandline

from scripts.shared import options
from scripts.shared.labels import read_data

FORMATS = ("torch-int8", "torch-bfloat16", "onnx", "onnx-int8")
SAMPLE = commandline.ROOT / "labels" / "sample" / "labelled.jsonl"
OTHERS = SAMPLE.with_name("sample-corpus.jsonl")  # paragraphs that 8 bits are fitted to: none of those it is judged by
EPILOG = """\
examples:
  python scripts/export.py --output runs/quick
  python scripts/export.py --model runs/tagger --data labelled.jsonl --format torch-bfloat16 --output runs/quick
  python scripts/tag.py reports/sample --model runs/quick --output runs/tagged

Formats: torch-int8, matrix products in 8 bits; torch-bfloat16, in 16 bits, for processors that have them (avx512_bf16,
amx_bf16); onnx, the model in 32 bits for ONNX Runtime, also in other programs; onnx-int8, the same in 8 bits. What is
written is a whole bundle: plain transformers loads it, and every script takes it as --model.

Before anything is written it is measured here, one thread against one thread, on labelled paragraphs: at least 99.5 %
of them must keep their tags, macro-F1 may lose 0.3 points, 8 bits must be 1.4 times as quick, 16 bits 1.2 times. If
not, nothing is written and the figures are named. On a processor of another kind the bundle's own weights are used in
32 bits, and a line says so; export it there to measure again. It is for the CPU; on a GPU all bundles run in 16 bits.
"""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    options.add_model(parser)
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="torch-int8",
        help="what the bundle is exported to (default: %(default)s)",
    )
    options.add_data(parser, "the sample")
    options.add_output(parser, "DIR", "folder of the new bundle")
    return parser


def main() -> None:
    arguments = make_parser().parse_args()

    from models.bundle import SHIPPED_TAGGER, read_bundle
    from models.manifest import FILE
    from reports.paragraphs_file import read_paragraphs
    from storage.results.folders import check_result_folder

    check_result_folder(arguments.output, commandline.paths_read(arguments, "output"))
    bundle = read_bundle(arguments.model or SHIPPED_TAGGER)
    rows = read_data(arguments.data or [SAMPLE], bundle.manifest.taxonomy)

    from evaluation.scoring.exported import measured
    from inference.exporting import export_files, write_exported
    from inference.tagger import Tagger

    options.use_threads(1)
    others = [paragraph.text for paragraph in read_paragraphs(OTHERS)]
    with TemporaryDirectory() as place:
        files = export_files(bundle, arguments.format, others, Path(place))
        tried = write_exported(bundle, Path(place) / "tried", engine=arguments.format, files=files, gate={})
        gate = measured(Tagger(bundle, "cpu"), Tagger(tried, "cpu"), rows)
        gate.check(arguments.format)
        written = write_exported(bundle, arguments.output, engine=arguments.format, files=files, gate=gate.to_json())
    print(f"{gate}\n{written.manifest.id} ({arguments.format}) is in {arguments.output}, its {FILE} has the figures")


if __name__ == "__main__":
    commandline.run(main)
