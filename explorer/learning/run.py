"""A run of one small autoencoder, or of two side by side, that can be changed while it goes on, and repeated.

Everything follows from the settings that it begins with and from its plan: what was changed before which step.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Generator, Tensor

from explorer.data.levels import binarize
from explorer.learning.descent import Order, adamw, begin_with, set_rate, shorten, step_seed
from explorer.learning.diet import MOST_OWN, Diet
from explorer.learning.objectives import loss_of
from explorer.learning.settings import MOST_CHANGES, MOST_STEPS, Change, Objective, Settings
from explorer.learning.sources import Pictures
from explorer.models import VAE
from explorer.refusal import BadJob

WIDTH, DEPTH, BATCH = 128, 2, 64  # of the networks, and of what they see in a step


class Learner:
    """One network, a VAE with two latents, and what moves it.

    Attributes:
        terms: of the steps since they were last taken away: -log p(x|z), then the KL of each latent, each in nats.
    """

    def __init__(self, shape: tuple[int, int, int], objective: Objective, settings: Settings):
        self.objective = objective
        self.model = VAE(shape=shape, latents=2, width=WIDTH, depth=DEPTH)
        begin_with(self.model, settings.seed)
        self.optimizer = adamw(self.model, settings.rate)
        self.terms: list[Tensor] = []

    def step(self, pixels: Tensor, seed: int, rate: float) -> None:
        """One batch uint8 ``(n, c, h, w)``, drawn black and white, and one move of the weights.

        Raises BadJob where the loss is no number any more.
        """
        set_rate(self.optimizer, rate)
        generator = Generator().manual_seed(seed)
        loss, terms = loss_of(self.objective, self.model, binarize(pixels, generator), generator)
        loss.backward()
        norm = shorten(self.model.parameters())
        if not (loss.isfinite() and norm.isfinite()):
            raise BadJob("The loss is no number any more: begin anew with a lower learning rate.")
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.terms.append(terms)

    def take_terms(self) -> list[float]:
        """Their mean since the last call; empty where no step was taken."""
        found, self.terms = self.terms, []
        return torch.stack(found).mean(0).tolist() if found else []


@dataclass
class Run:
    """One or two learners that see the same pictures in the same order.

    Attributes:
        own: one's own pictures uint8 ``(n, c, h, w)``.
        plan: what was changed, and what is still to be.
        step: how many were taken.
    """

    pictures: Pictures
    settings: Settings
    own: Tensor
    plan: list[Change] = field(default_factory=list)
    step: int = 0

    def __post_init__(self) -> None:
        self.begun_with = self.settings
        self._ahead = list(self.plan)
        self.learners = {"a": Learner(self.pictures.shape, self.settings.a, self.settings)}
        if self.settings.b is not None:
            self.learners["b"] = Learner(self.pictures.shape, self.settings.b, self.settings)
        self._see(self.settings.sees)
        self._change_what_is_due()

    @property
    def over(self) -> bool:
        """No step is left."""
        return self.step >= MOST_STEPS

    def change(self, name: str, value: Any) -> None:
        """Change a setting before the next step. Raises BadJob where it can't be."""
        kept = [change for change in self.plan if change.step <= self.step]
        if kept and (kept[-1].step, kept[-1].name) == (self.step, name):
            kept.pop()  # changed twice before a step: the last one counts
        if len(kept) >= MOST_CHANGES:
            raise BadJob(f"A run can be changed {MOST_CHANGES} times: begin another.")
        self._apply(name, value)
        self._ahead = []  # what was planned for later gives way to a hand
        self.plan = [*kept, Change(self.step, name, value)]

    def add_own(self, picture: Tensor) -> int:
        """Another own picture uint8 ``(1, c, h, w)``, to be seen from when it is named; its number. Raises BadJob."""
        if len(self.own) >= MOST_OWN:
            raise BadJob(f"There is room for {MOST_OWN} pictures of your own: begin anew to draw others.")
        self.own = torch.cat([self.own, picture])
        return len(self.own) - 1

    def advance(self) -> None:
        """One step of each learner. Raises BadJob, see ``Learner.step``."""
        seed = step_seed(self.settings.seed, self.step)
        pixels = self.seen[self.order.numbers(self.step)]
        for learner in self.learners.values():
            learner.step(pixels, seed, self.settings.rate)
        self.step += 1
        self._change_what_is_due()

    def _change_what_is_due(self) -> None:
        while self._ahead and self._ahead[0].step <= self.step:
            change = self._ahead.pop(0)
            self._apply(change.name, change.value)

    def _apply(self, name: str, value: Any) -> None:
        if name in ("a", "b"):
            if name not in self.learners or value is None:
                raise BadJob("A second network joins, or leaves, only where a run begins anew.")
            self.learners[name].objective = value
        elif name == "sees":
            self._see(value)
        self.settings = dataclasses.replace(self.settings, **{name: value})

    def _see(self, diet: Diet) -> None:
        self.seen, self.seen_labels = diet.pool(self.pictures, self.own)
        self.order = Order(len(self.seen), BATCH, self.settings.seed)
