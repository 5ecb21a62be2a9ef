"""How often a model fails cases of behaviour, by test and category, and which."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.behaviour.case_file import CaseFile
from evaluation.behaviour.cases import Case, Kind, cases_of
from inference.tagger import Tagger
from reports.report import Paragraph
from storage.errors import BadData

KINDS: tuple[Kind, ...] = ("MFT", "INV", "DIR")
Tags = Callable[[Sequence[str]], Sequence[Sequence[str]]]
"""Texts → the tags of each."""


@dataclass(frozen=True, slots=True)
class Failing:
    """How many of the cases fail."""

    cases: int
    failed: int

    @property
    def rate(self) -> float | None:
        """The share that fails, None where there are no cases."""
        return self.failed / self.cases if self.cases else None

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds."""
        return {"cases": self.cases, "failed": self.failed, "rate": self.rate}


@dataclass(frozen=True, slots=True)
class Judged:
    """A case, the tags it was to have, those it has, and those the text before the change has."""

    case: Case
    expected: tuple[str, ...]
    tags: tuple[str, ...]
    tags_before: tuple[str, ...]

    @property
    def wrong(self) -> frozenset[str]:
        """The categories that the model got wrong."""
        return frozenset(self.expected) ^ frozenset(self.tags)

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds."""
        changed = {"before": self.case.before, "tags_before": list(self.tags_before)} if self.case.before else {}
        said = {"expected": list(self.expected), "tags": list(self.tags)}
        return {"kind": self.case.kind, "test": self.case.test, "text": self.case.text, **changed, **said}


@dataclass(frozen=True, slots=True)
class Counted:
    """Some of the cases: of each category those that are about it and get it wrong, and under `every` those that get
    any wrong."""

    kind: Kind
    name: str
    chinese: str
    english: str
    every: Failing
    categories: dict[str, Failing]

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds."""
        named = {"kind": self.kind, "test": self.name} if self.name else {"kind": self.kind}
        return {
            **named,
            **self.every.to_json(),
            "categories": {key: of.to_json() for key, of in self.categories.items()},
        }


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a model does with the cases of a file: by kind, by test, and every failure.

    Cases are no sample of reports: rates say where a model stumbles, not how often it will.
    """

    file: str
    every: Failing
    kinds: tuple[Counted, ...]
    tests: tuple[Counted, ...]
    failures: tuple[Judged, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds."""
        return {
            "file": self.file,
            **self.every.to_json(),
            "kinds": [one.to_json() for one in self.kinds],
            "tests": [one.to_json() for one in self.tests],
            "failures": [one.to_json() for one in self.failures],
        }

    def line(self) -> str:
        """Return what a person should hear of it."""
        kinds = ", ".join(f"{one.kind} {one.every.failed} of {one.every.cases}" for one in self.kinds)
        return f"behaviour: {self.every.failed} of {self.every.cases} cases fail ({kinds})"


def behaviour(file: CaseFile, tags: Tags) -> Behaviour:
    """Ask a model the cases of a file, each text once.

    Raises:
        BadData: the file makes no case.
    """
    cases = cases_of(file)
    if not cases:
        raise BadData(f"'{file.name}' makes no case. Expected at least one text in a group; add it.")
    texts = list(dict.fromkeys(text for case in cases for text in (case.text, case.before) if text))
    said = dict(zip(texts, map(tuple, tags(texts)), strict=True)) | {"": ()}
    judged = []
    for case in cases:
        expected = case.expected(said[case.before])
        ordered = tuple(key for key in file.categories if key in expected)
        judged.append(Judged(case, ordered, said[case.text], said[case.before]))
    return Behaviour(
        file=file.name,
        every=_failing(judged),
        kinds=tuple(_of_kinds(judged, file)),
        tests=tuple(_of_tests(judged, file)),
        failures=tuple(one for one in judged if one.wrong),
    )


def _of_kinds(judged: Sequence[Judged], file: CaseFile) -> Iterator[Counted]:
    for kind in KINDS:
        yield _counted([one for one in judged if one.case.kind == kind], kind, file.categories)


def _of_tests(judged: Sequence[Judged], file: CaseFile) -> Iterator[Counted]:
    """Count each test that has cases, in the order of the file."""
    tests = [("MFT", one.name, one.chinese, one.english) for one in file.functionality]
    tests += [("INV", one.name, one.chinese, one.english) for one in file.invariance]
    tests += [("DIR", one.name, one.chinese, one.english) for one in file.direction]
    for kind, *names in tests:
        part = [one for one in judged if [one.case.kind, one.case.test] == [kind, names[0]]]
        if part:
            yield _counted(part, part[0].case.kind, file.categories, names)


def behaviour_of(tagger: Tagger, file: CaseFile) -> Behaviour:
    """Ask a tagger the cases of a file."""

    def tags(texts: Sequence[str]) -> list[tuple[str, ...]]:
        paragraphs = (Paragraph(f"case:{number}", "case", text) for number, text in enumerate(texts))
        return [one.tags for one in tagger.tag(paragraphs)]

    return behaviour(file, tags)


def _counted(judged: Sequence[Judged], kind: Kind, ids: Sequence[str], names: Sequence[str] = ("", "", "")) -> Counted:
    categories = {}
    for key in ids:
        about = [one for one in judged if key in one.case.about]
        categories[key] = Failing(len(about), sum(key in one.wrong for one in about))
    name, chinese, english = names
    return Counted(kind, name, chinese, english, _failing(judged), categories)


def _failing(judged: Sequence[Judged]) -> Failing:
    return Failing(len(judged), sum(bool(one.wrong) for one in judged))
