"""Home: what there is to handle, in pictures."""

from __future__ import annotations

from pathlib import Path

from explorer.ui.shell.page import Page

PAGE = Page(
    path="",
    name="Home",
    title="Take generative models into the hand",
    sentence="Drag, walk, draw, and see what they make of it.",
    folder=Path(__file__).parent,
)
