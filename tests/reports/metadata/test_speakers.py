import pytest

from reports.metadata.speakers import name_alone_in, place_in, region_of_office, speaker_in


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("砚湖县县长候选人林远舟", "林远舟"),
        ("砚湖县代县长（人选）林远舟", "林远舟"),
        ("砚湖市市长", ""),
        ("都昌县县长", ""),
        ("林远舟省长2031年1月9日在省人民代表大会上", "林远舟"),
    ],
)
def test_a_speaker_is_a_person_and_no_place(line: str, speaker: str) -> None:
    assert speaker_in([line]) == speaker


@pytest.mark.parametrize(
    ("line", "region"),
    [
        ("砚湖县人民政府县长林远舟", "砚湖县"),
        ("砚湖市常务副市长林远舟", "砚湖市"),
        ("政府工作报告砚湖县人民政府县长林远舟", "砚湖县"),
        ("湖南省长沙市岳麓区区长林远舟", "湖南省长沙市岳麓区"),
        ("县人民政府县长林远舟", ""),
        ("自治区主席林远舟", ""),
        ("国务院总理林远舟", ""),
    ],
)
def test_an_office_tells_its_place(line: str, region: str) -> None:
    assert region_of_office([line]) == region


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("2031年1月9日在日照市", "日照市"),
        ("2031年1月9日于于都县", "于都县"),
        ("2031年1月9日月湖区", "月湖区"),
        ("2031年1月9日在砚湖市", "砚湖市"),
        ("2031年1月9日在自治区", ""),
    ],
)
def test_a_place_keeps_a_first_letter_that_could_stand_before_it(words: str, place: str) -> None:
    assert place_in(words) == place


def test_a_name_alone_is_found_among_other_lines() -> None:
    assert name_alone_in(["关闭窗口", "（林远舟）", "2031年1月9日"]) == "林远舟"
