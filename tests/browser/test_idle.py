"""A proxy closes sockets that are silent: pages open them again, and go on with what a person had made."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute

from tests.browser.conftest import Watched

AWAY = 1001  # "going away", as nginx says when it is tired of waiting
CANVASES = """() => [...document.querySelectorAll('main canvas, .gx canvas')]
    .filter(canvas => canvas.width && canvas.offsetParent).map(canvas => canvas.toDataURL()).join()"""


def slide(page: Page) -> None:
    page.locator(".strip-slider").first.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")


def press(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name, exact=True).first.click()


def move_digit(page: Page) -> None:
    page.locator(".attention-editor .handle").first.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")


@pytest.mark.parametrize(
    ("address", "act"),
    [
        ("latents?model=vae-mnist-50d", slide),
        ("pixels?model=gated-pixelcnn-mnist&seed=3", press("New picture")),
        ("sketches", press("Another ending")),
        ("restore?subject=mnist", press("Next")),
        ("attention?seed=5", move_digit),
    ],
    ids=lambda part: part.partition("?")[0] if isinstance(part, str) else "",
)
def test_a_page_goes_on_after_its_idle_sockets_were_closed(watched: Watched, server: str, address, act) -> None:
    page, sockets = watched.open(alone=True), []

    def through(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket(re.compile("/api/"), through)
    page.goto(f"{server}/{address}")
    rest(page)
    act(page)  # some pages open with pictures that are kept, and ask for nothing until then
    opened(page, sockets)
    rest(page)
    made, link = page.evaluate(CANVASES), page.url
    for socket in sockets:
        socket.close(code=AWAY)
    sockets.clear()
    opened(page, sockets)
    rest(page)
    assert (page.evaluate(CANVASES), page.url) == (made, link)
    act(page)
    rest(page)
    assert page.evaluate(CANVASES) != made
    assert not [error for error in page.locator(".gx-error").all_inner_texts() if error.strip()]
    page.close()


def opened(page: Page, sockets: list[WebSocketRoute]) -> None:
    """Until a socket is there."""
    for _ in range(100):
        if sockets:
            return
        page.wait_for_timeout(100)
    raise AssertionError("no socket was opened")


def rest(page: Page) -> None:
    """Until the pictures stand still."""
    before, still = "", 0
    for _ in range(150):
        now = page.evaluate(CANVASES)
        still = still + 1 if now == before and now else 0
        if still == 8:
            return
        before = now
        page.wait_for_timeout(100)
    raise AssertionError("the page never came to rest")
