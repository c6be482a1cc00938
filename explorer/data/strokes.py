"""Drawings as strokes: forms, simplification, augmentation, and one's own pen on the same paper. NumPy only.

[1] Ha and Eck, A Neural Representation of Sketch Drawings, 2017, arXiv:1704.03477
[2] Ramer, An Iterative Procedure for the Polygonal Approximation of Plane Curves, 1972; Douglas and Peucker, 1973

Everything is measured in units of one paper, PAPER wide and high, x to the right and y downwards. Three forms:

- **strokes**: a list of float arrays ``(points, 2)``, each point's place on the paper, from (0, 0) to (PAPER, PAPER);
- **stroke-3**: ``(points, 3)``, the step to each point from the one before and 1 where the pen is lifted after it. The
  first step begins in the middle of the paper, so that a drawing's place is in it ([1] leaves it open);
- **stroke-5** [1, section 3.1]: ``(points + 1, 5)``, the step and one of three pen states: down (a line is drawn to the
  next point), lifted after this point, drawing ended. The last row is the end; what is padded behind it is the same.

A batch is padded stroke-3, int16 ``(n, longest, 3)``, whose pen is PAST behind the end of a drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from explorer.data.official import Images, MissingData, reading

PAPER = 256.0
PAST = 2  # in a batch, the pen where a drawing is over
DOWN, LIFTED, ENDED = 0, 1, 2  # the three pen states' places in stroke-5, after the step
EPSILON = 4.0  # of the simplification of drawings from a hand: no line leaves its points by more
TEMPERATURE = 0.5  # that a model draws at where none is named: on the page, in previews, before a judge
STRETCH, DROPPED = 0.1, 0.1  # augmentation [1, section 3.3 and its published code]

Strokes = list[np.ndarray]


class Pack(NamedTuple):
    """A file of drawings: its name, what its units are multiplied by to come to PAPER's, and how it is simplified.

    Drawings of more than ``longest`` points (after that) are left out of the training set, as they are in [1].
    """

    file: str
    unit: float
    epsilon: float
    longest: int
    called: str


PACKS: dict[str, Pack] = {
    "things": Pack("drawings_8x716.npz", 1.0, EPSILON, 200, "drawings of eight things"),
    "kanji": Pack("short_kanji.npz", 0.5, 2.0, 100, "kanji"),
    "quickdraw": Pack("quickdraw_344x25.npz", 1.0, EPSILON, 200, "sample of Quick, Draw!"),
}
THINGS = ["bicycle", "car", "clock", "fish", "guitar", "house", "pencil", "tree"]
_SPLITS = {"train": "train", "validation": "valid", "test": "test"}


# Forms.


def to_strokes(points: np.ndarray) -> Strokes:
    """stroke-3 -> strokes; points behind the last lift of the pen are a stroke, too."""
    points = np.asarray(points, np.float64)
    places = points[:, :2].cumsum(0) + PAPER / 2
    cuts = np.flatnonzero(points[:, 2]) + 1
    return [part for part in np.split(places, cuts) if len(part)]


def to_stroke3(strokes: Sequence[np.ndarray]) -> np.ndarray:
    """Strokes -> stroke-3, float32 ``(points, 3)``; strokes without points are passed over."""
    kept = [np.asarray(stroke, np.float64).reshape(-1, 2) for stroke in strokes if len(stroke)]
    if not kept:
        return np.zeros((0, 3), np.float32)
    places = np.concatenate([np.full((1, 2), PAPER / 2), *kept])
    lifted = np.zeros(len(places) - 1)
    lifted[np.cumsum([len(stroke) for stroke in kept]) - 1] = 1
    return np.column_stack([np.diff(places, axis=0), lifted]).astype(np.float32)


def to_stroke5(points: np.ndarray, ended: bool = True) -> np.ndarray:
    """stroke-3 -> stroke-5, float32; with ``ended`` False without the row of the end, as of a beginning."""
    points = np.asarray(points, np.float32).reshape(-1, 3)
    found = np.zeros((len(points) + ended, 5), np.float32)
    found[: len(points), :2] = points[:, :2]
    found[np.arange(len(points)), 2 + points[:, 2].astype(int)] = 1
    if ended:
        found[-1, 2 + ENDED] = 1
    return found


def from_stroke5(points: np.ndarray) -> np.ndarray:
    """stroke-5 -> stroke-3, float32, up to the end of the drawing or of the rows."""
    points = np.asarray(points, np.float32)
    ends = np.flatnonzero(points[:, 2 + ENDED])
    kept = points[: ends[0]] if len(ends) else points
    return np.column_stack([kept[:, :2], kept[:, 2 + LIFTED]])


def batch_of(drawings: Sequence[np.ndarray]) -> np.ndarray:
    """Drawings in stroke-3, rounded to whole units -> a batch int16 ``(n, longest, 3)``.

    Places are rounded rather than steps, so that nothing drifts.
    """
    found = np.zeros((len(drawings), max(map(len, drawings), default=0), 3), np.int16)
    found[:, :, 2] = PAST
    for row, points in zip(found, drawings, strict=True):
        places = points[:, :2].astype(np.float64).cumsum(0).round()
        row[: len(points), :2] = np.diff(places, axis=0, prepend=np.zeros((1, 2)))
        row[: len(points), 2] = points[:, 2]
    return found


def lengths_of(batch: np.ndarray) -> np.ndarray:
    """How many points each drawing of a batch has ``(n,)``."""
    return (batch[..., 2] != PAST).sum(-1)


def drawing_of(batch: np.ndarray, number: int) -> np.ndarray:
    """One drawing of a batch as stroke-3, float32."""
    return batch[number, : lengths_of(batch[number])].astype(np.float32)


def stroke5_batch(batch: np.ndarray) -> np.ndarray:
    """A batch ``(n, longest, 3)`` -> stroke-5, float32 ``(n, longest + 1, 5)``, every drawing with its end."""
    found = np.zeros((len(batch), batch.shape[1] + 1, 5), np.float32)
    found[:, :-1, :2] = np.where(batch[..., 2:] == PAST, 0, batch[..., :2])
    for state in (DOWN, LIFTED, ENDED):
        found[:, :-1, 2 + state] = batch[..., 2] == state  # PAST is ENDED
    found[:, -1, 2 + ENDED] = 1
    return found


# Simplification, and the place on the paper.


def simplify(points: np.ndarray, epsilon: float) -> np.ndarray:
    """The points ``(k, 2)`` of a line that its course needs: none that is left out lies farther than ``epsilon`` from
    what is drawn [2]. First and last point stay.
    """
    points = np.asarray(points, np.float64)
    kept = np.zeros(len(points), bool)
    kept[[0, -1]] = True
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        away = _distances(points[first + 1 : last], points[first], points[last])
        farthest = int(away.argmax())
        if away[farthest] > epsilon:
            middle = first + 1 + farthest
            kept[middle] = True
            spans += [(first, middle), (middle, last)]
    return points[kept]


def _distances(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """How far points lie from the line between two; a line that comes back to its start is no point for ever."""
    along = end - start
    share = (points - start) @ along / max(along @ along, 1e-12)
    return np.hypot(*(points - start - share.clip(0, 1)[:, None] * along).T)


def simplified(strokes: Sequence[np.ndarray], epsilon: float = EPSILON) -> Strokes:
    """Each stroke simplified by itself; strokes without points are left out."""
    return [simplify(stroke, epsilon) for stroke in strokes if len(stroke)]


def centred(strokes: Sequence[np.ndarray]) -> Strokes:
    """A drawing with its bounding box in the middle of the paper."""
    every = np.concatenate(list(strokes))
    shift = PAPER / 2 - (every.min(0) + every.max(0)) / 2
    return [stroke + shift for stroke in strokes]


def filling(strokes: Sequence[np.ndarray], side: float = PAPER - 1) -> Strokes:
    """A whole drawing of any size, centred, its longer side ``side``: as the sets from a hand are stored."""
    every = np.concatenate(list(strokes))
    size = float(np.ptp(every, axis=0).max())
    return centred([np.asarray(stroke, np.float64) * (side / size if size else 1.0) for stroke in strokes])


def from_pen(strokes: Sequence[np.ndarray], side: float, epsilon: float = EPSILON) -> np.ndarray:
    """One's own strokes as a pen gave them on a square of ``side``, however close their points -> stroke-3.

    They stay where they are: a beginning is a part of a drawing, and does not fill the paper.
    """
    scaled = [np.asarray(stroke, np.float64).reshape(-1, 2) * (PAPER / side) for stroke in strokes if len(stroke)]
    return to_stroke3(simplified(scaled, epsilon))


def svg(strokes: Sequence[np.ndarray], width: float = 3.0) -> str:
    """Strokes as an SVG picture of the paper, black on nothing; a point alone is a dot."""
    lines = [" ".join(f"{x:.1f},{y:.1f}" for x, y in stroke) for stroke in strokes if len(stroke)]
    drawn = "".join(f'<path d="M{line}{" Z" * (" " not in line)}"/>' for line in lines)
    style = f'fill="none" stroke="black" stroke-width="{width:g}" stroke-linecap="round" stroke-linejoin="round"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {PAPER:g} {PAPER:g}"><g {style}>{drawn}</g></svg>'


# What training does with drawings.


def deviation(batch: np.ndarray) -> float:
    """The deviation of all steps' two numbers, of the training set: what a network's units are [1, section 3.1].

    The first step, from the middle of the paper, is none of the hand's.
    """
    steps = batch[:, 1:, :2][batch[:, 1:, 2] != PAST]
    return float(steps.astype(np.float64).std())


def augmented(batch: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """A batch stretched by up to a tenth, x and y by themselves, and a tenth of the points within lines left out.

    float32, with as many rows as it had. As in [1]: a point is left out where the pen was down on it and before it, and
    three points of its stroke at least come before.
    """
    places = batch[..., :2].astype(np.float32).cumsum(1)
    places *= draw.uniform(1 - STRETCH, 1 + STRETCH, (len(batch), 1, 2)).astype(np.float32)
    pen = batch[..., 2]
    kept = ~(_inner(pen) & (draw.random(pen.shape) < DROPPED))
    order = np.argsort(~kept, axis=1, kind="stable")
    places = np.take_along_axis(places, order[..., None], 1)
    pen = np.where(np.take_along_axis(kept, order, 1), np.take_along_axis(pen, order, 1), PAST)
    steps = np.diff(places, axis=1, prepend=np.zeros((len(batch), 1, 2), np.float32))
    found = np.concatenate([steps, pen[..., None].astype(np.float32)], -1)
    found[..., :2][pen == PAST] = 0
    return found


def _inner(pen: np.ndarray) -> np.ndarray:
    """Whether a point may be left out: the pen is down on it, and was on the three before it."""
    down = pen == DOWN
    earlier = [np.pad(down, ((0, 0), (by, 0)))[:, : pen.shape[1]] for by in (1, 2, 3)]
    return down & earlier[0] & earlier[1] & earlier[2]


# The files.


def load(name: str, split: str, root: Path) -> Images:
    """A split of PACKS as a batch, int16 ``(n, longest, 3)``, and labels uint8, zero where there are none.

    Simplified, and centred on the paper. Raises MissingData, DamagedData.
    """
    pack = PACKS[name]
    file = root / "sketches" / pack.file
    if not file.is_file():
        raise MissingData(f"The {pack.called} are not in {root}: put sketches/{pack.file} there, see explorer.data.")
    with reading(file), np.load(file, allow_pickle=False) as arrays:
        part = _SPLITS[split]
        points, offsets = arrays[f"{part}_points"], arrays[f"{part}_offsets"]
        labels = arrays[f"{part}_labels"] if f"{part}_labels" in arrays else np.zeros(len(offsets) - 1, np.int16)
        drawings = [_prepared(points[start:stop], pack) for start, stop in zip(offsets, offsets[1:], strict=False)]
    every = split != "train"
    kept = [number for number, drawing in enumerate(drawings) if every or len(drawing) <= pack.longest]
    return Images(batch_of([drawings[number] for number in kept]), labels[kept])


def _prepared(points: np.ndarray, pack: Pack) -> np.ndarray:
    strokes = [stroke * pack.unit for stroke in to_strokes(points)]
    return to_stroke3(centred(simplified(strokes, pack.epsilon)))


def test_count(name: str, root: Path) -> int:
    """How many test drawings there are, told without reading them; 0 where the file is not there."""
    file = root / "sketches" / PACKS[name].file
    return _count(str(file), file.stat().st_mtime_ns) if file.is_file() else 0


test_count.__test__ = False  # a name that pytest would collect


@lru_cache(maxsize=8)
def _count(path: str, changed: int) -> int:
    """``changed``, the file's time of change, lets a new one be read."""
    with reading(Path(path)), np.load(path, allow_pickle=False) as arrays:
        return len(arrays["test_offsets"]) - 1
