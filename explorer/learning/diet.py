"""Which pictures a live run sees: whole classes, or single pictures again and again.

As text, parts with dots between them: "c2" all training pictures of class 2, "s2" the first of them, "s2-5" the sixth,
"o0" the first of one's own; "all" every class.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.refusal import BadJob

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.learning.sources import Pictures

ALL = "all"
UNKNOWN = 255  # the class of a picture whose class nobody has told
MOST_PARTS = 16
MOST_OWN = 8
_PART = re.compile(r"c(\d{1,3})|s(\d{1,3})(?:-(\d{1,6}))?|o(\d)")
HOW = "What it sees is “all”, or classes and pictures such as “c2.c3”, “s2” or “o0”."


@dataclass(frozen=True)
class Diet:
    """Classes, single pictures as (class, number), and numbers of own pictures."""

    classes: tuple[int, ...] = ()
    singles: tuple[tuple[int, int], ...] = ()
    own: tuple[int, ...] = ()

    @classmethod
    def read(cls, text: Any) -> Diet:
        """Raises BadJob. Nothing at all is every class."""
        if not isinstance(text, str):
            raise BadJob(HOW)
        parts = [] if text in ("", ALL) else text.split(".")
        found = [_PART.fullmatch(part) for part in parts]
        if len(parts) > MOST_PARTS or not all(found):
            raise BadJob(HOW)
        return cls(
            tuple(dict.fromkeys(int(part[1]) for part in found if part[1])),
            tuple(dict.fromkeys((int(part[2]), int(part[3] or 0)) for part in found if part[2])),
            tuple(dict.fromkeys(int(part[4]) for part in found if part[4])),
        )

    def __str__(self) -> str:
        parts = [f"c{label}" for label in self.classes]
        parts += [f"s{label}-{number}" if number else f"s{label}" for label, number in self.singles]
        return ".".join([*parts, *(f"o{number}" for number in self.own)]) or ALL

    def without_own(self) -> Diet:
        """The same without own pictures: every class, where it had nothing else."""
        return Diet(self.classes, self.singles)

    def pool(self, pictures: Pictures, own: Tensor) -> tuple[Tensor, Tensor]:
        """The pictures that are seen ``(n, c, h, w)`` and their classes ``(n,)``.

        Raises BadJob where a class, or a picture, is not there.
        """
        import torch

        if self == Diet():
            return pictures.images, pictures.labels
        if beyond := [label for label in self.classes if label >= len(pictures.classes)]:
            raise BadJob(f"There is no class {beyond[0]}: these pictures have {len(pictures.classes)}, from 0.")
        if beyond := [number for number in self.own if number >= len(own)]:
            raise BadJob(f"There is no own picture {beyond[0] + 1}: draw one first.")
        images, labels = pictures.images[:0], pictures.labels[:0]
        if self.classes:
            chosen = torch.isin(pictures.labels, torch.tensor(self.classes, dtype=torch.uint8))
            images, labels = pictures.images[chosen], pictures.labels[chosen]
        places = [pictures.single(*single) for single in self.singles]
        mine = own[list(self.own)]
        return (
            torch.cat([images, pictures.images[places], mine]),
            torch.cat([labels, pictures.labels[places], torch.full((len(mine),), UNKNOWN, dtype=torch.uint8)]),
        )
