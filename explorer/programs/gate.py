"""The gate before Gradio's own routes: what programs need of them is let through once it is checked, and nothing else
is. No upload and no file of Gradio's is among it, so that nothing is stored and no file can be asked for.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import JSONResponse

from explorer.data.images import MAX_BYTES
from explorer.programs.endpoint import BadArguments, Endpoint, Endpoints
from explorer.refusal import Refusal
from explorer.serving.context import LEFT, body
from explorer.serving.jobs import is_whole
from explorer.serving.origin import Origins
from explorer.serving.reading import read_object

API = "/gradio_api"
MOST_BODY = 2 * MAX_BYTES  # a file of MAX_BYTES in base64, and arguments beside it
TOLD = ("/config", f"{API}/info", f"{API}/openapi.json")  # what a client reads first
ASKED = re.compile(rf"{API}/(run|call/v2|call)/([a-z_]+)/?")
ANSWERED = re.compile(rf"{API}/(?:queue/data|heartbeat/[\w-]+|call/(?:v2/)?[a-z_]+/[\w-]+)")
AGENTS = re.compile(rf"{API}/mcp(?:/|/http/?|/schema)?")
NAME = re.compile(r"[\w-]{1,100}")  # of a session or of an event, as clients make them
REFUSED = "Refused"  # the title of an error that is the caller's
PAGE = "programs"  # where the endpoints stand, a page that is never shown: they weigh on no other

Scope = Mapping[str, Any]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
log = logging.getLogger(__name__)


class Gate:
    """An ASGI application before that of Gradio.

    Args:
        app: answers what is let through.
        others: answers all that is none of Gradio's for programs: the pages, and what is not there.
        endpoints: that may be asked.
        numbers: the endpoints' names by the number that Gradio gave each.
        origins: which web pages may ask, all for None.
        root: the path below which a proxy serves the app.
        agents: whether they are tools of agents, too (MCP).
    """

    def __init__(
        self,
        app: Any,
        others: Any,
        endpoints: Endpoints,
        numbers: Mapping[int, str],
        *,
        origins: Origins | None = None,
        root: str = "",
        agents: bool = False,
    ):
        self.app, self.others, self.origins, self.root, self.agents = app, others, origins, root, agents
        self.endpoints, self.numbers = endpoints.by_name, numbers

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        path = scope.get("path", "").removeprefix(self.root)
        mine = path in TOLD or ASKED.fullmatch(path) or ANSWERED.fullmatch(path) or self._is_for_agents(path)
        if scope["type"] != "http" or not (mine or path in (f"{API}/queue/join", f"{API}/cancel")):
            await self.others(scope, receive, send)
            return
        scope = {**scope, "root_path": self.root, "path": self.root + path}
        try:
            if self.origins is not None:
                self.origins(HTTPConnection(scope))
            await self._answer(path, scope, receive, send)
        except Refusal as refusal:
            await JSONResponse({"error": refusal.sentence}, refusal.status)(scope, receive, send)
        except ClientDisconnect:
            await JSONResponse({}, LEFT)(scope, receive, send)

    def _is_for_agents(self, path: str) -> bool:
        return self.agents and AGENTS.fullmatch(path) is not None

    async def _answer(self, path: str, scope: Scope, receive: Any, send: Send) -> None:
        """Raises Refusal."""
        wanted = "GET" if path in TOLD or ANSWERED.fullmatch(path) else "POST"
        if self._is_for_agents(path):
            content = await body(Request(scope, receive), MOST_BODY)
            await self.app(*_with_body(scope, receive, content), send)
            return
        if scope["method"] != wanted:
            raise Refusal(f"This is asked with {wanted}.", 405)
        if path in TOLD:
            query = f"page={PAGE}" if path == TOLD[0] else ""  # a client needs none of what the pages hold
            await self.app({**scope, "query_string": query.encode()}, receive, send)
        elif wanted == "GET":
            await self._stream(scope, receive, send)
        else:
            content = self._checked(path, await _read(scope, receive))
            sent = _with_body(scope, receive, json.dumps(content).encode())
            await self.app(*sent, _Refusing(send) if path.startswith(f"{API}/run/") else send)

    def _checked(self, path: str, content: dict[str, Any]) -> dict[str, Any]:
        """What Gradio is handed in place of what came: nothing that it does not need. Raises Refusal."""
        asked = ASKED.fullmatch(path)
        if asked is not None:
            way, name = asked.groups()
            given = self._endpoint(name).bind(content.get("data", content))
            return given if way == "call/v2" else {"data": list(given.values())}
        number, session = content.get("fn_index"), content.get("session_hash")
        name = self.numbers.get(number) if is_whole(number) else None
        if not isinstance(session, str) or not NAME.fullmatch(session):
            raise BadArguments("A call by the queue needs the session_hash of its client.")
        if path == f"{API}/cancel":
            event = content.get("event_id")
            if not isinstance(event, str) or not NAME.fullmatch(event) or name is None:
                raise BadArguments("What is to be cancelled is told by fn_index and event_id.")
            return {"session_hash": session, "fn_index": number, "event_id": event}
        given = self._endpoint(str(name)).bind(content.get("data"))
        return {"data": list(given.values()), "fn_index": number, "session_hash": session}

    def _endpoint(self, name: str) -> Endpoint:
        if name not in self.endpoints:
            raise Refusal(f"There is no endpoint of that name; there are: {', '.join(self.endpoints)}.", 404)
        return self.endpoints[name]

    async def _stream(self, scope: Scope, receive: Any, send: Send) -> None:
        """Gradio says in a stream that there is no such session, and then raises it as well."""
        begun = False

        async def pass_on(message: Mapping[str, Any]) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, pass_on)
        except Exception:  # of any kind: groups of them, as streams of starlette raise
            if not begun:
                raise
            log.debug("A stream broke off", exc_info=True)
            await send({"type": "http.response.body", "body": b""})


async def _read(scope: Scope, receive: Any) -> dict[str, Any]:
    """The body as a JSON object. Raises Refusal."""
    content = await body(Request(scope, receive), MOST_BODY)
    try:
        return read_object(content.decode()) if content else {}
    except UnicodeDecodeError:
        raise BadArguments("The request is not JSON.") from None
    except ValueError as error:
        raise BadArguments(str(error)) from None


def _with_body(scope: Scope, receive: Any, content: bytes) -> tuple[Scope, Any]:
    """The request with another body, as JSON, whatever it was called."""
    headers = [pair for pair in scope["headers"] if pair[0] not in (b"content-length", b"content-type")]
    headers += [(b"content-length", str(len(content)).encode()), (b"content-type", b"application/json")]
    left = [{"type": "http.request", "body": content, "more_body": False}]

    async def again() -> Mapping[str, Any]:
        return left.pop() if left else await receive()

    return {**scope, "headers": headers}, again


class _Refusing:
    """Passes an answer on, an error as {"error": sentence} with the status of whose fault it is."""

    def __init__(self, send: Send):
        self.send = send
        self.body = b""
        self.start: Mapping[str, Any] | None = None

    async def __call__(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start" and message["status"] == 500:
            self.start = message
            return
        if self.start is None:
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        try:
            error = json.loads(self.body)
        except ValueError:
            error = {}
        told = json.dumps({"error": error.get("error") or "The app failed at this."}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(told)).encode())]
        status = 422 if error.get("title") == REFUSED else 500
        await self.send({**self.start, "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": told})
