"""Labels follow a rename and a merge, never a split; and nothing that was said is lost."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from labels.answered import Answer, Settlement
from labels.further_keys import ASKED_AGAIN, MIGRATED_FROM
from labels.labelled import LabelledParagraph, annotators_from_keys, read_labelled, write_labelled
from labels.majority import decide
from labels.migration.counts import counts
from labels.migration.migrate import follow, follow_evidence, migrate, reasons_to_ask
from labels.migration.plan import Migration, MigrationPlan, check_plan, plan_of_options
from labels.prediction import Prediction
from labels.taxonomy import Taxonomy
from reports.paragraphs_file import read_paragraphs
from reports.sentences import sentence_spans
from storage.jsonl import write_objects
from tests.labels.conftest import paragraph
from tests.labels.migration.test_plan import of

SHIPPED = Taxonomy.load()
OLD = ("industry", "ecology", "livelihood", "security")
LABELS = st.lists(st.sampled_from(OLD), unique=True).map(lambda given: tuple(one for one in OLD if one in given))
ROWS = st.lists(
    st.tuples(LABELS, st.dictionaries(st.sampled_from(["a@example.com", "b@example.com"]), LABELS)), max_size=8
)
Given = list[tuple[tuple[str, ...], dict[str, tuple[str, ...]]]]


def migration(new: Sequence[str], old: Sequence[str] = OLD, **plan: Any) -> Migration:
    return check_plan(plan_of_options(**plan), of(SHIPPED, old), of(SHIPPED, new))


def rows_of(given: Given) -> list[LabelledParagraph]:
    return [LabelledParagraph(paragraph(index=index), labels, answers) for index, (labels, answers) in enumerate(given)]


def row(*labels: str, **further: Any) -> LabelledParagraph:
    return LabelledParagraph(paragraph(), labels, **further)


RENAME = migration(["economy", *OLD[1:]], rename=["industry=economy"])
BACK = migration(OLD, old=["economy", *OLD[1:]], rename=["economy=industry"])
MERGE = migration(["industry", "ecology", "society"], merge=["livelihood,security=society"])
SPLIT = migration(["industry", "ecology", "education", "health", "security"], split=["livelihood=education,health"])
DROP = migration(OLD[:3], drop=["security"])
ADDED = migration([*OLD, "digital"])
EVERY = (RENAME, MERGE, SPLIT, DROP, ADDED)


@given(ROWS)
def test_a_rename_is_undone_by_its_opposite(given_rows: Given) -> None:
    rows = rows_of(given_rows)
    there = migrate(rows, RENAME)
    back = migrate(there.rows, BACK)
    assert not there.queue and not back.queue
    assert [(one.labels, one.annotators) for one in back.rows] == [(one.labels, one.annotators) for one in rows]
    assert [one.paragraph for one in back.rows] == [one.paragraph for one in rows]


@given(ROWS)
def test_a_merged_category_holds_what_any_of_its_sources_held(given_rows: Given) -> None:
    rows = rows_of(given_rows)
    for before, after in zip(rows, migrate(rows, MERGE).rows, strict=True):
        answers = [(before.annotators[name], after.annotators[name]) for name in before.annotators]
        decided = answers and before.labels == decide(list(before.annotators.values()), MERGE.old)[0]
        for said, now in answers if decided else [(before.labels, after.labels), *answers]:
            assert ("society" in now) == bool({"livelihood", "security"} & set(said))
            assert set(now) - {"society"} == set(said) - {"livelihood", "security"}


def test_people_split_over_what_is_one_category_now_agree() -> None:
    split = replace(row(disputed=("livelihood", "security")), annotators={"a": ("livelihood",), "b": ("security",)})
    outvoted = replace(row(), annotators={"a": ("livelihood",), "b": ("security",), "c": ()})
    settled = replace(row(settled=Settlement(("d",), None, ())), annotators={"a": ("livelihood",), "b": ("security",)})
    now = migrate([split, outvoted, settled], MERGE).rows
    assert [one.labels for one in now] == [("society",), ("society",), ()]
    assert now[0].disputed is None


@given(ROWS, st.sampled_from(EVERY))
def test_every_row_comes_out_once_with_all_that_was_said(given_rows: Given, plan: Migration) -> None:
    rows = rows_of(given_rows)
    migrated = migrate(rows, plan)
    out = {one["id"]: one for one in (each.to_json() for each in (*migrated.rows, *migrated.queue))}
    assert len(out) == len(migrated.rows) + len(migrated.queue) == len(rows)
    for before in rows:
        kept = out[before.id][MIGRATED_FROM]
        assert kept["taxonomy"] == plan.old.digest
        assert tuple(kept["labels"]) == before.labels
        assert {name: tuple(said) for name, said in kept.get("annotators", {}).items()} == before.annotators
        assert before.paragraph.to_json().items() <= out[before.id].items()
    assert [one.id for one in migrated.queue] == [
        one.id for one in rows if one.id in {queued.id for queued in migrated.queue}
    ]


@given(ROWS, st.sampled_from(EVERY))
def test_what_follows_is_labelled_in_the_new_taxonomy(given_rows: Given, plan: Migration) -> None:
    for one in migrate(rows_of(given_rows), plan).rows:
        for said in (one.labels, *one.annotators.values()):
            assert said == tuple(category for category in plan.new.ids if category in said)


@given(ROWS)
def test_a_split_queues_who_anybody_said_the_category_of_and_labels_nobody(given_rows: Given) -> None:
    rows = rows_of(given_rows)
    migrated = migrate(rows, SPLIT)
    said = {
        one.id
        for one in rows
        if "livelihood" in one.labels or any("livelihood" in answer for answer in one.annotators.values())
    }
    assert {one.id for one in migrated.queue} == said
    assert all(not {"education", "health"} & set(one.labels) for one in migrated.rows)
    for queued in migrated.queue:
        assert queued.extra[ASKED_AGAIN]["because"] == ["split livelihood"]
        assert not {"education", "health"} & set(queued.extra[ASKED_AGAIN]["follows"])


def test_keywords_are_a_hint_for_the_parts_and_for_nothing_else() -> None:
    text = "新建health词一座，industry词增产。"  # a keyword of a part, and one of a category that was answered
    asked = replace(row("livelihood", "security"), paragraph=paragraph(text=text))
    (queued,) = migrate([asked], SPLIT).queue
    assert queued.extra[ASKED_AGAIN] == {"because": ["split livelihood"], "follows": ["security"], "hint": ["health"]}


def test_where_nothing_is_known_nothing_is_hinted() -> None:
    (queued,) = migrate([row("livelihood")], SPLIT).queue
    assert queued.extra[ASKED_AGAIN] == {"because": ["split livelihood"], "follows": [], "hint": []}


def test_a_category_added_since_leaves_no_row_answered() -> None:
    migrated = migrate([row("ecology"), replace(row(), paragraph=paragraph(index=1))], ADDED)
    assert not migrated.rows
    assert [one.extra[ASKED_AGAIN]["because"] for one in migrated.queue] == [["added digital"]] * 2
    absent = migration([*OLD, "digital"], absent=["digital"])
    assert [one.labels for one in migrate([row("ecology")], absent).rows] == [("ecology",)]


def test_a_dropped_label_is_given_up_and_remembered() -> None:
    (left,) = migrate([row("security")], DROP).rows
    assert left.labels == ()
    assert left.migrated_from is not None
    assert left.migrated_from["labels"] == ["security"]


def exclusive(plan: MigrationPlan, old: bool, new: bool, ids: Sequence[str]) -> Migration:
    return check_plan(plan, of(SHIPPED, OLD, old), of(SHIPPED, ids, new))


def test_where_one_category_is_asked_for_rows_of_several_and_of_none_are_queued() -> None:
    narrowed = exclusive(MigrationPlan(), False, True, OLD)
    rows = [
        replace(row(*labels), paragraph=paragraph(index=n))
        for n, labels in enumerate([("ecology",), (), ("ecology", "security")])
    ]
    migrated = migrate(rows, narrowed)
    assert [one.labels for one in migrated.rows] == [("ecology",)]
    assert [one.extra[ASKED_AGAIN]["because"] for one in migrated.queue] == [["exactly one category is asked for"]] * 2


def test_an_answer_of_one_category_says_nothing_of_the_others() -> None:
    widened = exclusive(MigrationPlan(), True, False, OLD)
    (queued,) = migrate([row("ecology")], widened).queue
    assert queued.extra[ASKED_AGAIN]["because"] == ["one category only was asked for"]


def test_an_exclusive_row_whose_label_is_dropped_is_queued() -> None:
    dropped = exclusive(MigrationPlan(drop=("security",)), True, True, OLD[:3])
    migrated = migrate([row("security"), replace(row("ecology"), paragraph=paragraph(index=1))], dropped)
    assert [one.labels for one in migrated.rows] == [("ecology",)]
    assert len(migrated.queue) == 1


def test_further_keys_that_hold_categories_are_rewritten_and_kept_as_they_were() -> None:
    before = replace(
        row("ecology"),
        paragraph=replace(paragraph(), extra={"sector": "security", "annotator_1": ["security"]}),
        disputed=("livelihood", "ecology"),
        settled=Settlement(
            ("security",), None, ("livelihood", "security"), earlier=Settlement((), None, ("security",), ("security",))
        ),
        predicted=Prediction(("livelihood",), 0.7, "security"),
        answers={"a@example.com": Answer(4.2, shown=("livelihood", "security"), model="industry")},
    )
    (now,) = migrate([before], MERGE).rows
    assert now.disputed == ("society", "ecology")
    assert now.settled == Settlement(
        ("security",), None, ("society",), earlier=Settlement((), None, ("society",), ("society",))
    )
    assert now.predicted == Prediction(("society",), 0.7, "security")
    assert now.answers == {"a@example.com": Answer(4.2, shown=("society",), model="industry")}
    further, was = now.further(), before.further()
    # No keys of ours: words that equal ids are no categories there.
    assert (further["sector"], further["annotator_1"]) == ("security", ["security"])
    assert {key: one for key, one in was.items() if key not in ("sector", "annotator_1")}.items() <= further[
        MIGRATED_FROM
    ].items()


def test_what_stands_under_keys_of_ones_own_is_an_answer_where_they_are_named() -> None:
    gold = replace(row("ecology"), paragraph=replace(paragraph(), extra={"first": ["livelihood"], "second": None}))
    (asked,) = migrate(annotators_from_keys([gold], ("first", "second"), SPLIT.old), SPLIT).queue
    assert asked.extra[ASKED_AGAIN]["because"] == ["split livelihood"]
    (now,) = migrate(annotators_from_keys([gold], ("first",), MERGE.old), MERGE).rows
    assert now.annotators == {"first": ("society",)}


def test_two_migrations_remember_both() -> None:
    (once,) = migrate([row("industry")], RENAME).rows
    (twice,) = migrate([once], BACK).rows
    assert twice.migrated_from is not None
    assert twice.migrated_from["labels"] == ["economy"]
    assert twice.migrated_from[MIGRATED_FROM]["labels"] == ["industry"]


def test_both_files_can_be_read_again(tmp_path: Path) -> None:
    rows = [
        replace(row(*labels), paragraph=paragraph(index=n))
        for n, labels in enumerate([("ecology",), ("livelihood",), ()])
    ]
    migrated = migrate(rows, SPLIT)
    write_labelled(tmp_path / "rows.jsonl", migrated.rows)
    write_objects(tmp_path / "queue.jsonl", (one.to_json() for one in migrated.queue))
    assert read_labelled(tmp_path / "rows.jsonl", SPLIT.new) == list(migrated.rows)
    assert list(read_paragraphs(tmp_path / "queue.jsonl")) == list(migrated.queue)


def test_the_counts_say_what_becomes_of_every_category() -> None:
    rows = [
        replace(row(*labels), paragraph=paragraph(index=n))
        for n, labels in enumerate([("ecology",), ("livelihood", "ecology"), ()])
    ]
    assert counts(rows, migrate(rows, SPLIT), SPLIT) == [
        ("industry", "0", "stays", "0", "0"),
        ("ecology", "2", "stays", "1", "1"),
        ("livelihood", "1", "split: education, health", "0", "1"),
        ("security", "0", "stays", "0", "0"),
        ("", "", "education, part of livelihood", "0", "1"),
        ("", "", "health, part of livelihood", "0", "1"),
    ]


@given(LABELS, st.sampled_from(EVERY))
def test_an_answer_follows_as_the_labels_of_its_row_do(labels: tuple[str, ...], plan: Migration) -> None:
    migrated = migrate([replace(row(*labels), annotators={"a@example.com": labels})], plan)
    if reasons_to_ask(labels, plan):
        assert not migrated.rows
        return
    (now,) = migrated.rows
    assert now.labels == now.annotators["a@example.com"] == follow(labels, plan)


TEXT = "岚川县轴承产业园新开工项目三个。岚川县修复湿地一百二十公顷。岚川县新建乡镇幼儿园两所。"
FIRST, SECOND, THIRD = sentence_spans(TEXT)


def marked(*labels: str, **further: Any) -> LabelledParagraph:
    return LabelledParagraph(paragraph(text=TEXT), labels, **further)


def test_evidence_follows_a_rename_and_goes_with_what_is_dropped() -> None:
    before = marked("industry", "security", evidence={"industry": (FIRST,), "security": (THIRD,)})
    [renamed] = migrate([before], RENAME).rows
    assert renamed.evidence == {"economy": (FIRST,), "security": (THIRD,)}
    [dropped] = migrate([before], DROP).rows
    assert dropped.evidence == {"industry": (FIRST,)}
    assert dropped.migrated_from is not None
    assert dropped.migrated_from["evidence"] == {"industry": [list(FIRST)], "security": [list(THIRD)]}


def test_a_merged_category_is_carried_by_the_sentences_of_all_its_sources() -> None:
    before = marked("livelihood", "security", evidence={"livelihood": (FIRST, (17, 24)), "security": ((20, 30), THIRD)})
    [after] = migrate([before], MERGE).rows
    assert after.evidence == {"society": (FIRST, (17, 30), THIRD)}


def test_a_merged_category_one_source_of_which_nobody_marked_has_no_evidence() -> None:
    [after] = migrate([marked("livelihood", "security", evidence={"livelihood": (FIRST,)})], MERGE).rows
    assert (after.labels, after.evidence) == (("society",), {})
    [alone] = migrate([marked("livelihood", evidence={"livelihood": (FIRST,)})], MERGE).rows
    assert alone.evidence == {"society": (FIRST,)}


def test_a_split_asks_again_and_makes_up_no_evidence() -> None:
    before = marked("livelihood", "security", evidence={"livelihood": (FIRST,), "security": (THIRD,)})
    migrated = migrate([before], SPLIT)
    assert not migrated.rows
    [queued] = migrated.queue
    assert queued.extra["evidence"] == {"security": [list(THIRD)]}
    assert queued.extra[ASKED_AGAIN]["follows"] == ["security"]


def test_evidence_of_answers_disputes_and_settlements_follows(tmp_path: Path) -> None:
    before = marked(
        "livelihood",
        evidence={"livelihood": (THIRD,)},
        disputed_evidence={"livelihood": (SECOND,)},
        annotators={"a": ("livelihood", "security"), "b": ("livelihood", "security")},
        answers={
            "a": Answer(evidence={"livelihood": (FIRST,), "security": (SECOND,)}),
            "b": Answer(evidence={"livelihood": (FIRST,)}),
        },
        settled=Settlement(
            ("d",),
            None,
            ("industry", "security"),
            evidence_was={"security": (SECOND,)},
            disputed_evidence={"security": (FIRST,)},
            earlier=Settlement(("c",), None, ("ecology",), evidence_was={}),
        ),
    )
    [after] = migrate([before], MERGE).rows
    assert (after.evidence, after.disputed_evidence) == ({"society": (THIRD,)}, {"society": (SECOND,)})
    assert after.answers["a"].evidence == {"society": (FIRST, SECOND)}
    assert after.answers["b"].evidence == {}  # which sentences they gave security is not known
    assert after.settled is not None and after.settled.earlier is not None
    assert after.settled.evidence_was == {"society": (SECOND,)}
    assert after.settled.disputed_evidence == {"society": (FIRST,)}
    assert after.settled.earlier.evidence_was == {}
    write_labelled(tmp_path / "rows.jsonl", [after])
    assert read_labelled(tmp_path / "rows.jsonl", MERGE.new) == [after]


def test_the_majority_on_sentences_is_counted_anew_with_that_on_categories() -> None:
    before = marked(
        disputed=("livelihood", "security"),
        annotators={"a": ("livelihood",), "b": ("security",)},
        answers={
            "a": Answer(evidence={"livelihood": (SECOND, THIRD)}),
            "b": Answer(evidence={"security": (SECOND,)}),
        },
    )
    [after] = migrate([before], MERGE).rows
    assert (after.labels, after.evidence) == (("society",), {"society": (SECOND,)})
    assert after.disputed_evidence == {"society": (THIRD,)}


def test_evidence_that_is_not_the_majoritys_stays() -> None:
    before = marked(
        "industry",
        evidence={"industry": (THIRD,)},
        annotators={"a": ("industry",)},
        answers={"a": Answer(evidence={"industry": (FIRST,)})},
    )
    [after] = migrate([before], RENAME).rows
    assert after.evidence == {"economy": (THIRD,)}


def test_the_evidence_of_tags_stays_what_it_was(tmp_path: Path) -> None:
    tags = {"tags": ["industry"], "evidence": {"industry": [[*FIRST, 0.9]]}}
    before = replace(marked("industry"), paragraph=replace(paragraph(text=TEXT), extra=tags))
    [after] = migrate([before], RENAME).rows
    assert (after.labels, after.evidence) == (("economy",), {})
    assert after.to_json()["evidence"] == tags["evidence"]
    assert after.migrated_from == {"taxonomy": RENAME.old.digest, "labels": ["industry"]}


def test_evidence_of_what_was_no_label_follows_nowhere() -> None:
    assert follow_evidence({"security": (SECOND,)}, ("security",), migration(OLD)) == {"security": (SECOND,)}
    assert follow_evidence({"security": (SECOND,)}, (), migration(OLD)) == {}
