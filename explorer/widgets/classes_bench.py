"""The sheet of styles and classes of a conditional model, as a component."""

from __future__ import annotations

from explorer.widgets.module import ModuleWidget, first_picture


class ClassesBench(ModuleWidget):
    """Everything on the Classes page above its explanation; see ``classes_bench.js``.

    Args:
        preview: name of the checkpoint whose sheet is on screen before any script has run; empty for none.
    """

    def __init__(self, preview: str = "", **arguments):
        picture = first_picture(preview, "sheet.png", "Ten styles, a row each, in all classes, a column each")
        super().__init__("classes_bench", "gx-classes", picture, **arguments)
