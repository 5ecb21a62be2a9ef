"""A bundle that was changed after it was written, in any of its files, is refused in one line that says what
changed."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from labels.taxonomy import Taxonomy
from models.bundle import SHIPPED_ENCODER, SHIPPED_TAGGER, load_weights, read_bundle
from models.card import model_card
from models.files.digests import deciding_files, digest_of, folder_digest
from models.files.weights import WEIGHTS
from models.identity import named
from models.manifest import FILE, read_manifest, write_manifest
from storage.errors import BadBundle
from tests.sealing import edit_manifest


def refusal(folder: Path) -> str:
    with pytest.raises(BadBundle) as error:
        load_weights(read_bundle(folder))
    assert "\n" not in str(error.value)
    return str(error.value)


CHANGES: dict[str, Callable[[dict], object]] = {
    "thresholds": lambda value: value["thresholds"].update(ecology=0.9),
    "calibration": lambda value: value["calibration"]["ecology"].update(offset=3.0),
    "review_band": lambda value: value.update(review_band=dict.fromkeys(value["thresholds"], 0.1)),
    "review_above": lambda value: value.update(review_above=0.1),
    "unit": lambda value: value.update(unit="multiscale"),
    "second_look": lambda value: value.update(second_look=0.7),
    "max_tokens": lambda value: value.update(max_tokens=40),
    "encoder_digest": lambda value: value.update(encoder_digest="0" * 64),
    "files": lambda value: value["files"].update({"config.json": "0" * 64}),
    "categories": lambda value: value["taxonomy"].update(exclusive=True),
    "the id": lambda value: value.update(id="mine-1"),
}


@pytest.mark.parametrize("part", CHANGES)
def test_a_value_changed_in_the_manifest_is_named_with_the_id_that_keeps_it(bundle_copy: Path, part: str) -> None:
    edit_manifest(bundle_copy, CHANGES[part])
    said = refusal(bundle_copy)
    assert f"{bundle_copy / FILE}: {part} changed after the bundle was written" in said
    identifier = said.rpartition('write "id": "')[2].split('"')[0]
    edit_manifest(bundle_copy, lambda value: value.update(id=identifier))
    if part != "files":  # a digest of another file is no change that one could want
        assert read_bundle(bundle_copy).manifest.id == identifier


@pytest.mark.parametrize("change", [lambda band: band.update(ecology=0.5), lambda band: band.clear()])
def test_a_review_band_that_was_stated_is_sealed(bundle_copy: Path, change: Callable[[dict], object]) -> None:
    stated = replace(read_manifest(bundle_copy), review_band=dict.fromkeys(Taxonomy.load().ids, 0.1))
    write_manifest(bundle_copy, named("tiny", stated))
    assert read_bundle(bundle_copy).manifest.bands == stated.review_band

    def edit(value: dict) -> None:
        change(value["review_band"])
        if not value["review_band"]:
            del value["review_band"]

    edit_manifest(bundle_copy, edit)
    assert f"{bundle_copy / FILE}: review_band changed after the bundle was written" in refusal(bundle_copy)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "tokenizer_config.json", WEIGHTS])
def test_a_byte_more_in_any_file_is_seen(bundle_copy: Path, name: str) -> None:
    with (bundle_copy / name).open("ab") as file:
        file.write(b" ")
    assert f"{name} is not the one that tagger.json was written for" in refusal(bundle_copy)


STRANGERS = [
    "added_tokens.json",
    "special_tokens_map.json",
    "vocab.txt",
    "tokenizer.4.0.json",
    "generation_config.json",
    "adapter_config.json",
    "chat_template.jinja",
    "additional_chat_templates",
    "more.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "modeling.py",
    "tokenizer.model",
]


@pytest.mark.parametrize("name", STRANGERS)
def test_what_transformers_might_read_besides_is_refused(bundle_copy: Path, name: str) -> None:
    (bundle_copy / name).write_text("{}")
    assert f"{name} lies there, which tagger.json does not name" in refusal(bundle_copy)


def test_what_nobody_reads_may_lie_beside(bundle_copy: Path) -> None:
    for name in ("LICENSE", "notes.md", "notes.txt", ".DS_Store", "scores.json"):
        (bundle_copy / name).write_text("mine")
    load_weights(read_bundle(bundle_copy))


def test_a_bundle_of_the_first_format_is_read_and_its_id_checked(bundle_copy: Path) -> None:
    manifest = read_manifest(bundle_copy)

    def to_first(value: dict) -> None:
        for key in ("files", "encoder_digest", "second_look", "sealed"):
            del value[key]
        value |= {"format": 1, "weights": digest_of(bundle_copy / WEIGHTS)}

    edit_manifest(bundle_copy, to_first)
    first = read_manifest(bundle_copy)
    write_manifest(bundle_copy, named("tiny", first))
    assert read_manifest(bundle_copy).id != manifest.id
    load_weights(read_bundle(bundle_copy))
    edit_manifest(bundle_copy, CHANGES["thresholds"])
    assert "the id or one of weights, thresholds, calibration, unit, max_tokens, categories changed" in refusal(
        bundle_copy
    )


def test_a_bundle_of_the_second_format_is_read_and_its_id_checked(bundle_copy: Path) -> None:
    def to_second(value: dict) -> None:
        for key in ("second_look", "sealed"):
            del value[key]
        value |= {"format": 2}

    edit_manifest(bundle_copy, to_second)
    second = read_manifest(bundle_copy)
    write_manifest(bundle_copy, named("tiny", second))
    load_weights(read_bundle(bundle_copy))
    edit_manifest(bundle_copy, CHANGES["thresholds"])
    assert "thresholds changed after the bundle was written" in refusal(bundle_copy)


def test_the_shipped_tagger_says_of_what_it_was_made() -> None:
    manifest = read_bundle(SHIPPED_TAGGER).manifest
    assert manifest.encoder_digest == folder_digest(SHIPPED_ENCODER, deciding_files(SHIPPED_ENCODER))
    assert (SHIPPED_TAGGER / "README.md").read_text("utf-8").startswith(model_card(manifest))


def test_the_shipped_tagger_judges_sentences_and_looks_twice_where_it_doubts() -> None:
    manifest = read_bundle(SHIPPED_TAGGER).manifest
    assert (manifest.format, manifest.unit) == (3, "sentence")
    assert manifest.second_look > 0
    assert manifest.review_band is not None or manifest.review_above is not None


def to_fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def to_zeros(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def to_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def to_gigabytes(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


KINDS = {
    to_fifo: "is a FIFO",
    to_zeros: "is a device",
    to_folder: "is a folder",
    to_gigabytes: "holds 1,099,511,627,776 bytes",
}


@pytest.mark.parametrize("name", [FILE, "config.json", "tokenizer.json", "tokenizer_config.json", WEIGHTS])
@pytest.mark.parametrize("change", KINDS)
def test_what_is_no_file_of_a_sane_size_is_refused_and_never_waited_for(
    bundle_copy: Path, name: str, change: Callable[[Path], None]
) -> None:
    change(bundle_copy / name)
    said = refusal(bundle_copy)
    assert name in said
    assert KINDS[change] in said


def test_a_link_to_a_file_elsewhere_is_read(bundle_copy: Path, tmp_path: Path) -> None:
    (bundle_copy / "config.json").rename(tmp_path / "blob")
    (bundle_copy / "config.json").symlink_to(tmp_path / "blob")
    load_weights(read_bundle(bundle_copy))


def test_every_file_that_is_opened_is_one_that_is_named(bundle_copy: Path) -> None:
    import sys

    opened: list[str] = []
    listening = [True]

    def hear(event: str, arguments: tuple) -> None:
        if listening and event == "open" and isinstance(arguments[0], str | os.PathLike):
            opened.append(os.fspath(arguments[0]))

    sys.addaudithook(hear)
    try:
        load_weights(read_bundle(bundle_copy))
    finally:
        listening.clear()  # a hook stays for ever
    names = {Path(path).name for path in opened if Path(path).parent == bundle_copy}
    assert "tokenizer_config.json" in names
    assert names <= {FILE, *json.loads((bundle_copy / FILE).read_text("utf-8"))["files"]}
