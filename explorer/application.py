"""The explorer as one thing to serve: Gradio's pages, the explorer's own routes, what programs may ask, and what stands
before all of them.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from typing import Any

from fastapi import FastAPI
from gradio import mount_gradio_app

from explorer import Catalogue, pages, programs
from explorer.programs import agents
from explorer.programs.gate import Gate
from explorer.programs.served import numbers
from explorer.serving.crowds import Crowd
from explorer.serving.origin import Origins
from explorer.ui.shell.door import Door


class Application:
    """Put together from what ``app.py`` was told.

    Raises ValueError where a page of one's own is none.
    """

    def __init__(self, options: argparse.Namespace, root: str):
        """``root``: the path below which a proxy serves it."""
        self.options, self.root = options, root
        self.catalogue = Catalogue(options.models)
        self.pages = (*pages.PAGES, *map(pages.load, options.pages))
        context = pages.context_of(
            self.catalogue, options.data, self.pages, options.tours, browser_models=options.browser_models
        )
        self.origins = None if options.share else Origins((*options.origin, options.root_path))  # shared is open
        self.routes = pages.routes_over(context, self.origins)
        self.endpoints = programs.endpoints(context)
        self.demo = pages.build(context, self.endpoints)

    def tell(self) -> None:
        """Say which checkpoints can't be used, and why."""
        unusable = [
            f"{card.name} can't be used: {card.reason}" for card in self.catalogue.cards(every=True) if not card.usable
        ]
        for line in (*unusable, *self.catalogue.notes):
            print(line, file=sys.stderr)

    def mounted(self) -> Crowd:
        """As one ASGI application."""
        # Gradio says so whenever pages are mounted, also where server-side rendering is not asked for.
        warnings.filterwarnings("ignore", message="SSR mode is not supported with multi-page apps")
        app = FastAPI(openapi_url=None)
        app.include_router(self.routes)
        app = mount_gradio_app(
            app,
            self.demo,
            path="/",
            server_name=self.options.host,
            server_port=self.options.port,
            root_path=self.options.root_path.rstrip("/"),
            mcp_server=self.options.mcp,
            **pages.look(self.pages),
            **pages.SERVING,
        )
        return self._guarded(app, self.root)

    def share(self) -> None:
        """Serve through a public gradio.live address, too, until interrupted."""
        app, _, _ = self.demo.launch(
            server_name=self.options.host,
            server_port=self.options.port,
            share=True,
            prevent_thread_lock=True,
            mcp_server=self.options.mcp,
            **pages.look(self.pages),
            **pages.SERVING,
        )
        app.router.routes[:0] = self.routes.routes
        # It runs already: nothing can be added to it any more.
        app.middleware_stack = self._guarded(app.middleware_stack)
        self.demo.block_thread()

    def _guarded(self, app: Any, root: str = "") -> Crowd:
        """Gradio's application as the world may see it."""
        if self.options.mcp:
            agents.serve(self.demo)
        door = Door(app, self.pages, root)
        named = numbers(self.demo)
        return Crowd(Gate(app, door, self.endpoints, named, origins=self.origins, root=root, agents=self.options.mcp))
