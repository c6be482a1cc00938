"""The Map page: ready on a warm server, what is under a hovering hand, and the frames of ten thousand points dragged."""

from __future__ import annotations

import statistics
import time

from playwright.sync_api import Browser, Page

from benchmarks import dragging
from benchmarks.serving import quantiles, serving

MODEL = "vae-mnist-50d"
LOADS, MOVES = 5, 120
SECONDS = 4.0  # of dragging
READY = "() => window.probe.paints.length && !document.querySelector('.gx-map .loading')"
HOVERS = """
window.hovers = [];
addEventListener('pointermove', () => window.hovers.push(performance.now()), true);
"""
FRAMES = """
window.ticks = [];
const tick = (now) => { window.ticks.push(now); requestAnimationFrame(tick); };
requestAnimationFrame(tick);
"""


def measure(browser: Browser) -> dict[str, float | int]:
    """Page ready, hover to painted picture, and frames while the map is dragged."""
    with serving("app.py") as app:
        url = f"{app.url}/map?model={MODEL}"
        ready(browser, url)  # the model is loaded then
        loads = [ready(browser, url) for _ in range(LOADS)]
        page = opened(browser, url)
        steps = hovered(page)
        rate, gap = dragged(page)
        page.context.close()
    median, tail = quantiles(steps)
    return {
        "page ready with its first picture, s, median": statistics.median(load for load, _ in loads),
        "of that until its scripts are asked for, s": statistics.median(shell for _, shell in loads),
        "hover: step ms, median": median,
        "hover: step ms, 95th": tail,
        "dragged: frames/s": rate,
        "dragged: ms between frames, 95th": gap,
    }


def opened(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    for script in (dragging.PROBE, HOVERS, FRAMES):
        page.add_init_script(script)
    page.goto(url)
    page.wait_for_function(READY, timeout=60_000)
    return page


def ready(browser: Browser, url: str) -> tuple[float, float]:
    """Seconds from the address to the points and the first picture decoded, in a browser that has nothing in its cache;
    and to the first request for a script of the page, all before which is Gradio's.
    """
    page = opened(browser, url)
    found = page.evaluate(
        "[window.probe.paints[0] / 1000, performance.getEntriesByType('resource').find((one) => one.name.endsWith('/pages/map/bench.js')).startTime / 1000]"
    )
    page.context.close()
    return tuple(found)


def hovered(page: Page) -> list[float]:
    """Milliseconds from each of single moves over the map to its picture."""
    box = page.locator(".gx-map canvas.map").first.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.wait_for_timeout(1000)
    steps = []
    for number in range(MOVES):
        page.evaluate("probe.clear(); window.hovers.length = 0")
        across, down = (0.1 + 0.8 * (number * step % MOVES) / MOVES for step in (7, 11))
        page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
        page.wait_for_function("window.hovers.length && probe.paints.some((time) => time > hovers.at(-1))", polling=5)
        steps.append(page.evaluate("probe.paints.find((time) => time > hovers.at(-1)) - hovers.at(-1)"))
        page.wait_for_timeout(60)
    return steps


def dragged(page: Page) -> tuple[float, float]:
    """Frames a second while the map follows the hand at 60 moves a second, and what 95 % of the waits stay below."""
    box = page.locator(".gx-map canvas.map").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y)
    page.evaluate("window.ticks.length = 0")
    start, moves = time.perf_counter(), 0
    while (passed := time.perf_counter() - start) < SECONDS:
        phase = passed % 2
        reach = 0.35 * box["width"] * (phase if phase < 1 else 2 - phase)
        page.mouse.move(x + reach, y + reach / 2)
        moves += 1
        time.sleep(max(0, start + moves / 60 - time.perf_counter()))
    ticks = page.evaluate("window.ticks")
    page.mouse.up()
    waits = [later - earlier for earlier, later in zip(ticks, ticks[1:], strict=False)]
    return 1000 * len(waits) / sum(waits), quantiles(waits)[1]
