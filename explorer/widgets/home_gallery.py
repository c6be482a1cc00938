"""What there is, in pictures: the pages, and every checkpoint with its numbers."""

from __future__ import annotations

import gradio as gr


class HomeGallery(gr.HTML):
    """Everything on the home page below its heading; see ``home_gallery.js``."""

    def __init__(self, **arguments):
        super().__init__(
            html_template='<div class="gx gx-home"></div>',
            js_on_load="import('/widgets/home_gallery.js').then((module) => module.mount(element.querySelector('.gx')))",
            apply_default_css=False, padding=False, **arguments,
        )
