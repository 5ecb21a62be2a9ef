"""The news-title benchmark is read as it is published, and accuracy is what it says."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score

from evaluation.benchmarks.titles import CLASSES, Titles, accuracy, accuracy_difference, read_titles
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from reports.report import Paragraph
from storage.errors import BadData

IDS = ("finance", "society", "sports")
UNLEARNABLE = "realty"


def rows(labels: list[str]) -> tuple[LabelledParagraph, ...]:
    return tuple(
        LabelledParagraph(Paragraph(f"t:{n}", f"t:{n}", f"岚川{n}"), (label,)) for n, label in enumerate(labels)
    )


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Titles:
    """Ninety training titles of three classes, and a class without any."""
    folder = tmp_path_factory.mktemp("titles")
    (folder / "class.txt").write_text("finance\nrealty\nsociety\nsports", "utf-8")
    for name, ids in (
        ("train40k", IDS * 30),
        ("dev10k", CLASSES.keys() & {*IDS, UNLEARNABLE}),
        ("test10k", (UNLEARNABLE, *IDS)),
    ):
        lines = [f'{{"text": "岚川{n} ", "label": "{CLASSES[one]}"}}\n' for n, one in enumerate(ids)]
        (folder / f"{name}.jsonl").write_text("".join(lines), "utf-8")
    return read_titles(folder)


def test_a_class_without_training_titles_is_kept_in_the_test_alone(three: Titles) -> None:
    assert three.taxonomy.ids == IDS
    assert three.taxonomy.exclusive
    assert three.unlearnable == (UNLEARNABLE,)
    assert {row.labels[0] for row in three.dev} == set(IDS)
    assert [row.labels[0] for row in three.test] == [UNLEARNABLE, *IDS]
    assert len({row.id for row in (*three.train, *three.dev, *three.test)}) == 90 + 3 + 4
    assert three.test[1].text == "岚川1"


def test_the_classes_make_a_taxonomy_as_a_file_would(three: Titles) -> None:
    assert Taxonomy.from_json(three.taxonomy.to_json()) == three.taxonomy


def test_a_sample_is_drawn_without_repetition_and_the_same_for_a_seed(three: Titles) -> None:
    drawn = three.sample(40, seed=1)
    assert len({row.id for row in drawn}) == 40
    assert drawn == three.sample(40, seed=1) != three.sample(40, seed=2)
    assert (
        {row.id for row in three.sample(None, seed=1)}
        == {row.id for row in three.sample(1000, 1)}
        == {row.id for row in three.train}
    )


@given(st.lists(st.tuples(st.sampled_from((*IDS, UNLEARNABLE)), st.sampled_from(IDS)), min_size=1))
def test_accuracy_is_that_of_scikit_learn(three: Titles, pairs: list[tuple[str, str]]) -> None:
    pairs = [*pairs, (IDS[0], IDS[1])]  # a title that can be learnt
    truth, said = [one for one, _ in pairs], [one for _, one in pairs]
    found = accuracy(rows(truth), [(one,) for one in said], three.taxonomy)
    assert found.all == pytest.approx(accuracy_score(truth, said))
    kept = [pair for pair in pairs if pair[0] in IDS]
    assert found.learnable == pytest.approx(accuracy_score([one for one, _ in kept], [one for _, one in kept]))
    weights = [truth.count(one) for one in found.classes]
    assert np.average(list(found.classes.values()), weights=weights) == pytest.approx(found.all)
    assert found.classes.get(UNLEARNABLE, 0) == 0


def test_the_interval_of_a_difference_covers_what_a_paired_bootstrap_covers() -> None:
    draw = np.random.default_rng(0)
    truth = draw.choice(IDS, 4000)
    ours = np.where(draw.random(4000) < 0.9, truth, UNLEARNABLE)
    theirs = np.where(draw.random(4000) < 0.85, truth, UNLEARNABLE)
    value, (low, high) = accuracy_difference(rows(list(truth)), [(one,) for one in ours], [(one,) for one in theirs])
    gained = (ours == truth).astype(float) - (theirs == truth)
    assert value == pytest.approx(gained.mean())
    resampled = [gained[draw.integers(0, 4000, 4000)].mean() for _ in range(2000)]
    assert (low, high) == pytest.approx(tuple(np.quantile(resampled, (0.025, 0.975))), abs=0.002)


def test_one_and_the_same_answers_differ_by_nothing() -> None:
    said = [(one,) for one in IDS]
    assert accuracy_difference(rows(list(IDS)), said, said) == (0.0, (0.0, 0.0))


def test_the_real_benchmark_is_read(real_data: Path) -> None:
    folder = real_data / "benchmarks" / "thucnews-titles"
    if not folder.is_dir():
        pytest.skip(f"no news titles at {folder}; set ZHENGBIAO_DATA to the folder that holds benchmarks/")
    titles = read_titles(folder)
    assert (len(titles.train), len(titles.dev), len(titles.test)) == (34_540, 9_000, 10_000)
    assert set(titles.taxonomy.ids) == CLASSES.keys() - {"realty"}
    assert not {row.text for row in titles.train} & {row.text for row in titles.test}


def test_titles_of_which_none_could_be_learnt_have_no_accuracy(three: Titles) -> None:
    with pytest.raises(BadData, match="None of the 2 test titles is of a class that has training titles"):
        accuracy(rows([UNLEARNABLE, UNLEARNABLE]), [(IDS[0],), (IDS[1],)], three.taxonomy)
