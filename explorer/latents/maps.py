"""Maps of a model's codes: where the code of each test picture lies in two dimensions, and what lies between. In NumPy.

``python -m train map NAME`` makes them (``train/maps.py``) and leaves two files beside the checkpoint: ``map.npz`` with
the codes and their places, and ``map.json``, which says how they were made and what they are worth. No picture is kept:
whatever is shown of a map is decoded from codes.

A map's places lie in the unit square, y upwards; ``Frame`` says what that is in the map's own coordinates. Between
points a code is interpolated from the nearest ones by inverse distances that are cut off [1], so that it passes
through the codes and nothing jumps where a neighbour comes or goes. A code that is not on the map finds its place in
the same way, the other way round, as umap's own ``transform`` begins [2].

[1] Franke and Nielson, Smooth interpolation of large sets of scattered data, 1980 (Shepard's method, modified)
[2] McInnes, Healy and Melville, UMAP: Uniform Manifold Approximation and Projection, 2018, arXiv:1802.03426
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from explorer.refusal import Refusal

FILE, TOLD = "map.npz", "map.json"
UMAP, PCA, CODES = "umap", "pca", "codes"  # the kinds of map
MOST = 10_000  # codes on a map: the first of the test set
BLENDED = 8  # neighbours that a code, or a place, is interpolated from
QUANTILES = 101  # of the gaps between neighbours, from 0 to 100 %
FINE = 8_191  # steps of a place along the square: finer than any screen, and small enough for half a megabyte
STEPS = {1: 127, 2: 32_767}  # of a code to both sides, by the bytes it is kept in
SAID = ("umap", "measures", "codes", "split", "seed", "count")  # in map.json of all maps,
WORTH = ("trustworthiness", "continuity", "accuracy")  # and of each
NEIGHBOURS, PLANE, EXACT, POINT = "neighbours", "plane", "exact", "point"  # how the code of a place was found


class NoMap(Refusal):
    """There is no map of this model's codes, or it is another model's; the message says so."""

    status = 404


class Frame(NamedTuple):
    """What the unit square is in a map's own coordinates."""

    origin: tuple[float, float]
    span: float

    @classmethod
    def around(cls, points: np.ndarray) -> Frame:
        """The smallest square around ``points`` (n, 2), about their middle."""
        low, high = points.min(0).astype(np.float64), points.max(0).astype(np.float64)
        span = max(float((high - low).max()), 1e-6)
        return cls(tuple(((low + high - span) / 2).tolist()), span)

    def place(self, points: np.ndarray) -> np.ndarray:
        """Points (n, 2) as places in the square."""
        return (np.asarray(points) - self.origin) / self.span

    def point(self, places: np.ndarray) -> np.ndarray:
        """The other way round."""
        return np.asarray(places) * self.span + self.origin


class Spot(NamedTuple):
    """What is at a place of a map.

    Attributes:
        z: its code, float32 (latents,).
        how: NEIGHBOURS, PLANE, EXACT or POINT.
        points: the codes that it was interpolated from, the nearest on the map first; of POINT the one it is.
        weights: theirs, adding up to 1.
    """

    z: np.ndarray
    how: str
    points: np.ndarray
    weights: np.ndarray


def blend(distances: np.ndarray) -> np.ndarray:
    """Weights (k,) of the nearest, given the distances (k + 1,) of one more than those, rising: [1], equation of w.

    They fall to 0 at the distance of the last, and the first has all where it lies at 0.
    """
    reach, near = distances[-1], distances[:-1]
    if near[0] <= 1e-12 or reach <= 1e-12:
        return (np.arange(len(near)) == 0).astype(float)
    raw = ((reach - near) / (reach * near)) ** 2
    total = raw.sum()
    return raw / total if total > 0 else np.full(len(near), 1 / len(near))


def nearest(
    points: np.ndarray, at: np.ndarray, count: int, hidden: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The ``count`` rows of ``points`` (n, d) nearest to ``at`` (d,), and how far they are; the nearest first.

    Rows that are ``hidden``, bool (n,), are not found.
    """
    squares = np.square(points - at).sum(1)
    if hidden is not None:
        squares[hidden] = np.inf
    count = min(count, np.isfinite(squares).sum())
    if not count:
        return np.zeros(0, np.int64), np.zeros(0)
    found = np.argpartition(squares, count - 1)[:count]
    found = found[np.argsort(squares[found], kind="stable")]
    return found, np.sqrt(squares[found])


def inside(places: np.ndarray, corners: Sequence[float]) -> np.ndarray:
    """Which of ``places`` (n, 2) lie within a loop, given its corners, x and y in turn: their numbers, rising.

    What a loop that crosses itself goes round twice is outside (the even-odd rule).
    """
    x, y = places.T
    loop = np.asarray(corners, dtype=float).reshape(-1, 2)
    within = np.zeros(len(places), bool)
    for (x1, y1), (x2, y2) in zip(loop, np.roll(loop, -1, 0), strict=True):
        if y1 != y2:
            within ^= ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return np.flatnonzero(within)


@dataclass(frozen=True, eq=False)
class CodeMap:
    """The codes of a model's test set and their maps.

    Attributes:
        codes: posterior means, float32 (n, latents); row i is of test picture i.
        labels: uint8 (n,).
        places: of each map, float32 (n, 2) in the unit square.
        frames: of each map.
        axes: of PCA, float32 (2, latents), rows of length 1; ``mean`` (latents,) is their origin.
        gaps: quantiles of the distances from each code to its nearest other one, rising.
        about: how the maps were made and what they are worth, as map.json says it.
    """

    codes: np.ndarray
    labels: np.ndarray
    places: dict[str, np.ndarray]
    frames: dict[str, Frame]
    mean: np.ndarray
    axes: np.ndarray
    gaps: np.ndarray
    about: dict[str, Any]

    def kinds(self) -> list[str]:
        """The maps that there are, the one to begin with first."""
        return [kind for kind in (UMAP, PCA, CODES) if kind in self.places]

    def at(self, kind: str, place: np.ndarray, *, plane: bool = False, off: Collection[int] = ()) -> Spot:
        """What is at a place (2,) of a map; of PCA, where ``plane`` is asked for, the point of its own plane.

        Between points those with the labels ``off`` do not count. Raises Refusal where there are no others.
        """
        none = np.zeros(0, np.int64), np.zeros(0)
        if kind == CODES:
            return Spot(self.frames[CODES].point(place).astype(np.float32), EXACT, *none)
        if kind == PCA and plane:
            return Spot((self.mean + self.frames[PCA].point(place) @ self.axes).astype(np.float32), PLANE, *none)
        points, distances = nearest(self.places[kind], place, BLENDED + 1, self._hidden(off))
        if not len(points):
            raise Refusal("Every class is hidden. Show one, and the hand finds its codes.")
        weights = blend(distances) if len(points) > 1 else np.ones(1)
        points = points[: len(weights)]
        return Spot((weights @ self.codes[points]).astype(np.float32), NEIGHBOURS, points, weights)

    def of(self, index: int) -> Spot:
        """The code of a test picture."""
        return Spot(self.codes[index], POINT, np.array([index]), np.ones(1))

    def nearest(self, z: np.ndarray, count: int, off: Collection[int] = ()) -> tuple[np.ndarray, np.ndarray]:
        """The test pictures whose codes are nearest to ``z`` (latents,), and how far they are; none with a label of
        ``off``.
        """
        return nearest(self.codes, z, count, self._hidden(off))

    def _hidden(self, off: Collection[int]) -> np.ndarray | None:
        return np.isin(self.labels, list(off)) if off else None

    def locate(self, kind: str, z: np.ndarray) -> np.ndarray:
        """Where a code lies on a map (2,): exactly, but on a map by UMAP between the places of its nearest codes."""
        if kind == CODES:
            return self.frames[CODES].place(z)
        if kind == PCA:
            return self.frames[PCA].place((z - self.mean) @ self.axes.T)
        points, distances = self.nearest(z, BLENDED + 1)
        weights = blend(distances)
        return weights @ self.places[kind][points[: len(weights)]]

    def lonelier(self, distance: float) -> float:
        """The share of the codes, 0 to 1, whose own nearest neighbour is nearer than ``distance``."""
        return float(np.interp(distance, self.gaps, np.linspace(0, 1, len(self.gaps)), left=0, right=1))

    def class_weights(self, spot: Spot, classes: int) -> np.ndarray:
        """What a conditional model is told of a spot, float32 (classes,): the labels that it was interpolated from,
        or that of the nearest code.
        """
        points, weights = spot.points, spot.weights
        if not len(points):
            points, weights = self.nearest(spot.z, 1)[0], np.ones(1)
        told = np.bincount(self.labels[points], weights, minlength=classes)[:classes]
        return (told / max(told.sum(), 1e-9)).astype(np.float32)


def fingerprint(folder: Path) -> str:
    """Of a checkpoint's weights."""
    return sha256((folder / "model.safetensors").read_bytes()).hexdigest()[:16]


def packed(codes: np.ndarray) -> dict[str, np.ndarray]:
    """Codes (n, latents) as they are kept: whole steps of one size from their mean, so that no latent is kept better
    than another; a byte each, two where there are so few latents that they are drawn themselves.
    """
    kind = np.int16 if codes.shape[1] == 2 else np.int8
    mean = codes.mean(0).astype(np.float32)
    step = np.float32(max(float(np.abs(codes - mean).max()), 1e-6) / STEPS[np.dtype(kind).itemsize])
    return {"codes": np.rint((codes - mean) / step).astype(kind).T, "centre": mean, "step": step}


def unpacked(stored: dict[str, np.ndarray]) -> np.ndarray:
    """The other way round, but for rounding."""
    return (stored["codes"].T * stored["step"] + stored["centre"]).astype(np.float32)


def has_map(folder: Path) -> bool:
    return (folder / FILE).is_file() and (folder / TOLD).is_file()


def read(folder: Path) -> CodeMap:
    """The map in a checkpoint's folder; kept in memory as long as its file stays. Raises NoMap."""
    if not has_map(folder):
        raise NoMap(f"{folder.name} has no map of its codes. Make one: python -m train map {folder.name}")
    return _read(folder, (folder / FILE).stat().st_mtime_ns, (folder / "model.safetensors").stat().st_mtime_ns)


@functools.lru_cache(maxsize=64)
def _read(folder: Path, made: int, trained: int) -> CodeMap:
    try:
        with np.load(folder / FILE, allow_pickle=False) as file:
            stored = dict(file)
        about = json.loads((folder / TOLD).read_text(encoding="utf-8"))
        found = _parsed(stored, about)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoMap(
            f"The map of {folder.name} can't be read ({type(error).__name__}). Make it anew: "
            f"python -m train map {folder.name}"
        ) from None
    if about.get("weights") != fingerprint(folder):
        raise NoMap(f"The map of {folder.name} is of other weights. Make it anew: python -m train map {folder.name}")
    return found


def _parsed(stored: dict[str, np.ndarray], about: dict[str, Any]) -> CodeMap:
    codes = unpacked(stored)
    count = len(codes)
    frames = {kind: Frame(tuple(told["origin"]), float(told["span"])) for kind, told in about["maps"].items()}
    places = {}
    for kind, frame in frames.items():
        own = frame.place(codes) if kind == CODES else stored[kind].astype(np.float64) / FINE
        if own.shape != (count, 2):
            raise ValueError(kind)
        places[kind] = own.astype(np.float32)
    missing = set(SAID) - set(about) or {kind for kind, told in about["maps"].items() if set(WORTH) - set(told)}
    if missing:
        raise KeyError(*missing)
    if stored["labels"].shape != (count,) or not places:
        raise ValueError("labels")
    return CodeMap(
        codes=codes,
        labels=stored["labels"],
        places=places,
        frames=frames,
        mean=stored["mean"],
        axes=stored["axes"],
        gaps=stored["gaps"],
        about=about,
    )
