import numpy as np

from evaluation.drift.vocabulary import new_vocabulary

_SYLLABLES = "砚湖岚川霁鹿汀榆木临棠青蒲云梓兰望岫修复湿地新建轴承产业园投项目教育医疗养老"


def texts(chance: np.random.Generator, count: int, more: str = "") -> list[str]:
    """Return reports; each has a rare character of its own sometimes, as names of places are."""
    found = []
    for _ in range(count):
        rare = chr(0x9000 + int(chance.integers(400)))
        found.append("".join(chance.choice(list(_SYLLABLES), 80)) + "，" + rare * 2 + "。" + more)
    return found


def test_new_pairs_are_those_of_no_earlier_report() -> None:
    found = new_vocabulary(["修复湿地，新建学校"], ["修复湿地", "建设低空，学校新"], 2)
    assert {one.text for one in found.pieces} == {"建设", "设低", "低空", "校新"}
    assert found.share == 4 / (3 + 3 + 2)
    assert found.different == 4


def test_marks_and_digits_part_pairs_and_are_none_themselves() -> None:
    found = new_vocabulary(["产业"], ["产，业1业", "x产y业"], 2)
    assert found.pieces == ()
    assert found.share == 0


def test_characters_outside_the_basic_plane_are_read_whole() -> None:
    (found,) = new_vocabulary(["产业"], ["产𠮷业", "产业"], 1).pieces
    assert (found.text, found.count, found.reports) == ("𠮷", 1, 1)


def test_what_is_new_in_more_reports_comes_first_and_is_shown_in_its_place() -> None:
    pieces = new_vocabulary(["产业"], ["发展低空经济", "低空", "鹿汀鹿汀鹿汀"], 2).pieces
    assert (pieces[0].text, pieces[0].reports, pieces[0].context) == ("低空", 2, "发展低空经济")


def test_names_that_each_report_has_of_its_own_are_no_change() -> None:
    chance = np.random.default_rng(1)
    called = sum(new_vocabulary(texts(chance, 15), texts(chance, 12), 1, seed=seed).p <= 0.05 for seed in range(60))
    assert called <= 8  # 3 expected


def test_a_new_word_in_many_reports_is_a_change() -> None:
    chance = np.random.default_rng(2)
    found = new_vocabulary(texts(chance, 15), texts(chance, 12, "发展低空经济"), 2)
    assert found.p <= 0.001
    assert found.chance < found.share
    assert "低空" in {one.text for one in found.pieces}


def test_dealings_count_what_would_be_new_as_counting_anew_does() -> None:
    from evaluation.drift.reshuffled import dealings

    chance = np.random.default_rng(5)
    own = [*texts(chance, 6), *texts(chance, 5)]
    counted = []
    for after in (one for some in dealings(6, 5, 9) for one in some):
        seen = set("".join(text for text, late in zip(own, after, strict=True) if not late))
        late_text = [char for text, late in zip(own, after, strict=True) if late for char in text if char not in "，。"]
        counted.append(sum(char not in seen for char in late_text) / len(late_text))
    assert abs(new_vocabulary(own[:6], own[6:], 1, seed=9).chance - float(np.mean(counted))) < 1e-12
