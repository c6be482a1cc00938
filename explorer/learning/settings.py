"""What decides a live run, as plain data: what it begins with, and what is changed on the way. Without torch."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

from explorer.learning.diet import Diet
from explorer.limits import MAX_SEED
from explorer.refusal import BadJob

ON_DISK = ("mnist", "fashion")
RENDERED, DREAMT = "shapes", "dreamt"
SOURCES = (*ON_DISK, RENDERED, DREAMT)  # of pictures
RATE, LEAST_RATE, MOST_RATE = 0.002, 1e-5, 0.03
MOST_BETA = 20.0
MOST_STEPS = 20_000
MOST_CHANGES = 100
CHANGED = ("sees", "rate", "a", "b")  # what may be changed while a run goes on


@dataclass(frozen=True)
class Objective:
    """A VAE's objective with its KL weighted by ``beta``; or, without noise, an autoencoder's, where beta is nothing.

    As text "vae" and beta ("vae1", "vae4"), or "ae".
    """

    noise: bool = True
    beta: float = 1.0

    def __str__(self) -> str:
        return f"vae{self.beta:g}" if self.noise else "ae"

    @classmethod
    def read(cls, text: Any) -> Objective:
        """Raises BadJob."""
        if text == "ae":
            return cls(noise=False)
        name, beta = "", 0.0
        if isinstance(text, str):
            with contextlib.suppress(ValueError):
                name, beta = text[:3], float(text[3:])
        if name != "vae" or not 0 <= beta <= MOST_BETA:
            raise BadJob(f"An objective is “ae”, or “vae” and its beta from 0 to {MOST_BETA:g}: “vae4”.")
        return cls(beta=round(beta, 4))


@dataclass(frozen=True)
class Settings:
    """What a run begins with.

    Attributes:
        data: one of SOURCES.
        seed: of the first weights, of the order of the pictures and of every draw; of both networks.
        sees: which pictures.
        rate: AdamW's.
        a, b: the objectives of the two networks; one alone where ``b`` is None.
    """

    data: str = "mnist"
    seed: int = 0
    sees: Diet = Diet()
    rate: float = RATE
    a: Objective = Objective()
    b: Objective | None = None


@dataclass(frozen=True)
class Change:
    """One setting of CHANGED has another value from ``step`` taken steps on."""

    step: int
    name: str
    value: Any


def read_setting(name: Any, value: Any) -> Any:
    """A setting of CHANGED out of JSON or a link. Raises BadJob."""
    if name == "sees":
        return Diet.read(value)
    if name == "rate":
        return read_rate(value)
    if name == "b" and value == "":
        return None
    if name in ("a", "b"):
        return Objective.read(value)
    raise BadJob(f"“{str(name)[:20]}” can't be changed while a run goes on: begin it anew.")


def read_rate(value: Any) -> float:
    """A learning rate, a number or its text. Raises BadJob."""
    try:
        rate = 0.0 if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        rate = 0.0
    if not LEAST_RATE <= rate <= MOST_RATE:
        raise BadJob(f"The learning rate must be a number from {LEAST_RATE:g} to {MOST_RATE:g}.")
    return rate


def read_settings(content: dict[str, Any]) -> Settings:
    """Settings out of JSON; what is left out is as usual. Raises BadJob."""
    data, seed = content.get("data", Settings.data), content.get("seed", 0)
    if data not in SOURCES:
        raise BadJob(f"The pictures are one of {', '.join(SOURCES)}.")
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= MAX_SEED:
        raise BadJob(f"The seed must be a whole number from 0 to {MAX_SEED:,}.")
    given = {name: read_setting(name, content[name]) for name in CHANGED if name in content}
    return Settings(data=data, seed=seed, **given)


def read_plan(content: Any) -> tuple[Change, ...]:
    """Lists [step, name, value] as changes, in the order of their steps. Raises BadJob."""
    if not isinstance(content, list) or len(content) > MOST_CHANGES:
        raise BadJob(f"A plan is a list of at most {MOST_CHANGES} changes.")
    plan = []
    for item in content:
        if not isinstance(item, list) or len(item) != 3:
            raise BadJob("A change of a plan is a step, a setting and what it is changed to.")
        step, name, value = item
        if isinstance(step, bool) or not isinstance(step, int) or not 0 <= step <= MOST_STEPS:
            raise BadJob(f"A change comes at a step from 0 to {MOST_STEPS:,}.")
        plan.append(Change(step, name, read_setting(name, value)))
    return tuple(sorted(plan, key=lambda change: change.step))


def plan_text(plan: tuple[Change, ...]) -> str:
    """A plan as a link has it: "300:sees:c3_600:rate:0.01"."""
    return "_".join(f"{change.step}:{change.name}:{told(change.value)}" for change in plan)


def read_plan_text(text: str) -> tuple[Change, ...]:
    """The other way. Raises BadJob."""
    lists: list[list[Any]] = []
    for part in text.split("_") if text else []:
        step, _, rest = part.partition(":")
        name, _, value = rest.partition(":")
        lists.append([int(step) if step.isascii() and step.isdigit() and len(step) < 9 else -1, name, value])
    return read_plan(lists)


def told(value: Any) -> str:
    """A setting's value as text."""
    return f"{value:g}" if isinstance(value, float) else str(value)
