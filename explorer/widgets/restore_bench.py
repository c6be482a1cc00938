"""One picture, one damage, and every method that can restore it, as a component."""

from __future__ import annotations

from explorer.widgets.module import ModuleWidget


class RestoreBench(ModuleWidget):
    """Everything on the Restore page above its explanation; see ``restore_bench.js``."""

    def __init__(self, **arguments):
        super().__init__("restore_bench", "gx-restore", **arguments)
