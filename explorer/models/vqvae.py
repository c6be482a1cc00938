"""A VQ-VAE: a picture as a small grid of code numbers.

[1] van den Oord, Vinyals and Kavukcuoglu, Neural Discrete Representation Learning, 2017, arXiv:1711.00937
[2] Razavi, van den Oord and Vinyals, Generating Diverse High-Fidelity Images with VQ-VAE-2, 2019, arXiv:1906.00446

A quarter of the picture's height and width: 28x28 pixels become 7x7 codes. The codebook is explorer.models.quantiser's.

Deviations from [1]: blocks of 2x2 pixels become channels first and last (a quarter of the work), GELU, codes of 16
numbers where [1] has 64, and half the squared error, in nats of a Gaussian of variance 1 up to a constant.
"""

from __future__ import annotations

from collections.abc import Sequence

from huggingface_hub import PyTorchModelHubMixin
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from explorer.models.blocks import Convolutions, check_arguments, check_pictures
from explorer.models.quantiser import Quantiser

Levels = tuple[Tensor, ...]  # one entry a level, the coarsest first; of one level a tuple of one

BLOCK = 2  # pixels a side that become channels
FACTOR = 4  # pixels a side that a code stands for


def last(x: Tensor) -> Tensor:
    """``(n, c, h, w)`` -> ``(n, h, w, c)``, as codebooks see features."""
    return x.permute(0, 2, 3, 1)


def first(x: Tensor) -> Tensor:
    """``(n, h, w, c)`` -> ``(n, c, h, w)``, as convolutions see codes."""
    return x.permute(0, 3, 1, 2)


class Quantising(nn.Module, PyTorchModelHubMixin):
    """What models with codebooks have in common.

    Attributes:
        shape: of a picture, ``(channels, height, width)``.
        codes: K, how many codes a codebook has.
        grids: ``(height, width)`` of each level's grid of codes, the coarsest first; one level has one.
        beta: weight of the commitment.
    """

    def __init__(self, shape: Sequence[int], codes: int, beta: float, **positive: int):
        super().__init__()
        self.shape, self.codes, self.beta = check_arguments(shape, codes=codes, **positive), codes, beta
        if self.shape[1] % FACTOR or self.shape[2] % FACTOR:
            raise ValueError(f"height and width must be multiples of {FACTOR}, not {self.shape[1]} and {self.shape[2]}")
        if beta <= 0:
            raise ValueError(f"beta must be above 0, not {beta}")
        self.grids: tuple[tuple[int, int], ...] = ((self.shape[1] // FACTOR, self.shape[2] // FACTOR),)

    def means(self, images: Tensor, generator: Generator | None = None) -> tuple[Tensor, Tensor]:
        """Pictures coded and decoded, not clamped, with a gradient straight through the codes;
        and the squared distances to the codes ``(n,)``.
        """
        raise TypeError(f"{type(self).__name__} does not say how it codes")

    def forward(self, images: Tensor, generator: Generator | None = None) -> tuple[Tensor, Tensor]:
        """Half the squared error of each picture ``(n,)``, summed over its pixels, and its commitment ``(n,)``,
        beta times the distances over its cells.

        In training mode the codebooks follow what is encoded.
        """
        decoded, distance = self.means(images, generator)
        return 0.5 * (decoded.float() - images).square().flatten(1).sum(1), self.beta * distance

    def loss(self, images: Tensor, generator: Generator | None = None) -> Tensor:
        """The mean of both terms' sum [1, eq. 3]; its middle term is the codebook's moving average."""
        error, commitment = self(images, generator)
        return (error + commitment).mean()

    def check(self, images: Tensor) -> Tensor:
        """Blocks of pixels as channels, in [-1, 1]. Raises ValueError where the pictures' shape is not this model's."""
        return F.pixel_unshuffle(2 * check_pictures(images, self.shape) - 1, BLOCK)

    def check_codes(self, codes: Levels) -> Levels:
        """``codes`` as they are.

        Raises ValueError where they are not a tuple with ``(n, h, w)`` for each of ``grids``.
        """
        if not isinstance(codes, tuple) or len(codes) != len(self.grids):
            raise ValueError(f"a tuple with the codes of each level is expected, here of {len(self.grids)}")
        for part, (height, width) in zip(codes, self.grids, strict=True):
            if part.ndim != 3 or tuple(part.shape[1:]) != (height, width):
                raise ValueError(f"codes of shape (n, {height}, {width}) are expected, not {tuple(part.shape)}")
        return codes


class VQVAE(Quantising):
    """One grid of codes.

    Args:
        shape: of a picture; height and width are multiples of 4.
        codes: in the codebook.
        size: length of a code.
        channels: at half the picture's resolution; a quarter has twice as many.
        depth: convolutions at a quarter of the resolution, on each side.
        beta: weight of the commitment.
        decay: of the codebook's moving averages.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (1, 28, 28),
        codes: int = 256,
        size: int = 16,
        channels: int = 32,
        depth: int = 3,
        beta: float = 0.25,
        decay: float = 0.99,
    ):
        super().__init__(shape, codes, beta, size=size, channels=channels, depth=depth)
        blocks = self.shape[0] * BLOCK**2
        self.encoder = nn.Sequential(
            Convolutions(blocks, channels, 1),
            nn.Conv2d(channels, 2 * channels, 2, stride=2),
            nn.GELU(),
            Convolutions(2 * channels, 2 * channels, depth),
            nn.Conv2d(2 * channels, size, 1),
        )
        self.quantiser = Quantiser(codes, size, decay)
        self.decoder = nn.Sequential(
            Convolutions(size, 2 * channels, depth),
            nn.ConvTranspose2d(2 * channels, channels, 2, stride=2),
            nn.GELU(),
            Convolutions(channels, channels, 1),
            nn.Conv2d(channels, blocks, 3, padding=1),
            nn.PixelShuffle(BLOCK),
        )

    @property
    def codebook(self) -> Levels:
        """``(codes, size)`` of the only level."""
        return (self.quantiser.codebook,)

    def features(self, images: Tensor) -> Levels:
        """Pictures ``(n, *shape)`` in [0, 1] -> what the encoder says of each cell, before a code is chosen.

        ``(n, h, w, size)`` of the only level.
        """
        return (self._cells(images),)

    def distances(self, images: Tensor) -> Levels:
        """Squared distances of each cell to every code ``(n, h, w, codes)``; a gradient leads back to the pixels."""
        return (self.quantiser.distances(self._cells(images)),)

    def encode_codes(self, images: Tensor) -> Levels:
        """Pictures ``(n, *shape)`` in [0, 1] -> numbers of the nearest codes, long ``(n, h, w)`` of the only level.

        Raises ValueError for other shapes.
        """
        return (self.quantiser.nearest(self._cells(images)),)

    def decode_codes(self, codes: Levels) -> Tensor:
        """Code numbers ``(n, h, w)`` of the only level -> pictures ``(n, *shape)`` in [0, 1].

        Raises ValueError for other shapes and for numbers that are no code's.
        """
        (only,) = self.check_codes(codes)
        return self.decoder(first(self.quantiser.vectors(only))).float().clamp(0, 1)

    def means(self, images: Tensor, generator: Generator | None = None) -> tuple[Tensor, Tensor]:
        codes, distance = self.quantiser(self._cells(images), generator)
        return self.decoder(first(codes)), distance

    def _cells(self, images: Tensor) -> Tensor:
        return last(self.encoder(self.check(images)))
