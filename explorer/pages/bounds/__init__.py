"""Bounds: Jensen's inequality, the Kullback-Leibler divergence, and the evidence lower bound that follows from them."""

from __future__ import annotations

from pathlib import Path

from explorer.pages.bounds import routes
from explorer.pages.bounds.view import BoundsView, needs
from explorer.ui.shell.page import IDEAS, Page

PAGE = Page(
    path="bounds",
    name="Bounds",
    group=IDEAS,
    sentence="Drag points, bells and q: see why there is a gap, and that it closes only where q is the posterior.",
    folder=Path(__file__).parent,
    fold="From Jensen to the ELBO, with the formulas",
    view=BoundsView,
    needs=needs,
    opens=lambda card: {"model": card.name} if needs(card) else None,
    routes=(routes.add,),
)
