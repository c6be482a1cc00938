"""A classifier from trained/ that says whether pictures show the class they were drawn under."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn

from train import progress
from train.evaluation import entry
from train.recipes import judge_of
from train.workspace import Workspace

DRAWS = 1000  # pictures a class that the judge is shown
SURE = 0.9  # the least confidence with which a picture counts as readable
SEEDS = 200  # of which those that a page begins with are chosen
FIRST = 3
BATCH = 500


@torch.no_grad()
def right(classifier: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    """Whether ``classifier`` gives each picture its label: bool ``(n,)``."""
    return torch.cat([classifier.classify(part).argmax(1) for part in images.split(BATCH)]) == labels


@torch.no_grad()
def confidence(classifier: nn.Module, images: Tensor) -> Tensor:
    """The probability ``(n,)`` that ``classifier`` gives the class it takes each picture for."""
    return torch.cat([classifier.classify(part).exp().amax(1) for part in images.split(BATCH)])


def readable_share(classifier: nn.Module, images: Tensor) -> float:
    """The share of pictures whose class ``classifier`` is sure of, whichever it is."""
    return float((confidence(classifier, images) >= SURE).float().mean())


def has_judge(dataset: str, workspace: Workspace) -> bool:
    """Whether there is a trained classifier of a data set."""
    recipe = judge_of(dataset)
    return recipe is not None and workspace.folder(recipe.name) is not None


class Judge:
    """The classifier of a data set. Raises FileNotFoundError with a sentence where there is none."""

    def __init__(self, dataset: str, workspace: Workspace):
        recipe = judge_of(dataset)
        if recipe is None:
            raise FileNotFoundError(f"There is no recipe of a classifier that could judge pictures of {dataset}.")
        self.classifier = workspace.load(recipe.name, "The judge of what is drawn under a class,")
        self.by = f"judged by {recipe.name}"

    def right(self, images: Tensor, labels: Tensor) -> Tensor:
        """Whether each picture shows the class that was asked for: bool ``(n,)``."""
        return right(self.classifier, images, labels)

    def class_share(
        self, shown: Iterable[Tensor], data: str, of: str = "draws that show the asked class"
    ) -> dict[str, Any]:
        """The entry of the share of pictures that show their class, the mean over the classes.

        ``shown`` are pictures of each class in turn; ``of`` says what they are.
        """
        hits, count = [], 0
        for number, pictures in enumerate(progress.over(shown, "pictures of each class, judged", slow=True)):
            hits.append(self.right(pictures, torch.full((len(pictures),), number)).float().mean())
            count += len(pictures)
        by_class = [round(float(hit), 4) for hit in hits]
        unit = f"share of {of}, {self.by}"
        return entry(torch.stack(hits).mean(), unit, data, pictures=count, by_class=by_class)

    def readable(self, images: Tensor, of: str, data: str, **counted: int) -> dict[str, Any]:
        """The entry of the share of pictures ``(n, c, h, w)`` that the judge can read; ``of`` says what they are."""
        unit = f"share of {of} whose class is told with a confidence of {SURE}, {self.by}"
        return entry(readable_share(self.classifier, images), unit, data, **counted)

    @torch.no_grad()
    def first_seeds(self, draw: Callable[[int], Tensor], data: str) -> dict[str, Any]:
        """The entry of the seeds that a page is to begin with, under "seeds": those below SEEDS whose pictures are read
        most surely, FIRST of them, each of another class. ``draw`` gives the picture ``(1, c, h, w)`` of a seed.
        """
        pictures = torch.cat([draw(seed) for seed in range(SEEDS)])
        sure, classes = self.classifier.classify(pictures).exp().max(1)
        best = {int(classes[seed]): int(seed) for seed in sure.argsort(stable=True)}  # the surest of a class comes last
        seeds = sorted(best.values(), key=lambda seed: -float(sure[seed]))[:FIRST]
        unit = f"mean confidence in the samples that are shown first, chosen of {SEEDS}, {self.by}"
        return entry(sure[seeds].mean(), unit, data, seeds=seeds)

    def error(self, images: Tensor, labels: Tensor, data: str) -> dict[str, Any]:
        """The entry of the share of real pictures that the judge itself gets wrong."""
        missed = 1 - self.right(images, labels).float().mean()
        return entry(missed, f"share of real pictures that misses its label, {self.by}", data, pictures=len(images))
