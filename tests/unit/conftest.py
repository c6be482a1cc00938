"""A catalogue for the tests of single parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.catalogue import Catalogue


@pytest.fixture
def catalogue(own: Path, tmp_path: Path) -> Catalogue:
    """A catalogue of the own model only."""
    return Catalogue([own], trained=tmp_path / "nothing")
