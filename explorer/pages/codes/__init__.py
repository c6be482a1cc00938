"""Codes: a picture as a small grid of code numbers, the codebook they are from, and a prior that dreams new ones."""

from __future__ import annotations

from pathlib import Path

from explorer.pages.codes.poster import poster
from explorer.pages.codes.routes import add
from explorer.pages.codes.view import CodesView, needs, opens
from explorer.ui.shell.page import SYSTEMS, Page, Picture

PAGE = Page(
    path="codes",
    name="Codes",
    group=SYSTEMS,
    sentence=(
        "A picture in a few code numbers: repaint them, and the picture follows the brush. "
        "Point at one to see how it was chosen."
    ),
    folder=Path(__file__).parent,
    fold="How pictures become codes, with the formulas",
    view=CodesView,
    needs=needs,
    opens=opens,
    routes=(add,),
    picture=Picture("preview.png", "What the model's codes decode to"),
    poster=poster,
)
