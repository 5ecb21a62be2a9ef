"""What people are shown of the paragraphs that `push` sends: a bundle's answers, those of keywords, or corrections."""

from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.shared.labels import read_data
from scripts.shared.options import add_model
from scripts.shared.progress import counted

if TYPE_CHECKING:
    from labels.prediction import Prediction
    from labels.taxonomy import Taxonomy
    from reports.report import Paragraph


def add_beforehand(parser: ArgumentParser) -> None:
    """Describe who may answer beforehand."""
    group = parser.add_mutually_exclusive_group()
    add_model(group, "bundle that answers beforehand", default="none")
    group.add_argument("--keywords", action="store_true", help="let the taxonomy's keywords answer beforehand")
    group.add_argument(
        "--corrections",
        type=Path,
        nargs="+",
        metavar="FILE.jsonl",
        help="corrections, or other labelled files and folders of them, that answer beforehand; only their paragraphs "
        "are pushed (default: none)",
    )


def pushed_only(arguments: Namespace, taxonomy: "Taxonomy") -> set[str] | None:
    """Return the ids of the paragraphs that a push is limited to, None where it is not."""
    from labels.corrections.gathering import gather
    from reports.paragraphs_file import read_paragraphs

    named = [] if arguments.only is None else [{one.id for one in read_paragraphs(arguments.only)}]
    if arguments.corrections:
        named.append({row.id for row in gather(arguments.corrections, taxonomy).rows})
    return set.intersection(*named) if named else None


def beforehand(
    arguments: Namespace, paragraphs: "Sequence[Paragraph]", taxonomy: "Taxonomy", only: "Collection[str] | None"
) -> "dict[str, Prediction] | None":
    """Return what is answered beforehand, by paragraph id, of those that the push is limited to; None where nothing
    is."""
    pushed = [one for one in paragraphs if only is None or one.id in only]
    if arguments.keywords:
        from labels.keywords import keyword_prediction

        return {one.id: keyword_prediction(one.text, taxonomy) for one in pushed}
    if arguments.corrections:
        from labels.corrections.beforehand import answers_of

        answers = answers_of(read_data(arguments.corrections, taxonomy), paragraphs)
        return {one.id: answers[one.id] for one in pushed if one.id in answers}
    if arguments.model is None:
        return None
    from inference.preannotation import predictions_of
    from inference.tagger import Tagger

    tagger = Tagger.load(arguments.model, taxonomy)
    return predictions_of(counted(tagger.tag(pushed), "paragraphs", len(pushed)))
