"""What the Mixtures page shows."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

from explorer.catalogue import Card, Catalogue
from explorer.data.photographs import EVALUATION_SIDE, TEST
from explorer.limits import MAX_SEED
from explorer.serving.links import Reader, pick_model, plain, where

BASES = {  # what z may be under each function
    "quantile": ("uniform",),
    "log": ("uniform",),
    "logistic": ("normal", "uniform"),
    "humps": ("normal", "uniform"),
    "hand": ("normal", "uniform"),
}
OPENING = ([0.5, 0.3, 0.2], [-2.0, 0.5, 3.0], [0.8, 0.5, 1.0])  # weights, means and deviations
MOST_BELLS, MOST_POINTS, LINE = 5, 400, 6.0
LEAST_WIDTH, MOST_WIDTH = 0.02, 12.0
KNOTS, REACH, GAP = 7, 4.0, 0.05
NOISE, BLUR = 50.0, 8.0  # the most: a deviation of 255, and one in pixels
LAST = EVALUATION_SIDE - 8  # row and column that a patch may begin in
MIXTURE = "explorer.models.patch_prior:PatchPrior"  # a stranger's patch prior need not be a mixture


def needs(card: Card) -> bool:
    """Mixtures of Gaussians over patches of 8 x 8 pixels."""
    return card.module == MIXTURE and {"component_map", "patch_prior"} <= set(card.can) and card.shape == (1, 8, 8)


@dataclasses.dataclass
class MixturesView:
    """A mixture of bells with points to fit it to, x = f(z), and a mixture over patches with a photograph."""

    model: str = ""  # the mixture over patches; empty where there is none
    weights: list[float] = dataclasses.field(default_factory=list)  # empty: the bells that the page opens with
    means: list[float] = dataclasses.field(default_factory=list)
    deviations: list[float] = dataclasses.field(default_factory=list)
    points: list[float] = dataclasses.field(default_factory=list)
    x: float = 0.0  # whose responsibilities are told
    seed: int = 0  # of the draws from the bells
    f: str = "quantile"
    base: str = "uniform"  # what z is
    knots: list[float] = dataclasses.field(default_factory=list)  # heights of f bent by hand; empty: a straight line
    z: float = 0.7  # whose way to x is told
    throw: int = 0  # the seed of the draws of z
    photo: str = "camera"  # an own one can't be named
    sigma: float = 25.0  # deviation of the noise on it, of 255
    blur: float = 0.0  # in pixels
    flat: int = 0  # whether it is one grey
    row: int = 204  # of the patch that is told of
    column: int = 140
    component: int = -1  # that is shown large, by falling weight; -1: the one that the patch is likeliest of

    @classmethod
    def read(cls, source: Mapping[str, Any], catalogue: Catalogue) -> tuple[MixturesView, list[str]]:
        """The view that ``source`` asks for, in range, and notes."""
        read, cards = Reader(source), catalogue.suited(needs)
        weights, means, deviations = _bells(read)
        f = read.choice("f", BASES, "quantile")
        base = read.choice("base", BASES[f], BASES[f][0])
        low, high = (0.001, 0.999) if base == "uniform" else (-4.0, 4.0)
        points = read.numbers("points", None, LINE)
        if len(points) > MOST_POINTS:
            read.notes.append(f"The link has more than {MOST_POINTS} points: the first ones are shown.")
        return cls(
            model=pick_model(read, cards, "mixtures").name if cards else "",
            weights=weights,
            means=means,
            deviations=deviations,
            points=points[:MOST_POINTS],
            x=round(read.number("x", -LINE, LINE, 0.0), 4),
            seed=read.integer("seed", 0, MAX_SEED, 0),
            f=f,
            base=base,
            knots=_knots(read),
            z=round(read.number("z", low, high, 0.7), 4),
            throw=read.integer("throw", 0, MAX_SEED, 0),
            photo=read.choice("photo", TEST, "camera"),
            sigma=round(read.number("sigma", 0, NOISE, 25.0), 4),
            blur=round(read.number("blur", 0, BLUR, 0.0), 4),
            flat=read.flag("flat"),
            row=read.integer("row", 0, LAST, 204),
            column=read.integer("column", 0, LAST, 140),
            component=read.integer("component", -1, 4095, -1),
        ), read.notes

    def script(self, card: Card | None = None) -> str:
        """Python that draws from the same mixture and function, takes a step of EM where there are points, and measures
        the photograph where there is a mixture over patches.
        """
        weights, means, deviations = (self.weights, self.means, self.deviations) if self.weights else OPENING
        lines = [
            "import numpy as np",
            "from scipy.interpolate import CubicHermiteSpline",
            "from scipy.stats import norm",
            "",
            f"weights, means, deviations = np.array([{plain(weights)}, {plain(means)}, {plain(deviations)}])",
            f"random = np.random.default_rng({self.seed})",
            "bells = random.choice(len(weights), 1000, p=weights / weights.sum())  # first which bell",
            "draws = random.normal(means[bells], deviations[bells])  # then x from it",
            f"joint = weights * norm.pdf({self.x:g}, means, deviations)",
            f"shares = joint / joint.sum()  # p(k | x = {self.x:g})",
        ]
        if self.points:
            lines += [
                f"points = np.array({plain(self.points)})",
                "joint = weights * norm.pdf(points[:, None], means, deviations)",
                "likelihood = np.log(joint.sum(1)).mean()  # nats a point",
                "taken = joint / joint.sum(1, keepdims=True)  # a step of EM",
                "new_means = (taken * points[:, None]).sum(0) / taken.sum(0)",
                "new_variances = (taken * (points[:, None] - new_means) ** 2).sum(0) / taken.sum(0) + 0.001",
                "new_weights = taken.mean(0)",
            ]
        return "\n".join([*lines, "", *self._function(), "", *(self._photograph(card) if card else [])])

    def _function(self) -> list[str]:
        t = "6 * (z - 0.5)" if self.base == "uniform" else "z"
        made = {
            "quantile": ["x = norm.ppf(z)"],
            "log": ["x = np.log(z)"],
            "logistic": [f"x = 1 / (1 + np.exp(-{'8 * (z - 0.5)' if self.base == 'uniform' else '2 * z'}))"],
            "humps": [f"t = {t}", "x = t + 2 * np.tanh(2 * t)"],
            "hand": [
                f"heights = np.array({plain(self.knots or _straight())})",
                f"places = np.linspace({'0, 1' if self.base == 'uniform' else '-3, 3'}, {KNOTS})",
                "lines = np.diff(heights) / np.diff(places)",
                "slopes = np.r_[lines[0], 2 * lines[1:] * lines[:-1] / (lines[1:] + lines[:-1]), lines[-1]]",
                "far = 10 * np.array([-1, 1])  # beyond its ends the curve is straight",
                "heights = np.r_[heights[0] + slopes[0] * far[0], heights, heights[-1] + slopes[-1] * far[1]]",
                "places, slopes = np.r_[places[0] + far[0], places, places[-1] + far[1]], slopes[[0, *range(7), 6]]",
                "x = CubicHermiteSpline(places, heights, slopes)(z)",
            ],
        }[self.f]
        kind = "random.uniform(size=1000)" if self.base == "uniform" else "random.standard_normal(1000)"
        seed = f"random = np.random.default_rng({self.throw})"
        return [seed, f"z = {kind}", *made, "print(x.mean(), x.var())"]

    def _photograph(self, card: Card) -> list[str]:
        how = f"sigma={self.sigma:g}, blur={self.blur:g}, flat={bool(self.flat)}"
        row, column = self.row, self.column
        return [
            "import explorer",
            "from explorer.data import photographs",
            "from explorer.restoring.epll import PatchLikelihood, worsened",
            "",
            f"likelihood = PatchLikelihood(explorer.load({where(card)}))",
            f'picture = worsened(photographs.square("{self.photo}") / 255, {how})',
            "print(likelihood.epll(picture, step=4))  # nats a patch",
            f"patch = picture[{row}:{row + 8}, {column}:{column + 8}].ravel()",
            f"explained = likelihood.explain(patch, {self.sigma:g} / 255)",
            "",
        ]


def _straight() -> list[float]:
    return [float(i - (KNOTS - 1) // 2) for i in range(KNOTS)]


def _bells(read: Reader) -> tuple[list[float], list[float], list[float]]:
    """Weights that sum to 1, means and deviations of the same number of bells; all empty where there are none."""
    found = [read.numbers(name, None, LINE) for name in ("weights", "means", "deviations")]
    weights, means, deviations = found
    if not any(found):
        return [], [], []
    if len({*map(len, found)}) != 1 or len(weights) > MOST_BELLS or min(weights) < 0 or sum(weights) <= 0:
        read.notes.append(
            f"The link's weights, means and deviations must be those of 1 to {MOST_BELLS} bells: others are shown instead."
        )
        return [], [], []
    whole = math.fsum(weights)
    if abs(whole - 1) > 0.01:
        read.notes.append("The weights did not sum to 1, and were scaled.")
    if abs(whole - 1) > 5e-4:  # what rounding leaves stays as it is: a link gives the same view again
        weights = [round(weight / whole, 4) for weight in weights]
    return weights, means, [min(max(width, LEAST_WIDTH), MOST_WIDTH) for width in deviations]


def _knots(read: Reader) -> list[float]:
    knots = read.numbers("knots", KNOTS, REACH)
    if any(high - low < GAP - 1e-6 for low, high in zip(knots, knots[1:], strict=False)):
        read.notes.append("The link's knots must rise: a straight line is shown.")
        return []
    return knots
