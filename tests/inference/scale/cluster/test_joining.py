"""Without Ray, or where there is none at the address, one line says what to do."""

import socket
import sys
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from inference.scale.cluster.duties import looked_around
from inference.scale.cluster.joining import HERE, ray_at
from inference.scale.cluster.pulse import Pulse
from inference.scale.fingerprint import program_version
from models.bundle import Bundle
from storage.errors import BadSettings
from tests.scripts.running import run_script


def test_without_ray_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(BadSettings, match=r"needs Ray, .* run make install-bulk\.$") as error, ray_at(HERE):
        pass
    assert "\n" not in str(error.value)


def test_what_is_no_address_is_named(tmp_path: Path) -> None:
    finished = run_script("tag", "--output", tmp_path / "tagged", "--ray", "reports", cwd=tmp_path)
    assert finished.returncode == 2
    assert "'reports' is no address of Ray, such as auto or head:6379" in finished.stderr


def test_a_forecast_is_not_made_for_ray(tmp_path: Path) -> None:
    finished = run_script("tag", tmp_path, "--output", tmp_path / "tagged", "--dry-run", "--ray", "auto", cwd=tmp_path)
    assert finished.returncode == 2
    assert "argument --ray: not allowed with argument --dry-run" in finished.stderr


def test_an_address_where_nobody_listens_is_one_line_at_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = rf"--ray 127\.0\.0\.1:{port}: nobody answers there"
    with pytest.raises(BadSettings, match=said) as error, ray_at(f"127.0.0.1:{port}"):
        pass
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("by", ["address", "environment"])
def test_an_address_where_something_else_answers_is_one_line_at_once(by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"127.0.0.1:{server.server_port}"
        monkeypatch.setenv("RAY_ADDRESS", address)
        with (
            pytest.raises(BadSettings, match=f"--ray {address}: it is no Ray that answers"),
            ray_at(address if by == "address" else "auto"),
        ):
            pass
        server.shutdown()


def test_a_part_is_not_tagged_on_ray(tmp_path: Path) -> None:
    finished = run_script(
        "tag", tmp_path, "--output", tmp_path / "tagged", "--shard", "1/2", "--ray", "auto", cwd=tmp_path
    )
    assert finished.returncode == 2
    assert "argument --ray: not allowed with argument --shard" in finished.stderr


def test_a_machine_that_does_not_see_what_the_driver_sees_is_told_from_one_that_does(
    tiny_bundle: Bundle, tmp_path: Path
) -> None:
    pulse, seen = Pulse(tmp_path / "work"), tmp_path / "in"
    pulse.folder.mkdir(parents=True)
    (pulse.folder / "driver").write_text("token")
    seen.mkdir()
    look = partial(looked_around, bundle=tiny_bundle, device="cpu", engine="pytorch, float32")
    assert look(pulse.work, "token", [seen], program_version()) == ""
    assert look(pulse.work, "token", [tmp_path / "other"], program_version()).endswith("other")
    assert look(pulse.work, "of another disk", [seen], program_version()).endswith("work")
    assert look(tmp_path / "elsewhere", "token", [seen], program_version()).endswith("elsewhere")
    assert "another version" in look(pulse.work, "token", [seen], "older")
    with_gpu = look(pulse.work, "token", [seen], program_version(), device="cuda")
    assert with_gpu.startswith("would tag by pytorch on a GPU, bfloat16, and not by pytorch, float32")


def test_who_works_shows_signs_of_life_and_who_does_not_shows_none(tmp_path: Path) -> None:
    pulse = Pulse(tmp_path)
    pulse.folder.mkdir()
    before = pulse.signs()
    assert pulse.signs() == before
    pulse.beat()
    first = pulse.signs()
    assert first != before
    pulse.beat()
    assert pulse.signs() != first
    pulse.end()
    assert not pulse.folder.exists()
