"""Web pages of others can't make the app work; its own pages, programs and those behind a proxy can."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from explorer import pages
from explorer.catalogue import Catalogue
from explorer.serving.origin import Origins, host_of

OURS, THEIRS = "http://testserver", "https://evil.example"


@pytest.fixture(scope="module")
def routes(tmp_path_factory) -> APIRouter:
    catalogue = Catalogue(trained=tmp_path_factory.mktemp("none"))
    return pages.routes(catalogue, origins=Origins(("https://demo.example:443/app", "/below")))


@pytest.fixture(scope="module")
def client(routes) -> TestClient:
    app = FastAPI()
    app.include_router(routes)
    return TestClient(app)


ALLOWED = [
    {},
    {"origin": OURS},
    {"origin": f"{OURS}:80"},
    {"origin": "https://demo.example"},
    {"origin": THEIRS, "x-forwarded-host": "evil.example"},  # came through a proxy, whose business it is
]
REFUSED = [{"origin": THEIRS}, {"origin": "null"}, {"origin": f"{OURS}:8000"}, {"origin": f"{OURS}.evil.example"}]


def answers(client: TestClient, headers: dict[str, str]) -> bool:
    """Whether a socket is opened; it says that there is no such model then."""
    try:
        with client.websocket_connect("/api/decode?model=none", headers=headers) as socket:
            return "no model" in socket.receive_json()["error"]
    except WebSocketDisconnect as closed:
        assert closed.code == 1008
        return False


@pytest.mark.parametrize("headers", ALLOWED)
def test_who_belongs_here_is_answered(client, headers):
    assert client.get("/api/models", headers=headers).status_code == 200
    assert answers(client, headers)


@pytest.mark.parametrize("headers", REFUSED)
def test_who_does_not_is_refused_with_a_sentence(client, headers):
    answer = client.post("/api/path?model=none", json={}, headers=headers)
    assert answer.status_code == 403 and "may not use this app" in answer.json()["error"]
    assert not answers(client, headers)


def test_every_route_of_ours_asks_it(routes):
    assert len(routes.routes) > 40
    for route in routes.routes:
        assert any(isinstance(asked.call, Origins) for asked in route.dependant.dependencies), route.path


def test_hosts_are_compared_without_what_goes_without_saying():
    assert host_of("https://Demo.example:443/x") == "demo.example" == host_of("demo.example:80")
    assert host_of("http://[::1]:7860") == "[::1]:7860" == host_of("[::1]:7860")
