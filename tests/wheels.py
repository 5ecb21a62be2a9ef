"""A wheel of almost nothing, and a lock of it, for tests that run pip without a network."""

import hashlib
import zipfile
from pathlib import Path


def tiny_wheel(folder: Path, name: str = "label-studio", version: str = "1.0") -> Path:
    """Write a wheel whose command, which is called as the package is, prints hello."""
    module = name.replace("-", "_")
    path = folder / f"{module}-{version}-py3-none-any.whl"
    info = f"{module}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{module}.py", "def main():\n    print('hello')\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/entry_points.txt", f"[console_scripts]\n{name} = {module}:main\n")
        wheel.writestr(
            f"{info}/RECORD",
            f"{module}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/entry_points.txt,,\n{info}/RECORD,,\n",
        )
    return path


def lock_of(wheel: Path, altered: bool = False) -> Path:
    """Write a lock of one wheel beside it; in an altered one the last digit of the hash is another."""
    name, version, *_ = wheel.name.split("-")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if altered:
        digest = digest[:-1] + ("0" if digest[-1] != "0" else "1")
    path = wheel.with_name("altered.txt" if altered else "lock.txt")
    path.write_text(f"{name.replace('_', '-')}=={version} \\\n    --hash=sha256:{digest}\n", encoding="utf-8")
    return path


def pip_settings(folder: Path) -> dict[str, str]:
    """Return what makes pip look in `folder` alone, whatever this machine tells it."""
    return {"PIP_CONFIG_FILE": "/dev/null", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), "PIP_NO_CACHE_DIR": "1"}
