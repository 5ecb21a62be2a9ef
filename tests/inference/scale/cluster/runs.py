"""Runs on a Ray of this machine, and taggers that are slow enough to be ended in the middle."""

import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import pytest

from inference.inputs import find_inputs
from inference.output.finished import finish
from inference.scale.asked import Asked, asked_for
from inference.scale.cluster.driving import Cluster
from inference.scale.run import Run
from inference.scale.store import Store
from inference.scale.taggers import Answer, Arrangement, Texts, Work, start_tagger
from inference.scale.work import working
from models.bundle import Bundle
from storage.whole_files import work_of
from tests.inference.scale.folders import contents

# Not pytest.importorskip: Ray takes what it is told by the environment when it is imported.
needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed: make install-bulk")
ON_CPU = Arrangement("cpu")
_SECONDS_EACH = 0.4


def asked_of(inputs: list[Path], bundle: Bundle) -> Asked:
    """Ask for the tags of inputs, without pages."""
    return asked_for(find_inputs(inputs), bundle, pages=False)


def run_here(output: Path, asked: Asked) -> dict[str, bytes]:
    """Tag without Ray, and return the result."""
    with working(work_of(output), asked.tagger) as work:
        finish(output, Run(asked, work), Arrangement("cpu", processes=1), bool)
    return contents(output)


def run_on(ray: Any, output: Path, asked: Asked, **ways: Any) -> dict[str, bytes]:
    """Tag on Ray, and return the result; all of it comes from Ray's taggers."""
    with working(work_of(output), asked.tagger) as work:
        run = Run(asked, work)
        Cluster(ray, ON_CPU, **ways).tag(run, bool)
        before = {path.name for path in work.folder.glob("tags/*/*")}
        finish(output, run, Arrangement("cpu", processes=1), bool)
        assert {path.name for path in work.folder.glob("tags/*/*")} == before
        assert not (work.folder / "pulse").exists()
    return contents(output)


def start_slow(bundle: Bundle, store: Store, arrangement: Arrangement) -> Work:
    """Start a tagger that takes its time over each report."""
    tag = start_tagger(bundle, store, arrangement)

    def work(given: Texts | None) -> Answer:
        time.sleep(_SECONDS_EACH)
        return tag(given)

    return work


def of_ray(name: str = "ray") -> list[psutil.Process]:
    """Return the processes of the Ray that this process started, those that are called so."""
    found = []
    for one in psutil.Process().children(recursive=True):
        try:
            called = one.status() != psutil.STATUS_ZOMBIE and name in " ".join(one.cmdline())
        except psutil.Error:  # it ended meanwhile
            continue
        found += [one] if called else []
    return found


def taggers() -> list[psutil.Process]:
    """Return the processes of Ray that tag."""
    return of_ray("ReportTagger")
