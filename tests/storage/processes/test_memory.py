"""The memory that is free is the least of what the machine and its limits leave."""

from pathlib import Path

import pytest

from storage.processes.memory import free_bytes, largest_bytes


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    (tmp_path / "meminfo").write_text("MemTotal: 9000 kB\nMemAvailable:   5000 kB\n")
    return tmp_path


def group(folder: Path, **files: str) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


def test_a_machine_without_limits_has_what_it_says(machine: Path) -> None:
    assert free_bytes(machine / "meminfo", machine / "none") == 5_000 * 1024


def test_a_container_has_what_its_limit_leaves_with_what_may_be_dropped(machine: Path) -> None:
    held = group(
        machine / "group",
        memory__max="3000000",
        memory__current="1000000",
        memory__stat="anon 5\ninactive_file 400000\n",
    )
    assert free_bytes(machine / "meminfo", held) == 2_400_000


def test_a_group_without_a_limit_changes_nothing(machine: Path) -> None:
    held = group(machine / "group", memory__max="max", memory__current="1000000", memory__stat="inactive_file 4\n")
    assert free_bytes(machine / "meminfo", held) == 5_000 * 1024


def test_the_first_version_of_groups_is_understood(machine: Path) -> None:
    (machine / "group").mkdir()
    group(
        machine / "group" / "memory",
        memory__limit_in_bytes="2000000",
        memory__usage_in_bytes="1500000",
        memory__stat="total_inactive_file 100000\n",
    )
    assert free_bytes(machine / "meminfo", machine / "group") == 600_000


def test_a_system_that_does_not_tell_is_not_guessed_at(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "none", tmp_path / "none") is None


def test_what_this_process_holds_grows_with_it() -> None:
    before = largest_bytes()
    held = bytearray(b"x") * (before + 50_000_000)
    assert largest_bytes() >= len(held)
