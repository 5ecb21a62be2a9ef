"""Accounts stay in one file that only its owner can read."""

import stat
from pathlib import Path

import pytest

from labels.studio.server.access import ADMIN, Access, Account, read_access, read_token, write_access
from storage.errors import BadData

ACCESS = Access("http://127.0.0.1:8080", {ADMIN: Account("a password", "a token"), "li@example.com": Account("p", "t")})


def test_accounts_come_back_as_they_were_written(tmp_path: Path) -> None:
    write_access(tmp_path / "access.json", ACCESS)
    assert read_access(tmp_path / "access.json") == ACCESS


def test_only_the_owner_can_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    write_access(path, ACCESS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with pytest.raises(BadData, match="others can read this file"):
        read_access(path)


def test_the_first_account_administers() -> None:
    assert ACCESS.token() == "a token"
    assert ACCESS.token("li@example.com") == "t"
    with pytest.raises(
        BadData, match=r"'wang@example.com' has no account here\. Expected one of admin@example.com, li@example.com"
    ):
        ACCESS.token("wang@example.com")


def test_passwords_and_tokens_do_not_show_when_printed() -> None:
    assert "password" not in repr(ACCESS).replace("accounts", "") and "a token" not in f"{ACCESS!r} {ACCESS}"


def test_two_accounts_are_never_alike() -> None:
    first, second = Account.invent(), Account.invent()
    assert len({first.token, second.token, first.password, second.password}) == 4


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"url": "x"}', '{"url": "x", "accounts": {"a@b.c": {"token": "sesame"}}}']
)
def test_a_damaged_file_is_refused_without_quoting_it(tmp_path: Path, content: str) -> None:
    path = tmp_path / "access.json"
    path.touch(mode=0o600)
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadData, match="not the accounts of a server") as caught:
        read_access(path)
    assert "sesame" not in str(caught.value) and caught.value.__cause__ is None


def test_a_missing_file_says_how_to_start_a_server(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"scripts/label_studio\.py start"):
        read_access(tmp_path / "access.json")


def test_a_token_file_holds_one_word(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("abc\n", encoding="utf-8")
    assert read_token(path) == "abc"
    path.write_text("two words", encoding="utf-8")
    with pytest.raises(BadData, match="holds 2 words") as caught:
        read_token(path)
    assert "two words" not in str(caught.value)
    with pytest.raises(BadData, match="cannot be read"):
        read_token(tmp_path / "none")
