"""The latent plane: a component of its own, as nothing of it may wait for a round trip of Gradio's."""

from __future__ import annotations

from urllib.parse import quote

import gradio as gr


class ManifoldPlane(gr.HTML):
    """Everything on the Manifold page above its explanation; see ``manifold_plane.js``.

    Args:
        preview: name of the checkpoint whose plane, made at training time, is on screen before any script has run;
            empty for none.
    """

    def __init__(self, preview: str = "", **arguments):
        picture = f'<img class="first" src="/previews/{quote(preview)}/plane.png" alt="Pictures decoded over the whole latent plane">' if preview else ""
        super().__init__(
            html_template=f'<div class="gx gx-manifold"><div class="gx-layout"><div class="gx-stage">{picture}</div></div></div>',
            js_on_load="import('/widgets/manifold_plane.js').then((module) => module.mount(element.querySelector('.gx')))",
            apply_default_css=False, padding=False, **arguments,
        )
