"""What a link to the Restore page shows: its picture, damaged and clean. No method is run for it."""

from __future__ import annotations

import numpy as np

from explorer.data import datasets, photographs
from explorer.data.images import to_bytes
from explorer.pages.restore.subjects import subjects
from explorer.pages.restore.view import RestoreView
from explorer.refusal import BadJob
from explorer.restoring import PHOTOGRAPHS
from explorer.restoring.damage import Damage
from explorer.serving.context import Context
from explorer.serving.pictures import test_pixels
from explorer.serving.threads import threaded

PEOPLE = "lfw"


async def poster(context: Context, view: RestoreView) -> list[np.ndarray]:
    return await threaded(_damaged, context, view)


def _damaged(context: Context, view: RestoreView) -> list[np.ndarray]:
    subject = view.subject or _first(context)
    clean = _clean(context, subject, view.picture)
    if view.kind == "painted":  # what was painted is in no link
        return [clean]
    grey = len(clean) == 1
    values = clean.astype(np.float32) / 255
    damage = Damage(view.kind, view.strength, view.seed, photograph=subject == PHOTOGRAPHS)
    found = to_bytes(damage.apply(values[0] if grey else values).picture)
    return [found[None] if grey else found, clean]


def _first(context: Context) -> str:
    """The subject that the page opens with: the first that has pictures."""
    offered = subjects(context.catalogue, context.data)
    ready = (one["name"] for one in offered if one["name"] == PHOTOGRAPHS or one["test_count"] and one["model"])
    return next(ready)


def _clean(context: Context, subject: str, picture: str) -> np.ndarray:
    """The picture of a link, or the subject's first, uint8 (c, h, w). Raises Refusal, MissingData."""
    if subject == PEOPLE:
        raise BadJob("Photographs of people are not handed to messengers, which keep what they show.")
    name = picture.partition(":")[2]
    if subject != PHOTOGRAPHS:
        return test_pixels(context, subject, int(name or 0), datasets.SHAPE[subject])
    known = photographs.available(photographs.TEST)
    if (name or not known) and name not in known:
        raise BadJob("There is no such photograph.")
    return photographs.load(name or known[0])[None]
