"""The door before Gradio: what is let through, what a page says of itself, and what stands where nothing is."""

from __future__ import annotations

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient

from explorer.pages import PAGES
from explorer.ui.shell.door import Door

BEHIND = '<html><head>\n<meta property="og:title" content="Gradio" />\n<title>x</title></head><body>ü</body></html>'


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    def everything(path: str) -> HTMLResponse:
        return HTMLResponse(BEHIND)

    return TestClient(Door(app, PAGES))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_itself_and_has_a_picture(client, page):
    answer = client.get(f"/{page.path}", headers={"host": "example.org", "x-forwarded-proto": "https"})
    assert "Gradio" not in answer.text and answer.text.count("og:title") == 1 and "ü" in answer.text
    assert page.sentence.replace("'", "&#x27;") in answer.text
    for name, value in {
        "og:url": f"https://example.org/{page.path}",
        "og:image": f"https://example.org/posters/{page.files}.png",
        "og:image:width": "1200",
        "og:image:height": "630",
    }.items():
        assert f'<meta property="{name}" content="{value}">' in answer.text
    assert "og:image:alt" in answer.text and '<meta name="twitter:card" content="summary_large_image">' in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_a_view_is_named_with_the_picture_that_it_shows(client):
    query = 'z=1,-0.5&model=a%22b<&__theme=dark&named="x"&empty=&%ff'
    told = client.get(f"/latents?{query}", headers={"host": "example.org", "x-forwarded-host": "there.org"}).text
    view = "z=1,-0.5&amp;model=a%22b%3C&amp;named=%22x%22"
    assert f'<meta property="og:url" content="http://there.org/latents?{view}">' in told
    assert f'<meta property="og:image" content="http://there.org/posters/latents.png?{view}">' in told


@pytest.mark.parametrize(
    "path",
    [
        "/health",
        "/posters/latents.png",
        "/api/models",
        "/explorer/ui/shell/shell.css",
        "/previews/a/b.png",
        "/theme.css",
    ],
)
def test_what_the_pages_ask_for_comes_through_as_it_is(client, path):
    assert client.get(path).text == BEHIND


@pytest.mark.parametrize(
    "path",
    [
        *("/gradio_api/run/predict", "/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/call/x", "/config"),
        *(
            "/gradio_api/file=/etc/passwd",
            "/gradio_api/proxy=http://a",
            "/monitoring",
            "/login",
            "/nopage",
            "/pixels/a",
        ),
    ],
)
def test_what_the_app_does_not_use_is_not_served(client, path):
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 404 and BEHIND not in answer.text
        assert 'href="/latents"' in answer.text, "it says where one can go"


def test_the_page_of_what_is_not_there_repeats_no_markup(client):
    assert "<script>" not in client.get("/<script>alert(1)</script>").text


ADDRESSES = (
    '<a href="/latents?model=x">, <a href=\\"/map#why\\">, <a href="/">, <img src="/previews/a/b.png">, '
    'URL(\\u0027/explorer/pages/map/bench.js\\u0027), <a href=\'/mapped\'>, <a href="//other/latents">, <a href="/x">'
)


@pytest.mark.parametrize("asked", ["/lab/app/latents", "/latents"])
def test_below_a_path_every_address_of_ours_begins_with_it(asked):
    app = FastAPI()
    seen = []

    @app.api_route("/{path:path}")
    def everything(path: str, request: Request) -> HTMLResponse:
        seen.append((path, request.scope["root_path"]))
        return HTMLResponse(f"<html><head></head><body>{ADDRESSES}</body></html>")

    client = TestClient(Door(app, PAGES, "/lab/app"))
    text = client.get(asked, headers={"host": "example.org"}).text
    assert seen == [("latents", "/lab/app")]
    body = text.partition("<body>")[2]
    assert body == (
        '<a href="/lab/app/latents?model=x">, <a href=\\"/lab/app/map#why\\">, <a href="/lab/app/">, '
        '<img src="/lab/app/previews/a/b.png">, URL(\\u0027/lab/app/explorer/pages/map/bench.js\\u0027), '
        '<a href=\'/mapped\'>, <a href="//other/latents">, <a href="/x"></body></html>'
    )
    assert 'content="http://example.org/lab/app/latents"' in text
    assert 'content="http://example.org/lab/app/posters/latents.png"' in text
    absent = client.get("/lab/app/gone").text
    assert 'href="/lab/app/latents"' in absent and 'href="/lab/app/explorer/ui/shell/shell.css"' in absent
