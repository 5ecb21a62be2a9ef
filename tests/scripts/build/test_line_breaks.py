"""The model of line breaks is made by one command, the same each time."""

from pathlib import Path

import pytest

from reports.repair.line_breaks.model import load_break_model
from tests.scripts.running import run_script

PLACES = ("砚湖市", "云溪县", "石桥区")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder of reports of three places, one of them twice, with their line breaks."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for place in PLACES:
        lines = [f"2023年{place}政府工作报告", "各位代表：", f"我代表{place}人民政府，向大会报告工作，请予审议。"]
        for part, work in (("一、过去一年工作回顾", "建成"), ("二、今年工作安排", "新建")):
            lines.append(part)
            lines += [
                f"（{number}）抓好{place}第{number}件事。{work}道路{place_number}里，桥{place_number}座，群众称便。大家都说好。"
                for place_number, number in enumerate("一二三四五六七八九十", start=3)
            ]
        (folder / f"{place}.txt").write_text("\n".join([*lines, "谢谢大家！"]), encoding="utf-8")
    (folder / "copy.txt").write_bytes((folder / f"{PLACES[0]}.txt").read_bytes())
    return folder


def test_two_runs_make_the_same_bytes_and_copies_teach_once(written: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one.npz", tmp_path / "other.npz"
    done = run_script("build/line_breaks", written, "--output", one, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "3 of 4 reports have their line breaks" in done.stdout
    assert run_script("build/line_breaks", written, "--output", other, cwd=tmp_path).returncode == 0
    assert one.read_bytes() == other.read_bytes()
    assert load_break_model(one).expected > 0


def test_reports_that_are_to_be_left_out_must_be_there(written: Path, tmp_path: Path) -> None:
    done = run_script(
        "build/line_breaks", written, "--without", "龘市-2021", "--output", tmp_path / "m.npz", cwd=tmp_path
    )
    assert done.returncode == 1
    assert "--without names 龘市-2021" in done.stderr
    assert not (tmp_path / "m.npz").exists()
