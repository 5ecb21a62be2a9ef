"""Every flag that the reader sets has a meaning in words."""

import ast
from pathlib import Path

from reports.flags import FLAGS, meaning_of


def _flags_set_by(source: str) -> set[str]:
    """Return the strings that a module puts into something called flags: by `flags += (…)`, `flags.append(…)` or
    `flags=(…)`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AugAssign | ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            value = node.value if "flags" in ast.unparse(target) else None
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("flags.append"):
            value = node.args[0]
        elif isinstance(node, ast.keyword) and node.arg == "flags":
            value = node.value
        else:
            continue
        found |= {
            one.value
            for one in ast.walk(value or ast.Tuple([]))
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        }
    return {one for one in found if one.replace("_", "").isalpha()}


def test_every_flag_that_the_reader_sets_is_explained(root: Path) -> None:
    found = set().union(*(_flags_set_by(path.read_text("utf-8")) for path in (root / "reports").rglob("*.py")))
    assert {"traditional", "digest", "opening_missing", "undecodable_bytes"} <= found
    assert found - set(FLAGS) == set()


def test_every_flag_that_can_be_explained_is_set_somewhere(root: Path) -> None:
    sources = [path.read_text("utf-8") for path in (root / "reports").rglob("*.py") if path.name != "flags.py"]
    assert [flag for flag in FLAGS if not any(f'"{flag}"' in source for source in sources)] == []


def test_a_flag_of_another_version_speaks_for_itself() -> None:
    assert meaning_of("not_known_here").chinese == "not_known_here"
