"""The latent plane as a component."""

from __future__ import annotations

from explorer.widgets.module import ModuleWidget, first_picture


class ManifoldPlane(ModuleWidget):
    """Everything on the Manifold page above its explanation; see ``manifold_plane.js``.

    Args:
        preview: name of the checkpoint whose plane is on screen before any script has run; empty for none.
    """

    def __init__(self, preview: str = "", **arguments):
        picture = first_picture(preview, "plane.png", "Pictures decoded over the whole latent plane")
        super().__init__("manifold_plane", "gx-manifold", f'<div class="gx-layout"><div class="gx-stage">{picture}</div></div>', **arguments)
