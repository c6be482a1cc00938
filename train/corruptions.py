"""Damage in batches, for training a denoiser: many kinds and strengths, drawn anew for every picture."""

from __future__ import annotations

import torch
from torch import Generator, Tensor
from torch.nn import functional as F

GAUSSIAN = 0.5  # the share of pictures that get noise alone; the rest is shared out among the other kinds
MOST_SIGMA = 1.0
MOST_SALT = 0.7
BLOCK = (4, 14)  # sides of a hole, in pixels
HOLES = 3
MOST_BLUR = 2.5  # deviation, in pixels
RADIUS = 7  # of the blur's kernel


def corrupt(images: Tensor, generator: Generator | None = None) -> Tensor:
    """Pictures ``(n, c, h, w)`` in [0, 1] -> the same damaged, each in one way.

    Gaussian noise of a deviation up to 1 (not clipped), salt and pepper, black blocks, blur, or blocks of 2 to 4 pixels
    averaged; all but the first with a trace of noise in half of the pictures.
    """
    n, device = len(images), images.device

    def uniform(*shape: int) -> Tensor:
        return torch.rand(shape, generator=generator, device=device)

    kind = torch.floor(4 * (uniform(n) - GAUSSIAN) / (1 - GAUSSIAN)).long()  # below 0: Gaussian noise
    out = images.clone()
    for number, damage in enumerate((salt_and_pepper, holes, blur, coarse)):
        chosen = kind == number
        if chosen.any():
            out[chosen] = damage(images[chosen], uniform)
    sigma = torch.where(kind < 0, MOST_SIGMA * uniform(n), 0.05 * uniform(n) * (uniform(n) < 0.5))
    noise = torch.randn(images.shape, generator=generator, device=device)
    return out + sigma[:, None, None, None] * noise


def salt_and_pepper(images: Tensor, uniform) -> Tensor:
    """A share of the pixels, up to MOST_SALT, black or white."""
    n, _, h, w = images.shape
    lost = uniform(n, 1, h, w) < MOST_SALT * uniform(n, 1, 1, 1)
    return torch.where(lost, (uniform(n, 1, h, w) < 0.5).float(), images)


def holes(images: Tensor, uniform) -> Tensor:
    """One to HOLES black blocks."""
    n, _, h, w = images.shape
    rows, columns = (
        torch.arange(h, device=images.device)[None, :, None],
        torch.arange(w, device=images.device)[None, None, :],
    )
    kept = torch.ones(n, h, w, dtype=torch.bool, device=images.device)
    count = 1 + torch.floor(HOLES * uniform(n, 1, 1))
    for number in range(HOLES):
        tall, wide = (BLOCK[0] + (BLOCK[1] - BLOCK[0]) * uniform(2, n, 1, 1)).unbind()
        y, x = (size * uniform(n, 1, 1) for size in (h, w))
        inside = ((rows - y).abs() < tall / 2) & ((columns - x).abs() < wide / 2)
        kept &= ~(inside & (number < count))
    return images * kept[:, None]


def blur(images: Tensor, uniform) -> Tensor:
    """A Gaussian blur of a deviation up to MOST_BLUR, edges reflected."""
    n, c, h, w = images.shape
    reach = torch.arange(-RADIUS, RADIUS + 1, device=images.device)
    kernel = torch.exp(-0.5 * (reach / (0.4 + (MOST_BLUR - 0.4) * uniform(n, 1))) ** 2)
    kernel = (kernel / kernel.sum(1, keepdim=True)).repeat_interleave(c, 0)
    flat = F.pad(images.reshape(1, n * c, h, w), (RADIUS,) * 4, mode="reflect")
    flat = F.conv2d(flat, kernel[:, None, :, None], groups=n * c)
    return F.conv2d(flat, kernel[:, None, None, :], groups=n * c).reshape(n, c, h, w)


def coarse(images: Tensor, uniform) -> Tensor:
    """Blocks of 2x2, 3x3 or 4x4 pixels averaged, at the size the picture had; blocks at the far edges may be cut."""
    out, (h, w) = images.clone(), images.shape[-2:]
    factor = 2 + torch.floor(3 * uniform(len(images))).long()
    for size in (2, 3, 4):
        small = F.avg_pool2d(images[factor == size], size, ceil_mode=True, count_include_pad=False)
        out[factor == size] = small.repeat_interleave(size, -1).repeat_interleave(size, -2)[..., :h, :w]
    return out
