"""The house stands as planned: who may import whom, and what every module owes its reader."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Rooms, and the shelves and modules inside each, in the order of imports: each imports only what stands before it.
ORDER: dict[str, str] = {
    "storage": "errors shown regular parsing locks whole_files results jsonl sheets processes",
    "reports": "numerals days marks words rows report flags skipped sentences encoding cleaning formats metadata "
    "structure repair duplicates paragraphs_file assembly corpora reading summary audit",
    "labels": "taxonomy guide counting bootstrap further_keys evidence prediction answered labelled asking.annotator "
    "corrections contradictions majority keywords dealing splits sampling studio.server studio quick agreement next "
    "migration asking soft",
    "models": "files seal processor manifest identity decision card units batching first_token export bundle writing",
    "training": "libraries precision corpus together resume hub pretraining finetuning",
    "inference": "collapse tagged engines tagger exporting distinct inputs preannotation scale contrast pages output "
    "service.limits service.small_files service.subprocesses service.log service.http service.memory service.metrics "
    "service.turns service.model service.predictions service.retraining service.reading service.failures "
    "service.openapi service.application",
    "evaluation": "scoring.scores scoring.intervals scoring.average_precision scoring.sentences scoring.said "
    "scoring.references findings drift behaviour leakage trust verdicts scoring.sentence_evaluation scoring.slices "
    "scoring.calibration scoring.evaluation scoring.comparison pages benchmarks",
    "scripts": "shared.ending shared.values commandline shared studio bench.figures bench build",
}
ROOMS = tuple(ORDER)
# evaluation, inference and the service know nothing of training.
NEVER = {"inference": {"training"}, "evaluation": {"training"}}
HEAVY = {"torch", "transformers"}
MOST_LINES, MOST_BYTES = 250, 10_000
MOST_FILES = 14
MOST_SCRIPTS = 15  # one for each thing a person does
MOST_LINES_OF_A_FUNCTION, MOST_LINES_OF_MAIN, MOST_BY_POSITION = 60, 40, 5
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
SHELVES = sorted({path.parent for path in MODULES})
MACHINE_PATH = re.compile(r"(?<![\w.*)}/~-])/(?:work|root|tmp)\b")


def name_of(module: Path) -> str:
    return str(module.relative_to(ROOT))


every_module = pytest.mark.parametrize("module", MODULES, ids=name_of)


@cache
def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text("utf-8"))


def imported(module: Path) -> Iterator[str]:
    """Yield the dotted name of everything a module imports anywhere, in functions and for type checking too."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(module)}, line {node.lineno}: a relative import hides its room"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def place(dotted: str) -> int:
    """Return how far down the list of its room a module stands; what is not in the list stands below all that is."""
    room, _, inside = dotted.partition(".")
    names = ORDER[room].split()
    ranked = [number for number, name in enumerate(names) if f"{inside}.".startswith(f"{name}.")]
    return max(ranked, key=lambda number: len(names[number]), default=len(names))


def test_every_room_has_modules() -> None:
    assert {module.relative_to(ROOT).parts[0] for module in MODULES} == set(ROOMS)


@every_module
def test_imports_point_up_the_list_of_rooms(module: Path) -> None:
    room = module.relative_to(ROOT).parts[0]
    above = set(ROOMS[: ROOMS.index(room)]) - NEVER.get(room, set())
    below = {name.partition(".")[0] for name in imported(module)} & ({*ROOMS, "tests"} - above - {room})
    assert not below, f"{room} may not import {below}"


@every_module
def test_imports_point_up_the_list_of_shelves(module: Path) -> None:
    own = ".".join(module.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    room = own.partition(".")[0]
    below = [name for name in imported(module) if name.partition(".")[0] == room and place(name) > place(own)]
    assert not below, f"{own} stands above {below}"


@pytest.mark.parametrize("room", ROOMS)
def test_every_shelf_of_the_list_is_there(room: str) -> None:
    for name in ORDER[room].split():
        path = ROOT / room / name.replace(".", "/")
        assert path.is_dir() or path.with_suffix(".py").is_file(), f"{room} has no {name}"


@pytest.mark.parametrize("room", ["storage", "reports", "labels"])
def test_reading_and_labelling_never_name_torch(room: str) -> None:
    for module in (ROOT / room).rglob("*.py"):
        assert not {name.partition(".")[0] for name in imported(module)} & HEAVY, name_of(module)


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
def test_a_file_fits_on_a_few_screens(module: Path) -> None:
    source = module.read_bytes()
    assert source.count(b"\n") <= MOST_LINES, "look for a second thing in it"
    assert len(source) <= MOST_BYTES, "look for a second thing in it"


@pytest.mark.parametrize("folder", SHELVES, ids=name_of)
def test_a_shelf_is_taken_in_at_a_glance(folder: Path) -> None:
    sources = [path for path in folder.iterdir() if path.suffix in (".py", ".j2", ".js", ".css")]
    assert len([path for path in sources if path.name != "__init__.py"]) <= (
        MOST_SCRIPTS if folder == ROOT / "scripts" else MOST_FILES
    )


def functions(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a module, inner ones too."""
    return (node for node in ast.walk(tree(module)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines a function has, its signature and docstring among them."""
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


@every_module
def test_no_function_is_long_and_none_takes_many_arguments_by_position(module: Path) -> None:
    for function in functions(module):
        most = MOST_LINES_OF_MAIN if function.name == "main" else MOST_LINES_OF_A_FUNCTION
        assert length(function) <= most, f"{function.name}, line {function.lineno}"
        by_position = [
            one.arg for one in function.args.posonlyargs + function.args.args if one.arg not in ("self", "cls")
        ]
        assert len(by_position) <= MOST_BY_POSITION, f"{function.name}, line {function.lineno}: put a * before the rest"


def test_nine_functions_in_ten_are_short() -> None:
    lengths = [length(function) for module in MODULES for function in functions(module)]
    assert sum(one <= 20 for one in lengths) >= 0.9 * len(lengths)


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
    assert "pickle" not in {name.partition(".")[0] for name in imported(module)}
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
