"""Processes to measure, and the numbers taken of them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil

ROOT = Path(__file__).resolve().parent.parent


class Process:
    """A server started for measuring: its address, its process, its folder of files, seconds until the first page."""

    def __init__(self, arguments: list[str], files: Path):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url, self.files = f"http://127.0.0.1:{self.port}", files
        start = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, *arguments, "--port", str(self.port)],
            cwd=ROOT,
            env=os.environ | {"GRADIO_TEMP_DIR": str(files)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
        while True:
            try:
                urllib.request.urlopen(self.url, timeout=5).read()
                break
            except OSError:
                if self.process.poll() is not None or time.perf_counter() - start > 120:
                    raise RuntimeError(f"{arguments} did not start") from None
                time.sleep(0.02)
        self.first_page = time.perf_counter() - start

    def memory(self) -> float:
        """Resident memory in MiB."""
        return psutil.Process(self.process.pid).memory_info().rss / 2**20

    def count_files(self) -> int:
        return sum(path.is_file() for path in self.files.rglob("*"))


@contextmanager
def serving(*arguments: str) -> Iterator[Process]:
    """A server for the length of a with block."""
    with tempfile.TemporaryDirectory() as files:
        running = Process(list(arguments), Path(files))
        try:
            yield running
        finally:
            running.process.terminate()
            running.process.wait(20)


def quantiles(values: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return float(np.median(values)), float(np.percentile(values, 95))
