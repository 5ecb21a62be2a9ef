"""Every report is tagged, or named as failed, whatever the reports do to the processes that tag them."""

import multiprocessing
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from inference.inputs import Untagged
from inference.scale.judgements import Judgement, key_of
from inference.scale.store import Store
from inference.scale.taggers import Arrangement, Work
from inference.scale.tagging import Failed, tag_all
from inference.tagger import Tagger
from models.bundle import Bundle
from storage.errors import BadBundle, BadSettings
from tests.inference.scale.poison import start_poisoned
from tests.inference.scale.reports import many, untagged

TWO = Arrangement("cpu", 2)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    (tmp_path / "store").mkdir()
    return Store(tmp_path / "store")


def _never(*_: object) -> Work:
    raise AssertionError("there is nothing to tag")


def told_here(bundle: Bundle, report: Untagged) -> tuple[Judgement, ...]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return tuple(Judgement.of(one) for one in Tagger(bundle, "cpu").tag(report.paragraphs))
    finally:
        torch.set_num_threads(before)


def test_several_taggers_say_what_one_here_says_in_order(tiny_bundle: Bundle, store: Store) -> None:
    reports = [*many(20), untagged("long", *(f"修复湿地{n}公顷。" for n in range(600)))]
    found = list(tag_all(reports, tiny_bundle, store, TWO))
    assert [one for one in found if isinstance(one, Failed)] == []
    assert found == [(report, told_here(tiny_bundle, report)) for report in reports]


def test_every_report_is_kept_and_no_process_is_started_where_all_are(tiny_bundle: Bundle, store: Store) -> None:
    reports = many(4)
    found = list(tag_all(reports, tiny_bundle, store, TWO, start=start_poisoned))
    assert [(one, store.get(key_of(one.paragraphs))) for one in reports] == found
    assert list(tag_all(reports, tiny_bundle, store, TWO, start=_never)) == found


def test_reports_of_the_same_text_are_tagged_once(tiny_bundle: Bundle, store: Store) -> None:
    one = untagged("甲", "once", "河道清淤。")
    reports = [one, replace(one, id="乙"), replace(one, id="丙")]
    found = list(tag_all(reports, tiny_bundle, store, TWO, start=start_poisoned))
    assert [outcome[0].id for outcome in found if isinstance(outcome, tuple)] == ["甲", "乙", "丙"]
    assert len(list(store.folder.rglob("*.json.gz"))) == 1


def test_poisonous_reports_are_named_and_the_others_are_tagged(tiny_bundle: Bundle, store: Store) -> None:
    reasons = {
        "segfault": "ended its process (SIGSEGV: a fault in a library)",
        "exit": "ended its process (exit code 3)",
        "killed": "ended its process (SIGKILL: out of memory, or ended from outside)",
        "stuck": "made no progress in 1 seconds of processor time",
        "memory": "needs more memory than there is",
    }
    reports = many(9)
    for word in reasons:
        reports[len(reports) // 2 : 0] = [untagged(f"砚湖市-{word}", "河道清淤。", word)]
    found = list(tag_all(reports, tiny_bundle, store, TWO, start=start_poisoned, most_seconds=1))
    assert [one.report if isinstance(one, Failed) else one[0] for one in found] == reports
    failed = {one.report.id: one for one in found if isinstance(one, Failed)}
    assert set(failed) == {f"砚湖市-{word}" for word in reasons}
    for word, reason in reasons.items():
        one = failed[f"砚湖市-{word}"]
        assert one.reason.startswith(f"it {reason}, and did so again when it was tried alone.")
        assert "\n" not in one.reason
        assert store.get(key_of(one.report.paragraphs)) is None


def test_a_report_that_fails_beside_others_and_not_alone_is_tagged(tiny_bundle: Bundle, store: Store) -> None:
    reports = [*many(3), untagged("砚湖市-一次", "once"), untagged("末", "河道清淤。")]
    found = list(tag_all(reports, tiny_bundle, store, TWO, start=start_poisoned))
    assert [one[0] for one in found if isinstance(one, tuple)] == reports


def test_a_report_that_goes_on_may_take_longer_than_one_that_does_not(tiny_bundle: Bundle, store: Store) -> None:
    found = list(tag_all([untagged("长", "slow")], tiny_bundle, store, TWO, start=start_poisoned, most_seconds=1))
    assert isinstance(found[0], tuple)


def test_the_engine_tells_of_its_progress_within_a_single_paragraph(
    tiny_tagger: Tagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[None] = []
    monkeypatch.setattr("storage.processes.serving._most_seconds", 1.0)  # as in a process that works for another
    monkeypatch.setattr("signal.setitimer", lambda *_: told.append(None))
    list(tiny_tagger.tag(untagged("大", "修复湿地，" * 10_000).paragraphs))
    assert len(told) > 10


def test_a_bundle_that_cannot_be_loaded_ends_the_run(bundle_copy: Path, tiny_bundle: Bundle, store: Store) -> None:
    (bundle_copy / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(BadBundle, match=r"model\.safetensors"):
        list(tag_all(many(3), Bundle(bundle_copy, tiny_bundle.manifest), store, TWO))


def test_a_device_that_is_not_there_ends_the_run(tiny_bundle: Bundle, store: Store) -> None:
    with pytest.raises(BadSettings, match="--device cuda:99: not available here"):
        list(tag_all(many(1), tiny_bundle, store, Arrangement("cuda:99")))


def test_only_a_few_reports_are_read_ahead(tiny_bundle: Bundle, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inference.scale.tagging._AHEAD", 5)
    taken = []

    def asked() -> Iterator[Untagged]:
        for report in many(100, paragraphs=1):
            taken.append(report)
            yield report

    with closing(tag_all(asked(), tiny_bundle, store, TWO, start=start_poisoned)) as results:
        next(results)
        assert len(taken) <= 11


def test_who_goes_away_leaves_no_process(tiny_bundle: Bundle, store: Store) -> None:
    reports = [*many(1), untagged("砚湖市-等", "waiting")]
    results = tag_all(reports, tiny_bundle, store, TWO, start=start_poisoned)
    next(results)
    assert multiprocessing.active_children()
    results.close()
    assert multiprocessing.active_children() == []
