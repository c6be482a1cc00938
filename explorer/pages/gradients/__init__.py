"""Gradients: two ways to the slope of an expectation, and what each costs."""

from __future__ import annotations

from pathlib import Path

from explorer.pages.gradients.view import GradientsView
from explorer.ui.shell.page import IDEAS, Page

PAGE = Page(
    path="gradients",
    name="Gradients",
    group=IDEAS,
    sentence=(
        "Drag θ: the slope of an expectation is estimated from draws in two ways, again and again. "
        "See which way scatters less, and where it fails."
    ),
    folder=Path(__file__).parent,
    fold="Why a VAE moves its noise to the input, with the formulas",
    view=GradientsView,
)
