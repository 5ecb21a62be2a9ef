"""Facts of the machine that figures depend on, and how far other work ran on it meanwhile."""

import os
import platform
import resource
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from models.processor import processor_flags, processor_name
from storage.processes.pool import cores

LIBRARIES = ("torch", "transformers", "tokenizers", "numpy", "onnxruntime", "pyarrow", "ray")
# What of `processor_flags` is named, in this order.
FLAGS = ("avx2", "avx512f", "avx512_bf16", "avx512_vnni", "avx_vnni", "amx_int8", "amx_bf16", "asimd", "sve", "i8mm")


def machine() -> dict[str, Any]:
    """Return what the machine is: processor, cores, what it can multiply with, memory, system and libraries."""
    return {
        "processor": processor_name(),
        "cores": cores(),
        "flags": [flag for flag in FLAGS if flag in processor_flags()],
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "gpu": _gpu(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "libraries": {name: version for name in LIBRARIES if (version := _version(name))},
    }


def _gpu() -> str | None:
    """Return the name of the GPU, without loading torch where no driver is."""
    if not Path("/proc/driver/nvidia").exists():
        return None
    import torch

    return torch.cuda.get_device_name() if torch.cuda.is_available() else None


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


@dataclass(frozen=True, slots=True)
class Watch:
    """What was so when a bench began."""

    date: str
    clock: float
    busy: float | None
    own: float
    load: float

    @classmethod
    def begin(cls) -> "Watch":
        """Look at the clock and at what the processors have done until now."""
        date = datetime.now(UTC).isoformat(timespec="minutes")
        return cls(date, time.monotonic(), _busy(), _own(), os.getloadavg()[0])

    def end(self) -> dict[str, Any]:
        """Return when it was, how long, the load at both ends, and the share of the processors' time that other work
        took: None where the system does not say."""
        seconds = time.monotonic() - self.clock
        busy, others = _busy(), None
        if self.busy is not None and busy is not None and seconds:
            whole = seconds * (os.cpu_count() or 1)
            others = round(min(max((busy - self.busy - (_own() - self.own)) / whole, 0), 1), 3)
        return {
            "date": self.date,
            "seconds": round(seconds, 1),
            "load": [round(self.load, 2), round(os.getloadavg()[0], 2)],
            "other_work": others,
        }


def _busy() -> float | None:
    """Return the seconds that all processors together were at work since the system began."""
    try:
        first = Path("/proc/stat").read_text("utf-8").split("\n", 1)[0].split()
    except OSError:
        return None
    user, nice, system, _idle, _waiting, *interrupts = map(int, first[1:9])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")


def _own() -> float:
    """Return the seconds of processor time of this process and of those that it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
