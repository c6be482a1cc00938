"""A page as the shell sees it: where it is, which models it takes, its view, its routes, and how it is built."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import gradio as gr
import numpy as np
from fastapi import APIRouter

from explorer.catalogue import Card, first_for
from explorer.serving.context import Context
from explorer.ui.lessons.explained import explained
from explorer.ui.lessons.folds import folded
from explorer.ui.lessons.lessons import read, written
from explorer.ui.shell.widget import ModuleWidget

SYSTEMS, IDEAS = "Systems", "Ideas"  # the groups of the navigation
POSTERS = "/posters"  # where the pictures of links are, see ``posters``
FORMULAS = [{"left": "$$", "right": "$$", "display": True}, {"left": "$", "right": "$", "display": False}]


@dataclass(frozen=True)
class Picture:
    """What of a checkpoint is on a page before any script has run: a file beside it, and what is on it in words."""

    file: str
    alt: str


def by_name(card: Card) -> dict[str, str]:
    """The query that opens most pages with a model."""
    return {"model": card.name}


@dataclass(frozen=True)
class Page:
    """Everything that the shell, the routes and Home must know of a page. Its folder holds the rest.

    Attributes:
        path: of its address, and the name under which its files are served; empty for the start page.
        name: in the navigation.
        group: of the navigation it stands in; empty for none.
        sentence: what one does here, under the heading.
        folder: with ``bench.js``, which exports ``mount(element)``, its stylesheets and, perhaps, ``explanation.md``.
        title: of the heading, where it is not the name.
        fold: what the explanation is called; experiments stand in ``try_this.json``, see ``ui/lessons``.
        view: the dataclass of what the page shows, see ``explorer.serving.links``; None where a link holds nothing.
        needs: whether the page takes a usable model.
        opens: the query with which the page opens for a model; None where it can't be opened with that one.
        routes: what adds the page's own routes.
        picture: of the model that the page opens with, shown at once.
        poster: pictures uint8 (c, h, w) of what a view shows, side by side beside a link to it, see ``posters``; raises
            a Refusal where there are none. None where they are always the page's own picture.
    """

    path: str
    name: str
    sentence: str
    folder: Path
    group: str = ""
    title: str = ""
    fold: str = ""
    view: type | None = None
    needs: Callable[[Card], bool] = lambda card: False
    opens: Callable[[Card], dict[str, str] | None] = by_name
    routes: tuple[Callable[[APIRouter, Context], None], ...] = ()
    picture: Picture | None = None
    poster: Callable[[Context, Any], Awaitable[Sequence[np.ndarray]]] | None = None

    @property
    def files(self) -> str:
        """The name under which its folder is served."""
        return self.path or "home"

    @property
    def poster_address(self) -> str:
        """Where the picture of a link is; the link's query stands behind it."""
        return f"{POSTERS}/{self.files}.png"

    def query(self, card: Card) -> dict[str, str] | None:
        """The query with which the page opens for a model; None where it does not take it."""
        if not card.usable:
            return None
        if self.opens is by_name and not self.needs(card):
            return None
        return self.opens(card)

    def opening(self, cards: Iterable[Card]) -> str:
        """The checkpoint whose picture is on the page before any script ran; empty where there is none."""
        if self.picture is None:
            return ""
        shown = (
            card for card in cards if card.usable and self.needs(card) and (card.folder / self.picture.file).is_file()
        )
        first = first_for(self.path, shown)
        return first.name if first else ""

    def build(self, cards: Iterable[Card]) -> None:
        """The page, inside a ``gr.Blocks`` context: a heading with one sentence and experiments to try, the bench, and
        the explanation in folds below.
        """
        cards = list(cards)

        def fill(text: str) -> str:
            return explained(text, cards)

        parts = [f"# {self.title or self.name}", self.sentence, written(read(self.folder), self.path, fill)]
        gr.Markdown("\n\n".join(filter(None, parts)), elem_classes="gx-heading", sanitize_html=False)
        name, picture = self.opening(cards), ""
        if name:
            picture = f'<img class="first" src="/previews/{quote(name)}/{self.picture.file}" alt="{self.picture.alt}">'
        ModuleWidget(f"pages/{self.files}/bench.js", f"gx-{self.files}", picture)
        text = self.folder / "explanation.md"
        if text.is_file():
            gr.Markdown(
                folded(fill(text.read_text(encoding="utf-8")), self.fold),
                elem_classes=["gx-explained", "gx-fold"],
                latex_delimiters=FORMULAS,
                sanitize_html=False,
            )
