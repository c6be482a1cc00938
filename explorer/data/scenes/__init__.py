"""Scenes of coloured digits, each a question (which digit is the red one?), with the mask of every digit.

NumPy and Pillow only.
"""

from explorer.data.scenes.chance import (
    VARIANT_SHARES,
    VARIANTS,
    Material,
    held_out,
    random_scene,
    training_scene,
)
from explorer.data.scenes.colours import COLOURS, NAMES
from explorer.data.scenes.dataset import SOURCE, held, material
from explorer.data.scenes.render import Rendered, batch, box, overlapping, render
from explorer.data.scenes.scene import ABSENT, SCALES, SIDE, Crop, Digit, Scene, labels

__all__ = [
    "ABSENT", "COLOURS", "NAMES", "SCALES", "SIDE", "SOURCE", "VARIANTS", "VARIANT_SHARES",
    "Crop", "Digit", "Material", "Rendered", "Scene",
    "batch", "box", "held", "held_out", "labels", "material", "overlapping", "random_scene", "render", "training_scene",
]  # fmt: skip
