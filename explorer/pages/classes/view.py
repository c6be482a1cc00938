"""What the Classes page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.catalogue import Card, Catalogue
from explorer.limits import MAX_SEED, Z_LIMIT
from explorer.serving.links import Reader, decoding, pick_model, plain, read_draw, where

STYLES = 100  # drawn for one class; the first ROWS of them are the rows of the sheet
ROWS = 10


def needs(card: Card) -> bool:
    """Models that are told a class, and draw."""
    return {"decode", "condition", "sample"} <= set(card.can) and card.conditions > 1


@dataclass
class ClassesView:
    """What the Classes page shows: styles drawn from a seed and one under the hand, in all classes or many in one; two blends."""

    model: str
    mode: str = "sheet"  # rows are styles and columns classes; or "one": many styles of the class ``cls``
    cls: int = 0
    z: list[float] = field(default_factory=list)  # the style under the hand, the first of all; empty: the seed's
    seed: int = 0
    temperature: float = 1.0
    shift: list[float] = field(default_factory=list)  # added to every drawn style; empty: nothing
    together: int = 0
    locked: list[int] = field(
        default_factory=list
    )  # rows 1 to 9 that keep the z in ``styles``, end to end, whatever the seed
    styles: list[float] = field(default_factory=list)
    a: int = 0  # the rows between which styles are blended, and how far
    b: int = 1
    t: float = 0.5
    one: int = 3  # the classes between which labels are mixed, and the row whose style they take
    two: int = 8
    row: int = 0
    smooth: int = 0
    draw: int = 0  # 0: pictures are means of p(x|z); else the seed of a draw's noise

    @classmethod
    def read(cls, source: Mapping[str, Any], catalogue: Catalogue) -> tuple[ClassesView, list[str]]:
        """The view that ``source`` asks for, in range, and notes. Raises LookupError when no model can be shown."""
        read, cards = Reader(source), catalogue.suited(needs)
        if not cards:
            raise LookupError("There is no conditional checkpoint yet. Train one: python -m train cvae-mnist-16d")
        card = pick_model(read, cards, "classes")
        last = card.conditions - 1
        locked, styles = _kept(read, card)
        return cls(
            model=card.name,
            mode=read.choice("mode", ["sheet", "one"], "sheet"),
            cls=read.integer("cls", 0, last, 0),
            z=read.numbers("z", card.latents, Z_LIMIT),
            seed=read.integer("seed", 0, MAX_SEED, 0),
            temperature=read.number("temperature", 0, 2, 1.0),
            shift=read.numbers("shift", card.latents, Z_LIMIT),
            together=read.flag("together"),
            locked=locked,
            styles=styles,
            a=read.integer("a", 0, ROWS - 1, 0),
            b=read.integer("b", 0, ROWS - 1, 1),
            t=read.number("t", 0, 1, 0.5),
            one=read.integer("one", 0, last, 3 if last > 3 else 0),
            two=read.integer("two", 0, last, min(8, last)),
            row=read.integer("row", 0, ROWS - 1, 0),
            smooth=read.flag("smooth"),
            draw=read_draw(read, card),
        ), read.notes

    def script(self, card: Card) -> str:
        """Python that makes the pictures of the sheet, or those of one class."""
        lines = [
            "import explorer, torch",
            f"model = explorer.load({where(card)})",
            f"styles = model.sample_latents({STYLES}, temperature={self.temperature:.10g}, generator=torch.Generator().manual_seed({self.seed}))",
        ]
        if self.shift:
            lines.append(f"styles = styles + torch.tensor({plain(self.shift)})  # all moved together")
        if self.z:
            lines.append(f"styles[0] = torch.tensor({plain(self.z)})  # the style under the hand")
        for place, row in enumerate(self.locked):
            lines.append(
                f"styles[{row}] = torch.tensor({plain(self.styles[place * card.latents : (place + 1) * card.latents])})  # kept"
            )
        shape = plain(card.shape)[1:-1]
        if self.mode == "one":
            lines += [
                f"labels = torch.full(({STYLES},), {self.cls})",
                f"pictures = {decoding('styles, labels', self.draw)}  # ({STYLES}, {shape}) in [0, 1]",
            ]
        else:
            lines += [
                f"z, labels = styles[:{ROWS}].repeat_interleave({card.conditions}, 0), torch.arange({card.conditions}).repeat({ROWS})",
                f"pictures = {decoding('z, labels', self.draw)}  # ({ROWS * card.conditions}, {shape}) in [0, 1], row by row, a column a class",
            ]
        return "\n".join(lines) + "\n"


def _kept(read: Reader, card: Card) -> tuple[list[int], list[float]]:
    """The rows that keep their style, in order, and these styles end to end; neither where they do not belong together."""
    rows, styles = read.numbers("locked", None, Z_LIMIT), read.numbers("styles", None, Z_LIMIT)
    known = all(row == int(row) and 1 <= row < ROWS for row in rows) and rows == sorted(set(rows))
    if known and len(styles) == len(rows) * card.latents:
        return [int(row) for row in rows], styles
    read.notes.append("The kept rows of this link don't fit the model and were left out.")
    return [], []
