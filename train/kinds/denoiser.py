"""Denoising autoencoders: clean pictures from what is made of them damaged."""

from __future__ import annotations

from typing import Any

import torch
from torch import Generator, Tensor, nn

from train.corruptions import corrupt
from train.data import as_inputs
from train.evaluation import SEED, Effort, Evaluation, HeldOut, entry
from train.kinds.kind import Kind
from train.measures import rivals
from train.measures.psnr import mean_psnr

SIGMAS = (0.1, 0.25, 0.5, 0.75, 1.0)  # of Gaussian noise on pictures in [0, 1]
QUICK_SIGMA = 0.5
BATCH = 500


class Denoising(Kind):
    """Half the squared error between clean pictures and what is made of them damaged."""

    models = ("dae",)
    unit = "half the squared error per image"

    def inputs(self, pixels, labels, generator):
        clean = as_inputs(pixels, False)
        return corrupt(clean, generator), clean

    def measure(self, model: nn.Module, held: HeldOut, effort: Effort) -> Evaluation:
        """PSNR at several levels of Gaussian noise, and beside the other methods of the Restore page."""
        data, count = self.recipe.plain_data, len(held.grey)
        found = Evaluation()
        for sigma in SIGMAS:
            unit = f"dB at Gaussian noise of sigma {sigma:g}"
            value = noise_psnr(model, held.grey, sigma)
            found.metrics[f"psnr_{sigma:g}"] = entry(value, unit, data, pictures=count)
        if not effort.smoke:
            found.metrics |= rivals.measure(model, self.recipe, held.grey, self.workspace)
        return found

    def beside(self, model: nn.Module, held: HeldOut, effort: Effort) -> dict[str, Any]:
        """Beside the other methods, at the other damages of the page."""
        kinds = () if effort.smoke else rivals.OTHERS
        measured = [rivals.measure(model, self.recipe, held.grey, self.workspace, kind) for kind in kinds]
        return {name: found for one in measured for name, found in one.items()}

    def quick(self, model: nn.Module, held: HeldOut) -> dict[str, float]:
        return {f"psnr_{QUICK_SIGMA:g}": round(noise_psnr(model, held.grey, QUICK_SIGMA), 4)}


@torch.no_grad()
def noise_psnr(model: nn.Module, grey: Tensor, sigma: float) -> float:
    """Mean PSNR in dB, peak 1, of pictures with Gaussian noise (not clipped) and then denoised."""
    generator = Generator().manual_seed(SEED)
    denoised = [
        model.denoise(part + sigma * torch.randn(part.shape, generator=generator)) for part in grey.split(BATCH)
    ]
    return mean_psnr(grey, torch.cat(denoised))
