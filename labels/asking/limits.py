"""Keep to limits: so many tokens a minute, so much money, and the pauses that a server asks for."""

import asyncio
import time

from labels.asking.journal import Journal
from labels.asking.replies import Prices, Tokens
from storage.errors import BadSettings

_MINUTE = 60.0
_SHORTEST = 0.01  # seconds
# What an estimate is multiplied by until the server has counted: no tokenizer that is in use makes more of Chinese.
_UNKNOWN = 1.5


class BudgetReached(Exception):
    """No question is to be sent any more: the next could cost more than is left."""


class Limits:
    """What has to be waited for before a question is sent, and whether it is still to be sent."""

    def __init__(self, journal: Journal, prices: Prices, *, budget: float | None, tokens_a_minute: int | None) -> None:
        if budget is not None and prices == Prices():
            raise BadSettings(
                f"--budget {budget:g} arrived without a price. Expected what a million tokens cost; give --price-in "
                "and --price-out."
            )
        self._prices = prices
        self._journal = journal
        self._budget = budget
        self._a_minute = tokens_a_minute
        self._left = float(tokens_a_minute or 0)
        self._seen = time.monotonic()
        self._closed_until = 0.0
        self._under_way = 0
        self._reserved = Tokens(0, 0)
        self._larger: float | None = None
        self._ended = asyncio.Event()

    async def admit(self, estimated: Tokens) -> Tokens:
        """Wait until a question may be sent, and set apart what it takes at most, which is returned.

        Raises:
            BudgetReached: it may not, or all has ended.
            BadSettings: it alone takes more than a minute's tokens.
        """
        while True:
            seconds = self._seconds_to_wait(estimated)
            most = self._most_of(estimated)
            if self._ended.is_set() or (not self._under_way and self._is_too_dear(most)):
                raise BudgetReached
            if seconds <= 0 and not self._is_too_dear(most):
                break
            await self.pause(max(seconds, _SHORTEST))  # those under way may turn out to cost less
        self._under_way += 1
        self._reserved += most
        self._left -= most.prompt + most.answer
        return most

    def took(self, most: Tokens, estimated: Tokens, counted: Tokens | None) -> Tokens:
        """Return what an answered question took: what the server counted, else the most that was expected.

        A server that counts more than was estimated is believed in all that follows.
        """
        if counted is None:
            return most
        if estimated.prompt:
            ratio = counted.prompt / estimated.prompt
            self._larger = max(self._larger or 1.0, ratio)
        return counted

    def free(self, most: Tokens, took: Tokens) -> None:
        """Give back what was set apart for a question, once the journal knows what it took."""
        self._under_way -= 1
        self._reserved += Tokens(-most.prompt, -most.answer)
        self._left += most.prompt + most.answer - took.prompt - took.answer

    def close_for(self, seconds: float) -> None:
        """Let nobody send anything for so long."""
        self._closed_until = max(self._closed_until, time.monotonic() + seconds)

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until all ends."""
        try:
            await asyncio.wait_for(self._ended.wait(), seconds)
        except TimeoutError:
            return

    def end(self) -> None:
        """Let nobody wait any longer."""
        self._ended.set()

    def _most_of(self, estimated: Tokens) -> Tokens:
        """Return how many tokens a question takes at most, by what estimates turned out to be worth."""
        return Tokens(round(estimated.prompt * (self._larger or _UNKNOWN)), estimated.answer)

    def _is_too_dear(self, most: Tokens) -> bool:
        whole = self._journal.spent + self._reserved + most
        return self._budget is not None and self._prices.of(whole) > self._budget

    def _seconds_to_wait(self, estimated: Tokens) -> float:
        now = time.monotonic()
        closed = self._closed_until - now
        if self._a_minute is None:
            return closed
        self._left = min(float(self._a_minute), self._left + (now - self._seen) * self._a_minute / _MINUTE)
        self._seen = now
        most = self._most_of(estimated)
        needed = most.prompt + most.answer
        if needed > self._a_minute:
            raise BadSettings(
                f"--tokens-a-minute {self._a_minute:,}: one question may take {needed:,} tokens. Expected room for one "
                "at least; give more, or fewer --answer-tokens."
            )
        return max(closed, (needed - self._left) * _MINUTE / self._a_minute)
