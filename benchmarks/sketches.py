"""The Sketches page: a step of nine endings at once against one by one, a kept state against reading all again, and a
browser's wait for the first point of an ending.
"""

from __future__ import annotations

import numpy as np
import torch
from playwright.sync_api import Browser

import explorer
from benchmarks.sampling import seconds
from benchmarks.serving import quantiles, serving
from explorer import sketching
from explorer.capabilities import Sketches
from explorer.data import strokes

MODEL = "sketchrnn-things"
ENDINGS, POINTS = 9, 60
REPEATS, PRESSES = 7, 20
PLAYED_MS = 3000

# Runs before the page's own scripts. "gx-drawn": the first point of another ending is there; the frame after shows it.
PROBE = """
window.probe = {pressed: 0, first: 0, shown: 0, ended: 0};
addEventListener('pointerdown', () => Object.assign(probe, {pressed: performance.now(), first: 0, shown: 0, ended: 0}), true);
addEventListener('gx-drawn', () => {
  if (probe.first) return;
  probe.first = performance.now();
  requestAnimationFrame(() => { probe.shown = performance.now(); });
}, true);
addEventListener('gx-ended', () => { probe.ended ||= performance.now(); }, true);
"""
FRAMES = """
(ms) => new Promise((done) => {
  const times = [];
  const tick = (now) => { times.push(now); if (now - times[0] < ms) requestAnimationFrame(tick); else done(times); };
  requestAnimationFrame(tick);
})
"""


def measure(browser: Browser) -> dict[str, float | str | int]:
    """Drawing with one thread, and "Another ending" pressed: milliseconds to its first point and to its last."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        found = drawing(explorer.load(MODEL))
    finally:
        torch.set_num_threads(threads)
    return {"model": MODEL} | found | watching(browser)


@torch.no_grad()
def drawing(model: Sketches) -> dict[str, float]:
    """What a step costs each way."""
    rows = strokes.to_stroke5(np.random.default_rng(0).normal(0, 20, (POINTS, 3)) * (1, 1, 0), ended=False)
    moments = {n: sketching.begin(model, n, torch.zeros(n, model.latents), beginning=rows) for n in (1, ENDINGS)}
    steps = {n: torch.from_numpy(rows[:1]).expand(n, -1) for n in moments}
    batch = seconds(lambda: sketching.follow(model, moments[ENDINGS], steps[ENDINGS]), REPEATS)
    single = seconds(
        lambda: [sketching.follow(model, moments[1], steps[1]) for _ in range(ENDINGS)],
        REPEATS,
    )
    kept = seconds(lambda: sketching.follow(model, moments[1], steps[1]), REPEATS)
    again = seconds(lambda: sketching.begin(model, 1, torch.zeros(1, model.latents), beginning=rows), REPEATS)
    alone = seconds(lambda: _by_step(model, rows), REPEATS)
    return {
        f"{ENDINGS} endings: ms a step, at once": 1e3 * batch,
        f"{ENDINGS} endings: ms a step, one by one": 1e3 * single,
        f"{ENDINGS} endings: ratio": single / batch,
        f"a point after {POINTS}: ms, its state kept": 1e3 * kept,
        f"a point after {POINTS}: ms, all read again": 1e3 * again,
        f"a point after {POINTS}: ratio": again / kept,
        f"{POINTS} known points read: ms, at once": 1e3 * again,
        f"{POINTS} known points read: ms, one by one": 1e3 * alone,
        f"{POINTS} known points read: ratio": alone / again,
    }


def _by_step(model: Sketches, rows: np.ndarray) -> None:
    moment = sketching.begin(model, 1, torch.zeros(1, model.latents))
    for row in torch.from_numpy(rows):
        moment = sketching.follow(model, moment, row[None])


def watching(browser: Browser) -> dict[str, float]:
    """Presses on "Another ending" in headless Chromium, and the frames a second while it plays."""
    firsts, shown, lasts = [], [], []
    with serving("app.py") as app:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.add_init_script(PROBE)
        page.goto(f"{app.url}/sketches?model={MODEL}&label=5&seed=1&step=0")
        page.wait_for_function("document.querySelector('.surprise [role=status]')?.textContent", timeout=60_000)
        for _ in range(PRESSES):
            page.wait_for_timeout(300)
            page.get_by_role("button", name="Another ending").click()
            page.wait_for_function("probe.shown && probe.ended", polling=5)
            first, frame, last = page.evaluate(
                "[probe.first - probe.pressed, probe.shown - probe.pressed, probe.ended - probe.pressed]"
            )
            firsts.append(first)
            shown.append(frame)
            lasts.append(last)
        page.get_by_label("Speed").select_option("60")
        times = page.evaluate(FRAMES, PLAYED_MS)
        page.context.close()
    found = {}
    found["press to first point ms, median"], found["press to first point ms, 95th"] = quantiles(firsts)
    found["press to its frame ms, 95th"] = quantiles(shown)[1]
    found["press to the whole ending ms, median"] = quantiles(lasts)[0]
    found["ratio of medians, whole ending to first point"] = quantiles(lasts)[0] / quantiles(firsts)[0]
    return found | {"frames/s while it plays": 1000 * (len(times) - 1) / (times[-1] - times[0])}
