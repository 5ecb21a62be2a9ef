"""News titles become two accuracies beside each other; a broken folder is refused in one line."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from storage.results.markers import FILES
from tests.scripts.running import run_script

CLASSES = "finance\nrealty\nsociety\nsports"  # as published: no newline at the end
KINDS = {
    "体育": ("{place}队客场{n}球取胜 主帅赞门将神勇", "{place}杯决赛加时{n}分钟 队长罚进点球"),
    "财经": ("{place}银行下调存款利率{n}个基点", "{place}基金净值回落百分之{n} 债券受捧"),
    "社会": ("{place}男子救起落水儿童{n}名", "{place}老人拾金{n}元寻失主"),
    "房产": ("{place}楼盘开售{n}套 均价持平",),
}
PLACES = ("岚川", "砚浦", "榆木", "云溪")
Row = dict[str, object]


def titles(labels: Sequence[str], numbers: Sequence[int]) -> list[Row]:
    return [
        {"text": form.format(place=place, n=n), "label": label}
        for n in numbers
        for label in labels
        for place in PLACES
        for form in KINDS[label]
    ]


def write(path: Path, rows: Sequence[object]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder like the benchmark's: one class of four has no training titles."""
    folder = tmp_path / "titles"
    folder.mkdir()
    (folder / "class.txt").write_text(CLASSES, "utf-8")
    write(folder / "train40k.jsonl", titles(("体育", "财经", "社会"), (2, 3, 5)))
    write(folder / "dev10k.jsonl", titles(tuple(KINDS), (7,)))
    write(folder / "test10k.jsonl", titles(tuple(KINDS), (8,)))
    return folder


def test_an_encoder_and_tfidf_are_scored_on_the_same_titles(data: Path, tiny_encoder: Path, tmp_path: Path) -> None:
    options = (
        "--data",
        data,
        "--encoder",
        tiny_encoder,
        "--epochs",
        2,
        "--limit",
        60,
        "--threads",
        1,
        "--output",
        "out/result.json",
    )
    finished = run_script("bench/titles", *options, cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    result = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))
    assert result["training_titles"] == 60
    assert result["classes_without_training_titles"] == ["realty"]
    assert 1 <= result["epochs"] <= 2
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"result.json", FILES}
    for one in result["accuracy"].values():
        assert one["classes"]["realty"] == 0
        mean = sum(one["classes"][name] for name in ("finance", "society", "sports")) / 3
        assert one["learnable"] == pytest.approx(mean)  # 8 test titles each
        assert one["all"] == pytest.approx(one["learnable"] * 24 / 28)  # realty has 4
    tfidf, encoder = result["accuracy"]["tfidf"], result["accuracy"]["encoder"]
    assert tfidf["learnable"] == 1  # the invented titles differ in their numbers only
    difference = result["difference"]
    assert difference["value"] == pytest.approx(encoder["all"] - tfidf["all"])
    assert difference["interval"][0] <= difference["value"] <= difference["interval"][1]
    for name in ("all classes", "the 3 learnable"):
        key = "all" if name.startswith("all") else "learnable"
        assert re.search(rf"^{name} +{100 * encoder[key]:.2f} +{100 * tfidf[key]:.2f} ", finished.stdout, re.MULTILINE)
    assert "no training titles: 房产 realty" in finished.stdout
    assert "BERT 94.83 %, TextCNN 91.22 %, FastText 92.23 %" in finished.stdout
    assert "not like for like" in finished.stdout


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def replace(name: str, content: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_text(content, "utf-8") and None


GOOD = '{"text": "岚川队客场取胜", "label": "体育"}\n'
BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "no class list": (remove("class.txt"), "class.txt: cannot be opened"),
    "no test titles": (remove("test10k.jsonl"), "test10k.jsonl: cannot be opened"),
    "an empty class list": (replace("class.txt", "\n"), "class.txt: is empty"),
    "a class list in another encoding": (
        lambda folder: (folder / "class.txt").write_bytes(b"\xcc\xe5") and None,
        "not UTF-8",
    ),
    "an unknown class": (replace("class.txt", "sports\nweather\n"), "class.txt, line 2: class 'weather' is not known"),
    "a class twice": (
        replace("class.txt", "sports\nsports\n"),
        "class.txt, line 2: class 'sports' stands there already",
    ),
    "a broken line": (replace("dev10k.jsonl", GOOD + "{"), "dev10k.jsonl, line 2: not JSON"),
    "a title without a label": (
        replace("train40k.jsonl", GOOD + '{"text": "岚川"}'),
        "train40k.jsonl, line 2: has no 'label'",
    ),
    "a blank title": (
        replace("train40k.jsonl", '{"text": " ", "label": "体育"}'),
        "train40k.jsonl, line 1: 'text' is ' '",
    ),
    "an unknown label": (
        replace("test10k.jsonl", GOOD + GOOD.replace("体育", "天气")),
        "line 2: label '天气' is none of class.txt",
    ),
    "no dev title that can be learnt": (
        replace("dev10k.jsonl", '{"text": "砚浦楼盘开售", "label": "房产"}'),
        "dev10k.jsonl: no title is of a class that has training titles (财经, 社会, 体育)",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_folder_is_refused_in_one_line(data: Path, tmp_path: Path, case: str) -> None:
    damage, message = BROKEN[case]
    damage(data)
    finished = run_script("bench/titles", "--data", data, "--output", "out/result.json", cwd=tmp_path)
    assert (finished.returncode, finished.stdout) == (1, ""), finished.stderr
    (line,) = finished.stderr.splitlines()
    assert message in line
    assert "Traceback" not in line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--seed", "-1"), "seed is -1. Expected a whole number from 0"),
        (("--output", "file.txt/result.json"), "Cannot write to file.txt"),
    ],
    ids=["a seed below 0", "an output below a file"],
)
def test_a_bad_option_is_refused_in_one_line(
    data: Path, tmp_path: Path, options: tuple[str, str], message: str
) -> None:
    (tmp_path / "file.txt").write_text("mine")
    finished = run_script("bench/titles", "--data", data, *options, cwd=tmp_path)
    assert (finished.returncode, finished.stdout) == (1, ""), finished.stderr
    (line,) = finished.stderr.splitlines()
    assert message in line
    assert (tmp_path / "file.txt").read_text() == "mine"
