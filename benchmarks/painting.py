"""The Pixels page under a hand: from a press on "New picture" to the first pixel on the canvas, and the frames while
sixteen pictures are painted.
"""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from benchmarks.serving import quantiles, serving

MODEL, MANY = "gated-pixelcnn-mnist", 16
PRESSES = 20

# Runs before the page's own scripts. A canvas whose first pixel is there while its last one is unknown shows a painting
# that has just begun.
PROBE = """
window.probe = {pressed: 0, first: 0, shown: 0, frames: []};
addEventListener('pointerdown', () => Object.assign(probe, {pressed: performance.now(), first: 0, shown: 0, frames: []}), true);
const put = CanvasRenderingContext2D.prototype.putImageData, UNKNOWN = [59, 52];
CanvasRenderingContext2D.prototype.putImageData = function (image, ...rest) {
  put.call(this, image, ...rest);
  if (!this.canvas.classList.contains('pictures')) return;
  const now = performance.now(), {data} = image, unknown = (at) => UNKNOWN.includes(data[at]);
  probe.frames.push(now);
  if (probe.first || unknown(0) || !unknown(data.length - 4)) return;
  probe.first = now;
  requestAnimationFrame(() => { probe.shown = performance.now(); });
};
"""


def measure(browser: Browser) -> dict[str, float | str | int]:
    """Press to first pixel, milliseconds, of one picture and of sixteen.

    Frames a second while sixteen are painted; files that stay.
    """
    with serving("app.py") as app:
        files = app.count_files()
        found: dict[str, float | str | int] = {"model": MODEL, "presses": PRESSES}
        for n in (1, MANY):
            page = opened(browser, f"{app.url}/pixels?model={MODEL}&n={n}")
            firsts, shown = zip(*(press(page) for _ in range(PRESSES)), strict=True)
            who = f"{n} picture{'s' * (n > 1)}"
            found[f"{who}: press to first pixel ms, median"], found[f"{who}: press to first pixel ms, 95th"] = (
                quantiles(list(firsts))
            )
            found[f"{who}: press to its frame ms, 95th"] = quantiles(list(shown))[1]
            if n > 1:
                page.wait_for_function("document.querySelector('.player .count').textContent.startsWith('784 of')")
                times = page.evaluate("probe.frames")
                found["frames/s while sixteen are painted, 300 pixels/s"] = (
                    1000 * (len(times) - 1) / (times[-1] - times[0])
                )
            page.context.close()
        return found | {"files written": app.count_files() - files}


def opened(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(PROBE)
    page.goto(url)
    page.wait_for_function("document.querySelector('.player .count')?.textContent.startsWith('784 of')", timeout=60_000)
    return page


def press(page: Page) -> tuple[float, float]:
    """Milliseconds from a press on "New picture" until its first pixel is on the canvas, and until the frame after."""
    page.wait_for_timeout(400)
    page.get_by_role("button", name="New picture").click()
    page.wait_for_function("probe.shown", polling=5)
    first, shown = page.evaluate("[probe.first - probe.pressed, probe.shown - probe.pressed]")
    return first, shown
