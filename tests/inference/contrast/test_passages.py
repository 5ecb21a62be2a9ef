import pytest

from inference.contrast.passages import passage_of
from storage.errors import BadData
from tests.evaluation.findings.tagged_corpus import corpus
from tests.inference.contrast.invented import lines


def test_a_tagged_paragraph_becomes_a_passage() -> None:
    tagged = corpus()[0]
    found = passage_of(tagged.to_json())
    assert (found.id, found.report, found.index, found.text) == (
        tagged.paragraph.id,
        tagged.paragraph.report,
        0,
        tagged.paragraph.text,
    )
    assert found.groups == {
        "year": "2031",
        "province": "–",
        "region": tagged.paragraph.about.region,
        "level": tagged.paragraph.about.level,
        "part": "done",
    }
    assert found.tags == tagged.tags
    assert found.evidence == {
        key: tuple((one.start, one.end, one.score) for one in own) for key, own in tagged.evidence.items()
    }


def test_a_line_without_tags_and_evidence_has_none() -> None:
    line = lines()[1]
    del line["evidence"], line["tags"]
    assert (passage_of(line).tags, passage_of(line).evidence) == ((), {})


MISSHAPEN = ([0, 3], ["a", 3, 0.5], ["0", "3", "0.5"], [0.0, 2.5, 0.5], [0, 3, 10**400], [0, 9_999, 0.5], [-3, -1, 0.5])


@pytest.mark.parametrize("evidence", [[], "x", {"industry": 5}, *({"industry": [one]} for one in MISSHAPEN)])
def test_evidence_that_is_none_is_refused_in_one_line(evidence: object) -> None:
    with pytest.raises(BadData, match=r"砚湖县-0:000: evidence is not of .*Expected .*; tag again\.$"):
        passage_of({**lines()[0], "evidence": evidence})
