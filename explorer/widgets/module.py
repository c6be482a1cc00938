"""A Gradio component whose page part is an ES module: it is given an empty element and builds its own contents.

What is dragged, hovered or played can't wait for a round trip of Gradio's, so these components talk to the explorer's
own routes; Gradio places them, themes them and routes between their pages.
"""

from __future__ import annotations

from urllib.parse import quote

import gradio as gr


class ModuleWidget(gr.HTML):
    """Base of the explorer's components.

    Args:
        module: name of the JavaScript file in this folder; it exports ``mount(element)``.
        name: CSS class of the element, beside ``gx``.
        picture: HTML that is on screen before any script has run.
    """

    def __init__(self, module: str, name: str, picture: str = "", **arguments):
        super().__init__(
            html_template=f'<div class="gx {name}">{picture}</div>',
            js_on_load=f"import('/widgets/{module}.js').then((module) => module.mount(element.querySelector('.gx')))",
            apply_default_css=False,
            padding=False,
            **arguments,
        )


def first_picture(model: str, file: str, alt: str) -> str:
    """An <img> of a checkpoint's preview, made at training time; nothing where ``model`` is empty."""
    return f'<img class="first" src="/previews/{quote(model)}/{file}" alt="{alt}">' if model else ""
