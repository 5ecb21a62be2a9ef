"""Remember every answer from the moment it arrived: a file to which lines are added, on the disk before they count.

A run that was killed leaves half a line at most, which is cut off; all before it stands. What was being asked then is
known by its number without an outcome: it is asked again, and counts as paid.
"""

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labels.asking.answer import Said
from labels.asking.chat import Dialect
from labels.asking.replies import Tokens
from storage.whole_files import cannot_write

_LONGEST_KEPT = 2_000  # characters of an answer that could not be used

Which = tuple[str, str, int]
"""The id of a paragraph, the hash of its text, and which of its answers is meant, from 1."""


@dataclass(frozen=True, slots=True)
class Misanswer:
    """An answer that could not be used: what it began with, the kind of its fault, and what the model was told."""

    content: str
    kind: str
    told: str


@dataclass(slots=True)
class Known:
    """What is known of one question: the answer, or what went wrong so far; `left_open` says why it is not asked
    again."""

    said: Said | None = None
    faults: list[Misanswer] = field(default_factory=list)
    left_open: str = ""


class Journal:
    """The answers of a run, in memory and on the disk; `journal_file.open_journal` makes one."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.known: dict[Which, Known] = {}
        self.dialect: Dialect | None = None
        self.spent = Tokens(0, 0)
        self.unanswered = 0
        self.answers = 0
        self._descriptor = descriptor
        self._number = 0
        self._under_way: dict[int, Tokens] = {}
        self._written = self._synced = 0
        self._syncing = asyncio.Lock()

    def of(self, which: Which) -> Known:
        """Return what is known of a question."""
        return self.known.setdefault(which, Known())

    def sent(self, most: Tokens) -> int:
        """Note that a question is sent, for which at most so many tokens are paid; return its number.

        The line is not brought to the disk: it has to outlive this process, not a power failure.
        """
        self._number += 1
        self._under_way[self._number] = most
        self.write({"sent": self._number, "tokens": [most.prompt, most.answer]})
        return self._number

    async def answered(self, number: int, which: Which, tokens: Tokens, said: Said) -> None:
        """Keep an answer, on the disk when this returns."""
        await self._keep(self._outcome(number, which, tokens) | {"said": {key: list(one) for key, one in said.items()}})

    async def misanswered(self, number: int, which: Which, tokens: Tokens, wrong: Misanswer) -> None:
        """Keep an answer that cannot be used, and why."""
        fault = {"fault": wrong.kind, "told": wrong.told, "content": wrong.content[:_LONGEST_KEPT]}
        await self._keep(self._outcome(number, which, tokens) | fault)

    async def lost(self, number: int, tokens: Tokens) -> None:
        """Note that no answer came, and what may have been paid for it."""
        await self._keep({"lost": number, "tokens": [tokens.prompt, tokens.answer]})

    async def leave_open(self, which: Which, why: str) -> None:
        """Keep that a question is not asked again."""
        await self._keep({"id": which[0], "text": which[1], "turn": which[2], "left_open": why})

    async def speak(self, dialect: Dialect) -> None:
        """Keep what the server understands."""
        await self._keep({"dialect": dialect.to_json()})

    async def ask_open_ones_again(self) -> None:
        """Forget what went wrong with questions that were not answered."""
        await self._keep({"again": True})

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)

    def take(self, line: Mapping[str, Any]) -> None:
        """Take what a line says into memory."""
        match line:
            case {"sent": int(number), "tokens": [prompt, answer]}:
                self._number = number
                self._under_way[number] = Tokens(prompt, answer)
            case {"lost": int(number), "tokens": [prompt, answer]}:
                self._end(number, Tokens(prompt, answer))
            case {"number": int(number), "tokens": [prompt, answer], "id": key, "text": text, "turn": turn}:
                self._end(number, Tokens(prompt, answer))
                self._take_answer(self.of((key, text, turn)), line)
            case {"left_open": why, "id": key, "text": text, "turn": turn}:
                self.of((key, text, turn)).left_open = why
            case {"dialect": {"structured": structured, "limit": limit, "temperature": temperature}}:
                self.dialect = Dialect(structured, limit, temperature)
            case {"again": True}:
                self.known = {which: one for which, one in self.known.items() if one.said is not None}
                self.dialect = None
            case _:
                raise ValueError("no line of a journal")

    def settle(self) -> None:
        """Count what was being asked when an earlier run was killed as paid, and keep that it was lost, so that it is
        said once."""
        self.unanswered = len(self._under_way)
        for number, tokens in list(self._under_way.items()):
            self.write({"lost": number, "tokens": [tokens.prompt, tokens.answer]})
            self._end(number, tokens)

    def _take_answer(self, known: Known, line: Mapping[str, Any]) -> None:
        if "said" in line:
            self.answers += known.said is None
            known.said = {key: tuple(numbers) for key, numbers in line["said"].items()}
        else:
            known.faults.append(Misanswer(line["content"], line["fault"], line["told"]))

    def _outcome(self, number: int, which: Which, tokens: Tokens) -> dict[str, Any]:
        told = {"number": number, "tokens": [tokens.prompt, tokens.answer]}
        return told | {"id": which[0], "text": which[1], "turn": which[2]}

    def _end(self, number: int, tokens: Tokens) -> None:
        self._under_way.pop(number, None)
        self.spent += tokens

    async def _keep(self, line: Mapping[str, Any]) -> None:
        """Bring a line to the disk, in one turn with those that others wrote meanwhile."""
        self.write(line)
        mine = self._written
        async with self._syncing:
            if self._synced < mine:
                upto = self._written
                try:
                    await asyncio.to_thread(os.fsync, self._descriptor)
                except OSError as error:
                    raise cannot_write(self.path, error) from error
                self._synced = upto
        self.take(line)

    def write(self, line: Mapping[str, Any]) -> None:
        """Add a line, which outlives this process but perhaps no power failure."""
        content = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        try:
            while content:
                content = content[os.write(self._descriptor, content) :]
        except OSError as error:
            raise cannot_write(self.path, error) from error
        self._written += 1
