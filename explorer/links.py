"""A view <-> its query string, with every value clamped; and the Python that makes the same picture.

A view is plain data. Whatever arrives (a query string, JSON from the page) becomes a view that is in range, with a
note for a person about everything that had to be changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar
from urllib.parse import urlencode

from explorer.catalogue import TRAINED, Card, Catalogue

MAX_SEED = 2**31 - 1
MAX_TEXT = 20_000
Z_LIMIT = 1000.0  # far outside every plane, and still a harmless number


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
        self.notes.append(f"{name} “{value[:40]}” is not known here: {default or 'none'} is shown.")
        return default

    def number(self, name: str, low: float, high: float, default: float) -> float:
        if name not in self.source:
            return default
        value = _finite(self.source[name])
        if value is None:
            self.notes.append(f"{name} is not a number: {default:g} is used.")
            return default
        if not low <= value <= high:
            value = min(max(value, low), high)
            self.notes.append(f"{name} lay outside {low:g} to {high:g}: {value:g} is used.")
        return value

    def integer(self, name: str, low: int, high: int, default: int) -> int:
        return round(self.number(name, low, high, default))

    def flag(self, name: str, default: bool = False) -> int:
        return self.integer(name, 0, 1, int(default))

    def numbers(self, name: str, count: int | None, limit: float) -> list[float]:
        """A list "1,2,3" or [1, 2, 3] of ``count`` numbers within ±``limit``; empty when there is none or it is no such list."""
        value = self.source.get(name, [])
        if isinstance(value, str):
            value = value[:MAX_TEXT].split(",") if value.strip() else []
        if not isinstance(value, (list, tuple)) or len(value) > 4096:
            self.notes.append(f"{name} is not a list of numbers and was left out.")
            return []
        found = [_finite(part) for part in value]
        if any(part is None for part in found) or (found and count is not None and len(found) != count):
            self.notes.append(f"{name} should be {count if count is not None else 'some'} numbers and was left out.")
            return []
        clamped = [min(max(part, -limit), limit) for part in found]
        if clamped != found:
            self.notes.append(f"{name} lay outside ±{limit:g} and was clamped.")
        return [round(part, 4) for part in clamped]


def _finite(value: Any) -> float | None:
    if isinstance(value, bool):
        return float(value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _model(read: Reader, cards: list[Card], default: str) -> Card:
    names = [card.name for card in cards]
    if not names:
        raise LookupError("There is no checkpoint that this page can show. Train one: python -m train")
    first = default if default in names else names[0]
    return cards[names.index(read.choice("model", names, first))]


def _beside(read: Reader, card: Card, cards: list[Card]) -> str:
    fitting = [other.name for other in cards if other.name != card.name and other.latents == card.latents and other.shape == card.shape]
    return read.choice("beside", ["", *fitting], "")


def to_query(view: Any) -> str:
    """The query string of a view; what stands at its default is left out, the model never."""
    parts = {}
    for item in fields(view):
        value = getattr(view, item.name)
        if item.name != "model" and value in (item.default, [], ""):
            continue
        parts[item.name] = ",".join(f"{part:.10g}" for part in value) if isinstance(value, list) else value if isinstance(value, str) else f"{value:.10g}"
    return urlencode(parts, safe=",")


@dataclass
class LatentsView:
    """What the Latents page shows: one z under the sliders of a model, perhaps a second model, and a path from A to B."""

    FIRST: ClassVar[str] = "vae-mnist-50d"  # what the page opens with
    model: str
    z: list[float] = field(default_factory=list)  # empty: the centre
    beside: str = ""
    seed: int = 0
    temperature: float = 1.0
    locked: list[int] = field(default_factory=list)
    a: list[float] = field(default_factory=list)
    b: list[float] = field(default_factory=list)
    kind: str = "slerp"
    t: float = 0.0
    smooth: int = 0

    @classmethod
    def read(cls, source: Mapping[str, Any], catalogue: Catalogue) -> tuple[LatentsView, list[str]]:
        """The view that ``source`` asks for, in range, and notes. Raises LookupError when no model can be shown."""
        read, cards = Reader(source), catalogue.cards("decode")
        card = _model(read, cards, cls.FIRST)
        locked = read.numbers("locked", None, Z_LIMIT)
        return cls(
            model=card.name,
            z=read.numbers("z", card.latents, Z_LIMIT),
            beside=_beside(read, card, cards),
            seed=read.integer("seed", 0, MAX_SEED, 0),
            temperature=read.number("temperature", 0, 2, 1.0),
            locked=sorted({int(index) for index in locked if 0 <= index < card.latents and index == int(index)}),
            a=read.numbers("a", card.latents, Z_LIMIT),
            b=read.numbers("b", card.latents, Z_LIMIT),
            kind=read.choice("kind", ["lerp", "slerp"], "slerp"),
            t=read.number("t", 0, 1, 0.0),
            smooth=read.flag("smooth"),
        ), read.notes

    def code(self, card: Card) -> str:
        """Python that makes the picture on the page."""
        z = self.z or [round((low + high) / 2, 4) for low, high in card.range]
        return f"import explorer, torch\nmodel = explorer.load({_where(card)})\npicture = model.decode(torch.tensor([{_plain(z)}]))  # (1, {_plain(card.shape)[1:-1]}) in [0, 1]\n"


@dataclass
class ManifoldView:
    """What the Manifold page shows: a window of a two-dimensional latent plane as a grid of pictures, and a cursor."""

    FIRST: ClassVar[str] = "vae-mnist-2d"
    model: str
    mode: str  # "cdf" or "linear"; this and the window always stand in a link, as their defaults hang on the model
    x: float  # the window's centre and width, in quantiles (cdf) or in z (linear)
    y: float
    span: float
    beside: str = ""
    grid: int = 20
    cursor: list[float] = field(default_factory=list)
    points: int = 0
    off: list[int] = field(default_factory=list)
    density: int = 0
    fit: int = 0
    smooth: int = 0

    @classmethod
    def read(cls, source: Mapping[str, Any], catalogue: Catalogue) -> tuple[ManifoldView, list[str]]:
        """The view that ``source`` asks for, in range, and notes. Raises LookupError when no model can be shown."""
        read = Reader(source)
        cards = [card for card in catalogue.cards("decode") if card.latents == 2]
        card = _model(read, cards, cls.FIRST)
        # Quantiles say something about a model with a normal prior; an autoencoder has none and opens on its codes' own range.
        mode = read.choice("mode", ["cdf", "linear"], "cdf" if card.kl else "linear")
        ends = [(0.0, 1.0)] * 2 if mode == "cdf" else card.range
        width = max(high - low for low, high in ends)
        low_z, high_z = (0.0, 1.0) if mode == "cdf" else (-Z_LIMIT, Z_LIMIT)
        off = read.numbers("off", None, Z_LIMIT)
        return cls(
            model=card.name,
            beside=_beside(read, card, cards),
            grid=read.integer("grid", 10, 30, 20),
            mode=mode,
            x=read.number("x", low_z, high_z, sum(ends[0]) / 2),
            y=read.number("y", low_z, high_z, sum(ends[1]) / 2),
            span=read.number("span", width * 1e-4, width * 4 if mode == "linear" else 1.0, width),
            cursor=read.numbers("cursor", 2, Z_LIMIT),
            points=read.flag("points"),
            off=sorted({int(index) for index in off if 0 <= index < 256 and index == int(index)}),
            density=read.flag("density"),
            fit=read.flag("fit"),
            smooth=read.flag("smooth"),
        ), read.notes

    def code(self, card: Card) -> str:
        """Python that makes the grid on the page and the picture under the cursor."""
        half = self.span / 2
        cursor = "" if not self.cursor else f"picture = model.decode(torch.tensor([{_plain(self.cursor)}]))  # under the cursor\n"
        return (
            f"import explorer, torch\nfrom explorer.latents import grid\nmodel = explorer.load({_where(card)})\n"
            f'z = grid({self.grid}, mode="{self.mode}", x=({self.x - half:.6g}, {self.x + half:.6g}), y=({self.y - half:.6g}, {self.y + half:.6g}))\n'
            f"pictures = model.decode(torch.from_numpy(z))  # ({self.grid**2}, {_plain(card.shape)[1:-1]}), row by row from the top\n{cursor}"
        )


def _where(card: Card) -> str:
    """The arguments of explorer.load; the folder of somebody's own model is theirs to fill in."""
    return f'"{card.name}"' if card.folder.parent == TRAINED else f'"{card.name}", "the folder given with --models"'


def _plain(values: Iterable[float]) -> str:
    return "[" + ", ".join(f"{value:.10g}" for value in values) + "]"


VIEWS = {"latents": LatentsView, "manifold": ManifoldView}
