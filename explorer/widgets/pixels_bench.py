"""Pictures painted pixel by pixel, with everything the model thought of each pixel, as a component."""

from __future__ import annotations

from explorer.widgets.module import ModuleWidget, first_picture


class PixelsBench(ModuleWidget):
    """Everything on the Pixels page above its explanation; see ``pixels_bench.js``.

    Args:
        preview: name of the checkpoint whose samples are on screen before any script has run; empty for none.
    """

    def __init__(self, preview: str = "", **arguments):
        picture = first_picture(preview, "preview.png", "Pictures that the model painted, pixel by pixel")
        super().__init__("pixels_bench", "gx-pixels", picture, **arguments)
