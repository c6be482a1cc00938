"""What a page may ask of a model. A page asks the catalogue for the models that can do what it needs, never for names.

A model has a capability when it has the methods; nothing needs to be inherited or registered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from torch import Generator, Tensor


class Posterior(Protocol):
    """What ``encode`` returns: the parameters of q(z|x), each ``(n, latents)``. A plain autoencoder has ``std`` = 0."""

    mean: Tensor
    std: Tensor


@runtime_checkable
class Decodes(Protocol):
    """Makes pictures from latents. ``shape`` is ``(channels, height, width)``, ``latents`` the length of z."""

    shape: tuple[int, int, int]
    latents: int

    def decode(self, z: Tensor) -> Tensor:
        """z ``(n, latents)`` -> pictures ``(n, *shape)`` in [0, 1]."""


@runtime_checkable
class Encodes(Protocol):
    """Finds the latents of pictures."""

    def encode(self, images: Tensor) -> Posterior:
        """Pictures ``(n, *shape)`` in [0, 1] -> posterior."""


@runtime_checkable
class Samples(Protocol):
    """Draws from its prior."""

    def sample_latents(self, n: int, temperature: float = 1.0, generator: Generator | None = None) -> Tensor:
        """z ``(n, latents)``; ``temperature`` scales the standard deviation of the prior."""

    def sample(self, n: int, temperature: float = 1.0, generator: Generator | None = None) -> Tensor:
        """Pictures ``(n, *shape)`` in [0, 1]."""


@runtime_checkable
class Scores(Protocol):
    """Says how likely a picture is, in nats per image."""

    def elbo(self, images: Tensor, samples: int = 1, generator: Generator | None = None) -> Tensor:
        """Evidence lower bound ``(n,)``."""

    def log_likelihood(self, images: Tensor, samples: int = 1, generator: Generator | None = None) -> Tensor:
        """The importance-weighted bound ``(n,)`` (Burda et al. 2016), at least the ELBO in expectation."""


CAPABILITIES = {"decode": Decodes, "encode": Encodes, "sample": Samples, "elbo": Scores}


def capabilities(model: object) -> list[str]:
    """The names, as they stand in a checkpoint's card, of what ``model`` can do."""
    return [name for name, protocol in CAPABILITIES.items() if isinstance(model, protocol)]
