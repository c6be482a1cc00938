"""python -m benchmarks.moving_picture: the app while a slider is dragged, as README's moving picture."""

from __future__ import annotations

import io
import math
import shutil

from PIL import Image
from playwright.sync_api import sync_playwright

from benchmarks.serving import ROOT, serving

TARGET = ROOT / "explorer" / "pages" / "latents" / "drag.webp"
ADDRESS = "/latents?model=vae-mnist-50d"
VIEW = {"width": 1180, "height": 640}
WIDTH = 880  # px of the picture
FRAMES, FRAME_MS = 48, 70
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def frames() -> list[Image.Image]:
    """One sweep of the first slider there and back, a screenshot a step."""
    taken = []
    with serving("app.py") as app, sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport=VIEW, color_scheme="light")
        page.goto(app.url + ADDRESS)
        strips = page.get_by_role("slider").filter(visible=True)
        page.wait_for_function("document.querySelector('.gx-latents canvas.big')?.width === 28")
        page.wait_for_timeout(3000)
        for which in (0, 1):
            box = strips.nth(which).bounding_box()
            y, middle, reach = box["y"] + box["height"] / 2, box["x"] + box["width"] / 2, 0.46 * box["width"]
            page.mouse.move(middle, y)
            page.mouse.down()
            for step in range(FRAMES // 2):
                page.mouse.move(middle + reach * math.sin(2 * math.pi * step / (FRAMES // 2)), y)
                page.wait_for_timeout(60)
                shot = Image.open(io.BytesIO(page.screenshot()))
                taken.append(shot.convert("RGB").resize((WIDTH, WIDTH * VIEW["height"] // VIEW["width"])))
            page.mouse.up()
        browser.close()
    return taken


def write() -> None:
    """Write the moving picture beside the page that is on it."""
    first, *rest = frames()
    first.save(TARGET, save_all=True, append_images=rest, duration=FRAME_MS, loop=0, quality=60, method=4)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size / 2**10:.0f} KiB, {1 + len(rest)} frames")


if __name__ == "__main__":
    write()
