"""What the Restore page shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.catalogue import Card, Catalogue
from explorer.data.datasets import SHAPE
from explorer.limits import MAX_SEED
from explorer.restoring.damage import kinds_of
from explorer.serving.links import Reader

SUBJECTS = ("mnist", "fashion", "faces", "lfw", "photo")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9@/._-]{0,79}")
PICTURE = re.compile(r"test:\d{1,6}|photo:[a-z0-9_-]{1,60}")
MOST_METHODS = 60


def needs(card: Card) -> bool:
    """Models that were made to mend pictures; what else can restore is asked by capability."""
    return bool({"denoise", "patch_prior"} & set(card.can))


def opens(card: Card) -> dict[str, str] | None:
    """The page opens with what is mended, not with a model."""
    if not needs(card):
        return None
    return {"subject": "photo" if "patch_prior" in card.can else card.dataset}


@dataclass
class RestoreView:
    """What the Restore page shows: one picture, one damage, the methods side by side, and two of the pictures under the divider."""

    subject: str = ""  # empty: the first that has a picture on this disk
    picture: str = ""  # "test:17" or "photo:camera"; an own picture can't be named
    kind: str = "gaussian"
    strength: float | None = None  # None: the kind's default
    seed: int = 0
    methods: list[str] = field(default_factory=list)  # empty: those that are on at first; ["none"]: none
    left: str = "damaged"  # "clean", "damaged" or a method; empty on the right: the best
    right: str = ""

    @classmethod
    def read(cls, source: Mapping[str, Any], catalogue: Catalogue) -> tuple[RestoreView, list[str]]:
        """The view that ``source`` asks for, in range, and notes. Whether its methods are here the page finds out."""
        read = Reader(source)
        subject = read.choice("subject", ["", *SUBJECTS], "")
        kinds = kinds_of(SHAPE[subject][0] if subject in SHAPE else 1)
        kind = read.choice("kind", kinds, "gaussian")
        limits = kinds[kind].range(subject == "photo")
        strength = (
            read.number("strength", limits.low, limits.high, limits.default)
            if read.source.get("strength") not in (None, "")
            else None
        )
        picture = read.text("picture")
        if picture and not (PICTURE.fullmatch(picture) and picture.startswith("photo:") == (subject == "photo")):
            read.notes.append("The link's picture is not one of this page's: another is shown.")
            picture = ""
        return cls(
            subject=subject,
            picture=picture,
            kind=kind,
            strength=None if strength is None else round(strength, 4),
            seed=read.integer("seed", 0, MAX_SEED, 0),
            methods=_names(read),
            left=_shown(read, "left", "damaged"),
            right=_shown(read, "right", ""),
        ), read.notes

    def script(self, card: None = None) -> str:
        """Python that damages the picture and restores it by the methods that are on."""
        subject, photograph = self.subject or SUBJECTS[0], self.subject == "photo"
        what, _, which = self.picture.partition(":")
        coloured = subject in SHAPE and SHAPE[subject][0] == 3
        masked = "clean[0] < 0" if coloured else "clean < 0"
        if what == "photo":
            data, clean = "photographs", f'photographs.load("{which}") / 255'
        elif what == "test":
            grey = "" if coloured else "[0]"
            data, clean = "datasets", f'datasets.test_picture("{subject}", {int(which)})[0]{grey} / 255'
        elif coloured:
            data, clean = "", 'np.moveaxis(np.asarray(Image.open("your own picture.png").convert("RGB")), 2, 0) / 255'
        else:
            data, clean = "", 'np.asarray(Image.open("your own picture.png").convert("L")) / 255'
        more = ([] if self.strength is None else [f"{self.strength:.10g}"]) + [f"seed={self.seed}"]
        if self.kind == "painted":
            more = [f"mask={masked}"]
        if photograph:
            more.append("photograph=True")
        chosen = "method.shown" if not self.methods else f"name in {self.methods!r}".replace("'", '"')
        return (
            ("" if what else "import numpy as np\nfrom PIL import Image\n\n")
            + "import explorer\nfrom explorer import restoring\n"
            + (f"from explorer.data import {data}\n" if data else "")
            + "from explorer.restoring.damage import Damage\n"
            f"from explorer.data.quality import psnr\n\n"
            f"clean = {clean}  # {'(3, h, w)' if coloured else '(h, w)'} in [0, 1]\n"
            + ("# the mask says which pixels are lost: put your own here\n" if self.kind == "painted" else "")
            + f'damaged = Damage("{self.kind}", {", ".join(more)}).apply(clean)\n'
            f"catalogue, restored = explorer.Catalogue(), {{}}\n"
            f'for name, method in restoring.methods("{subject}", catalogue).items():\n'
            f'    if "{self.kind}" in method.serves and {chosen}:\n'
            f"        restored[name] = restoring.restore(name, damaged, catalogue=catalogue).picture\n"
            f'        print(f"{{psnr(clean, restored[name]):.2f}} dB  {{method.title}}")\n'
        )


def _names(read: Reader) -> list[str]:
    """The methods that are on: a list, or a text with commas between."""
    value = read.source.get("methods", [])
    parts = value[:20_000].split(",") if isinstance(value, str) else value if isinstance(value, (list, tuple)) else [""]
    found = list(dict.fromkeys(part for part in parts if isinstance(part, str) and NAME.fullmatch(part)))[:MOST_METHODS]
    if len(found) != len(parts) and parts != [""]:
        read.notes.append("Some of the link's methods are no names of methods and were left out.")
    return found


def _shown(read: Reader, side: str, default: str) -> str:
    """What is under the divider on one side."""
    value = read.text(side, default)
    if value == default or NAME.fullmatch(value):
        return value
    read.notes.append(f"What the link shows on the {side} is not known here: {default or 'the best'} is shown.")
    return default
