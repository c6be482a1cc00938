"""What the Codes page shows."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from explorer.catalogue import Card, Catalogue
from explorer.limits import MAX_SEED
from explorer.serving.links import Reader, pick_model, taken, where

ORDERS = ("use", "similarity", "map")
SOURCE = re.compile(r"test:(\d{1,6})")


def needs(card: Card) -> bool:
    """Models with codebooks."""
    return "quantize" in card.can


def opens(card: Card) -> dict[str, str] | None:
    """A prior over codes has no pictures of its own: it opens with the model whose codes it draws."""
    if "autoregress" in card.can and card.over:
        return {"model": card.over}
    return {"model": card.name} if needs(card) else None


@dataclasses.dataclass
class CodesView:
    """What the Codes page shows: a picture as its codes, repainted or not, the codebook beside it, and what a dream is told."""

    model: str
    source: str = ""  # "test:17", the test picture that the codes began as; an own picture can't be named
    cells: list[int] = dataclasses.field(
        default_factory=list
    )  # the codes of all levels, the coarsest first; empty: those of ``source``
    level: int = 0  # that is painted on
    code: int = -1  # that is picked; -1: none
    order: str = "use"  # of the codebook
    spread: int = 1  # on its map tiles that would lie on each other are moved apart
    beside: str = ""  # "test:3", a second picture to copy from and to morph into
    morph: float = 0.0  # how much of the way to it is gone; ``cells`` has what came of it
    label: str = ""  # the class that the prior is told, or empty for none
    temperature: float = 1.0
    seed: int = 0
    kept: list[int] = dataclasses.field(default_factory=list)  # places in ``cells`` that a dream leaves as they are

    @classmethod
    def read(cls, source: Mapping[str, Any], catalogue: Catalogue) -> tuple[CodesView, list[str]]:
        """The view that ``source`` asks for, in range, and notes. Raises LookupError when no model can be shown."""
        read, cards = Reader(source), catalogue.suited(needs)
        if not cards:
            raise LookupError("There is no checkpoint with a codebook yet. Train one: python -m train vqvae-mnist")
        card = pick_model(read, cards, "codes")
        count = sum(height * width for height, width in card.grids)
        return cls(
            model=card.name,
            source=_picture(read, "source"),
            cells=_whole(read, "cells", count, card.code_count),
            level=read.integer("level", 0, max(0, len(card.grids) - 1), 0),
            code=read.integer("code", -1, max(0, card.code_count) - 1, -1),
            order=read.choice("order", ORDERS, ORDERS[0]),
            spread=read.flag("spread", True),
            beside=_picture(read, "beside"),
            morph=round(read.number("morph", 0, 1, 0.0), 4),
            label=_label(
                read, [prior.conditions for prior in catalogue.cards("autoregress") if prior.over == card.name]
            ),
            temperature=round(read.number("temperature", 0, 2, 1.0), 4),
            seed=read.integer("seed", 0, MAX_SEED, 0),
            kept=sorted(set(_whole(read, "kept", None, count))),
        ), read.notes

    def script(self, card: Card) -> str:
        """Python that decodes the very codes of the page."""
        load, shape = f"model = explorer.load({where(card)})", ", ".join(map(str, (1, *card.shape)))
        decoded = f"picture = model.decode_codes(codes)  # ({shape}) in [0, 1]"
        if not self.cells:
            index = int(SOURCE.fullmatch(self.source)[1]) if self.source else 0
            return "\n".join(
                [
                    "import torch, explorer",
                    "from explorer.data import datasets",
                    "",
                    load,
                    f"grey = torch.from_numpy({taken(card, index)})[None] / 255",
                    "codes = model.encode_codes(grey)",
                    decoded,
                    "",
                ]
            )
        grids, start = [], 0
        for height, width in card.grids:
            rows = [self.cells[start + row * width : start + (row + 1) * width] for row in range(height)]
            grids.append("torch.tensor([[\n" + "".join(f"    [{', '.join(map(str, row))}],\n" for row in rows) + "]])")
            start += height * width
        names = _names(len(grids))
        each = [f"{name} = {grid}" for name, grid in zip(names, grids, strict=True)]
        codes = f"codes = ({', '.join(names)}{',' * (len(names) == 1)})"
        return "\n".join(["import torch, explorer", "", load, *each, codes, decoded, ""])


def _names(levels: int) -> list[str]:
    """What grids of codes are called, the coarsest first."""
    if levels == 1:
        return ["grid"]
    return ["coarse", "fine"] if levels == 2 else [f"level{number}" for number in range(levels)]


def _picture(read: Reader, name: str) -> str:
    """A test picture by its number, or nothing."""
    found = read.text(name)
    if found and not SOURCE.fullmatch(found):
        read.notes.append(f"The picture “{found[:40]}” is not one that can be named, and was left out.")
        return ""
    return found


def _whole(read: Reader, name: str, count: int | None, below: int) -> list[int]:
    """``count`` whole numbers from 0 to ``below``, which is left out itself; empty where there is no such list."""
    found = read.numbers(name, count, 1e6)
    if all(value == int(value) and 0 <= value < below for value in found):
        return [int(value) for value in found]
    read.notes.append(f"The link's {name} should be whole numbers from 0 to {below - 1} and was left out.")
    return []


def _label(read: Reader, classes: list[int]) -> str:
    """A class that a prior of the model knows, as text, or nothing."""
    label = read.text("label")
    if not label or (label.isascii() and label.isdigit() and len(label) < 6 and int(label) < max(classes, default=0)):
        return str(int(label)) if label else ""
    read.notes.append(f"No prior over these codes knows a class “{label[:40]}”: it dreams without one.")
    return ""
