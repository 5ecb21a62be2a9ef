"""Ask a model about paragraphs, some at once, until each question is answered or left open; nothing answered is asked
again."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence

from labels.asking.exchange import Exchange, Question
from labels.asking.journal import Journal, Known
from labels.asking.limits import BudgetReached, Limits
from labels.asking.replies import Passing, Refused
from storage.errors import AskingFailed, ZhengbiaoError

MOST_AGAIN = 2
"""How often a question is asked again with what was wrong with its answer."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_LONGEST_WAIT = 600.0  # seconds that a server may ask for; who wants more is asked another time
_SHORTEST_WAIT = 0.1  # where it asks for none, that must not become a storm
_REFUSALS_IN_A_ROW = 5
_OF_THE_SERVER = ("too_fast", "unreachable")  # whatever the question was


class Asker:
    """Settles questions: those who work at once take the next, each until it is answered or left open."""

    def __init__(
        self,
        exchange: Exchange,
        journal: Journal,
        limits: Limits,
        *,
        patience: float,
        say: Callable[[str], None],
        done: Callable[[], None],
    ) -> None:
        """Make one.

        Args:
            patience: for how many seconds a server that does not answer is asked again.
            say: is told in a line what a person should know at once.
            done: is called for every question that is settled.
        """
        self._exchange = exchange
        self._journal = journal
        self._limits = limits
        self._patience = patience
        self._say = say
        self._done = done
        self._answered_at = 0.0
        self._refused_in_a_row = 0
        self._not_begun = 0
        self._failed: ZhengbiaoError | None = None
        self._ended = False

    async def ask_all(self, questions: Sequence[Question], at_once: int) -> None:
        """Ask what is neither answered nor left open. The shortest goes alone first: it finds out what the server
        understands.

        Raises:
            AskingFailed: the server will not answer; what was being asked then was waited for and is kept.
        """
        first = min(questions, key=lambda one: len(one.text), default=None)
        if first is None:
            return
        self._not_begun = len(questions)
        await self._work(iter([first]))
        waiting = iter([one for one in questions if one is not first])
        await asyncio.gather(*(self._work(waiting) for _ in range(min(at_once, len(questions)))))
        if self._failed is not None:
            raise self._failed

    async def _work(self, waiting: Iterator[Question]) -> None:
        while not self._ended and (question := next(waiting, None)) is not None:
            self._not_begun -= 1
            try:
                await self._settle(question)
            except BudgetReached:
                self._end(None)
            except ZhengbiaoError as error:
                self._end(error)
            else:
                self._done()

    def _end(self, error: ZhengbiaoError | None) -> None:
        """Let the others finish what they are asking, and begin nothing more."""
        self._failed = self._failed or error
        self._ended = True
        self._limits.end()

    async def _settle(self, question: Question) -> None:
        known = self._journal.of(question.which)
        while known.said is None and not known.left_open:
            if len(known.faults) > MOST_AGAIN:
                await self._journal.leave_open(question.which, known.faults[-1].kind)
                return
            try:
                await self._until_it_comes(question, known)
            except Refused as refused:
                await self._leave_refused(question, str(refused))

    async def _until_it_comes(self, question: Question, known: Known) -> None:
        """Ask until something comes back, or a server that answers nothing, or not this, has been asked long enough."""
        began, asked_for, pause = 0.0, 0.0, _FIRST_PAUSE
        while True:
            try:
                await self._exchange.ask(question, known)
            except Passing as passing:
                now = time.monotonic()
                began = began or now
                asked_for += passing.wait or 0.0
                if now - self._since(passing, began) >= self._patience + min(asked_for, _LONGEST_WAIT):
                    await self._give_up(question, passing, began)
                    return
                await self._wait(passing, pause)
                pause = min(pause * 2, _LONGEST_PAUSE, max(self._patience / 4, _SHORTEST_WAIT))
            else:
                self._answered_at = time.monotonic()
                self._refused_in_a_row = 0
                return

    def _since(self, passing: Passing, began: float) -> float:
        """Return since when a question has been asked in vain: one that only comes too fast is not at fault, so that
        the answers of others count for it."""
        return max(began, self._answered_at) if passing.kind == "too_fast" else began

    async def _wait(self, passing: Passing, pause: float) -> None:
        """Wait for a while that grows; for what the server asks for all wait."""
        if passing.wait is None:
            await self._limits.pause(pause)
            return
        if passing.wait > _LONGEST_WAIT:
            raise AskingFailed(
                f"{passing.what}: it asks to be left alone for {passing.wait:,.0f} seconds. Expected at most "
                f"{_LONGEST_WAIT:g}; run the same command again then, what was answered is kept."
            )
        self._limits.close_for(max(passing.wait, _SHORTEST_WAIT))

    async def _give_up(self, question: Question, passing: Passing, began: float) -> None:
        """Leave a question open where others are answered meanwhile, or none is left that could be: the server answers
        this one with nothing but errors. Else the server is gone."""
        of_the_server = passing.kind in _OF_THE_SERVER or not self._journal.answers
        if of_the_server or (self._answered_at <= began and self._not_begun):
            raise AskingFailed(
                f"{passing.what}, for {self._patience:g} seconds. Expected an answer; look at the server and run the "
                "same command again, what was answered is kept."
            )
        await self._journal.leave_open(question.which, passing.kind)

    async def _leave_refused(self, question: Question, reason: str) -> None:
        self._refused_in_a_row += 1
        if self._refused_in_a_row >= _REFUSALS_IN_A_ROW:
            raise AskingFailed(
                f"The server refused {self._refused_in_a_row} questions one after another ({reason}). Expected it to "
                "take them; look at what it says. What was answered is kept."
            )
        self._say(f"left open: {question.which[0]}, which the server refuses ({reason})")
        await self._journal.leave_open(question.which, "refused")
