"""What pages ask of models, in NumPy; torch is imported on first use."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import numpy as np

from explorer.capabilities import posterior_of
from explorer.catalogue import Catalogue
from explorer.data.images import to_bytes
from explorer.refusal import BadJob, attempt

if TYPE_CHECKING:
    import torch

ELBO_SAMPLES = 64  # enough that the shown number stands still to about 0.1 nats
IWAE_SAMPLES = 64
P, R = ParamSpec("P"), TypeVar("R")


def guarded(method: Callable[Concatenate[Inference, str, P], R]) -> Callable[Concatenate[Inference, str, P], R]:
    """A method that asks the model named first: whatever may happen in a stranger's one becomes a Refusal."""

    @functools.wraps(method)
    def ask(self: Inference, name: str, *arguments: P.args, **more: P.kwargs) -> R:
        return attempt(name, method, self, name, *arguments, **more)

    return ask


class Inference:
    """Arrays in, arrays out, over the models of a catalogue; safe to call from several threads.

    Where a model fails, or gives what is no picture, a Refusal with a sentence is raised.
    """

    def __init__(self, catalogue: Catalogue):
        self.catalogue = catalogue

    @staticmethod
    def warm_up() -> None:
        """Import what a first request would wait for."""
        import explorer.models  # noqa: F401

    @guarded
    def decode(self, name: str, z: np.ndarray, weights: np.ndarray | None = None, draw: int = 0) -> np.ndarray:
        """z (n, d) -> uint8 (n, c, h, w); a conditional model's with the weight of each class (n, classes).

        The means of p(x|z); or, where ``draw`` is not 0, a draw of each with the noise of that seed.
        """
        model = self.catalogue.load(name)
        import torch

        given = [weights] if weights is not None and weights.shape[1] else []
        with torch.inference_mode():
            given = [torch.from_numpy(np.array(part, dtype=np.float32)) for part in (z, *given)]
            if draw:
                pictures = model.draw_pictures(*given, generator=torch.Generator().manual_seed(draw))
            else:
                pictures = model.decode(*given)
            self._check(name, pictures, len(z))
            return pictures.mul(255).round_().clamp_(0, 255).to(torch.uint8).numpy()

    @guarded
    def sample_latents(self, name: str, n: int, temperature: float, seed: int) -> np.ndarray:
        """Draws from the model's prior (n, d), the same for the same seed."""
        model = self.catalogue.load(name)
        import torch

        with torch.inference_mode():
            return model.sample_latents(
                n, temperature=temperature, generator=torch.Generator().manual_seed(seed)
            ).numpy()

    @guarded
    def encode(self, name: str, pixels: np.ndarray, label: int | None = None) -> dict[str, Any]:
        """A picture uint8 (c, h, w) -> its posterior, its reconstruction uint8 (c, h, w) from the mean, and its scores.

        A conditional model takes the picture as one of class ``label``, or as its likeliest; which, and the probability
        of every class, stands under "label" and "labels".

        KL per dimension, ELBO and the importance-weighted bound are in nats, from a fixed seed; ``None`` where the
        model has none. ``mse`` is the squared error per pixel on [0, 1].
        """
        model = self.catalogue.load(name)
        import torch

        picture = torch.from_numpy(pixels.astype(np.float32) / 255)[None]
        with torch.inference_mode():
            condition, told = self._condition(name, model, picture, label)
            posterior = posterior_of(model.encode(picture, *condition))
            mean, std = posterior.mean[0], posterior.std[0]
            reconstruction = model.decode(posterior.mean, *condition)
            self._check(name, reconstruction, 1)
            scores: dict[str, Any] = {
                "kl": None,
                "kl_total": None,
                "elbo": None,
                "iwae": None,
                "iwae_samples": IWAE_SAMPLES,
            }
            if "elbo" in self.catalogue.card(name).can:
                given = {"labels": condition[0]} if condition else {}
                kl = posterior.kl()[0]
                scores |= {
                    "kl": kl.tolist(),
                    "kl_total": float(kl.sum()),
                    "elbo": float(model.elbo(picture, samples=ELBO_SAMPLES, generator=_seeded(torch), **given)[0]),
                    "iwae": float(
                        model.log_likelihood(picture, samples=IWAE_SAMPLES, generator=_seeded(torch), **given)[0]
                    ),
                }
        return {
            "mean": mean.tolist(),
            "std": std.tolist(),
            "mse": float(((reconstruction - picture) ** 2).mean()),
            "reconstruction": to_bytes(reconstruction[0].numpy()),
            **told,
            **scores,
        }

    @guarded
    def classify(self, name: str, pixels: np.ndarray) -> np.ndarray:
        """Pictures uint8 (n, c, h, w) -> the probability of each class (n, classes)."""
        model = self.catalogue.load(name)
        import torch

        with torch.inference_mode():
            return model.classify(torch.from_numpy(pixels.astype(np.float32) / 255)).exp().numpy()

    @guarded
    def score(self, name: str, pixels: np.ndarray, label: int | None = None) -> dict[str, Any]:
        """How likely a picture uint8 (c, h, w) is, in nats, and where the model errs:
        |picture - reconstruction| as uint8 (c, h, w).

        A conditional model's bounds are on log p(x) over all classes, or on log p(x|label) where one is given.
        """
        model = self.catalogue.load(name)
        import torch

        picture = torch.from_numpy(pixels.astype(np.float32) / 255)[None]
        with torch.inference_mode():
            condition, told = self._condition(name, model, picture, label)
            reconstruction = model.decode(posterior_of(model.encode(picture, *condition)).mean, *condition)
            given = {"labels": condition[0]} if label is not None and condition else {}
            bounds = {
                "elbo": float(model.elbo(picture, samples=ELBO_SAMPLES, generator=_seeded(torch), **given)[0]),
                "iwae": float(
                    model.log_likelihood(picture, samples=IWAE_SAMPLES, generator=_seeded(torch), **given)[0]
                ),
            }
        error = (reconstruction - picture).abs()[0].numpy()
        return (
            bounds
            | told
            | {
                "iwae_samples": IWAE_SAMPLES,
                "reconstruction": to_bytes(reconstruction[0].numpy()),
                "error": to_bytes(error),
            }
        )

    def _check(self, name: str, pictures: torch.Tensor, n: int) -> None:
        """Raises BadJob where what was decoded is not ``n`` pictures of the model's shape, or not numbers."""
        shape = (n, *self.catalogue.card(name).shape)
        if tuple(pictures.shape) != shape:
            raise BadJob(f"{name} decoded to the shape {tuple(pictures.shape)}, where its card says {shape}.")
        if not pictures.isfinite().all():
            raise BadJob(
                f"{name} has no picture here: its decoder returned what is no number. Go back to where it had one."
            )

    def _condition(
        self, name: str, model: Any, picture: torch.Tensor, label: int | None
    ) -> tuple[list[torch.Tensor], dict[str, Any]]:
        """What a conditional model gets beside a picture, and what is told of it; nothing for all others."""
        if not self.catalogue.card(name).conditions:
            return [], {}
        probabilities = model.infer_labels(picture)[0].exp()
        chosen = int(probabilities.argmax()) if label is None else label
        return [picture.new_tensor([chosen]).long()], {
            "label": chosen,
            "labels": [round(value, 4) for value in probabilities.tolist()],
        }

    @staticmethod
    def stored_latents(file: Path) -> bytes:
        """The test set's posterior means and deviations as float32 (n, 2) each, then its labels as uint8 (n,),
        end to end.
        """
        from safetensors.numpy import load_file

        stored = load_file(file)
        return (
            stored["mean"].astype(np.float32).tobytes()
            + stored["std"].astype(np.float32).tobytes()
            + stored["label"].astype(np.uint8).tobytes()
        )


def _seeded(torch: Any) -> torch.Generator:
    return torch.Generator().manual_seed(0)
