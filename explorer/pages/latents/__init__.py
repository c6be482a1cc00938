"""Latents: every dimension of a model's latent space as a slider over the pictures it passes through."""

from __future__ import annotations

from pathlib import Path

from explorer.pages.latents.poster import poster
from explorer.pages.latents.view import LatentsView, needs
from explorer.ui.shell.page import SYSTEMS, Page, Picture

PAGE = Page(
    path="latents",
    name="Latents",
    group=SYSTEMS,
    sentence="Drag a slider: it lies on the pictures it passes through, and the large one follows the hand.",
    folder=Path(__file__).parent,
    fold="What you see here, with the formulas",
    view=LatentsView,
    needs=needs,
    picture=Picture("centre.png", "The picture that the centre of the latent space decodes to"),
    poster=poster,
)
