"""The Hierarchy page under a hand, on pictures of 64x64 in colour: a brush over cells, and a temperature dragged."""

from __future__ import annotations

import time

from playwright.sync_api import Browser, Page

from benchmarks import dragging
from benchmarks.serving import quantiles, serving
from explorer.catalogue import Catalogue

MODELS = ("hvae-faces", "convvae-faces-8x8")  # the first that is there
SECONDS = 4.0
MOVES = 60  # a second


def measure(browser: Browser) -> dict[str, float | str | int]:
    """A brush over one cell of the finest group after another, with a 64x64 picture decoded for each, and a temperature
    under a hand.
    """
    cards = {card.name: card for card in Catalogue().cards("groups")}
    card = next(cards[name] for name in MODELS if name in cards)
    level = len(card.groups) - 1
    with serving("app.py") as app:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.add_init_script(dragging.PROBE)
        page.goto(f"{app.url}/hierarchy?model={card.name}&level={level}&amount=0.1")
        page.wait_for_function("document.querySelector('.gx-hierarchy .strip canvas')?.width === 64", timeout=60_000)
        page.wait_for_timeout(3000)  # the strips are there
        files = app.count_files()
        brushed = painted(page, *card.groups[level][1:])
        page.wait_for_timeout(3000)
        slider = page.get_by_label("Temperature of the group").nth(level)
        slider.scroll_into_view_if_needed()
        drag = dragging.drag(page, slider.bounding_box())
        files = app.count_files() - files
        page.context.close()
    found: dict[str, float | str | int] = {"model": card.name, "brush: pictures/s at 60 cells/s": brushed}
    found["temperature: step ms, median"], found["temperature: step ms, 95th"] = quantiles(drag.steps)
    found["temperature: pictures/s at 60 moves/s"] = drag.pictures_per_second
    return found | {"files written": files}


def painted(page: Page, rows: int, columns: int) -> float:
    """Cell after cell, row by row and to and fro, stroke after stroke with the brush held down: pictures a second."""
    page.locator(".brush-panel").get_by_label("Brush", exact=True).fill("1")
    pad = page.locator(".hero .cell-pad canvas")
    pad.scroll_into_view_if_needed()
    area = pad.bounding_box()
    cells = [(y, x if y % 2 == 0 else columns - 1 - x) for y in range(rows) for x in range(columns)]
    page.evaluate("probe.clear()")
    start, moves = time.perf_counter(), 0
    while time.perf_counter() - start < SECONDS:
        y, x = cells[moves % len(cells)]
        if moves % len(cells) == 0:
            page.mouse.up()
        page.mouse.move(area["x"] + (x + 0.5) * area["width"] / columns, area["y"] + (y + 0.5) * area["height"] / rows)
        if moves % len(cells) == 0:
            page.mouse.down()
        moves += 1
        time.sleep(max(0, start + moves / MOVES - time.perf_counter()))
    seconds = time.perf_counter() - start
    page.mouse.up()
    return page.evaluate("new Set(probe.frames.map((time) => Math.round(time * 2))).size") / seconds
