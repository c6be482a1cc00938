"""Many at once on one server: people who drag, paint, restore and ask about scenes, and what each of them waits for.

python -m benchmarks --only visitors
python -m benchmarks.visitors --minutes 30 --people 32      # nobody is to see an error, memory is to stay
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine
from typing import Any

import numpy as np
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.crowd import apart, decoded
from benchmarks.serving import quantiles, serving
from explorer.catalogue import Catalogue
from explorer.data import photographs

DRAGGED, PAINTED, PATCHES = "vae-mnist-50d", "gated-pixelcnn-mnist", "gmm-photographs"
FRAMES = 60  # a second: no page asks more often than its screen shows
REST_S = 0.3  # that one looks at what has been made before one goes on
MOVED_S = 0.05  # between two moves of a digit
MOST_BYTES = 2**24
SECONDS = 40.0
MIXED = {"drag": 32, "paint": 8, "restore": 4, "attend": 4}
DRAGGERS = 64  # alone
SOAK = {"drag": 20, "paint": 6, "restore": 2, "attend": 4}  # shares of those who stay for long
STAY_S = 20.0  # after which each of them closes the page and comes back
WARM_S = 300.0  # after which a server has loaded what it needs, and its allocator has the room it works in

Waits = dict[str, list[float]]


class Failed(RuntimeError):
    """A visitor was told of an error."""


class Visit:
    """What everybody who is there shares: the server's address, when to leave, and the seconds that each has waited."""

    def __init__(self, url: str, seconds: float):
        self.url, self.until = url.replace("http", "ws", 1), time.perf_counter() + seconds
        self.waits: Waits = defaultdict(list)
        self.errors: list[str] = []

    def stays(self) -> bool:
        return time.perf_counter() < self.until

    def socket(self, path: str) -> connect:
        return connect(self.url + path, max_size=MOST_BYTES, open_timeout=60)

    async def guarded(self, person: Callable[[Visit, int], Coroutine[Any, Any, None]], seed: int, leaves: bool) -> None:
        """``leaves``: in the middle of whatever is being made for them when their time is over."""
        try:
            seconds = max(0.0, self.until - time.perf_counter()) if leaves else None
            await asyncio.wait_for(person(self, seed), seconds)
        except asyncio.TimeoutError:  # not the built-in one before Python 3.11
            pass
        except Exception as error:
            self.errors.append(f"{person.__name__}: {type(error).__name__}: {error}")


async def drag(visit: Visit, seed: int) -> None:
    """Latents: a slider under the hand; the next picture is asked for when the last is there and a frame has passed."""
    draw, latents = np.random.default_rng(seed), Catalogue().card(DRAGGED).latents
    async with visit.socket(f"/api/decode?model={DRAGGED}") as socket:
        while visit.stays():
            waited = await decoded(socket, draw.standard_normal(latents))
            visit.waits["drag"].append(waited)
            await asyncio.sleep(max(0.0, 1 / FRAMES - waited))


async def told(socket: ClientConnection, number: int, *events: str) -> dict[str, Any]:
    """The next event of a job that is one of these. Raises Failed where it is an error."""
    while (event := json.loads(await socket.recv()))["event"] not in events or event["id"] != number:
        if event["event"] in ("error", "failed"):
            raise Failed(event["message"])
    return event


async def paint(visit: Visit, seed: int) -> None:
    """Pixels: one picture after the other."""
    number = 0
    async with visit.socket("/api/paint") as socket:
        while visit.stays():
            number += 1
            job = {
                "id": number,
                "model": PAINTED,
                "n": 1,
                "seed": 1000 * seed + number,
                "temperature": 1,
                "way": "rows",
            }
            began = time.perf_counter()
            await socket.send(json.dumps(job | {"label": seed % 10}))
            await told(socket, number, "row")
            visit.waits["first row"].append(time.perf_counter() - began)
            await told(socket, number, "end")
            visit.waits["painting"].append(time.perf_counter() - began)
            await asyncio.sleep(REST_S)


async def restore(visit: Visit, seed: int) -> None:
    """Restore: the noise taken from a photograph of 512 x 512 by the mixture over patches."""
    picture = photographs.load("camera")
    picture = picture.repeat(512 // picture.shape[0], 0).repeat(512 // picture.shape[1], 1)
    job = {
        "subject": "photo",
        "shape": [1, *picture.shape],
        "pixels": base64.b64encode(picture.tobytes()).decode(),
        "damage": {"kind": "gaussian", "strength": 25, "seed": seed},
        "methods": [PATCHES],
    }
    number = 0
    async with visit.socket("/api/restore") as socket:
        while visit.stays():
            number += 1
            began = time.perf_counter()
            await socket.send(json.dumps(job | {"id": number}))
            await told(socket, number, "result")
            visit.waits["photograph"].append(time.perf_counter() - began)
            await told(socket, number, "end")
            await asyncio.sleep(REST_S)


async def attend(visit: Visit, seed: int) -> None:
    """Attention: a digit is dragged over a scene, and one model answers."""
    draw, name = np.random.default_rng(seed), Catalogue().cards("attend")[0].name
    ink = np.packbits(np.hypot(*np.mgrid[-14:14, -14:14]) < 9).tobytes()
    digit = {"glyph": "own:" + base64.urlsafe_b64encode(ink).decode(), "label": 0, "colour": 0, "scale": 1.0}
    async with visit.socket("/api/attend") as socket:
        number = 0
        while visit.stays():
            number += 1
            x, y = draw.uniform(20, 80, 2).tolist()
            scene = {"seed": 0, "digits": [digit | {"x": x, "y": y}]}
            began = time.perf_counter()
            await socket.send(json.dumps({"id": number, "scene": scene, "colour": 0, "models": [name]}))
            answer = json.loads(await socket.recv())
            if "error" in answer or "error" in answer["models"][0]:
                raise Failed(str(answer)[:300])
            visit.waits["attend"].append(time.perf_counter() - began)
            await asyncio.sleep(MOVED_S)


PEOPLE = {"drag": drag, "paint": paint, "restore": restore, "attend": attend}


async def crowd(url: str, people: dict[str, int], seconds: float, *, leave: bool = False) -> Visit:
    """So many of each kind at once; with ``leave`` they go when their time is over, else with what they wait for.

    Raises Failed with what they were told, where somebody was told of an error.
    """
    visit = Visit(url, seconds)
    await asyncio.gather(
        *(visit.guarded(PEOPLE[kind], seed, leave) for kind, count in people.items() for seed in range(count))
    )
    if visit.errors:
        raise Failed("; ".join(visit.errors[:5]))
    return visit


def measure() -> dict[str, float | int]:
    """64 drag; then 32 drag, 8 paint, 4 restore a photograph of 512 x 512 and 4 drag a digit, all on one server."""
    with serving("app.py") as app:
        apart(crowd(app.url, dict.fromkeys(PEOPLE, 1) | {"restore": 0}, 5))
        dragged = apart(crowd(app.url, {"drag": DRAGGERS}, SECONDS / 4)).waits["drag"]
        waits = apart(crowd(app.url, MIXED, SECONDS)).waits
    found: dict[str, float | int] = {f"{DRAGGERS} who drag alone: pictures/s": len(dragged) / (SECONDS / 4)}
    for label, value in zip(("median", "95th"), quantiles(dragged), strict=True):
        found[f"{DRAGGERS} who drag alone: ms, {label}"] = 1e3 * value
    found |= {f"people who {kind}": count for kind, count in MIXED.items()}
    found["pictures of drags/s"] = len(waits["drag"]) / SECONDS
    for what, unit, times in (
        ("drag", "ms", 1e3),
        ("first row", "ms", 1e3),
        ("attend", "ms", 1e3),
        ("painting", "s", 1),
        ("photograph", "s", 1),
    ):
        for label, value in zip(("median", "95th"), quantiles(waits[what]), strict=True):
            found[f"{what}: {unit}, {label}"] = times * value
    return found


def soak(minutes: float) -> dict[str, float | int]:
    """32 people for so long, who come and go: nobody is to be told of an error, the server's memory is to stay."""
    with serving("app.py") as app:
        stays = max(1, round(60 * minutes / STAY_S))
        memory, waits = [], []
        for _ in range(stays):
            waits.append(apart(crowd(app.url, SOAK, STAY_S, leave=True)).waits)
            memory.append(app.memory())
            drags = quantiles(waits[-1]["drag"])
            print(f"{len(waits)}/{stays}: {memory[-1]:.0f} MiB, a drag {1e3 * drags[0]:.0f} ms", flush=True)
        window = max(1, round(WARM_S / STAY_S))  # medians of it: what a photograph needs comes and goes
        warm, last = statistics.median(memory[window : 2 * window] or memory), statistics.median(memory[-window:])
        return {
            "people": sum(SOAK.values()),
            "minutes": stays * STAY_S / 60,
            "questions": sum(len(times) for one in waits for times in one.values()),
            "errors": 0,  # else it had ended with Failed
            "drag: ms, 95th of the last": 1e3 * quantiles(waits[-1]["drag"])[1],
            "server MiB when warm": warm,
            "server MiB at the end": last,
            "ratio of memory, end to warm": last / warm,
        }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="32 people for a while, who come and go; prints what was measured.")
    parser.add_argument("--minutes", type=float, default=30)
    for label, value in soak(parser.parse_args().minutes).items():
        print(f"{label:<40} {value:>10.2f}")
