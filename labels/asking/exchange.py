"""Put one question once: within the limits, in the server's dialect, with the outcome in the journal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from labels.asking.answer import Fault, Said, read_answer
from labels.asking.chat import Chat, Dialect, dialects
from labels.asking.estimate import tokens_of_prompt, tokens_of_turns
from labels.asking.journal import Journal, Known, Misanswer, Which
from labels.asking.limits import Limits
from labels.asking.prompt import Prompt, numbered_sentences
from labels.asking.replies import Passing, Refused, Reply, Tokens
from storage.errors import AskingFailed, BadSettings

_CUT_OFF = 0.5  # of the tokens that were estimated: fewer cannot be a matter of tokenizers
_NOTHING = Tokens(0, 0)


@dataclass(frozen=True, slots=True)
class Question:
    """A paragraph that is asked about; `which` says for the how-manieth time too."""

    which: Which
    text: str


class Exchange:
    """Questions go out here, and answers come in."""

    def __init__(
        self,
        chat: Chat,
        journal: Journal,
        limits: Limits,
        prompt: Prompt,
        *,
        say: Callable[[str], None],
    ) -> None:
        """`say` is told in a line what a person should know at once."""
        self._chat = chat
        self._journal = journal
        self._limits = limits
        self._prompt = prompt
        self._say = say
        self._before = tokens_of_prompt(prompt)
        self._untried = dialects(chat.asked.temperature)
        self._warned = False

    async def ask(self, question: Question, known: Known) -> None:
        """Ask, and keep the answer, or what is wrong with it.

        Raises:
            Passing: no answer came; another time one may.
            Refused: the server does not take this question.
            BudgetReached: it was not asked, for want of money.
            AskingFailed: the server takes no question at all.
        """
        turns = self._turns(question, known)
        sent = self._before + tokens_of_turns([turn["content"] for turn in turns])
        estimated = Tokens(sent, self._chat.asked.answer_tokens)
        most = await self._limits.admit(estimated)
        number = self._journal.sent(most)
        took = _NOTHING
        try:
            reply = await self._answer(turns)
            took = self._limits.took(most, estimated, reply.tokens)
            await self._keep(question, number, took, reply)
        except Passing as passing:
            took = most if passing.lost else _NOTHING
            await self._journal.lost(number, took)
            raise
        except (Refused, AskingFailed, BadSettings):
            await self._journal.lost(number, took)
            raise
        finally:
            self._limits.free(most, took)
        self._warn(sent, reply)

    async def _answer(self, turns: Sequence[dict[str, str]]) -> Reply:
        """Ask in the server's dialect; where that is not known yet, find it out."""
        if self._journal.dialect is not None:
            return await self._chat.ask(turns, self._journal.dialect)
        while True:
            dialect = self._untried[0]
            try:
                reply = await self._chat.ask(turns, dialect)
            except Refused as refused:
                if len(self._untried) == 1:
                    raise AskingFailed(
                        f"The server refuses the shortest paragraph, in whatever form it is asked ({refused}). "
                        "Expected a chat model that takes the guide and a paragraph; choose another --model, or give "
                        "it a larger context."
                    ) from None
                self._untried.pop(0)
            else:
                await self._journal.speak(dialect)
                self._say_dialect(dialect)
                return reply

    async def _keep(self, question: Question, number: int, took: Tokens, reply: Reply) -> None:
        said = self._read(question.text, reply.content, reply.finish)
        if isinstance(said, Fault):
            # Read to the letter first, since a key may be as short as "x"; what is kept, and told, is without it.
            kept = self._chat.without_key(reply.content or "")
            read = self._read(question.text, kept, reply.finish)
            fault = read if isinstance(read, Fault) else said
            wrong = Misanswer(kept, fault.kind, fault.told.said(self._prompt.language))
            await self._journal.misanswered(number, question.which, took, wrong)
        else:
            await self._journal.answered(number, question.which, took, said)

    def _read(self, text: str, content: str | None, finish: str | None) -> Said | Fault:
        return read_answer(content, finish, text, len(numbered_sentences(text)), self._prompt.taxonomy)

    def _turns(self, question: Question, known: Known) -> list[dict[str, str]]:
        """Return the question, and behind it the last answer that could not be used, with why."""
        asked = self._prompt.question(question.text)
        if not known.faults:
            return [{"role": "user", "content": asked}]
        last = known.faults[-1]
        again = self._prompt.again(last.told)
        if not last.content.strip():
            return [{"role": "user", "content": f"{asked}\n\n{again}"}]
        return [
            {"role": "user", "content": asked},
            {"role": "assistant", "content": last.content},
            {"role": "user", "content": again},
        ]

    def _say_dialect(self, dialect: Dialect) -> None:
        if not dialect.structured:
            self._say("the server takes no JSON schema: the form is asked for in words, and checked all the same")
        if not dialect.temperature:
            self._say("the server takes no temperature: its own is used")

    def _warn(self, sent: int, reply: Reply) -> None:
        counted = reply.tokens.prompt if reply.tokens else 0
        if 0 < counted < sent * _CUT_OFF and not self._warned:
            self._warned = True
            self._say(
                f"the server counted {counted:,} tokens where some {sent:,} were sent: if it cuts prompts off, the "
                "model has not seen the whole guide; give it a larger context (num_ctx of Ollama, --ctx-size of "
                "llama.cpp)"
            )
