"""The small pictures that pages show before a model is loaded: all decoded or painted, none from a data set."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.capabilities import Attends, Autoregresses, Conditions, Quantizes, Samples, Sketches, Stacks
from explorer.data import images
from explorer.latents import walks as latents

if TYPE_CHECKING:
    from explorer.models.autoregressive import AutoregressiveModel

ROWS, COLUMNS = 4, 8  # of preview.png
STEPS = 13  # of a strip
STRIP_SIDE = 32  # pixels of the longer side of a strip's picture at the most: it is shown smaller
PLANE = 20  # pictures a side
STYLES = 10  # rows of sheet.png
ATLAS = 16  # codes in a row of codebook.png
WAY, WAY_COLUMNS = 31, 8  # pictures from one face to the other on morph.png, and in a row of it
LOOKED = 2, 4  # rows and columns of scenes in a preview of attention
HEAT = (
    (0, 0, 4),
    (68, 15, 118),
    (158, 47, 127),
    (241, 96, 93),
    (254, 202, 141),
    (252, 253, 191),
)  # "Magma", as on the pages, from nothing to a mask's maximum
VEIL, DIM = 0.65, 0.55  # how strong the heat of a mask is over a scene, and what is left of a scene where it is nothing
SKETCH_SIDE, SMOOTH = 64, 4  # pixels of a drawing's side in a preview, and how many times as large it is drawn first
FILES = ("preview.png", "centre.png", "strips.png", "plane.png", "sheet.png", "codebook.png")
MORPH = ("morph.png", "first.png", "morph.json")  # of the checkpoint that Home opens with


def strips(limits: Sequence[Sequence[float]], steps: int = STEPS) -> np.ndarray:
    """z ``(latents * steps, latents)``: each latent in its row from one end of its range to the other,
    all others in the middle.
    """
    centre = np.asarray(limits, dtype=np.float32).mean(axis=1)
    return np.concatenate(
        [latents.traversal(centre, index, np.linspace(low, high, steps)) for index, (low, high) in enumerate(limits)]
    )


def strip_scale(shape: Sequence[int]) -> int:
    """How many times smaller each way pictures of this shape are on strips.png, so that pages open sooner."""
    height, width = shape[1:]
    smaller = max(1, max(height, width) // STRIP_SIDE)
    return smaller if height % smaller == width % smaller == 0 else 1


def draw(model: Any, folder: Path, limits: Sequence[Sequence[float]], *, linear: bool, seed: int = 0) -> None:
    """Write preview.png (draws from the prior), centre.png, strips.png and, for two latents, plane.png into ``folder``.

    Of a conditional model the draws run through the classes, centre and strips are of the first; sheet.png has a column
    a class.

    Args:
        model: decodes; where it can't sample, z is drawn evenly over its range.
        limits: the ends of each latent's range.
        linear: the plane is even in z over its range, as for a model without a normal prior; else of equal prior mass.
    """
    import torch

    low, high = torch.tensor(limits, dtype=torch.float32).T

    classes = model.classes if isinstance(model, Conditions) else 0

    @torch.no_grad()
    def write(name: str, z: Any, columns: int, each: int = 1, smaller: int = 1) -> None:
        z = torch.as_tensor(z)
        labels = [torch.arange(len(z)) % each] if classes else []
        pictures = model.decode(z, *labels).float()
        if smaller > 1:
            pictures = torch.nn.functional.avg_pool2d(pictures, smaller)
        _save(pictures.numpy(), columns, folder / name)

    generator = torch.Generator().manual_seed(seed)
    if isinstance(model, Samples):
        drawn = model.sample_latents(ROWS * COLUMNS, generator=generator)
    else:
        drawn = torch.rand(ROWS * COLUMNS, len(limits), generator=generator) * (high - low) + low
    write("preview.png", drawn, COLUMNS, classes)
    write("centre.png", (low + high)[None] / 2, 1)
    write("strips.png", strips(limits), STEPS, smaller=strip_scale(model.shape))
    if classes:
        write("sheet.png", drawn[:STYLES].repeat_interleave(classes, 0), classes, classes)
    if len(limits) == 2:
        ends = {"x": limits[0], "y": limits[1], "mode": "linear"} if linear else {"mode": "cdf"}
        write("plane.png", latents.grid(PLANE, **ends), PLANE)


def morph(model: Any, folder: Path, *, seed: int = 0) -> None:
    """Write what Home opens with into ``folder``: morph.png, the pictures on the arc between two draws from the prior,
    first.png, the first of them, and morph.json, which says where the arc lies.

    The two are the first of preview.png's draws, whatever they look like; z is rounded as addresses have it.
    """
    import torch

    drawn = model.sample_latents(ROWS * COLUMNS, generator=torch.Generator().manual_seed(seed))
    a, b = drawn[:2].double().numpy().round(3)
    with torch.no_grad():
        pictures = model.decode(torch.from_numpy(latents.slerp(a, b, np.linspace(0, 1, WAY)))).float().numpy()
    sheet, still, told = (folder / name for name in MORPH)
    _save(pictures, WAY_COLUMNS, sheet)
    _save(pictures[:1], 1, still)
    way = {"a": a.tolist(), "b": b.tolist(), "kind": "slerp", "pictures": WAY, "columns": WAY_COLUMNS, "seed": seed}
    told.write_text(json.dumps(way) + "\n", encoding="utf-8")


def sample(model: Stacks, folder: Path, *, seed: int = 0) -> None:
    """Write preview.png of a model with groups of latents into ``folder``: draws from its prior, N(0, I)."""
    import torch

    with torch.no_grad():
        pictures = model.decode(
            torch.randn(ROWS * COLUMNS, model.latents, generator=torch.Generator().manual_seed(seed))
        )
    _save(pictures.float().numpy(), COLUMNS, folder / "preview.png")


def paint(model: Autoregresses, folder: Path, *, seed: int = 0) -> None:
    """Write preview.png of an autoregressive model into ``folder``: pictures painted from nothing,
    those of a conditional model of each class in turn.
    """
    import torch

    from explorer.sampling import FAST, adapted, fixed_point, noise, sample

    model, n = adapted(model), ROWS * COLUMNS
    canvas, labels = torch.full((n, *model.shape), -1.0), torch.arange(n) % model.classes if model.classes else None
    if type(model) in FAST:
        pictures = sample(model, canvas, labels, noise=noise(model.shape, seed, n))
    else:  # the same pictures in far fewer passes of the network than one a pixel
        *_, last = islice(fixed_point(model, canvas, labels, noise=noise(model.shape, seed, n)), canvas[0].numel() + 1)
        pictures = model.dequantize(last.levels)
    _save(pictures.numpy(), COLUMNS, folder / "preview.png")


def codebook(model: Quantizes, folder: Path) -> None:
    """Write codebook.png into ``folder``: every code of the finest level as the decoder shows it,
    in the order of their numbers; and the same as preview.png.
    """
    from explorer.coding.work import Coder

    coder = Coder(folder.name, model)
    tiles = coder.tiles(len(coder.grids) - 1, [0] * len(coder.grids))
    for name in ("codebook.png", "preview.png"):
        _save(tiles / 255, ATLAS, folder / name)


def dream(coder: Quantizes, priors: Sequence[AutoregressiveModel], folder: Path, *, seed: int = 0) -> None:
    """Write preview.png of a model with codebooks into ``folder``: codes that its priors draw, one prior a level,
    decoded; each class in turn.
    """
    import torch

    from explorer.painting.painter import tell_below
    from explorer.sampling import noise, sample

    n, grids = ROWS * COLUMNS, []
    for prior in priors:
        painter, labels = (
            tell_below(prior, grids[-1] if grids else None),
            torch.arange(n) % prior.classes if prior.classes else None,
        )
        drawn = sample(painter, torch.full((n, *prior.shape), -1.0), labels, noise=noise(prior.shape, seed, n))
        grids.append(prior.quantize(drawn)[:, 0])
    with torch.no_grad():
        pictures = coder.decode_codes(tuple(grids))
    _save(pictures.float().numpy(), COLUMNS, folder / "preview.png")


def attend(model: Attends, folder: Path) -> None:
    """Write preview.png into ``folder``: scenes of dreamt digits and over each, as heat,
    where the model looks when it is asked for one of them.

    Where no model here dreams digits there is none, as digits of a data set must not be in it.
    """
    from explorer.attending.stock import Stock
    from explorer.attending.work import look
    from explorer.data.scenes import NAMES, held_out, render

    stock = Stock()
    if not stock.dreams:
        return
    tiles, training = [], model.training
    model.eval()  # of one that is still training, looking must not move any statistics
    for number in range(LOOKED[0] * LOOKED[1]):
        scene = held_out("plain", number, stock.dreamt_material)
        image, colours = render(scene).image, {digit.colour for digit in scene.digits}
        asked = next(
            colour % len(NAMES) for colour in range(number, number + len(NAMES)) if colour % len(NAMES) in colours
        )  # each colour in turn
        tiles.append(heated(image.transpose(2, 0, 1), look(model, image, asked).whole.double().numpy()) / 255)
    model.train(training)
    _save(np.stack(tiles), LOOKED[1], folder / "preview.png")


def heated(picture: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """A picture (3, h, w) of 0 to 255 with a mask (h, w) over it as heat, float."""
    mask = mask / max(mask.max(), 1e-300)
    scale = np.linspace(0, 1, len(HEAT))
    heat = np.stack([np.interp(mask, scale, level) for level in np.transpose(HEAT)])
    return np.maximum(picture * (DIM + (1 - DIM) * mask), VEIL * heat)


def sketch(model: Sketches, folder: Path, *, seed: int = 0) -> None:
    """Write preview.png of a model that draws into ``folder``: drawings of each class in turn."""
    import torch

    from explorer import sketching
    from explorer.data import strokes

    n = ROWS * COLUMNS
    z = sketching.latents_of(seed, range(n), model.latents, strokes.TEMPERATURE) if model.latents else None
    labels = torch.arange(n) % model.classes if model.classes else None
    rows = sketching.draw(model, n, z, labels, seed=seed, temperature=strokes.TEMPERATURE).numpy()
    drawn = [strokes.to_strokes(strokes.from_stroke5(row)) for row in rows]
    _save(np.stack([inked(strokes.filling(one) if one else []) for one in drawn]), COLUMNS, folder / "preview.png")


def inked(strokes: Sequence[np.ndarray], side: int = SKETCH_SIDE, pen: int = 1, margin: int = 4) -> np.ndarray:
    """Strokes on the paper as a picture ``(1, side, side)`` in [0, 1], black on white; with a ``pen`` and a ``margin``
    of so many pixels.
    """
    from PIL import Image, ImageDraw

    from explorer.data.strokes import PAPER

    large = side * SMOOTH
    picture = Image.new("L", (large, large), 255)
    drawing, scale = ImageDraw.Draw(picture), (large - 2 * margin * SMOOTH) / PAPER
    for stroke in strokes:
        points = [tuple(point) for point in (stroke * scale + margin * SMOOTH).tolist()]
        drawing.line(points * (2 if len(points) == 1 else 1), fill=0, width=pen * SMOOTH, joint="curve")
    small = picture.resize((side, side), Image.Resampling.BOX)
    return np.asarray(small, np.float32)[None] / 255


def _save(pictures: np.ndarray, columns: int, file: Path) -> None:
    images.to_pil(images.sheet(images.to_bytes(pictures), columns)).save(file, optimize=True)
