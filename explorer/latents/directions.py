"""Directions in a space of latents that mean something, and pictures' arithmetic. Pure functions of NumPy arrays.

[1] White, Sampling Generative Networks, 2016, arXiv:1609.04468
[2] Mikolov, Yih and Zweig, Linguistic Regularities in Continuous Space Word Representations, NAACL 2013
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from explorer.latents import maps
from explorer.latents.walks import lerp

TINY = 1e-9
LOOKED_AT = 24  # pictures of a group, to make an analogy of
HELD = 5  # one code in so many does not make a direction, so that it can be judged by it
FEW = 10  # codes of a group, below which all make it and nothing can be judged
BINS = 24  # of the places of codes along a direction
LEAST_REACH = 1.5  # how far a slider goes to either side, in differences of means, at the least
DEVIATIONS = 2.0  # of the codes about their means that it takes in


class Direction(NamedTuple):
    """A way through a space of latents, with how well it tells apart what it was made of.

    Attributes:
        vector: float64 ``(d,)``, which carries the mean of the others to the mean of those.
        middle: so that ``place`` is 0 half way between the two means, and 1/2 and -1/2 at them.
        reach: how far the codes lie from the middle, nearly all of them: a slider's ends.
        auc: the separation of codes that did not make it; None where there are too few to keep any.
        made: how many of those, and of the others, made it.
        held: how many were kept out of it.
        along: how many of those, and of the others, lie in each of BINS from -reach to reach along it ``(2, BINS)``:
            of the held-out codes, or of all where none are; what lies beyond counts in the last bin.
    """

    vector: np.ndarray
    middle: float
    reach: float
    auc: float | None
    made: tuple[int, int]
    held: tuple[int, int]
    along: np.ndarray


def held_out(count: int) -> np.ndarray:
    """Which of ``count`` codes are kept out of a direction, bool ``(count,)``: always the same, every fifth by chance.

    None where there are fewer than FEW.
    """
    left = np.zeros(count, bool)
    if count >= FEW:
        left[np.random.default_rng(0).permutation(count)[: count // HELD]] = True
    return left


def between(those: np.ndarray, others: np.ndarray, against: Sequence[np.ndarray] = ()) -> Direction:
    """The direction from ``others`` ``(m, d)`` to ``those`` ``(n, d)``, judged by the codes that are held out of it.

    ``against`` are directions ``(d,)`` that it is to be at right angles to.

    Raises:
        ValueError: one side is empty, or nothing is left of it: both groups lie at one place, or differ in nothing but
            what ``against`` moves.
    """
    held = [held_out(len(codes)) for codes in (those, others)]
    made = [codes[~left] for codes, left in zip((those, others), held, strict=True)]
    whole = difference_of_means(*made)
    vector = orthogonal(whole, against)
    if np.linalg.norm(vector) <= 1e-6 * max(1.0, float(np.linalg.norm(whole))):
        raise ValueError("Nothing is left of this direction: the two groups do not differ but in what it is to spare.")
    middle = float((made[0].mean(0, np.float64) + made[1].mean(0, np.float64)) @ vector / 2 / (vector @ vector))
    judged = [codes[left] for codes, left in zip((those, others), held, strict=True)]
    counts = len(judged[0]), len(judged[1])
    auc = separation(vector, *judged) if all(counts) else None
    shown = judged if all(counts) else made
    spread = max(float(place(codes, vector, middle).std()) for codes in made)
    reach = max(LEAST_REACH, 0.5 + DEVIATIONS * spread)
    edges = np.linspace(-reach, reach, BINS + 1)
    inside = [np.clip(place(codes, vector, middle), -reach, reach) for codes in shown]
    along = np.stack([np.histogram(places, edges)[0] for places in inside])
    return Direction(vector, middle, reach, auc, (len(made[0]), len(made[1])), counts, along)


def place(codes: np.ndarray, vector: np.ndarray, middle: float) -> np.ndarray:
    """Where ``codes`` ``(n, d)`` lie along a direction, in differences of the two means ``(n,)``: see Direction."""
    return np.asarray(codes, np.float64) @ vector / (vector @ vector) - middle


def difference_of_means(those: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The attribute vector that leads from codes without something to codes with it [1, section 3.1].

    Args:
        those: codes of pictures with it ``(n, d)``.
        others: codes of pictures without it ``(m, d)``.

    Returns:
        The mean of those less the mean of the others ``(d,)``: added once, it carries one mean to the other.

    Raises:
        ValueError: there is no code on one side.
    """
    if not len(those) or not len(others):
        raise ValueError("a direction wants at least one code on either side")
    return np.asarray(those, np.float64).mean(0) - np.asarray(others, np.float64).mean(0)


def orthogonal(direction: np.ndarray, against: Sequence[np.ndarray]) -> np.ndarray:
    """What of ``direction`` ``(d,)`` is at right angles to all of ``against``: walking along it moves none of them.

    Attributes that come together in a data set (smile and sex in [1, section 3.2]) point nearly the same way; this
    takes out of one what it shares with the others, by Gram and Schmidt.
    """
    left, axes = np.asarray(direction, np.float64).copy(), []
    for vector in against:
        axis = np.asarray(vector, np.float64).copy()
        for known in axes:
            axis -= axis @ known * known
        length = np.linalg.norm(axis)
        if length > TINY:
            axes.append(axis / length)
    for axis in axes:
        left -= left @ axis * axis
    return left


def separation(direction: np.ndarray, those: np.ndarray, others: np.ndarray) -> float:
    """How well a direction tells two groups of codes apart: the area under the ROC curve of their places along it.

    The chance that one of ``those`` ``(n, d)`` lies farther along than one of ``others`` ``(m, d)``, ties counted half
    (Mann and Whitney 1947): 0.5 is no better than a coin. Honest only for codes that the direction was not made of.
    """
    here, there = (np.asarray(codes, np.float64) @ direction for codes in (those, others))
    if not len(here) or not len(there):
        raise ValueError("a separation wants at least one code on either side")
    order = np.sort(there)
    below = np.searchsorted(order, here, "left") + np.searchsorted(order, here, "right")
    return float(below.sum() / 2 / len(here) / len(there))


def analogy(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    """a - b + c ``(d,)`` [2]: what a has and b has not, given to c."""
    return np.asarray(a, np.float64) - b + c


def nearest_groups(codes: np.ndarray, groups: Sequence[np.ndarray]) -> tuple[int, int] | None:
    """Which two of ``groups``, each numbers of ``codes``, have the means nearest to each other.

    None where there are no two with two codes at least.
    """
    some = [number for number, group in enumerate(groups) if len(group) > 1]
    means = {number: codes[groups[number]].mean(0, dtype=np.float64) for number in some}
    pairs = [(one, other) for one in some for other in some if one < other]
    return min(pairs, key=lambda pair: np.square(means[pair[1]] - means[pair[0]]).sum(), default=None)


def telling_analogy(
    codes: np.ndarray, others: np.ndarray, those: np.ndarray, random: np.random.Generator
) -> tuple[int, int, int]:
    """Numbers of ``codes`` whose analogy says something: a of ``those``, b and c of ``others``, both of them numbers.

    Out of some by chance a and b are the two most alike, so that a - b is what tells the groups apart and little else;
    c is as far from b as half of them are.
    """
    some = [random.permutation(group)[:LOOKED_AT] for group in (those, others)]
    here, there = (np.asarray(codes[group], np.float64) for group in some)
    far = np.sqrt(np.square(here[:, None] - there[None]).sum(2))
    far[some[0][:, None] == some[1][None]] = np.inf  # where groups share a picture
    a, b = np.unravel_index(far.argmin(), far.shape)
    order = np.argsort(np.square(there - there[b]).sum(1), kind="stable")
    return int(some[0][a]), int(some[1][b]), int(some[1][order[len(order) // 2]])


def j_diagram(a: np.ndarray, b: np.ndarray, c: np.ndarray, side: int) -> np.ndarray:
    """Codes of the grid between a, b, c and the analogy that they imply ``(side * side, d)`` [1, section 2.3].

    a stands at the upper left, b at the upper right, c at the lower left; b - a + c, which was found by arithmetic, at
    the lower right. Rows are read from left to right, the grid is bilinear.
    """
    share = np.linspace(0, 1, side)
    left, right = lerp(a, c, share), lerp(b, analogy(b, a, c), share)
    return np.concatenate([lerp(one, other, share) for one, other in zip(left, right, strict=True)])


def nearest(codes: np.ndarray, z: np.ndarray, count: int, without: Sequence[int] = ()) -> tuple[np.ndarray, np.ndarray]:
    """The ``count`` of ``codes`` ``(n, d)`` that lie nearest to ``z`` ``(d,)``, and how far they are, nearest first.

    ``without`` are numbers of codes that do not count: those that an analogy was made of are near to what it gives.
    """
    found, distance = maps.nearest(codes, np.asarray(z, np.float64), count + len(without))
    kept = ~np.isin(found, without)
    return found[kept][:count], distance[kept][:count]


def laid_out(codes: np.ndarray, side: int) -> np.ndarray:
    """Numbers of ``codes`` ``(side * side, d)`` in a square, like beside like ``(side, side)``.

    Sorted into rows by one and within a row by the other of their two principal components. [1, figure 5] shows such a
    patch; how its codes come to their places it leaves open.
    """
    centred = np.asarray(codes, np.float64) - np.mean(codes, 0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    axes = np.concatenate([axes, np.zeros((2, axes.shape[1]))])[:2]
    across, down = centred @ axes[0], centred @ axes[1]
    rows = np.argsort(down, kind="stable").reshape(side, side)
    return np.stack([row[np.argsort(across[row], kind="stable")] for row in rows])


def mine_grid(codes: np.ndarray, z: np.ndarray, side: int, fine: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A patch of the manifold about ``z``: real codes, and what lies between them (MINE) [1, section 2.4].

    A straight line leaves the region where a model has codes; hopping from one real code to its neighbours does not.
    The ``side * side`` nearest codes are laid out in a square, and between two there are ``fine - 1`` blends of them.

    Args:
        codes: ``(n, d)``, at least ``side * side``.
        z: ``(d,)``.
        side: real codes in a row.
        fine: 1 shows them alone.

    Returns:
        The grid's codes ``(k * k, d)``, k = (side - 1) * fine + 1, row by row; which of ``codes`` stand in it
        ``(side, side)``, and how far these are from ``z``.
    """
    found, distance = nearest(codes, z, side * side)
    order = laid_out(codes[found], side)
    corners = np.asarray(codes[found], np.float64)[order]
    steps = np.linspace(0, side - 1, (side - 1) * fine + 1)
    left = np.minimum(steps.astype(int), max(side - 2, 0))
    right, share = np.minimum(left + 1, side - 1), (steps - left)[:, None]
    rows = (1 - share[:, None]) * corners[left] + share[:, None] * corners[right]
    grid = (1 - share) * rows[:, left] + share * rows[:, right]
    return grid.reshape(-1, grid.shape[-1]), found[order], distance[order]
