"""Drag to painted picture: real pointer moves in headless Chromium, timed inside the page.

A picture counts as painted at the first animation frame after its pixels are on the canvas (ours, told by the page's
event gx-painted) or after its <img> has loaded (Gradio's). Single steps are 120 ms apart; the drag sends 60 moves a second.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from playwright.sync_api import Page

# Runs before the page's own scripts: `moves` are times of pointer moves, `paints` times of painted pictures.
PROBE = """
window.probe = {moves: [], paints: []};
addEventListener('pointermove', (event) => { if (event.buttons) probe.moves.push(event.timeStamp); }, true);
const painted = () => requestAnimationFrame(() => probe.paints.push(performance.now()));
addEventListener('gx-painted', (event) => { probe.last = [...event.detail.z]; painted(); }, true);
document.addEventListener('load', (event) => { if (event.target.tagName === 'IMG' && event.target.closest('#picture')) painted(); }, true);
"""


@dataclass
class Drag:
    """Milliseconds of single steps, and pictures a second in a drag."""

    steps: list[float]
    pictures_per_second: float


def drag(page: Page, box: dict, *, steps: int = 60, seconds: float = 4.0) -> Drag:
    """Drag inside ``box`` (x, y, width, height of the slider) and take the times."""
    y, left, width = box["y"] + box["height"] / 2, box["x"] + 0.2 * box["width"], 0.6 * box["width"]
    page.mouse.move(left, y)
    page.mouse.down()
    for warm in range(10):
        page.mouse.move(left + warm * 3, y)
        page.wait_for_timeout(60)
    page.wait_for_timeout(500)
    page.evaluate("probe.moves.length = probe.paints.length = 0")
    times = []
    for step in range(steps):
        page.evaluate("probe.moves.length = probe.paints.length = 0")
        page.mouse.move(left + width * (0.1 + 0.8 * (step * 7 % steps) / steps), y)
        page.wait_for_function("probe.moves.length && probe.paints.some((time) => time > probe.moves.at(-1))", polling=5)
        times.append(page.evaluate("probe.paints.find((time) => time > probe.moves.at(-1)) - probe.moves.at(-1)"))
        page.wait_for_timeout(120)
    rate = sweep(page, {"x": left, "y": box["y"], "width": width, "height": box["height"]}, seconds)
    page.mouse.up()
    return Drag(times, rate)


def sweep(page: Page, box: dict, seconds: float) -> float:
    """Move to and fro in ``box`` at 60 moves a second; pictures painted a second."""
    page.evaluate("probe.moves.length = probe.paints.length = 0")
    start, moves = time.perf_counter(), 0
    while (passed := time.perf_counter() - start) < seconds:
        phase = (passed / 1.5) % 2
        page.mouse.move(box["x"] + box["width"] * (0.1 + 0.8 * (phase if phase < 1 else 2 - phase)), box["y"] + box["height"] / 2)
        moves += 1
        time.sleep(max(0, start + moves / 60 - time.perf_counter()))
    # Two pictures painted in one frame are one to the eye.
    return page.evaluate("new Set(probe.paints.map((time) => Math.round(time * 2))).size") / seconds
