"""How many sockets may be open, in all and from one address: beyond that the next one is told to come again.

What one socket may hold is bounded where it is served: one job at work and one that waits (``session``), one question
under way (``live``, ``questions``), and the size of a message (uvicorn's ``ws_max_size``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

MOST = 1000  # a process may open 1,024 files where nobody has allowed it more
MOST_OF_ONE = 500  # a lecture hall may have one address
AGAIN = 1013  # the code of RFC 6455's registry for "try again later"


class Crowd:
    """An ASGI application before another one, that counts who is there."""

    def __init__(self, app: Any, most: int = MOST, most_of_one: int = MOST_OF_ONE):
        self.app, self.most, self.most_of_one = app, most, most_of_one
        self.sockets: Counter[str] = Counter()

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        address = (scope.get("client") or ("",))[0]
        if self.sockets.total() >= self.most or self.sockets[address] >= self.most_of_one:
            await receive()
            await send({"type": "websocket.accept"})  # a browser is told the code of an open socket only
            await send({"type": "websocket.close", "code": AGAIN, "reason": "Too many are here. Come again later."})
            return
        self.sockets[address] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.sockets[address] -= 1
            if not self.sockets[address]:
                del self.sockets[address]
