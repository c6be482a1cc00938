"""Autoregressive checkpoints of the tests' own: small ones of every kind, and strangers' that know the protocol alone."""

from __future__ import annotations

import textwrap
from pathlib import Path
from unittest import mock

import explorer
from explorer.catalogue import Catalogue, model_class
from tests.unit.autoregressive_models import MODELS, lively

SHAPE = (1, 8, 6)
OWN = textwrap.dedent(
    """
    import threading

    import torch
    from huggingface_hub import PyTorchModelHubMixin
    from torch import nn

    from explorer.models import PixelCNNPP

    asked, go = [], threading.Event()  # how often a Counter was asked, and whether it may answer at once


    class Plain(nn.Module, PyTorchModelHubMixin):
        \"\"\"Not one of the explorer's: a pixel is likely to be as bright as the mean of those left of it, of classes shifted.\"\"\"

        def __init__(self, levels: int = 4, classes: int = 3, height: int = 8, width: int = 6):
            super().__init__()
            self.levels, self.classes, self.shape = levels, classes, (1, height, width)
            self.weight = nn.Parameter(torch.linspace(-1, 1, levels))

        def pixel_logits(self, images, labels=None):
            known = images.clamp(min=0)
            before = nn.functional.pad(known.cumsum(-1), (1, -1)) / torch.arange(1, images.shape[-1] + 1)
            if labels is not None:
                before = before + 0.2 * labels.view(-1, 1, 1, 1)
            return 3 * self.weight.view(1, -1, 1, 1, 1) * (before[:, None] - 0.4)

        def log_prob(self, images, labels=None):
            levels = (images * (self.levels - 1)).round().long()
            return self.pixel_logits(images, labels).log_softmax(1).gather(1, levels[:, None]).flatten(1).sum(1)

        def sample(self, images, labels=None, temperature=1.0, generator=None):
            raise NotImplementedError("the explorer has its own way")


    class Slow(PixelCNNPP):
        \"\"\"A kind that no fast way is known of.\"\"\"


    class Counter(Plain):
        def pixel_logits(self, images, labels=None):
            asked.append(1)
            go.wait(0.02)
            return super().pixel_logits(images, labels)


    class Broken(Plain):
        def pixel_logits(self, images, labels=None):
            raise ZeroDivisionError("nothing works")


    class Flat(Plain):
        def pixel_logits(self, images, labels=None):
            return super().pixel_logits(images, labels)[:, 0]


    class Nowhere(Plain):
        def pixel_logits(self, images, labels=None):
            return super().pixel_logits(images, labels) * torch.nan


    class Restless(Plain):
        \"\"\"Not causal: a pixel is the opposite of itself.\"\"\"

        def pixel_logits(self, images, labels=None):
            return -1000 * self.weight.view(1, -1, 1, 1, 1) * (images[:, None].clamp(min=0) - 0.5)
    """
)
STRANGERS = ("Plain", "Counter", "Flat", "Nowhere", "Restless", "Broken")


def write(folder: Path) -> Catalogue:
    """Checkpoints "gated" (3 classes, black and white), "sixteen" (16 levels), "slow" (no fast way), "scales", a VAE,
    and the strangers by their names.
    """
    explorer.save(lively(MODELS["gated_pixelcnn"], shape=SHAPE, levels=2, classes=3), folder / "gated", dataset="own")
    explorer.save(lively(MODELS["gated_pixelcnn"], shape=SHAPE, levels=16), folder / "sixteen", dataset="own")
    explorer.save(lively(MODELS["multiscale"], shape=SHAPE, levels=2), folder / "scales", dataset="own")
    (folder / "strangers.py").write_text(OWN)
    slow = lively(
        model_class("strangers:Slow", folder / "slow"), shape=SHAPE, levels=4, channels=8, sizes=2, mixtures=3
    )
    explorer.save(slow, folder / "slow", module="strangers:Slow", dataset="own")
    for name in STRANGERS:
        kind = model_class(f"strangers:{name}", folder / name.lower())
        with mock.patch("explorer.previews.paint"):  # which a broken model can't
            explorer.save(kind(), folder / name.lower(), module=f"strangers:{name}", dataset="own")
    return Catalogue([folder], trained=folder / "none")
