"""Who may ask: the app's own pages and programs, not the web pages of somebody else."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import WebSocketException
from starlette.requests import HTTPConnection

from explorer.refusal import Refusal

PROXIED = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded")  # no web page can send these
USUAL = (":80", ":443")  # ports that an address need not name


def host_of(address: str) -> str:
    """Name and port of an address or a Host header, without a port that goes without saying."""
    host = (urlsplit(address).netloc if "//" in address else address).rpartition("@")[2].lower()
    return next((host.removesuffix(port) for port in USUAL if host.endswith(port)), host)


class Origins:
    """A dependency of every route and socket.

    A browser names the origin of the page that opens a socket or posts something: a page from elsewhere could make a
    local app compute, or keep places of others, without the person knowing of it. Programs name none.
    """

    def __init__(self, allowed: tuple[str, ...] = ()):
        """``allowed``: addresses of pages that may ask although the server is not called so, behind a proxy that
        changes the Host header and adds none. What is no whole address is left out.
        """
        self.allowed = {host_of(address) for address in allowed if "//" in address}

    def __call__(self, connection: HTTPConnection) -> None:
        """Raises a Refusal, or what FastAPI makes a socket that is not opened of."""
        origin = connection.headers.get("origin")
        if origin is None or host_of(origin) in self.allowed | {host_of(connection.headers.get("host", ""))}:
            return
        if any(name in connection.headers for name in PROXIED):
            return
        sentence = f"Pages of {origin[:200]} may not use this app; --origin allows it."
        if connection.scope["type"] == "websocket":
            raise WebSocketException(1008, sentence)
        raise Refusal(sentence, 403)
