"""Home: what there is to handle, in pictures."""

from __future__ import annotations

from pathlib import Path

from explorer.catalogue import HOME, Card
from explorer.ui.shell.page import Page, Picture


def needs(card: Card) -> bool:
    """The model between two of whose pictures Home opens with a morph; it opens as well without one."""
    return HOME in card.first


PAGE = Page(
    path=HOME,
    name="Home",
    title="Take generative models into the hand",
    sentence="Drag, walk, draw, and see what they make of it.",
    folder=Path(__file__).parent,
    needs=needs,
    opens=lambda card: None,
    picture=Picture("first.png", "A face that a decoder drew, where the way to another one begins"),
)
