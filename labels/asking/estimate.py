"""Foretell tokens and money without any server: no tokenizer is at hand, and every model has its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from labels.asking.prompt import Prompt
from labels.asking.replies import Prices, Tokens
from labels.taxonomy import Taxonomy

# Han characters, full-width signs and Chinese punctuation. Tokenizers of 2024 and later make 0.6 to 1 token of each.
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_CHARACTERS_A_TOKEN = 4  # of all else: what English text and JSON come to
_OF_A_TURN = 8  # what marks the beginning and end of who speaks
METHOD = "one token for each Chinese character, one for every four others; models differ by a third either way"


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many questions a run asks, and what they and their answers come to if none has to be asked again."""

    questions: int
    tokens: Tokens


def estimated_tokens(text: str) -> int:
    """Return about how many tokens a text is."""
    han = sum(1 for _ in _HAN.finditer(text))
    return han + -(-(len(text) - han) // _CHARACTERS_A_TOKEN)


def tokens_of_prompt(prompt: Prompt) -> int:
    """Return about how many tokens stand before every paragraph."""
    return estimated_tokens(prompt.system) + _OF_A_TURN


def tokens_of_turns(turns: Sequence[str]) -> int:
    """Return about how many tokens the turns behind the prompt are."""
    return sum(estimated_tokens(turn) + _OF_A_TURN for turn in turns)


def tokens_of_answer(taxonomy: Taxonomy) -> int:
    """Return about how many tokens an answer is: every category, and two sentences for one in two of them."""
    return sum(estimated_tokens(key) + 4 for key in taxonomy.ids) + 2


def forecast(texts: Sequence[str], times: int, prompt: Prompt) -> Forecast:
    """Foretell what asking about these paragraphs takes, each so many times."""
    before, answer = tokens_of_prompt(prompt), tokens_of_answer(prompt.taxonomy)
    sent = sum(before + tokens_of_turns([prompt.question(text)]) for text in texts)
    return Forecast(len(texts) * times, Tokens(sent * times, answer * len(texts) * times))


def foretold(texts: Sequence[str], times: int, prompt: Prompt, prices: Prices) -> str:
    """Return what a run would ask and cost: the whole prompt of the first paragraph, and figures below it."""
    found = forecast(texts, times, prompt)
    lines = [
        prompt.system,
        prompt.question(texts[0]),
        "",
        f"prompt {prompt.digest}; {found.questions:,} questions about {len(texts):,} paragraphs, of which the first is "
        f"above; {tokens_of_prompt(prompt):,} tokens of each question are the guide",
        f"about {found.tokens.prompt:,} tokens sent and {found.tokens.answer:,} back, if none is asked again "
        f"({METHOD}; a model that thinks first sends more back)",
    ]
    cost = prices.of(found.tokens)
    if prices != Prices():
        lines.append(f"about {cost:,.2f} at {prices.prompt:g} a million tokens sent and {prices.answer:g} back")
    return "\n".join(lines)
