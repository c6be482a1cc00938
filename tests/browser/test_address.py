"""The address follows what is seen: F5 and Back find it again, on every page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import copied_link

QUERIES = {"attention": "seed=3", "restore": "subject=mnist&methods=tv&right=tv", "pixels": "n=1&step=300"}
MADE = {  # what stands there as soon as the page can be used
    "latents": ".strip-slider",
    "manifold": ".plane",
    "classes": "canvas[aria-label^='Styles and classes'], .enlarged canvas",
    "pixels": ".player",
    "codes": ".codes-square.decoded .readout:not(:empty)",
    "hierarchy": ".group-row .thumb canvas",
    "attention": ".gx-attention canvas",
    "restore": ".method[data-state=done][data-method=tv]",
}


def press(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name, exact=True).first.click()


CHANGES = {
    "latents": press("Sample"),
    "manifold": press("+"),
    "classes": press("New styles"),
    "pixels": press("New picture"),
    "codes": press("Next"),
    "hierarchy": press("Draw all"),
    "attention": press("New scene"),
    "restore": press("New noise"),
}


def shows(page: Page, link: dict[str, str], path: str) -> None:
    """Wait until the page's own link is this one."""
    expect(page.locator(MADE[path]).first).to_be_visible()
    for _ in range(40):
        if (found := copied_link(page)) == link:
            return
        page.wait_for_timeout(250)
    assert found == link


def viewed(page: Page, path: str) -> dict:
    """What the server reads from the address as it stands."""
    return page.request.get(page.url.replace(f"/{path}?", f"/api/view/{path}?")).json()["view"]


@pytest.mark.parametrize("path", CHANGES)
def test_reload_and_back_find_the_view_again(watched, server, path, need_data):
    if path in ("codes", "restore"):  # what changes there is a test picture
        need_data("mnist")
    page = watched.open(alone=True)  # a history of its own
    page.goto(f"{server}/")
    page.goto(f"{server}/{path}?{QUERIES.get(path, '')}&__theme=light")
    expect(page.locator(MADE[path]).first).to_be_visible()
    page.wait_for_timeout(500)
    opened, length = copied_link(page), page.evaluate("history.length")
    for _ in range(3):
        before = page.url
        CHANGES[path](page)
        expect(page).not_to_have_url(before)
        page.wait_for_timeout(400)
    assert page.evaluate("history.length") == length + 1, "many small steps are one entry"
    assert page.url.endswith("&__theme=light")
    if path == "pixels":
        expect(page.locator(".easel .player .count")).to_have_text("784 of 784 pixels", timeout=60_000)
        page.wait_for_timeout(400)
    if path == "latents":  # the first draw of a server waits for torch
        expect(page.locator(".sampler")).to_contain_text("at temperature", timeout=60_000)
    settled = ""
    while settled != page.url:  # what the server draws comes into the address a little later
        settled = page.url
        page.wait_for_timeout(700)
    followed, left = viewed(page, path), copied_link(page)
    assert left != opened and followed == viewed(page, path), "the address says what the link says"
    page.reload()
    shows(page, left, path)
    page.go_back()
    shows(page, opened, path)
    page.go_forward()
    shows(page, left, path)
    page.goto(f"{server}/")
    page.go_back()
    shows(page, left, path)
    page.go_back()
    page.go_back()
    expect(page).to_have_url(f"{server}/")
    expect(page.locator(".gx-home")).to_be_visible()
