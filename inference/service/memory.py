"""Give memory back to the system."""

import ctypes

BATCHES = 8
"""After so many memory is given back. Batches of changing size leave holes that nothing else fits into, 5 MB each."""


def give_back() -> None:
    """Give free memory back to the system, where the C library knows how: a large piece of it costs as much to take
    anew, so not after every batch."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
