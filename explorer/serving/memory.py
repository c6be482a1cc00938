"""Memory that goes back to the system: glibc keeps an arena for every thread, in which holes are left."""

from __future__ import annotations

import contextlib
import ctypes

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8  # as in malloc.h
ARENAS = 2
LARGE = 2**20  # bytes: tensors of a photograph, which are mapped for themselves and go back as soon as they are freed


def hold_together() -> None:
    """Let many threads share few arenas, so that a server of many people stays as large as it was when it was warm.

    Where the C library is another one, nothing happens.
    """
    with contextlib.suppress(OSError, AttributeError):
        adjust = ctypes.CDLL(None).mallopt
        for name, value in ((ARENA_MAX, ARENAS), (MMAP_THRESHOLD, LARGE), (TRIM_THRESHOLD, LARGE)):
            adjust(name, value)
