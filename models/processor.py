"""The processor that this program runs on, as far as it decides how matrices are multiplied."""

import platform
import re
from functools import cache
from pathlib import Path

_CPUINFO = Path("/proc/cpuinfo")
_NAME = re.compile(r"^(?:model name|Model|Processor)\s*:\s*(.+)$", re.MULTILINE)
_FLAGS = re.compile(r"^(?:flags|Features)\s*:\s*(.+)$", re.MULTILINE)
# Wider registers, products of 16 bits, products of 8 bits.
_DECIDING = (
    *("avx2", "avx512f", "avx512bw", "avx_vnni", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8"),
    *("asimd", "asimddp", "bf16", "i8mm", "sve"),
)


@cache
def processor_name() -> str:
    """Return what the processor calls itself."""
    found = _NAME.search(_cpuinfo())
    return found[1].strip() if found else platform.processor() or platform.machine() or "unknown"


@cache
def processor_flags() -> tuple[str, ...]:
    """Return the abilities that matrix products are chosen by, in a fixed order, with the kind of machine first.

    Where two processors have the same, 8 and 16 bits give the same there.
    """
    found = _FLAGS.search(_cpuinfo())
    has = set(found[1].split()) if found else set()
    return (platform.machine() or "unknown", *(flag for flag in _DECIDING if flag in has))


def adds_up_in_32_bits() -> bool:
    """Say whether products of 8 bits are added up in 32 bits. Where they are in 16, two of the largest do not fit, and
    weights have to be smaller by half."""
    return not {"avx512_vnni", "avx_vnni", "amx_int8", "asimddp"}.isdisjoint(processor_flags())


@cache
def _cpuinfo() -> str:
    try:
        return _CPUINFO.read_text("utf-8", errors="replace")
    except OSError:
        return ""
