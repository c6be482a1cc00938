"""Pictures over a socket while something is dragged: numbers in, pixels out, one message after the other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from fastapi import WebSocket

from explorer.refusal import Refusal
from explorer.serving.context import Context, threaded
from explorer.serving.sockets import until_it_leaves

Work = Callable[[], np.ndarray]
Read = Callable[[bytes], Work]  # a message as what is to be computed for it; raises Refusal where it is none


async def serve(socket: WebSocket, context: Context, model: str, can: str, reader: Callable[[], Read]) -> None:
    """Answer the messages of one socket until it is closed.

    What can't be answered gets ``{"error": sentence}``, and the socket goes on. Where the model can't be used at all,
    "final" stands beside it, and the socket is closed.

    Args:
        model: its name as it was asked for; a first ``{"status": "loading"}`` says where it has to be loaded.
        can: the capability that it needs.
        reader: makes, in a worker thread once the model is there, what reads its messages. What it returns computes in
            one, too.
    """
    await socket.accept()
    read: Read | None = None
    with until_it_leaves(socket):
        while True:
            try:
                if read is None:
                    read = await opened(socket, context, model, can, reader)
                message = await socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                pixels = await threaded(read(message.get("bytes") or b""))
            except Refusal as refusal:
                if read is None:
                    await socket.send_json({"error": refusal.sentence, "final": True})
                    await socket.close(1008)
                    return
                await socket.send_json({"error": refusal.sentence})
                continue
            await socket.send_bytes(pixels.tobytes())


async def opened(socket: WebSocket, context: Context, model: str, can: str, reader: Callable[[], Read]) -> Read:
    """What reads the socket's messages, the model being loaded. Raises Refusal."""
    context.card_of(model, can)
    if not context.catalogue.loaded(model):
        await socket.send_json({"status": "loading"})
        await threaded(context.catalogue.load, model)
    return await threaded(reader)
