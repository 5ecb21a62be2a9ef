"""An encoder from a hub: fetched in a revision, taken from the cache without a network, and never waited for without
end."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from labels.taxonomy import Taxonomy
from storage.errors import BadBundle
from tests.training import fake_hub
from tests.training.fake_hub import NAME, commit_of, hub
from tests.waiting import PATIENCE, wait_until
from training.finetuning.encoder import load_encoder
from training.hub import fetching as module
from training.hub.encoder_source import find_encoder
from training.hub.fetching import files_to_read

TAXONOMY = Taxonomy.load()


@pytest.fixture
def online(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Give what sets the address of the hub, for this process and those that it starts, with an empty cache."""
    from huggingface_hub import constants

    def at(url: str) -> None:
        monkeypatch.setenv("HF_ENDPOINT", url)
        monkeypatch.setattr(constants, "ENDPOINT", url)

    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    yield at
    assert not children(), "what fetches must not outlive the one who asked"


def children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children(recursive=True) if "hub_process" in " ".join(one.cmdline())]


@pytest.fixture
def other(tiny_encoder: Path, tmp_path: Path) -> Path:
    """The tiny encoder as it was before: one weight differs."""
    from safetensors.torch import load_file, save_file

    folder = Path(shutil.copytree(tiny_encoder, tmp_path / "other"))
    weights = load_file(folder / "model.safetensors")
    weights["bert.embeddings.LayerNorm.bias"] += 1
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def test_an_encoder_is_fetched_and_named_with_its_commit(online: Callable[[str], None], tiny_encoder: Path) -> None:
    said: list[str] = []
    with hub(main=tiny_encoder) as served:
        online(served.url)
        found = find_encoder(NAME, say=said.append)
    assert found.name == f"{NAME}@{commit_of(tiny_encoder)}"
    assert found.digest == find_encoder(str(tiny_encoder)).digest
    assert f"{NAME} is no folder here: looking for it on {served.url}" in said[0]
    load_encoder(found, TAXONOMY)


def test_a_revision_is_a_branch_a_tag_or_a_commit(
    online: Callable[[str], None], tiny_encoder: Path, other: Path
) -> None:
    with hub(main=tiny_encoder, v1=other) as served:
        online(served.url)
        by_tag, by_commit = find_encoder(NAME, "v1"), find_encoder(NAME, commit_of(other))
        assert by_tag == by_commit
        assert by_tag.name == f"{NAME}@{commit_of(other)}"
        assert find_encoder(NAME).name == f"{NAME}@{commit_of(tiny_encoder)}"
        with pytest.raises(BadBundle, match=r"cannot be loaded \(http.*the shipped models/encoder") as error:
            find_encoder(NAME, "v9")
        assert "404" in str(error.value)
        with pytest.raises(BadBundle, match=r"'\.\./x' is no name of a branch, tag or commit"):
            find_encoder(NAME, "../x")


def test_what_is_in_the_cache_needs_no_network(
    online: Callable[[str], None], tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    with hub(main=tiny_encoder) as served:
        online(served.url)
        first = find_encoder(NAME)
        asked = len(served.asked)
        assert find_encoder(NAME) == first
        assert len(served.asked) == asked
    said: list[str] = []
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert find_encoder(NAME, say=said.append) == first
    assert said == []
    with pytest.raises(BadBundle, match="HF_HUB_OFFLINE is set"):
        find_encoder(NAME, "v1")


def test_a_cache_that_lacks_the_weights_is_completed(online: Callable[[str], None], tiny_encoder: Path) -> None:
    with hub(main=tiny_encoder) as served:
        online(served.url)
        found = find_encoder(NAME)
        (found.folder / "model.safetensors").resolve().unlink()
        assert find_encoder(NAME) == found
        load_encoder(found, TAXONOMY)


@pytest.mark.parametrize("kind", ["swallowing", "deaf"])
def test_a_network_that_swallows_everything_is_given_up(
    online: Callable[[str], None], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_ANSWER_SECONDS", 4.0)
    with getattr(fake_hub, kind)() as url:
        online(url)
        said: list[str] = []
        began = time.monotonic()
        with pytest.raises(
            BadBundle, match=r"sent nothing for 4 s; an answer was awaited.*leave --encoder out"
        ) as error:
            find_encoder(NAME, say=said.append)
        assert time.monotonic() - began < 600
    assert len(said) == 1 and url in said[0]
    assert "\n" not in str(error.value)


def test_a_file_that_stops_coming_is_given_up(
    online: Callable[[str], None], tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SILENT_SECONDS", 4.0)
    with hub(main=tiny_encoder) as served:
        online(served.url)
        served.stall_after = 100
        with pytest.raises(BadBundle, match="sent nothing for 4 s; the rest of its files was awaited"):
            find_encoder(NAME)


def test_a_slow_hub_is_waited_for_as_long_as_it_sends(
    online: Callable[[str], None], tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SILENT_SECONDS", 3.0)
    monkeypatch.setattr(module, "_SPEAK_SECONDS", 1.0)
    said: list[str] = []
    with hub(main=tiny_encoder) as served:
        online(served.url)
        served.pause = 0.1  # 120 kB at 20 kB/s: twice as long as silence is borne
        find_encoder(NAME, say=said.append)
    assert any("MB fetched" in line for line in said)


def test_a_hub_that_does_not_know_the_encoder_is_quoted(online: Callable[[str], None], tiny_encoder: Path) -> None:
    with hub(main=tiny_encoder) as served:
        online(served.url)
        with pytest.raises(BadBundle, match=r"--encoder nobody/nothing: cannot be loaded \(http://127.*404"):
            find_encoder("nobody/nothing")


def test_a_folder_has_no_revision(tiny_encoder: Path) -> None:
    with pytest.raises(BadBundle, match=r"--revision v1: --encoder .* is a folder"):
        find_encoder(str(tiny_encoder), "v1")


WAITING = "import sys; from training.hub.encoder_source import find_encoder; find_encoder('invented/x', say=lambda line: print(line, flush=True))"  # noqa: E501


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_what_fetches_ends_with_the_one_who_asked(
    online: Callable[[str], None], root: Path, how: signal.Signals
) -> None:
    with fake_hub.swallowing() as url:
        online(url)
        asking = subprocess.Popen(
            [sys.executable, "-c", WAITING],
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(os.environ),
        )
        assert asking.stdout is not None
        assert asking.stdout.readline()
        wait_until(lambda: psutil.Process(asking.pid).children())
        fetching = psutil.Process(asking.pid).children()
        asking.send_signal(how)
        asking.wait(PATIENCE)
        _, alive = psutil.wait_procs(fetching, timeout=PATIENCE)
        assert fetching and not alive
        asking.stdout.close()


def test_of_a_model_only_what_is_read_is_fetched() -> None:
    plain = ["config.json", "tokenizer.json", "vocab.txt"]
    unread = [
        "README.md",
        "tf_model.h5",
        "flax_model.msgpack",
        "onnx/model.onnx",
        "1_Pooling/config.json",
        "model.fp16.safetensors",
    ]
    assert files_to_read([*plain, *unread, "model.safetensors", "pytorch_model.bin"]) == [
        "config.json",
        "model.safetensors",
        *plain[1:],
    ]
    assert files_to_read([*plain, *unread, "pytorch_model.bin"]) == ["config.json", "pytorch_model.bin", *plain[1:]]
    parts = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json"]
    assert set(files_to_read([*plain, *parts])) == {*plain, *parts}
