"""The explorer is out of reach while a person changes the model: no picture stands for a model that it is not of."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browser.conftest import Watched

CASES = [  # the page, the models before and after, and what frames the picture of the second
    ("latents", "vae-mnist-2d", "ae-mnist-50d", ".stage-picture:visible .frame"),
    ("manifold", "vae-mnist-2d", "ae-mnist-2d", ".plane-wrap"),
    ("hierarchy", "hvae-faces", "convvae-faces-8x8", ".hero-picture .frame"),
    ("classes", "cvae-mnist-16d", "cvae-fashion-16d", ".sheet .cells"),
]


class Line:
    """The line of a page to the explorer, that can be cut."""

    def __init__(self, page: Page, watched: Watched):
        self.cut, self.watched = False, watched
        page.route("**/*", self.answer)
        page.route_web_socket("**/*", self.connect)

    def answer(self, route: Route) -> None:
        if self.cut:
            self.watched.expect_error("ERR_FAILED")
            route.abort()
        else:
            route.continue_()

    def connect(self, socket: WebSocketRoute) -> None:
        if self.cut:
            socket.close()
        else:
            socket.connect_to_server()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(("path", "before", "after", "frame"), CASES)
def test_what_is_no_picture_of_the_model_says_so_until_it_is(
    watched: Watched, server: str, path: str, before: str, after: str, frame: str, width: int
) -> None:
    page = watched.open(viewport={"width": width, "height": 900}, alone=True)
    line = Line(page, watched)
    page.goto(f"{server}/{path}?model={before}")
    chosen = page.locator(f".gx-body select:has(option[value={after}])").first
    framed = page.locator(frame)
    picture, said = framed.locator("> canvas").first, framed.locator("> .awaited-said")
    expect(picture).to_have_css("opacity", "1")
    expect(said).to_be_hidden()
    line.cut = True
    chosen.select_option(after)
    title = chosen.locator(f"option[value={after}]").inner_text()
    expect(said).to_have_text(
        f"{title} could not be fetched: this is no picture of it. "
        "Check the connection; its picture then comes by itself."
    )
    expect(picture).to_have_css("opacity", "0.25")
    page.wait_for_timeout(2500)  # it is tried again, and stays out of reach
    expect(said).to_be_visible()
    line.cut = False
    expect(said).to_be_hidden()
    expect(picture).to_have_css("opacity", "1")
    expect(page.locator(".gx-stage > .gx-error")).to_be_empty()
    watched.expect_error("ERR_FAILED")


def test_a_map_that_could_not_be_fetched_comes_by_itself(watched: Watched, server: str) -> None:
    page = watched.open(alone=True)
    line = Line(page, watched)
    page.goto(f"{server}/map?model=vae-mnist-50d")
    error = page.locator(".gx-stage > .gx-error")
    expect(page.locator(".gx-map .how")).to_contain_text("test picture 0")
    line.cut = True
    page.locator(".gx-body select:has(option[value=vae-mnist-2d])").first.select_option("vae-mnist-2d")
    expect(error).to_contain_text("does not answer")
    line.cut = False
    expect(page.locator(".gx-map .how")).to_contain_text("test picture 0")
    expect(error).to_be_empty()
    watched.expect_error("ERR_FAILED")
