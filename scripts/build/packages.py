"""Choose the version of every package, and write it down with the hashes of all files that PyPI has of it."""

import re
import subprocess
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from scripts import commandline
from scripts.shared import values

EPILOG = """\
examples:
  make lock                              # after pyproject.toml or requirements/torch.txt changed; other versions stay
  make lock UPGRADE=ruff,mypy            # the newest versions of these
  make lock UPGRADE=all                  # the newest versions of all

The same by hand, where uv is installed:
  python scripts/build/packages.py --uv uv --upgrade ruff,mypy
"""
HEAD = """\
# Made by `make lock`, which keeps versions where it can; `make lock UPGRADE=name,name` (or all) takes the newest.
# The hashes are of every file of a version on PyPI, for all systems; pip --require-hashes installs nothing else.
"""

_INDEX = "https://pypi.org/simple"
_PROJECT = commandline.ROOT / "requirements"
_STUDIO = commandline.ROOT / "labels/studio/server"
_TORCH = _PROJECT / "torch.txt"
# Each file adds to the one before it. The oldest Python of each: types-lxml needs, by way of soupsieve, a later 3.11
# than the rest.
_LAYERS = {"base": "3.11", "label": "3.11", "bulk": "3.11", "dev": "3.11.5"}
# What holds wherever the packages are installed, so that no package needs to say it.
_EVERYWHERE = ("python_full_version < '3.14'", "sys_platform != 'emscripten'")
# What torch needs on a machine with CUDA and nothing else does: it comes with the build of torch that is installed.
_OF_TORCH = re.compile(r"torch|triton|nvidia-.*|cuda-.*")
# Some packages of Label Studio's have no wheel; what builds them, and what that needs, is installed before them.
_BUILDERS = ("packaging", "setuptools", "wheel")

Lock = dict[str, str]
"""The lines of each package, by its name."""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "--uv", default="uv", metavar="PROGRAM", help="uv to choose versions with (default: %(default)s)"
    )
    parser.add_argument(
        "--upgrade",
        type=values.names,
        default=(),
        metavar="NAME,NAME",
        help="packages to renew, or all (default: none)",
    )
    return parser


def main() -> None:
    arguments = make_parser().parse_args()

    from labels.studio.server.environment import VERSION
    from storage.whole_files import atomic_writer

    uv, upgrade = arguments.uv, arguments.upgrade
    studio = _needs_of(f"label-studio=={VERSION}", _STUDIO / "requirements.txt", uv, upgrade)
    texts = {_PROJECT / name: text for name, text in layers(_project_locks(uv, upgrade)).items()}
    texts |= {
        _PROJECT / name: text
        for name, text in layers({"uv": _needs_of("uv", _PROJECT / "uv.txt", uv, upgrade)}).items()
    }
    builders = {name: studio[name] for name in _BUILDERS if name in studio}
    texts |= {_STUDIO / name: text for name, text in layers({"build": builders, "requirements": studio}).items()}
    for path, text in texts.items():
        with atomic_writer(path) as file:
            file.write(text)
        print(f"{path.relative_to(commandline.ROOT)}: {len(packages(text))} packages, {text.count('--hash=')} hashes")


def packages(text: str) -> Lock:
    """Read a lock; a package with two versions, for two systems, has the lines of both."""
    found: Lock = {}
    for lines, name in re.findall(r"^(([a-z0-9][a-z0-9-]*)==.*\n(?: +--hash=.*\n)*)", text, re.MULTILINE):
        found[name] = found.get(name, "") + lines
    return found


def layers(locks: dict[str, Lock]) -> dict[str, str]:
    """Return the text of each layer's file: what it adds to the one before, with the conditions of the last, which
    asks for most."""
    last = {name: lines for lock in locks.values() for name, lines in lock.items()}
    texts, written, before = {}, set[str](), ""
    for layer, own in locks.items():
        added = [name for name in sorted(own) if name not in written and not _OF_TORCH.fullmatch(name)]
        texts[f"{layer}.txt"] = HEAD + before + "".join(last[name] for name in added)
        written.update(added)
        before = f"-r {layer}.txt\n"
    return texts


def without_conditions_of_all(text: str) -> str:
    """Leave out the conditions that hold everywhere."""
    for marker in _EVERYWHERE:
        text = text.replace(f" and {marker}", "").replace(f" ; {marker} and ", " ; ").replace(f" ; {marker} \\", " \\")
    return text


def _project_locks(uv: str, upgrade: tuple[str, ...]) -> dict[str, Lock]:
    """Choose for all layers at once, and then see what of it each needs."""
    project = (commandline.ROOT / "pyproject.toml").read_text("utf-8")
    known = {name: lines for layer in _LAYERS for name, lines in _read(_PROJECT / f"{layer}.txt").items()}
    chosen = _compile(uv, project, "dev", known, upgrade)
    return {layer: _compile(uv, project, layer, chosen) for layer in _LAYERS}


def _needs_of(requirement: str, path: Path, uv: str, upgrade: tuple[str, ...]) -> Lock:
    """Choose for one package that has an environment of its own, whose last lock is at `path`."""
    project = f'[project]\nname = "environment"\nversion = "1"\ndependencies = ["{requirement}"]\n'
    known = _read(path) | _read(path.with_name("build.txt"))
    return _compile(uv, project, "base", known, upgrade)


def _read(path: Path) -> Lock:
    return packages(path.read_text("utf-8")) if path.exists() else {}


def _compile(uv: str, project: str, layer: str, known: Lock, upgrade: tuple[str, ...] = ()) -> Lock:
    """Ask uv for the versions of all that a layer of `project`, a pyproject.toml, needs.

    Args:
        known: taken where it fits.
        upgrade: packages that are not taken from there.
    """
    from storage.errors import BadSettings

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # uv reads this from a pyproject.toml alone. It is not in the project's own, where it would concern all who use
        # uv.
        settings = f'\n[tool.uv]\nenvironments = ["{" and ".join(_EVERYWHERE)}"]\n'
        (folder / "pyproject.toml").write_text(project + settings, encoding="utf-8")
        (folder / "lock.txt").write_text("".join(known.values()), encoding="utf-8")
        command = [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-annotate", "--no-header"]
        command += ["--default-index", _INDEX, "--python-version", _LAYERS[layer], "--constraint", str(_TORCH)]
        command += ["pyproject.toml", "--output-file", "lock.txt", *([] if layer == "base" else ["--extra", layer])]
        command += ["--upgrade"] if upgrade == ("all",) else [f"--upgrade-package={one}" for one in upgrade]
        try:
            finished = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
            )
        except OSError as error:
            raise BadSettings(
                f"{uv} cannot be run ({error.strerror}). Expected uv; `make lock` installs it."
            ) from error
        if finished.returncode:
            raise BadSettings(
                f"No versions fit together: {finished.stderr.strip()} Expected some that pyproject.toml and "
                "requirements/torch.txt allow; change these."
            )
        return packages(without_conditions_of_all((folder / "lock.txt").read_text("utf-8")))


if __name__ == "__main__":
    commandline.run(main)
