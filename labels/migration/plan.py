"""Plan how the categories of an old taxonomy become those of a new one: a plan that must speak of every one of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from labels.taxonomy import Category, Taxonomy
from storage.checking import Wording, checked
from storage.errors import BadSettings
from storage.parsing import did_you_mean, read_toml
from storage.shown import shown

_WORDING = Wording(
    expected='the tables rename (old = "new"), merge (new = ["old", …]) and split (old = ["new", …]), and above them '
    "the lists drop and absent"
)


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """What a person says became of the categories. A category whose id stays needs no word.

    `rename` is old → new; `merge` new → the two or more that became it; `split` old → its parts, which together cover
    it; `drop` names old categories given up on purpose; `absent` new ones that no old paragraph is about, so that
    nobody need be asked.
    """

    rename: Mapping[str, str] = field(default_factory=dict)
    merge: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    split: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Migration:
    """A checked plan between two taxonomies.

    `follows` says what an old answer means now; `split` and `dropped` are old ids whose answers do not follow; `added`
    are new ids that no old answer speaks of.
    """

    old: Taxonomy
    new: Taxonomy
    follows: Mapping[str, str]
    split: Mapping[str, tuple[str, ...]]
    dropped: tuple[str, ...]
    added: tuple[str, ...]


def read_plan(path: Path) -> MigrationPlan:
    """Read a plan file.

    Raises:
        BadSettings: it cannot be read, or a key or value is not one of a plan.
    """
    value = read_toml(path, "a plan as in docs/migration.md", BadSettings)
    return checked(MigrationPlan, value, shown(path), BadSettings, _WORDING)


def plan_of_options(
    rename: Sequence[str] = (),
    merge: Sequence[str] = (),
    split: Sequence[str] = (),
    drop: Sequence[str] = (),
    absent: Sequence[str] = (),
) -> MigrationPlan:
    """Read a plan from words of a command line: rename "a=b", merge "a,b=c", split "a=b,c".

    Raises:
        BadSettings: a word has another form, or two words speak of one category.
    """
    tables: dict[str, dict[str, Any]] = {"rename": {}, "merge": {}, "split": {}}
    for kind, words in (("rename", rename), ("merge", merge), ("split", split)):
        for word in words:
            left, equals, right = word.partition("=")
            many = tuple(one.strip() for one in (left if kind == "merge" else right).split(","))
            key = (right if kind == "merge" else left).strip()
            if not equals or not key or not all(many) or (kind == "rename" and len(many) > 1) or key in tables[kind]:
                form = {"rename": "old=new", "merge": "old,old=new", "split": "old=new,new"}[kind]
                raise BadSettings(
                    f"--{kind} {word}: not of the form {form}, or said twice. Expected it once for each; correct it."
                )
            tables[kind][key] = many[0] if kind == "rename" else many
    return MigrationPlan(**tables, drop=tuple(drop), absent=tuple(absent))


def check_plan(plan: MigrationPlan, old: Taxonomy, new: Taxonomy) -> Migration:
    """Check that a plan speaks of every old category once, and only of categories that exist.

    Raises:
        BadSettings: it does not; the message names the category and what it may have become.
    """
    _check_words(plan, old, new)
    follows = dict(plan.rename) | {one: target for target, many in plan.merge.items() for one in many}
    for category in old.categories:
        if category.id not in {*follows, *plan.split, *plan.drop}:
            if category.id not in new.ids:
                raise BadSettings(_unmentioned(category, new))
            follows[category.id] = category.id
    for target in follows.values():
        sources = [one for one in old.ids if follows.get(one) == target]
        if len(sources) > 1 and set(sources) != set(plan.merge.get(target, ())):
            raise BadSettings(
                f"{' and '.join(sources)} would become '{target}', which the plan does not say as a merge. "
                f"Expected it to be said; --merge {','.join(sources)}={target}."
            )
    reached = {*follows.values(), *(one for parts in plan.split.values() for one in parts)}
    for identifier in plan.absent:
        if identifier in reached:
            raise BadSettings(
                f"'{identifier}' is called absent, but old answers become it. Expected a new category; remove one of "
                "the two."
            )
    return Migration(
        old=old,
        new=new,
        follows={one: follows[one] for one in old.ids if one in follows},
        split=dict(plan.split),
        dropped=tuple(one for one in old.ids if one in plan.drop),
        added=tuple(one for one in new.ids if one not in reached and one not in plan.absent),
    )


def _check_words(plan: MigrationPlan, old: Taxonomy, new: Taxonomy) -> None:
    """Check that what a plan names exists, and that it names no old category twice."""
    spoken = [*plan.rename, *(one for many in plan.merge.values() for one in many), *plan.split, *plan.drop]
    named = [*plan.rename.values(), *plan.merge, *(one for many in plan.split.values() for one in many), *plan.absent]
    _check_known(spoken, old, "the old taxonomy")
    _check_known(named, new, "the new taxonomy")
    for what, many in [*plan.merge.items(), *plan.split.items()]:
        if len(many) < 2 or len(set(many)) < len(many):
            raise BadSettings(
                f"The plan has '{what}' merged of or split into {', '.join(many)}. Expected two or more different "
                "ones; correct it."
            )
    for identifier, times in Counter(spoken).items():
        if times > 1:
            raise BadSettings(
                f"The plan speaks of '{identifier}' {times} times. Expected one fate for each category; remove the "
                "others."
            )


def _check_known(ids: Sequence[str], taxonomy: Taxonomy, which: str) -> None:
    for category in ids:
        if category not in taxonomy.ids:
            raise BadSettings(
                f"The plan names '{category}', which is not in {which}.{did_you_mean(category, taxonomy.ids)} "
                f"Expected one of {', '.join(taxonomy.ids)}; correct the plan."
            )


def _unmentioned(category: Category, new: Taxonomy) -> str:
    names = {name.casefold(): one.id for one in new.categories for name in (one.id, one.english, one.chinese)}
    wanted = (category.id, category.english.casefold(), category.chinese)
    near = [names[match] for name in wanted for match in get_close_matches(name, names, n=1)]
    instead = f"perhaps --rename {category.id}={near[0]}" if near else f"--rename {category.id}=…"
    return (
        f"The plan says nothing of '{category.id}' ({category.chinese}), which the new taxonomy lacks. Expected what "
        f"becomes of it; {instead}, --merge, --split, or --drop {category.id} to give its labels up."
    )
