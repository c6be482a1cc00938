"""What all sockets share: a side that leaves is no error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect, WebSocketState


@contextmanager
def until_it_leaves(socket: WebSocket) -> Iterator[None]:
    """Ends quietly where the other side leaves, also while an answer is being sent:
    starlette says that as a RuntimeError.
    """
    try:
        yield
    except WebSocketDisconnect:
        pass
    except RuntimeError:
        if socket.client_state is WebSocketState.CONNECTED and socket.application_state is WebSocketState.CONNECTED:
            raise
