"""Parts hold every report, and none twice."""

from pathlib import Path

import pytest

from inference.inputs import Untagged, find_inputs, read_inputs
from inference.scale.judgements import key_of
from inference.scale.shards import Shard
from reports.skipped import Skipped
from tests.inference.scale.folders import every_kind, many, paragraphs_file


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    place = tmp_path_factory.mktemp("shards")
    first = paragraphs_file(place / "first.jsonl", "壬山市", "癸山市", "子山市")
    return [first, every_kind(place / "in"), paragraphs_file(place / "last.jsonl", "丑山市"), many(place / "many", 5)]


@pytest.mark.parametrize("of", [1, 2, 3, 40])
def test_every_report_is_in_one_part_alone(inputs: list[Path], of: int) -> None:
    found = find_inputs(inputs)
    whole = [one for one in read_inputs(found) if isinstance(one, Untagged)]
    parts: list[str] = []
    for number in range(1, of + 1):
        shard = Shard(number, of)
        given = list(shard.reports(read_inputs(shard.files(found))))
        parts += [key_of(one.paragraphs) for one in given if isinstance(one, Untagged)]
        for one in given:
            if isinstance(one, Untagged):
                same = [each.source for each in whole if key_of(each.paragraphs) == key_of(one.paragraphs)]
                assert one.source in same
    assert sorted(parts) == sorted(key_of(one.paragraphs) for one in whole)


def test_parts_are_about_as_large(inputs: list[Path]) -> None:
    found = find_inputs([inputs[0], inputs[-1]])
    sizes = []
    for number in range(1, 5):
        shard = Shard(number, 4)
        sizes.append(sum(isinstance(one, Untagged) for one in shard.reports(read_inputs(shard.files(found)))))
    assert max(sizes) - min(sizes) <= 1 + 1  # one of the files, one of the rows


def test_a_part_in_which_nothing_can_be_read_is_no_error(tmp_path: Path) -> None:
    folder = many(tmp_path / "in", 1)
    (folder / "empty.txt").write_bytes(b"")
    found = find_inputs([folder])
    kinds = [[type(one) for one in read_inputs(Shard(number, 2).files(found))] for number in (1, 2)]
    assert kinds == [[Untagged], [Skipped]]
