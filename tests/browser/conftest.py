"""A running app and a browser page that tolerates no console error and no request to anywhere else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from tests.conftest import did_not_run

expect.set_options(timeout=20_000)  # a busy machine is slow to load a page, and that is not what is tested here

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class App:
    """The app as a process of its own on a free port."""

    def __init__(self, folder: Path, *arguments: str):
        self.url = f"http://127.0.0.1:{free_port()}"
        self.log = folder / "app.log"
        self.files = folder / "files"
        self.files.mkdir()
        environment = os.environ | {"GRADIO_TEMP_DIR": str(self.files), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "app.py", "--port", self.url.rpartition(":")[2], *arguments],
            cwd=ROOT,
            env=environment,
            stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT,
        )
        self.wait()

    def wait(self) -> None:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(self.url, timeout=5).read()
                return
            except OSError:
                time.sleep(0.1)
        self.end()
        raise RuntimeError(f"the app did not start:\n{self.log.read_text()}")

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="session")
def app(tmp_path_factory) -> App:
    running = App(tmp_path_factory.mktemp("app"))
    yield running
    running.end()
    log = running.log.read_text()
    assert "Traceback" not in log, f"the app's log shows a crash:\n{log[-4000:]}"
    assert not [file for file in running.files.rglob("*") if file.is_file()], "the app left files behind"


@pytest.fixture(scope="session")
def server(app: App) -> str:
    """Base URL of the running app."""
    return app.url


@pytest.fixture(scope="session")
def browser() -> Browser:
    path = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    with sync_playwright() as playwright:
        try:
            running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error:
            # No browser of the system's: Playwright's own, where it can be had.
            subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
            try:
                running = playwright.chromium.launch(args=FLAGS)
            except Error:
                did_not_run("no Chromium was found: install it, or name it in the variable CHROMIUM")
        yield running
        running.close()


class Watched:
    """Opens pages and collects what no page may do."""

    def __init__(self, browser: Browser, base: str):
        self.browser, self.base = browser, base
        self.faults: list[str] = []
        self.contexts = []

    def open(self, **options) -> Page:
        context = self.browser.new_context(
            **{"viewport": {"width": 1440, "height": 900}, "accept_downloads": True} | options
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=self.base)
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on(
            "console",
            lambda message: self.faults.append(f"console: {message.text}") if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        page.on(
            "request",
            lambda request: (
                self.faults.append(f"outside: {request.url}")
                if not request.url.startswith((self.base, "data:", "blob:"))
                else None
            ),
        )
        return page

    def expect_error(self, part: str) -> None:
        """Strike out the console errors that a test caused on purpose (a 4xx answer is one to the browser)."""
        self.faults = [fault for fault in self.faults if part not in fault]

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def watched(browser: Browser, server: str) -> Watched:
    opened = Watched(browser, server)
    yield opened
    opened.close()
    assert not opened.faults, "\n".join(opened.faults)


@pytest.fixture
def page(watched: Watched) -> Page:
    """A 1440 × 900 page; ``watched.open(viewport=...)`` gives others, ``watched.expect_error`` forgives an intended one."""
    return watched.open()
