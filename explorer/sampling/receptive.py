"""Which pixels a pixel's distribution depends on, measured by gradient and not drawn from what the masks should do.

[1] Luo, Li, Urtasun and Zemel, Understanding the Effective Receptive Field in Deep Convolutional Neural Networks,
    NeurIPS 2016
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from explorer.models.autoregressive import AutoregressiveModel
from explorer.sampling.adapt import adapted, device_of


def receptive_field(
    model: AutoregressiveModel, y: int, x: int, labels: Tensor | None = None, pictures: int = 8, seed: int = 0
) -> Tensor:
    """How strongly each pixel acts on the logits at ``(y, x)``: the absolute gradient [1],
    exactly 0 where nothing can reach.

    The logits of all levels and channels are weighed with normal numbers, other ones for every picture, so that
    gradients which cancel in one picture do not in the next; a mean over pictures of random greys is taken, and a sum
    over channels.

    Args:
        model: any autoregressive model.
        y, x: the pixel that is asked.
        labels: a class for each picture ``(pictures,)``; none of them for a conditional model without.
        pictures: how many.
        seed: of greys and weights, so that the map is the same each time.

    Returns:
        ``(h, w)``, float32, on the CPU.

    Raises:
        ValueError: the pixel lies outside of the picture, or ``pictures`` is below 1.
    """
    model = adapted(model)
    _, height, width = model.shape
    if not (0 <= y < height and 0 <= x < width):
        raise ValueError(f"row 0 to {height - 1} and column 0 to {width - 1} are expected, not {y} and {x}")
    if pictures < 1:
        raise ValueError(f"pictures must be at least 1, not {pictures}")
    device, generator = device_of(model), Generator().manual_seed(seed)
    with torch.enable_grad():
        # not the ends of [0, 1], where a clamp could swallow the gradient
        images = (0.1 + 0.8 * torch.rand(pictures, *model.shape, generator=generator)).to(device).requires_grad_()
        logits = model.pixel_logits(images, labels)[..., y, x]
        (gradient,) = torch.autograd.grad(
            (logits * torch.randn(logits.shape, generator=generator).to(device)).sum(), images
        )
    return gradient.abs().mean(0).sum(0).float().cpu()
