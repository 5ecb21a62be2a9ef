"""A run is resumed with what it was begun with, or not at all: names and times of files say nothing, contents do."""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from models.manifest import read_manifest
from storage.errors import BadBundle, BadData, BadSettings
from tests.training.finetuning.runs import ROWS, SETTINGS, TAXONOMY, UNLABELLED, Interruption
from tests.training.pretraining.test_stages import SETTINGS as PRETRAINING
from training.finetuning import facts
from training.finetuning.recipe import train
from training.finetuning.self_training import Unlabelled
from training.hub.encoder_source import find_encoder
from training.pretraining import stages as pretraining
from training.pretraining.stages import pretrain

REFUSED = "holds an unfinished run with other settings or data"


@pytest.fixture
def encoder(tiny_encoder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_encoder, tmp_path / "encoder"))


def begin(encoder: Path, output: Path) -> None:
    """Begin a run that is killed after its first fold."""

    def die(line: str) -> None:
        if line.startswith("fold 2/2"):
            raise Interruption

    with pytest.raises(Interruption):
        go_on(encoder, output, say=die)


def go_on(
    encoder: Path,
    output: Path,
    rows: Sequence[LabelledParagraph] = ROWS,
    taxonomy: Taxonomy = TAXONOMY,
    unlabelled: Sequence[Unlabelled] = UNLABELLED,
    say: Callable[[str], None] = lambda line: None,
    about: str = "",
) -> None:
    train(
        rows,
        taxonomy,
        str(encoder),
        output,
        SETTINGS,
        data_name="invented.jsonl",
        say=say,
        about=about,
        unlabelled=unlabelled,
    )


def touch_nothing_but(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change the content of a file, and neither its size nor its time."""
    before = path.stat()
    content = change(path.read_bytes())
    assert len(content) == before.st_size
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def flip_the_last_byte(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


def test_an_encoder_replaced_under_the_same_path_is_noticed(encoder: Path, tmp_path: Path) -> None:
    begin(encoder, tmp_path / "tagger")
    touch_nothing_but(encoder / "model.safetensors", flip_the_last_byte)
    with pytest.raises(BadSettings, match=REFUSED):
        go_on(encoder, tmp_path / "tagger")


def test_a_tokenizer_replaced_under_the_same_path_is_noticed(encoder: Path, tmp_path: Path) -> None:
    begin(encoder, tmp_path / "tagger")
    touch_nothing_but(
        encoder / "tokenizer_config.json",
        lambda content: content.replace(b'"model_max_length": 64', b'"model_max_length": 48'),
    )
    with pytest.raises(BadSettings, match=REFUSED):
        go_on(encoder, tmp_path / "tagger")


def test_an_encoder_replaced_between_two_folds_ends_the_run(encoder: Path, tmp_path: Path) -> None:
    def replace_it(line: str) -> None:
        if line.startswith("fold 1/2: epoch 2"):
            touch_nothing_but(encoder / "model.safetensors", flip_the_last_byte)

    with pytest.raises(BadBundle, match="its files were changed while it was in use"):
        go_on(encoder, tmp_path / "tagger", say=replace_it)


def moved(rows: Sequence[LabelledParagraph]) -> list[LabelledParagraph]:
    """Return the rows with the paragraphs of one region said to be of another, which folds of reports do not tell."""
    abouts = [replace(row.paragraph.about, region=f"{row.paragraph.about.region}城") for row in rows]
    return [replace(row, paragraph=replace(row.paragraph, about=one)) for row, one in zip(rows, abouts, strict=True)]


CHANGES: dict[str, dict[str, Any]] = {
    "a definition of the taxonomy": {
        "taxonomy": replace(
            TAXONOMY, categories=(replace(TAXONOMY.categories[0], definition_chinese="另说"), *TAXONOMY.categories[1:])
        )
    },
    "the region of the paragraphs": {"rows": moved(ROWS)},
    "a label": {"rows": [replace(ROWS[0], labels=("security",)), *ROWS[1:]]},
    "the regions of unlabelled texts": {"unlabelled": [replace(one, region="砚浦市") for one in UNLABELLED]},
    "an unlabelled text": {"unlabelled": [replace(UNLABELLED[0], text=UNLABELLED[0].text + "改。"), *UNLABELLED[1:]]},
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_decides_the_result_is_noticed(encoder: Path, tmp_path: Path, what: str) -> None:
    begin(encoder, tmp_path / "tagger")
    with pytest.raises(BadSettings, match=REFUSED):
        go_on(encoder, tmp_path / "tagger", **CHANGES[what])


def test_another_version_of_a_library_is_noticed(
    encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(encoder, tmp_path / "tagger")
    monkeypatch.setattr(facts, "versions", lambda names: dict.fromkeys(names, "0.1"))
    with pytest.raises(BadSettings, match=REFUSED):
        go_on(encoder, tmp_path / "tagger")


def test_what_decides_nothing_may_change(encoder: Path, tmp_path: Path) -> None:
    begin(encoder, tmp_path / "tagger")
    os.utime(encoder / "model.safetensors")
    (encoder / "README.md").write_text("Another word on it.")
    go_on(encoder, tmp_path / "tagger", about="The labels are invented.")
    manifest = read_manifest(tmp_path / "tagger")
    assert manifest.data["about"] == "The labels are invented."
    assert manifest.encoder_digest == find_encoder(str(encoder)).digest


def test_texts_of_pretraining_are_known_by_their_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = tmp_path / "corpus.txt"
    lines = [f"岚川县修复湿地{number}公顷，河道断面水质优良率提高。" for number in range(600)]
    corpus.write_text("\n".join(lines), "utf-8")

    def die(*_: Any) -> None:
        raise Interruption

    monkeypatch.setattr(pretraining, "word_vectors", die)
    with pytest.raises(Interruption):
        pretrain([corpus], [], tmp_path / "encoder", PRETRAINING, lambda line: None)
    os.utime(corpus)
    with pytest.raises(Interruption):  # the same text at another time is the same
        pretrain([corpus], [], tmp_path / "encoder", PRETRAINING, lambda line: None)
    touch_nothing_but(corpus, lambda content: content.replace("岚川".encode(), "砚浦".encode()))
    with pytest.raises(BadSettings, match=REFUSED):
        pretrain([corpus], [], tmp_path / "encoder", PRETRAINING, lambda line: None)


def test_a_corpus_that_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zeros.txt").symlink_to("/dev/zero")
    for name, kind in (("pipe.txt", "is a FIFO"), ("zeros.txt", "is a device")):
        with pytest.raises(BadData, match=rf"{name}: cannot be read \({kind}, not a regular file\)"):
            pretrain([tmp_path / name], [], tmp_path / "encoder", PRETRAINING, lambda line: None)
    assert not (tmp_path / "encoder").exists()
