"""Pictures over a socket while something is dragged: numbers in, pixels out, one message after the other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect

from explorer.jobs import BadJob
from explorer.serving.context import Context, Refused, threaded

Work = Callable[[], np.ndarray]
Read = Callable[
    [bytes], Work
]  # a message as what is to be computed for it; raises Refused with a sentence where it is none


async def serve(socket: WebSocket, context: Context, model: str, can: str, reader: Callable[[], Read]) -> None:
    """Answer the messages of one socket until it is closed; what can't be answered gets ``{"error": sentence}`` and the socket goes on.

    Args:
        model: its name as it was asked for; a first ``{"status": "loading"}`` says where it has to be loaded.
        can: the capability that it needs.
        reader: makes, in a worker thread once the model is there, what reads its messages. What it returns computes in one, too.
    """
    await socket.accept()
    try:
        context.card_of(model, can)
        if not context.catalogue.loaded(model):
            await socket.send_json({"status": "loading"})
            await threaded(context.catalogue.load, model)
        read = await threaded(reader)
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                pixels = await threaded(read(message.get("bytes") or b""))
            except (Refused, BadJob) as error:
                await socket.send_json({"error": error.detail if isinstance(error, Refused) else str(error)})
                continue
            await socket.send_bytes(pixels.tobytes())
    except (Refused, BadJob) as error:
        await socket.send_json({"error": error.detail if isinstance(error, Refused) else str(error), "final": True})
        await socket.close(1008)
    except (WebSocketDisconnect, RuntimeError) as error:
        # A RuntimeError of starlette's says that the other side left while an answer was being sent.
        if (
            isinstance(error, RuntimeError)
            and socket.client_state.name == "CONNECTED"
            and socket.application_state.name == "CONNECTED"
        ):
            raise
