"""One refusal: whatever can't be done reaches a person as its sentence, over routes and over sockets."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, WebSocket
from fastapi.testclient import TestClient

from explorer.catalogue import UnusableCheckpoint
from explorer.data.images import BadPicture
from explorer.data.scenes.plain import BadScene
from explorer.latents.inference import Inference
from explorer.painting.painter import painter_of
from explorer.refusal import BadJob, Refusal, attempt
from explorer.restoring import Failed
from explorer.serving import live
from explorer.serving.context import Context, Refused, Route
from explorer.serving.jobs import Job
from explorer.serving.session import Session

KINDS = [
    (Refusal("No."), 400, "No."),
    (Refused("No."), 400, "No."),
    (Refused("No.", 404), 404, "No."),
    (BadJob("No."), 422, "No."),
    (BadScene("No."), 422, "No."),
    (Failed("No."), 422, "No."),
    (BadPicture("No."), 422, "No."),
    (UnusableCheckpoint("No."), 409, "No. Choose another model."),
]
each_kind = pytest.mark.parametrize(
    ("refusal", "status", "sentence"),
    KINDS,
    ids=lambda value: type(value).__name__ if isinstance(value, Refusal) else "",
)


class Refusing(Session):
    """Takes every job, and refuses to do it, or the job itself where it says so."""

    def __init__(self, socket: WebSocket, refusal: Refusal):
        super().__init__(socket)
        self.refusal = refusal

    async def accept(self, content: dict[str, Any]) -> tuple[Job, dict[str, Any]]:
        if "bad" in content:
            raise self.refusal
        return Job(content["id"]), {"event": "begin"}

    async def perform(self, job: Job) -> dict[str, Any]:
        raise self.refusal


def client_of(catalogue, refusal: Refusal) -> TestClient:
    """Routes and sockets that refuse everything."""
    api, context = APIRouter(route_class=Route), Context(catalogue, None, Inference(catalogue))

    def refuse(*_: Any) -> Any:
        raise refusal

    @api.get("/route")
    async def route() -> None:
        refuse()

    @api.websocket("/live")
    async def messages(socket: WebSocket) -> None:
        await live.serve(socket, context, "mine", "decode", lambda: live.Live(refuse, refuse, None))

    @api.websocket("/never")
    async def never(socket: WebSocket) -> None:
        await live.serve(socket, context, "mine", "decode", refuse)

    @api.websocket("/session")
    async def session(socket: WebSocket) -> None:
        await Refusing(socket, refusal).serve()

    app = FastAPI()
    app.include_router(api)
    return TestClient(app)


@each_kind
def test_every_kind_is_a_refusal_with_its_status(refusal, status, sentence):
    assert isinstance(refusal, Refusal) and (refusal.status, refusal.sentence) == (status, sentence)


@each_kind
def test_a_route_answers_with_the_sentence_and_the_status(catalogue, refusal, status, sentence):
    answer = client_of(catalogue, refusal).get("/route")
    assert (answer.status_code, answer.json()) == (status, {"error": sentence})


@each_kind
def test_a_live_socket_tells_the_sentence_and_goes_on(catalogue, refusal, status, sentence):
    with client_of(catalogue, refusal).websocket_connect("/live") as socket:
        assert socket.receive_json() == {"status": "loading"}
        for _ in range(2):
            socket.send_bytes(b"")
            assert socket.receive_json() == {"error": sentence}


@each_kind
def test_a_live_socket_that_can_answer_nothing_is_closed(catalogue, refusal, status, sentence):
    with client_of(catalogue, refusal).websocket_connect("/never") as socket:
        assert socket.receive_json() == {"status": "loading"}
        assert socket.receive_json() == {"error": sentence, "final": True}
        assert socket.receive() == {"type": "websocket.close", "code": 1008, "reason": ""}


@each_kind
def test_a_session_tells_the_sentence_of_a_job_and_of_what_is_none(catalogue, refusal, status, sentence):
    with client_of(catalogue, refusal).websocket_connect("/session") as socket:
        socket.send_json({"id": 1, "bad": True})
        assert socket.receive_json() == {"event": "error", "message": sentence, "id": 1}
        socket.send_json({"id": 2})
        assert socket.receive_json() == {"event": "begin", "id": 2}
        assert socket.receive_json() == {"event": "error", "message": sentence, "id": 2}


@each_kind
def test_a_strangers_model_is_blamed_for_no_refusal(refusal, status, sentence):
    def refuse() -> None:
        raise refusal

    with pytest.raises(Refusal) as raised:
        attempt("mine", refuse)
    assert raised.value is refusal


def test_a_model_that_does_not_paint_is_refused_in_one_sentence(catalogue):
    with pytest.raises(BadJob, match=r"^mine does not paint pixel by pixel\. Choose another model\.$"):
        painter_of(catalogue, "mine")
