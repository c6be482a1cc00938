"""What the Map page shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.catalogue import TRAINED, Card, Catalogue
from explorer.latents.maps import CODES, PCA, UMAP, has_map
from explorer.limits import Z_LIMIT
from explorer.serving import links
from explorer.serving.links import Reader, pick_model, plain, where

WIDEST, FINEST = 3.0, 0.005  # of the window, in widths of the whole map
FARTHEST = 2.0  # places outside of the map that a link may hold
MOST_CORNERS = 200  # of a lasso


def needs(card: Card) -> bool:
    """Models with a map of their codes beside them."""
    return {"encode", "decode"} <= set(card.can) and card.latents > 1 and not card.groups and has_map(card.folder)


def kinds(card: Card) -> list[str]:
    """The maps of a model; two latents are a map themselves."""
    return [UMAP, CODES if card.latents == 2 else PCA]


@dataclass
class MapView:
    """What the Map page shows: a window of a map of codes, a second model's beside it, a cursor and what is lassoed."""

    model: str
    beside: str = ""  # a second model of the same test pictures
    kind: str = UMAP
    x: float = 0.5  # the window's middle and width; the whole map is the unit square
    y: float = 0.5
    span: float = 1.06  # with a margin
    off: list[int] = field(default_factory=list)  # classes that are hidden
    density: int = 0
    pictures: int = 1
    plane: int = 0  # of PCA: the cursor shows the point of its own plane, not a blend of neighbours
    cursor: list[float] = field(default_factory=list)  # a place on the first model's map
    picked: int = -1  # the test picture that the cursor is held on
    lasso: list[float] = field(default_factory=list)  # corners on a map, x and y in turn
    own: list[float] = field(default_factory=list)  # the code of a picture of one's own
    label: int = -1  # and its class, of a conditional model
    along: list[float] = field(default_factory=list)  # directions, see links.read_directions
    named: str = ""  # what they are called

    @classmethod
    def read(cls, source: Mapping[str, Any], catalogue: Catalogue) -> tuple[MapView, list[str]]:
        """The view that ``source`` asks for, in range, and notes. Raises LookupError when no model can be shown."""
        read = Reader(source)
        # It opens with the model that Latents opens with: where its codes lie is what one asks next.
        cards = sorted(catalogue.suited(needs), key=lambda card: "latents" not in card.first)
        card = pick_model(read, cards, "map")
        fitting = [other.name for other in cards if other.name != card.name and other.dataset == card.dataset]
        along, named = links.read_directions(read, card)
        return cls(
            model=card.name,
            beside=read.choice("beside", ["", *fitting], ""),
            kind=read.choice("kind", kinds(card), UMAP),
            x=read.number("x", -FARTHEST, FARTHEST, 0.5),
            y=read.number("y", -FARTHEST, FARTHEST, 0.5),
            span=read.number("span", FINEST, WIDEST, 1.06),
            off=read_off(read),
            density=read.flag("density"),
            pictures=read.flag("pictures", True),
            plane=read.flag("plane"),
            cursor=read.numbers("cursor", 2, FARTHEST),
            picked=read.integer("picked", -1, 10**6, -1),
            lasso=_corners(read),
            own=read.numbers("own", card.latents, Z_LIMIT),
            label=read.integer("label", -1, max(card.conditions - 1, -1), -1),
            along=along,
            named=named,
        ), read.notes

    def script(self, card: Card) -> str:
        """Python that decodes what is under the cursor, and lists what is in the lasso."""
        place = (
            f'TRAINED / "{card.name}"'
            if card.folder.parent == TRAINED
            else f'Path("the folder given with --models") / "{card.name}"'
        )
        origin = (
            "from explorer.catalogue import TRAINED" if card.folder.parent == TRAINED else "from pathlib import Path"
        )
        lines = [
            "import explorer, torch",
            origin,
            "from explorer.latents import maps",
            f"model, stored = explorer.load({where(card)}), maps.read({place})",
            f'places, labels = stored.places["{self.kind}"], stored.labels  # (n, 2) and (n,), row i of test picture i',
        ]
        if self.picked >= 0 or not self.cursor:  # the page opens on the first
            lines.append(f"spot = stored.of({max(self.picked, 0)})  # the code of that test picture")
        else:
            told_how = ", plane=True" if self.plane and self.kind == PCA else ""
            told_how += f", off={self.off}" if self.off else ""
            lines.append(
                f'spot = stored.at("{self.kind}", {plain(self.cursor)}{told_how})  # spot.how says how it was found'
            )
        told = ""
        if card.conditions:
            lines.append(f"weights = torch.from_numpy(stored.class_weights(spot, {card.conditions}))[None]")
            told = ", weights"
        lines.append(
            f"picture = model.decode(torch.from_numpy(spot.z)[None]{told})  # (1, {plain(card.shape)[1:-1]}) in [0, 1]"
        )
        count = f"1, {self.off}" if self.off else "1"
        lines.append(f"distance = stored.nearest(spot.z, {count})[1][0]  # to the nearest real code")
        if self.lasso:
            lines.append(
                f"inside = maps.inside(places, {plain(self.lasso)})  # numbers of the test pictures in the lasso"
            )
        if self.own:
            lines.append(
                f'place = stored.locate("{self.kind}", torch.tensor({plain(self.own)}).numpy())  # of your own picture\'s code'
            )
        moving = links.directions_of(self.along, self.named, card)
        if moving:
            along = f"torch.from_numpy(spot.z)[None] + directions[{json.dumps(next(iter(moving)))}]"
            lines += links.directions_code(moving)
            lines.append(f"further = model.decode({along}{told})  # by one such difference")
        return "\n".join(lines) + "\n"


def read_off(read: Reader) -> list[int]:
    """Classes that are hidden, ascending."""
    return sorted({int(index) for index in read.numbers("off", None, 255, 0) if index == int(index)})


def _corners(read: Reader) -> list[float]:
    """The lasso of a link: three corners at least."""
    found = read.numbers("lasso", None, FARTHEST)
    if found and (len(found) % 2 or not 6 <= len(found) <= 2 * MOST_CORNERS):
        read.notes.append("The link's lasso is no loop on the map and was left out.")
        return []
    return found
