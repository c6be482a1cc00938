"""A live run over a socket: networks learn in a worker thread, and what can be seen of them leaves as it comes."""

from __future__ import annotations

import dataclasses
import functools
import math
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import anyio
import numpy as np
from fastapi import APIRouter, WebSocket

from explorer.learning.diet import Diet
from explorer.learning.settings import MOST_STEPS, read_setting, read_settings, told
from explorer.pages.training.reading import Go, own_pictures, read_go
from explorer.refusal import BadJob, Refusal, attempt
from explorer.serving import session
from explorer.serving.context import Context, b64
from explorer.serving.places import ASK_S, Places
from explorer.serving.session import Session, Tell
from explorer.serving.threads import give_way, threaded, threads_behind

if TYPE_CHECKING:
    from explorer.learning.run import Run
    from explorer.learning.snapshot import Observer, Snapshot
    from explorer.learning.sources import Sources

AT_ONCE = 2  # networks that learn at the same time, over all sockets
IDLE_S = 600.0  # after which a run that nobody moves gives its places back
FRAME_S = 1 / 25  # between two snapshots at least: more are not seen
NICE = 10  # of the threads that learn
AHEAD = 3  # snapshots that may be under way to the browser
FIRSTS = 6  # training pictures of each class that are shown to choose from
FINE = 8192  # of which the codes' whole numbers are a share of the reach
ENDED = "The run gave its place back. Press Play: it is repeated from its seed to the same step, and goes on."


def add(api: APIRouter, context: Context) -> None:
    places = Places(AT_ONCE)

    @functools.lru_cache(maxsize=1)
    def sources() -> Sources:
        from explorer.learning.sources import Sources

        return Sources(context.catalogue, context.data)

    @api.websocket("/api/training/live")
    async def live(socket: WebSocket) -> None:
        await LiveRun(socket, sources, places).serve()


class LiveRun(Session):
    """The Training page's socket: at most one run, whose places it holds until it ends."""

    def __init__(self, socket: WebSocket, sources: Callable[[], Sources], places: Places, idle_s: float = IDLE_S):
        super().__init__(socket)
        self.sources, self.places, self.idle_s = sources, places, idle_s
        self.run: Run | None = None
        self.observer: Observer | None = None
        self.lock = threading.Lock()  # one thread at a time moves the run, or changes it
        self.held, self.turn = 0, 0
        self.sent = self.shown = 0  # snapshots of the present job

    async def serve(self) -> None:
        try:
            await super().serve()
        finally:
            self.drop()

    def drop(self) -> None:
        """End the run and give its places back."""
        self.run = self.observer = None
        self.give_back()

    def give_back(self) -> None:
        """Give the run's places back."""
        self.places.leave(self.held)
        self.held = 0

    async def leave(self, turn: int) -> None:
        """End the run as soon as its job at work has ended, unless another one was begun."""
        while self.current is not None and self.turn == turn:
            await anyio.sleep(ASK_S)
        if self.turn == turn and self.waiting is None:
            self.drop()

    async def accept(self, content: dict[str, Any]) -> tuple[Go, dict[str, Any]] | None:
        if "shown" in content:
            if self.current is not None and content.get("of") == self.current.id:
                self.shown = max(self.shown, int(content["shown"] if type(content["shown"]) is int else 0))
            return None
        if "leave" in content:
            self.stop()
            self.group.start_soon(self.leave, self.turn)
            return None
        if "prepare" in content:
            self.group.start_soon(self.prepare, content["prepare"])
            return None
        if "change" in content:
            await self.answer(self.change, content["change"], content.get("to"))
            return None
        if "own" in content:
            await self.answer(self.add_own, content["own"])
            return None
        if "keep" in content:
            await self.answer(self.keep, content["keep"])
            return None
        job = read_go(content)
        self.stop()
        return job, {"event": "begin"}

    async def prepare(self, content: Any) -> None:
        """Read the pictures, so that a run begins at once, and show the network before it."""
        await self.answer(ready, self.sources, content if isinstance(content, dict) else {})

    async def answer(self, what: Callable[..., dict[str, Any]], *given: Any) -> None:
        """Send what is made in a thread; a refusal is of no job, so that the one at work goes on."""
        try:
            await self.send(await threaded(what, *given))
        except Refusal as refusal:
            await self.send(session.told(refusal))

    def change(self, name: Any, value: Any) -> dict[str, Any]:
        """Raises Refusal."""
        found = read_setting(name, value)
        with self.lock:
            if self.run is None:
                raise BadJob(ENDED)
            self.run.change(name, found)
            return {"event": "changed", "step": self.run.step, "name": name, "value": told(found)}

    def add_own(self, text: Any) -> dict[str, Any]:
        """An own picture more for the run. Raises Refusal."""
        with self.lock:
            if self.run is None:
                raise BadJob(ENDED)
            return {"event": "added", "number": self.run.add_own(own_pictures((text,), self.run.pictures.shape))}

    def keep(self, which: Any) -> dict[str, Any]:
        """The network as a folder to take away. Raises Refusal."""
        from explorer.pages.training.keep import packed

        with self.lock:
            if self.run is None:
                raise BadJob(ENDED)
            if not isinstance(which, str) or which not in self.run.learners:
                raise BadJob("There is no such network in this run.")
            name = f"live-{self.run.settings.data}-{self.run.step}"
            return {"event": "kept", "name": name, "zip": b64(np.frombuffer(packed(self.run, which, name), np.uint8))}

    async def perform(self, job: Go) -> dict[str, Any]:
        self.turn += 1
        if job.settings is not None and not await self.begin(job):
            return {}
        if self.run is None:
            raise BadJob(ENDED)
        self.sent = self.shown = 0
        learn = functools.partial(attempt, "The run", self.learn, job)
        await self.stream(job, learn, LEARNERS, to_the_end=True)
        over = self.run.over
        last = {"step": self.run.step, "over": over}
        if over:  # what it learnt may still be taken away, but it needs no place
            self.give_back()
        self.group.start_soon(self.expire, self.turn)
        return last

    async def begin(self, job: Go) -> bool:
        """Another run instead of the one there is; False where it was given up while it waited for its places."""
        self.drop()
        wanted = 1 if job.settings.b is None else 2

        async def tell(before: int) -> None:
            await self.send({"event": "waiting", "before": before, "id": job.id})

        if not await self.places.enter(wanted, job.stop, tell):
            return False
        self.held = wanted
        try:
            self.run, self.observer = await threaded(attempt, "The run", made, self.sources, job)
        except Refusal:
            self.drop()
            raise
        return True

    async def expire(self, turn: int) -> None:
        """End the run where nothing was asked of it for long."""
        await anyio.sleep(self.idle_s)
        if turn == self.turn and self.current is None and self.run is not None:
            self.drop()
            await self.send({"event": "expired"})

    def learn(self, job: Go, tell: Tell) -> None:
        """Take a job's steps in this thread, and ``tell`` what can be seen every so often and at the end."""
        run = self.run
        goal = min(MOST_STEPS, run.step + (job.steps or MOST_STEPS))
        names: tuple[str, ...] = ()
        if job.settings is not None:
            names = self.look(tell, names)
        while run.step < goal and not job.stop.is_set():
            began = time.monotonic()
            for _ in range(min(job.every, goal - run.step)):
                if job.stop.is_set():
                    break
                give_way(job.stop)
                with self.lock:
                    run.advance()
            names = self.look(tell, names)
            while self.sent - self.shown >= AHEAD and not job.stop.is_set():
                time.sleep(0.005)
            rest = FRAME_S - (time.monotonic() - began)
            if rest > 0:
                job.stop.wait(rest)

    def look(self, tell: Tell, names: tuple[str, ...]) -> tuple[str, ...]:
        """Tell what can be seen now; ``names`` are those of the watched pictures that were told, as those returned."""
        with self.lock:
            event, names = frame(self.run, self.observer, names)
        self.sent += 1
        tell(event | {"frame": self.sent})
        return names


def frame(run: Run, observer: Observer, names: tuple[str, ...] = ()) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A run as it is now, and the names of its watched pictures; their originals only where they are not ``names``."""
    watched = observer.watched()
    event = {"event": "frame", "step": run.step}
    event |= {name: plain(observer.look(learner, watched)) for name, learner in run.learners.items()}
    if watched.names != names:
        originals = {"originals": b64(watched.images.numpy()), "labels": watched.labels.tolist()}
        event |= {"watched": list(watched.names)} | originals
    return event, watched.names


LEARNERS = threads_behind(AT_ONCE, "learner", NICE)


def made(sources: Callable[[], Sources], job: Go) -> tuple[Run, Observer]:
    """A run at its first step, and what looks at it. Raises Refusal."""
    from explorer.learning.run import Run
    from explorer.learning.snapshot import Observer

    pictures = sources().load(job.settings.data)
    run = Run(pictures, job.settings, own_pictures(job.own, pictures.shape), list(job.plan))
    return run, Observer(run)


def ready(sources: Callable[[], Sources], content: dict[str, Any]) -> dict[str, Any]:
    """What the page shows before a run: pictures to choose from, and the network with its first weights.

    Where the pictures that are asked for are not here, the first that are. Raises Refusal.
    """
    from explorer.learning.run import Run
    from explorer.learning.snapshot import TILES, Observer

    names, settings = sources().names(), read_settings(content)
    data = settings.data if settings.data in names else names[0]
    pictures = sources().load(data)
    run = Run(pictures, dataclasses.replace(settings, data=data, sees=Diet()), pictures.images[:0])
    first, _ = frame(run, Observer(run))
    return {
        "event": "ready",
        "data": data,
        "asked": settings.data,
        "names": names,
        "shape": list(pictures.shape),
        "classes": list(pictures.classes),
        "pictures": len(pictures.images),
        "firsts": b64(pictures.first_of_each(FIRSTS).numpy()),
        "each": FIRSTS,
        "tests": pictures.test_labels.tolist(),
        "tiles": TILES,
        "frame": first,
    }


def plain(snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot as JSON; codes as whole numbers, FINE to the reach."""
    codes = np.clip(snapshot.codes / snapshot.reach * FINE, -32768, 32767).round().astype("<i2")
    return {
        "plane": b64(np.frombuffer(snapshot.plane, np.uint8)),
        "reach": snapshot.reach,
        "codes": b64(codes),
        "ellipses": b64(snapshot.ellipses.astype("<f4")),
        "pictures": b64(snapshot.reconstructions),
        "learnt": snapshot.learnt,
        "tested": [None if math.isnan(value) else round(value, 3) for value in snapshot.tested],
    }
