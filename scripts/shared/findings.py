"""What shares.py and regress.py share: a tagged folder, and the labels that correct it."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.shared import options

if TYPE_CHECKING:
    from evaluation.findings.corpus import Labels, Tagger


def add_findings(parser: "options.Options") -> None:
    """Add what was tagged, by which bundle, and the labels."""
    parser.add_argument("--tagged", type=Path, required=True, metavar="DIR", help="folder that tag.py wrote")
    parser.add_argument("--labelled", type=Path, required=True, metavar="FILE.jsonl", help="labelled paragraphs")
    options.add_model(parser, "bundle that tagged")
    parser.add_argument(
        "--out-of-fold",
        type=Path,
        metavar="FILE.jsonl",
        help="tags of training paragraphs by models that had not learnt from them (default: none)",
    )
    parser.add_argument(
        "--drawn-at-random",
        action="store_true",
        help="vouch that the labelled reports are whole and were drawn by lot, where no sample says so",
    )


def read_tagger(arguments: Namespace) -> "Tagger":
    """Return what has to be known of the bundle that tagged."""
    from evaluation.findings.corpus import Tagger
    from models.bundle import SHIPPED_TAGGER, read_bundle

    manifest = read_bundle(arguments.model or SHIPPED_TAGGER).manifest
    return Tagger(manifest.id, manifest.taxonomy, manifest.reports_seen)


def read_labels(arguments: Namespace, tagger: "Tagger") -> "Labels":
    """Read the labels, and the tags from before the bundle knew them."""
    from evaluation.findings.corpus import Labels, read_unseen
    from labels.labelled import read_labelled

    unseen = read_unseen(arguments.out_of_fold) if arguments.out_of_fold else {}
    return Labels(read_labelled(arguments.labelled, tagger.taxonomy), arguments.drawn_at_random, unseen)
