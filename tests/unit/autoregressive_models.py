"""Small models of every autoregressive kind, and how much each pixel's distribution depends on each other pixel."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Generator, Tensor, nn

from explorer.models.autoregressive import AutoregressiveModel
from explorer.models.gated_pixelcnn import GatedPixelCNN, Place
from explorer.models.multiscale import MultiScale
from explorer.models.pixelcnn import PixelCNN
from explorer.models.pixelcnnpp import PixelCNNPP
from explorer.models.pixelrnn import PixelRNN

Build = Callable[..., AutoregressiveModel]

MODELS: dict[str, Build] = {
    "pixelcnn": lambda **given: PixelCNN(channels=24, blocks=3, head=24, **given),
    "pixelcnn_dilated": lambda **given: PixelCNN(channels=24, blocks=3, head=24, dilations=[1, 3, 2], **given),
    "gated_pixelcnn": lambda **given: GatedPixelCNN(channels=6, layers=4, head=12, **given),
    "gated_pixelcnn_dilated": lambda **given: placed(
        GatedPixelCNN(channels=6, layers=4, head=12, dilations=[1, 2, 1, 3], place=True, **given)
    ),
    "pixelrnn_row": lambda **given: PixelRNN(kind="row", channels=8, layers=2, head=12, **given),
    "pixelrnn_diagonal": lambda **given: PixelRNN(kind="diagonal", channels=8, layers=2, head=12, **given),
    "pixelcnnpp": lambda **given: PixelCNNPP(channels=8, sizes=2, mixtures=3, **given),
    "multiscale": lambda **given: MultiScale(scales=2, channels=6, layers=4, head=12, **given),
    "multiscale_dilated": lambda **given: placed(
        MultiScale(scales=2, channels=6, layers=4, head=12, dilations=[1, 2, 1, 2], place=True, **given)
    ),
}


def placed(model: AutoregressiveModel) -> AutoregressiveModel:
    """A model that has an opinion of rows and columns, which begin at 0."""
    for place in (part for part in model.modules() if isinstance(part, Place)):
        for part in place.parameters():
            nn.init.normal_(part, std=0.5)
    return model


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def lively(build: Build, **given) -> AutoregressiveModel:
    """A model whose weights are large enough for every pixel to have an opinion, the same each time."""
    torch.manual_seed(0)
    model = build(**given)
    with torch.no_grad():
        for weight in model.parameters():
            if weight.ndim > 1:
                weight.mul_(2)
    return model.eval()


def influence(model: AutoregressiveModel, pictures: int = 4) -> Tensor:
    """|d logits of a pixel / d another pixel|, summed over random pictures: ``(*shape, *shape)``, the pixel that is
    asked first.
    """
    images = (0.1 + 0.8 * torch.rand(pictures, *model.shape, generator=seeded())).requires_grad_()
    labels = torch.arange(pictures) % model.classes if model.classes else None
    logits = model.pixel_logits(images, labels)
    weighed = (logits * torch.randn(logits.shape, generator=seeded(1))).sum((0, 1))
    rows = [torch.autograd.grad(value, images, retain_graph=True)[0].abs().sum(0) for value in weighed.flatten()]
    return torch.stack(rows).view(*model.shape, *model.shape)


def ranks(model: AutoregressiveModel) -> Tensor:
    """The place of every value in the order of drawing ``(*shape)``: pixels by ``order``, planes of a pixel one after
    the other.
    """
    places = torch.zeros(model.shape, dtype=torch.long)
    for rank, (y, x) in enumerate(model.order()):
        places[:, y, x] = rank * model.shape[0] + torch.arange(model.shape[0])
    return places


def all_pictures(shape: tuple[int, int, int], levels: int = 2) -> Tensor:
    """Every picture there is of a tiny shape ``(levels ** values, *shape)``."""
    values = torch.cartesian_prod(*[torch.arange(levels)] * (shape[0] * shape[1] * shape[2]))
    return values.view(-1, *shape) / (levels - 1)
