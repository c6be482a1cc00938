"""What is minimised, by kind of model: the inputs a batch becomes, the loss, and what is logged of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from train.corruptions import corrupt
from train.data import as_inputs
from train.recipes import Recipe

SHIFT = 2  # pixels that a classifier's training pictures are moved by, at most


class Task:
    """Squared error of an autoencoder; the others change what they need to.

    ``step`` gives the loss and what is logged of it: the loss without its regulariser, then the KL of each latent where there is one.
    """

    unit = "half the squared error per image"

    def inputs(self, recipe: Recipe, pixels: Tensor, labels: Tensor, generator: Generator) -> tuple[Tensor, ...]:
        """What the model's ``forward`` gets of a batch of uint8 pictures ``(n, c, h, w)`` and labels ``(n,)``."""
        return (as_inputs(pixels, recipe.binarize, generator),)

    def step(self, recipe: Recipe, model: Callable[..., Any], pixels: Tensor, labels: Tensor, beta: float, generator: Generator) -> tuple[Tensor, Tensor]:
        loss = model(*self.inputs(recipe, pixels, labels, generator)).mean()
        return loss, loss.detach()[None]

    @torch.no_grad()
    def check(self, recipe: Recipe, model: nn.Module, pixels: Tensor, labels: Tensor) -> float:
        """The loss on validation pictures, regulariser at full weight, with the same draws each time."""
        generator = Generator(pixels.device).manual_seed(0)
        loss, terms = self.step(recipe, model, pixels, labels, 1.0, generator)
        return float(loss)


class Elbo(Task):
    """Negative ELBO with a weight on its KL; a conditional model gets the labels."""

    unit = "nats per image"

    def step(self, recipe, model, pixels, labels, beta, generator):
        condition = {"labels": labels.long()} if recipe.model == "cvae" else {}
        log_prob, kl = model(as_inputs(pixels, recipe.binarize, generator), generator=generator, **condition)
        reconstruction, kl = -log_prob.mean(), kl.mean(0)
        return reconstruction + beta * kl.sum(), torch.cat([reconstruction.detach()[None], kl.detach()])


class Classify(Task):
    """Cross-entropy on pictures that were moved a little."""

    unit = "nats per image"

    def inputs(self, recipe, pixels, labels, generator):
        return shifted(as_inputs(pixels, False), generator), labels


class Denoise(Task):
    """Squared error between clean pictures and what is made of them damaged."""

    def inputs(self, recipe, pixels, labels, generator):
        clean = as_inputs(pixels, False)
        return corrupt(clean, generator), clean


class Likelihood(Task):
    """Negative log-likelihood of pictures in the model's own number of grey levels; black and white are drawn anew for every batch."""

    unit = "nats per image"

    def inputs(self, recipe, pixels, labels, generator):
        pictures = in_levels(pixels, recipe.arguments.get("levels", 2), generator)
        return (pictures, labels.long()) if recipe.arguments.get("classes") else (pictures,)


def in_levels(pixels: Tensor, levels: int, generator: Generator | None = None) -> Tensor:
    """Pictures uint8 -> float k / (levels - 1): the nearest of ``levels`` greys; of two, one drawn with the grey as its probability."""
    if levels == 2:
        return as_inputs(pixels, True, generator)
    return (pixels.float() * ((levels - 1) / 255)).round() / (levels - 1)


def shifted(images: Tensor, generator: Generator | None = None, most: int = SHIFT) -> Tensor:
    """Each picture moved by up to ``most`` pixels in both directions; black comes in from outside."""
    n, _, h, w = images.shape
    padded = F.pad(images, (most,) * 4)
    down, right = torch.randint(0, 2 * most + 1, (2, n, 1), generator=generator, device=images.device)
    rows, columns = (start + torch.arange(size, device=images.device) for start, size in ((down, h), (right, w)))
    return padded[torch.arange(n, device=images.device)[:, None, None], :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)


AUTOREGRESSIVE = ("pixelcnn", "gated_pixelcnn", "pixelcnnpp", "pixelrnn", "multiscale")  # of the registry
TASKS: dict[str, Task] = {
    "autoencoder": Task(), "vae": Elbo(), "conv_vae": Elbo(), "cvae": Elbo(), "classifier": Classify(), "dae": Denoise(),
} | dict.fromkeys(AUTOREGRESSIVE, Likelihood())
