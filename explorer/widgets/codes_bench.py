"""A picture as a grid of code numbers that can be repainted, dreamt and looked up in the codebook, as a component."""

from __future__ import annotations

from explorer.widgets.module import ModuleWidget, first_picture


class CodesBench(ModuleWidget):
    """Everything on the Codes page above its explanation; see ``codes_bench.js``.

    Args:
        preview: name of the checkpoint whose pictures are on screen before any script has run; empty for none.
    """

    def __init__(self, preview: str = "", **arguments):
        picture = first_picture(preview, "preview.png", "What the model's codes decode to")
        super().__init__("codes_bench", "gx-codes", picture, **arguments)
