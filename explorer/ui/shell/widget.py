"""A Gradio component whose page part is an ES module: it is given an empty element and builds its own contents.

What is dragged, hovered or played can't wait for a round trip of Gradio's, so these components talk to the explorer's
own routes; Gradio places them, themes them and routes between their pages.
"""

from __future__ import annotations

import gradio as gr


def loading(address: str) -> str:
    """A script that imports a module and mounts it; by its whole address, as browsers remember what Gradio evaluates by
    its text, with the address of the page that evaluated it first, be it on another port.
    """
    whole = f"new URL('{address}', location.href).href"
    return f"import({whole}).then((module) => module.mount(element.querySelector('.gx')))"


class ModuleWidget(gr.HTML):
    """A page's bench.

    Args:
        module: path of the JavaScript file below ``/explorer``; it exports ``mount(element)``.
        name: CSS class of the element, beside ``gx``.
        picture: HTML that is on screen before any script has run.
    """

    def __init__(self, module: str, name: str, picture: str = "", **arguments):
        super().__init__(
            html_template=f'<div class="gx {name}">{picture}</div>',
            js_on_load=loading(f"/explorer/{module}"),
            apply_default_css=False,
            padding=False,
            elem_classes="gx-body",
            **arguments,
        )
