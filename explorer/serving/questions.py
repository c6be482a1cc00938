"""A socket on which a page asks one question after the other, each of which is answered at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

from fastapi import WebSocket

from explorer.refusal import Refusal
from explorer.serving import session
from explorer.serving.context import Refused
from explorer.serving.jobs import read_id
from explorer.serving.sockets import until_it_leaves
from explorer.serving.threads import threaded, threaded_behind

Answer = Callable[[dict[str, Any]], dict[str, Any]]


async def serve(socket: WebSocket, answer: Answer, threads: Executor | None = None) -> None:
    """Answer each JSON object with what ``answer`` makes of it in a worker thread, until the other side leaves; in one
    of ``threads`` where it takes so long that others' drags should come before.

    What is sent has the question's id; where ``answer`` raises a Refusal, its sentence stands under "error".
    """
    await socket.accept()
    with until_it_leaves(socket):
        while (message := await socket.receive())["type"] != "websocket.disconnect":
            await socket.send_text(json.dumps(await _told(message.get("text"), answer, threads)))


async def _told(text: str | None, answer: Answer, threads: Executor | None) -> dict[str, Any]:
    content = session.read(text)
    told = {"id": read_id(content or {})}
    try:
        if content is None:
            raise Refused(f"Send a JSON object of at most {session.MOST_TEXT // 2**20} MB.")
        return told | await (threaded_behind(threads, answer, content) if threads else threaded(answer, content))
    except Refusal as refusal:
        return told | {"error": refusal.sentence}
