"""Sketches: a recurrent network that goes on from one's own strokes, with all that it expects of each point."""

from __future__ import annotations

from pathlib import Path

from explorer.pages.sketches.poster import poster
from explorer.pages.sketches.routes import add
from explorer.pages.sketches.view import SketchesView, needs
from explorer.ui.shell.page import SYSTEMS, Page

PAGE = Page(
    path="sketches",
    name="Sketches",
    group=SYSTEMS,
    sentence=(
        "Draw the beginning, and the model goes on, stroke by stroke. "
        "Draw on at any moment; let it stand, and see where it expects the pen next."
    ),
    folder=Path(__file__).parent,
    fold="How a network draws with a pen, with the formulas",
    view=SketchesView,
    needs=needs,
    routes=(add,),
    poster=poster,
)
