"""Threads in which models compute: quick answers in any worker thread, what takes long in threads that come last."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import anyio

PATIENCE_S = 0.01  # that long work waits for others' answers between two of its pieces, at most


class Answers:
    """How many requests are being computed for. Of the event loop; other threads may look."""

    under_way = 0


async def threaded(function: Callable[..., Any], *arguments: Any) -> Any:
    """Model work in a worker thread, which the event loop doesn't wait for."""
    Answers.under_way += 1
    try:
        return await anyio.to_thread.run_sync(function, *arguments)
    finally:
        Answers.under_way -= 1


async def threaded_behind(threads: Executor, function: Callable[..., Any], *arguments: Any) -> Any:
    """The same in one of ``threads``, first come, first served; for what others' drags come before.

    What has begun is waited for, also where nobody wants it any more: a thread can't be broken off.
    """
    with anyio.CancelScope(shield=True):
        return await asyncio.get_running_loop().run_in_executor(threads, functools.partial(function, *arguments))


def give_way(stop: threading.Event) -> None:
    """Let whoever drags go first: wait while an answer is computed, but never long."""
    until = time.monotonic() + PATIENCE_S
    while Answers.under_way and time.monotonic() < until and not stop.is_set():
        time.sleep(0.001)


def threads_behind(count: int, name: str, nice: int) -> ThreadPoolExecutor:
    """Threads that other threads of the server come before by ``nice``, where the system can.

    Of their own, as a low priority can't be taken back; threads that they begin inherit it.
    """

    def go_back() -> None:
        with contextlib.suppress(OSError, AttributeError):
            me = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, me, os.getpriority(os.PRIO_PROCESS, me) + nice)

    return ThreadPoolExecutor(count, name, go_back)
