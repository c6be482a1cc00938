"""A running app and a browser page that tolerates no console error and no request to anywhere else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.conftest import did_not_run

expect.set_options(timeout=20_000)  # a busy machine is slow to load a page, and that is not what is tested here

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = (
    "chromium-headless-shell",  # without the window that no test needs
    "chromium",
    "chromium-browser",
    "google-chrome",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-webgpu",  # a graphics processor that is a program
    "--use-webgpu-adapter=swiftshader",
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
    """The app as a process of its own on a free port; its browsers have no decoders of their own unless asked for."""

    def __init__(self, folder: Path, *arguments: str, browser_models: bool = False, host: str = "127.0.0.1"):
        self.url = f"http://[{host}]:{free_port()}" if ":" in host else f"http://{host}:{free_port()}"
        self.log = folder / "app.log"
        self.files = folder / "files"
        self.files.mkdir()
        environment = os.environ | {
            "GRADIO_TEMP_DIR": str(self.files),
            "EXPLORER_CACHE": str(folder / "graphs"),
            "PYTHONUNBUFFERED": "1",
        }
        if not browser_models:
            arguments = (*arguments, "--no-browser-models")
        self.process = subprocess.Popen(
            [sys.executable, "app.py", "--host", host, "--port", self.url.rpartition(":")[2], *arguments],
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
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
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
    """Opens pages and collects what no page may do.

    Contexts are kept from test to test, one for each kind (width, theme, ...): Gradio's scripts then come out of the cache.
    Nothing that a page had stored is left to the next test.
    """

    def __init__(self, browser: Browser, base: str, kept: dict[str, BrowserContext] | None = None):
        self.browser, self.base = browser, base
        self.kept = kept if kept is not None else {}
        self.faults: list[str] = []
        self.pages: list[Page] = []

    def context(self, options: dict[str, Any]) -> BrowserContext:
        """A context of its own."""
        shape = {"viewport": {"width": 1440, "height": 900}, "accept_downloads": True} | options
        made = self.browser.new_context(**shape)
        made.grant_permissions(["clipboard-read", "clipboard-write"], origin=self.base)
        return made

    def open(self, *, alone: bool = False, **options: Any) -> Page:
        """A page; ``options`` are those of a browser context. One that is ``alone`` in its context may close it."""
        name = f"{self.base} {sorted(options.items())}"
        if not alone and name not in self.kept:
            self.kept[name] = self.context(options)
        page = (self.context(options) if alone else self.kept[name]).new_page()
        self.pages.append(page)
        page.set_default_timeout(20_000)
        page.on("console", lambda message: self.heard(f"console: {message.text}", message.type == "error"))
        page.on("pageerror", lambda error: self.heard(f"exception: {error}"))
        inside = (self.base, "data:", "blob:")
        page.on("request", lambda request: self.heard(f"outside: {request.url}", not request.url.startswith(inside)))
        return page

    def heard(self, fault: str, counts: bool = True) -> None:
        if counts:
            self.faults.append(fault)

    def expect_error(self, part: str) -> None:
        """Strike out the console errors that a test caused on purpose (a 4xx answer is one to the browser)."""
        self.faults = [fault for fault in self.faults if part not in fault]

    def close(self) -> None:
        """Close what this test opened, and forget what its pages stored."""
        for page in self.pages:
            if page.is_closed():
                continue
            context = page.context
            storage = {"origin": self.base, "storageTypes": "local_storage,cookies"}
            context.new_cdp_session(page).send("Storage.clearDataForOrigin", storage)
            page.close()


@pytest.fixture(scope="session")
def kept_contexts() -> Iterator[dict[str, BrowserContext]]:
    """Browser contexts by kind, see ``Watched``."""
    kept: dict[str, BrowserContext] = {}
    yield kept
    for context in kept.values():
        context.close()


@pytest.fixture
def watched(browser: Browser, server: str, kept_contexts: dict[str, BrowserContext]) -> Iterator[Watched]:
    opened = Watched(browser, server, kept_contexts)
    yield opened
    opened.close()
    assert not opened.faults, "\n".join(opened.faults)


@pytest.fixture
def page(watched: Watched) -> Page:
    """A 1440 × 900 page; ``watched.open(viewport=...)`` gives others, ``watched.expect_error`` forgives an intended one."""
    return watched.open()
