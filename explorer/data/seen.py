"""What a model sees of an upload: a chain of small steps from the picture to the model's pixels, each with its switch.

Digits go through all that MNIST's did (LeCun et al. 1998, section III.A: cropped, 20 of 28 pixels high, centred by
mass), and before it through what a photograph of paper needs. Clothes are cut out as Fashion-MNIST's were (Xiao et
al. 2017); of faces a square is cut out, which a person may move; other pictures fill the model's frame from their
middle. A picture that has the model's own size already is left alone, but for ink on light, even ground, which is
inverted.

Before all of it a person may turn and mirror the picture, which nothing on it can tell for sure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps

from explorer.data import face_place, ink
from explorer.data.decoding import BadPicture

PEN = 2.2  # width of a stroke on a 28 x 28 digit, in pixels; MNIST's are two to three wide
FLAT = 0.02  # contrast below which a picture of the model's size has nothing on it
PREVIEW = 112  # the pictures of the chain are no longer than this a side
MOST = 0.5  # share of the ink; where less than this is kept, what is shown is a part
TURNS = 4  # quarter turns to the right make a whole one
OWN_SIZE = "It has the model's own size: it is left as it is."
PART = "Most of what stands out on the picture was left out: this is a part of it only. Is it a digit?"
NO_INK = "No ink was found on this picture: it is (almost) one flat tone. Choose one with a digit on it."

FOUND = "The square lies where a face was found: move it, or change its size."
NOT_FOUND = "No face was found: move the square to one."

STEPS = {
    "invert": ("Invert", "The model knows light on dark, paper is dark on light."),
    "flatten": ("Even out the light", "Divides shadows and shading out, as a photograph of paper has them."),
    "crop": (
        "Crop to the ink",
        "Keeps the strokes that belong together; specks, printed lines and the table's edge go.",
    ),
    "thicken": ("Thicken thin strokes", "A pen's thin line would fade away when it is scaled down."),
    "resize": ("Leave a margin", "MNIST's digits fit into 20 of 28 pixels; without this step they fill the frame."),
    "centre": (
        "Centre by mass",
        "The ink's centre of mass goes to the middle, as in MNIST; without it, the middle of its box.",
    ),
    "face": (
        "Cut to the face",
        "Keeps the square on your picture, so that it lies as the faces that this model knows do.",
    ),
    "cut": ("Crop to the thing", "Cuts around what stands out from an even ground, as Fashion-MNIST was made."),
    "fill": (
        "Fill the frame",
        "Cuts off what is too long on either side; without this step the whole picture is shown, with margins.",
    ),
    "binary": ("Black and white", "The shapes that this model knows have no greys."),
}


@dataclass(frozen=True)
class Stage:
    """One step as it was taken.

    ``picture`` is uint8 (h, w) or (3, h, w), what the step made of the one before; ``auto`` says whether the step is on
    where nobody switches it.
    """

    name: str
    title: str
    about: str
    on: bool
    auto: bool
    picture: np.ndarray


class Prepared(NamedTuple):
    """What came of an upload.

    ``pixels`` uint8 (c, h, w) as the model takes them; what was done, in sentences; the steps in order; what they began
    with, turned and mirrored, uint8 (3, h, w), as small as the pictures of the steps; whether most of what stands
    out on the picture is not in the pixels; and of a face where the square is, with the picture that it lies on.
    """

    pixels: np.ndarray
    notes: list[str]
    stages: list[Stage]
    original: np.ndarray
    part: bool = False
    place: face_place.Place | None = None
    under: Image.Image | None = None


class Chain:
    """Steps in the order in which they are taken, switched by a person or else by the picture itself."""

    def __init__(self, wanted: Mapping[str, int]):
        self.wanted = wanted
        self.stages: list[Stage] = []
        self.part = False

    def step(
        self,
        name: str,
        auto: bool,
        picture: np.ndarray,
        on: Callable[[], np.ndarray],
        off: Callable[[], np.ndarray] | None = None,
    ) -> np.ndarray:
        """``on()`` where the step is on, ``off()`` where it is not, by default ``picture`` as it is.

        Arrays are (h, w) or (h, w, 3) in [0, 1].
        """
        is_on = bool(self.wanted.get(name, auto))
        made = on() if is_on else off() if off else picture
        self.stages.append(Stage(name, *STEPS[name], is_on, auto, preview(made)))
        return made

    def took(self, *names: str) -> bool:
        return set(names) <= {stage.name for stage in self.stages if stage.on}


def preview(picture: np.ndarray) -> np.ndarray:
    """A picture in [0, 1], (h, w) or (h, w, 3), as uint8 (h, w) or (3, h, w) of at most PREVIEW pixels a side."""
    small = to_picture(picture)
    if max(small.size) > PREVIEW:
        small.thumbnail((PREVIEW, PREVIEW), Image.Resampling.BOX)
    pixels = np.asarray(small)
    return pixels.copy() if pixels.ndim == 2 else pixels.transpose(2, 0, 1).copy()


def switches(text: str) -> dict[str, int]:
    """``invert:1,crop:0,turn:3`` as switches by name; raises ValueError with a sentence."""
    most = (
        dict.fromkeys(STEPS, 1) | {"turn": TURNS - 1, "mirror": 1} | dict.fromkeys(face_place.NAMES, face_place.WHOLE)
    )
    wanted: dict[str, int] = {}
    for part in filter(None, text.split(",")):
        name, _, value = part.partition(":")
        if name not in most or value not in map(str, range(most[name] + 1)):
            raise ValueError(
                f"A step is switched as name:1 or name:0, and the names are {', '.join(most)};"
                f" turn takes quarter turns, 0 to {TURNS - 1}, and {', '.join(face_place.NAMES)} thousandths."
            )
        wanted[name] = int(value)
    return wanted


def turned(picture: Image.Image, wanted: Mapping[str, int]) -> Image.Image:
    """Turned by quarters to the right, and then mirrored left to right, as a person wishes."""
    turns = (None, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)
    turn = turns[wanted.get("turn", 0) % TURNS]
    if turn is not None:
        picture = picture.transpose(turn)
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if wanted.get("mirror") else picture


def to_picture(values: np.ndarray) -> Image.Image:
    return Image.fromarray(np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8))


def prepare(
    picture: Image.Image, shape: Sequence[int], dataset: str = "", steps: Mapping[str, int] | None = None
) -> Prepared:
    """An RGB picture as a model of ``dataset`` expects it, of ``shape`` (c, h, w), with the chain that led there.

    Args:
        steps: switches by name, and "turn", quarter turns to the right, "mirror", and "across", "down" and "side" of
            the square around a face, in thousandths; steps that are not named are taken where the picture needs them.
            Names that the chain of this data set does not have are passed over.

    Raises:
        BadPicture: a digit is to be cropped, or has the model's own size, and there is no ink.
    """
    chain, (channels, height, width) = Chain(steps or {}), shape
    picture = turned(picture, chain.wanted)
    colours = np.asarray(picture, dtype=np.float32) / 255
    original = preview(colours)
    if channels == 3:
        return _coloured(chain, picture, colours, shape, dataset)
    grey = np.asarray(picture.convert("L"), dtype=np.float32) / 255
    notes: list[str] = []
    values = (
        _digit(chain, grey, height, width, notes)
        if dataset == "mnist"
        else _thing(chain, grey, height, width, dataset, notes)
    )
    if chain.took("invert"):
        notes.insert(0, "Inverted: the model knows light on dark.")
    if chain.part:
        notes.append(PART)
    pixels = np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)[None]
    return Prepared(pixels, notes, chain.stages, original, chain.part)


def _coloured(chain: Chain, picture: Image.Image, colours: np.ndarray, shape: Sequence[int], dataset: str) -> Prepared:
    notes, place, seen = [], None, colours
    if dataset in face_place.FRAMES:
        own = picture.size == (shape[2], shape[1])
        place, found = face_place.chosen(picture, dataset, chain.wanted)
        square = face_place.cut(picture, place)
        seen = chain.step("face", not own, colours, lambda: np.asarray(square, dtype=np.float32) / 255)
        if own and not chain.took("face"):
            notes.append(OWN_SIZE)
        elif found is not None:
            notes.append(FOUND if found else NOT_FOUND)
    values = _fill(chain, seen, seen, *shape[1:], True)
    pixels = np.rint(values * 255).astype(np.uint8).transpose(2, 0, 1).copy()
    return Prepared(pixels, notes, chain.stages, preview(colours), place=place, under=picture)


def _digit(chain: Chain, grey: np.ndarray, height: int, width: int, notes: list[str]) -> np.ndarray:
    flat, own = ink.is_even(grey), grey.shape == (height, width)
    if own and np.ptp(grey) < FLAT:
        raise BadPicture(NO_INK)
    dark = flat and ink.border(grey) > 0.5 if own else ink.is_dark(grey)
    grey = chain.step("invert", dark, grey, lambda: 1 - grey)
    lit = chain.step("flatten", not flat and not own, grey, lambda: ink.even(grey))
    switched = own or any(stage.on != stage.auto for stage in chain.stages)
    cut = chain.step(
        "crop", not own, lit, lambda: _cropped(chain, lit, not flat, switched), lambda: ink.shrunk(lit, ink.BOX)
    )
    inner = min(height, width) * 5 / 7 if chain.wanted.get("resize", not own) else min(height, width)
    by = ink.growth(cut, PEN * max(cut.shape) / inner) if chain.took("crop") else 0
    thick = chain.step("thicken", by > 0, cut, lambda: ink.thickened(cut, max(by, 2)))
    filled = (lambda: thick) if thick.shape == (height, width) else (lambda: _fitted(thick, inner))
    small = chain.step("resize", not own, thick, lambda: _fitted(thick, inner), filled)
    framed = chain.step(
        "centre",
        not own,
        small,
        lambda: ink.framed(small, height, width, True),
        lambda: ink.framed(small, height, width, False),
    )
    if chain.took("flatten"):
        notes.append("Light and shadow evened out.")
    if chain.took("crop", "resize", "centre"):
        notes.append("Cropped to the ink, scaled and centred by mass, as MNIST was made.")
    if own and not any(stage.on for stage in chain.stages):
        notes.append(OWN_SIZE)
    return framed


def _cropped(chain: Chain, lit: np.ndarray, photographed: bool, switched: bool) -> np.ndarray:
    """The ink alone.

    Where the steps before were ``switched`` there may be none, and the person sees why; else it is an error.
    """
    above = np.clip(lit - ink.border(lit), 0, 1)
    found = ink.strokes(above, photographed)
    if found is not None:
        chain.part = found.share < MOST
        return ink.cut_out(above, found.mask)
    if not switched:
        raise BadPicture(NO_INK)
    return ink.shrunk(lit, ink.BOX)


def _fitted(picture: np.ndarray, side: float) -> np.ndarray:
    """The longer side brought to ``side`` pixels, the lightest pixel to white."""
    scale = side / max(picture.shape)
    small = ink.resized(picture, *(max(1, round(n * scale)) for n in picture.shape[::-1]), how=Image.Resampling.LANCZOS)
    return np.clip(small / max(float(small.max()), 0.1), 0, 1)


def _thing(chain: Chain, grey: np.ndarray, height: int, width: int, dataset: str, notes: list[str]) -> np.ndarray:
    drawn, own = dataset in ("fashion", "shapes"), grey.shape == (height, width)
    dark = drawn and ink.border(grey) > 0.5 and (ink.is_even(grey) or not own)
    grey = chain.step("invert", dark, grey, lambda: 1 - grey)
    around, alone = grey, False
    if drawn:
        alone = dataset == "fashion" and not own and ink.is_even(grey) and _box(grey) is not None
        grey = chain.step("cut", alone, grey, lambda: grey[_box(grey) or np.s_[:, :]])
        if chain.took("cut"):
            notes.append("Cropped to what stands out from the ground.")
    values = _fill(chain, grey, around, height, width, not chain.took("cut"))
    if dataset != "shapes":
        return values
    values = chain.step("binary", True, values, lambda: (values > 0.5).astype(np.float32))
    if chain.took("binary"):
        notes.append("Made black and white: the shapes have no greys.")
    return values


def _box(grey: np.ndarray) -> tuple[slice, slice] | None:
    """Around all that differs from the ground; None where nothing does."""
    other = np.abs(grey - ink.border(grey)) > 0.08
    if not other.any():
        return None
    rows, columns = np.flatnonzero(other.any(axis=1)), np.flatnonzero(other.any(axis=0))
    return np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _fill(chain: Chain, values: np.ndarray, around: np.ndarray, height: int, width: int, auto: bool) -> np.ndarray:
    """Brought to (height, width): cut about its middle, or whole with margins of the tone that borders ``around``."""
    picture = to_picture(values)

    def cut() -> np.ndarray:
        return np.asarray(ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS), dtype=np.float32) / 255

    def whole() -> np.ndarray:
        scale = min(height / picture.height, width / picture.width)
        w, h = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
        frame = np.empty((height, width, *values.shape[2:]), dtype=np.float32)
        frame[:] = np.median(np.concatenate([around[0], around[-1], around[:, 0], around[:, -1]]), axis=0)
        y, x = (height - h) // 2, (width - w) // 2
        frame[y : y + h, x : x + w] = (
            np.asarray(picture.resize((w, h), Image.Resampling.LANCZOS), dtype=np.float32) / 255
        )
        return frame

    return chain.step("fill", auto, values, cut, whole)
