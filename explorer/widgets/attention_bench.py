"""Scenes of coloured digits, what is asked of them and where models look for the answer, as a component."""

from __future__ import annotations

from explorer.widgets.module import ModuleWidget, first_picture


class AttentionBench(ModuleWidget):
    """Everything on the Attention page above its explanation; see ``attention_bench.js``.

    Args:
        preview: name of the checkpoint whose pictures are on screen before any script has run; empty for none.
    """

    def __init__(self, preview: str = "", **arguments):
        picture = first_picture(preview, "preview.png", "Scenes of coloured digits with the model's masks over them")
        super().__init__("attention_bench", "gx-attention", picture, **arguments)
