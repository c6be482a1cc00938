"""The sliders of a latent space, and the picture that follows them, as a component."""

from __future__ import annotations

from explorer.widgets.module import ModuleWidget, first_picture


class LatentBench(ModuleWidget):
    """Everything on the Latents page above its explanation; see ``latent_bench.js``.

    Args:
        preview: name of the checkpoint whose centre is on screen before any script has run; empty for none.
    """

    def __init__(self, preview: str = "", **arguments):
        picture = first_picture(preview, "centre.png", "The picture that the centre of the latent space decodes to")
        super().__init__("latent_bench", "gx-latents", picture, **arguments)
