"""What is printed is the whole page, also what had not been in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

INKED = """
canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value, i) => i % 4 < 3 && value)
"""


@pytest.fixture
def paper(watched) -> Page:
    return watched.open(viewport={"width": 1440, "height": 300})


def test_a_map_is_printed_with_the_directions_below_it(paper: Page, server: str) -> None:
    paper.goto(f"{server}/map?model=vae-mnist-2d")
    expect(paper.locator(".gx-map .how")).to_contain_text("test picture 0")
    row = paper.locator(".directions-bench .direction-row canvas")
    expect(row).to_have_count(0)
    paper.emulate_media(media="print")
    paper.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(row).to_have_count(8)
    for canvas in row.all():
        expect(canvas).to_have_js_property("isConnected", True)
        paper.wait_for_function(INKED, arg=canvas.element_handle())
    paper.emulate_media(media="screen")


def test_charts_and_films_of_training_are_printed(paper: Page, server: str) -> None:
    paper.goto(f"{server}/training")
    chart = paper.locator(".gx-chart .main-svg")
    expect(paper.locator(".gx-body .gx .gx-panel").first).to_be_visible()
    before = paper.locator(".gx-chart:has(.main-svg)").count()
    paper.emulate_media(media="print")
    assert len(paper.pdf()) > 10_000  # tells the page by itself that it is printed
    expect(chart.last).to_be_attached()
    paper.wait_for_function("(n) => document.querySelectorAll('.gx-chart:has(.main-svg)').length > n", arg=before)


def test_strips_below_the_window_are_printed(paper: Page, server: str) -> None:
    paper.goto(f"{server}/hierarchy?model=hvae-mnist")
    strips, small = paper.locator(".gx-hierarchy .strip"), ".gx-hierarchy .strip canvas"
    expect(strips.first).to_be_attached()
    paper.wait_for_timeout(1000)
    before = paper.locator(small).count()
    paper.emulate_media(media="print")
    paper.evaluate("dispatchEvent(new Event('beforeprint'))")
    paper.wait_for_function(f"(n) => document.querySelectorAll('{small}').length > n", arg=before)
    paper.wait_for_function(INKED, arg=paper.locator(small).last.element_handle())
