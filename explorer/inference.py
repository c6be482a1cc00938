"""What pages ask of models, in NumPy: the only place where the server touches torch, imported on first use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.catalogue import Catalogue
from explorer.images import to_bytes

if TYPE_CHECKING:
    import torch

ELBO_SAMPLES = 64  # enough that the shown number stands still to about 0.1 nats
IWAE_SAMPLES = 64


class Inference:
    """Arrays in, arrays out, over the models of a catalogue; safe to call from several threads."""

    def __init__(self, catalogue: Catalogue):
        self.catalogue = catalogue

    @staticmethod
    def warm_up() -> None:
        """Import what a first request would wait for."""
        import explorer.models  # noqa: F401

    def decode(self, name: str, z: np.ndarray) -> np.ndarray:
        """z (n, d) -> uint8 (n, c, h, w)."""
        model = self.catalogue.load(name)
        import torch

        with torch.inference_mode():
            pictures = model.decode(torch.from_numpy(np.array(z, dtype=np.float32)))
            return pictures.mul(255).round_().clamp_(0, 255).to(torch.uint8).numpy()

    def sample_latents(self, name: str, n: int, temperature: float, seed: int) -> np.ndarray:
        """Draws from the model's prior (n, d), the same for the same seed."""
        model = self.catalogue.load(name)
        import torch

        with torch.inference_mode():
            return model.sample_latents(n, temperature=temperature, generator=torch.Generator().manual_seed(seed)).numpy()

    def encode(self, name: str, pixels: np.ndarray) -> dict[str, Any]:
        """A picture uint8 (c, h, w) -> its posterior, its reconstruction uint8 (c, h, w) from the mean, and its scores.

        KL per dimension, ELBO and the importance-weighted bound are in nats, from a fixed seed; ``None`` where the
        model has none. ``mse`` is the squared error per pixel on [0, 1].
        """
        model = self.catalogue.load(name)
        import torch

        picture = torch.from_numpy(pixels.astype(np.float32) / 255)[None]
        with torch.inference_mode():
            posterior = model.encode(picture)
            mean, std = posterior.mean[0], posterior.std[0]
            reconstruction = model.decode(posterior.mean)
            scores: dict[str, Any] = {"kl": None, "kl_total": None, "elbo": None, "iwae": None, "iwae_samples": IWAE_SAMPLES}
            if "elbo" in self.catalogue.card(name).can:
                kl = 0.5 * (mean**2 + std**2 - 1) - std.log()  # against N(0, I), Kingma and Welling 2014, appendix B
                scores |= {
                    "kl": kl.tolist(), "kl_total": float(kl.sum()),
                    "elbo": float(model.elbo(picture, samples=ELBO_SAMPLES, generator=_seeded(torch))[0]),
                    "iwae": float(model.log_likelihood(picture, samples=IWAE_SAMPLES, generator=_seeded(torch))[0]),
                }
        return {
            "mean": mean.tolist(), "std": std.tolist(), "mse": float(((reconstruction - picture) ** 2).mean()),
            "reconstruction": to_bytes(reconstruction[0].numpy()), **scores,
        }

    @staticmethod
    def stored_latents(file: Path) -> bytes:
        """The test set's posterior means and deviations as float32 (n, 2) each, then its labels as uint8 (n,), end to end."""
        from safetensors.numpy import load_file

        stored = load_file(file)
        return stored["mean"].astype(np.float32).tobytes() + stored["std"].astype(np.float32).tobytes() + stored["label"].astype(np.uint8).tobytes()


def _seeded(torch: Any) -> torch.Generator:
    return torch.Generator().manual_seed(0)
