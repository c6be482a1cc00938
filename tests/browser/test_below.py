"""Below a path of a host, as behind a proxy: every page loads, answers and leads on, and nothing is asked for above."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from explorer.pages import PAGES
from tests.browser.conftest import App, Watched
from tests.browser.hands import copied_link
from tests.browser.test_latents import Bench, becomes, decode

ROOT = "/lab/explorer"


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[App]:
    running = App(tmp_path_factory.mktemp("app"), "--root-path", ROOT)
    yield running
    running.end()
    assert "Traceback" not in running.log.read_text()


@pytest.fixture(scope="module")
def server(app: App) -> str:
    return app.url


def test_pages_work_below_a_path(watched: Watched, server: str) -> None:
    page = watched.open()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).path))
    page.on("websocket", lambda socket: asked.add(urlsplit(socket.url).path))

    bench = Bench(page, server + ROOT)
    bench.drag(0, 0.9)
    becomes(bench.picture(), decode("vae-mnist-2d", bench.z())[0])
    assert page.url.startswith(f"{server}{ROOT}/latents?")
    link = copied_link(page)
    assert link["model"] == "vae-mnist-2d"
    page.locator(".gx-header").get_by_role("link", name="Manifold").click()
    page.wait_for_url(f"{server}{ROOT}/manifold*")
    expect(page.locator(".gx-manifold canvas.plane").first).to_be_visible()

    page.goto(f"{server}{ROOT}/")
    page.locator(".gx-home .door a").first.click()
    page.wait_for_url(f"{server}{ROOT}/*?model=*")
    for place in PAGES:
        page.goto(f"{server}{ROOT}/{place.path}")
        expect(page.locator(f".gx-{place.files} canvas:visible, .gx-{place.files} svg:visible").first).to_be_visible()

    page.goto(f"{server}{ROOT}/map")
    page.locator(".directions-place").scroll_into_view_if_needed()
    page.locator(".directions-bench").get_by_role("button", name="Open on Latents").click()
    page.wait_for_url(f"{server}{ROOT}/latents?*")

    sockets = {path for path in asked if "/api/" in path}
    assert len(sockets) > 5
    assert {path for path in asked if not path.startswith(f"{ROOT}/")} == set()
