"""The Hierarchy page under a hand, on pictures of 64x64 in colour: a brush over cells, and a temperature dragged."""

from __future__ import annotations

import time

from playwright.sync_api import Browser, Page

from benchmarks import dragging
from benchmarks.serving import quantiles, serving

MODEL, SIDE = "hvae-faces", 16  # the finest group's cells down and across
SECONDS = 4.0
MOVES = 60  # a second


def measure(browser: Browser) -> dict[str, float | str | int]:
    """A brush over one cell of the finest group after another, with a 64x64 picture decoded for each, and a temperature
    under a hand.
    """
    with serving("app.py") as app:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.add_init_script(dragging.PROBE)
        page.goto(f"{app.url}/hierarchy?model={MODEL}&level=2")
        page.wait_for_function("document.querySelector('.gx-hierarchy .strip canvas')?.width === 64", timeout=60_000)
        page.wait_for_timeout(3000)  # the strips are there
        files = app.count_files()
        brushed = painted(page)
        page.wait_for_timeout(3000)
        slider = page.get_by_label("Temperature of the group", exact=False).first
        slider.scroll_into_view_if_needed()
        drag = dragging.drag(page, slider.bounding_box())
        files = app.count_files() - files
        page.context.close()
    found: dict[str, float | str | int] = {"model": MODEL, "brush: pictures/s at 60 cells/s": brushed}
    found["temperature: step ms, median"], found["temperature: step ms, 95th"] = quantiles(drag.steps)
    found["temperature: pictures/s at 60 moves/s"] = drag.pictures_per_second
    return found | {"files written": files}


def painted(page: Page) -> float:
    """Every cell in turn, row by row and to and fro, with the brush held down: pictures painted a second."""
    page.locator(".brush-panel").get_by_label("Brush", exact=True).fill("1")
    pad = page.locator(".hero .cell-pad canvas")
    pad.scroll_into_view_if_needed()
    area = pad.bounding_box()
    cells = [(y, x if y % 2 == 0 else SIDE - 1 - x) for y in range(SIDE) for x in range(SIDE)]
    page.evaluate("probe.clear()")
    start = time.perf_counter()
    for number, (y, x) in enumerate(cells):
        page.mouse.move(area["x"] + (x + 0.5) * area["width"] / SIDE, area["y"] + (y + 0.5) * area["height"] / SIDE)
        if not number:
            page.mouse.down()
        if time.perf_counter() - start > SECONDS:
            break
        time.sleep(max(0, start + (number + 1) / MOVES - time.perf_counter()))
    seconds = time.perf_counter() - start
    page.mouse.up()
    return page.evaluate("new Set(probe.frames.map((time) => Math.round(time * 2))).size") / seconds
