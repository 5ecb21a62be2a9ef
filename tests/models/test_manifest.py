"""tagger.json comes back as it was written, and is refused by name of file where it is not one."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.taxonomy import Taxonomy
from models.files.weights import WEIGHTS
from models.manifest import (
    EXPORTED_FORMAT,
    FILE,
    UNITS,
    USUAL_BAND,
    Calibration,
    Manifest,
    read_manifest,
    write_manifest,
)
from storage.errors import BadBundle

TAXONOMY = Taxonomy.load()
MANIFEST = Manifest(
    id="tagger-0123abcd",
    files={WEIGHTS: "0123abcd" * 8, "config.json": "4567cdef" * 8},
    taxonomy=TAXONOMY,
    thresholds=dict.fromkeys(TAXONOMY.ids, 0.5),
    calibration=dict.fromkeys(TAXONOMY.ids, Calibration(1.2, -0.3)),
    unit="sentence",
    max_tokens=128,
    encoder="models/encoder",
    data={"file": "岚川.jsonl", "paragraphs": 412},
    scores={"macro_f1": 0.71},
    versions={"torch": "2.13.0"},
    encoder_digest="89ab" * 16,
)
BANDS = st.none() | st.fixed_dictionaries(dict.fromkeys(TAXONOMY.ids, st.floats(0, 1)))
ONE_EACH = st.tuples(*[st.tuples(st.floats(0, 1), st.floats(1e-3, 50), st.floats(-50, 50))] * len(TAXONOMY.ids))


@given(
    fitted=ONE_EACH,
    band=BANDS,
    above=st.none() | st.floats(0, 1),
    unit=st.sampled_from(UNITS),
    max_tokens=st.integers(16, 8192),
    encoder=st.text(),
)
def test_a_manifest_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory,
    fitted: tuple[Any, ...],
    band: dict[str, float] | None,
    above: float | None,
    unit: Any,
    max_tokens: int,
    encoder: str,
) -> None:
    folder = tmp_path_factory.mktemp("bundle")
    thresholds = {key: threshold for key, (threshold, _, _) in zip(TAXONOMY.ids, fitted, strict=True)}
    calibration = {
        key: Calibration(slope, offset) for key, (_, slope, offset) in zip(TAXONOMY.ids, fitted, strict=True)
    }
    manifest = replace(
        MANIFEST,
        thresholds=thresholds,
        calibration=calibration,
        review_band=band,
        review_above=above,
        unit=unit,
        max_tokens=max_tokens,
        encoder=encoder,
    )
    write_manifest(folder, manifest)
    assert read_manifest(folder) == manifest


def test_what_is_said_of_each_category_comes_in_the_order_of_the_taxonomy(tmp_path: Path) -> None:
    value = MANIFEST.to_json()
    for key in ("thresholds", "calibration"):
        value[key] = dict(reversed(value[key].items()))
    value["thresholds"]["forgotten"] = 0.5
    (tmp_path / FILE).write_text(json.dumps(value), encoding="utf-8")
    manifest = read_manifest(tmp_path)
    assert (*manifest.thresholds,) == (*manifest.calibration,) == TAXONOMY.ids


def without(key: str) -> Callable[[Any], Any]:
    return lambda value: {name: content for name, content in value.items() if name != key}


def having(**changes: Any) -> Callable[[Any], Any]:
    return lambda value: {**value, **changes}


FIRST = TAXONOMY.ids[0]
REFUSED: dict[str, tuple[Callable[[Any], Any], str]] = {
    "a newer format": (
        having(format=EXPORTED_FORMAT + 1),
        f"has format {EXPORTED_FORMAT + 1}. This version reads formats up to {EXPORTED_FORMAT}",
    ),
    "no format": (without("format"), "states no format number"),
    "a format in words": (having(format="1"), "states no format number"),
    "a format that is true": (having(format=True), "states no format number"),
    "a list": (lambda value: [value], "states no format number"),
    "no thresholds": (without("thresholds"), "lacks 'thresholds'"),
    "no files": (without("files"), "lacks 'files'"),
    "no weights among its files": (having(files={"config.json": "0"}), "lacks 'model.safetensors'"),
    "a file elsewhere": (having(files={WEIGHTS: "0", "../config.json": "0"}), "files names '../config.json'"),
    "an infinite score": (
        having(scores={"f1": {"ecology": float("inf")}}),
        "scores.f1.ecology is inf, which is no number of JSON",
    ),
    "a score past all floats": (
        having(scores={"f1": [10**400]}),
        "scores.f1[0] is a whole number of more than 64 bits",
    ),
    "reports that are no list": (having(data={"reports": 3}), "data.reports is 3"),
    "no unit": (without("unit"), "lacks 'unit'"),
    "a category without threshold": (having(thresholds={}), f"thresholds: lacks '{FIRST}'"),
    "thresholds as a list": (having(thresholds=[0.5]), "'thresholds' is [0.5]. Expected a table"),
    "a threshold in words": (
        having(thresholds=dict.fromkeys(TAXONOMY.ids, "half")),
        f"thresholds: '{FIRST}' is 'half'. Expected a number from 0 to 1",
    ),
    "a threshold above 1": (having(thresholds=dict.fromkeys(TAXONOMY.ids, 1.5)), f"thresholds: '{FIRST}' is 1.5"),
    "a threshold that is no number": (having(thresholds=dict.fromkeys(TAXONOMY.ids, float("nan"))), "threshold"),
    "a review band that lacks a category": (having(review_band={}), f"lacks '{FIRST}'"),
    "a review band below 0": (
        having(review_band=dict.fromkeys(TAXONOMY.ids, -0.1)),
        f"review_band: '{FIRST}' is -0.1",
    ),
    "a review band that is no number": (having(review_band=dict.fromkeys(TAXONOMY.ids, float("nan"))), "review_band"),
    "a chance for review above 1": (having(review_above=1.1), "review_above"),
    "a chance for review that is no number": (having(review_above=float("nan")), "review_above"),
    "a slope of 0": (
        having(calibration={key: {"slope": 0, "offset": 0} for key in TAXONOMY.ids}),
        f"calibration, {FIRST}: 'slope' is 0. Expected a number above 0",
    ),
    "a calibration without slope": (
        having(calibration={key: {"offset": 0} for key in TAXONOMY.ids}),
        "the key 'slope' is missing",
    ),
    "an unknown unit": (having(unit="word"), "'unit' is 'word'. Expected one of sentence"),
    "a window of text": (having(max_tokens="128"), "'max_tokens' is '128'. Expected a whole number from 16"),
    "a threshold that is true": (having(thresholds=dict.fromkeys(TAXONOMY.ids, True)), f"'{FIRST}' is True."),
    "a window of nothing": (having(max_tokens=2), "'max_tokens' is 2. Expected a whole number from 16"),
    "a taxonomy without categories": (having(taxonomy={**TAXONOMY.to_json(), "categories": []}), "no category"),
    "a taxonomy in words": (having(taxonomy="industry"), "tagger.json"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_manifest_that_cannot_be_used_is_refused_by_name(tmp_path: Path, case: str) -> None:
    change, message = REFUSED[case]
    (tmp_path / FILE).write_text(json.dumps(change(MANIFEST.to_json())), encoding="utf-8")
    with pytest.raises(BadBundle) as error:
        read_manifest(tmp_path)
    assert message in str(error.value)
    assert str(tmp_path / FILE) in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe{", b'{"format": 1,}'])
def test_a_manifest_that_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(BadBundle, match="cannot be read as JSON"):
        read_manifest(tmp_path)


def test_a_manifest_of_endless_brackets_or_digits_is_refused(tmp_path: Path) -> None:
    for content in ("[" * 100_000, '{"format": ' + "1" * 5_000 + "}", '{"format": 1e999}'):
        (tmp_path / FILE).write_text(content)
        with pytest.raises(BadBundle, match="cannot be read as JSON"):
            read_manifest(tmp_path)


def test_a_manifest_of_the_first_format_comes_back_too(tmp_path: Path) -> None:
    first = replace(MANIFEST, files={WEIGHTS: "0123abcd" * 8}, encoder_digest="", format=1)
    write_manifest(tmp_path, first)
    assert json.loads((tmp_path / FILE).read_text("utf-8"))["weights"] == first.weights
    assert read_manifest(tmp_path) == first


def test_a_manifest_of_the_second_format_comes_back_too_and_takes_no_second_look(tmp_path: Path) -> None:
    second = replace(MANIFEST, format=2)
    write_manifest(tmp_path, second)
    assert "second_look" not in json.loads((tmp_path / FILE).read_text("utf-8"))
    assert read_manifest(tmp_path) == second
    assert read_manifest(tmp_path).second_look == 0.0


def test_a_second_look_is_written_and_cannot_be_below_nothing(tmp_path: Path) -> None:
    write_manifest(tmp_path, replace(MANIFEST, unit="sentence", second_look=1.25))
    assert read_manifest(tmp_path).second_look == 1.25
    (tmp_path / FILE).write_text(json.dumps(MANIFEST.to_json() | {"second_look": -1}))
    with pytest.raises(BadBundle, match="'second_look' is -1"):
        read_manifest(tmp_path)


def test_a_manifest_from_before_review_bands_has_the_usual_ones(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    assert "review_band" not in json.loads((tmp_path / FILE).read_text("utf-8"))
    assert read_manifest(tmp_path).review_band is None
    assert dict(read_manifest(tmp_path).bands) == dict.fromkeys(TAXONOMY.ids, USUAL_BAND)


@given(
    key=st.sampled_from(sorted(MANIFEST.to_json())),
    other=st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=3)
    | st.lists(st.integers(), max_size=2)
    | st.dictionaries(st.sampled_from(TAXONOMY.ids), st.none() | st.integers(0, 1) | st.just({}), max_size=4),
)
def test_a_manifest_with_anything_for_a_value_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, key: str, other: Any
) -> None:
    folder = tmp_path_factory.mktemp("bundle")
    (folder / FILE).write_text(json.dumps(MANIFEST.to_json() | {key: other}), encoding="utf-8")
    try:
        read_manifest(folder)
    except BadBundle as error:
        assert str(folder / FILE) in str(error) and len(str(error).splitlines()) == 1


def test_no_score_that_is_no_number_is_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_manifest(tmp_path, replace(MANIFEST, scores={"macro_f1": float("nan")}))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadBundle, match=r"holds no tagger\.json\. Expected the folder of a bundle.*check --model"):
        read_manifest(tmp_path)


def test_a_file_is_no_bundle(tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(b"1")
    with pytest.raises(BadBundle, match=r"is a file\. Expected the folder of a bundle"):
        read_manifest(tmp_path / "weights.bin")
