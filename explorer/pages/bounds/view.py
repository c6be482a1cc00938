"""What the Bounds page shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from explorer.catalogue import Card, Catalogue
from explorer.data import datasets
from explorer.limits import MAX_SEED
from explorer.serving.links import Reader, pick_model, taken, where

CURVES = ("log", "exp", "square", "minus-log")
FORMS = ("two", "sum", "expectation", "integral", "function")
TARGETS = ("bell", "humps")
DIRECTIONS = ("pq", "qp")
MOST_POINTS = 5
LEAST_WEIGHT = 0.02
DRAWS = 1, 10_000
VECTOR = [0.08, 0.83, 0.58, 0.21, 0.42]  # what the lecture's decoder says of its five pixels


def needs(card: Card) -> bool:
    """A model with a likelihood given its latents, whose evidence is estimated."""
    return {"likelihood", "elbo", "encode"} <= set(card.can) and not card.conditions


@dataclasses.dataclass
class BoundsView:
    """Five benches, one under the other: a link holds what was moved on any of them."""

    model: str = ""
    # Jensen
    curve: str = "log"
    form: str = "two"
    xs: list[float] = dataclasses.field(default_factory=list)  # of the points; 1 and 9 where there are none
    weights: list[float] = dataclasses.field(default_factory=list)  # of the points, as long as xs
    # the divergence of two bells: mean and deviation of p and of q
    target: str = "bell"
    direction: str = "pq"
    p_mean: float = 1.0
    p_std: float = 0.5
    q_mean: float = 0.0
    q_std: float = 1.0
    n: int = 100
    seed: int = 0
    # the evidence of x = w z + b + sigma * noise; of digits, how far q is on its way from the prior to the posterior
    digits: int = 0
    w: float = 1.0
    b: float = 0.0
    sigma: float = 0.5
    x: float = 1.2
    z_mean: float = 0.0
    z_std: float = 1.0
    way: float = 0.5
    # the evidence of a picture by draws
    test: int = 0
    draw: int = 0
    # the lecture's five pixels
    pixels: list[float] = dataclasses.field(default_factory=list)

    @classmethod
    def read(cls, source: Mapping[str, Any], catalogue: Catalogue) -> tuple[BoundsView, list[str]]:
        """The view that ``source`` asks for, in range, and notes. Without a model all but one bench is there."""
        read = Reader(source)
        cards = [card for card in catalogue.cards() if needs(card)]
        xs = read.numbers("xs", None, 10)[:MOST_POINTS]
        weights = [max(abs(weight), LEAST_WEIGHT) for weight in read.numbers("weights", None, 1)][: len(xs)]
        positive = read.choice("curve", CURVES, "log")
        return cls(
            model=pick_model(read, cards, "bounds").name if cards else "",
            curve=positive,
            form=read.choice("form", FORMS, "two"),
            xs=xs if len(xs) == len(weights) > 1 else [],
            weights=weights if len(xs) == len(weights) > 1 else [],
            target=read.choice("target", TARGETS, "bell"),
            direction=read.choice("direction", DIRECTIONS, "pq"),
            p_mean=_number(read, "p_mean", -4, 4, 1.0),
            p_std=_number(read, "p_std", 0.1, 3, 0.5),
            q_mean=_number(read, "q_mean", -4, 4, 0.0),
            q_std=_number(read, "q_std", 0.1, 3, 1.0),
            n=read.integer("n", *DRAWS, 100),
            seed=read.integer("seed", 0, MAX_SEED, 0),
            digits=read.flag("digits"),
            w=_number(read, "w", -2, 2, 1.0),
            b=_number(read, "b", -2, 2, 0.0),
            sigma=_number(read, "sigma", 0.1, 2, 0.5),
            x=_number(read, "x", -4, 4, 1.2),
            z_mean=_number(read, "z_mean", -4, 4, 0.0),
            z_std=_number(read, "z_std", 0.05, 3, 1.0),
            way=_number(read, "way", 0, 1, 0.5),
            test=read.integer("test", 0, 100_000, 0),
            draw=read.integer("draw", 0, MAX_SEED, 0),
            pixels=[min(max(value, 0.01), 0.99) for value in read.numbers("pixels", len(VECTOR), 1)],
        ), read.notes

    def script(self, card: Card | None) -> str:
        """Python that finds both sides of the bound of the linear model, and ln p(x) of the picture by draws."""
        linear = (
            "import torch\n"
            "from torch.distributions import Normal, kl_divergence\n"
            f"w, b, sigma, x = {self.w:g}, {self.b:g}, {self.sigma:g}, torch.tensor({self.x:g})\n"
            f"q, prior = Normal({self.z_mean:g}, {self.z_std:g}), Normal(0.0, 1.0)\n"
            "precision = 1 + w**2 / sigma**2\n"
            "posterior = Normal(w * (x - b) / sigma**2 / precision, precision**-0.5)\n"
            "evidence = Normal(b, (w**2 + sigma**2) ** 0.5).log_prob(x)\n"
            "reconstruction = Normal(w * q.sample((100_000,)) + b, sigma).log_prob(x).mean()\n"
            "elbo, gap = reconstruction - kl_divergence(q, prior), kl_divergence(q, posterior)\n"
            "print(elbo, gap, elbo + gap, evidence)\n"
        )
        if card is None:
            return linear
        known = card.dataset in datasets.SHAPE
        picture = taken(card, self.test) if known else "255 * model.sample(1)[0]  # its own dream"
        return linear + (
            "\nimport explorer\n"
            "from explorer.data import datasets\n"
            "from explorer.latents.evidence import as_seen, bound, log_mean, log_weights\n"
            f"model = explorer.load({where(card)})\n"
            f"pixels = {picture}\n"
            "picture = as_seen(model, torch.as_tensor(pixels)[None].float() / 255)\n"
            "with torch.no_grad():\n"
            "    q = model.encode(picture)\n"
            f"draws = log_weights(model, picture, q, 1000, torch.Generator().manual_seed({self.draw}))\n"
            "print(log_mean(draws.prior), log_mean(draws.near + draws.ratio), bound(model, picture, q))\n"
        )


def _number(read: Reader, name: str, low: float, high: float, default: float) -> float:
    return round(read.number(name, low, high, default), 4)
