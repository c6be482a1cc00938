"""A line that takes its time: what goes through it, either way, comes out after half a round trip, in order."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 2**16  # bytes that are passed on at a time


class Line:
    """Listens on a free port of 127.0.0.1 and passes all to ``port`` there. Nothing is lost and nothing is slowed down
    beyond the delay: it has all the bandwidth of the machine.
    """

    def __init__(self, port: int, round_trip: float):
        """``round_trip`` in seconds."""
        self.far, self.half = port, round_trip / 2
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        self._thread.start()
        self._ready.wait()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._take, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until both sides have said all."""
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.far)
        except OSError:
            writer.close()
            return
        with suppress(asyncio.CancelledError):  # the line is closed
            await asyncio.gather(self._carry(reader, far_writer), self._carry(far_reader, writer))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One way of a connection: each piece is written when it is due, however many are on the way."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            while True:
                due, piece = await under_way.get()
                await asyncio.sleep(max(0.0, due - self._loop.time()))
                if not piece:
                    break
                writer.write(piece)
                await writer.drain()
            writer.close()

        delivering = asyncio.create_task(deliver())
        try:
            while piece := await reader.read(PIECE):
                under_way.put_nowait((self._loop.time() + self.half, piece))
        except OSError:
            pass
        under_way.put_nowait((self._loop.time() + self.half, b""))
        try:
            await delivering
        except OSError:
            writer.close()


@contextmanager
def line(port: int, round_trip: float) -> Iterator[Line]:
    """A line for the length of a with block."""
    opened = Line(port, round_trip)
    opened.open()
    try:
        yield opened
    finally:
        opened.close()
