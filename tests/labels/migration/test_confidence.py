"""A model's confidence follows its categories and fits its answers, or is given up and counted."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from labels.answered import Confidence
from labels.asking.annotator import voice_of
from labels.labelled import LabelledParagraph
from labels.migration.migrate import migrate
from tests.labels.conftest import paragraph
from tests.labels.migration.test_migrate import DROP, EVERY, LABELS, MERGE, OLD, RENAME, SPLIT, Migration, migration

MODEL = "llm:large@0a1b2c3d"
ANSWERS = st.lists(LABELS, min_size=1, max_size=4)
ABSENT = migration([*OLD, "digital"], absent=["digital"])


def asked(answers: list[tuple[str, ...]], ids: tuple[str, ...] = OLD) -> LabelledParagraph:
    """Return a row of a model that gave these answers."""
    shares = {key: round(sum(key in one for one in answers) / len(answers), 3) for key in ids}
    annotators = {f"{MODEL}#{turn}": one for turn, one in enumerate(answers, start=1)}
    labels = tuple(key for key in OLD if shares[key] > 0.5)
    return LabelledParagraph(paragraph(), labels, annotators, asked={MODEL: Confidence(len(answers), shares)})


@given(ANSWERS, st.sampled_from([*EVERY, ABSENT]))
def test_what_follows_is_the_share_of_the_answers_that_follow(answers: list[tuple[str, ...]], plan: Migration) -> None:
    before = asked(answers)
    migrated = migrate([before], plan)
    assert migrated.given_up == 0
    for row in migrated.rows:
        now = [labels for name, labels in row.annotators.items() if voice_of(name) == MODEL]
        expected = {key: round(sum(key in one for one in now) / len(now), 3) for key in plan.new.ids}
        assert row.asked == {MODEL: Confidence(len(answers), expected)}
        assert row.migrated_from is not None
        assert row.migrated_from["asked"] == {MODEL: before.asked[MODEL].to_json()}
    for queued in migrated.queue:  # of what is asked again nothing is said
        left = queued.extra["asked"][MODEL]["confidence"]
        assert not set(left) & set(plan.added)
        assert set(left) <= set(plan.new.ids)


def test_where_answers_are_missing_a_merged_confidence_is_known_or_given_up_and_counted() -> None:
    def merged(livelihood: float, security: float) -> tuple[dict[str, float], int]:
        shares = {"industry": 0.333, "ecology": 0.0, "livelihood": livelihood, "security": security}
        row = replace(asked([("industry",)]), asked={MODEL: Confidence(3, shares)})
        migrated = migrate([row], MERGE)
        return dict(migrated.rows[0].asked[MODEL].shares), migrated.given_up

    rest = {"industry": 0.333, "ecology": 0.0}
    assert merged(0.0, 0.0) == (rest | {"society": 0.0}, 0)
    assert merged(0.667, 0.0) == (rest | {"society": 0.667}, 0)
    assert merged(1.0, 0.333) == (rest | {"society": 1.0}, 0)
    assert merged(0.667, 0.333) == (rest, 1)  # of three answers two or three gave one of them


def test_a_rename_and_a_drop_need_no_answers() -> None:
    alone = replace(asked([("industry", "security")]), annotators={"li": ("industry",)})
    [renamed], [dropped] = migrate([alone], RENAME).rows, migrate([alone], DROP).rows
    assert renamed.asked[MODEL].shares == {"economy": 1.0, "ecology": 0.0, "livelihood": 0.0, "security": 1.0}
    assert dropped.asked[MODEL].shares == {"industry": 1.0, "ecology": 0.0, "livelihood": 0.0}


def test_of_the_parts_of_what_some_answers_gave_nothing_is_known() -> None:
    [queued] = migrate([asked([("livelihood",), (), ()])], SPLIT).queue
    assert queued.extra["asked"][MODEL] == {
        "answers": 3,
        "confidence": {"industry": 0.0, "ecology": 0.0, "security": 0.0},
    }


def test_a_category_that_stays_and_is_part_of_another_too_may_have_been_meant_by_that() -> None:
    plan = migration(["industry", "ecology", "security", "care"], split=["livelihood=care,security"])
    [queued] = migrate([asked([("livelihood",), ("security",), ()])], plan).queue
    assert queued.extra["asked"][MODEL]["confidence"] == {"industry": 0.0, "ecology": 0.0}
    [row] = migrate([asked([("security",), (), ()])], plan).rows
    assert row.asked[MODEL].shares == {"industry": 0.0, "ecology": 0.0, "security": 0.333, "care": 0.0}


def test_models_do_not_outvote_people_where_categories_become_one() -> None:
    said = {"li": (), MODEL: ("livelihood",), "llm:small@0a1b2c3d": ("security",)}
    [row] = migrate([LabelledParagraph(paragraph(), (), said)], MERGE).rows
    assert (row.labels, row.disputed) == ((), None)
    assert row.annotators[MODEL] == ("society",)
