"""Drag to painted picture: real pointer moves in headless Chromium, timed inside the page.

Two times are taken of each step. "Step" runs from the moment the page is told of the move to the picture's pixels being
there: on the canvas (ours, told by the page's event gx-painted), or its <img> loaded (Gradio's). "Input to frame" runs
from the move's own time stamp to the first animation frame with the picture, and so holds up to two waits for the
display of 16.7 ms. Single steps are 120 ms apart; the drag sends 60 moves a second.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from playwright.sync_api import Page

# Runs before the page's own scripts: `moves` are times of pointer moves, `paints` times of painted pictures.
PROBE = """
window.probe = {moves: [], inputs: [], paints: [], frames: []};
probe.clear = () => { for (const name of ['moves', 'inputs', 'paints', 'frames']) probe[name].length = 0; };
addEventListener('pointermove', (event) => { if (event.buttons) { probe.inputs.push(event.timeStamp); probe.moves.push(performance.now()); } }, true);
const painted = () => { probe.paints.push(performance.now()); requestAnimationFrame(() => probe.frames.push(performance.now())); };
addEventListener('gx-painted', (event) => { probe.last = [...(event.detail.z ?? [])]; painted(); }, true);
document.addEventListener('load', (event) => { if (event.target.tagName === 'IMG' && event.target.closest('#picture')) painted(); }, true);
"""


@dataclass
class Drag:
    """Milliseconds of single steps, both ways of timing them, and pictures a second in a drag."""

    steps: list[float]
    frames: list[float]
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
    page.evaluate("probe.clear()")
    steps_ms, frames_ms = [], []
    for number in range(steps):
        page.evaluate("probe.clear()")
        page.mouse.move(left + width * (0.1 + 0.8 * (number * 7 % steps) / steps), y)
        page.wait_for_function(
            "probe.moves.length && probe.frames.some((time) => time > probe.moves.at(-1))", polling=5
        )
        step, frame = page.evaluate(
            "[probe.paints.find((time) => time > probe.moves.at(-1)) - probe.moves.at(-1), probe.frames.find((time) => time > probe.moves.at(-1)) - probe.inputs.at(-1)]"
        )
        steps_ms.append(step)
        frames_ms.append(frame)
        page.wait_for_timeout(120)
    rate = sweep(page, {"x": left, "y": box["y"], "width": width, "height": box["height"]}, seconds)
    page.mouse.up()
    return Drag(steps_ms, frames_ms, rate)


def sweep(page: Page, box: dict, seconds: float) -> float:
    """Move to and fro in ``box`` at 60 moves a second; pictures painted a second."""
    page.evaluate("probe.clear()")
    start, moves = time.perf_counter(), 0
    while (passed := time.perf_counter() - start) < seconds:
        phase = (passed / 1.5) % 2
        page.mouse.move(
            box["x"] + box["width"] * (0.1 + 0.8 * (phase if phase < 1 else 2 - phase)), box["y"] + box["height"] / 2
        )
        moves += 1
        time.sleep(max(0, start + moves / 60 - time.perf_counter()))
    # Two pictures painted in one frame are one to the eye.
    return page.evaluate("new Set(probe.frames.map((time) => Math.round(time * 2))).size") / seconds
