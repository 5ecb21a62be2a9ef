"""Every page of figures, made of an invented corpus: once as it is, once with one wording in every field that others
fill."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from evaluation.behaviour.case_file import read_cases
from evaluation.behaviour.judging import behaviour
from evaluation.drift.changes import find_changes
from evaluation.drift.stream import Watch, watch_stream
from evaluation.findings.corpus import Labels, Tagger
from evaluation.findings.findings import Asked, find
from evaluation.findings.words import WordList
from evaluation.leakage.leakage import find_leakage
from evaluation.pages.agreement_page import study_annotators, write_agreement
from evaluation.pages.scores_page import write_checks, write_evaluation
from evaluation.pages.shares_page import write_findings
from evaluation.pages.trust.drift_page import write_drift
from evaluation.scoring.evaluation import MODEL as OURS
from evaluation.scoring.evaluation import evaluate
from evaluation.scoring.sentences import SaidOfSentences
from evaluation.trust.checks import Checks
from inference.pages.cleaning_page import write_changes
from inference.tagged import TaggedParagraph
from labels.answered import Answer
from labels.labelled import LabelledParagraph
from labels.prediction import Prediction
from labels.taxonomy import Category, Taxonomy
from reports.reading import read_file
from reports.sentences import sentence_spans
from tests.evaluation.findings.tagged_corpus import IDS, MODEL, corpus, gold, write_tagged
from tests.reports.sample_text import TEXT

SHIPPED = Taxonomy.load()
MARKUP = "<script>document.title = 'taken'</script><img src=x onerror=document.title='taken'>"
LONG = "砚湖" * 2_500 + "y" * 5_000


def named(wording: str) -> Taxonomy:
    """Return the shipped taxonomy, with names of categories that begin with a wording; of one alone where it is long:
    a page says the names a thousand times."""

    def with_it(one: Category) -> Category:
        if wording == LONG and one.id != "ecology":
            return one
        return replace(one, chinese=wording + one.chinese, english=wording + one.english)

    return replace(SHIPPED, name=wording or SHIPPED.name, categories=tuple(map(with_it, SHIPPED.categories)))


def _tagged(wording: str, years: tuple[int, ...], seed: int = 0) -> list[TaggedParagraph]:
    def with_it(one: TaggedParagraph) -> TaggedParagraph:
        own = one.paragraph
        about = replace(own.about, region=wording + own.about.region)
        section = (wording,) if wording else own.section
        paragraph = replace(
            own, text=own.text + wording, about=about, section=section, source=f"{wording}来源{own.about.year}"
        )
        return replace(one, paragraph=paragraph)

    return [with_it(one) for one in corpus(2 if wording == LONG else 8, years, seed)]


def agreement(folder: Path, wording: str) -> Path:
    """Two people who differ, one of whom saw what a model had ticked, with flags and marked sentences."""
    rows = []
    for n, one in enumerate(gold(_tagged(wording, (2031, 2032)))):
        spans = sentence_spans(one.text)
        other = one.labels[1:] if n % 5 == 0 else one.labels
        given = {f"{wording}林": one.labels, f"{wording}周": other}
        answers = {
            name: Answer(
                9.5 + n % 7,
                shown=one.labels if n % 2 else None,
                model=wording + MODEL if n % 2 else None,
                evidence={key: (spans[(n + place) % 2],) for key in said},
            )
            for place, (name, said) in enumerate(given.items())
        }
        flagged = {f"{wording}林": ("hard", wording or "of their own")} if n % 9 == 0 else {}
        predicted = None if n % 2 else Prediction(one.labels, 0.9, wording + MODEL)
        rows.append(replace(one, annotators=given, answers=answers, flagged=flagged, predicted=predicted))
    return write_agreement(folder, study_annotators(rows, named(wording), wording or "march.jsonl"))


def _judged(wording: str) -> tuple[list[LabelledParagraph], list[TaggedParagraph]]:
    tagged = _tagged(wording, (2031, 2032, 2033))
    return gold(tagged), tagged


def scores(folder: Path, wording: str) -> Path:
    """All that report.html may hold: references, sentences, review, calibration, slices, checks and errors."""
    rows, tagged = _judged(wording)
    asked = f"llm:{wording or 'tiny@0a1b2c3d'}"
    rows = [replace(rows[0], annotators={asked: rows[0].labels}), *rows[1:]]
    taxonomy = named(wording)
    chance = np.random.default_rng(2)
    given = [{key: (0.6 if key in one.tags else 0.0) + 0.4 * chance.random() for key in IDS} for one in tagged]
    tables = [np.array([[key in one.tags for key in IDS]] * len(sentence_spans(one.paragraph.text))) for one in tagged]
    found = evaluate(
        rows,
        [one.tags for one in tagged],
        given,
        taxonomy,
        model=wording or "tagger-砚湖",
        data=wording or "held.jsonl",
        references={name: [()] * len(rows) for name in ("tfidf-pair", "tfidf", "keywords", wording or "majority")},
        sentences={OURS: SaidOfSentences(tables, [0.2 + 0.6 * table for table in tables])},
        marked=[n % 6 == 0 for n in range(len(rows))],
    )
    judged = behaviour(read_cases(None, SHIPPED), lambda texts: [["industry"]] * len(texts))
    standing = {
        "trained_on": {"reports": 9, "encoder": wording, "paragraphs": 99, "file": wording, "about": wording,
                       "by_models_alone": {"paragraphs": 9, "models": {asked: 9}}},
        "judged_by": {
            "paragraphs": len(rows), "reports": 24, "years": [2031, 2033], "levels": {wording or "county": 12},
            "annotators": 2, "by_two_or_more": 7, "drawn_at_random": 0, "without_category": 3,
        },
        "bias": {
            key: {"true_share": 0.31, "tagged_share": 0.28, "difference": -0.03, "interval": [-0.051, -0.008]}
            for key in IDS
        },
        "names": {one.id: [one.chinese, one.english] for one in taxonomy.categories},
    }  # fmt: skip
    group = {"year": wording or "2031", "level": "county"}
    shares = {
        "reports": 24,
        "reports_labelled": 9,
        "shares": [
            {"group": group, "category": "ecology", "raw": 0.41, "share": 0.38, "low": 0.35, "high": 0.41},
            {"group": {}, "category": "industry", "raw": 0.22, "share": None, "low": None, "high": None},
        ],
    }
    checks = Checks(behaviour=judged, leakage=find_leakage(rows, SHIPPED))
    return write_evaluation(folder, found, checks=checks, standing=standing, shares=shares)


def trust(folder: Path, wording: str) -> Path:
    """The page to decide by, of the same figures."""
    return scores(folder, wording).with_name("trust.html")


def checks(folder: Path, wording: str) -> Path:
    """What is checked without labels."""
    judged = behaviour(read_cases(None, SHIPPED), lambda texts: [["industry"]] * len(texts))
    return write_checks(folder, Checks(behaviour=judged), named(wording), model=wording or "tagger-砚湖", data=wording)


def shares(folder: Path, wording: str) -> Path:
    """Groups with and without enough labels, differences, trends, words, and labels that do not count."""
    tagged = _tagged(wording, (2031, 2032, 2033))
    at = write_tagged(folder.with_name("tagged"), tagged)
    rows = [row for row in gold(tagged) if not row.report.startswith("砚湖县-2033")][:-1]
    rows = [row for row in rows if "2031" in row.report or "2032" in row.report or "鹿汀" not in row.report]
    words = (WordList(wording or "榆木", ("榆树", "湿地")), WordList("ecology", ("湿地",)))
    asked = Asked("paragraphs", ("year", "region"), (), 0.02, words)
    by_year = Asked("paragraphs", ("year",), (), 0.02, words)
    given = Labels(rows, True, {})
    found = find(at, given, Tagger(MODEL, named(wording), ()), asked if wording else by_year)
    return write_findings(folder, found)


def drift(folder: Path, wording: str) -> Path:
    """Changes that are shown, an alarm of the labels, and new words."""
    new = wording or "发展低空经济。"
    before, after = _tagged("", (2031, 2032)), _tagged("", (2034, 2035), 5)
    later = [
        replace(one, paragraph=replace(one.paragraph, text=one.paragraph.text + new), tags=("ecology",))
        for one in after
    ]
    first, second = write_tagged(folder.with_name("b"), before), write_tagged(folder.with_name("a"), later)
    taxonomy = named(wording)
    rows = [*gold(before), *(replace(row, labels=("industry",), evidence={}) for row in gold(later))]
    stream = watch_stream(first, second, rows, Tagger(MODEL, taxonomy, ()), Watch())
    return write_drift(folder, find_changes(first, second, MODEL, IDS), stream, taxonomy)


def cleaning_index(folder: Path, wording: str) -> Path:
    """The list of files, and a page for each."""
    path = folder.with_name("甲.txt")
    path.write_text(f"打印本页 {wording}\n{TEXT}", "utf-8")
    reports = [replace(one, source=wording or one.source) for one in read_file(path)]
    write_changes([path], reports, folder)
    return folder / "index.html"


def cleaning(folder: Path, wording: str) -> Path:
    """What changed in one file."""
    return cleaning_index(folder, wording).with_name("0001.html")


PAGES: Mapping[str, Callable[[Path, str], Path]] = {
    one.__name__: one for one in (agreement, scores, trust, checks, shares, drift, cleaning_index, cleaning)
}
