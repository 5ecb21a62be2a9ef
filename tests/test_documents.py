"""What README and docs/ tell a reader to type works, and leads somewhere."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.bundle import Bundle
from tests.documents import known
from tests.documents.clone import Clone
from tests.documents.known import ASKS, CHECKED, MODEL, PROGRAMS, SERVES, SLOW, STAND_INS
from tests.documents.reading import DOCUMENTS, READMES, ROOT, Command, blocks, commands

COMMANDS = [command for document in DOCUMENTS for command in commands(document)]
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
every_document = pytest.mark.parametrize("document", [*DOCUMENTS, READMES[1]])


def is_any(rules: tuple[known.Rule, ...], command: Command) -> bool:
    return any(rule.fits(command) for rule in rules)


every_command = pytest.mark.parametrize(
    "command",
    [pytest.param(one, id=str(one), marks=[pytest.mark.slow] if is_any(SLOW, one) else []) for one in COMMANDS],
)


@pytest.fixture(scope="session")
def clone_for(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Iterator[Callable[[str], Clone]]:
    """Give the folder in which the commands of a document are run: the same one for all of them."""
    made: dict[str, Clone] = {}

    def give(document: str) -> Clone:
        if document not in made:
            made[document] = Clone(tmp_path_factory.mktemp("clone"), document, tiny_bundle.folder)
        return made[document]

    yield give
    for clone in made.values():
        clone.end()


@every_command
def test_every_command_of_a_document_works(command: Command, clone_for: Callable[[str], Clone]) -> None:
    assert command.words[0] in PROGRAMS, f"{command}: a reader is asked to type {', '.join(PROGRAMS)} only"
    clone = clone_for(command.document)
    if command.words[0] == "make":
        assert command.words[1] in TARGETS, f"{command}: the Makefile has no target {command.words[1]}"
    elif is_any(CHECKED, command):
        ended = clone.check(command)
        assert (ended.returncode, ended.stdout) == (0, "read\n"), f"{command}: {command.what}\n{ended.stderr}"
    elif SERVES.fits(command):
        with clone.serving(command):
            pass
    elif ASKS.fits(command):
        assert_answered(command, clone)
    else:
        assert_done(command, clone)


def assert_answered(command: Command, clone: Clone) -> None:
    if command.words[0] == "curl" and shutil.which("curl") is None:
        pytest.skip("curl is not installed; install it to try how docs ask the server")
    ended = clone.ask(command)
    assert ended.returncode == 0, f"{command}: {ended.stderr}"
    if command.words[0] != "curl":
        assert all((clone.folder / name).exists() for name in command.written), f"{command}: {ended.stderr}"
        return
    assert "error" not in json.loads(ended.stdout), f"{command}: {ended.stdout}"


def assert_done(command: Command, clone: Clone) -> None:
    ended = clone.run(command)
    assert ended.returncode == 0, f"{command}: {command.what}\n{ended.stderr}"
    assert "Traceback" not in ended.stderr
    missing = [name for name in command.written if not (clone.folder / name).exists()]
    assert not missing, f"{command}: it does not write {', '.join(missing)}"


@pytest.mark.parametrize("rule", [*CHECKED, *SLOW, SERVES, ASKS], ids=lambda rule: rule.begins)
def test_every_exception_still_speaks_of_a_command(rule: known.Rule) -> None:
    assert is_any((rule,), next(filter(rule.fits, COMMANDS), Command("", 0, "none"))), (
        f"no document has a command that begins with {rule.begins}; take it out of tests/documents/known.py"
    )


def test_every_stand_in_is_still_named_by_a_command() -> None:
    read = {name for command in COMMANDS for name in command.read}
    assert {*STAND_INS, MODEL} - read == set(), "take them out of tests/documents/known.py"


def test_both_languages_give_the_same_commands() -> None:
    one, other = ([command.words for command in commands(name)] for name in READMES)
    assert one == other
    one, other = ([lines for _, lines in blocks(name, "python")] for name in READMES)
    assert one == other


@every_document
def test_every_make_target_that_is_named_exists(document: str) -> None:
    named = re.findall(r"(?:^|`)make ([a-z-]+)", (ROOT / document).read_text("utf-8"), re.MULTILINE)
    assert set(named) <= set(TARGETS)
    if document in READMES:
        assert {"demo", "test"} <= set(named)


@every_document
def test_every_script_that_is_named_exists(document: str) -> None:
    for script in re.findall(r"\bscripts/[\w/]+\.py\b", (ROOT / document).read_text("utf-8")):
        assert (ROOT / script).is_file(), script


@every_document
def test_every_link_leads_somewhere(document: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / document).read_text("utf-8")):
        assert ((ROOT / document).parent / target).exists(), target


def test_the_python_example_runs() -> None:
    [(_, lines)] = blocks("README.md", "python")
    ran = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.splitlines()) > 20
    assert "industry" in ran.stdout and "livelihood" in ran.stdout


@pytest.mark.parametrize(
    ("text", "read", "written"),
    [
        ("cp labels/taxonomy.toml runs/a.toml  # then edit it", ["labels/taxonomy.toml"], ["runs/a.toml"]),
        ("sed -i 's/a/b/' runs/a.toml", ["runs/a.toml"], ["runs/a.toml"]),
        ("x read.py in/ a.zip --output runs/a.jsonl --summary b.csv", ["in/", "a.zip"], ["runs/a.jsonl", "b.csv"]),
        ("x train.py --encoder hfl/chinese --data a.jsonl --rename a=b", ["a.jsonl"], []),
        ("curl --data @a.txt --user \"me:$(cat secret)\" http://127.0.0.1:9090/tag", ["a.txt"], []),
    ],
)  # fmt: skip
def test_what_a_command_reads_and_writes_is_known(text: str, read: list[str], written: list[str]) -> None:
    command = Command("a.md", 1, text)
    assert ([name for name in command.read if not name.endswith(".py")], command.written) == (read, written)


def test_a_file_that_nothing_makes_is_named(tmp_path: Path, tiny_bundle: Bundle) -> None:
    clone = Clone(tmp_path / "clone", "README.md", tiny_bundle.folder)
    clone._earlier.append(lost := Command("README.md", 999, ".venv/bin/python scripts/tag.py mine.txt --output runs/x"))
    with pytest.raises(AssertionError, match=r"README\.md:999: mine\.txt is not in the clone"):
        clone.run(lost)
