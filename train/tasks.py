"""What is minimised, by kind of model: the inputs a batch becomes, the loss, and what is logged of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from explorer.data.levels import in_levels
from explorer.models.quantiser import usage
from train import code_prior, scenes
from train.corruptions import corrupt
from train.data import as_inputs
from train.recipes import Recipe

FEW = 500  # validation pictures whose codes are scored as training goes on
SHIFT = 2  # pixels that a classifier's training pictures are moved by, at most


class Task:
    """Squared error of an autoencoder; the others change what they need to.

    ``step`` gives the loss and what is logged of it: the loss without its regulariser, then the KL of each latent where there is one.
    """

    unit = "half the squared error per image"

    def inputs(self, recipe: Recipe, pixels: Tensor, labels: Tensor, generator: Generator) -> tuple[Tensor, ...]:
        """What the model's ``forward`` gets of a batch of uint8 pictures ``(n, c, h, w)`` and labels ``(n,)``."""
        return (as_inputs(pixels, recipe.binarize, generator),)

    def step(
        self,
        recipe: Recipe,
        model: Callable[..., Any],
        pixels: Tensor,
        labels: Tensor,
        beta: float,
        generator: Generator,
    ) -> tuple[Tensor, Tensor]:
        loss = model(*self.inputs(recipe, pixels, labels, generator)).mean()
        return loss, loss.detach()[None]

    @torch.no_grad()
    def check(self, recipe: Recipe, model: nn.Module, pixels: Tensor, labels: Tensor) -> float:
        """The loss on validation pictures, regulariser at full weight, with the same draws each time."""
        generator = Generator(pixels.device).manual_seed(0)
        loss, terms = self.step(recipe, model, pixels, labels, 1.0, generator)
        return float(loss)

    def notes(self, model: nn.Module, pixels: Tensor) -> dict[str, Any]:
        """What else of validation pictures stands in the history."""
        return {}


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


class Quantise(Task):
    """Half the squared error and the commitment; the model itself moves its codes, for which no gradient is asked."""

    unit = "half the squared error and the commitment per image"

    def step(self, recipe, model, pixels, labels, beta, generator):
        error, commitment = (part.mean() for part in model(as_inputs(pixels, False), generator=generator))
        return error + beta * commitment, torch.stack([error, commitment]).detach()

    @torch.no_grad()
    def notes(self, model, pixels):
        """Of each level the share of the codes that are used, and their perplexity."""
        codes = model.encode_codes(as_inputs(pixels, False))
        used, perplexity = zip(
            *(usage(part, model.codes) for part in (codes if isinstance(codes, tuple) else (codes,))), strict=True
        )
        return {"used": [round(share, 4) for share in used], "perplexity": [round(value, 2) for value in perplexity]}


class CodeLikelihood(Task):
    """Negative log-likelihood of the codes that a trained VQ-VAE writes pictures in."""

    unit = "nats per image"

    def inputs(self, recipe, pixels, labels, generator):
        codes, top = code_prior.codes(recipe.over, bool(recipe.arguments.get("top")), as_inputs(pixels, False))
        return (
            code_prior.pictured(codes, recipe.arguments["levels"]),
            labels.long() if recipe.arguments.get("classes") else None,
            top,
        )

    def check(self, recipe, model, pixels, labels):
        """On the first pictures alone: all of them would take a fifth of a budget of minutes."""
        return super().check(recipe, model, pixels[:FEW], labels[:FEW])


class Attend(Task):
    """Cross-entropy of the answers to some of the questions that a picture allows."""

    unit = "nats per question"

    def inputs(self, recipe, pixels, labels, generator):
        return as_inputs(pixels, False), *scenes.asked(labels, generator)

    def check(self, recipe, model, pixels, labels):
        """On the first pictures alone, as in CodeLikelihood."""
        return super().check(recipe, model, pixels[:FEW], labels[:FEW])


def shifted(images: Tensor, generator: Generator | None = None, most: int = SHIFT) -> Tensor:
    """Each picture moved by up to ``most`` pixels in both directions; black comes in from outside."""
    n, _, h, w = images.shape
    padded = F.pad(images, (most,) * 4)
    down, right = torch.randint(0, 2 * most + 1, (2, n, 1), generator=generator, device=images.device)
    rows, columns = (start + torch.arange(size, device=images.device) for start, size in ((down, h), (right, w)))
    return padded[
        torch.arange(n, device=images.device)[:, None, None], :, rows[:, :, None], columns[:, None, :]
    ].permute(0, 3, 1, 2)


AUTOREGRESSIVE = ("pixelcnn", "gated_pixelcnn", "pixelcnnpp", "pixelrnn", "multiscale")  # of the registry
TASKS: dict[str, Task] = {
    "autoencoder": Task(),
    "vae": Elbo(),
    "conv_vae": Elbo(),
    "cvae": Elbo(),
    "classifier": Classify(),
    "dae": Denoise(),
    "vqvae": Quantise(),
    "vqvae2": Quantise(),
    "code_prior": CodeLikelihood(),
    "attention": Attend(),
    "attention_rnn": Attend(),
} | dict.fromkeys(AUTOREGRESSIVE, Likelihood())
