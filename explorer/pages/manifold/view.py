"""What the Manifold page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.catalogue import Card, Catalogue
from explorer.limits import Z_LIMIT
from explorer.serving.links import Reader, decoding, pick_beside, pick_model, plain, read_draw, where

MOST_POINTS = 128  # of a path


def needs(card: Card) -> bool:
    """Models that decode two latents and nothing else."""
    return "decode" in card.can and card.latents == 2 and not card.conditions


@dataclass
class ManifoldView:
    """What the Manifold page shows: a window of a two-dimensional latent plane as a grid of pictures, and a cursor."""

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
    path: list[float] = field(default_factory=list)  # drawn by hand, z after z
    draw: int = 0  # 0: pictures are means of p(x|z); else the seed of a draw's noise

    @classmethod
    def read(cls, source: Mapping[str, Any], catalogue: Catalogue) -> tuple[ManifoldView, list[str]]:
        """The view that ``source`` asks for, in range, and notes. Raises LookupError when no model can be shown."""
        read = Reader(source)
        cards = catalogue.suited(needs)
        card = pick_model(read, cards, "manifold")
        # Quantiles say something about a model with a normal prior; an autoencoder has none and opens on its codes' own range.
        mode = read.choice("mode", ["cdf", "linear"], "cdf" if card.kl else "linear")
        ends = [(0.0, 1.0)] * 2 if mode == "cdf" else card.range
        width = max(high - low for low, high in ends)
        low_z, high_z = (0.0, 1.0) if mode == "cdf" else (-Z_LIMIT, Z_LIMIT)
        off = read.numbers("off", None, Z_LIMIT)
        return cls(
            model=card.name,
            beside=pick_beside(read, card, cards),
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
            path=_path(read),
            draw=read_draw(read, card),
        ), read.notes

    def script(self, card: Card) -> str:
        """Python that makes the grid on the page and the picture under the cursor."""
        half = self.span / 2
        cursor = (
            ""
            if not self.cursor
            else f"picture = {decoding(f'torch.tensor([{plain(self.cursor)}])', self.draw)}  # under the cursor\n"
        )
        if self.path:
            walked = f"torch.tensor({plain(self.path)}).view(-1, 2)"
            cursor += f"walk = {decoding(walked, self.draw)}  # along the path\n"
        return (
            f"import explorer, torch\nfrom explorer.latents.walks import grid\nmodel = explorer.load({where(card)})\n"
            f'z = grid({self.grid}, mode="{self.mode}", x=({self.x - half:.6g}, {self.x + half:.6g}), y=({self.y - half:.6g}, {self.y + half:.6g}))\n'
            f"pictures = {decoding('torch.from_numpy(z)', self.draw)}  # ({self.grid**2}, {plain(card.shape)[1:-1]}), row by row from the top\n{cursor}"
        )


def _path(read: Reader) -> list[float]:
    """The path of a link: at most MOST_POINTS pairs, and two at least."""
    found = read.numbers("path", None, Z_LIMIT)
    if found and (len(found) % 2 or not 4 <= len(found) <= 2 * MOST_POINTS):
        read.notes.append("The link's path is no path over the plane and was left out.")
        return []
    return found
