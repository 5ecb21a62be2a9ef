"""A plan speaks of every old category once, or says what to add."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from labels.migration.plan import MigrationPlan, check_plan, plan_of_options, read_plan
from labels.taxonomy import Category, Taxonomy
from storage.errors import BadSettings


def of(taxonomy: Taxonomy, ids: Sequence[str], exclusive: bool = False) -> Taxonomy:
    """Return a taxonomy of these ids: the shipped category where it is one of these, else an invented one."""
    shipped = {one.id: one for one in taxonomy.categories}
    made = [
        shipped.get(one)
        or Category(one, f"{one}类", one.title(), "定义", "Definition", "#123456", "abcdfghijk"[n], (f"{one}词",))
        for n, one in enumerate(ids)
    ]
    return replace(taxonomy, categories=tuple(made), exclusive=exclusive)


def test_a_plan_file_and_options_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(
        'drop = ["culture"]\nabsent = ["space"]\n[rename]\nindustry = "economy"\n'
        '[merge]\nland = ["ecology", "farming"]\n[split]\nlivelihood = ["education", "health"]\n',
        "utf-8",
    )
    options = plan_of_options(
        rename=["industry=economy"],
        merge=["ecology,farming=land"],
        split=["livelihood=education, health"],
        drop=["culture"],
        absent=["space"],
    )
    assert read_plan(tmp_path / "plan.toml") == options


def test_a_checked_plan_says_what_became_of_everything(taxonomy: Taxonomy) -> None:
    old = of(taxonomy, ["industry", "ecology", "farming", "livelihood", "security", "culture"])
    new = of(taxonomy, ["economy", "land", "education", "health", "security", "digital", "space"])
    plan = plan_of_options(
        ["industry=economy"], ["ecology,farming=land"], ["livelihood=education,health"], ["culture"], ["space"]
    )
    migration = check_plan(plan, old, new)
    assert migration.follows == {"industry": "economy", "ecology": "land", "farming": "land", "security": "security"}
    assert migration.split == {"livelihood": ("education", "health")}
    assert (migration.dropped, migration.added) == (("culture",), ("digital",))


def test_a_category_may_lend_its_id_to_one_of_its_parts(taxonomy: Taxonomy) -> None:
    old, new = of(taxonomy, ["livelihood", "security"]), of(taxonomy, ["livelihood", "health", "security"])
    migration = check_plan(plan_of_options(split=["livelihood=livelihood,health"]), old, new)
    assert migration.follows == {"security": "security"}
    assert migration.added == ()


BAD: dict[str, tuple[MigrationPlan, str]] = {
    "unmentioned": (
        MigrationPlan(),
        r"says nothing of 'industry' \(产业\), which the new taxonomy lacks.*perhaps --rename industry=industries",
    ),
    "unknown old": (
        MigrationPlan(rename={"industri": "industries"}),
        "'industri', which is not in the old taxonomy. Did you mean 'industry'",
    ),
    "unknown new": (
        MigrationPlan(rename={"industry": "industris"}),
        "'industris', which is not in the new taxonomy. Did you mean 'industries'",
    ),
    "two fates": (MigrationPlan(rename={"industry": "industries"}, drop=("industry",)), "speaks of 'industry' 2 times"),
    "a merge by renaming": (
        MigrationPlan(rename={"industry": "security"}),
        "industry and security would become 'security'.*--merge industry,security=security",
    ),
    "a merge that forgets one": (
        MigrationPlan(merge={"security": ("industry", "ecology")}),
        "--merge industry,ecology,security=security",
    ),
    "a merge of one": (MigrationPlan(merge={"industries": ("industry",)}), "Expected two or more different ones"),
    "a split into the same": (
        MigrationPlan(split={"industry": ("industries", "industries")}),
        "Expected two or more different ones",
    ),
    "absent, but reached": (
        MigrationPlan(rename={"industry": "industries"}, absent=("ecology",)),
        "'ecology' is called absent",
    ),
}


@pytest.mark.parametrize(("plan", "message"), BAD.values(), ids=BAD)
def test_a_plan_with_a_gap_or_a_contradiction_is_refused(plan: MigrationPlan, message: str, taxonomy: Taxonomy) -> None:
    old = of(taxonomy, ["industry", "ecology", "livelihood", "security"])
    new = of(taxonomy, ["industries", "ecology", "livelihood", "security"])
    with pytest.raises(BadSettings, match=message):
        check_plan(plan, old, new)


@pytest.mark.parametrize("words", [["industry"], ["industry="], ["=economy"], ["a=b,c"], ["a=b", "a=c"]])
def test_an_option_of_another_form_is_refused(words: list[str]) -> None:
    with pytest.raises(BadSettings, match="not of the form old=new, or said twice"):
        plan_of_options(rename=words)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("rename = 1", ": 'rename' is 1."),
        ('[renames]\na = "b"', ": the key 'renames' is not known. Did you mean 'rename'?"),
        ("[rename]\na = 1", ", rename: 'a' is 1."),
        ('[merge]\na = "b"', ", merge: 'a' is 'b'."),
        ('drop = "a"', ": 'drop' is 'a'."),
        ("[split]\na = [1]", ", split, a, entry 1: 1 arrived."),
    ],
)
def test_a_plan_file_of_another_shape_is_refused_with_the_place(content: str, place: str, tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(content)
    with pytest.raises(BadSettings, match=re.escape(f"plan.toml{place} Expected the tables rename")):
        read_plan(tmp_path / "plan.toml")


def test_a_plan_that_is_no_toml_is_named(tmp_path: Path) -> None:
    for name in ("gone.toml", "broken.toml"):
        (tmp_path / "broken.toml").write_text("[rename")
        with pytest.raises(BadSettings, match=f"{name[:-5]}.toml: cannot be read as TOML"):
            read_plan(tmp_path / name)
