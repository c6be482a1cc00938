"""What a link to the Map page shows: the codes in its window, and the picture at its place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer.latents import maps
from explorer.latents.maps import CodeMap
from explorer.pages.map.view import MapView
from explorer.serving.context import Context
from explorer.serving.threads import threaded
from explorer.ui.shell.frame import GROUND, SIDE

CLASSES = (  # as in ui/canvas/paint.js
    "#4477aa",
    "#ee6677",
    "#228833",
    "#ccbb44",
    "#66ccee",
    "#aa3377",
    "#ee8866",
    "#999933",
    "#882255",
    "#8a8a8a",
)
DOT = 1  # pixels to each side of a code's middle
MARK, THICK, INK = 7, 2, "#ffffff"  # of the cross at the place: its arms and half their width


async def poster(context: Context, view: MapView) -> list[np.ndarray]:
    return await threaded(_drawn, context, view)


def _drawn(context: Context, view: MapView) -> list[np.ndarray]:
    card = context.card_of(view.model, "encode", "decode")
    stored = maps.read(card.folder)
    if view.kind not in stored.places or stored.codes.shape[1] != card.latents:
        raise maps.NoMap(f"{card.name} has no such map.")
    if view.picked >= 0 or not view.cursor:  # the page opens on the first
        index = min(max(view.picked, 0), len(stored.codes) - 1)
        spot, place = stored.of(index), stored.places[view.kind][index]
    else:
        place = np.array(view.cursor)
        spot = stored.at(view.kind, place, plane=bool(view.plane), off=view.off)
    weights = stored.class_weights(spot, card.conditions)[None]
    return [drawn_map(stored, view, place), context.work.decode(card.name, spot.z[None], weights)[0]]


def drawn_map(stored: CodeMap, view: MapView, place: Sequence[float]) -> np.ndarray:
    """The codes of a map in a view's window, in their classes' colours, with a cross at a place: (3, SIDE, SIDE)."""
    picture = np.tile(_rgb(GROUND)[:, None, None], (1, SIDE, SIDE))
    shown = ~np.isin(stored.labels, view.off)
    colours = np.stack([_rgb(colour) for colour in CLASSES])[stored.labels[shown] % len(CLASSES)].T
    rows, columns = _pixels(stored.places[view.kind][shown], view)
    for down in range(-DOT, DOT + 1):
        for across in range(-DOT, DOT + 1):
            _paint(picture, rows + down, columns + across, colours)
    (row,), (column,) = _pixels(np.array([place]), view)
    arm, width = np.arange(-MARK, MARK + 1), np.arange(-THICK, THICK + 1)
    ink = _rgb(INK)[:, None]
    for along, across in (np.meshgrid(arm, width), np.meshgrid(width, arm)):
        _paint(picture, row + along.ravel(), column + across.ravel(), ink)
    return picture


def _pixels(places: np.ndarray, view: MapView) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of places (n, 2) of a map, whose y points upwards."""
    x, y = ((places - (view.x, view.y)) / view.span * SIDE).T
    return np.floor(SIDE / 2 - y).astype(int), np.floor(SIDE / 2 + x).astype(int)


def _paint(picture: np.ndarray, rows: np.ndarray, columns: np.ndarray, colours: np.ndarray) -> None:
    inside = (rows >= 0) & (rows < SIDE) & (columns >= 0) & (columns < SIDE)
    picture[:, rows[inside], columns[inside]] = np.broadcast_to(colours, (3, len(rows)))[:, inside]


def _rgb(colour: str) -> np.ndarray:
    return np.frombuffer(bytes.fromhex(colour[1:]), np.uint8)
