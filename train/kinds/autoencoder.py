"""Plain autoencoders: the squared error, and a Gaussian fitted to the codes afterwards, to draw from."""

from __future__ import annotations

from torch import Generator

from train.evaluation import SEED, entry
from train.kinds.latent import GAP_RADIUS, Latent
from train.measures.latent_space import gap_share


class Autoencoding(Latent):
    """Half the squared error."""

    models = ("autoencoder", "residual_autoencoder", "conv_autoencoder")
    unit = "half the squared error per image"

    def train(self, run):
        result = super().train(run)
        if result is not None:
            self._fit_codes(result.model)
        return result

    def _fit_codes(self, model) -> None:
        model.fit_codes(self.training_codes(model)[0])

    def gaps(self, model, codes, draws):
        """And how much of the fitted Gaussian lies where no training picture's code does."""
        own = model.sample_latents(draws, generator=Generator().manual_seed(SEED))
        share = gap_share(own, codes, GAP_RADIUS * model.code_std)
        far = f"farther than {GAP_RADIUS} of its deviations from every training code"
        unit = f"share of the Gaussian fitted to the codes {far}"
        counted = {"samples": draws, "codes": len(codes), "split": "train"}
        return super().gaps(model, codes, draws) | {"gap_share_own": entry(share, unit, self.recipe.data, **counted)}
