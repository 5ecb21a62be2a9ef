"""The annotation guide says what the taxonomy says, also the copy that people read."""

from dataclasses import replace
from html import unescape
from pathlib import Path

from labels.guide import MARKING, annotation_guide, instruction
from labels.taxonomy import BorderCase, Example, Taxonomy

REMAKE = """python -c "from pathlib import Path; from labels.guide import annotation_guide; from labels.taxonomy import Taxonomy; \
Path('docs/annotation-guide.md').write_text(annotation_guide(Taxonomy.load()), encoding='utf-8')" """  # noqa: E501


def test_the_committed_guide_is_up_to_date(root: Path, taxonomy: Taxonomy) -> None:
    committed = (root / "docs" / "annotation-guide.md").read_text(encoding="utf-8")
    assert committed == annotation_guide(taxonomy), (
        f"docs/annotation-guide.md is not of this taxonomy; make it again: {REMAKE}"
    )


def test_the_guide_gives_every_rule_definition_and_border_case_in_both_languages(taxonomy: Taxonomy) -> None:
    guide = annotation_guide(taxonomy)
    texts = [taxonomy.rule_chinese, taxonomy.rule_english]
    for category in taxonomy.categories:
        texts += [
            category.definition_chinese,
            category.definition_english,
            f"### {category.chinese} {category.english}",
        ]
    for case in taxonomy.border_cases:
        texts += [case.chinese, case.english]
    assert [text for text in texts if text not in guide] == []


def test_an_exclusive_guide_asks_for_one_category_and_offers_no_none(exclusive: Taxonomy) -> None:
    guide = annotation_guide(exclusive)
    assert "exactly one" in guide
    assert "none of these" not in guide


def test_an_example_is_shown_with_the_categories_it_carries_in_both_languages(taxonomy: Taxonomy) -> None:
    case = BorderCase(
        "难处", "A hard one", (Example("甲 & 乙", "A & B", ("industry", "security")), Example("丙", "C", ()))
    )
    with_examples = replace(taxonomy, border_cases=(BorderCase("常情", "A plain one"), case))
    lines = ["“甲 & 乙” → 产业、安全", "“A & B” → Industry, Security", "“丙” → 都不归", "“C” → none"]
    guide = annotation_guide(with_examples)
    assert "- 难处<br>\n  A hard one\n  - “甲 & 乙” → 产业、安全<br>\n    “A & B” → Industry, Security\n" in guide
    for text in (guide, unescape(instruction(with_examples))):
        assert [line for line in lines if line not in text] == []
    assert "<li>常情<br>A plain one</li>" in instruction(with_examples)


def test_the_guide_and_the_page_say_in_both_languages_how_sentences_are_marked(taxonomy: Taxonomy) -> None:
    for text in (annotation_guide(taxonomy), unescape(instruction(taxonomy))):
        assert [line for pair in MARKING for line in pair if line not in text] == []
