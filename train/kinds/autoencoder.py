"""Plain autoencoders: the squared error, and a Gaussian fitted to the codes afterwards, to draw from."""

from __future__ import annotations

import torch
from torch import Generator

from explorer.data import datasets
from train.evaluation import SEED, entry
from train.kinds.latent import GAP_DRAWS, GAP_RADIUS, Latent, gap_share, posteriors

PART = 10_000  # training pictures that are turned into floats at once


class Autoencoding(Latent):
    """Half the squared error."""

    models = ("autoencoder",)
    unit = "half the squared error per image"
    shown = ("half_squared_error", "mse")

    def train(self, run):
        result = super().train(run)
        if result is not None:
            self._fit_codes(result.model)
        return result

    def _fit_codes(self, model) -> None:
        images = torch.from_numpy(datasets.load(self.recipe.dataset, "train", self.workspace.data).images.copy())
        means = [posteriors(model, part.float() / 255)[0] for part in images.split(PART)]
        model.fit_codes(torch.cat(means))

    def plane(self, model, means):
        """And how much of the fitted Gaussian lies where no test picture does."""
        own = model.sample_latents(GAP_DRAWS, generator=Generator().manual_seed(SEED))
        share = gap_share(own, means, GAP_RADIUS * model.code_std)
        far = f"farther than {GAP_RADIUS} of its deviations from every test code"
        unit = f"share of the Gaussian fitted to the codes {far}"
        return super().plane(model, means) | {"gap_share_own": entry(share, unit, self.recipe.data, samples=GAP_DRAWS)}
