"""Posters: the pictures that messengers show beside a link, drawn from the view that the link holds."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import Response
from PIL import Image

from explorer.refusal import Refusal
from explorer.serving import links
from explorer.serving.context import Context, Refused
from explorer.serving.threads import threaded
from explorer.ui.shell.frame import framed
from explorer.ui.shell.page import POSTERS, Page

WAITED_S = 2.0  # for a poster; then the page's own picture is sent, and the poster is kept for whoever asks next
KEPT = 64
DRAWN_S = 15.0  # that painting one may take meanwhile: a server's first one waits for what is compiled
AT_ONCE = 4  # that are drawn at the same time
LASTING, PASSING = 3600, 60  # seconds that browsers keep one, and the page's own picture in its place

log = logging.getLogger(__name__)


class Posters:
    """Draws posters of views, each once, and keeps the last of them. Of the event loop."""

    def __init__(self, context: Context):
        self.context = context
        self.kept: OrderedDict[str, bytes] = OrderedDict()
        self.under_way: dict[str, asyncio.Task[None]] = {}
        self.plain = lru_cache(self._plain)

    async def of(self, page: Page, asked: Mapping[str, str]) -> bytes | None:
        """A PNG of what a page shows at a query; None where there is no such, or not soon."""
        if page.poster is None or page.view is None:
            return None
        try:
            view, _ = await threaded(page.view.read, asked, self.context.catalogue)
        except LookupError:  # there is no model that the page can show
            return None
        name = f"{page.path}?{links.to_query(view)}"
        if name not in self.kept:
            await self._wait(name, page, view)
        if name in self.kept:
            self.kept.move_to_end(name)
        return self.kept.get(name)

    async def _wait(self, name: str, page: Page, view: Any) -> None:
        """Until a poster is drawn, but not long."""
        task = self.under_way.get(name)
        if task is None:
            if len(self.under_way) >= AT_ONCE:
                return
            task = self.under_way[name] = asyncio.create_task(self._draw(name, page, view))
        await asyncio.wait({task}, timeout=WAITED_S)

    async def _draw(self, name: str, page: Page, view: Any) -> None:
        """Keep a poster; none of what can't be drawn."""
        try:
            pictures = await page.poster(self.context, view)
            self.kept[name] = await threaded(framed, pictures, page.name, self._told(view))
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        except (Refusal, OSError) as reason:  # the other: a data set that is not on this disk
            log.debug("No poster of %s: %s", name[:200], reason)
        except Exception:
            log.warning("The poster of %s failed", name[:200], exc_info=True)
        finally:
            del self.under_way[name]

    def _told(self, view: Any) -> str:
        model = getattr(view, "model", "")
        return self.context.catalogue.card(model).title if model else ""

    def _plain(self, page: Page) -> bytes:
        """A PNG of the page as it opens: the picture of its model, else of the first page that has one."""
        cards = self.context.catalogue.cards(every=True)
        shown = ((one, one.opening(cards)) for one in (page, *self.context.pages))
        files = [self.context.catalogue.card(name).folder / one.picture.file for one, name in shown if name]
        return framed([picture for file in files[:1] for picture in _read(file)], page.title or page.name)


def _read(file: Path) -> list[np.ndarray]:
    """A picture's file as uint8 (3, h, w); nothing where it can't be read."""
    try:
        with Image.open(file) as opened:
            return [np.asarray(opened.convert("RGB")).transpose(2, 0, 1)]
    except OSError:
        return []


def add(api: APIRouter, context: Context) -> None:
    pages = {page.files: page for page in context.pages}
    posters = Posters(context)

    @api.api_route(f"{POSTERS}/{{name}}.png", methods=["GET", "HEAD"])
    async def poster(request: Request, name: str) -> Response:
        """The picture of a page at the query of its address."""
        if name not in pages:
            raise Refused("There is no such page.", 404)
        page = pages[name]
        drawn = await posters.of(page, dict(request.query_params))
        content = drawn or await threaded(posters.plain, page)
        seconds = PASSING if page.poster and not drawn else LASTING
        headers = {"Cache-Control": f"max-age={seconds}", "X-Shows": "view" if drawn else "page"}
        return Response(content, media_type="image/png", headers=headers)
