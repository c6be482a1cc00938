"""Models with groups of latents, small and untrained: ours, and one of a class that is not part of the project."""

from __future__ import annotations

import textwrap
from pathlib import Path

import torch

from explorer.catalogue import model_class
from explorer.checkpoint import save
from explorer.models import GridVAE, HierarchicalVAE

OWN = textwrap.dedent(
    """
    import torch
    from huggingface_hub import PyTorchModelHubMixin
    from torch import nn
    from torch.nn import functional as F


    class Blocks(nn.Module, PyTorchModelHubMixin):
        \"\"\"Not one of the explorer's: one coarse map of grey blocks, and a finer one laid over it.\"\"\"

        def __init__(self, size: int = 8):
            super().__init__()
            self.shape, self.groups, self.latents = (1, size, size), ((1, 2, 2), (1, 4, 4)), 20
            self.contrast = nn.Parameter(torch.tensor([1.0, 0.5]))

        def decode(self, z):
            maps = (z[:, :4].view(-1, 1, 2, 2), z[:, 4:].view(-1, 1, 4, 4))
            return torch.sigmoid(sum(c * F.interpolate(m, self.shape[1:]) for c, m in zip(self.contrast, maps)))
    """
)


def lively(model: torch.nn.Module) -> torch.nn.Module:
    """Untrained, but its latents are seen in its pictures, and those of test pictures differ."""
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.startswith(("down.", "from_latents", "decoder", "to_pixels", "to_posterior")) and weight.dim() > 1:
                weight.mul_(3)
    return model.eval()


def write(folder: Path) -> None:
    """``three`` groups of digits, ``grid`` of coloured pictures, and ``own`` from ``blocks.py``."""
    torch.manual_seed(0)
    three = HierarchicalVAE((1, 28, 28), ((4, 4, 4), (2, 7, 7), (1, 14, 14)), channels=8, blocks=1)
    save(
        lively(three),
        folder / "three",
        title="Three groups",
        dataset="mnist",
        group_kl=[4.0, 10.0, 6.0],
        first=["hierarchy"],
    )
    save(lively(GridVAE((3, 32, 32), maps=2, halvings=2, channels=4)), folder / "grid", title="One group")
    (folder / "blocks.py").write_text(OWN)
    kind = model_class("blocks:Blocks", folder / "own")
    save(kind(), folder / "own", title="Blocks", module="blocks:Blocks")
