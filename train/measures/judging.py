"""A classifier from trained/ that says whether pictures show the class they were drawn under."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

from train.evaluation import entry
from train.recipes import judge_of
from train.workspace import Workspace

DRAWS = 1000  # pictures a class that the judge is shown
SURE = 0.9  # the probability of one class from which on the judge reads a picture
BATCH = 500


@torch.no_grad()
def right(classifier: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    """Whether ``classifier`` gives each picture its label: bool ``(n,)``."""
    return torch.cat([classifier.classify(part).argmax(1) for part in images.split(BATCH)]) == labels


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

    def class_share(self, drawn: Iterable[Tensor], data: str) -> dict[str, Any]:
        """The entry of the share of draws that show the asked class. ``drawn`` are pictures of each class in turn."""
        hits, count = [], 0
        for number, pictures in enumerate(drawn):
            hits.append(self.right(pictures, torch.full((len(pictures),), number)).float().mean())
            count += len(pictures)
        by_class = [round(float(hit), 4) for hit in hits]
        unit = f"share of draws that show the asked class, {self.by}"
        return entry(torch.stack(hits).mean(), unit, data, pictures=count, by_class=by_class)

    def sure_share(self, images: Tensor, data: str) -> dict[str, Any]:
        """The entry of the share of pictures ``(n, c, h, w)`` that the judge reads as one class, whichever it is."""
        with torch.no_grad():
            logits = torch.cat([self.classifier.classify(part) for part in images.split(BATCH)])
        share = (logits.softmax(1).amax(1) >= SURE).float().mean()
        return entry(share, f"share read as one class with {SURE:.0%} or more, {self.by}", data, pictures=len(images))

    def error(self, images: Tensor, labels: Tensor, data: str) -> dict[str, Any]:
        """The entry of the share of real pictures that the judge itself gets wrong."""
        missed = 1 - self.right(images, labels).float().mean()
        return entry(missed, f"share of real pictures that misses its label, {self.by}", data, pictures=len(images))
