"""A file of cases is read whole, or refused with the place that is wrong."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.behaviour.case_file import read_cases
from labels.taxonomy import Taxonomy
from storage.errors import BadData

SMALL = """
name = "小"
categories = ["industry", "ecology", "livelihood", "security"]
filler = "我们一步一个脚印往前走。{}成绩属于过去。"
[slots]
place = ["砚湖市"]
[[functionality]]
name = "substance"
chinese = "实事"
english = "substance"
cases = [{ text = "{place}修复湿地3公顷。", labels = ["ecology"] }]
[[invariance]]
name = "numbers"
chinese = "数字"
english = "numbers"
change = "numbers"
on = ["substance"]
[[direction]]
name = "buried"
chinese = "长段"
english = "long"
change = "buried"
on = ["substance"]
"""
Written = Callable[[str, str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(old: str, new: str) -> Path:
        assert old in SMALL
        path = tmp_path / "cases.toml"
        path.write_text(SMALL.replace(old, new), "utf-8")
        return path

    return write


def test_a_file_of_ones_own_is_read(written: Written, taxonomy: Taxonomy) -> None:
    found = read_cases(written("小", "小"), taxonomy)
    assert (found.name, found.fills, found.slots) == ("小", 1, {"place": ("砚湖市",)})
    assert found.functionality[0].cases[0].labels == ("ecology",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('labels = ["ecology"]', 'labels = ["ecolog"]', "group 'substance', case 1: category 'ecolog' is not in"),
        ("{place}修复", "{palce}修复", "case 1: the slot 'palce' is not known. Did you mean 'place'"),
        ("{place}修复", "{place修复", "case 1: a { without a name and }"),
        ('change = "numbers"', 'change = "number"', "'numbers': the change 'number' is not known. Did you mean"),
        ('change = "numbers"', 'change = "opening"', "'numbers': the slot 'opening' is not known"),
        ('on = ["substance"]', 'on = ["substances"]', "the group 'substances' is not known. Did you mean 'substance'"),
        ("走。{}成", "走。成", "filler has no {}, or several"),
        ('change = "buried"', 'change = "hidden"', "'change' is 'hidden'. Expected one of added"),
        ('name = "小"\n', "", "name"),
        ('["industry", "ecology", ', '["ecology", ', "the cases are for the categories ecology, livelihood, security"),
    ],
)
def test_what_is_wrong_in_a_file_is_one_line_that_says_where(
    written: Written, taxonomy: Taxonomy, old: str, new: str, said: str
) -> None:
    with pytest.raises(BadData) as caught:
        read_cases(written(old, new), taxonomy)
    assert said in str(caught.value)
    assert "cases.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_bundle_of_other_categories_is_told_to_bring_its_own_cases(taxonomy: Taxonomy) -> None:
    other = replace(taxonomy, categories=taxonomy.categories[:3])
    with pytest.raises(BadData, match=r"names industry, ecology, livelihood\..*--behaviour FILE.toml"):
        read_cases(None, other)
