"""What there is, in pictures, as a component: the pages, and every checkpoint with its numbers."""

from __future__ import annotations

from explorer.widgets.module import ModuleWidget


class HomeGallery(ModuleWidget):
    """Everything on the home page below its heading; see ``home_gallery.js``."""

    def __init__(self, **arguments):
        super().__init__("home_gallery", "gx-home", **arguments)
