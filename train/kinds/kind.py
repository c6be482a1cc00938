"""What training asks of a kind of model; every file beside this one answers for one kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

import torch
from torch import Generator, Tensor, nn

from train import loop
from train.data import as_inputs
from train.evaluation import FIRST, SMOKE, Effort, Evaluation, HeldOut, held_out
from train.recipe import Recipe
from train.run import Result, Run
from train.workspace import Workspace

FEW = 500  # validation pictures for `checked` where more would take a fifth of the time


class Ranking(NamedTuple):
    """What ranks the seeds of a sweep: a measure, its name for a person, and the measures told beside it."""

    measure: str
    called: str
    beside: tuple[str, ...] = ()


class Kind:
    """A kind of model under a recipe: what it learns from, how it is measured, what lies beside its checkpoints.

    Attributes:
        models: names of the registry that are of this kind.
        unit: of the loss.
        first: how many test pictures are seconds of work.
        checked: how many validation pictures are scored as training goes on.
    """

    models: ClassVar[tuple[str, ...]] = ()
    unit: ClassVar[str] = ""
    first: ClassVar[int] = FIRST
    checked: ClassVar[int] = 2000

    def __init__(self, recipe: Recipe, workspace: Workspace | None = None):
        self.recipe, self.workspace = recipe, workspace or Workspace()

    # How it learns.

    def train(self, run: Run) -> Result | None:
        """The model of ``run``; None in every process but the main one."""
        return loop.train(run)

    def inputs(self, pixels: Tensor, labels: Tensor, generator: Generator) -> tuple[Any, ...]:
        """What the model's ``forward`` gets of a batch of uint8 pictures ``(n, c, h, w)`` and labels ``(n,)``."""
        return (as_inputs(pixels, self.recipe.binarize, generator),)

    def step(
        self, model: Callable[..., Any], pixels: Tensor, labels: Tensor, beta: float, generator: Generator
    ) -> tuple[Tensor, Tensor]:
        """The loss of a batch, and what is logged of it: the loss without its regulariser, then the latter's parts."""
        loss = model(*self.inputs(pixels, labels, generator)).mean()
        return loss, loss.detach()[None]

    @torch.no_grad()
    def check(self, model: nn.Module, pixels: Tensor, labels: Tensor) -> float:
        """The loss on validation pictures, regulariser at full weight, with the same draws each time."""
        generator = Generator(pixels.device).manual_seed(0)
        loss, _ = self.step(model, pixels, labels, 1.0, generator)
        return float(loss)

    def notes(self, model: nn.Module, pixels: Tensor) -> dict[str, Any]:
        """What else of validation pictures stands in the history."""
        return {}

    @property
    def filmed(self) -> bool:
        """Whether snapshots are taken of a plane of two latents as it comes about, see ``train.film``."""
        return False

    # What it is worth.

    @property
    def ranking(self) -> Ranking | None:
        """What ranks a sweep; None where nothing does."""
        return None

    def evaluate(self, model: nn.Module, effort: Effort = Effort()) -> Evaluation:  # noqa: B008 (a constant)
        """All that the test set says of a model. Raises MissingData, and FileNotFoundError where a judge is missing."""
        model = model.eval()
        whole = self.held_out()
        found = self.measure(model, whole.first(SMOKE) if effort.smoke else whole, effort)
        found.first = self.first_pictures(model, whole)
        if not effort.brief:
            held = whole.first(SMOKE) if effort.smoke else whole
            found.metrics |= self.beside(model, held, effort)
            found.files |= self.files_beside(model, held)
        self.quote(found.metrics)
        return found

    def quote(self, metrics: dict[str, dict[str, Any]]) -> None:
        """Set beside each measure what the recipe has as published; nothing else stands there."""
        for entry in metrics.values():
            entry.pop("published", None)
        for measure, value in self.recipe.published.items():
            metrics[measure]["published"] = value

    def first_pictures(self, model: nn.Module, whole: HeldOut | None = None) -> dict[str, float]:
        """Numbers of the first test pictures, quick enough to be repeated in a test."""
        first = (whole or self.held_out()).first(self.first)
        return {"pictures": len(first.labels)} | self.quick(model, first)

    def held_out(self) -> HeldOut:
        """The test set. Raises MissingData."""
        return held_out(self.recipe, self.workspace.data)

    def measure(self, model: nn.Module, held: HeldOut, effort: Effort) -> Evaluation:
        """All measures on test pictures, and the files that come of them."""
        raise NotImplementedError

    def beside(self, model: nn.Module, held: HeldOut, effort: Effort) -> dict[str, Any]:
        """Entries of metrics.json that take seconds or a minute and need none of the others.

        ``python -m train measure NAME`` takes these alone again.
        """
        return {}

    def files_beside(self, model: nn.Module, held: HeldOut) -> dict[str, dict[str, Any]]:
        """Files, as in ``Evaluation``, that ``python -m train measure NAME`` makes again beside these entries."""
        return {}

    def quick(self, model: nn.Module, held: HeldOut) -> dict[str, float]:
        """One or a few measures that take seconds."""
        raise NotImplementedError

    # What is told of it.

    def settings(self) -> str:
        """What else decided the run, as the card appends it to the seed."""
        return ""

    def card_lines(self, metrics: dict[str, Any]) -> list[str]:
        """Further lines of card.md, after the table of measures."""
        return []

    @property
    def coder(self) -> str:
        """The model of codes whose preview, which priors over its codes draw, changes with this checkpoint; or none."""
        return ""
