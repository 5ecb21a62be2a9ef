"""Parts and sections are counted so that nothing is lost and nothing counted twice."""

from hypothesis import given
from hypothesis import strategies as st

from inference.pages.compared import counted, parts_counted, sections_counted
from inference.pages.outline import outline
from inference.tagged import TaggedParagraph
from labels.taxonomy import Taxonomy
from reports.report import Paragraph, Part

TAXONOMY = Taxonomy.load()
parts: st.SearchStrategy[Part] = st.sampled_from(("done", "planned", ""))
headings = st.lists(st.sampled_from(["一、回顾", "（一）产业", "（二）民生"]), max_size=3).map(tuple)
tags = st.sets(st.sampled_from(TAXONOMY.ids)).map(lambda found: tuple(key for key in TAXONOMY.ids if key in found))


def _paragraphs(drawn: list[tuple[tuple[str, ...], Part, tuple[str, ...]]]) -> list[TaggedParagraph]:
    return [
        TaggedParagraph(Paragraph(f"a:{n}", "a", "新建。", section=path, part=part), found, {}, {}, False, "m")
        for n, (path, part, found) in enumerate(drawn)
    ]


drawn_paragraphs = st.lists(st.tuples(headings, parts, tags), max_size=12).map(_paragraphs)


@given(drawn_paragraphs)
def test_parts_together_count_every_paragraph_once(paragraphs: list[TaggedParagraph]) -> None:
    by_part = parts_counted(paragraphs, ("done", "planned", ""), TAXONOMY)
    whole = counted(paragraphs, TAXONOMY)
    assert sum(one.paragraphs for one in by_part.values()) == whole.paragraphs == len(paragraphs)
    for key in TAXONOMY.ids:
        assert sum(one.tagged[key] for one in by_part.values()) == whole.tagged[key]


@given(drawn_paragraphs)
def test_a_section_counts_what_stands_in_it_and_below_it(paragraphs: list[TaggedParagraph]) -> None:
    root = outline(paragraphs)
    rows = sections_counted(root, TAXONOMY)
    outer = [row for row in rows if row.depth == 1]
    assert [row.heading for row in outer] == [one.heading for one in root.sections]
    assert sum(row.counted.paragraphs for row in outer) == sum(bool(one.paragraph.section) for one in paragraphs)
    assert len(rows) == sum(1 + len(one.sections) for one in root.sections)


def test_a_share_of_nothing_is_nothing() -> None:
    assert counted([], TAXONOMY).share(0) == 0
