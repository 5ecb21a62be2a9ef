"""The annotation guide: what people read before they label, made from the taxonomy so that the two never differ."""

from collections.abc import Iterable
from html import escape

from labels.taxonomy import FLAG_HOTKEYS, NONE_HOTKEY, Taxonomy

FLAGS = (
    ("hard", "难以判断 Hard to decide"),
    ("context", "需要上下文 Needs its context"),
    ("bad_text", "文本有误 Text is damaged"),
)
"""What a person can say about a paragraph besides its categories: (stored id, wording)."""

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
        *_on_the_page(taxonomy),
    ]
    return "\n\n".join(parts) + "\n"


def instruction(taxonomy: Taxonomy) -> str:
    """Return the rule, the definitions and the border cases as HTML, for the instructions that open beside the
    labelling page."""
    parts = [f"<p>{escape(text)}<br><br></p>" for text in (taxonomy.rule_chinese, taxonomy.rule_english)]
    for one in taxonomy.categories:
        parts.append(f"<h4>{escape(f'{one.hotkey} {one.chinese} {one.english}')}</h4>")
        parts += [f"<p>{escape(text)}<br><br></p>" for text in (one.definition_chinese, one.definition_english)]
    cases = "".join(f"<li>{escape(one.chinese)}<br>{escape(one.english)}</li>" for one in taxonomy.border_cases)
    return "".join(parts) + (f"<ul>{cases}</ul>" if cases else "")


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
        yield _bullets((case.chinese, case.english) for case in taxonomy.border_cases)


def _on_the_page(taxonomy: Taxonomy) -> Iterable[str]:
    keys = " ".join(f"`{one.hotkey}`" for one in taxonomy.categories)
    none = "" if taxonomy.exclusive else f"，`{NONE_HOTKEY}` 都不是 none of these"
    flags = "，".join(f"`{hotkey}` {wording}" for hotkey, (_, wording) in zip(FLAG_HOTKEYS, FLAGS, strict=True))
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
