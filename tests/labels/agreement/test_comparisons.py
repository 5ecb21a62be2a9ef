"""People, models, prompts and repeated answers are compared apart: no model makes people agree, or differ."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sklearn.metrics import cohen_kappa_score

from labels.agreement.adjudication import adjudication_tasks, disputed_rows
from labels.agreement.anchoring import measure_anchoring
from labels.agreement.annotators import Annotator, describe_annotators
from labels.agreement.comparisons import compare
from labels.agreement.measure import disputes, measure_agreement
from labels.agreement.rows import only_annotators
from labels.agreement.voices import folded, said_by
from labels.answered import Answer, Confidence
from labels.labelled import LabelledParagraph
from labels.prediction import Prediction
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from tests.labels.conftest import paragraph

PEOPLE = ("周", "林")
MODEL, OTHER_PROMPT, OTHER_MODEL = "llm:large@0a1b2c3d", "llm:large@ffffffff", "llm:small@0a1b2c3d"
REPEATS = tuple(f"{MODEL}#{turn}" for turn in (1, 2, 3))


def of(index: int, said: dict[str, tuple[str, ...]]) -> LabelledParagraph:
    return LabelledParagraph(paragraph(f"岚川县-{index % 8}", index), said.get("林", ()), said)


@pytest.fixture(scope="module")
def rows() -> list[LabelledParagraph]:
    """People who mostly agree, and two models, the one with two prompts and three answers, which give security far too
    often; all three answers are mostly the same."""
    chance = random.Random(4)

    def industry(wrong: float) -> tuple[str, ...]:
        return () if chance.random() < wrong else ("industry",)

    made = []
    for index in range(96):
        said = {name: industry(0.1) if index % 2 else () for name in PEOPLE}
        security = ("security",) if chance.random() < 0.4 else ()
        first = (*industry(0.3), *security)
        said |= {name: first if chance.random() < 0.8 else security for name in REPEATS}
        said |= {OTHER_PROMPT: (*industry(0.3), *security), OTHER_MODEL: industry(0.4)}
        made.append(of(index, said))
    return made


def test_who_is_in_a_figure_is_said_and_each_kind_stands_apart(
    rows: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    found = compare(rows, taxonomy)
    assert [(one.kind, one.annotators) for one in found] == [
        ("people", PEOPLE),
        *(("person_and_model", tuple(sorted((who, model)))) for who in PEOPLE for model in sorted(MODELS)),
        ("prompts", (MODEL, OTHER_PROMPT)),
        ("models", (MODEL, OTHER_MODEL)),
        ("models", (OTHER_PROMPT, OTHER_MODEL)),
        ("repeats", REPEATS),
    ]
    assert found[0].to_json()["between"] == "people"


MODELS = (MODEL, OTHER_PROMPT, OTHER_MODEL)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("林",), "people"),
        ((MODEL,), "repeats"),
        (("llm:large", "llm:small"), "models"),
        (("林", "llm:small"), "person_and_model"),
    ],
)
def test_nobody_is_taken_for_what_they_are_not(names: tuple[str, ...], kind: str, taxonomy: Taxonomy) -> None:
    """One annotator alone agrees with nobody and still is a person or none; a name may come without a prompt."""
    (only,) = compare([of(0, dict.fromkeys(names, ()))], taxonomy)
    assert (only.kind, only.annotators) == (kind, tuple(sorted(names)))


def test_no_answer_of_a_model_changes_a_figure_of_people(rows: list[LabelledParagraph], taxonomy: Taxonomy) -> None:
    people = only_annotators(rows, PEOPLE)
    assert compare(rows, taxonomy)[0] == measure_agreement(people, taxonomy)
    together = measure_agreement(rows, taxonomy).categories["industry"].figures["krippendorff_alpha"].value
    apart = compare(rows, taxonomy)[0].categories["industry"].figures["krippendorff_alpha"].value
    assert together is not None and apart is not None
    assert abs(together - apart) > 0.1  # what would be cited, were it not kept apart
    described, alone = (describe_annotators(each, taxonomy) for each in (rows, people))
    assert described[: len(PEOPLE)] == alone


def test_a_model_that_answered_thrice_is_one_annotator_by_most_of_its_answers(
    rows: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    most = [
        tuple(key for key in taxonomy.ids if sum(key in row.annotators[name] for name in REPEATS) >= 2) for row in rows
    ]
    [found] = [one for one in compare(rows, taxonomy) if one.annotators == tuple(sorted((MODEL, "林")))]
    [pair] = found.categories["industry"].pairs
    said = [[("industry" in row.annotators["林"]) for row in rows], [("industry" in labels) for labels in most]]
    assert pair.kappa.value == pytest.approx(cohen_kappa_score(*said), abs=1e-9)
    assert [one.labels for one in said_by(rows, MODEL, taxonomy)] == most


def annotator(rows: Sequence[LabelledParagraph], name: str, taxonomy: Taxonomy) -> Annotator:
    [found] = [one for one in describe_annotators(rows, taxonomy) if one.name == name]
    return found


def test_the_leaning_of_a_model_is_measured_beside_people_and_has_an_interval(
    rows: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    model = annotator(rows, MODEL, taxonomy)
    assert (model.beside, model.shared) == (PEOPLE, len(rows))
    security, industry = model.bias["security"], model.bias["industry"]
    expected = sum("security" in said_by([row], MODEL, taxonomy)[0].labels for row in rows) / len(rows)
    assert (security.given, security.others) == (pytest.approx(expected), 0)
    assert security.difference.interval is not None and 0 < security.difference.interval[0] < expected
    assert industry.difference.value is not None and industry.difference.value > 0  # gives it where people give none
    assert model.bias["ecology"].difference.value == 0


def test_a_person_alone_and_models_alone_are_compared_with_what_there_is(
    rows: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    one = only_annotators(rows, ["林", MODEL])
    assert [each.kind for each in compare(one, taxonomy)] == ["person_and_model", "repeats"]
    assert annotator(one, "林", taxonomy).beside == (MODEL,)
    repeats = only_annotators(rows, [MODEL])
    assert [(each.kind, each.annotators) for each in compare(repeats, taxonomy)] == [("repeats", REPEATS)]
    assert annotator(repeats, MODEL, taxonomy).bias["industry"].difference.why == "no_pair"
    nobody = only_annotators(rows, ["林"])
    assert [(each.kind, each.shared) for each in compare(nobody, taxonomy)] == [("people", 0)]


def test_answers_without_a_majority_are_no_answer_where_one_category_is_asked_for(
    taxonomy: Taxonomy, exclusive: Taxonomy
) -> None:
    split = of(0, {"林": ("industry",), f"{MODEL}#1": ("industry",), f"{MODEL}#2": ("ecology",)})
    assert folded(split, exclusive).annotators == {"林": ("industry",)}
    assert folded(split, taxonomy).annotators == {"林": ("industry",), MODEL: ()}
    with pytest.raises(BadData, match=rf"'{MODEL}' judged no paragraph. Expected one of 林, {MODEL}"):
        said_by([split], MODEL, exclusive)


def test_repeats_are_one_voice_in_a_dispute_and_voices_where_only_they_spoke(taxonomy: Taxonomy) -> None:
    outvoted = of(0, {"林": ("industry",), **dict(zip(REPEATS, [("industry",), ("industry",), ()], strict=True))})
    against = of(1, {"林": ("industry",), **dict.fromkeys(REPEATS, ("ecology",))})
    alone = of(2, dict(zip(REPEATS, [("industry",), ("industry",), ()], strict=True)))
    made = [outvoted, against, alone]
    assert [one.id for one in disputed_rows(made, taxonomy)] == [against.id, alone.id]
    assert {one.row.id for one in disputes(made, taxonomy)} == {against.id, alone.id}
    told = [task["data"]["said"].splitlines() for task in adjudication_tasks(made, taxonomy)]
    assert [len(lines) for lines in told] == [2, 3]  # one against one, and not one against three


def test_a_tie_of_people_stays_one_whatever_models_say(taxonomy: Taxonomy) -> None:
    tie = of(0, {"林": ("industry",), "周": (), MODEL: ("industry",)})
    decided = of(1, {"林": ("industry",), "周": ("industry",), MODEL: (), OTHER_MODEL: ()})
    assert disputed_rows([tie, decided], taxonomy, ties_only=True) == [tie]


def test_a_model_is_not_drawn_by_its_own_ticks(taxonomy: Taxonomy) -> None:
    blind = replace(of(0, {"林": (), MODEL: ("industry",)}), predicted=Prediction(("industry",), 0.5, MODEL))
    shown = replace(of(1, {"林": ("industry",)}), answers={"林": Answer(shown=("industry",), model=MODEL)})
    [found] = measure_anchoring([blind, shown])
    assert (found.model, found.blind.value, found.blind.paragraphs, found.shown.value) == (MODEL, 0, 1, 1)


def test_what_one_annotator_said_stands_alone_with_their_sentences(taxonomy: Taxonomy) -> None:
    mark = {"industry": ((0, 2),)}
    both = replace(
        of(0, {"林": ("industry",), MODEL: ("industry", "ecology")}),
        answers={"林": Answer(evidence=mark), MODEL: Answer(evidence={"ecology": ((0, 2),)})},
        evidence=mark,
        asked={MODEL: Confidence(1, {"industry": 1.0})},
    )
    [model], [person] = said_by([both], MODEL, taxonomy), said_by([both], "林", taxonomy)
    assert (model.labels, model.evidence, set(model.annotators)) == (
        ("industry", "ecology"),
        {"ecology": ((0, 2),)},
        {MODEL},
    )
    assert (person.labels, person.evidence, person.asked, model.asked) == (("industry",), mark, {}, both.asked)
