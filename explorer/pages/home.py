"""Home: what there is to handle, in pictures."""

from __future__ import annotations

from explorer.pages import parts
from explorer.widgets.home_gallery import HomeGallery


def build() -> None:
    """The page, inside a ``gr.Blocks`` context."""
    parts.heading("Generative Explorer", "Generative models to take into the hand: drag, walk, draw, and see what they make of it.")
    HomeGallery()
