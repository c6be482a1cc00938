"""What is known of the pictures of a set beside their label, where it is known exactly.

Attributes of a test set may be kept beside a checkpoint, so that a direction can be made of them where the set is not:
numbers of what is on a picture, none of whom it shows.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from explorer.data import faces, shapes
from explorer.data.faces import Attribute

FILE = "attributes.safetensors"
READ = ("faces",)  # sets whose attributes lie on a disk; those of the others are reckoned


def of(dataset: str, split: str, root: Path) -> dict[str, Attribute]:
    """The attributes of a split of a set, by their names; of most sets there are none.

    Raises MissingData where they lie on a disk and that has none, DamagedData where the file is damaged.
    """
    if dataset == "faces":
        return faces.cartoon_attributes(split, root)
    if dataset == "shapes":
        return _of_shapes(split)
    return {}


def _of_shapes(split: str) -> dict[str, Attribute]:
    """Which half of its range each factor lies in."""
    factors = shapes.factors_of(shapes.split_indices(split))
    halves = {"scale": ["small", "large"], "x": ["left", "right"], "y": ["high", "low"]}
    upper = dict(zip(shapes.FACTORS, (factors >= np.array(shapes.SIZES) / 2).T.astype(np.uint8), strict=True))
    return {name: Attribute(names, upper[name]) for name, names in halves.items()}


def packed(attributes: dict[str, Attribute]) -> bytes:
    """Attributes as a safetensors file: an array each, and the names of its values."""
    from safetensors.numpy import save

    names = {name: attribute.names for name, attribute in attributes.items()}
    return save({name: attribute.values for name, attribute in attributes.items()}, {"names": json.dumps(names)})


def kept(file: Path) -> dict[str, Attribute]:
    """What ``packed`` made, from its file.

    Raises OSError where there is no such file, ValueError where it is none of these.
    """
    from safetensors import SafetensorError, safe_open

    if not file.is_file():
        raise FileNotFoundError(file)
    try:
        with safe_open(file, "numpy") as content:
            names = json.loads((content.metadata() or {}).get("names", "{}"))
            return {name: Attribute(list(names[name]), content.get_tensor(name)) for name in names}
    except (SafetensorError, KeyError, TypeError) as error:
        raise ValueError(f"{file.name} holds no attributes ({type(error).__name__})") from error
