"""Real photographs that need no download: they lie inside installed Python packages. No torch here.

They are read from the packages' own files (scikit-image, scikit-learn, PyWavelets, Gradio), mostly as grey arrays;
nothing is fetched and nothing is copied into this project. TRAIN and TEST share no photograph and no scene:
PyWavelets' camera is scikit-image's, and of the stereo pair of the motorcycle only the left picture is used.

Two sizes, both kept constant because numbers are quoted for them:

- ``load(name)``: the whole photograph, its longest side at most 512 pixels as with uploads that are restored (Pillow's
  ``thumbnail`` with LANCZOS and no ``reducing_gap``, which would let the JPEG decoder shrink first and differ with its
  version). Smaller ones keep their size.
- ``square(name)``: the central square of the photograph's own pixels, resized once to 256 x 256 with LANCZOS.
  Evaluations use this one.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from explorer.data.datasets import MissingData
from explorer.data.decoding import decode, middle_square

SIDE = 512  # longest side of load, in pixels
EVALUATION_SIDE = 256  # of square


class Photograph(NamedTuple):
    """Where a photograph lies, and whose it is."""

    package: str
    path: str  # inside the package
    title: str
    credit: str


_INSTALL = {
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "pywt": "PyWavelets",
    "gradio": "gradio",
}  # what pip calls them
_UNNAMED = "photographer and licence not named there"

PHOTOGRAPHS: dict[str, Photograph] = {
    "astronaut": Photograph(
        "skimage", "data/astronaut.png", "Eileen Collins, astronaut", "NASA, public domain; from scikit-image"
    ),
    "camera": Photograph("skimage", "data/camera.png", "Man with a camera", "Lav Varshney, CC0; from scikit-image"),
    "chelsea": Photograph(
        "skimage", "data/chelsea.png", "Chelsea the cat", "Stefan van der Walt, CC0; from scikit-image"
    ),
    "coffee": Photograph(
        "skimage", "data/coffee.png", "A cup of coffee", "Rachel Michetti, Pikolo Espresso Bar, CC0; from scikit-image"
    ),
    "rocket": Photograph(
        "skimage", "data/rocket.jpg", "Falcon 9 before its launch", "SpaceX, public domain; from scikit-image"
    ),
    "ascent": Photograph("pywt", "data/ascent.npz", "Stairs", f"from PyWavelets, {_UNNAMED}"),
    "china": Photograph(
        "sklearn", "datasets/images/china.jpg", "A pavilion in China", "danielbuechele, CC BY 2.0; from scikit-learn"
    ),
    "flower": Photograph(
        "sklearn", "datasets/images/flower.jpg", "A dahlia", "vultilion, CC BY 2.0; from scikit-learn"
    ),
    "motorcycle": Photograph(
        "skimage",
        "data/motorcycle_left.png",
        "A motorcycle in a garage",
        "Middlebury Stereo 2014, Scharstein et al.; from scikit-image",
    ),
    "brick": Photograph("skimage", "data/brick.png", "A brick wall", "CC0Textures, CC0; from scikit-image"),
    "grass": Photograph("skimage", "data/grass.png", "Grass", "linolafett, CC0; from scikit-image"),
    "gravel": Photograph("skimage", "data/gravel.png", "Gravel", "CC0Textures, CC0; from scikit-image"),
    "moon": Photograph("skimage", "data/moon.png", "The moon's surface", f"from scikit-image, {_UNNAMED}"),
    "coins": Photograph(
        "skimage",
        "data/coins.png",
        "Greek coins from Pompeii",
        "Brooklyn Museum, no known restrictions; from scikit-image",
    ),
    "page": Photograph("skimage", "data/page.png", "A printed page", f"from scikit-image, {_UNNAMED}"),
    "aero": Photograph("pywt", "data/aero.npz", "Fields from the air", f"from PyWavelets, {_UNNAMED}"),
    "lion": Photograph("gradio", "media_assets/images/lion.jpg", "A lion", f"from Gradio, {_UNNAMED}"),
    "cheetah": Photograph("gradio", "media_assets/images/cheetah1.jpg", "A cheetah", f"from Gradio, {_UNNAMED}"),
    "tower": Photograph("gradio", "media_assets/images/tower.jpg", "The Eiffel Tower", f"from Gradio, {_UNNAMED}"),
}
TEST: tuple[str, ...] = ("astronaut", "camera", "chelsea", "coffee", "rocket", "ascent")
TRAIN: tuple[str, ...] = tuple(name for name in PHOTOGRAPHS if name not in TEST)
TITLES: dict[str, str] = {name: photograph.title for name, photograph in PHOTOGRAPHS.items()}
CREDITS: dict[str, str] = {name: photograph.credit for name, photograph in PHOTOGRAPHS.items()}


def path_of(name: str) -> Path:
    """The photograph's file. The package is found, not imported.

    Raises:
        KeyError: there is no photograph of that name; the message lists those there are.
        MissingData: the package or the file is not there.
    """
    if name not in PHOTOGRAPHS:
        raise KeyError(f"There is no photograph {name!r}; there are: {', '.join(PHOTOGRAPHS)}.")
    package, path, *_ = PHOTOGRAPHS[name]
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise MissingData(
            f"The photograph {name} comes with {_INSTALL[package]}, which is not installed:"
            f" pip install {_INSTALL[package]}"
        )
    file = Path(found.submodule_search_locations[0]) / path
    if not file.is_file():
        raise MissingData(
            f"The photograph {name} is not in the installed {_INSTALL[package]}:"
            f" another version of the package has {path}."
        )
    return file


def available(names: tuple[str, ...] = tuple(PHOTOGRAPHS)) -> list[str]:
    """Those of ``names`` whose files are there."""
    kept = []
    for name in names:
        try:
            path_of(name)
        except MissingData:
            continue
        kept.append(name)
    return kept


def _opened(name: str, mode: str) -> Image.Image:
    file = path_of(name)
    if file.suffix == ".npz":
        with np.load(file, allow_pickle=False) as pack:
            return Image.fromarray(pack["data"].astype(np.uint8)).convert(mode)
    picture, _ = decode(file.read_bytes(), mode)
    return picture


@cache
def _whole(name: str) -> np.ndarray:
    picture = _opened(name, "L")
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=None)
    return np.array(picture)


@cache
def _square(name: str, side: int, mode: str = "L") -> np.ndarray:
    picture = _opened(name, mode)
    return np.array(picture.resize((side, side), Image.Resampling.LANCZOS, box=middle_square(picture)))


def load(name: str) -> np.ndarray:
    """The photograph in grey (ITU-R 601 luminance, Pillow's "L"), uint8 ``(h, w)``, longest side at most 512.

    Raises KeyError, MissingData.
    """
    return _whole(name).copy()


def square(name: str, side: int = EVALUATION_SIDE) -> np.ndarray:
    """The central square in grey, uint8 ``(side, side)``: what evaluations use. Raises KeyError, MissingData."""
    return _square(name, side).copy()


def colour(name: str, side: int) -> np.ndarray:
    """The central square, uint8 ``(side, side, 3)``, grey where the photograph is. Raises KeyError, MissingData."""
    return _square(name, side, "RGB").copy()
