"""A job as it comes from the page: one picture, one damage, and the methods that shall restore it.

Everything in it is checked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer import restoring
from explorer.catalogue import Catalogue
from explorer.data import datasets
from explorer.refusal import BadJob
from explorer.restoring.damage import Damage, Damaged, kinds_of
from explorer.restoring.method import Method
from explorer.restoring.photograph import SIDES
from explorer.serving import jobs
from explorer.serving.jobs import id_of, is_whole, read_bytes, read_names

MOST_METHODS = 60


@dataclass
class Job(jobs.Job):
    """One picture to damage and to restore."""

    clean: np.ndarray  # float32 (h, w), or (3, h, w) in colour, in [0, 1]
    damage: Damage
    methods: list[Method]
    note: str = ""
    damaged: Damaged | None = None


def parse(content: dict[str, Any], catalogue: Catalogue) -> Job:
    """A JSON object as a job. Raises BadJob."""
    number, subject, told = id_of(content), content.get("subject"), content.get("damage")
    if subject not in list(restoring.SUBJECTS):  # a list: what is not hashable is no subject either
        raise BadJob(f"The subject must be one of {', '.join(restoring.SUBJECTS)}.")
    if not isinstance(told, dict):
        raise BadJob("The damage must be an object with a kind and a strength.")
    photograph = subject == restoring.PHOTOGRAPHS
    shape = _size(content.get("shape"), subject)
    damage, note = _damage(told, shape, photograph)
    known = restoring.methods(subject, catalogue)
    asked = read_names(content.get("methods", []), MOST_METHODS, "methods")
    for name in asked:
        if name not in known:
            raise BadJob(f"There is no method called “{name[:60]}” for these pictures. Reload the page.")
    clean = _pixels(content.get("pixels"), math.prod(shape), "pixels").reshape(shape).astype(np.float32) / 255
    # sorted is stable: the quick ones first, else in the order that they were asked for
    methods = sorted((known[name] for name in asked), key=lambda method: method.slow)
    return Job(number, clean[0] if shape[0] == 1 else clean, damage, methods, note)


def _size(shape: Any, subject: str) -> tuple[int, int, int]:
    """Channels, height and width."""
    channels = 1 if subject == restoring.PHOTOGRAPHS else datasets.SHAPE[subject][0]
    if not isinstance(shape, list) or len(shape) != 3 or not all(map(is_whole, shape)) or shape[0] != channels:
        raise BadJob(f"The shape must be [{channels}, height, width].")
    if subject != restoring.PHOTOGRAPHS:
        if tuple(shape) != datasets.SHAPE[subject]:
            size = " × ".join(map(str, datasets.SHAPE[subject][1:]))
            raise BadJob(f"A picture of {restoring.SUBJECTS[subject].lower()} has {size} pixels.")
    elif not SIDES[0] <= min(shape[1:]) <= max(shape[1:]) <= SIDES[1]:
        raise BadJob(f"A photograph must have {SIDES[0]} to {SIDES[1]} pixels a side.")
    return tuple(shape)


def _pixels(text: Any, count: int, name: str) -> np.ndarray:
    return np.frombuffer(read_bytes(text, count, name), np.uint8)


def _damage(told: dict[str, Any], shape: tuple[int, int, int], photograph: bool) -> tuple[Damage, str]:
    kind, strength, seed = told.get("kind"), told.get("strength"), told.get("seed", 0)
    kinds, size = kinds_of(shape[0]), shape[1:]
    if kind not in list(kinds):
        raise BadJob(f"The kind of damage must be one of {', '.join(kinds)}.")
    if not is_whole(seed):
        raise BadJob("The seed must be a whole number.")
    if strength is not None and (
        isinstance(strength, bool) or not isinstance(strength, (int, float)) or not -1e9 < strength < 1e9
    ):
        raise BadJob("The strength must be a finite number.")
    mask = _pixels(told.get("mask"), math.prod(size), "mask").reshape(size) > 0 if kind == "painted" else None
    damage = Damage(kind, strength, seed, mask, photograph)
    if strength is None or kind == "painted" or abs(damage.strength - strength) < 1e-9:
        return damage, ""
    return damage, f"The strength {strength:g} is outside of what this damage has: {damage.strength:g} was used."
