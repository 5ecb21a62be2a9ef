"""A bundle is written whole, read by plain transformers, and refused in one clear line where it is damaged."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from labels.taxonomy import Taxonomy
from models.bundle import Bundle, load_weights, read_bundle
from models.files.digests import digest_of
from models.files.weights import WEIGHTS
from models.identity import named
from models.writing import write_again, write_bundle
from storage.errors import BadBundle, CannotWrite
from storage.results.markers import RESULT
from tests.sealing import reseal


def test_a_bundle_is_read_as_it_was_written(tiny_bundle: Bundle) -> None:
    assert read_bundle(tiny_bundle.folder, Taxonomy.load()) == tiny_bundle
    assert tiny_bundle.manifest.weights == digest_of(tiny_bundle.folder / WEIGHTS)


def test_an_id_changes_with_whatever_changes_a_tag(tiny_bundle: Bundle) -> None:
    first = tiny_bundle.manifest
    assert named("tiny", first).id == first.id
    higher = {**first.thresholds, "ecology": 0.61}
    other = [
        replace(first, thresholds=higher),
        replace(first, files={**first.files, WEIGHTS: "0"}),
        replace(first, files={**first.files, "tokenizer.json": "0"}),
        replace(first, encoder_digest="0"),
        replace(first, max_tokens=40),
        replace(first, unit="paragraph"),
        replace(first, review_band=first.bands),
        replace(first, review_band={**first.bands, "ecology": 0.1}),
        replace(first, review_above=0.3),
        replace(first, review_above=0.31),
    ]
    assert len({first.id, *(named("tiny", one).id for one in other)}) == 11
    assert named("tiny", replace(first, scores={"macro_f1": 1.0})).id == first.id


def test_weights_come_back_within_sixteen_bits(tiny_bundle: Bundle, tmp_path: Path) -> None:
    import torch

    model, tokenizer = load_weights(tiny_bundle)
    assert {value.dtype for value in model.state_dict().values() if value.is_floating_point()} == {torch.float32}
    assert not model.training
    facts = {
        name: getattr(tiny_bundle.manifest, name)
        for name in ("taxonomy", "thresholds", "calibration", "unit", "max_tokens", "encoder")
    }
    again, _ = load_weights(write_bundle(tmp_path / "again", model, tokenizer, **facts))
    for name, value in model.state_dict().items():
        torch.testing.assert_close(again.state_dict()[name], value, rtol=0, atol=0)  # halved once already


def test_only_safetensors_are_written(tiny_bundle: Bundle) -> None:
    names = {path.name for path in tiny_bundle.folder.iterdir()}
    model = {"README.md", "config.json", "model.safetensors", "tagger.json", "tokenizer.json", "tokenizer_config.json"}
    assert names == {*model, RESULT}


def test_a_bundle_can_be_read_by_everyone(tiny_bundle: Bundle) -> None:
    for path in tiny_bundle.folder.iterdir():
        assert path.stat().st_mode & 0o444 == 0o444, path.name


def test_the_shipped_tokenizer_cuts_nothing(tiny_bundle: Bundle, tmp_path: Path) -> None:
    from tokenizers import Tokenizer

    from models.units import windows

    model, tokenizer = load_weights(tiny_bundle)
    windows(tokenizer, ["岚川县轴承产业园新开工项目3个。"], 16)  # leaves its limits in the tokenizer
    facts = {
        name: getattr(tiny_bundle.manifest, name)
        for name in ("taxonomy", "thresholds", "calibration", "unit", "max_tokens", "encoder")
    }
    write_bundle(tmp_path / "again", model, tokenizer, **facts)
    plain = Tokenizer.from_file(str(tmp_path / "again" / "tokenizer.json"))
    assert len(plain.encode("岚川县轴承产业园新开工项目3个。" * 40).ids) > 200


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def overwrite(name: str, content: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).write_text(content)
        reseal(folder)

    return change


def shorten(name: str, owned_up: bool = False) -> Callable[[Path], None]:
    """Cut a file in half; where that is owned up to, the manifest agrees with it, so that only loading it can tell."""

    def half(folder: Path) -> None:
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content[: len(content) // 2])
        if owned_up:
            reseal(folder)

    return half


def swap_outputs(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    config["id2label"]["0"], config["id2label"]["1"] = config["id2label"]["1"], config["id2label"]["0"]
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    reseal(folder)


def lose_the_head(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(folder / WEIGHTS)
    del weights["classifier.weight"]
    save_file(weights, folder / WEIGHTS, metadata={"format": "pt"})
    reseal(folder)


def widen_the_head(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(folder / WEIGHTS)
    weights["classifier.weight"] = weights["classifier.weight"].repeat(2, 1)
    save_file(weights, folder / WEIGHTS, metadata={"format": "pt"})
    reseal(folder)


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "no manifest": (remove("tagger.json"), "holds no tagger.json"),
    "no weights": (remove(WEIGHTS), "the file model.safetensors is missing"),
    "no config": (remove("config.json"), "the file config.json is missing"),
    "no tokenizer": (remove("tokenizer.json"), "the file tokenizer.json is missing"),
    "truncated manifest": (shorten("tagger.json"), "cannot be read as JSON"),
    "weights of another bundle": (
        shorten(WEIGHTS),
        "model.safetensors is not the one that tagger.json was written for",
    ),
    "truncated weights": (
        shorten(WEIGHTS, owned_up=True),
        "transformers cannot load it (Error while deserializing header",
    ),
    "truncated config": (shorten("config.json", owned_up=True), "transformers cannot load it"),
    "truncated tokenizer": (shorten("tokenizer.json", owned_up=True), "transformers cannot load it"),
    "a list as tokenizer": (overwrite("tokenizer.json", "[]"), "transformers cannot load it"),
    "a list as tokenizer_config": (overwrite("tokenizer_config.json", "[]"), "transformers cannot load it"),
    "outputs in another order": (swap_outputs, "config.json names the outputs ecology, industry"),
    "weights without a head": (lose_the_head, "lacks classifier.weight"),
    "weights of another head": (widen_the_head, "transformers cannot load it"),
}


@pytest.mark.parametrize("case", DAMAGES)
def test_a_damaged_bundle_is_refused_in_one_line_that_names_it(bundle_copy: Path, case: str) -> None:
    damage, message = DAMAGES[case]
    damage(bundle_copy)
    with pytest.raises(BadBundle) as error:
        load_weights(read_bundle(bundle_copy))
    assert str(error.value).startswith(str(bundle_copy))
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_bundle_of_other_categories_is_refused(tiny_bundle: Bundle) -> None:
    taxonomy = Taxonomy.load()
    fewer = replace(taxonomy, categories=taxonomy.categories[:2], source="two.toml")
    with pytest.raises(
        BadBundle, match=r"was trained for the categories .*security, but two\.toml has industry, ecology\."
    ):
        read_bundle(tiny_bundle.folder, fewer)


@pytest.mark.parametrize("change", ["exclusive", "order"])
def test_what_changes_the_meaning_of_outputs_makes_another_taxonomy(tiny_bundle: Bundle, change: str) -> None:
    taxonomy = Taxonomy.load()
    other = (
        replace(taxonomy, exclusive=True)
        if change == "exclusive"
        else replace(taxonomy, categories=taxonomy.categories[::-1])
    )
    with pytest.raises(BadBundle, match="was trained for the categories"):
        read_bundle(tiny_bundle.folder, other)


def test_a_place_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadBundle, match=r"does not exist\. Expected the folder of a bundle; check --model"):
        read_bundle(tmp_path / "nowhere")


def test_a_bundle_is_not_written_below_a_file(tiny_bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    model, tokenizer = load_weights(tiny_bundle)
    with pytest.raises(CannotWrite):
        write_bundle(tmp_path / "file" / "bundle", model, tokenizer)


def test_the_card_names_every_category_with_its_threshold(tiny_bundle: Bundle) -> None:
    card = (tiny_bundle.folder / "README.md").read_text("utf-8")
    assert card.startswith(f"# {tiny_bundle.manifest.id}\n")
    for category in tiny_bundle.manifest.taxonomy.categories:
        assert f"{category.english} {category.chinese}" in card
        assert f"{tiny_bundle.manifest.thresholds[category.id]:.2f}" in next(
            line for line in card.splitlines() if line.startswith(f"| {category.id} |")
        )


def test_the_card_says_from_what_chance_of_a_wrong_tag_a_person_should_look(tiny_bundle: Bundle) -> None:
    from models.card import model_card

    (line,) = [
        line
        for line in model_card(replace(tiny_bundle.manifest, review_above=0.2345)).splitlines()
        if "marked for review where" in line
    ]
    assert "is above 0.234" in line


def test_the_card_names_the_review_bands_where_they_are_stated(tiny_bundle: Bundle) -> None:
    from models.card import model_card

    assert "marked for review where" not in model_card(tiny_bundle.manifest)
    stated = replace(tiny_bundle.manifest, review_band={**tiny_bundle.manifest.bands, "ecology": 0.1})
    (line,) = [line for line in model_card(stated).splitlines() if "marked for review where" in line]
    assert "industry 0.25, ecology 0.10, livelihood 0.25, security 0.25" in line


def test_the_card_of_an_exclusive_bundle_says_so(tiny_bundle: Bundle) -> None:
    from models.card import model_card

    manifest = tiny_bundle.manifest
    exclusive = replace(manifest, taxonomy=replace(manifest.taxonomy, exclusive=True))
    assert "exactly one of" in model_card(exclusive)
    assert "exactly one of" not in model_card(manifest)


def test_a_bundle_is_written_again_whole_and_its_weights_are_those(tiny_bundle: Bundle, tmp_path: Path) -> None:
    thresholds = {**tiny_bundle.manifest.thresholds, "ecology": 0.61}
    again = write_again(tiny_bundle, tmp_path / "again", "aim.py", thresholds=thresholds)
    assert read_bundle(tmp_path / "again") == again
    assert again.manifest.thresholds == thresholds
    assert again.manifest.weights == tiny_bundle.manifest.weights
    same = write_again(tiny_bundle, tmp_path / "tiny", "aim.py")
    assert same.manifest.id.rpartition("-")[2] == tiny_bundle.manifest.id.rpartition("-")[2]


def test_a_damaged_bundle_is_not_written_again(bundle_copy: Path, tmp_path: Path) -> None:
    bundle = read_bundle(bundle_copy)
    with (bundle_copy / WEIGHTS).open("ab") as file:
        file.write(b" ")
    with pytest.raises(BadBundle, match=WEIGHTS):
        write_again(bundle, tmp_path / "again", "aim.py")
    assert not (tmp_path / "again").exists()
