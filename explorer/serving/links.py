"""A view <-> its query string, with every value clamped; what the views in explorer/views are made with.

A view is plain data. Whatever arrives (a query string, JSON from the page) becomes a view that is in range, with a
note for a person about everything that had to be changed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from explorer.catalogue import TRAINED, Card, first_for
from explorer.data import datasets
from explorer.limits import MAX_SEED, Z_LIMIT

MAX_TEXT = 20_000


class Reader:
    """Takes values out of a mapping one by one, clamps them and notes what was wrong."""

    def __init__(self, source: Mapping[str, Any]):
        self.source = {str(key): value for key, value in source.items()}
        self.notes: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        value = self.source.get(name, default)
        return str(value)[:200] if isinstance(value, (str, int, float)) else default

    def choice(self, name: str, choices: Iterable[str], default: str) -> str:
        value, choices = self.text(name, default), list(choices)
        if value in choices:
            return value
        self.notes.append(f"The link's {name} “{value[:40]}” is not known here: {default or 'none'} is shown.")
        return default

    def number(self, name: str, low: float, high: float, default: float) -> float:
        if name not in self.source:
            return default
        value = _finite(self.source[name])
        if value is None:
            self.notes.append(f"The link's {name} is not a number: {written(default)} is used.")
            return default
        if not low <= value <= high:
            value = min(max(value, low), high)
            self.notes.append(
                f"The link's {name} lay outside {written(low)} to {written(high)}: {written(value)} is used."
            )
        return value

    def integer(self, name: str, low: int, high: int, default: int) -> int:
        return round(self.number(name, low, high, default))

    def flag(self, name: str, default: bool = False) -> int:
        return self.integer(name, 0, 1, int(default))

    def numbers(self, name: str, count: int | None, limit: float, low: float | None = None) -> list[float]:
        """A list "1,2,3" or [1, 2, 3] of ``count`` numbers from ``low``, or else -``limit``, to ``limit``;
        empty when there is none or it is no such list.
        """
        value = self.source.get(name, [])
        if isinstance(value, str):
            value = value[:MAX_TEXT].split(",") if value.strip() else []
        if not isinstance(value, (list, tuple)) or len(value) > 4096:
            self.notes.append(f"The link's {name} is not a list of numbers and was left out.")
            return []
        found = [_finite(part) for part in value]
        if any(part is None for part in found) or (found and count is not None and len(found) != count):
            many = "only numbers, commas between" if count is None else f"{count} number{'s' * (count != 1)}"
            self.notes.append(f"The link's {name} should be {many}: left out.")
            return []
        clamped = [min(max(part, -limit if low is None else low), limit) for part in found]
        if clamped != found:
            ends = f"±{written(limit)}" if low is None else f"{written(low)} to {written(limit)}"
            self.notes.append(f"What lay outside {ends} in the link's {name} was clamped.")
        return [round(part, 4) for part in clamped]


def written(value: float) -> str:
    """A number for a person to read: 2,147,483,647, and 0.5."""
    return f"{value:,.10g}"


def _finite(value: Any) -> float | None:
    if isinstance(value, bool):
        return float(value)
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def pick_model(read: Reader, cards: list[Card], page: str) -> Card:
    """The model of ``cards`` that is asked for, else the one that the page opens with.

    Raises LookupError where there is none.
    """
    first = first_for(page, cards)
    if first is None:
        raise LookupError("There is no checkpoint that this page can show. Train one: python -m train")
    names = [card.name for card in cards]
    return cards[names.index(read.choice("model", names, first.name))]


def pick_beside(read: Reader, card: Card, cards: list[Card]) -> str:
    fitting = [
        other.name
        for other in cards
        if other.name != card.name and other.latents == card.latents and other.shape == card.shape
    ]
    return read.choice("beside", ["", *fitting], "")


def read_draw(read: Reader, card: Card) -> int:
    """The seed of the noise with which pictures are drawn from p(x|z); 0: their means are shown."""
    seed = read.integer("draw", 0, MAX_SEED, 0)
    if seed and "draw" not in card.can:
        read.notes.append(f"{card.title} has no likelihood to draw from: its pictures are shown as it decodes them.")
        return 0
    return seed


MOST_DIRECTIONS = 4  # in a link
BEFORE = 3  # numbers of a direction before its vector: middle, reach, AUC


def read_directions(read: Reader, card: Card) -> tuple[list[float], str]:
    """Directions of a model's space as a link holds them: their numbers one after the other, and their names.

    See ``ui/directions/direction.js``; what is none is left out, with a note.
    """
    along, width = read.numbers("along", None, Z_LIMIT), card.latents + BEFORE
    starts = range(0, len(along) - width + 1, width)
    whole = len(along) % width == 0 and len(along) <= MOST_DIRECTIONS * width
    if along and not (whole and all(any(along[start + BEFORE : start + width]) for start in starts)):
        read.notes.append(
            f"The link's along should be up to {MOST_DIRECTIONS} directions of {width} numbers and was left out."
        )
        return [], ""
    return along, read.text("named") if along else ""


def directions_of(along: list[float], named: str, card: Card) -> dict[str, list[float]]:
    """The vectors that ``read_directions`` read, by name; of two with one name the second is numbered."""
    width, found = card.latents + BEFORE, {}
    names = named.split("|")
    for number, start in enumerate(range(0, len(along), width)):
        name = names[number] if number < len(names) and names[number] else "a direction"
        found[name if name not in found else f"{name} {number + 1}"] = along[start + BEFORE : start + width]
    return found


def directions_code(moving: dict[str, list[float]]) -> list[str]:
    """Python that names directions."""
    lines = [f"    {json.dumps(name)}: torch.tensor({plain(vector)})," for name, vector in moving.items()]
    return ["directions = {  # each the difference of the means of two groups of codes", *lines, "}"]


def decoding(given: str, draw: int) -> str:
    """Python that decodes ``given``, the arguments of decode: to the means of p(x|z), or with the noise of a seed."""
    if not draw:
        return f"model.decode({given})"
    return f"model.draw_pictures({given}, generator=torch.Generator().manual_seed({draw}))"


def defaults(view: Any) -> dict[str, Any]:
    """What of a view's fields a link leaves out; empty lists and texts it leaves out of themselves."""
    return {item.name: item.default for item in fields(view) if item.default is not MISSING}


def to_query(view: Any) -> str:
    """The query string of a view; what stands at its default is left out, the model never."""
    parts = {}
    for item in fields(view):
        value = getattr(view, item.name)
        if item.name != "model" and value in (item.default, [], ""):
            continue
        parts[item.name] = ",".join(map(_text, value)) if isinstance(value, list) else _text(value)
    return urlencode(parts, safe=",")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:.10g}"


def where(card: Card) -> str:
    """The arguments of explorer.load; the folder of somebody's own model is theirs to fill in."""
    return f'"{card.name}"' if card.folder.parent == TRAINED else f'"{card.name}", "the folder given with --models"'


def taken(card: Card, index: int) -> str:
    """Python for test picture ``index`` as a model takes it, uint8; its set may have pictures of another shape."""
    shape = "" if datasets.SHAPE.get(card.dataset) == tuple(card.shape) else ", shape=tuple(model.shape)"
    own = Path(card.dataset).is_absolute()  # where it is on the server is not told
    dataset = f"the folder {Path(card.dataset).name}" if own else card.dataset
    return f'datasets.test_picture("{dataset}", {index}{shape})[0]'


def plain(values: Iterable[float]) -> str:
    return "[" + ", ".join(f"{value:.10g}" for value in values) + "]"
