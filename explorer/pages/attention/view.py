"""What the Attention page shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from explorer.catalogue import TRAINED, Card, Catalogue
from explorer.data import photographs
from explorer.data.scenes import NAMES, plain
from explorer.limits import MAX_SEED
from explorer.serving.links import Reader

LOOKS = ("overlay", "mask", "contour", "lit")
MOST_STAGE = 7
MOST_STEP = 999
OPACITY = 0.7


def needs(card: Card) -> bool:
    """Models that say where they looked."""
    return "attend" in card.can


@dataclasses.dataclass
class AttentionView:
    """What the Attention page shows: a scene, the colour that is asked for, how masks are drawn, and how far the one that is played has come."""

    model: str = ""  # that is played and looked into; empty: the first that makes its masks in steps, or else the first
    seed: int = 0  # of a held-out scene
    digits: str = ""  # as explorer.data.scenes.plain.dump writes them; empty: the scene's own
    distractors: int = 0
    background: str = ""  # "seed" or "photo:NAME"; an uploaded one can't be named
    colour: int = -1  # that is asked for; -1: that of the scene's first digit
    look: str = LOOKS[0]
    opacity: float = OPACITY
    stage: int = -1  # whose mask is shown; -1: all stages' product
    outline: int = 0  # whether the asked digit's is drawn
    passing: int = 0  # the pass that is looked at
    step: int = -1  # how many steps are played; -1: all

    @classmethod
    def read(cls, source: Mapping[str, Any], catalogue: Catalogue) -> tuple[AttentionView, list[str]]:
        """The view that ``source`` asks for, in range, and notes. Raises LookupError when no model can be shown."""
        read, names = Reader(source), [card.name for card in catalogue.suited(needs)]
        if not names:
            raise LookupError("There is no checkpoint that says where it looks yet. Train one: python -m train")
        return cls(
            model=read.choice("model", ["", *names], ""),
            seed=read.integer("seed", 0, MAX_SEED, 0),
            digits=_digits(read),
            distractors=read.flag("distractors"),
            background=_background(read),
            colour=read.integer("colour", -1, len(NAMES) - 1, -1),
            look=read.choice("look", LOOKS, LOOKS[0]),
            opacity=round(read.number("opacity", 0, 1, OPACITY), 4),
            stage=read.integer("stage", -1, MOST_STAGE, -1),
            outline=read.flag("outline"),
            passing=read.flag("passing"),
            step=read.integer("step", -1, MOST_STEP, -1),
        ), read.notes

    def script(self, card: Card | None) -> str:
        """Python that renders the very scene, and prints what every model answers and how well its mask covers the digit."""
        folder = "" if card is None or card.folder.parent == TRAINED else '"the folder given with --models"'
        given = [
            f"seed={self.seed}",
            *[f'digits=plain.parse("{self.digits}")'] * bool(self.digits),
            *["distractors=True"] * self.distractors,
        ]
        if self.background:
            given.append(f'background="{self.background}"')
        colour = 0 if self.colour < 0 and self.digits == plain.NONE else self.colour
        asked = "scene.digits[0].colour" if colour < 0 else f'NAMES.index("{NAMES[colour]}")'
        return "\n".join([
            "import explorer", "from explorer.attending.stock import Stock", "from explorer.attending.work import look, measures",
            f"from explorer.data.scenes import {'NAMES, ' if colour >= 0 else ''}plain, render", "",
            f"scene = Stock().build(plain.Arranged({', '.join(given)}))",
            "image, masks = render(scene)  # uint8 (100, 100, 3), and the pixels of each digit, bool (digits, 100, 100)",
            f"colour = {asked}",
            "inside = next((mask for digit, mask in zip(scene.digits[::-1], masks[::-1]) if digit.colour == colour and mask.any()), None)",
            f"for card in explorer.cards({folder}):",
            '    if "attend" in card.can:',
            f"        found = look(explorer.load(card.name{', ' * bool(folder)}{folder}), image, colour)",
            "        print(card.name, found.probs.argmax(), found.probs.max(), measures(found.whole, inside))", "",
        ])  # fmt: skip


def _digits(read: Reader) -> str:
    """Digits as a link has them, from such a string or from JSON; empty where they are none."""
    found = read.source.get("digits", "")
    try:
        return plain.dump(
            plain.parse(found[: plain.MOST_TEXT]) if isinstance(found, str) else plain.read({"digits": found}).digits
        )
    except plain.BadScene as error:
        read.notes.append(f"The digits can't be read, and the scene's own are shown. {error}")
        return ""


def _background(read: Reader) -> str:
    """A background that a link can name, or black."""
    found = read.text("background")
    if found in ("", "seed") or (
        found.startswith("photo:") and found.removeprefix("photo:") in photographs.PHOTOGRAPHS
    ):
        return found
    read.notes.append(f"The background “{found[:40]}” is not one that can be named: it is black.")
    return ""
