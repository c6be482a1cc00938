"""Pictures over a socket while something is dragged: numbers in, pixels out, one message after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from fastapi import WebSocket

from explorer.refusal import Refusal
from explorer.serving.batches import Compute
from explorer.serving.context import Context
from explorer.serving.sockets import until_it_leaves
from explorer.serving.threads import threaded


class Live(NamedTuple):
    """What a socket's messages are.

    Attributes:
        read: a message as rows ``(n, width)``; raises Refusal where it is none. Of the event loop, so quick.
        compute: rows as pictures ``(n, ...)``, each row by itself; in a worker thread.
        together: rows of all sockets that name the same are computed at once; None where they must not be.
    """

    read: Callable[[bytes], np.ndarray]
    compute: Compute
    together: str | None


async def serve(socket: WebSocket, context: Context, model: str, can: str, reader: Callable[[], Live]) -> None:
    """Answer the messages of one socket until it is closed.

    What can't be answered gets ``{"error": sentence}``, and the socket goes on. Where the model can't be used at all,
    "final" stands beside it, and the socket is closed.

    Args:
        model: its name as it was asked for; a first ``{"status": "loading"}`` says where it has to be loaded.
        can: the capability that it needs.
        reader: makes, in a worker thread once the model is there, what reads its messages.
    """
    await socket.accept()
    live: Live | None = None
    with until_it_leaves(socket):
        while True:
            try:
                if live is None:
                    live = await opened(socket, context, model, can, reader)
                message = await socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                rows = live.read(message.get("bytes") or b"")
                if live.together is None:
                    pixels = await threaded(live.compute, rows)
                else:
                    pixels = await context.batches.ask(live.together, rows, live.compute)
            except Refusal as refusal:
                if live is None:
                    await socket.send_json({"error": refusal.sentence, "final": True})
                    await socket.close(1008)
                    return
                await socket.send_json({"error": refusal.sentence})
                continue
            await socket.send_bytes(pixels.tobytes())


async def opened(socket: WebSocket, context: Context, model: str, can: str, reader: Callable[[], Live]) -> Live:
    """What the socket's messages are, the model being loaded. Raises Refusal."""
    context.card_of(model, can)
    if not context.catalogue.loaded(model):
        await socket.send_json({"status": "loading"})
        await threaded(context.catalogue.load, model)
    return await threaded(reader)
