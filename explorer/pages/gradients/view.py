"""What the Gradients page shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from explorer.catalogue import Catalogue
from explorer.limits import MAX_SEED
from explorer.serving.links import Reader, plain

FUNCTIONS = ("square", "sine", "step", "cubic", "polynomial")
DRAWS = (1, 10, 100, 1000, 10_000, 100_000)
MOST = 5.0  # of a coefficient's size
SNIPPETS = {
    "square": ("z**2", "2 * z"),
    "cubic": ("z**3", "3 * z**2"),
    "step": ("(z > 0).astype(float)", "np.zeros_like(z)"),
}


@dataclasses.dataclass
class GradientsView:
    """The slope of E[f(z)] for z ~ N(theta, 1), estimated from ``n`` draws, a hundred times over."""

    f: str = "square"
    theta: float = 2.0
    n: int = 10
    omega: float = 6.0  # of the sine
    coefficients: list[float] = dataclasses.field(default_factory=list)  # of the polynomial, from z^0 on
    baseline: float = 0.0
    seed: int = 0

    @classmethod
    def read(cls, source: Mapping[str, Any], catalogue: Catalogue) -> tuple[GradientsView, list[str]]:
        """The view that ``source`` asks for, in range, and notes."""
        read = Reader(source)
        n = read.integer("n", DRAWS[0], DRAWS[-1], 10)
        return cls(
            f=read.choice("f", FUNCTIONS, "square"),
            theta=round(read.number("theta", -3, 3, 2.0), 4),
            n=min(DRAWS, key=lambda count: abs(count - n)),
            omega=round(read.number("omega", 0.5, 10, 6.0), 4),
            coefficients=read.numbers("coefficients", None, MOST)[:5],
            baseline=round(read.number("baseline", -20, 20, 0.0), 4),
            seed=read.integer("seed", 0, MAX_SEED, 0),
        ), read.notes

    def script(self, card: None = None) -> str:
        """Python that makes the same estimates, with draws of its own."""
        if self.f == "sine":
            value, slope = f"np.sin({self.omega:g} * z)", f"{self.omega:g} * np.cos({self.omega:g} * z)"
        elif self.f == "polynomial":
            p = f"np.polynomial.Polynomial({plain(self.coefficients or [0, 0, 1])})"
            value, slope = f"{p}(z)", f"{p}.deriv()(z)"
        else:
            value, slope = SNIPPETS[self.f]
        return (
            "import numpy as np\n"
            f"theta, n, repetitions, baseline = {self.theta:g}, {self.n}, 100, {self.baseline:g}\n"
            f"noise = np.random.default_rng({self.seed}).standard_normal((repetitions, n))\n"
            "z = theta + noise  # draws from N(theta, 1)\n"
            f"reinforce = (({value} - baseline) * noise).mean(1)  # E[(f(z) - b) d/dtheta ln p(z)]\n"
            f"path = ({slope}).mean(1) * np.ones(repetitions)  # E[f'(theta + noise)]\n"
            "print(reinforce.mean(), path.mean(), reinforce.var(), path.var())\n"
        )
