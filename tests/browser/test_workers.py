"""Several processes behind one port: whoever answers, a person and a program notice nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import time
import urllib.request
from collections.abc import Iterator

import numpy as np
import pytest
from gradio_client import Client
from playwright.sync_api import expect
from websockets.sync.client import connect

from tests.browser.conftest import App, Watched

PROCESSES, PATIENCE_S = 2, 60


@pytest.fixture(scope="module")
def several(tmp_path_factory) -> Iterator[App]:
    running = App(tmp_path_factory.mktemp("workers"), "--workers", str(PROCESSES))
    yield running
    running.end()
    assert "Traceback" not in running.log.read_text()


def processes(url: str, count: int) -> set[int]:
    """Who answers, once so many do."""
    seen, until = set(), time.monotonic() + PATIENCE_S
    while len(seen) < count and time.monotonic() < until:
        with urllib.request.urlopen(f"{url}/health", timeout=30) as answer:
            seen.add(json.load(answer)["process"])
    return seen


def picture(url: str) -> bytes:
    """The middle of a plane, by a socket of its own."""
    with connect(url.replace("http", "ws", 1) + "/api/decode?model=vae-mnist-2d") as socket:
        socket.send(np.zeros(2, np.float32).tobytes())
        while isinstance(answer := socket.recv(PATIENCE_S), str):
            pass
        return answer


def test_a_program_that_calls_by_the_queue_is_answered_whichever_process_hears_it(several):
    assert len(processes(several.url, PROCESSES)) == PROCESSES
    for seed in range(6):  # each client with connections of its own
        client = Client(several.url, verbose=False, download_files=False, analytics_enabled=False)
        found = client.predict("vae-mnist-2d", 1, seed, api_name="/sample")
        assert len(found["z"]) == 1
        client.close()
    with urllib.request.urlopen(
        urllib.request.Request(f"{several.url}/gradio_api/call/models", b'{"data": []}'), timeout=60
    ) as answer:
        event = json.load(answer)["event_id"]
    with urllib.request.urlopen(f"{several.url}/gradio_api/call/models/{event}", timeout=60) as answer:
        assert b"event: complete" in answer.read()


def test_every_process_decodes_alike_and_one_that_dies_is_replaced(several):
    expected = picture(several.url)
    assert all(picture(several.url) == expected for _ in range(5))
    first = processes(several.url, PROCESSES)
    for one in first:  # the keeper of the queue is among them
        os.kill(one, signal.SIGKILL)
        time.sleep(1)
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            if len(processes(several.url, PROCESSES) - first) == PROCESSES:
                break
        except OSError:
            time.sleep(0.5)
    assert picture(several.url) == expected
    client = Client(several.url, verbose=False, download_files=False, analytics_enabled=False)
    assert client.predict("vae-mnist-2d", 1, 0, api_name="/sample")["z"]
    client.close()


def test_a_page_asks_all_of_them_and_keeps_what_is_made(several, browser):
    watched = Watched(browser, several.url)
    page = watched.open(alone=True)
    page.goto(f"{several.url}/pixels?model=gated-pixelcnn-mnist&seed=3")
    drawn = page.locator(".player .count").first
    expect(drawn).to_have_text(re.compile(r"^784 of"), timeout=60_000)
    address = page.url
    for _ in range(3):  # whichever process answers, the link makes the same picture
        page.reload()
        expect(drawn).to_have_text(re.compile(r"^784 of"), timeout=60_000)
        assert page.url == address
    page.context.close()
    assert not watched.faults, watched.faults
