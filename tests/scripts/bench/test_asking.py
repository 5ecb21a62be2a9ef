"""The bench of asking tells its own time from the server's."""

from pathlib import Path

from tests.scripts.running import run_script


def test_the_time_of_the_server_is_told_apart(tmp_path: Path) -> None:
    done = run_script("bench/asking", "--questions", 9, "--at-once", 4, "--seconds", 0.1, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    header, _, figures = done.stdout.splitlines()[-3:]
    assert header.split()[:3] == ["9", "questions", "seconds"]
    whole, server, own = map(float, figures.removeprefix("4 at once, 0.1 s an answer").split()[:3])
    assert server == 0.3  # one alone, and two rounds of four
    assert abs(whole - server - own) < 0.11
