"""The door before Gradio: what the app does not use is not served, what is not there is told on a page of ours, and a
page names itself to search engines and in the cards that messengers make of links.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode

from explorer.ui.shell.frame import HEIGHT, WIDTH
from explorer.ui.shell.header import NAME
from explorer.ui.shell.look import stylesheets
from explorer.ui.shell.page import POSTERS, Page

GRADIO = ("/theme.css", "/assets/", "/static/")  # all that its pages ask for
OWN = ("/api/", "/explorer/", "/previews/", f"{POSTERS}/")
HEALTH = "/health"
ICON = "/explorer/ui/shell/icon.svg"
TOLD = re.compile(rb'\s*<meta\s+(?:property|name)="(?:og|twitter):[^>]*>')
HEAD_END = b"</head>"
THEME = "__theme"  # in a query: of the person who looks, not of what is looked at
# Addresses from the root in what Gradio's page holds of ours: of links, pictures and modules; quotes may be escaped.
BEFORE, AFTER = rb"""((?:href=|src=|URL\()(?:\\*["']|\\u0027))""", rb"""(?=[?#"'\\])"""
HTML = [(b"content-type", b"text/html; charset=utf-8")]

Scope = Mapping[str, Any]


class Door:
    """An ASGI application around that of FastAPI with Gradio in it.

    Args:
        app: answers what is let through.
        pages: that there are.
        root: the path below which a proxy serves the app, as "/explorer"; empty at the root of its host.
    """

    def __init__(self, app: Any, pages: Sequence[Page], root: str = ""):
        self.app, self.root = app, root
        self.pages = {f"/{page.path}": page for page in pages}
        self.links = "".join(
            f'<li><a href="{root}{path}">{escape(page.name)}</a></li>' for path, page in self.pages.items()
        )
        self.styles = "".join(f'<link rel="stylesheet" href="{root}{address}">' for address in stylesheets(pages))
        paths = "|".join(re.escape(page.path) for page in pages).encode()  # the first page's is empty
        self.ours = re.compile(BEFORE + rb"(/(?:explorer/|previews/|(?:" + paths + rb")" + AFTER + rb"))")

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        path = self._below(scope["path"])
        scope = {**scope, "root_path": self.root, "path": self.root + path}
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        page = self.pages.get(path.rstrip("/") or "/")
        if page is not None and scope["method"] in ("GET", "HEAD"):  # of which the server sends no body
            await self.app({**scope, "method": "GET"}, receive, _Naming(send, self._names(scope, page), self._placed))
        elif page is not None or path == HEALTH or path.startswith((*GRADIO, *OWN)):
            await self.app(scope, receive, send)
        else:
            await self._absent(path, send)

    def _below(self, path: str) -> str:
        """A path from the app's root, whether the proxy cuts the path above off or hands it on."""
        return path.removeprefix(self.root) if path == self.root or path.startswith(f"{self.root}/") else path

    def _names(self, scope: Scope, page: Page) -> bytes:
        """The tags that name a page; addresses in cards must be whole ones."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"x-forwarded-host") or headers.get(b"host", "")
        base = f"{headers.get(b'x-forwarded-proto') or scope.get('scheme', 'http')}://{host}{self.root}"
        view = _view(scope["query_string"].decode("latin-1"))
        told = {
            "og:title": page.title or f"{page.name}: {NAME}",
            "og:description": page.sentence,
            "og:type": "website",
            "og:url": f"{base}/{page.path}{view}",
            "og:image": f"{base}{page.poster_address}{view}",
            "og:image:type": "image/png",
            "og:image:width": str(WIDTH),
            "og:image:height": str(HEIGHT),
            "og:image:alt": f"What this link shows on the page {page.name} of the {NAME}",
        }
        lines = [f'<meta property="{name}" content="{escape(text)}">' for name, text in told.items()]
        lines.append('<meta name="twitter:card" content="summary_large_image">')
        lines.append(f'<meta name="description" content="{escape(page.sentence)}">')
        lines.append(f'<link rel="icon" href="{self.root}{ICON}" type="image/svg+xml">')
        return "".join(lines).encode()

    def _placed(self, body: bytes) -> bytes:
        """A page whose addresses of ours begin with the root, as a browser has to ask for them."""
        return self.ours.sub(rb"\1" + self.root.encode() + rb"\2", body) if self.root else body

    async def _absent(self, path: str, send: Any) -> None:
        """A page of ours, with the ways that there are."""
        body = (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not here: {NAME}</title>'
            '<meta name="viewport" content="width=device-width">'
            f'<link rel="icon" href="{self.root}{ICON}">{self.styles}</head>'
            f'<body><main class="gx gx-absent"><h1>There is nothing at {escape(path[:100])}</h1>'
            f"<p>These pages are here:</p><ul>{self.links}</ul></main></body></html>"
        )
        await send({"type": "http.response.start", "status": 404, "headers": HTML})
        await send({"type": "http.response.body", "body": body.encode("utf-8", "replace")})


def _view(query: str) -> str:
    """What of an address's query is a page's view, as it stands behind its path."""
    told = [(name, value) for name, value in parse_qsl(query) if name != THEME]
    return f"?{urlencode(told, safe=',')}" if told else ""


class _Naming:
    """Passes an HTML answer on with ``names`` at the end of its head, in place of the tags that Gradio puts there, and
    its addresses ``placed``.
    """

    def __init__(self, send: Any, names: bytes, placed: Callable[[bytes], bytes]):
        self.send, self.names, self.placed = send, names, placed
        self.start: dict[str, Any] | None = None
        self.body = b""

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = self.body
        if self._is_html():
            body = self.placed(TOLD.sub(b"", body)).replace(HEAD_END, self.names + HEAD_END, 1)
        headers = [(name, value) for name, value in self.start["headers"] if name != b"content-length"]
        await self.send(self.start | {"headers": [*headers, (b"content-length", str(len(body)).encode())]})
        await self.send({"type": "http.response.body", "body": body})

    def _is_html(self) -> bool:
        kind = dict(self.start["headers"]).get(b"content-type", b"")
        return self.start["status"] == 200 and kind.startswith(b"text/html")
