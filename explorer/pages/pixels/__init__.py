"""Pixels: pictures painted pixel by pixel, with what the model thought of each pixel."""

from __future__ import annotations

from pathlib import Path

from explorer.pages.pixels.poster import poster
from explorer.pages.pixels.routes import add
from explorer.pages.pixels.view import PixelsView, needs
from explorer.ui.shell.page import SYSTEMS, Page, Picture

PAGE = Page(
    path="pixels",
    name="Pixels",
    group=SYSTEMS,
    sentence=(
        "Press Play: a picture appears pixel by pixel. "
        "Point at any of them to see the choice it was drawn from, and take hold of it."
    ),
    folder=Path(__file__).parent,
    fold="How pictures are painted pixel by pixel, with the formulas",
    view=PixelsView,
    needs=needs,
    routes=(add,),
    picture=Picture("preview.png", "Pictures that the model painted, pixel by pixel"),
    poster=poster,
)
