"""What a way of restoring is: a name, what it says of itself, and a function of a damaged picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from explorer.refusal import Refusal
from explorer.restoring.damage import KINDS, Damaged


class Stopped(Exception):
    """``should_stop`` said so, and the restoration was given up."""


class Failed(Refusal):
    """A method can't do it; the message says why in a sentence for a person."""

    status = 422


class Answer(NamedTuple):
    """A restored picture, float32 ``(h, w)`` or ``(3, h, w)`` in [0, 1], and what the method found out beside it."""

    picture: np.ndarray
    note: str = ""


@dataclass(frozen=True)
class Control:
    """Where a method says how far it is, 0 to 1, and asks whether to go on."""

    progress: Callable[[float], object] = lambda done: None
    should_stop: Callable[[], bool] = lambda: False

    def step(self, done: float) -> None:
        """Say how far it is. Raises Stopped where it shall end."""
        if self.should_stop():
            raise Stopped
        self.progress(done)

    def part(self, number: int, count: int) -> Control:
        """For part ``number``, from 0, of a work in ``count`` equal ones."""
        return Control(lambda done: self.progress((number + done) / count), self.should_stop)


Run = Callable[[Damaged, Control], Answer]


@dataclass(frozen=True)
class Method:
    """One way of restoring.

    Attributes:
        name: unique among all methods of all subjects; what stands in a link.
        serves: the kinds of damage that it is made for.
        slow: takes seconds on a large picture.
        shown: on when the page is opened.
        latents, model: of the checkpoint that it uses, where it uses one.
    """

    name: str
    title: str
    about: str
    run: Run
    serves: tuple[str, ...] = tuple(KINDS)
    slow: bool = False
    shown: bool = True
    latents: int | None = None
    model: str | None = None
