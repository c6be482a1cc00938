"""Mean or draw: what a decoder gives is the mean of a distribution, and a draw from it can be seen on three pages."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_latents import pixels

PICTURES = {"latents": ".stage-picture canvas", "manifold": ".hand-picture", "classes": ".enlarged canvas"}


def greys(canvas: Locator) -> set[int]:
    return set(np.unique(pixels(canvas)))


def settles(page: Page, canvas: Locator, black_and_white: bool) -> np.ndarray:
    for _ in range(80):
        if (greys(canvas) <= {0, 255}) == black_and_white:
            return pixels(canvas)
        page.wait_for_timeout(250)
    raise AssertionError(f"the picture stays {'grey' if black_and_white else 'black and white'}")


def test_a_draw_is_black_and_white_stays_with_the_link_and_gives_way_to_the_mean(page, server):
    for path, selector in PICTURES.items():
        page.goto(f"{server}/{path}")
        canvas = page.locator(selector).first
        mean = settles(page, canvas, False)
        page.get_by_role("button", name="A draw", exact=True).click()
        drawn = settles(page, canvas, True)
        flipped = (abs(mean.astype(int) - drawn) > 127).mean()
        assert 0 < flipped < 0.15, "a draw is near its mean, and not its rounding"
        assert "draw=1" in page.url
        page.get_by_role("button", name="Another draw").click()
        expect(page).to_have_url(re.compile("draw=2"))
        page.go_back()  # what was first opened
        expect(page.get_by_role("button", name="A draw", exact=True)).to_be_visible()
        page.goto(f"{server}/{path}?draw=1")
        again = settles(page, page.locator(selector).first, True)
        assert path != "latents" or (again == drawn).all()
        page.get_by_role("button", name="Mean", exact=True).click()
        settles(page, page.locator(selector).first, False)
        assert "draw" not in page.url
    page.goto(f"{server}/latents?model=ae-mnist-2d&draw=1")
    expect(page.get_by_text("no likelihood to draw from")).to_be_visible()
    expect(page.get_by_role("group", name="What is seen of p(x | z)")).to_be_hidden()
