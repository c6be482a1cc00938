"""What the explorer is measured against: the same decoder behind Gradio's own slider and picture, and behind its /run
route.
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr
import numpy as np

from explorer.catalogue import Catalogue
from explorer.data.images import to_pil
from explorer.latents.inference import Inference


def build(name: str) -> gr.Blocks:
    """One slider and one picture with Gradio's defaults, as every tutorial has them."""
    catalogue = Catalogue()
    work, card = Inference(catalogue), catalogue.card(name)
    most = int(
        np.argmax(card.kl)
    )  # the same latent as the explorer's first slider: a collapsed one would change no picture
    catalogue.load(name)

    def decode(value: float):
        z = np.zeros((1, card.latents), dtype=np.float32)
        z[0, most] = value
        return to_pil(work.decode(name, z)[0])

    with gr.Blocks() as demo:
        slider = gr.Slider(-3, 3, value=0, step=0.01, label="z", elem_id="slider")
        picture = gr.Image(elem_id="picture", height=280, width=280)
        slider.change(decode, slider, picture, api_name="decode")
    return demo


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--model", required=True)
    options = parser.parse_args()
    build(options.model).launch(server_port=options.port, quiet=True)
