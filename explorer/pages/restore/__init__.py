"""Restore: one picture, one kind of damage, and every method that can undo it side by side."""

from __future__ import annotations

from pathlib import Path

from explorer.pages.restore import routes, typicality
from explorer.pages.restore.poster import poster
from explorer.pages.restore.view import RestoreView, needs, opens
from explorer.ui.shell.page import SYSTEMS, Page

PAGE = Page(
    path="restore",
    name="Restore",
    group=SYSTEMS,
    sentence="Damage a picture, and see what each method makes of it: drag the divider over before and after.",
    folder=Path(__file__).parent,
    fold="What each method does, with the formulas",
    view=RestoreView,
    needs=needs,
    opens=opens,
    routes=(routes.add, typicality.add),
    poster=poster,
)
