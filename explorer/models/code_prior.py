"""A prior over the codes of a VQ-VAE: a Gated PixelCNN whose pixels are code numbers.

[1] van den Oord, Vinyals and Kavukcuoglu, Neural Discrete Representation Learning, 2017, arXiv:1711.00937, section 3.3
[2] Razavi, van den Oord and Vinyals, Generating Diverse High-Fidelity Images with VQ-VAE-2, 2019, arXiv:1906.00446,
    section 3.2

Code 7 is no more like code 8 than like code 90, so the network sees of each code a vector that it learns, and not a
grey. All else is the Gated PixelCNN's, down to the contract: codes stand in pictures ``(n, 1, h, w)``, code k of K as k
/ (K - 1), and below 0 is unknown.

Of two levels the top has a prior of its own. The bottom's is told the top's codes, grown to its size by convolutions
that see all of them, as a map that is added to the first layer's gates
[2, algorithm 2; the map as in 1606.05328, eq. 5].

Deviation from [2]: no self-attention; a top of 7x7 codes is seen whole without.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from explorer.models.blocks import check_arguments
from explorer.models.gated_pixelcnn import GatedPixelCNN, GatedStack


class CodePrior(GatedPixelCNN):
    """p(codes), or p(codes | class), of one level; with ``top`` also given the codes of the coarser level.

    Args:
        over: name of the checkpoint whose codes these are.
        shape: ``(1, height, width)`` of the grid.
        levels: K, how many codes there are.
        classes: how many; 0 for an unconditional prior.
        size: length of the vector that stands for a code.
        top: how many codes the coarser level has, which has half the height and width; 0 where nothing is told.
        channels, layers, kernel, first, head, dilations, place: as in GatedPixelCNN.
        dropout: share of the codes that the network does not see while it learns, so that it does not learn pictures by
            heart, and one odd code among its own draws does not lead it astray.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        over: str = "",
        shape: Sequence[int] = (1, 7, 7),
        levels: int = 256,
        classes: int = 0,
        size: int = 32,
        top: int = 0,
        channels: int = 64,
        layers: int = 6,
        kernel: int = 3,
        first: int = 7,
        head: int = 128,
        dilations: Sequence[int] | None = None,
        place: bool = False,
        dropout: float = 0.0,
    ):
        check_arguments(shape, size=size)
        if shape[0] != 1:
            raise ValueError(f"codes have one plane, not {shape[0]}")
        if top and (top < 2 or shape[1] % 2 or shape[2] % 2):
            raise ValueError(
                "a coarser level has at least 2 codes and half of an even height and width, "
                f"not {top} and {shape[1]}x{shape[2]}"
            )
        super().__init__(shape, levels, classes, channels, layers, kernel, first, head, dilations, place)
        self.over, self.top = over, top
        self.stack = GatedStack(size, channels, layers, kernel, first, head, dilations)
        self.embedding, self.dropout = nn.Embedding(levels, size), nn.Dropout(dropout)
        self.look = (
            nn.Sequential(
                nn.Conv2d(size, channels, 3, padding=1),
                nn.ReLU(),
                nn.Conv2d(channels, channels, 3, padding=1),
                nn.ReLU(),
                nn.ConvTranspose2d(channels, 4 * channels, 2, stride=2),
            )
            if top
            else None
        )
        self.top_embedding = nn.Embedding(top, size) if top else None
        self.told: Tensor | None = None

    def below(self, codes: Tensor) -> CodePrior:
        """This prior once it is told the top level's code numbers, long ``(n, h / 2, w / 2)``: the same weights,
        and all other calls as for one level.
        """
        if not self.top:
            raise ValueError("this prior is of one level: there is nothing that it could be told")
        half = (self.shape[1] // 2, self.shape[2] // 2)
        if (
            tuple(codes.shape[1:]) != half
            or codes.is_floating_point()
            or (codes.numel() and not 0 <= int(codes.min()) <= int(codes.max()) < self.top)
        ):
            raise ValueError(
                f"the top level's codes are whole numbers from 0 to {self.top - 1} of shape (n, {half[0]}, {half[1]})"
            )
        bound = copy.copy(self)
        bound.told = codes.long()
        return bound

    def scale(self, images: Tensor) -> Tensor:
        """What the network sees of codes: the vector of each ``(n, size, h, w)``, that of code 0 where one is unknown.

        Raises ValueError as ``check``.

        A code number has no gradient: its vector's stands in for it, so that a receptive field can be measured.
        """
        vectors = self.embedding(self.quantize(self.check(images))[:, 0].clamp(min=0)).permute(0, 3, 1, 2)
        if self.training:
            vectors = vectors * self.dropout(torch.ones_like(vectors[:, :1]))  # whole codes
        return vectors + (images - images.detach()) if images.requires_grad else vectors

    def biases(
        self, images: Tensor, labels: Tensor | None, top: Tensor | None = None
    ) -> list[tuple[Tensor, Tensor] | None] | None:
        """What is added to the gates of every layer: the class, and in the first layer the map of the coarser level's
        codes ``top``, or of those that it stands ``below``.
        """
        every = super().biases(images, labels)
        if self.look is None:
            return every
        top = self.told if top is None else top
        if top is None or len(top) != len(images):
            raise ValueError(
                f"{len(images)} grids of the top level's codes are expected: prior.below(codes) is told them"
            )
        maps = self.look(self.top_embedding(top).permute(0, 3, 1, 2)).chunk(2, 1)
        every = every or [None] * len(self.stack.layers)
        return [
            tuple(maps) if every[0] is None else tuple(part + bias for part, bias in zip(maps, every[0], strict=True)),
            *every[1:],
        ]

    def forward(self, images: Tensor, labels: Tensor | None = None, top: Tensor | None = None) -> Tensor:
        """-log p ``(n,)`` in nats per image.

        In training a share of the labels is hidden, so that "no class" is learnt too.
        """
        picture = self.scale(images)
        logits = self.head(
            self.stack(picture, self.biases(images, self._hide(labels) if self.training else labels, top)), picture
        )
        return F.cross_entropy(logits.float(), self.known(images), reduction="none").flatten(1).sum(1)

    def loss(self, images: Tensor, labels: Tensor | None = None, top: Tensor | None = None) -> Tensor:
        """The mean of ``forward``."""
        return self(images, labels, top).mean()
