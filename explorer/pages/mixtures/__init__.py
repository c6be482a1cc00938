"""Mixtures: bells on a line, what a function makes of a density, and a mixture over the patches of photographs."""

from __future__ import annotations

from pathlib import Path

from explorer.pages.mixtures import routes
from explorer.pages.mixtures.view import MixturesView, needs
from explorer.ui.shell.page import IDEAS, Page

PAGE = Page(
    path="mixtures",
    name="Mixtures",
    group=IDEAS,
    sentence="Drag the bells: a sum of simple densities is a rich one. Then fit them to points of your own.",
    folder=Path(__file__).parent,
    fold="Mixtures and x = f(z), with the formulas",
    view=MixturesView,
    needs=needs,
    routes=(routes.add,),
)
