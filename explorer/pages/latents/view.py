"""What the Latents page shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.catalogue import Card, Catalogue
from explorer.limits import MAX_SEED, Z_LIMIT
from explorer.serving import links
from explorer.serving.links import Reader, decoding, pick_beside, pick_model, plain, read_draw, where


def needs(card: Card) -> bool:
    """Models with a vector of latents that decode it; maps of latents are handled on Hierarchy."""
    return "decode" in card.can and card.latents > 0 and not card.groups


@dataclass
class LatentsView:
    """What the Latents page shows: one z under the sliders of a model, perhaps a second model, and a path from A to B."""

    model: str
    z: list[float] = field(default_factory=list)  # empty: the centre
    weights: list[float] = field(default_factory=list)  # of the classes, of a conditional model; empty: its first class
    beside: str = ""
    seed: int = -1  # of the next draw; -1: the model's first
    temperature: float = 1.0
    locked: list[int] = field(default_factory=list)
    a: list[float] = field(default_factory=list)
    b: list[float] = field(default_factory=list)
    kind: str = "slerp"
    t: float = 0.0
    smooth: int = 0
    along: list[float] = field(default_factory=list)  # directions beside the sliders, see links.read_directions
    named: str = ""  # what they are called
    draw: int = 0  # 0: pictures are means of p(x|z); else the seed of a draw's noise

    @classmethod
    def read(cls, source: Mapping[str, Any], catalogue: Catalogue) -> tuple[LatentsView, list[str]]:
        """The view that ``source`` asks for, in range, and notes. Raises LookupError when no model can be shown."""
        read, cards = Reader(source), catalogue.suited(needs)
        card = pick_model(read, cards, "latents")
        locked = read.numbers("locked", None, Z_LIMIT)
        along, named = links.read_directions(read, card)
        return cls(
            model=card.name,
            z=read.numbers("z", card.latents, Z_LIMIT),
            weights=[min(max(weight, 0.0), 1.0) for weight in read.numbers("weights", card.conditions, 1)],
            beside=pick_beside(read, card, cards),
            seed=read.integer("seed", -1, MAX_SEED, -1),
            temperature=read.number("temperature", 0, 2, 1.0),
            locked=sorted({int(index) for index in locked if 0 <= index < card.latents and index == int(index)}),
            a=read.numbers("a", card.latents, Z_LIMIT),
            b=read.numbers("b", card.latents, Z_LIMIT),
            kind=read.choice("kind", ["lerp", "slerp"], "slerp"),
            t=read.number("t", 0, 1, 0.0),
            smooth=read.flag("smooth"),
            along=along,
            named=named,
            draw=read_draw(read, card),
        ), read.notes

    def script(self, card: Card) -> str:
        """Python that makes the picture on the page."""
        z = self.z or [round((low + high) / 2, 4) for low, high in card.range]
        lines = ["import explorer, torch", f"model = explorer.load({where(card)})"]
        shape = f"(1, {plain(card.shape)[1:-1]}) in [0, 1]"
        moving = links.directions_of(self.along, self.named, card)
        if card.conditions:
            weights, given = self.weights or [1.0] + [0.0] * (card.conditions - 1), "z, weights"
            lines.append(f"z, weights = torch.tensor([{plain(z)}]), torch.tensor([{plain(weights)}])")
            shape += "; a weight for each class"
        elif moving:
            given = "z"
            lines.append(f"z = torch.tensor([{plain(z)}])")
        else:
            given = f"torch.tensor([{plain(z)}])"
        lines.append(f"picture = {decoding(given, self.draw)}  # {shape}")
        return "\n".join(lines + self._further(moving, given)) + "\n"

    def _further(self, moving: dict[str, list[float]], given: str) -> list[str]:
        """Python that moves the picture along the first of its directions."""
        if not moving:
            return []
        along = given.replace("z", f"z + directions[{json.dumps(next(iter(moving)))}]", 1)
        return [*links.directions_code(moving), f"further = {decoding(along, self.draw)}  # by one such difference"]
