"""From a tagged folder and labelled reports to findings: shares, differences, and how they came about."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from evaluation.findings import Measure
from evaluation.findings.blocks import Counting
from evaluation.findings.corpus import Labels, Tagger, read_corpus
from evaluation.findings.differences import Difference, differences_of
from evaluation.findings.frame import Key
from evaluation.findings.overview.groupings import Grouping, groupings_of
from evaluation.findings.shares import Share, shares_of
from evaluation.findings.words import WordCount, WordList, word_counts
from labels.sampling.groups import OVERVIEWS
from labels.taxonomy import Taxonomy
from reports.words import Phrase
from storage.errors import BadSettings


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: how attention is measured, by what groups are told apart, which of them are compared, and how
    narrow intervals should be (half their width, as a share); and of which lists words are counted."""

    measure: Measure = "paragraphs"
    by: tuple[str, ...] = ()
    pairs: tuple[tuple[Key, Key], ...] = ()
    aim: float = 0.02
    words: tuple[WordList, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found. `left_out` says in words which labels do not count; `model` is the bundle that tagged;
    `within` how many paragraphs at most were drawn of each report, 0 where reports were labelled whole."""

    asked: Asked
    taxonomy: Taxonomy
    model: str
    shares: tuple[Share, ...]
    differences: tuple[Difference, ...]
    groupings: tuple[Grouping, ...]
    words: tuple[WordCount, ...]
    reports: int
    paragraphs: int
    reports_labelled: int
    paragraphs_labelled: int
    out_of_fold: int
    within: int
    left_out: tuple[Phrase, ...]

    @property
    def complete(self) -> bool:
        """Whether all reports are labelled whole, so that nothing is estimated."""
        return self.reports == self.reports_labelled and not self.within

    def to_json(self) -> dict[str, Any]:
        """Return the object that shares.json holds, at full precision."""
        by = self.asked.by
        return {
            "measure": self.asked.measure,
            "by": list(by),
            "model": self.model,
            "categories": list(self.taxonomy.ids),
            "reports": self.reports,
            "paragraphs": self.paragraphs,
            "reports_labelled": self.reports_labelled,
            "paragraphs_labelled": self.paragraphs_labelled,
            "out_of_fold": self.out_of_fold,
            **({"within": self.within} if self.within else {}),
            "aim": self.asked.aim,
            "left_out": [one.english for one in self.left_out],
            "shares": [one.to_json(by) for one in self.shares],
            "differences": [one.to_json() for one in self.differences],
            "groupings": [one.to_json() for one in self.groupings],
            "lists": [asdict(one) for one in self.asked.words],
            "words": [one.to_json(by) for one in self.words],
        }


def find(tagged: Path, labels: Labels, tagger: Tagger, asked: Asked) -> Findings:
    """Correct what was tagged by what people said.

    Args:
        tagged: the folder of tag.py, or its tagged.jsonl.

    Raises:
        BadData, BadSettings: as `read_corpus`, or a group that is asked for does not exist or is not labelled enough.
    """
    if asked.pairs and not asked.by:
        raise BadSettings(
            "--compare without --by. Expected what the groups are told apart by; give --by year or the like."
        )
    every = read_corpus(tagged, labels, tagger, asked.by, asked.measure, also=OVERVIEWS, words=asked.words)
    corpus = replace(every, frame=every.frame.grouped(asked.by))
    counting = Counting(corpus)
    blocks = counting.blocks()
    groups = [group for block in blocks for group in block.groups] if asked.by else []
    return Findings(
        asked,
        tagger.taxonomy,
        tagger.id,
        tuple(shares_of(counting, blocks, asked.aim)),
        tuple(differences_of(blocks, tagger.taxonomy.ids, asked.pairs) if asked.by else ()),
        tuple(groupings_of(every, asked.aim)),
        tuple(word_counts(corpus.frame, asked.words, groups)),
        len(corpus.frame.counted),
        corpus.frame.paragraphs,
        len(corpus.basis.reports),
        corpus.labelled,
        corpus.out_of_fold,
        corpus.within,
        corpus.basis.left_out,
    )
