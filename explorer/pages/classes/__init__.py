"""Classes: what a conditional model makes of one style in all classes, and of one class in many styles."""

from __future__ import annotations

from pathlib import Path

from explorer.pages.classes.poster import poster
from explorer.pages.classes.view import ClassesView, needs
from explorer.ui.shell.page import SYSTEMS, Page, Picture

PAGE = Page(
    path="classes",
    name="Classes",
    group=SYSTEMS,
    sentence=(
        "Drag a style slider: one handwriting in all classes, live. "
        "Or draw a digit, and see your hand write the other nine."
    ),
    folder=Path(__file__).parent,
    fold="What you see here, with the formulas",
    view=ClassesView,
    needs=needs,
    picture=Picture("sheet.png", "Ten styles, a row each, in all classes, a column each"),
    poster=poster,
)
