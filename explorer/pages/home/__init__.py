"""Home: what there is to handle, in pictures."""

from __future__ import annotations

from pathlib import Path

from explorer.ui.shell.page import Page

PAGE = Page(
    path="",
    name="Home",
    title="Generative Explorer",
    sentence="Generative models to take into the hand: drag, walk, draw, and see what they make of it.",
    folder=Path(__file__).parent,
)
