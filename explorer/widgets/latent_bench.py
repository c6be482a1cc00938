"""The sliders of a latent space and the picture that follows them: a component of its own, as no drag may wait for Gradio's round trip."""

from __future__ import annotations

from urllib.parse import quote

import gradio as gr


class LatentBench(gr.HTML):
    """Everything on the Latents page above its explanation; see ``latent_bench.js``.

    Args:
        preview: name of the checkpoint whose centre, decoded at training time, is on screen before any script has run;
            empty for none.
    """

    def __init__(self, preview: str = "", **arguments):
        picture = f'<img class="first" src="/previews/{quote(preview)}/centre.png" alt="The picture that the centre of the latent space decodes to">' if preview else ""
        super().__init__(
            html_template=f'<div class="gx gx-latents">{picture}</div>',
            js_on_load="import('/widgets/latent_bench.js').then((module) => module.mount(element.querySelector('.gx')))",
            apply_default_css=False, padding=False, **arguments,
        )
