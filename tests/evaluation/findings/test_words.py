import csv
import json
from pathlib import Path

import pytest

from evaluation.findings.corpus import Labels, Tagger
from evaluation.findings.findings import Asked, find
from evaluation.findings.words import WordList, counter_of, keyword_lists, read_lists, read_words
from evaluation.pages.shares_page import write_findings
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from tests.evaluation.findings.tagged_corpus import MODEL, corpus, gold, write_tagged

TAGGED = corpus()
GOLD = gold(TAGGED)
LISTS = (WordList("产业", ("轴承", "产业园")), WordList("生态", ("湿地", "榆树", "草原")))


def test_words_are_counted_in_every_group_and_per_thousand_characters(tmp_path: Path) -> None:
    asked = Asked(by=("year", "part"), words=LISTS)
    folder = write_tagged(tmp_path / "tagged", TAGGED)
    found = find(folder, Labels(GOLD, False, {}), Tagger(MODEL, Taxonomy.load(), ()), asked)
    assert len(found.words) == (1 + 3 * 2) * len(LISTS)
    for one in found.words:
        texts = [
            tagged.paragraph.text
            for tagged in TAGGED
            if one.group in ((), (str(tagged.paragraph.about.year), tagged.paragraph.part))
        ]
        words = next(own.words for own in LISTS if own.name == one.list)
        assert one.occurrences == sum(text.count(word) for text in texts for word in words)
        assert one.characters == sum(map(len, texts))
        assert one.per_thousand == pytest.approx(1000 * one.occurrences / one.characters, rel=1e-12)

    out = write_findings(tmp_path / "out", found).parent
    with (out / "words.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    figures = json.loads((out / "shares.json").read_text("utf-8"))
    page = (out / "shares.html").read_text("utf-8")
    assert [own["words"] for own in figures["lists"]] == [list(own.words) for own in LISTS]
    for one, row, figure in zip(found.words, rows, figures["words"], strict=True):
        assert float(row["per_thousand"]) == figure["per_thousand"] == one.per_thousand
        assert f"{one.per_thousand:.2f}" in page


def test_a_place_counts_once_for_the_longest_word_that_begins_there() -> None:
    count = counter_of([WordList("a", ("农田", "高标准农田", "标准", "a.c"))])
    assert count("建设高标准农田十万亩，农田水利标准提高，abc与a.c").tolist() == [4.0]


def test_without_a_file_the_keywords_of_each_category_are_counted() -> None:
    taxonomy = Taxonomy.load()
    assert [one.name for one in keyword_lists(taxonomy)] == list(taxonomy.ids)


def test_a_file_of_words_is_read_as_people_write_it(tmp_path: Path) -> None:
    (tmp_path / "环保.txt").write_bytes("\ufeff# 词表\r\n湿地\r\n\r\n 河长制 \n湿地\n".encode())
    assert read_words(tmp_path / "环保.txt") == WordList("环保", ("湿地", "河长制"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "holds no word"),
        (b"# only this\n\n", "holds no word"),
        ("湿地".encode("gb18030"), "not UTF-8"),
        ("湿地\n".encode() + "长".encode() * 101, "line 2: is longer than 100 characters"),
        (None, "cannot be opened"),
    ],
)
def test_a_file_without_words_is_refused_in_one_line(tmp_path: Path, content: bytes | None, says: str) -> None:
    if content is not None:
        (tmp_path / "words.txt").write_bytes(content)
    with pytest.raises(BadData, match=says) as refusal:
        read_words(tmp_path / "words.txt")
    assert "Expected" in str(refusal.value) and "\n" not in str(refusal.value)


def test_two_lists_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "words.txt").write_text("湿地\n", encoding="utf-8")
    with pytest.raises(BadData, match="Two lists are named 'words'"):
        read_lists([tmp_path / name / "words.txt" for name in ("a", "b")])
