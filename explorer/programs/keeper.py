"""Several processes behind one port, and Gradio's queue, which remembers who asked: one of them keeps it for all.

Pages need none of it, as nothing of theirs is remembered between two requests. Programs may call by the queue: they
join it with one request and hear of it by another, which may reach another process. That one passes it on by a socket
in a folder that the processes share. Who holds the lock there keeps the queue; where it dies, the next takes over.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import httpx
import uvicorn
from starlette.responses import JSONResponse

QUEUE = re.compile(r"/gradio_api/(queue/|cancel|call/|heartbeat/)")
TRIES, PAUSE_S = 20, 0.1  # until the keeper listens, or another one has taken over
HOP = (b"connection", b"keep-alive", b"transfer-encoding")  # of one connection, not of what goes through it

Scope = Mapping[str, Any]


class Inner(uvicorn.Server):
    """A server beside the one that the process has, which signals are for."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Keeper:
    """An ASGI application before another one, in one of the processes that share a ``folder``."""

    def __init__(self, app: Any, folder: Path, root: str = ""):
        self.app, self.folder, self.root = app, folder, root
        self.lock: IO[bytes] | None = None
        self.listens: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        path = scope.get("path", "").removeprefix(self.root)
        if scope["type"] != "http" or not QUEUE.match(path) or self._keeps():
            await self.app(scope, receive, send)
            return
        for _ in range(TRIES):
            try:
                await self._pass_on(scope, receive, send)
                return
            except httpx.ConnectError:
                await asyncio.sleep(PAUSE_S)
            if self._keeps():
                await self.app(scope, receive, send)
                return
        await JSONResponse({"error": "The app is starting. Ask again in a moment."}, 503)(scope, receive, send)

    def _keeps(self) -> bool:
        """Whether this process keeps the queue; it does from now on where no other one does."""
        if self.lock is None:
            lock = (self.folder / "lock").open("wb")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.close()
                return False
            self.lock = lock
            config = uvicorn.Config(self.app, uds=str(self._address), log_level="warning", lifespan="off")
            self._address.unlink(missing_ok=True)
            self.listens = asyncio.create_task(Inner(config).serve())
        return True

    @property
    def _address(self) -> Path:
        return self.folder / "queue"

    async def _pass_on(self, scope: Scope, receive: Any, send: Any) -> None:
        """Raises httpx.ConnectError where nobody listens; nothing of the request has been read then."""
        transport = httpx.AsyncHTTPTransport(uds=str(self._address))
        address = scope["path"] + ("?" + scope["query_string"].decode("latin-1") if scope["query_string"] else "")

        async def content() -> Any:
            more = True
            while more:
                message = await receive()
                yield message.get("body", b"")
                more = message.get("more_body", False)

        async with httpx.AsyncClient(transport=transport, base_url="http://queue", timeout=None) as client:
            sent = {} if scope["method"] == "GET" else {"content": content()}
            asked = client.build_request(scope["method"], address, headers=scope["headers"], **sent)
            answer = await client.send(asked, stream=True)
            try:
                headers = [(name, value) for name, value in answer.headers.raw if name.lower() not in HOP]
                await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
                async for piece in answer.aiter_raw():
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                await send({"type": "http.response.body", "body": b""})
            finally:
                await answer.aclose()
