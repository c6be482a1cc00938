"""Under the hand over a far line: pictures a second and lag at 0, 40, 80 and 200 ms of round trip."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, Route

from benchmarks import dragging
from benchmarks.distance_proxy import line
from benchmarks.serving import quantiles, serving

ROUND_TRIPS = (0, 40, 80, 200)  # ms
NAIVE_AT = 80  # ms, where one request at a time is measured beside
STEPS, SECONDS = 16, 3.0
LONG_MS = 300_000  # that a graph may take to be made the first time

Found = tuple[float, list[float]]  # pictures a second at 60 moves a second, and milliseconds of single steps
Ready = Callable[[Page], Any]  # waits, once a hand has moved something


def measure(browser: Browser) -> dict:
    """Dragging over a delaying line: pictures by the server, by this browser, and by the server one at a time."""
    found: dict = {}
    with serving("app.py", "--no-browser-models") as app:
        for round_trip in ROUND_TRIPS:
            with line(app.port, round_trip / 1000) as far:
                found |= all_benches(browser, far.url, f"{round_trip} ms: server: ", once=settled)
        with line(app.port, NAIVE_AT / 1000) as far:
            found |= all_benches(browser, far.url, f"{NAIVE_AT} ms: one at a time: ", once=settled, in_turn=True)
    with serving("app.py") as app:
        for round_trip in ROUND_TRIPS:
            with line(app.port, round_trip / 1000) as far:
                found |= all_benches(browser, far.url, f"{round_trip} ms: browser: ", once=decodes_here)
    for name in BENCHES:
        rate = found[f"{NAIVE_AT} ms: server: {name}: pictures/s"]
        naive = found[f"{NAIVE_AT} ms: one at a time: {name}: pictures/s"]
        found[f"{NAIVE_AT} ms: {name}: ratio of pictures/s to one at a time"] = rate / naive
    return found


def all_benches(browser: Browser, url: str, label: str, *, once: Ready, in_turn: bool = False) -> dict:
    found: dict = {}
    for name, bench in BENCHES.items():
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.set_default_timeout(60_000)
        page.add_init_script(dragging.PROBE)
        if in_turn:
            page.route("**/transport/flight.js", one_at_a_time)
        rate, steps = bench(page, url, once)
        page.context.close()
        found[f"{label}{name}: pictures/s"] = rate
        if steps:
            found[f"{label}{name}: step ms, 95th"] = quantiles(steps)[1]
    return found


def one_at_a_time(route: Route) -> None:
    """The page's own script, with room for one request in flight."""
    answer = route.fetch()
    body, changed = re.subn(r"const MOST = \d+;", "const MOST = 1;", answer.text())
    assert changed == 1
    route.fulfill(response=answer, body=body)


def settled(page: Page) -> None:
    page.wait_for_timeout(1500)


def decodes_here(page: Page) -> None:
    """Until the heading says that this browser decodes by itself."""
    page.locator(".gx-header .source:not(.gx-hidden)").wait_for(timeout=LONG_MS)
    page.wait_for_timeout(1000)


def latents(page: Page, url: str, once: Ready) -> Found:
    """A slider of fifty latents."""
    page.goto(f"{url}/latents?model=vae-mnist-50d")
    return slid(page, ".gx-latents .strip-slider", once)


def classes(page: Page, url: str, once: Ready) -> Found:
    """A style slider of ten styles in ten classes."""
    page.goto(f"{url}/classes?model=cvae-mnist-16d&together=1")
    return slid(page, ".gx-classes .strip-slider", once)


def slid(page: Page, name: str, once: Ready) -> Found:
    slider = page.locator(name).first
    slider.wait_for()
    slider.scroll_into_view_if_needed()
    slider.press("ArrowRight")
    once(page)
    drag = dragging.drag(page, slider.bounding_box(), steps=STEPS, seconds=SECONDS)
    return drag.pictures_per_second, drag.steps


def hover(page: Page, url: str, once: Ready) -> Found:
    """The pointer over a plane of two latents."""
    page.goto(f"{url}/manifold?model=vae-mnist-2d")
    plane = page.locator(".gx-manifold canvas.plane").first
    plane.wait_for()
    plane.hover(position={"x": 50, "y": 50})
    plane.hover(position={"x": 90, "y": 60})
    once(page)
    box = plane.bounding_box()
    rates = [dragging.sweep(page, box, SECONDS / 2) for _ in range(2)]
    return rates[-1], []


def brush(page: Page, url: str, once: Ready) -> Found:
    """A code painted over the cells of a picture, to and fro."""
    page.goto(f"{url}/codes?model=vqvae-mnist&code=17&cells={','.join(['3'] * 49)}")
    page.wait_for_function("document.querySelector('.codes-square.decoded .readout')?.textContent")
    page.get_by_role("button", name="Brush", exact=True).click()
    once(page)
    box = page.locator(".codes-canvas").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
    page.mouse.down()
    rate = dragging.sweep(page, box, SECONDS)
    page.mouse.up()
    return rate, []


BENCHES: dict[str, Callable[[Page, str, Ready], Found]] = {
    "latents": latents,
    "hover": hover,
    "classes": classes,
    "brush": brush,
}
