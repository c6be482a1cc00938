"""As a host may have it: over IPv6, below a path, in the frame of another's page, and with tools for agents."""

from __future__ import annotations

import base64
import io
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

import numpy as np
import pytest
from gradio_client import Client
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from PIL import Image

from tests.browser.conftest import App, Watched
from tests.browser.test_latents import Bench, becomes, decode
from tests.browser.test_programs import EVIL, ask
from tests.unit.wire import awaited

ROOT = "/lab"
MODEL = "vae-mnist-2d"


def ipv6() -> bool:
    """Whether this machine speaks to itself by IPv6."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
            return True
    except OSError:
        return False


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[App]:
    host = "::1" if ipv6() else "127.0.0.1"
    running = App(tmp_path_factory.mktemp("app"), "--mcp", "--root-path", ROOT, host=host)
    yield running
    running.end()
    assert "Traceback" not in running.log.read_text()
    assert f"Agents find it at {running.url}{ROOT}/gradio_api/mcp" in running.log.read_text()


@pytest.fixture(scope="module")
def server(app: App) -> str:
    return app.url


def test_a_drag_is_answered_over_ipv6(watched: Watched, server: str):
    bench = Bench(watched.open(), server + ROOT)
    bench.drag(0, 0.8)
    bench.shows(MODEL, bench.z())


@pytest.fixture
def foreign(server: str) -> Iterator[str]:
    """The address of a page of somebody else's that has the app in a frame."""
    page = (
        f'<!doctype html><title>Course</title><iframe src="{server}{ROOT}/latents?model={MODEL}" width=1200 height=800>'
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode() if self.path == "/" else b"")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://localhost:{running.server_port}/"
        running.shutdown()


def test_a_drag_is_answered_in_the_frame_of_another_origin(watched: Watched, foreign: str):
    page = watched.open()
    page.goto(foreign)
    frame = page.frame_locator("iframe")
    slider = frame.locator(".latent[data-index='0'] [role=slider]")
    area, handle = slider.bounding_box(), slider.locator(".handle").bounding_box()
    page.mouse.move(handle["x"] + handle["width"] / 2, area["y"] + area["height"] / 2)
    page.mouse.down()
    page.mouse.move(area["x"] + 0.8 * area["width"], area["y"] + area["height"] / 2, steps=8)
    page.mouse.up()
    rows = frame.locator(".latent [role=slider]")
    z = dict(rows.evaluate_all("all => all.map(one => [one.closest('.latent').dataset.index, +one.ariaValueNow])"))
    assert z["0"] > 1
    becomes(frame.locator(".stage-picture canvas").first, decode(MODEL, [z["0"], z["1"]])[0])
    watched.expect_error(f"outside: {foreign}")
    watched.expect_error("the server responded with a status of 404")  # of the foreign page's own icon


def test_programs_ask_below_the_path(server: str):
    client = Client(f"{server}{ROOT}/", verbose=False, download_files=False, analytics_enabled=False)
    try:
        assert np.shape(client.predict(MODEL, [[0, 0]], form="numbers", api_name="/decode")) == (1, 1, 28, 28)
    finally:
        client.close()
    assert json.loads(ask(server, f"{ROOT}/health")[1])["loaded"] >= 1
    for path in (ROOT, ""):  # whether a proxy hands the path on or cuts it off
        assert ask(server, f"{path}/gradio_api/run/methods", {})[0] == 200
        assert ask(server, f"{path}/gradio_api/upload", b"x")[0] == 404


def test_agents_have_the_endpoints_as_tools_and_see_pictures(server: str):
    async def talk() -> None:
        async with streamable_http_client(f"{server}{ROOT}/gradio_api/mcp/") as (receive, send, *_):
            async with ClientSession(receive, send) as session:
                await session.initialize()
                tools = {tool.name: tool for tool in (await session.list_tools()).tools}
                assert list(tools) == "models methods decode encode sample complete restore attend".split()
                assert "latents" in tools["decode"].inputSchema["properties"]["z"]["description"]
                text, picture = (await session.call_tool("decode", {"model": MODEL, "z": [[0, 0]]})).content
                (url,) = json.loads(text.text)
                small, large = (
                    np.asarray(Image.open(io.BytesIO(base64.b64decode(one))))
                    for one in (url.partition(",")[2], picture.data)
                )
                assert (large[4::8, 4::8] == small).all() and large.shape == (224, 224)
                again = await session.call_tool("encode", {"model": MODEL, "picture": url})
                assert "elbo" in json.loads(again.content[0].text) and not again.isError
                refused = await session.call_tool("decode", {"model": "nobody", "z": [[0, 0]]})
                assert refused.isError and refused.content[0].text.startswith("There is no model called 'nobody'")

    awaited(talk())
    assert ask(server, "/gradio_api/mcp/", {}, EVIL)[0] == 403
    schema = json.loads(urlopen(f"{server}/gradio_api/mcp/schema").read())
    assert [tool["name"] for tool in schema][2] == "decode"
