"""What the Hierarchy page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.catalogue import Card, Catalogue
from explorer.limits import MAX_SEED
from explorer.serving.links import Reader, decoding, pick_model, plain, read_draw, taken, where

MOST_INDEX = 10_000_000
PUSHED = 12.0  # how far a brush may move a latent
TOOLS = ("push", "draw", "back")


def needs(card: Card) -> bool:
    """Models whose latents are maps, in one group or several from coarse to fine."""
    return "groups" in card.can and bool(card.groups) and not card.conditions


@dataclass
class HierarchyView:
    """What the Hierarchy page shows: groups of latents, each drawn from a seed at a temperature or taken from a picture,
    with what a brush moved; and two rows of draws that are mixed.

    Lists have an entry a group, the coarsest first, or none: all as they are at first. Where there is no such model
    the view is of none, and the page says how to get one.
    """

    model: str = ""
    seeds: list[int] = field(default_factory=list)  # none: 0
    temperatures: list[float] = field(default_factory=list)  # none: 1
    turns: list[float] = field(default_factory=list)  # how far on the arc to the next seed's draw; none: not at all
    locked: list[int] = field(default_factory=list)  # groups that are not drawn anew with the others
    held: list[int] = field(default_factory=list)  # groups that the test picture ``index`` gives
    index: int = -1
    painted: list[float] = field(default_factory=list)  # place in z, what is added to it, and so on
    level: int = 0  # the group under the brush
    plane: int = -1  # of its maps; -1: all of them
    tool: str = TOOLS[0]
    amount: float = 2.0  # by which the brush pushes
    a: int = 1  # the first seeds of the draws that are mixed
    b: int = 11
    mixed: list[int] = field(default_factory=list)  # groups that come from A; none: the coarsest
    batch: int = 0  # the first seed of the batch at every temperature
    warmed: int = -1  # the group whose temperature differs from row to row there; -1: all groups
    smooth: int = 0
    draw: int = 0  # 0: pictures are means of p(x|z); else the seed of a draw's noise

    @classmethod
    def read(cls, source: Mapping[str, Any], catalogue: Catalogue) -> tuple[HierarchyView, list[str]]:
        """The view that ``source`` asks for, in range, and notes."""
        read, cards = Reader(source), catalogue.suited(needs)
        if not cards:
            return cls(), []
        card = pick_model(read, cards, "hierarchy")
        count, last = len(card.groups), len(card.groups) - 1
        index = read.integer("index", -1, MOST_INDEX, -1)
        if index >= 0 and "encode" not in card.can:
            read.notes.append(f"{card.title} has no encoder: it can't take a picture.")
            index = -1
        held = _levels(read, "held", count)
        if held and index < 0:
            read.notes.append("The picture of these groups can't be in a link: they are drawn in its place.")
            held = []
        level = read.integer("level", 0, last, 0)
        return cls(
            model=card.name,
            seeds=_each(read, "seeds", count, MAX_SEED, whole=True),
            temperatures=_each(read, "temperatures", count, 2),
            turns=_each(read, "turns", count, 1),
            locked=_levels(read, "locked", count),
            held=held,
            index=index,
            painted=_painted(read, card.latents),
            level=level,
            plane=read.integer("plane", -1, card.groups[level][0] - 1, -1),
            tool=read.choice("tool", TOOLS, TOOLS[0]),
            amount=round(read.number("amount", -4, 4, 2.0), 2),
            a=read.integer("a", 0, MAX_SEED, 1),
            b=read.integer("b", 0, MAX_SEED, 11),
            mixed=_levels(read, "mixed", count),
            batch=read.integer("batch", 0, MAX_SEED, 0),
            warmed=read.integer("warmed", -1, last, -1),
            smooth=read.flag("smooth"),
            draw=read_draw(read, card),
        ), read.notes

    def script(self, card: Card | None) -> str:
        """Python that makes the picture on the page."""
        if card is None:
            return ""
        count = len(card.groups)
        seeds, temperatures = self.seeds or [0] * count, self.temperatures or [1] * count
        turns = f", turns={plain(self.turns)}" if any(self.turns) else ""
        lines = [
            "import explorer, torch",
            "from explorer.latents import groups",
            *(["from explorer.data import datasets"] if self.held else []),
            "",
            f"model = explorer.load({where(card)})",
            f"z = groups.drawn(model.groups, seeds={plain(seeds)}, temperatures={plain(temperatures)}{turns})",
        ]
        if self.held:
            lines += [
                f"given = torch.from_numpy({taken(card, self.index)})[None] / 255",
                f"z = groups.taken(z, model.encode(given).mean.detach().numpy(), model.groups, {self.held})",
            ]
        if self.painted:
            places = "[" + ", ".join(f"{place:.0f}" for place in self.painted[::2]) + "]"
            lines.append(f"z[0, {places}] += {plain(self.painted[1::2])}  # what the brush moved")
        shape = plain(card.shape)[1:-1]
        return "\n".join(
            [*lines, f"picture = {decoding('torch.from_numpy(z)', self.draw)}  # (1, {shape}) in [0, 1]", ""]
        )


def _each(read: Reader, name: str, count: int, high: float, *, whole: bool = False) -> list[Any]:
    """A number from 0 to ``high`` for each group; none where there is no such list."""
    found = read.numbers(name, count, high, 0)
    if not whole:
        return found
    if all(value == int(value) for value in found):
        return [int(value) for value in found]
    read.notes.append(f"The link's {name} should be whole numbers and was left out.")
    return []


def _levels(read: Reader, name: str, count: int) -> list[int]:
    """Numbers of groups, in order; those that there are not are left out."""
    found = read.numbers(name, None, MOST_INDEX)
    return sorted({int(value) for value in found if 0 <= value < count and value == int(value)})


def _painted(read: Reader, latents: int) -> list[float]:
    """Places in z, in order, and what is added to each; none where it is no such list."""
    found = read.numbers("painted", None, MOST_INDEX)
    places, values = found[::2], [min(max(value, -PUSHED), PUSHED) for value in found[1::2]]
    fits = len(places) == len(values) and all(place == int(place) and 0 <= place < latents for place in places)
    if not fits or sorted(set(places)) != places:
        read.notes.append("What was painted on this link's latents doesn't fit the model and was left out.")
        return []
    return [number for place, value in zip(places, values, strict=True) for number in (int(place), value)]
