"""The Attention page under a hand: from a digit's move to the masks of all its models, in headless Chromium."""

from __future__ import annotations

import time

from playwright.sync_api import Browser, Page

from benchmarks.serving import quantiles, serving

SEED, STEPS, SECONDS = 5, 40, 4.0
# screen pixels that the digit is moved to and fro, about a third of the picture: it goes by whole picture pixels
REACH = 160

# Runs before the page's own scripts; an answer that models gave has all of their masks painted, and the next animation
# frame shows them.
PROBE = """
window.probe = {moved: 0, input: 0, painted: 0, shown: 0, frames: []};
addEventListener('pointermove', (event) => { if (event.buttons) Object.assign(probe, {moved: performance.now(), input: event.timeStamp, painted: 0, shown: 0}); }, true);
addEventListener('gx-painted', ({detail}) => {
  if (!detail.reply?.models.length) return;
  probe.models = detail.reply.models.length;
  if (probe.moved && !probe.painted) probe.painted = performance.now();
  requestAnimationFrame(() => { probe.frames.push(performance.now()); probe.shown ||= performance.now(); });
}, true);
"""


def measure(browser: Browser) -> dict[str, float | str | int]:
    """Milliseconds of single moves, from the page hearing of one and from the pointer's own time stamp, and pictures/s
    while a digit is dragged.
    """
    with serving("app.py") as app:
        files = app.count_files()
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.add_init_script(PROBE)
        page.goto(f"{app.url}/attention?seed={SEED}")
        page.wait_for_function("probe.models", timeout=60_000)
        page.wait_for_timeout(1500)
        steps, frames, rate = dragged(page)
        models = page.evaluate("probe.models")
        page.context.close()
        files = app.count_files() - files
    found: dict[str, float | str | int] = {"models": models, "moves": len(steps)}
    for label, times in (("step", steps), ("input to frame", frames)):
        found[f"{label} ms, median"], found[f"{label} ms, 95th"] = quantiles(times)
    return found | {"pictures/s, each with all masks, at 60 moves/s": rate, "files written": files}


def dragged(page: Page) -> tuple[list[float], list[float], float]:
    """A digit held and moved: single moves far apart, and then without a break."""
    page.locator(".attention-editor canvas").scroll_into_view_if_needed()
    area = page.locator(".attention-editor .handle").first.bounding_box()
    x, y = area["x"] + area["width"] / 2, area["y"] + area["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 5, y, steps=3)
    page.wait_for_timeout(800)
    steps, frames = [], []
    for number in range(STEPS):
        page.evaluate("Object.assign(probe, {moved: 0, painted: 0, shown: 0})")
        page.mouse.move(x + REACH * (number * 7 % STEPS) / STEPS, y)
        page.wait_for_function("probe.shown && probe.painted", polling=5)
        step, frame = page.evaluate("[probe.painted - probe.moved, probe.shown - probe.input]")
        steps.append(step)
        frames.append(frame)
        page.wait_for_timeout(120)
    page.evaluate("probe.frames.length = 0")
    start, moves = time.perf_counter(), 0
    while (passed := time.perf_counter() - start) < SECONDS:
        phase = (passed / 1.5) % 2
        page.mouse.move(x + REACH * (phase if phase < 1 else 2 - phase), y)
        moves += 1
        time.sleep(max(0, start + moves / 60 - time.perf_counter()))
    rate = page.evaluate("probe.frames.length") / SECONDS
    page.mouse.up()
    return steps, frames, rate
