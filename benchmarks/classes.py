"""A style slider of the Classes page dragged, against the same hundred pictures through gr.Slider -> gr.Image."""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr
import numpy as np
from playwright.sync_api import Browser

from benchmarks import dragging
from benchmarks.serving import quantiles, serving
from explorer.catalogue import Catalogue
from explorer.data.images import sheet, to_pil
from explorer.latents.inference import Inference

MODEL, ROWS = "cvae-mnist-16d", 10


def measure(browser: Browser) -> dict:
    """Redraws of all ten styles in all ten classes, ours against gr.Slider -> gr.Image, in one run."""
    with serving("app.py") as app:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.add_init_script(dragging.PROBE)
        page.add_init_script(
            "window.counts = []; addEventListener('gx-painted', ({detail}) => counts.push(detail.count), true)"
        )
        page.goto(f"{app.url}/classes?model={MODEL}&together=1")
        page.wait_for_function("counts.length > 0")
        slider = page.locator(".gx-classes .strip-slider").first
        slider.scroll_into_view_if_needed()
        ours = dragging.drag(page, slider.bounding_box())
        page.wait_for_timeout(500)
        whole = page.evaluate("Math.min(...counts)")
        stale = not page.evaluate(
            "(value) => probe.last.some((part) => Math.abs(part - value) < 0.005)",
            float(slider.get_attribute("aria-valuenow")),
        )
        page.context.close()
    with serving("-m", "benchmarks.classes") as peer:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.add_init_script(dragging.PROBE)
        page.goto(peer.url)
        slider = page.locator("#slider input[type=range]")
        slider.wait_for()
        theirs = dragging.drag(page, slider.bounding_box())
        page.context.close()
    found: dict = {"pictures in a redraw": whole, "stale sheet at the end": stale}
    for who, drag in (("", ours), ("gr.Slider -> gr.Image: ", theirs)):
        found[f"{who}step ms, median"], found[f"{who}step ms, 95th"] = quantiles(drag.steps)
        found[f"{who}input to frame ms, median"], found[f"{who}input to frame ms, 95th"] = quantiles(drag.frames)
        found[f"{who}redraws/s at 60 moves/s"] = drag.pictures_per_second
    return found | {
        "ratio of redraws/s": ours.pictures_per_second / theirs.pictures_per_second,
        "ratio of medians, step": quantiles(theirs.steps)[0] / quantiles(ours.steps)[0],
    }


def build() -> gr.Blocks:
    """The same grid with Gradio's defaults: a slider moves the most informative latent of all styles."""
    catalogue = Catalogue()
    work, card = Inference(catalogue), catalogue.card(MODEL)
    styles = work.sample_latents(MODEL, ROWS, 1.0, 0)
    weights = np.tile(np.eye(card.conditions, dtype=np.float32), (ROWS, 1))
    most = int(np.argmax(card.kl))

    def decode(value: float):
        moved = styles.copy()
        moved[:, most] += value
        return to_pil(sheet(work.decode(MODEL, moved.repeat(card.conditions, 0), weights), card.conditions))

    with gr.Blocks() as demo:
        slider = gr.Slider(-3, 3, value=0, step=0.01, label="style", elem_id="slider")
        picture = gr.Image(elem_id="picture", height=560, width=560)
        slider.change(decode, slider, picture, api_name="decode")
    return demo


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    build().launch(server_port=parser.parse_args().port, quiet=True)
