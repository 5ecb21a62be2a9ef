"""The house stands as planned: who may import whom, and what every module owes its reader."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# What each room may import, beside itself.
MAY_IMPORT: dict[str, set[str]] = {
    "storage": set(),
    "reports": {"storage"},
    "labels": {"storage", "reports"},
    "models": {"storage", "reports", "labels"},
    "training": {"storage", "reports", "labels", "models"},
    "inference": {"storage", "reports", "labels", "models"},
    "evaluation": {"storage", "reports", "labels", "models", "inference"},
    "scripts": {"storage", "reports", "labels", "models", "training", "inference", "evaluation", "commandline"},
}
HEAVY = {"torch", "transformers"}
LONGEST_FILE = 250
MODULES = sorted(path for room in MAY_IMPORT for path in (ROOT / room).rglob("*.py"))
MACHINE_PATH = re.compile(r"(?<![\w.*)}/~-])/(?:work|root|tmp)\b")


def name_of(module: Path) -> str:
    return str(module.relative_to(ROOT))


every_module = pytest.mark.parametrize("module", MODULES, ids=name_of)


def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text("utf-8"))


def imported(module: Path) -> Iterator[str]:
    """Yield the top-level name of everything a module imports anywhere, in functions and for type checking too."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(module)}, line {node.lineno}: a relative import hides its room"
            assert node.module is not None
            yield node.module.split(".")[0]


def test_every_room_has_modules() -> None:
    assert {module.relative_to(ROOT).parts[0] for module in MODULES} == set(MAY_IMPORT)


@every_module
def test_imports_point_up_the_list_of_rooms(module: Path) -> None:
    room = module.relative_to(ROOT).parts[0]
    below = set(imported(module)) & ({*MAY_IMPORT, "tests"} - MAY_IMPORT[room] - {room})
    assert not below, f"{room} may not import {below}"


@pytest.mark.parametrize("room", ["storage", "reports", "labels"])
def test_reading_and_labelling_never_name_torch(room: str) -> None:
    for module in (ROOT / room).rglob("*.py"):
        assert not set(imported(module)) & HEAVY, name_of(module)


def test_reading_and_labelling_load_no_torch_by_any_road() -> None:
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in MODULES
        if path.relative_to(ROOT).parts[0] in ("storage", "reports", "labels") and "logging" not in path.parts
    ]
    program = f"import sys, {', '.join(names)}; print(sorted({HEAVY!r} & set(sys.modules)))"
    finished = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == "[]"


@every_module
def test_a_long_file_says_why(module: Path) -> None:
    lines = module.read_text("utf-8").splitlines()
    said = any(re.match(rf"# longer than {LONGEST_FILE} lines because \S", line) for line in lines)
    assert len(lines) <= LONGEST_FILE or said


@every_module
def test_every_module_says_what_it_is_for(module: Path) -> None:
    docstring = ast.get_docstring(tree(module))
    assert docstring
    assert docstring.strip()


@pytest.mark.parametrize(
    "module", [path for path in MODULES if path.relative_to(ROOT).parts[0] != "scripts"], ids=name_of
)
def test_only_scripts_print_and_exit(module: Path) -> None:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            assert ast.unparse(node.func) not in {
                "print",
                "exit",
                "quit",
                "sys.exit",
                "sys.stdout.write",
                "sys.stderr.write",
            }


@every_module
def test_no_except_catches_everything(module: Path) -> None:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"line {node.lineno}: a bare except"
            assert ast.unparse(node.type) != "BaseException", f"line {node.lineno}"


@every_module
def test_nothing_is_unpickled(module: Path) -> None:
    source = module.read_text("utf-8")
    assert "pickle" not in set(imported(module))
    assert "trust_remote_code=True" not in source
    assert "allow_pickle=True" not in source
    for call in re.findall(r"torch\.load\([^)]*\)", source):
        assert "weights_only=True" in call


def project_texts() -> list[Path]:
    """Return the text files of the clone, without its tests and what is made or installed in it."""
    left_out = {"tests", "runs", "build"}
    kept = [ROOT / ".ci"] + [
        path for path in ROOT.iterdir() if not path.name.startswith(".") and path.name not in left_out
    ]
    files = [file for path in kept for file in ([path] if path.is_file() else path.rglob("*"))]
    texts = {".py", ".md", ".toml", ".txt", ".json", ".jsonl", ".j2", ".js", ".css", ".html", ""}
    return [file for file in files if file.is_file() and file.suffix in texts and "__pycache__" not in file.parts]


def test_nothing_names_a_place_of_one_machine() -> None:
    files = project_texts()
    assert ROOT / "pyproject.toml" in files
    for file in files:
        found = MACHINE_PATH.search(file.read_bytes().decode("utf-8", errors="replace"))
        assert found is None, f"{name_of(file)}: {found}"
