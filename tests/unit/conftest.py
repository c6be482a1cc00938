"""A model class from outside the project, and folders of it: sound and damaged."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from explorer.catalogue import Catalogue, _model_class, save

OWN = textwrap.dedent(
    """
    import torch
    from huggingface_hub import PyTorchModelHubMixin
    from torch import nn


    class Stripes(nn.Module, PyTorchModelHubMixin):
        \"\"\"Not one of the explorer's: two latents are the phase and the width of stripes.\"\"\"

        def __init__(self, size: int = 8):
            super().__init__()
            self.shape, self.latents = (1, size, size), 2
            self.weight = nn.Parameter(torch.linspace(0, 6, size))

        def decode(self, z):
            wave = torch.sigmoid(3 * torch.sin(self.weight * z[:, 1:].exp().clamp(max=20) + z[:, :1]))
            return wave[:, None, None, :].expand(-1, *self.shape)
    """
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with ``stripes.py`` and a checkpoint ``mine`` of its class."""
    (tmp_path / "stripes.py").write_text(OWN)
    kind = _model_class("stripes:Stripes", tmp_path / "mine")
    save(kind(size=8), tmp_path / "mine", title="Stripes", about="Stripes of any width.", module="stripes:Stripes", range=[[-3, 3], [-1, 2]])
    return tmp_path


@pytest.fixture
def catalogue(own: Path, tmp_path: Path) -> Catalogue:
    """A catalogue of the own model only."""
    return Catalogue([own], trained=tmp_path / "nothing")
