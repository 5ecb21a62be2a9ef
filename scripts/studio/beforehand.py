"""What people are shown of the paragraphs that `push` sends: answers of a bundle, keywords or a language model, or
corrections."""

from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.commandline import say
from scripts.shared.labels import read_data
from scripts.shared.options import add_model
from scripts.shared.progress import counted
from scripts.studio.options import add_of

if TYPE_CHECKING:
    from labels.labelled import LabelledParagraph
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
    group.add_argument(
        "--asked",
        type=Path,
        metavar="FILE.jsonl",
        help="file in which a language model answered, that answers beforehand; only what it answered is pushed "
        "(default: none)",
    )
    add_of(parser, "the only language model in --asked")


def pushed_only(arguments: Namespace, taxonomy: "Taxonomy") -> set[str] | None:
    """Return the ids of the paragraphs that a push is limited to, None where it is not."""
    from labels.corrections.gathering import gather
    from reports.paragraphs_file import read_paragraphs
    from storage.errors import BadSettings

    named = [] if arguments.only is None else [{one.id for one in read_paragraphs(arguments.only)}]
    if arguments.corrections:
        named.append({row.id for row in gather(arguments.corrections, taxonomy).rows})
    if arguments.of is not None and arguments.asked is None:
        raise BadSettings("--of came without --asked. Expected the file in which this model answered; give it too.")
    if arguments.asked is not None:
        named.append({row.id for row in _asked(arguments, taxonomy)[1]})
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
    if arguments.asked is not None:
        from labels.corrections.beforehand import answers_of

        model, rows = _asked(arguments, taxonomy)
        answers = answers_of(rows, paragraphs, model)
        say(f"{model} answered {len(rows)} of {len(paragraphs)} paragraphs; only these are pushed")
        return {one.id: answers[one.id] for one in pushed if one.id in answers}
    if arguments.model is None:
        return None
    from inference.preannotation import predictions_of
    from inference.tagger import Tagger

    tagger = Tagger.load(arguments.model, taxonomy)
    return predictions_of(counted(tagger.tag(pushed), "paragraphs", len(pushed)))


def _asked(arguments: Namespace, taxonomy: "Taxonomy") -> "tuple[str, list[LabelledParagraph]]":
    """Return the language model that is meant, and what it said."""
    from labels.agreement.voices import only_model, said_by
    from labels.labelled import read_labelled

    rows = read_labelled(arguments.asked, taxonomy)
    model = only_model(rows, arguments.of)
    return model, said_by(rows, model, taxonomy)
