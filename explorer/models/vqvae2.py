"""VQ-VAE-2: two grids of codes, a coarse one for what is where and a fine one for how it looks there.

[1] Razavi, van den Oord and Vinyals, Generating Diverse High-Fidelity Images with VQ-VAE-2, 2019, arXiv:1906.00446,
    section 3.1

Of 28x28 pixels the top level has 7x7 codes and the bottom level 14x14. The bottom is coded with the top's codes in
sight, so it need not say again what they say; the decoder sees both [1, figure 2a, algorithm 1].

Deviations as in explorer.models.vqvae: blocks of pixels as channels, GELU, short codes, half the squared error.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from explorer.models.blocks import Convolutions
from explorer.models.quantiser import Quantiser
from explorer.models.vqvae import BLOCK, FACTOR, Quantising, first, last

Pair = tuple[Tensor, Tensor]


class VQVAE2(Quantising):
    """Two grids of codes; wherever there are two of something, the top level's stands first.

    Args:
        shape: of a picture; height and width are multiples of 4.
        codes: in each codebook.
        size: length of a code.
        channels: at half the picture's resolution; a quarter has twice as many.
        depth: convolutions a level, on each side.
        beta: weight of the commitment, of both levels.
        decay: of the codebooks' moving averages.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (1, 28, 28),
        codes: int = 128,
        size: int = 16,
        channels: int = 32,
        depth: int = 2,
        beta: float = 0.25,
        decay: float = 0.99,
    ):
        super().__init__(shape, codes, beta, size=size, channels=channels, depth=depth)
        self.grids = self.grids + ((self.shape[1] // BLOCK, self.shape[2] // BLOCK),)
        blocks = self.shape[0] * BLOCK**2
        self.encoder = Convolutions(blocks, channels, depth)
        self.shrink = nn.Sequential(
            nn.Conv2d(channels, 2 * channels, FACTOR // BLOCK, stride=FACTOR // BLOCK),
            nn.GELU(),
            Convolutions(2 * channels, 2 * channels, depth),
            nn.Conv2d(2 * channels, size, 1),
        )
        self.top = Quantiser(codes, size, decay)
        self.grow = nn.Sequential(
            Convolutions(size, 2 * channels, depth),
            nn.ConvTranspose2d(2 * channels, channels, FACTOR // BLOCK, stride=FACTOR // BLOCK),
        )
        self.join = nn.Conv2d(2 * channels, size, 1)
        self.bottom = Quantiser(codes, size, decay)
        self.decoder = nn.Sequential(
            Convolutions(size + channels, channels, depth),
            nn.Conv2d(channels, blocks, 3, padding=1),
            nn.PixelShuffle(BLOCK),
        )

    @property
    def codebook(self) -> Pair:
        """``(codes, size)`` of each level."""
        return self.top.codebook, self.bottom.codebook

    def features(self, images: Tensor) -> Pair:
        """Pictures ``(n, *shape)`` in [0, 1] -> what the encoders say of each cell, ``(n, h, w, size)`` a level;
        the bottom's with the top's codes chosen.
        """
        wide, coarse = self._coarse(images)
        return coarse, self._fine(wide, self.grow(first(self.top.vectors(self.top.nearest(coarse)))))

    def distances(self, images: Tensor) -> Pair:
        """Squared distances of each cell to every code of its level ``(n, h, w, codes)``;
        a gradient leads back to the pixels.
        """
        coarse, fine = self.features(images)
        return self.top.distances(coarse), self.bottom.distances(fine)

    def encode_codes(self, images: Tensor) -> Pair:
        """Pictures ``(n, *shape)`` in [0, 1] -> numbers of the nearest codes, long ``(n, h, w)`` a level.

        Raises ValueError for other shapes.
        """
        coarse, fine = self.features(images)
        return self.top.nearest(coarse), self.bottom.nearest(fine)

    def decode_codes(self, codes: Pair) -> Tensor:
        """Code numbers ``(n, h, w)`` of both levels -> pictures ``(n, *shape)`` in [0, 1].

        Raises ValueError for other shapes and for numbers that are no code's.
        """
        top, bottom = self.check_codes(codes)
        return self._decode(self.grow(first(self.top.vectors(top))), self.bottom.vectors(bottom)).float().clamp(0, 1)

    def means(self, images: Tensor, generator: Generator | None = None) -> tuple[Tensor, Tensor]:
        wide, coarse = self._coarse(images)
        top, far = self.top(coarse, generator)
        grown = self.grow(first(top))
        bottom, near = self.bottom(self._fine(wide, grown), generator)
        return self._decode(grown, bottom), far + near

    def _coarse(self, images: Tensor) -> Pair:
        """Features at half the resolution, and what the top level says of each cell."""
        wide = self.encoder(self.check(images))
        return wide, last(self.shrink(wide))

    def _fine(self, wide: Tensor, grown: Tensor) -> Tensor:
        return last(self.join(torch.cat([wide, F.gelu(grown)], 1)))

    def _decode(self, grown: Tensor, bottom: Tensor) -> Tensor:
        return self.decoder(torch.cat([first(bottom), F.gelu(grown)], 1))
