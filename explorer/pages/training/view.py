"""What the Training page shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from explorer.catalogue import Catalogue
from explorer.learning.diet import ALL, Diet
from explorer.learning.settings import (
    LEAST_RATE,
    MOST_RATE,
    MOST_STEPS,
    RATE,
    SOURCES,
    Change,
    Objective,
    plan_text,
    read_plan_text,
    read_setting,
)
from explorer.limits import MAX_SEED
from explorer.pages.training.parts import PartsView, read_parts
from explorer.pages.training.reading import MOST_EVERY
from explorer.refusal import BadJob
from explorer.serving.links import Reader

MOST_PLAN = 4000  # characters of a plan in a link


@dataclasses.dataclass
class TrainingView(PartsView):
    """A live run: what it begins with, what is changed before which step, and how far it goes; and the parts below."""

    data: str = "mnist"
    seed: int = 0
    sees: str = ALL
    rate: float = RATE
    a: str = "vae1"
    b: str = ""  # the second network's objective; empty where there is none
    plan: str = ""  # see explorer.learning.settings.plan_text
    step: int = 0  # the run is repeated up to it
    every: int = 3  # steps between two pictures

    @classmethod
    def read(cls, source: Mapping[str, Any], catalogue: Catalogue) -> tuple[TrainingView, list[str]]:
        """The view that ``source`` asks for, in range, and notes."""
        read = Reader(source)
        return cls(
            data=read.choice("data", SOURCES, "mnist"),
            seed=read.integer("seed", 0, MAX_SEED, 0),
            sees=_setting(read, "sees", ALL),
            rate=read.number("rate", LEAST_RATE, MOST_RATE, RATE),
            a=_setting(read, "a", "vae1"),
            b=_setting(read, "b", ""),
            plan=_plan(read),
            step=read.integer("step", 0, MOST_STEPS, 0),
            every=read.integer("every", 1, MOST_EVERY, 3),
            **read_parts(read, catalogue),
        ), read.notes

    def script(self, card: None = None) -> str:
        """Python that trains the same networks, step for step."""
        b = f"\n    b={_objective(self.b)}," if self.b else ""
        plan = f', list(read_plan_text("{self.plan}"))' if self.plan else ""
        return (
            "from explorer.catalogue import Catalogue\n"
            "from explorer.learning.diet import Diet\n"
            "from explorer.learning.run import Run\n"
            f"from explorer.learning.settings import Objective, Settings{', read_plan_text' * bool(plan)}\n"
            "from explorer.learning.sources import Sources\n"
            "\n"
            f'pictures = Sources(Catalogue()).load("{self.data}")\n'
            "settings = Settings(\n"
            f'    data="{self.data}", seed={self.seed}, sees=Diet.read("{self.sees}"), rate={self.rate:g},\n'
            f"    a={_objective(self.a)},{b}\n"
            ")\n"
            "own = pictures.images[:0]  # pictures of your own, uint8 (n, c, h, w)\n"
            f"run = Run(pictures, settings, own{plan})\n"
            f"for _ in range({self.step or 500}):\n"
            "    run.advance()\n"
            'print(run.learners["a"].take_terms())  # -log p(x|z), then the KL of each latent, nats per image\n'
        )


def _objective(text: str) -> str:
    found = Objective.read(text)
    return f"Objective(beta={found.beta:g})" if found.noise else "Objective(noise=False)"


def _setting(read: Reader, name: str, default: str) -> str:
    """A setting as text, if it can be read."""
    try:
        found = read_setting(name, read.text(name, default))
    except BadJob as bad:
        read.notes.append(f"{bad} {default or 'None'} is used.")
        return default
    if isinstance(found, Diet):
        found = found.without_own()
    return "" if found is None else str(found)


def _without_own(change: Change) -> Change:
    """A link has no pictures of one's own."""
    seen = isinstance(change.value, Diet)
    return dataclasses.replace(change, value=change.value.without_own()) if seen else change


def _plan(read: Reader) -> str:
    text = read.source.get("plan", "")
    try:
        plan = read_plan_text(text[:MOST_PLAN] if isinstance(text, str) else "")
        return plan_text(tuple(map(_without_own, plan)))
    except BadJob as bad:
        read.notes.append(f"The link's plan was left out. {bad}")
        return ""
