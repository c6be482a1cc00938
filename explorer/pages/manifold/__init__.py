"""Manifold: the whole latent plane of a model with two latents, under the hand."""

from __future__ import annotations

from pathlib import Path

from explorer.pages.manifold.poster import poster
from explorer.pages.manifold.view import ManifoldView, needs
from explorer.ui.shell.page import SYSTEMS, Page, Picture

PAGE = Page(
    path="manifold",
    name="Manifold",
    group=SYSTEMS,
    sentence="Two latents make a plane: move over it and see what lies between the pictures.",
    folder=Path(__file__).parent,
    fold="How to read this plane, with the formulas",
    view=ManifoldView,
    needs=needs,
    picture=Picture("plane.png", "Pictures decoded over the whole latent plane"),
    poster=poster,
)
