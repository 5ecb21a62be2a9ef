"""A run tags each text once, goes on with what is there, and says the same in the end."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from inference.inputs import find_inputs, read_inputs
from inference.output.results import tagged_by_one
from inference.scale import tagging
from inference.scale.asked import Asked, asked_for
from inference.scale.judgements import key_of
from inference.scale.run import Done, Run
from inference.scale.tagging import Arrangement
from inference.scale.work import Work
from inference.tagger import Tagger
from models.bundle import Bundle
from reports.skipped import Skipped
from tests.inference.scale.folders import every_kind, kept, many, paragraphs_file

ON_CPU = Arrangement("cpu", processes=1)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    place = tmp_path_factory.mktemp("run")
    return [paragraphs_file(place / "first.jsonl", "壬山市", "癸山市"), every_kind(place / "in")]


@pytest.fixture(scope="module")
def asked(inputs: list[Path], tiny_bundle: Bundle) -> Asked:
    return asked_for(find_inputs(inputs), tiny_bundle)


def shown(results: Sequence[Done | Skipped]) -> list[str]:
    return [one.reason if isinstance(one, Skipped) else one.report.id for one in results]


def test_a_run_gives_what_tagging_report_after_report_gives(
    asked: Asked, inputs: list[Path], tiny_tagger: Tagger, tmp_path: Path
) -> None:
    expected = list(tagged_by_one(tiny_tagger, read_inputs(inputs)))
    for _ in range(2):  # fresh, and from what was kept
        found = list(Run(asked, Work(tmp_path)).tagged(ON_CPU))
        assert found == expected
    assert {type(one) for one in expected} == {Done, Skipped}


def test_what_is_kept_is_not_tagged_again(asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = shown(list(Run(asked, Work(tmp_path)).tagged(ON_CPU)))
    before = kept(tmp_path)
    assert len(before) == len({key_of(one.paragraphs) for one in _reports(Run(asked, Work(tmp_path)))})
    monkeypatch.setattr(tagging.Team, "give", None)  # who asks a process to tag fails
    assert shown(list(Run(asked, Work(tmp_path)).tagged(ON_CPU))) == first
    assert kept(tmp_path) == before


def _reports(run: Run) -> list[object]:
    return [one for one in run.given() if not isinstance(one, Skipped)]


def test_a_run_counts_the_reports_that_an_earlier_one_had_tagged(asked: Asked, tmp_path: Path) -> None:
    first, second = Run(asked, Work(tmp_path)), Run(asked, Work(tmp_path))
    list(first.tagged(ON_CPU))  # among them the same report in two encodings
    keys = [key_of(one.paragraphs) for one in first.given() if not isinstance(one, Skipped)]
    (twice,) = {key for key in keys if keys.count(key) == 2}
    next(tmp_path.glob(f"tags/*/{twice}*")).unlink()
    list(second.tagged(ON_CPU))
    assert (first.before, second.before) == (0, len(keys) - 2)


def test_what_failed_is_listed_in_its_place_and_tried_again_only_when_asked(asked: Asked, tmp_path: Path) -> None:
    run = Run(asked, Work(tmp_path))
    plain = shown(list(run.tagged(ON_CPU)))
    given = [one for one in run.given() if not isinstance(one, Skipped)]
    failed = given[3]
    key = key_of(failed.paragraphs)
    (path,) = tmp_path.glob(f"tags/*/{key}.json.gz")
    path.unlink()
    run.store.fail(key, "took more than a minute")
    results = list(Run(asked, Work(tmp_path)).tagged(ON_CPU))
    place = shown(results).index(next(line for line in shown(results) if "took more than a minute" in line))
    told = results[place]
    assert isinstance(told, Skipped)
    assert (told.kind, told.origin) == ("untagged", failed.origin)
    assert told.reason == f"{failed.paragraphs[0].source}: {failed.id} could not be tagged: took more than a minute"
    assert [*shown(results)[:place], failed.id, *shown(results)[place + 1 :]] == plain
    assert not path.exists()
    assert shown(list(Run(asked, Work(tmp_path), again=True).tagged(ON_CPU))) == plain
    assert run.store.failure(key) is None


def test_a_file_whose_reading_was_given_up_is_read_again_only_when_asked(tmp_path: Path, tiny_bundle: Bundle) -> None:
    folder = many(tmp_path / "in", 3)
    asked = asked_for(find_inputs([folder]), tiny_bundle)
    run = Run(asked, Work(tmp_path / "work"))
    run.reading.keep_given_up(folder / "001.txt", "001.txt: ended the process that read it.")
    told = list(run.tagged(ON_CPU))
    assert shown(told)[1] == "001.txt: ended the process that read it."
    assert isinstance(told[1], Skipped)
    assert told[1].passing
    assert not [
        one for one in Run(asked, Work(tmp_path / "work"), again=True).tagged(ON_CPU) if isinstance(one, Skipped)
    ]


def test_what_inputs_hold_and_how_they_are_asked_for_is_all_that_counts(
    asked: Asked, inputs: list[Path], tiny_bundle: Bundle, tmp_path: Path
) -> None:
    same = asked_for(find_inputs(inputs), tiny_bundle)
    assert same.to_json() == asked.to_json()
    folder = every_kind(tmp_path / "in")
    stood = asked_for(find_inputs([folder]), tiny_bundle).to_json()
    text = (folder / "two.txt").read_bytes()
    for change in (
        lambda: (folder / "two.txt").write_bytes(text.replace("一".encode(), "二".encode(), 1)),
        lambda: (folder / "two.txt").rename(folder / "2.txt"),
        lambda: (folder / "2.txt").unlink(),
        lambda: (folder / "other.png").write_bytes(b"x"),
        lambda: (folder / "corpus.csv").write_bytes((folder / "corpus.csv").read_bytes() + b"\n"),
    ):
        change()
        now = asked_for(find_inputs([folder]), tiny_bundle).to_json()
        assert now != stood
        stood = now
    columns = asked_for(find_inputs(inputs), tiny_bundle, {"text": "正文"})
    assert columns.to_json() != asked.to_json()
    assert asked_for(find_inputs(inputs), tiny_bundle, pages=False).to_json() != asked.to_json()
    named = asked_for(find_inputs([*inputs, inputs[1] / "two.txt"]), tiny_bundle)
    assert named.to_json() != asked.to_json()
    other = Bundle(tiny_bundle.folder, replace(tiny_bundle.manifest, id="tiny-2"))
    assert asked_for(find_inputs(inputs), other).to_json() != asked.to_json()
