"""A Ray of any number of CPUs gives the result of a local run, byte for byte, and leaves nothing behind."""

from pathlib import Path

import psutil
import pytest

from inference.scale.asked import Asked
from inference.scale.cluster.joining import HERE, ray_at
from models.bundle import Bundle
from tests.inference.scale.cluster.runs import asked_of, needs_ray, of_ray, run_here, run_on
from tests.inference.scale.folders import every_kind, paragraphs_file
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, needs_ray]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Asked:
    """A folder of every kind of file, broken ones among them, and a paragraphs file."""
    place = tmp_path_factory.mktemp("inputs")
    inputs = [every_kind(place / "in"), paragraphs_file(place / "more.jsonl", "壬山市", "癸山市")]
    return asked_of(inputs, tiny_bundle)


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory, asked: Asked) -> dict[str, bytes]:
    """The result of a local run."""
    return run_here(tmp_path_factory.mktemp("local") / "tagged", asked)


@pytest.mark.parametrize("cpus", [1, 2, 4])
def test_ray_gives_what_a_local_run_gives(
    cpus: int, asked: Asked, local: dict[str, bytes], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with ray_at(HERE, cpus) as ray:
        assert ray.cluster_resources()["CPU"] == cpus
        assert _addresses() == {"127.0.0.1"}, "nobody else may reach it"
        assert run_on(ray, tmp_path / "tagged", asked) == local
    wait_until(lambda: not of_ray())
    assert capfd.readouterr() == ("", "")


def _addresses() -> set[str]:
    """Return the addresses on which this process and all that it started listen."""
    us = psutil.Process()
    every = [one for process in (us, *us.children(recursive=True)) for one in process.net_connections("inet")]
    return {one.laddr.ip.removeprefix("::ffff:") for one in every if one.status == psutil.CONN_LISTEN}
