"""Attention: scenes of coloured digits, a question about one of them, and where each model looks for the answer."""

from __future__ import annotations

from pathlib import Path

from explorer.pages.attention.poster import poster
from explorer.pages.attention.routes import add
from explorer.pages.attention.view import AttentionView, needs
from explorer.ui.shell.page import SYSTEMS, Page, Picture

PAGE = Page(
    path="attention",
    name="Attention",
    group=SYSTEMS,
    sentence=(
        "Arrange coloured digits and ask for one of them by its colour: each model answers, and shows where it looked."
    ),
    folder=Path(__file__).parent,
    fold="How models look, step by step, with the formulas",
    view=AttentionView,
    needs=needs,
    routes=(add,),
    picture=Picture("preview.png", "Scenes of coloured digits with the model's masks over them"),
    poster=poster,
)
