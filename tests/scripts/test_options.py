"""Options speak one dialect: each has a help text of one form, and what is shared is said in the same words."""

import argparse
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.scripts.running import NAMES, SCRIPTS

METAVAR = re.compile(r"[A-Z][A-Z0-9_]*(\.[a-z]+)?([,=|][A-Z][A-Z0-9_]*(\.[a-z]+)?)*")
DEFAULT = re.compile(r" \(default: [^()]+\)$")
# Flags that say in each script what they are about there.
OF_THEIR_OWN = {
    "--output": "says what is written",
    "--data": "is a server's folder for label_studio.py, and a benchmark's for bench/titles.py",
    "--model": "says what the bundle is for",
    "--hold-out": "takes regions for build/line_breaks.py, where no report has an id yet",
    "--annotators": "is how many people for a project, and who for agreement",
    "--batch": "counts paragraphs in training, and labels in bench/selection.py",
    "--only": "names benches for bench/record.py, and paragraphs for label_studio.py push",
    "--out-of-fold": "is written by train.py, and read by shares.py and regress.py",
    "--scores": "is what evaluate.py wrote for workbook.py, and a tagged file for label_studio.py",
    "--send": "names the tab of the server",
    "--shares": "is a folder for workbook.py, and a file for trust.html",
    "--without": "passes over paragraphs for label_studio.py next, and reports for build/line_breaks.py",
    "--unit": "is what people give categories to, and for train.py what a model judges",
}


@dataclass(frozen=True)
class Option:
    """An option or argument, and the script or command that has it."""

    place: str
    action: argparse.Action

    @property
    def name(self) -> str:
        return max(self.action.option_strings, key=len, default=self.action.dest)

    @property
    def help(self) -> str:
        """The help text as it is shown, but for line breaks."""
        return argparse.HelpFormatter("")._expand_help(self.action) if self.action.help else ""

    @property
    def words(self) -> str:
        """The help text without the default, which may differ."""
        return DEFAULT.sub("", self.help)


class _Described(Exception):
    def __init__(self, parser: argparse.ArgumentParser) -> None:
        super().__init__(parser.prog)
        self.parser = parser


def parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield every script and every command of label_studio.py with what reads its arguments."""

    def describe(parser: argparse.ArgumentParser, *_: object) -> None:
        raise _Described(parser)

    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SCRIPTS)
        patch.setattr(argparse.ArgumentParser, "parse_args", describe)
        for name in NAMES:
            with pytest.raises(_Described) as caught:
                importlib.import_module(f"scripts.{name.replace('/', '.')}").main()
            parser = caught.value.parser
            yield name, parser
            for action in parser._actions:
                if isinstance(action, argparse._SubParsersAction):
                    yield from ((f"{name} {command}", below) for command, below in action.choices.items())


PARSERS = dict(parsers())
OPTIONS = [
    Option(place, action)
    for place, parser in PARSERS.items()
    for action in parser._actions
    if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)
]
every_option = pytest.mark.parametrize("option", OPTIONS, ids=lambda one: f"{one.place} {one.name}")
every_parser = pytest.mark.parametrize("place", PARSERS)


@every_option
def test_help_is_a_phrase(option: Option) -> None:
    assert option.words
    assert not option.words.endswith(".")
    assert ". " not in option.words
    assert option.words[0].islower() or option.words.split()[0].isupper() or option.words.startswith("JSON")


@every_option
def test_a_metavar_is_in_capitals(option: Option) -> None:
    if option.action.choices is None and option.action.nargs != 0:
        assert isinstance(option.action.metavar, str)
        assert METAVAR.fullmatch(option.action.metavar)


@every_option
def test_what_may_be_left_out_says_what_happens_then(option: Option) -> None:
    says = DEFAULT.search(option.help) is not None
    is_switch = option.action.nargs == 0
    may_be_left_out = not option.action.required and not is_switch
    assert says == may_be_left_out
    assert "default" not in option.words


def test_one_flag_is_described_in_the_same_words_everywhere() -> None:
    words: dict[str, dict[str, list[str]]] = {}
    for option in OPTIONS:
        if option.action.option_strings and option.name not in OF_THEIR_OWN:
            words.setdefault(option.name, {}).setdefault(option.words, []).append(option.place)
    assert {name: said for name, said in words.items() if len(said) > 1} == {}


def test_no_flag_is_excepted_without_need() -> None:
    for name in OF_THEIR_OWN:
        assert len({option.words for option in OPTIONS if option.name == name}) > 1, name


@every_parser
def test_examples_can_be_copied(place: str) -> None:
    script, _, command = place.partition(" ")
    epilog = PARSERS[place].epilog or ""
    assert epilog.startswith("examples:\n  ")
    assert f"python scripts/{script}.py {command}".rstrip() in epilog


@every_parser
def test_what_it_is_for_is_said_in_a_sentence(place: str) -> None:
    assert (PARSERS[place].description or "").endswith(".")
