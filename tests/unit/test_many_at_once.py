"""Many at once: questions that are computed together, and long works that take turns."""

from __future__ import annotations

import asyncio
import platform
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from explorer.refusal import BadJob
from explorer.serving.batches import MOST_ROWS, Batches
from explorer.serving.crowds import AGAIN, Crowd
from explorer.serving.turns import Turn, Turns


class Decoder:
    """Doubles rows once it is let go, and remembers how many it was given at a time; refuses rows with a 13."""

    def __init__(self):
        self.go, self.sizes = threading.Event(), []

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        self.go.wait(5)
        self.sizes.append(len(rows))
        if (rows == 13).any():
            raise BadJob("13 is no number here.")
        return 2 * rows


def asked_together(decoder: Decoder, questions: list[np.ndarray], leaves: int | None = None) -> list:
    """The answers to questions that arrive while the first of them is computed."""

    async def ask() -> list:
        batches = Batches()
        tasks = []
        for rows in questions:
            tasks.append(asyncio.create_task(batches.ask("model", rows, decoder)))
            await asyncio.sleep(0.01)
        if leaves is not None:
            tasks[leaves].cancel()
        decoder.go.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    return asyncio.run(ask())


def test_what_arrives_meanwhile_is_computed_at_once_and_everybody_gets_their_own():
    decoder, questions = Decoder(), [np.full((n, 2), 10 * n) for n in (1, 3, 2, 1)]
    answers = asked_together(decoder, questions)
    assert decoder.sizes == [1, 6]
    for rows, answer in zip(questions, answers, strict=True):
        assert np.array_equal(answer, 2 * rows)


def test_a_batch_has_a_limit_and_a_longer_question_goes_alone():
    decoder, sizes = Decoder(), [1, MOST_ROWS + 5, MOST_ROWS - 1, 1, 1]
    answers = asked_together(decoder, [np.ones((n, 1)) for n in sizes])
    assert decoder.sizes == [1, MOST_ROWS + 5, MOST_ROWS, 1]
    assert [len(answer) for answer in answers] == sizes


def test_who_asks_what_cannot_be_spoils_it_for_nobody_else():
    decoder = Decoder()
    answers = asked_together(decoder, [np.full((1, 1), value) for value in (1, 2, 13, 3)])
    assert isinstance(answers[2], BadJob)
    assert [float(answers[number].item()) for number in (0, 1, 3)] == [2, 4, 6]


@pytest.mark.parametrize("leaves", [0, 2])
def test_who_leaves_is_not_waited_for(leaves):
    decoder = Decoder()
    answers = asked_together(decoder, [np.full((1, 1), value) for value in range(4)], leaves)
    assert isinstance(answers[leaves], asyncio.CancelledError)
    assert sum(isinstance(answer, np.ndarray) for answer in answers) == 3


def work(turns: Turns, stop: threading.Event, pieces: int, log: list[str], name: str) -> None:
    """So many pieces of 2 ms; something is to be seen after the second."""
    with Turn(turns, stop) as turn:
        for number in range(pieces):
            if turn.should_stop():
                log.append(f"{name} stopped")
                return
            time.sleep(0.002)
            log.append(name)
            if number == 1:
                turn.show()


def test_long_works_take_turns_and_a_new_one_is_seen_soon():
    turns, log, stop = Turns(cores=1, most=4, turn_s=0.006), [], threading.Event()
    old = [turns.threads.submit(work, turns, stop, 60, log, name) for name in "ab"]
    while len(log) < 20:
        time.sleep(0.001)
    before = len(log)
    new = turns.threads.submit(work, turns, stop, 10, log, "c")
    for one in (*old, new):
        one.result(10)
    assert log.count("a") == log.count("b") == 60 and log.count("c") == 10
    assert log[before:].index("c") < 20  # not behind those that were there before it
    changes = sum(one != other for one, other in zip(log, log[1:], strict=False))
    assert changes > 20  # nobody computed to its end at a stretch
    assert turns.free == 1 and not turns.line


def test_who_waits_for_a_turn_can_be_stopped():
    turns, log = Turns(cores=1, most=2, turn_s=10), []
    stops = threading.Event(), threading.Event()
    first = turns.threads.submit(work, turns, stops[0], 10_000, log, "a")
    while not log:
        time.sleep(0.001)
    second = turns.threads.submit(work, turns, stops[1], 10, log, "b")
    stops[1].set()
    second.result(5)
    assert "b stopped" in log and "b" not in log
    stops[0].set()
    first.result(5)
    assert turns.free == 1 and not turns.line


def test_several_threads_of_one_work_have_one_turn():
    turns, log, stop = Turns(cores=1, most=4, turn_s=0.004), [], threading.Event()
    other = turns.threads.submit(work, turns, stop, 40, log, "other")
    with Turn(turns, stop) as turn:
        pieces = [threading.Thread(target=lambda: [turn.should_stop() for _ in range(40)]) for _ in range(3)]
        for piece in pieces:
            piece.start()
        for piece in pieces:
            piece.join(10)
            assert not piece.is_alive()
    other.result(10)
    assert turns.free == 1 and not turns.line


def test_too_many_sockets_are_told_to_come_again():
    stay, told = asyncio.Event(), []

    async def app(scope, receive, send) -> None:
        told.append(scope["client"][0])
        await stay.wait()

    async def connect() -> dict:
        return {"type": "websocket.connect"}

    async def hear(message: dict) -> None:
        told.append(message.get("code", message["type"]))

    async def come() -> None:
        crowd = Crowd(app, most=3, most_of_one=2)
        people = []
        for address in ("a", "a", "a", "b", "c"):
            people.append(asyncio.create_task(crowd({"type": "websocket", "client": (address, 1)}, connect, hear)))
            await asyncio.sleep(0)
        stay.set()
        await asyncio.gather(*people)
        assert not crowd.sockets
        await crowd({"type": "websocket", "client": ("c", 1)}, connect, hear)

    asyncio.run(come())
    refused = ["websocket.accept", AGAIN]
    assert told == ["a", "a", *refused, "b", *refused, "c"]


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library keeps no arenas")
def test_the_c_library_is_told_to_give_memory_back():
    told = "import sys; from explorer.serving.memory import hold_together; sys.exit(not hold_together())"
    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0
