"""The Codes page under a hand: from a pointer move that paints a cell to the decoded picture, in headless Chromium."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from benchmarks.serving import quantiles, serving

MODEL, SIDE = "vqvae-mnist", 7
ROUNDS = ((3, 17), (60, 5), (90, 33))  # codes that the picture is made of, and that it is painted with

# Runs before the page's own scripts; the first animation frame after a picture was painted has it on the screen.
PROBE = """
window.probe = {moved: 0, input: 0, painted: 0, shown: 0};
addEventListener('pointermove', (event) => { if (event.buttons) Object.assign(probe, {moved: performance.now(), input: event.timeStamp, painted: 0, shown: 0}); }, true);
addEventListener('gx-painted', () => {
  if (!probe.moved || probe.painted) return;
  probe.painted = performance.now();
  requestAnimationFrame(() => { probe.shown = performance.now(); });
}, true);
"""


def measure(browser: Browser) -> dict[str, float | str | int]:
    """Milliseconds of single cells painted with a held brush, from the page hearing of the move, and from the pointer's
    own time stamp to the frame.
    """
    steps, frames = [], []
    with serving("app.py") as app:
        files = app.count_files()
        for ground, code in ROUNDS:
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.add_init_script(PROBE)
            page.goto(f"{app.url}/codes?model={MODEL}&code={code}&cells={','.join([str(ground)] * SIDE**2)}")
            page.wait_for_function(
                "document.querySelector('.codes-square.decoded .readout')?.textContent", timeout=60_000
            )
            page.wait_for_timeout(1500)
            for step, frame in painted(page):
                steps.append(step)
                frames.append(frame)
            page.context.close()
        files = app.count_files() - files
    found: dict[str, float | str | int] = {"model": MODEL, "cells painted": len(steps)}
    for label, times in (("step", steps), ("input to frame", frames)):
        found[f"{label} ms, median"], found[f"{label} ms, 95th"] = quantiles(times)
    return found | {"files written": files}


def painted(page: Page) -> list[tuple[float, float]]:
    """Every cell once, row by row and to and fro, with the brush held down."""
    page.get_by_role("button", name="Brush", exact=True).click()
    area = page.locator(".codes-canvas").bounding_box()
    cells = [(y, x if y % 2 == 0 else SIDE - 1 - x) for y in range(SIDE) for x in range(SIDE)]
    at = [
        (area["x"] + (x + 0.5) * area["width"] / SIDE, area["y"] + (y + 0.5) * area["height"] / SIDE) for y, x in cells
    ]
    found = []
    page.mouse.move(*at[0])
    page.mouse.down()
    for place in at[1:]:
        page.wait_for_timeout(80)
        page.mouse.move(*place)
        page.wait_for_function("probe.shown", polling=5)
        found.append(tuple(page.evaluate("[probe.painted - probe.moved, probe.shown - probe.input]")))
    page.mouse.up()
    return found
