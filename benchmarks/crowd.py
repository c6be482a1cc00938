"""Sixteen people dragging at once: requests a second over our socket against the same decode behind Gradio's /run."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import httpx
import numpy as np
from websockets.asyncio.client import ClientConnection, connect

PEOPLE = 16
T = TypeVar("T")


async def decoded(socket: ClientConnection, z: np.ndarray) -> float:
    """Ask for a picture; the seconds until it was there."""
    start = time.perf_counter()
    await socket.send(z.astype(np.float32).tobytes())
    while isinstance(await socket.recv(), str):
        pass
    return time.perf_counter() - start


async def _sockets(url: str, model: str, latents: int, seconds: float) -> list[float]:
    waits: list[float] = []

    async def person(seed: int) -> None:
        draw = np.random.default_rng(seed)
        async with connect(f"{url.replace('http', 'ws', 1)}/api/decode?model={model}", max_size=2**22) as socket:
            until = time.perf_counter() + seconds
            while time.perf_counter() < until:
                waits.append(await decoded(socket, draw.standard_normal(latents)))

    await asyncio.gather(*(person(seed) for seed in range(PEOPLE)))
    return waits


async def _run_route(url: str, seconds: float) -> list[float]:
    waits: list[float] = []
    async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=PEOPLE)) as client:

        async def person(seed: int) -> None:
            draw, until = np.random.default_rng(seed), time.perf_counter() + seconds
            while (start := time.perf_counter()) < until:
                answer = await client.post(f"{url}/gradio_api/run/decode", json={"data": [float(draw.uniform(-3, 3))]})
                answer.raise_for_status()
                waits.append(time.perf_counter() - start)

        await asyncio.gather(*(person(seed) for seed in range(PEOPLE)))
    return waits


def apart(work: Coroutine[None, None, T]) -> T:
    """Run a coroutine in a thread of its own: the browser's driver has an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def sockets(url: str, model: str, latents: int, seconds: float = 6) -> list[float]:
    """Seconds each request took, over ``seconds`` of sixteen sockets."""
    apart(_sockets(url, model, latents, 1))
    return apart(_sockets(url, model, latents, seconds))


def run_route(url: str, seconds: float = 6) -> list[float]:
    """The same through Gradio's /run."""
    apart(_run_route(url, 1))
    return apart(_run_route(url, seconds))


async def _frames(url: str, model: str, latents: int, count: int) -> None:
    draw = np.random.default_rng(0)
    async with connect(f"{url.replace('http', 'ws', 1)}/api/decode?model={model}") as socket:
        for _ in range(count):
            await decoded(socket, draw.standard_normal(latents))


def frames(url: str, model: str, latents: int, count: int) -> None:
    """``count`` pictures, one after the other, for one person."""
    apart(_frames(url, model, latents, count))
