"""Checkpoints with attention of the tests' own, small and untrained, strangers that know the protocol alone, and a data
set of strokes.
"""

from __future__ import annotations

import struct
import textwrap
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from PIL import Image, ImageDraw

import explorer
from explorer.catalogue import Catalogue, model_class
from explorer.models import AttentionRNN, ConditionalVAE, LocalAttention

SMALL = {"channels": (4, 6, 5, 6), "query": 4, "hidden": 6, "width": 8}
OURS = ("san", "nctx", "ctx", "arnn")
OWN = textwrap.dedent(
    """
    import torch
    from huggingface_hub import PyTorchModelHubMixin
    from torch import nn


    class Bright(nn.Module, PyTorchModelHubMixin):
        \"\"\"Not one of the explorer's: it looks where it is bright, and answers by how bright it is; it is asked nothing.\"\"\"

        def __init__(self, shape=(1, 28, 28), cell: int = 4):
            super().__init__()
            self.shape, self.classes, self.questions, self.cells = tuple(shape), 10, 1, (cell,)
            self.steep = nn.Parameter(torch.tensor(3.0))

        def attend(self, images, questions):
            assert images.shape[1:] == self.shape and questions.tolist() == [0] * len(images)
            mask = nn.functional.avg_pool2d(images.mean(1, keepdim=True), self.cells[0], ceil_mode=True)[:, 0]
            logits = -self.steep * (torch.arange(10) / 10 - images.mean((1, 2, 3))[:, None]) ** 2
            return Looked(torch.log_softmax(logits, 1), (mask,))


    class Looked:
        def __init__(self, log_probs, masks):
            self.log_probs, self.masks = log_probs, masks


    class Colours(nn.Module, PyTorchModelHubMixin):
        \"\"\"Answers with the number of the colour that it is asked for, and errs about one of them.\"\"\"

        def __init__(self, errs: int = -1):
            super().__init__()
            self.shape, self.classes, self.questions, self.cells, self.errs = (1, 10, 10), 10, 9, (5,), errs
            self.sure = nn.Parameter(torch.tensor(9.0))

        def attend(self, images, questions):
            assert len(images) == len(questions)  # a picture a question
            answers = torch.where(questions == self.errs, 9, questions)
            return Looked(torch.log_softmax(self.sure * nn.functional.one_hot(answers, 10), 1), (torch.ones(len(images), 2, 2),))


    class Broken(Bright):
        def attend(self, images, questions):
            raise ZeroDivisionError("nothing works")


    class Gap(Bright):
        def attend(self, images, questions):
            return Looked(super().attend(images, questions).log_probs, (torch.ones(len(images), 3, 3),))


    class Nan(Bright):
        def attend(self, images, questions):
            return Looked(super().attend(images, questions).log_probs, (torch.full((len(images), 7, 7), float("nan")),))


    class Unsure(Bright):
        def attend(self, images, questions):
            return Looked(torch.zeros(len(images), 10), super().attend(images, questions).masks)
    """
)
STRANGERS = {"bright": "Bright", "broken": "Broken", "gap": "Gap", "undefined": "Nan", "unsure": "Unsure"}


def strokes(seed: int) -> np.ndarray:
    """A glyph of a few thick lines: uint8 (28, 28)."""
    rng = np.random.default_rng(seed)
    picture = Image.new("L", (56, 56))
    ImageDraw.Draw(picture).line([tuple(at) for at in rng.integers(8, 48, (4, 2)).tolist()], 255, 6)
    return np.asarray(picture.resize((28, 28), Image.Resampling.BOX))


def data(folder: Path, count: int = 50) -> Path:
    """A folder of data sets with strokes for MNIST's test digits, of class 0, 1, ... 9, 0, ..."""
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True)
    images, labels = np.stack([strokes(seed) for seed in range(count)]), np.arange(count) % 10
    (raw / "t10k-images-idx3-ubyte").write_bytes(b"\0\0\x08\x03" + struct.pack(">3I", *images.shape) + images.tobytes())
    (raw / "t10k-labels-idx1-ubyte").write_bytes(
        b"\0\0\x08\x01" + struct.pack(">I", count) + labels.astype(np.uint8).tobytes()
    )
    return folder


def ours(kind: str, seed: int = 0) -> torch.nn.Module:
    """An untrained model whose weights are large enough for its answers and masks to differ from place to place."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = AttentionRNN(**SMALL, state=4) if kind == "arnn" else LocalAttention(**SMALL, kind=kind)
        for parameter in model.parameters():
            parameter.data.add_(torch.randn_like(parameter) * 0.4)
    return model.eval()


def dreamer(folder: Path) -> None:
    """A model that draws digits of a kind, into ``folder / "dreamer"``."""
    with torch.random.fork_rng():
        torch.manual_seed(3)
        model = ConditionalVAE((1, 28, 28), classes=10, latents=2, width=16).eval()
        for parameter in model.parameters():
            parameter.data.mul_(4)
    explorer.save(model, folder / "dreamer", dataset="mnist")


def write(folder: Path, *, dreams: bool = True) -> Catalogue:
    """san, nctx, ctx, arnn, twin (ctx again), other (ctx with other weights), the strangers, wide (not square), steady
    and errs, and the dreamer.
    """
    (folder / "own_looker.py").write_text(OWN)
    with mock.patch("explorer.previews.attend"):  # drawn by the explorer's own dreamer; of what is broken none can be
        for kind in OURS:
            explorer.save(ours(kind), folder / kind, dataset="scenes")
        explorer.save(ours("ctx"), folder / "twin", dataset="scenes")
        explorer.save(ours("ctx", 1), folder / "other", dataset="scenes")
        for name, kind in STRANGERS.items():
            explorer.save(
                model_class(f"own_looker:{kind}", folder / name)(), folder / name, module=f"own_looker:{kind}"
            )
        for name, errs in (("steady", -1), ("errs", 4)):
            explorer.save(
                model_class("own_looker:Colours", folder / name)(errs), folder / name, module="own_looker:Colours"
            )
        explorer.save(
            model_class("own_looker:Bright", folder / "wide")(shape=[3, 20, 42], cell=5),
            folder / "wide",
            module="own_looker:Bright",
        )
    if dreams:
        dreamer(folder)
    return Catalogue([folder], trained=folder / "nothing")
