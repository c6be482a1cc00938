"""Hierarchy: a model's groups of latents as rows, coarse to fine: drawn anew, cooled, mixed, encoded and painted on."""

from __future__ import annotations

from pathlib import Path

from explorer.pages.hierarchy.poster import poster
from explorer.pages.hierarchy.view import HierarchyView, needs
from explorer.ui.shell.page import SYSTEMS, Page

PAGE = Page(
    path="hierarchy",
    name="Hierarchy",
    group=SYSTEMS,
    sentence="Latents in groups, coarse to fine: draw one anew and hold the others, mix two pictures, paint on a map.",
    folder=Path(__file__).parent,
    fold="What you see here, with the formulas",
    view=HierarchyView,
    needs=needs,
    poster=poster,
)
