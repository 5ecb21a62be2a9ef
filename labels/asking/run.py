"""One run, from a file of paragraphs to labelled ones: what is asked, under which settings, and what became of it."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from labels.asking.annotator import is_by_models_alone
from labels.asking.answer import fits
from labels.asking.asking import Asker
from labels.asking.chat import Asked, check_installed, open_chat
from labels.asking.endpoint import Endpoint, Key
from labels.asking.exchange import Exchange, Question
from labels.asking.journal import Journal, Which
from labels.asking.journal_file import open_journal
from labels.asking.limits import Limits
from labels.asking.prompt import Prompt, numbered_sentences
from labels.asking.replies import Prices, Tokens
from labels.asking.result import NOT_ASKED, AskedParagraph, Outcome, Respondent, outcome_of
from labels.labelled import LabelledParagraph, read_labelled
from labels.taxonomy import Taxonomy
from reports.paragraphs_file import read_paragraphs
from reports.report import Paragraph
from storage.errors import BadData, BadSettings
from storage.jsonl import read_objects
from storage.locks import holding
from storage.shown import number_of
from storage.whole_files import make_folder

# What a model said of a paragraph is not shown to another, and its evidence is nobody's for a label.
_OF_A_MODEL = ("tags", "scores", "review", "evidence", "model")


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run asks: where, what, how often, and within which limits."""

    endpoint: Endpoint
    asked: Asked
    times: int
    at_once: int
    tokens_a_minute: int | None
    prices: Prices
    budget: float | None
    patience: float

    def __post_init__(self) -> None:
        """Refuse several answers that cannot differ."""
        if self.times > 1 and self.asked.temperature == 0:
            raise BadSettings(
                f"--times {self.times} arrived without a temperature above 0. Expected one, since else the answers are "
                "mostly one and the same; give --temperature 0.7, or leave --times out."
            )

    def fingerprint(self, prompt: Prompt) -> dict[str, Any]:
        """Return, in plain words, what the answers depend on."""
        return {
            "endpoint": self.endpoint.url,
            "model": self.asked.model,
            "prompt": prompt.digest,
            "language": prompt.language,
            "temperature": self.asked.temperature,
            "answer tokens": self.asked.answer_tokens,
            "times": self.times,
        }


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a run, the tokens of all runs with this journal, how many answers were there before this one, and
    how many questions were under way when an earlier one was killed."""

    outcome: Outcome
    spent: Tokens
    before: int
    unanswered: int

    def lines(self, prices: Prices) -> list[str]:
        """Return what a person should hear of it."""
        kinds = ", ".join(f"{kind} {count}" for kind, count in self.outcome.left_open.most_common())
        again = ", ".join(f"{kind} {count}" for kind, count in self.outcome.again.most_common())
        cost = f", {prices.of(self.spent):,.4g} in all" if prices != Prices() else ""
        lines = [f"{self.spent.prompt:,} tokens sent and {self.spent.answer:,} back{cost}"]
        if self.before:
            before = number_of(self.before, "answer was", "answers were")
            lines.append(f"{before} there from before and not asked for again")
        if self.unanswered:
            questions = number_of(self.unanswered, "question was", "questions were")
            lines.append(f"{questions} under way when an earlier run ended, and asked anew")
        if again:
            lines.append(f"answers that could not be used, by what was wrong: {again}")
        if kinds:
            left = number_of(self.outcome.left_open.total(), "paragraph is", "paragraphs are")
            lines.append(f"{left} left open: {kinds}")
        if self.outcome.left_open[NOT_ASKED]:
            lines.append("the next question could have passed the budget; give a larger --budget to go on")
        return lines


def read_to_ask(path: Path, taxonomy: Taxonomy, times: int) -> list[AskedParagraph]:
    """Read paragraphs, or labelled ones, beside whose annotators the model comes to stand.

    Raises:
        BadData: as `read_paragraphs` and `read_labelled`.
    """
    [(_, first)] = islice(read_objects(path), 1)
    if "labels" in first:
        rows = read_labelled(path, taxonomy)
        return [_to_ask(row, times, True, not is_by_models_alone(row)) for row in rows]
    return [_to_ask(_unlabelled(one), times, False, False) for one in read_paragraphs(path)]


def _unlabelled(paragraph: Paragraph) -> LabelledParagraph:
    kept = {key: value for key, value in paragraph.extra.items() if key not in _OF_A_MODEL}
    return LabelledParagraph(replace(paragraph, extra=kept), (), order=tuple(kept))


def _to_ask(row: LabelledParagraph, times: int, labelled: bool, by_people: bool) -> AskedParagraph:
    digest = hashlib.sha256(row.text.encode()).hexdigest()[:16]
    questions = tuple((row.id, digest, turn) for turn in range(1, times + 1))
    return AskedParagraph(row, labelled, by_people, questions)


def run(
    paragraphs: Sequence[AskedParagraph],
    prompt: Prompt,
    settings: Settings,
    *,
    key: Key,
    work: Path,
    again: bool,
    say: Callable[[str], None],
    begin: Callable[[int], Callable[[], None]],
) -> Ran:
    """Ask what was not asked before, and return what is known in the end.

    Args:
        work: the folder of the journal, held for this run.
        again: ask what was left open once more.
        say: is told in a line what a person should know at once.
        begin: is told how many questions there are to ask, and returns what is called for each that is settled.

    Raises:
        CannotWrite: another run is at work there.
        BadData: the journal is one of other settings, or an answer in it fits no longer.
        AskingFailed: the server will not answer; all that was answered is kept.
    """
    check_installed()
    make_folder(work)
    with holding(work):
        journal = open_journal(work, settings.fingerprint(prompt))
        try:
            _check_kept(journal, paragraphs, prompt)
            before = journal.answers
            asyncio.run(_ask(paragraphs, prompt, settings, journal, key=key, again=again, say=say, begin=begin))
        finally:
            journal.close()
    respondent = Respondent(settings.asked.model, prompt, settings.times)
    outcome = outcome_of(paragraphs, journal, respondent)
    return Ran(outcome, journal.spent, before, journal.unanswered)


def _check_kept(journal: Journal, paragraphs: Sequence[AskedParagraph], prompt: Prompt) -> None:
    """Refuse answers whose sentences are not there: one number further, they would speak of another sentence."""
    for one in paragraphs:
        text, sentences = one.row.text, len(numbered_sentences(one.row.text))
        for which in one.questions:
            said = journal.of(which).said
            if said is not None and not fits(said, text, sentences, prompt.taxonomy):
                raise BadData(
                    f"{journal.path}: the answer about '{one.row.id}' fits neither its {sentences} sentences nor the "
                    "categories. Expected it as it was written, by this version; remove its line, so that it is asked "
                    "again, or give another --output."
                )


async def _ask(
    paragraphs: Sequence[AskedParagraph],
    prompt: Prompt,
    settings: Settings,
    journal: Journal,
    *,
    key: Key,
    again: bool,
    say: Callable[[str], None],
    begin: Callable[[int], Callable[[], None]],
) -> None:
    if again:
        await journal.ask_open_ones_again()
    texts = {which: one.row.text for one in paragraphs for which in one.questions}
    questions = [Question(which, text) for which, text in texts.items() if _is_to_ask(journal, which)]
    done = begin(len(questions))
    if not questions:
        return
    limits = Limits(journal, settings.prices, budget=settings.budget, tokens_a_minute=settings.tokens_a_minute)
    async with open_chat(settings.endpoint, key, settings.asked, prompt, at_once=settings.at_once) as chat:
        exchange = Exchange(chat, journal, limits, prompt, say=say)
        asker = Asker(exchange, journal, limits, patience=settings.patience, say=say, done=done)
        await asker.ask_all(questions, settings.at_once)


def _is_to_ask(journal: Journal, which: Which) -> bool:
    known = journal.of(which)
    return known.said is None and not known.left_open
