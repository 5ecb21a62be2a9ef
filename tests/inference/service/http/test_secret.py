"""The secret: made once, kept from others, and compared whole."""

import base64
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.service.http.secret import VARIABLE, read_secret, shows_secret
from storage.errors import BadSettings, CannotWrite
from tests.inference.service.conftest import SECRET


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.fixture(autouse=True)
def no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def test_a_missing_file_is_made_for_its_owner_alone_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "state" / "secret"
    secret, source = read_secret(file)
    assert len(secret) > 40
    assert source == str(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_secret(file)[0] == secret
    assert read_secret(tmp_path / "other")[0] != secret


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    file.chmod(0o640)
    with pytest.raises(BadSettings, match=r"others may read it \(mode 640\)\. Expected mode 600; chmod 600"):
        read_secret(file)


def test_the_environment_stands_above_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, f" {SECRET}\n")
    assert read_secret(tmp_path / "secret")[0] == SECRET
    assert not (tmp_path / "secret").exists()


def test_a_short_secret_is_refused_and_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "letmein")
    with pytest.raises(BadSettings, match="a secret of 7 characters") as refused:
        read_secret(tmp_path / "secret")
    assert "letmein" not in str(refused.value)


def test_a_secret_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(b"\xff" * 40)
    file.chmod(0o600)
    with pytest.raises(BadSettings, match="cannot be read"):
        read_secret(file)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "gone" / "secret")
    with pytest.raises(CannotWrite, match="--secret-file"):
        read_secret(tmp_path / "link")


@pytest.mark.parametrize("user", ["", "label-studio", "名字"])
def test_any_user_with_the_secret_as_password_is_let_in(user: str) -> None:
    assert shows_secret(basic(user, SECRET), SECRET)
    assert shows_secret(f"Bearer {SECRET}", SECRET)
    assert shows_secret(f"bearer  {SECRET} ", SECRET)


@given(st.text(max_size=60))
def test_nothing_else_is_let_in(guess: str) -> None:
    for header in (guess, f"Bearer {guess}", f"Basic {guess}", basic("label-studio", guess), basic(SECRET, guess)):
        assert guess.strip() == SECRET or not shows_secret(header, SECRET)


def test_a_secret_may_hold_a_colon() -> None:
    assert shows_secret(basic("label-studio", "a:b:" + SECRET), "a:b:" + SECRET)


@pytest.mark.parametrize(
    "secret",
    [
        "岚川县的门岚川县的门岚川县的门岚川",
        "gate-of-the-töwer-x",
        "gate\x00of-the-tower",
        "gate\tof-the-tower-x",
        "gate-of-the-tower\nx",
    ],
)
def test_a_secret_that_no_header_carries_is_refused_and_not_shown(
    secret: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text(secret, "utf-8")
    (tmp_path / "secret").chmod(0o600)
    with pytest.raises(BadSettings, match="more than printable ASCII") as refused:
        read_secret(tmp_path / "secret")
    assert secret not in str(refused.value)
    if "\x00" not in secret:
        monkeypatch.setenv(VARIABLE, secret)
        with pytest.raises(BadSettings, match="more than printable ASCII"):
            read_secret(tmp_path / "secret")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (os.mkfifo, "not a regular file"),
        (os.mkdir, "not a regular file"),
        (lambda path: os.symlink("/dev/zero", path), "not a regular file"),
        (lambda path: os.symlink("/dev/stdin", path), "not a regular file|cannot be opened"),
        (
            lambda path: path.write_bytes(b"a" * 10_000_000),
            "holds 10,000,000 bytes, more than the 65,536 that are read",
        ),
    ],
)
def test_only_a_small_file_is_read(make: Callable[[Path], None], message: str, tmp_path: Path) -> None:
    make(tmp_path / "secret")
    with pytest.raises(BadSettings, match=message):
        read_secret(tmp_path / "secret")


def test_what_lies_in_the_way_of_a_new_secret_stays(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("gone")
    with pytest.raises(CannotWrite):
        read_secret(tmp_path / "link")
    assert (tmp_path / "link").is_symlink() and os.listdir(tmp_path) == ["link"]
