"""Live runs: how many pictures of the plane a second, how soon the first, and what they cost whoever drags meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import json
import statistics
import time
from collections.abc import AsyncIterator

import numpy as np
from playwright.sync_api import Browser
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.crowd import apart, decoded
from benchmarks.serving import quantiles, serving
from explorer.catalogue import Catalogue

DRAGGED = "vae-mnist-50d"
BEGIN = {"data": "shapes", "a": "vae1"}
EVERY = 3  # steps between two pictures
SECONDS, TURNS = 6.0, 3
MOVES = 60  # of a drag, a second
MOST_BYTES = 2**24


@contextlib.asynccontextmanager
async def run(url: str) -> AsyncIterator[ClientConnection]:
    """A page's socket whose pictures are read and the network shown."""
    async with connect(f"{url.replace('http', 'ws', 1)}/api/training/live", max_size=MOST_BYTES) as socket:
        await socket.send(json.dumps({"prepare": BEGIN}))
        while json.loads(await socket.recv())["event"] != "ready":
            pass
        yield socket


async def learn(socket: ClientConnection, until: float) -> tuple[float, int]:
    """A run until a moment: seconds from Play to the first picture after a step, and pictures in all."""
    began, first, count = time.perf_counter(), 0.0, 0
    await socket.send(json.dumps({"id": 1, "steps": 0, "every": EVERY, "begin": BEGIN}))
    while time.perf_counter() < until:
        event = json.loads(await socket.recv())
        if event["event"] == "frame":
            await socket.send(json.dumps({"shown": event["frame"], "of": event["id"]}))
            count += event["step"] > 0
            first = first or (time.perf_counter() - began if event["step"] else 0.0)
    return first, count


async def drag(url: str, seconds: float) -> list[float]:
    """Seconds that each picture of a drag took."""
    waits, draw = [], np.random.default_rng(0)
    latents = Catalogue().card(DRAGGED).latents
    async with connect(f"{url.replace('http', 'ws', 1)}/api/decode?model={DRAGGED}") as socket:
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            waits.append(await decoded(socket, draw.standard_normal(latents)))
            await asyncio.sleep(max(0.0, 1 / MOVES - waits[-1]))
    return waits


async def both(url: str) -> tuple[list[float], list[float]]:
    """The waits of drags alone, and while two runs go, turn by turn."""
    alone, beside = [], []
    await drag(url, 1)
    for _ in range(TURNS):
        alone += await drag(url, SECONDS / 2)
        async with run(url) as one, run(url) as other:
            until = time.perf_counter() + SECONDS / 2 + 1
            runs = [asyncio.create_task(learn(socket, until)) for socket in (one, other)]
            await asyncio.sleep(1)
            beside += await drag(url, SECONDS / 2)
            await asyncio.gather(*runs)
    return alone, beside


async def alone(url: str) -> tuple[float, int]:
    async with run(url) as socket:
        return await learn(socket, time.perf_counter() + SECONDS)


def measure(browser: Browser) -> dict[str, float | int]:
    """Live runs on the Training page: pictures of the plane a second, and a drag on Latents while two of them go."""
    with serving("app.py") as app:
        firsts, counts = zip(*(apart(alone(app.url)) for _ in range(TURNS)), strict=True)
        drags, slowed = apart(both(app.url))
    return {
        "steps between two pictures": EVERY,
        "pictures of the plane/s, one run": statistics.median(counts) / SECONDS,
        "Play to the first picture ms, median": 1e3 * statistics.median(firsts),
        "drag alone: ms, median": 1e3 * quantiles(drags)[0],
        "drag while two runs go: ms, median": 1e3 * quantiles(slowed)[0],
        "drag while two runs go: ms, 95th": 1e3 * quantiles(slowed)[1],
        "ratio of medians, two runs to none": quantiles(slowed)[0] / quantiles(drags)[0],
    }
