"""agreement.json for programs, agreement.html for people."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from inference.pages.colours import swatches
from inference.pages.rendering import render
from labels.agreement.anchoring import Anchoring, measure_anchoring
from labels.agreement.annotators import Annotator, describe_annotators
from labels.agreement.comparisons import MODELS, PROMPTS, REPEATS, WITH_MODEL, compare
from labels.agreement.measure import PEOPLE, Agreement, Dispute, disputes
from labels.agreement.questions import PairAgreement, QuestionAgreement
from labels.agreement.sentences import SentenceAgreement, marked_sentences
from labels.agreement.voices import voices
from labels.guide import FLAGS
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from reports.sentences import sentences
from reports.words import Phrase
from storage.results.folders import result_folder
from storage.whole_files import atomic_writer

FIGURES = "agreement.json"
PAGE = "agreement.html"
SHOWN_DISPUTES = 100
"""Disputes on the page: more than a meeting gets through. agreement.json lists them all."""
RELIABLE, TENTATIVE = 0.8, 0.667
"""From where Krippendorff (Content Analysis, 2004, section 11.4) would rely on data, and from where draw tentative
conclusions."""
_TEMPLATE = Path(__file__).parent / "agreement" / "page.html.j2"
_REASONS: Mapping[str, Phrase] = MappingProxyType(
    {
        "no_pair": Phrase("无可比段落", "nothing to compare"),
        "no_variation": Phrase("回答全同，无定义", "all alike: undefined"),
        "never": Phrase("无人给出", "nobody gave it"),
        "open": Phrase("分歧未定", "disputes still open"),
    }
)
"""Why a figure is not defined."""
KINDS: Mapping[str, Phrase] = MappingProxyType(
    {
        PEOPLE: Phrase("人与人", "people"),
        WITH_MODEL: Phrase("人与模型", "a person and a model"),
        MODELS: Phrase("两个模型", "two models"),
        PROMPTS: Phrase("一个模型，两种提示", "one model, two prompts"),
        REPEATS: Phrase("一个模型的各次回答", "answers of one model"),
    }
)
"""Who is compared."""


@dataclass(frozen=True, slots=True)
class Study:
    """All that is known of who labelled `data`, and of what they differ on. `shared` paragraphs have two
    answers or more, `comparisons` are one or more, that of people first where there are two."""

    data: str
    taxonomy: Taxonomy
    shared: int
    comparisons: tuple[Agreement, ...]
    annotators: tuple[Annotator, ...]
    anchoring: tuple[Anchoring, ...]
    disputes: tuple[Dispute, ...]

    @property
    def agreement(self) -> Agreement:
        """The comparison to be cited."""
        return self.comparisons[0]

    @property
    def levels(self) -> list[tuple[Agreement, Agreement]]:
        """All comparisons with their figures on paragraphs."""
        return [(one, one) for one in self.comparisons]

    @property
    def levels_of_sentences(self) -> list[tuple[Agreement, SentenceAgreement]]:
        """The comparisons of annotators who marked sentences, with their figures on these."""
        return [(one, one.sentences) for one in self.comparisons if one.sentences]

    @property
    def settled(self) -> int:
        """How many of the disputes somebody settled."""
        return sum(one.row.settled is not None for one in self.disputes)

    def to_json(self) -> dict[str, Any]:
        """Return the object that agreement.json holds, at full precision."""
        return {
            "data": self.data,
            "taxonomy": {"name": self.taxonomy.name, "version": self.taxonomy.version, "digest": self.taxonomy.digest},
            "agreement": self.agreement.to_json(),
            "comparisons": [one.to_json() for one in self.comparisons[1:]],
            "annotators": [one.to_json() for one in self.annotators],
            "anchoring": [one.to_json() for one in self.anchoring],
            "disputes": [one.to_json() for one in self.disputes],
        }


def study_annotators(rows: Sequence[LabelledParagraph], taxonomy: Taxonomy, data: str) -> Study:
    """Measure agreement, annotators and anchoring; `data` names where the rows come from."""
    return Study(
        data,
        taxonomy,
        sum(len(voices(row, taxonomy).annotators) > 1 for row in rows),
        tuple(compare(rows, taxonomy)),
        tuple(describe_annotators(rows, taxonomy)),
        tuple(measure_anchoring(rows)),
        tuple(disputes(rows, taxonomy)),
    )


def write_agreement(folder: Path, study: Study) -> Path:
    """Write agreement.json and agreement.html as the folder `folder` and return the path of the page.

    Raises:
        CannotWrite: as `storage.results.folders.result_folder`.
    """
    with result_folder(folder, "label_studio.py agreement", PAGE) as made:
        with atomic_writer(made / FIGURES) as file:
            json.dump(study.to_json(), file, ensure_ascii=False, indent=1, allow_nan=False)
            file.write("\n")
        with atomic_writer(made / PAGE) as file:
            file.write(agreement_page(study))
    return folder / PAGE


def agreement_page(study: Study) -> str:
    """Return agreement.html: agreement, pairs, annotators, anchoring, and the disputes."""
    return render(
        _TEMPLATE,
        study=study,
        swatches=swatches(study.taxonomy),
        flags=dict(FLAGS),
        disputes=study.disputes[:SHOWN_DISPUTES],
        reasons=_REASONS,
        kinds=KINDS,
        questions_of=_questions,
        pairs_of=_pairs,
        marked_sentences=marked_sentences,
        sentences=sentences,
        reliable=RELIABLE,
        tentative=TENTATIVE,
    )


def _questions(level: Agreement | SentenceAgreement) -> dict[str, QuestionAgreement]:
    """Return the agreement on each category, that on sets under ""."""
    return {**level.categories, "": level.sets}


def _pairs(level: Agreement | SentenceAgreement) -> list[dict[str, PairAgreement]]:
    """Return for each pair of annotators their agreement by category, that on sets under ""; pairs that share nothing
    are left out."""
    questions = _questions(level)
    rows = [
        dict(zip(questions, found, strict=True))
        for found in zip(*(one.pairs for one in questions.values()), strict=True)
    ]
    return [row for row in rows if row[""].agreement.paragraphs]
