"""How much memory there is, and how much a process takes."""

import resource
import sys
from pathlib import Path

_MEMINFO = Path("/proc/meminfo")
_CGROUP = Path("/sys/fs/cgroup")
_UNLIMITED = 1 << 60  # the first version of control groups says so by a number that no machine has


def free_bytes(meminfo: Path = _MEMINFO, groups: Path = _CGROUP) -> int | None:
    """Return the memory that further processes may take, in bytes; None where the system does not tell.

    It is the least of what the machine has left and of what the limit of a container leaves.
    """
    left = [one for one in (_of_machine(meminfo), _of_group(groups)) if one is not None]
    return min(left, default=None)


def largest_bytes() -> int:
    """Return the most memory that this process has held, in bytes."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024


def _of_machine(meminfo: Path) -> int | None:
    try:
        lines = meminfo.read_text("ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)


def _of_group(groups: Path) -> int | None:
    """Return what a control group leaves, of the second version or the first."""
    names = ("memory.max", "memory.current", "memory.stat", "inactive_file")
    older = ("memory.limit_in_bytes", "memory.usage_in_bytes", "memory.stat", "total_inactive_file")
    for folder, (most, held, stat, cached) in ((groups, names), (groups / "memory", older)):
        try:
            limit, used = (folder / most).read_text("ascii").strip(), int((folder / held).read_text("ascii"))
            counts = dict(line.split() for line in (folder / stat).read_text("ascii").splitlines())
        except (OSError, ValueError):
            continue
        if limit == "max" or int(limit) >= _UNLIMITED:
            return None
        return max(int(limit) - used + int(counts.get(cached, 0)), 0)
    return None
