"""The annotation guide: what people read before they label, made from the taxonomy so that the two never differ."""

from collections.abc import Iterable
from html import escape

from labels.taxonomy import FLAG_HOTKEYS, NONE_HOTKEY, BorderCase, Example, Taxonomy
from reports.sentences import SHORTEST_SENTENCE
from reports.words import Phrase

FLAGS = (
    ("hard", Phrase("难以判断", "Hard to decide")),
    ("context", Phrase("需要上下文", "Needs its context")),
    ("bad_text", Phrase("文本有误", "Text is damaged")),
)
"""What a person can say about a paragraph besides its categories: (stored id, wording)."""

MARKING = (
    (
        "标出说出实事的句子，够用就好：一句已经说清的，不因旁边的句子说的是同一件事、同一个话题而多标。",
        "Mark the sentences that state the substance, the smallest number that does: where one states it, its "
        "neighbours are not marked for being on the same subject.",
    ),
    (
        "每一句都单独拿出来读：凡自己就写到这一类实事的，句句都标，不只标第一句或最好的一句。",
        "Read each sentence by itself: every one that gives substance of the category on its own is marked, not only "
        "the first or the best.",
    ),
    (
        "段首句、总起句只点出话题的不标，哪怕后面整段都在讲它；自己写明举措、对象、行动名称或数字的才标。总结、评价的话也一样。",
        "A lead that only names the subject is not marked, though all that follows is about it; one that states a "
        "measure, its object, a named programme or a figure is. Closing words of praise are treated alike.",
    ),
    (
        "列举：用分号或换行分开的各项各是一句，逐项判断；用逗号、顿号连成一句的，其中一项是实事就标整句。一句可以为几类而标。",
        "Lists: items parted by semicolons or line ends are sentences of their own, each is judged; where commas join "
        "them to one sentence, one item of substance marks the whole. A sentence may be marked for several categories.",
    ),
    (
        "没有一句单独说得清、几句合起来才说清的（前一句写做什么，后一句写为谁做），这几句都标。",
        "Where no sentence states it alone and some do together (one says what was done, the next for whom), mark "
        "these.",
    ),
    (
        "一类找不到一句可标，多半就不该选这一类：回头再看。",
        "A category without a sentence to mark is mostly not carried by the paragraph: look at it again.",
    ),
)
"""How the sentences that carry a category are chosen, (Chinese, English): the same for every taxonomy."""

_SEEN_WORDS = 12
"""Keywords shown for each category: enough to give the flavour, too few to be taken for the rule."""


def annotation_guide(taxonomy: Taxonomy) -> str:
    """Return the guide as Markdown, in Chinese and English."""
    parts = [
        f"# 标注手册 Annotation guide: {taxonomy.name} {taxonomy.version}",
        "<!-- Made from labels/taxonomy.toml by labels/guide.py: change the taxonomy, not this page. -->",
        "## 规则 The rule",
        taxonomy.rule_chinese,
        taxonomy.rule_english,
        _how_many(taxonomy),
        "## 类别 Categories",
        _table(
            ("键 Key", "类别 Category", "id"),
            ((one.hotkey, f"{one.chinese} {one.english}", f"`{one.id}`") for one in taxonomy.categories),
        ),
        *_definitions(taxonomy),
        *_border_cases(taxonomy),
        *_marking(),
        *_on_the_page(taxonomy),
    ]
    return "\n\n".join(parts) + "\n"


def instruction(taxonomy: Taxonomy) -> str:
    """Return the rule, the definitions, the border cases and how sentences are marked as HTML, for the instructions
    that open beside the labelling page."""
    parts = [f"<p>{escape(text)}<br><br></p>" for text in (taxonomy.rule_chinese, taxonomy.rule_english)]
    for one in taxonomy.categories:
        parts.append(f"<h4>{escape(f'{one.hotkey} {one.chinese} {one.english}')}</h4>")
        parts += [f"<p>{escape(text)}<br><br></p>" for text in (one.definition_chinese, one.definition_english)]
    cases = "".join(_case_as_html(one, taxonomy) for one in taxonomy.border_cases)
    marking = "".join(f"<li>{escape(chinese)}<br>{escape(english)}</li>" for chinese, english in MARKING)
    parts += [f"<ul>{cases}</ul>"] if cases else []
    return "".join(parts) + f"<h4>标出句子 Marking sentences</h4><ul>{marking}</ul>"


def _case_as_html(case: BorderCase, taxonomy: Taxonomy) -> str:
    examples = "".join(f"<li>{'<br>'.join(map(escape, _example(one, taxonomy)))}</li>" for one in case.examples)
    inner = f"<ul>{examples}</ul>" if examples else ""
    return f"<li>{escape(case.chinese)}<br>{escape(case.english)}{inner}</li>"


def _example(example: Example, taxonomy: Taxonomy) -> tuple[str, str]:
    """Return an example and its categories, a line in each language."""
    carried = [one for one in taxonomy.categories if one.id in example.labels]
    chinese = "、".join(one.chinese for one in carried) or "都不归"
    english = ", ".join(one.english for one in carried) or "none"
    return f"“{example.chinese}” → {chinese}", f"“{example.english}” → {english}"


def _how_many(taxonomy: Taxonomy) -> str:
    if taxonomy.exclusive:
        return "**每段恰好选一类。** Every paragraph carries **exactly one** category."
    return "**一段可以选几类，也可以都不选。** A paragraph carries **one, several or none** of the categories."


def _definitions(taxonomy: Taxonomy) -> Iterable[str]:
    for one in taxonomy.categories:
        yield f"### {one.chinese} {one.english}"
        yield one.definition_chinese
        yield one.definition_english
        if one.keywords:
            words = "、".join(one.keywords[:_SEEN_WORDS])
            yield f"常见词（仅供参考，见词不等于属于此类） Words often met, which alone decide nothing: {words}"


def _border_cases(taxonomy: Taxonomy) -> Iterable[str]:
    if taxonomy.border_cases:
        yield "## 边界情形 Border cases"
        yield "\n".join(_case(case, taxonomy) for case in taxonomy.border_cases)


def _case(case: BorderCase, taxonomy: Taxonomy) -> str:
    """Return a case as an entry of a list, its examples as a list in it."""
    examples = _bullets(_example(one, taxonomy) for one in case.examples)
    return "\n".join([_bullets([(case.chinese, case.english)]), *(f"  {line}" for line in examples.splitlines())])


def _marking() -> Iterable[str]:
    yield "## 标出句子 Marking sentences"
    yield (
        f"句子到“。；！？”或换行为止，不足 {SHORTEST_SENTENCE} 字的并入相邻的句子；标到句中任何一处，都算标了整句。"
        "只标段落、不标句子也可以。"
    )
    yield (
        "A sentence ends at 。；！？ or at the end of a line; one of fewer than "
        f"{SHORTEST_SENTENCE} characters joins its neighbour. A mark anywhere in a sentence marks all of it. "
        "Paragraphs may also be labelled without marks."
    )
    yield _bullets(MARKING)


def _on_the_page(taxonomy: Taxonomy) -> Iterable[str]:
    keys = " ".join(f"`{one.hotkey}`" for one in taxonomy.categories)
    none = "" if taxonomy.exclusive else f"，`{NONE_HOTKEY}` 都不是 none of these"
    flags = "，".join(f"`{hotkey}` {wording.both}" for hotkey, (_, wording) in zip(FLAG_HOTKEYS, FLAGS, strict=True))
    yield "## 怎样标注 On the page"
    yield _bullets(
        (
            (f"按键 Keys: {keys} 类别 categories{none}；`Ctrl+Enter` 提交 submit。", ""),
            _keys_for_sentences(taxonomy),
            (
                "灰色的上一段、下一段只帮助读懂，不作为判断依据。",
                "The grey paragraphs before and after help to understand; judge only the framed one.",
            ),
            (f"标记 Flags: {flags}。", "标记之外仍要作答。 A flag does not replace an answer."),
            (
                "预先勾选的类别是模型的猜测，请当作没有来读。",
                "Boxes already ticked are a model's guess: read as if they were blank.",
            ),
            (
                "两人各自标注，互不商量；分歧由第三人裁定。",
                "Two people label apart, without talking; a third settles what they differ on.",
            ),
        )
    )


def _keys_for_sentences(taxonomy: Taxonomy) -> tuple[str, str]:
    if taxonomy.exclusive:
        return (
            f"逐句的页面：`空格` 下一句，`{NONE_HOTKEY}` 标上这一句，再按取消。",
            f"On the page for sentences: `Space` for the next one, `{NONE_HOTKEY}` marks it, and again undoes that.",
        )
    return (
        "逐句的页面：`空格` 下一句，类别键标上这一句，再按取消；"
        f"`Shift` 加类别键标整段，`Shift`+`{NONE_HOTKEY}` 整段都不是。",
        "On the page for sentences: `Space` for the next one, a category's key marks it, and again undoes that; with "
        f"`Shift` the keys are for the whole paragraph, `Shift`+`{NONE_HOTKEY}` for none of these.",
    )


def _bullets(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a list, each entry in two lines where there are two."""
    return "\n".join("- " + "<br>\n  ".join(filter(None, pair)) for pair in pairs)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
