"""Which measure is under way, and how far, on stderr: an evaluation may take minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from typing import TypeVar

from tqdm import tqdm

Part = TypeVar("Part")

SHOWN_AFTER = 1.0  # seconds; what takes less is not worth a line


def over(parts: Iterable[Part], doing: str, total: int | None = None, *, slow: bool = False) -> Iterable[Part]:
    """The parts of what takes a while, one after the other, with a bar that says what is done with them.

    The bar goes when they are done; ``total`` is how many there are, where ``parts`` can't tell. Where each part is
    ``slow``, the bar stands before the first one is done.
    """
    if total is None and isinstance(parts, Sized):
        total = len(parts)
    return tqdm(parts, desc=doing, total=total, leave=False, delay=0 if slow else SHOWN_AFTER, unit="batch")
