"""Results appear whole or not at all."""

from pathlib import Path

import pytest

from storage.errors import CannotWrite
from storage.whole_files import output_folder


def files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_files_and_folders_appear_when_all_is_done(tmp_path: Path) -> None:
    with output_folder(tmp_path / "out") as staging:
        (staging / "pages").mkdir()
        (staging / "pages" / "1.html").write_text("one")
        (staging / "index.html").write_text("index")
        assert files(tmp_path / "out").keys() == {f"{staging.name}/pages/1.html", f"{staging.name}/index.html"}
    assert files(tmp_path / "out") == {"pages/1.html": "one", "index.html": "index"}
    assert not staging.exists()


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_what_was_there_and_nothing_new(tmp_path: Path, failure: type[BaseException]) -> None:
    (tmp_path / "index.html").write_text("old")
    with pytest.raises(failure), output_folder(tmp_path) as staging:
        (staging / "index.html").write_text("new")
        raise failure
    assert files(tmp_path) == {"index.html": "old"}
    assert list(tmp_path.iterdir()) == [tmp_path / "index.html"]


def test_an_earlier_run_is_replaced_and_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "old.html").write_text("old")
    (tmp_path / "index.html").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")
    with output_folder(tmp_path) as staging:
        (staging / "pages").mkdir()
        (staging / "pages" / "new.html").write_text("new")
        (staging / "index.html").write_text("new")
    assert files(tmp_path) == {"pages/new.html": "new", "index.html": "new", "notes.txt": "mine"}


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    with output_folder(tmp_path) as staging:
        left = staging.name
    (tmp_path / left).mkdir()
    (tmp_path / left / "half.html").write_text("half")
    with output_folder(tmp_path) as staging:
        assert list(staging.iterdir()) == []
    assert files(tmp_path) == {}


def test_a_folder_in_the_way_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "index.html").mkdir()
    with (
        pytest.raises(CannotWrite, match=r"index\.html: cannot be replaced .*Remove it, or give another --output"),
        output_folder(tmp_path) as staging,
    ):
        (staging / "index.html").write_text("new")


def test_results_are_not_written_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite), output_folder(tmp_path / "file" / "out"):
        pytest.fail("the block must not run")
