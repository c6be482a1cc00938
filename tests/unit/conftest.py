"""A catalogue for the tests of single parts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.catalogue import Catalogue


@pytest.fixture
def catalogue(own: Path, tmp_path: Path) -> Catalogue:
    """A catalogue of the own model only."""
    return Catalogue([own], trained=tmp_path / "nothing")


@pytest.fixture(autouse=True)
def accelerate_anew() -> Iterator[None]:
    """accelerate keeps the precision of a process's first run for good; here many runs share a process."""
    yield
    if "accelerate" in sys.modules:
        from accelerate.state import AcceleratorState

        AcceleratorState._reset_state(reset_partial_state=True)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """UMAP leaves OpenMP with all cores, and sums of two threads are rounded otherwise than those of one."""
    yield
    if "torch" in sys.modules:
        import torch

        torch.set_num_threads(1)
