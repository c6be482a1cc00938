"""Memory that goes back to the system: glibc keeps an arena for every thread, in which holes are left."""

from __future__ import annotations

import ctypes

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8  # as in malloc.h
ARENAS = 2
LARGE = 2**20  # bytes: tensors of a photograph, which are mapped for themselves and go back as soon as they are freed


def hold_together() -> bool:
    """Let many threads share few arenas, so that a server of many people stays as large as it was when it was warm.

    Whether the C library took it; where it is another one than glibc, nothing happens.
    """
    try:
        adjust = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):  # the last: Windows has no such library without a name
        return False
    told = ((ARENA_MAX, ARENAS), (MMAP_THRESHOLD, LARGE), (TRIM_THRESHOLD, LARGE))
    return all([adjust(name, value) == 1 for name, value in told])
