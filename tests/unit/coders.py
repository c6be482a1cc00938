"""Checkpoints with codebooks of the tests' own: of one level and of two, priors over them, and strangers that know the
protocol alone.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from unittest import mock

import torch

import explorer
from explorer.catalogue import Catalogue, model_class
from explorer.models import VQVAE, VQVAE2, CodePrior, Quantising
from tests.unit.autoregressive_models import lively, seeded
from train.checkpoint import write_files
from train.measures import codebook

SHAPE = (1, 8, 12)
CODES = 11
SMALL = {"shape": SHAPE, "codes": CODES, "size": 4, "channels": 6, "depth": 1}
PRIOR = {"levels": CODES, "size": 5, "channels": 6, "layers": 3, "head": 12}
OWN = textwrap.dedent(
    """
    import torch
    from huggingface_hub import PyTorchModelHubMixin
    from torch import nn


    class Plain(nn.Module, PyTorchModelHubMixin):
        \"\"\"Not one of the explorer's: a code is the grey of a block of 2 x 3 pixels, in colour.\"\"\"

        def __init__(self, codes: int = 5):
            super().__init__()
            self.shape, self.codes, self.grids = (3, 6, 6), codes, [[3, 2]]
            self.greys = nn.Parameter(torch.linspace(0, 1, codes)[:, None])

        @property
        def codebook(self):
            return (self.greys,)

        def distances(self, images):
            grey = nn.functional.avg_pool2d(images.mean(1, keepdim=True), (2, 3))
            return ((grey[:, 0, :, :, None] - self.greys[:, 0]) ** 2,)

        def encode_codes(self, images):
            return tuple(level.argmin(-1) for level in self.distances(images))

        def decode_codes(self, codes):
            grey = self.greys[codes[0], 0]
            return grey.repeat_interleave(2, 1).repeat_interleave(3, 2)[:, None].expand(-1, 3, -1, -1)


    class Broken(Plain):
        def decode_codes(self, codes):
            raise ZeroDivisionError("nothing works")


    class Nowhere(Plain):
        def __init__(self):
            super().__init__()
            self.grids = "everywhere"
    """
)
STRANGERS = ("Plain", "Broken", "Nowhere")


def pictures(n: int, seed: int = 0) -> torch.Tensor:
    return torch.rand(n, *SHAPE, generator=seeded(seed))


def begun(kind: type[Quantising]) -> Quantising:
    """A model whose codes have begun on pictures, so that several are chosen, and whose weights are large enough for
    each to be seen.
    """
    model = lively(kind, **SMALL).train()
    model.decoder[-2].bias.data.fill_(0.5)  # neither black nor white
    model(pictures(40), generator=seeded())
    return model.eval()


def write(folder: Path) -> Catalogue:
    """ "one" and "two" with what a test set says of them, "bare" without.

    "prior", "coarse" and "fine" over them, "other" over nothing that fits; strangers.
    """
    for name, kind in (("one", VQVAE), ("two", VQVAE2), ("bare", VQVAE)):
        model = begun(kind)
        explorer.save(model, folder / name, dataset="own")
        if name != "bare":
            write_files(folder / name, codebook.measure(model, pictures(60, seed=1)).files())
    given = {
        "prior": {"over": "one", "shape": (1, 2, 3), "classes": 3},
        "coarse": {"over": "two", "shape": (1, 2, 3)},
        "fine": {"over": "two", "shape": (1, 4, 6), "top": CODES},
        "other": {"over": "one", "shape": (1, 4, 3)},
    }
    for name, arguments in given.items():
        explorer.save(lively(CodePrior, **PRIOR | arguments), folder / name, dataset="own")
    (folder / "strangers.py").write_text(OWN)
    for name in STRANGERS:
        kind = model_class(f"strangers:{name}", folder / name.lower())
        with mock.patch("explorer.previews.codebook"):  # which a broken model can't
            model = kind()
            model.grids = [[3, 2]]
            explorer.save(model, folder / name.lower(), module=f"strangers:{name}", dataset="own")
    return Catalogue([folder], trained=folder / "none")
