"""The columns of tagged paragraphs, once for every table and the workbook: names, labels, types and contents."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from inference.output.statistics.names import Names
from inference.tagged import TaggedParagraph
from labels.taxonomy import Category, Taxonomy
from reports.rows import ROW_KEY, further_columns
from reports.words import Phrase

Kind = Literal["text", "long", "whole", "number", "mark"]
"""What a column holds: a name or code, running text, whole numbers, numbers, or 1 and 0."""
Value = str | int | float | None
SENTENCES_APART = "\n"
_OF_OTHER_TABLES = frozenset(("evidence", "sheet", "row"))
_LARGEST_WHOLE, _LARGEST_EXACT = 2_147_483_620, 2**53  # of Stata's long, and of a double
_LARGEST_NUMBER = 8.98e307  # from here on Stata's doubles say how a value is missing
_UNPRINTABLE = re.compile("[\0-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in tables, what heads it in words, and what it says (for the method sheet).

    `key` is the name that it would have if there were no rules for names; `category` the id of the one it is about, ""
    for none.
    """

    name: str
    label: Phrase
    about: Phrase
    kind: Kind
    value: Callable[[TaggedParagraph], Value]
    key: str = ""
    category: str = ""


def columns_of(
    taxonomy: Taxonomy, further: Mapping[str, Kind] = MappingProxyType({}), *, free: bool = False
) -> list[Column]:
    """Return the columns in the order of tagged.csv, with the evidence of each category behind its score.

    A category's column is called by its id. Where one that every table has is called so, the category's gets a number
    behind: `review_2`; the same in all tables.

    Args:
        further: the columns of the user's own table (`reports.rows.further_columns`), with what they hold.
        free: leave ids that Stata does not take, as long ones, as they are.
    """
    of_categories = [make(one) for make in (_mark, _score, _sentences) for one in taxonomy.categories]
    of_the_table = [_further(key, kind) for key, kind in further.items()]
    wanted = [*_OF_PLACE, *of_categories, *_BEHIND, *of_the_table]
    names = Names(_OF_OTHER_TABLES - further.keys(), free=free)
    by_right = sorted(range(len(wanted)), key=lambda place: _right(wanted[place]))
    found = {place: names.take(wanted[place].name) for place in by_right}
    return [
        replace(one, name=found[place], label=Phrase(*_printable(one.label)), key=one.name)
        for place, one in enumerate(wanted)
    ]


def _right(column: Column) -> int:
    """Rank a column's right to its name: ours, those of categories, those that the user named."""
    return 1 if column.category else 2 if column.name.startswith("column.") else 0


def kind_of(value: Any, before: Kind | None) -> Kind | None:
    """Return what a column of the user's own holds, after one more value of it; None while all were empty."""
    if value is None or value == "":
        return before
    kind: Kind = "text"
    if isinstance(value, int | float) and not isinstance(value, bool):
        kind = "whole" if isinstance(value, int) and abs(value) <= _LARGEST_WHOLE else "number"
        kind = "text" if abs(value) > (_LARGEST_EXACT if isinstance(value, int) else _LARGEST_NUMBER) else kind
    if before is None or before == kind:
        return kind
    return "text" if "text" in (before, kind) else "number"


def _printable(label: Sequence[str]) -> list[str]:
    return [" ".join(_UNPRINTABLE.sub(" ", one).split()) for one in label]


def _about(key: str) -> Callable[[TaggedParagraph], Value]:
    return lambda one: getattr(one.paragraph.about, key)


def _of(key: str) -> Callable[[TaggedParagraph], Value]:
    return lambda one: getattr(one.paragraph, key)


def _column(name: str, label: tuple[str, str], about: tuple[str, str], kind: Kind, value: Any) -> Column:
    return Column(name, Phrase(*label), Phrase(*about), kind, value)


_OF_PLACE = (
    _column("id", ("段落编号", "Paragraph"), ("报告编号和序号", "Report and place in it"), "text", _of("id")),
    _column("report", ("报告编号", "Report"), ("段落所在的报告", "The report it is of"), "text", _of("report")),
    _column("title", ("标题", "Title"), ("报告的标题", "Title of the report"), "long", _about("title")),
    _column("region", ("地区", "Region"), ("报告的地区", "Place of the report"), "text", _about("region")),
    _column("level", ("层级", "Level"), ("政府层级", "Level of government"), "text", _about("level")),
    _column("year", ("年份", "Year"), ("作报告的年份", "Year in which it was given"), "whole", _about("year")),
    _column("province", ("省份", "Province"), ("所属省级单位", "Its province"), "text", _about("province")),
    _column("date", ("日期", "Date"), ("作报告的日期", "Day on which it was given"), "text", _about("date")),
    _column("speaker", ("报告人", "Speaker"), ("作报告的人", "Who gave it"), "text", _about("speaker")),
    _column("meeting", ("会议", "Meeting"), ("作报告的会议", "Session it was given to"), "long", _about("meeting")),
    _column(
        "part",
        ("回顾与部署", "Done and planned"),
        ("回顾（done）或部署（planned），都不是则空", "Looks back (done) or ahead (planned), else empty"),
        "text",
        _of("part"),
    ),
    _column(
        "section",
        ("所在标题", "Section"),
        ("段落上方的各级标题", "Headings above it, outermost first"),
        "long",
        lambda one: " › ".join(one.paragraph.section),
    ),
    _column("index", ("序号", "Place"), ("在报告中第几段，从 0 起", "From 0, in the report"), "whole", _of("index")),
    _column("text", ("原文", "Text"), ("段落全文", "The paragraph"), "long", _of("text")),
    _column(
        "tags",
        ("类别", "Tags"),
        ("模型标出的全部类别", "All categories that the model found"),
        "text",
        lambda one: "; ".join(one.tags),
    ),
)
_BEHIND = (
    _column(
        "review",
        ("待复核", "Review"),
        ("1：标签较可能有误，应由人看一遍", "1: so likely to be wrong that a person should look"),
        "mark",
        lambda one: int(one.review),
    ),
    _column(
        "flags",
        ("标记", "Flags"),
        ("读取时发现的问题，见标记表", "What was noticed in reading; see the sheet of flags"),
        "text",
        lambda one: "; ".join(one.paragraph.flags),
    ),
    _column("source", ("来源文件", "Source"), ("读自哪个文件", "File it was read from"), "long", _of("source")),
    _column("model", ("模型", "Model"), ("标注所用模型的编号", "Bundle that tagged"), "text", lambda one: one.model),
)


def _mark(category: Category) -> Column:
    about = (f"1：模型标为{category.chinese}；0：未标", f"1: tagged {category.english}; 0: not")
    names = (category.chinese, category.english)
    found = _column(category.id, names, about, "mark", lambda one: int(category.id in one.tags))
    return replace(found, category=category.id)


def _score(category: Category) -> Column:
    label = (f"{category.chinese}得分", f"{category.english}: score")
    about = (f"属于{category.chinese}的概率（已校准），0 到 1", f"Calibrated probability of {category.english}, 0 to 1")
    found = _column(f"{category.id}_score", label, about, "number", lambda one: float(one.scores[category.id]))
    return replace(found, category=category.id)


def _sentences(category: Category) -> Column:
    label = (f"{category.chinese}依据句", f"{category.english}: evidence")
    about = (
        f"支持{category.chinese}的句子，最强在前",
        f"Sentences that carry {category.english}, strongest first",
    )

    def value(one: TaggedParagraph) -> str:
        text = one.paragraph.text
        return SENTENCES_APART.join(text[span.start : span.end] for span in one.evidence.get(category.id, ()))

    return replace(_column(f"{category.id}_evidence", label, about, "long", value), category=category.id)


def _further(key: str, kind: Kind) -> Column:
    shown = {"sheet": ("原表工作表", "Sheet"), "row": ("原表行号", "Row")}.get(key, (key.removeprefix("column."),) * 2)

    def value(one: TaggedParagraph) -> Value:
        found = further_columns(one.paragraph.extra.get(ROW_KEY)).get(key)
        if kind == "text":
            return "" if found is None else found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
        if found is None or found == "":
            return None
        return int(found) if kind == "whole" else float(found)

    return _column(key, shown, ("原表中的一列", "A column of your own table"), kind, value)
