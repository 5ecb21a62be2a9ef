"""The annotation guide says what the taxonomy says, also the copy that people read."""

from pathlib import Path

from labels.guide import annotation_guide
from labels.taxonomy import Taxonomy

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
