"""What ends a process on a cluster, or keeps it from going on, loses no report and hangs nothing."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inference.scale.cluster.driving import Cluster
from inference.scale.cluster.joining import HERE, ray_at
from inference.scale.cluster.plan import Plan
from inference.scale.cluster.pulse import Pulse
from inference.scale.judgements import key_of
from inference.scale.run import Run
from inference.scale.store import Store
from inference.scale.work import working
from models.bundle import Bundle
from storage.errors import BadSettings
from storage.whole_files import work_of
from tests.inference.scale.cluster.runs import ON_CPU, asked_of, needs_ray, run_here, run_on, start_slow, taggers
from tests.inference.scale.folders import kept, many
from tests.inference.scale.poison import start_poisoned
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, needs_ray]


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    """A Ray with two CPUs."""
    with ray_at(HERE, 2) as started:
        yield started


def test_a_tagger_that_is_killed_loses_nothing(ray: Any, tiny_bundle: Bundle, tmp_path: Path) -> None:
    asked = asked_of([many(tmp_path / "in", 24)], tiny_bundle)
    output = tmp_path / "tagged"
    killed: list[int] = []

    def kill() -> None:
        wait_until(lambda: len(kept(Path(f"{output}.work"))) >= 3 and len(taggers()) == 2, 600)
        killed.append(len(kept(Path(f"{output}.work"))))
        taggers()[0].kill()

    thread = threading.Thread(target=kill)
    thread.start()
    result = run_on(ray, output, asked, start=start_slow)
    thread.join()
    assert killed and killed[0] < 24, "it was to be killed in the middle"
    assert result == run_here(tmp_path / "local", asked)


def test_a_report_that_ends_its_tagger_is_tried_again_and_named(ray: Any, tiny_bundle: Bundle, tmp_path: Path) -> None:
    given = tmp_path / "paragraphs.jsonl"
    texts = {"甲县-2031": "segfault", "乙县-2031": "once", "丙县-2031": "stuck", "丁县-2031": "新建园区。"}
    given.write_text(
        "".join(f'{{"id": "{name}:0", "report": "{name}", "text": "{text}"}}\n' for name, text in texts.items()),
        "utf-8",
    )
    asked = asked_of([given], tiny_bundle)
    with working(work_of(tmp_path / "tagged"), asked.tagger) as work:
        run = Run(asked, work)
        Cluster(ray, ON_CPU, start=start_poisoned, most_seconds=1.0).tag(run, bool)
        store = Store(work.folder)
        keys = {one.id: key_of(one.paragraphs) for one in run.given() if hasattr(one, "paragraphs")}
    assert "SIGSEGV" in str(store.failure(keys["甲县-2031"]))
    assert "no progress" in str(store.failure(keys["丙县-2031"]))
    assert [store.failure(keys[name]) for name in ("乙县-2031", "丁县-2031")] == [None, None]
    assert store.get(keys["丁县-2031"]) is not None
    assert store.get(keys["乙县-2031"]) is not None


def test_taggers_that_hold_every_cpu_are_a_standstill_and_no_hang(
    ray: Any, tiny_bundle: Bundle, tmp_path: Path
) -> None:
    asked = asked_of([many(tmp_path / "in", 3)], tiny_bundle)
    with working(work_of(tmp_path / "tagged"), asked.tagger) as work:
        cluster = Cluster(ray, ON_CPU, still_seconds=20.0)
        with pytest.raises(BadSettings, match="nothing at work for 20 seconds: it was asked for 2 taggers") as error:
            list(cluster._round(Run(asked, work), Plan(2, 1.0), Pulse(work.folder)))
    assert "\n" not in str(error.value)
