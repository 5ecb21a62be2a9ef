"""Write read.do and read.R, which open the tables in Stata and R with labels in Chinese and English."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from inference.output.statistics.columns import Column, Kind
from inference.output.statistics.stata import DTA, LONGEST_LABEL, MARKS
from inference.output.statistics.tables import CSV
from reports.words import LEVELS, PARTS, Language, Phrase
from storage.whole_files import atomic_writer

DO, R = "read.do", "read.R"
_CODED: Mapping[str, Mapping[str, Phrase]] = {"level": LEVELS, "part": PARTS}
_CLASSES: Mapping[Kind, str] = {
    "text": "character",
    "long": "character",
    "whole": "integer",
    "number": "numeric",
    "mark": "integer",
}
# What Stata would take for the end of a text or for a macro.
_NOT_IN_STATA = str.maketrans({'"': "＂", "`": "｀", "$": "＄", "'": "’"})
_LANGUAGES: tuple[Language, ...] = ("zh", "en")


def write_readers(folder: Path, columns: Sequence[Column], language: Language) -> None:
    """Write both into `folder`; `language` is the one that labels speak at first.

    Raises:
        CannotWrite: the folder is not writable.
    """
    for name, text in ((DO, _stata(columns, language)), (R, _r(columns, language))):
        with atomic_writer(folder / name) as file:
            file.write(text)


def _stata(columns: Sequence[Column], language: Language) -> str:
    other: Language = "en" if language == "zh" else "zh"
    lines = [
        "* 政标 Zhengbiao: 读入段落表 / reads the table of paragraphs. Stata 14 or newer.",
        f"* 换语言 / other language: label language {other}",
        f'use "{DTA}", clear',
        *(line for name, words in _CODED.items() for line in _stata_codes(columns, name, words)),
        f"label language {language}, rename",
        *_stata_labels(columns, language),
        f"label language {other}, new",
        *_stata_labels(columns, other),
        f"label language {language}",
    ]
    return "\n".join(lines) + "\n"


def _stata_codes(columns: Sequence[Column], name: str, words: Mapping[str, Phrase]) -> list[str]:
    """Number the values of a column with words, in a column of its own."""
    own = _code(columns, name)
    return [
        f"generate byte {own} = .",
        *(f'replace {own} = {number} if {name} == "{key}"' for number, key in enumerate(words, 1)),
    ]


def _stata_labels(columns: Sequence[Column], language: Language) -> list[str]:
    labels = [f'label variable {one.name} "{_in_stata(one.label.said(language))}"' for one in columns]
    sets = {"marks": dict(enumerate(MARKS))} | {
        name: dict(enumerate(words.values(), 1)) for name, words in _CODED.items()
    }
    for name, words in sets.items():
        entries = " ".join(f'{number} "{word.said(language)}"' for number, word in words.items())
        labels.append(f"label define {name}_{language} {entries}, replace")
    for name in _CODED:
        label = next(one.label for one in columns if one.name == name)
        own = _code(columns, name)
        labels += [
            f'label variable {own} "{label.said(language)}"',
            f"label values {own} {name}_{language}",
        ]
    marks = " ".join(one.name for one in columns if one.kind == "mark")
    return [*labels, f"label values {marks} marks_{language}"]


def _code(columns: Sequence[Column], name: str) -> str:
    """Return a name for the numbered form of a column that no column has."""
    taken = {one.name for one in columns}
    wanted = f"{name}_code"
    while wanted in taken:
        wanted += "_"
    return wanted


def _in_stata(text: str) -> str:
    return text.translate(_NOT_IN_STATA)[:LONGEST_LABEL]


def _r(columns: Sequence[Column], language: Language) -> str:
    classes = ", ".join(f"{_in_r(_CLASSES[one.kind])}" for one in columns)
    lines = [
        "# 政标 Zhengbiao: 读入段落表 / reads the table of paragraphs.",
        f'language <- "{language}"  # 或 or "{"en" if language == "zh" else "zh"}"',
        f'paragraphs <- read.csv("{CSV}", fileEncoding = "UTF-8-BOM", colClasses = c({classes}),',
        '                       check.names = FALSE, na.strings = "")',
        "# 以 = + - @ 开头的文字前有一撇，以防成为公式 / an apostrophe guards text that a spreadsheet would run",
        "for (name in names(paragraphs)) if (is.character(paragraphs[[name]]))",
        '  paragraphs[[name]] <- sub("^\'(?=[-=+@\\t\\r])", "", paragraphs[[name]], perl = TRUE)',
        "labels <- list(",
        ",\n".join(f"  {said} = c({_named(columns, said)})" for said in _LANGUAGES),
        ")",
        *(line for name, words in _CODED.items() for line in _r_factor(name, words)),
        *(
            f'paragraphs[["{one.name}"]] <- factor(paragraphs[["{one.name}"]], levels = c(0, 1), '
            f"labels = {_by_language(MARKS)})"
            for one in columns
            if one.kind == "mark"
        ),
        'for (name in names(paragraphs)) attr(paragraphs[[name]], "label") <- labels[[language]][[name]]',
    ]
    return "\n".join(lines) + "\n"


def _named(columns: Sequence[Column], language: Language) -> str:
    return ", ".join(f"{_in_r(one.name)} = {_in_r(one.label.said(language))}" for one in columns)


def _r_factor(name: str, words: Mapping[str, Phrase]) -> list[str]:
    levels = ", ".join(map(_in_r, words))
    return [
        f'paragraphs[["{name}"]] <- factor(paragraphs[["{name}"]], levels = c({levels}),',
        f"  labels = {_by_language(list(words.values()))})",
    ]


def _by_language(words: Sequence[Phrase]) -> str:
    said = (f"{language} = c({', '.join(_in_r(word.said(language)) for word in words)})" for language in _LANGUAGES)
    return f"list({', '.join(said)})[[language]]"


def _in_r(text: str) -> str:
    return json.dumps(re.sub(r"[\x00-\x1f]", " ", text), ensure_ascii=False)
