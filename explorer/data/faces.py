"""Faces of 64 x 64 in colour: 10,000 cartoons whose attributes are known exactly, and 13,233 photographs.

The cartoons are put together of parts by chance (Avataaars, Pablo Stanley, free for personal and commercial use); their
first 8,000 are "train", the next 1,000 "validation", the last 1,000 "test". The photographs are Labeled Faces in the
Wild (Huang et al. 2007, offered for research), split by person: of the people in alphabetical order every tenth is
"test", the one before "validation". No name leaves this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from explorer.data.official import Images, jpegs, missing, reading


class Attribute(NamedTuple):
    """What is known of each picture: ``values`` uint8 ``(n,)`` are numbers of ``names``; others are not known."""

    names: list[str]
    values: np.ndarray


SHAPE = (3, 64, 64)
CARTOONS, PHOTOGRAPHS = "avataaars64.npz", "lfw64.npz"
CARTOON_SPLITS = {"train": slice(0, 8000), "validation": slice(8000, 9000), "test": slice(9000, 10_000)}
HEADS = ["bare head", "short hair", "long hair", "hat or scarf"]
HEADS_AND_GLASSES = [f"{head}{glasses}" for head in HEADS for glasses in ("", ", glasses")]
SMILES = ["not smiling", "smiling", "smile not known"]
NO_OR_YES = ["no", "yes"]
GLASSES = {"kurt", "prescription01", "prescription02", "round", "sunglasses", "wayfarers"}  # an eyepatch is none
SKINS = {  # by their colours, nearly as Avataaars calls them, the darkest first
    "614335": "very dark",
    "ae5d29": "dark brown",
    "d08b5b": "brown",
    "fd9841": "tanned",
    "edb98a": "light",
    "f8d25c": "yellow",
    "ffdbb4": "pale",
}
LOOKS = {  # what Avataaars calls a mouth or eyes in a word that says less than these
    "mouth": {
        "concerned": "worried",
        "default": "plain",
        "disbelief": "doubting",
        "eating": "chewing",
        "screamOpen": "screaming",
        "tongue": "with tongue out",
        "twinkle": "smirking",
        "vomit": "being sick",
    },
    "eyes": {
        "cry": "crying",
        "default": "plain",
        "eyeRoll": "rolling",
        "hearts": "as hearts",
        "side": "to the side",
        "squint": "squinting",
        "wink": "winking",
        "winkWacky": "winking wildly",
        "xDizzy": "as crosses",
    },
}
TEST = 10  # every so many people
_HATS = {"hat", "hijab", "turban", "winterHat1", "winterHat02", "winterHat03", "winterHat04"}
_SHORT = {
    "dreads01",
    "dreads02",
    "frizzle",
    "shaggy",
    "shaggyMullet",
    "shortCurly",
    "shortFlat",
    "shortRound",
    "shortWaved",
    "sides",
    "theCaesar",
    "theCaesarAndSidePart",
}


def cartoons(split: str, root: Path) -> Images:
    """A split of the cartoon faces; a label says what is on the head, see HEADS. Raises MissingData, DamagedData."""
    file = root / CARTOONS
    if not file.is_file():
        raise missing("faces", root)
    with reading(file), np.load(file, allow_pickle=False) as pack:
        kept = np.arange(len(pack["offsets"]) - 1)[CARTOON_SPLITS[split]]
        return Images(_pictures(pack, kept), _heads(pack)[kept])


def cartoons_with_glasses(split: str, root: Path) -> Images:
    """The cartoon faces again; a label says what is on the head and before the eyes, see HEADS_AND_GLASSES.

    Raises as ``cartoons`` does.
    """
    images, heads = cartoons(split, root)
    return Images(images, 2 * heads + cartoon_attributes(split, root)["glasses"].values)


def photographs(split: str, root: Path) -> Images:
    """A split of the photographed faces; labels are SMILES. Raises MissingData, DamagedData."""
    file = root / PHOTOGRAPHS
    if not file.is_file():
        raise missing("lfw", root)
    with reading(file), np.load(file, allow_pickle=False) as pack:
        kept = _of_split(pack["names"], split)
        smile = pack["smile"][kept]
        return Images(_pictures(pack, kept), np.where(smile < 0, len(SMILES) - 1, smile).astype(np.uint8))


def cartoon_count(root: Path) -> int:
    """How many test pictures the cartoons have; 0 where they are not there."""
    split = CARTOON_SPLITS["test"]
    return split.stop - split.start if (root / CARTOONS).is_file() else 0


def photograph_count(root: Path) -> int:
    """How many test pictures the photographs have, by their names alone; 0 where they are not there."""
    file = root / PHOTOGRAPHS
    return _tested(str(file), file.stat().st_mtime_ns) if file.is_file() else 0


@lru_cache(maxsize=8)
def _tested(path: str, changed: int) -> int:
    """``changed``, the file's time of change, lets a new one be read."""
    with reading(Path(path)), np.load(path, allow_pickle=False) as pack:
        return len(_of_split(pack["names"], "test"))


def _of_split(names: np.ndarray, split: str) -> np.ndarray:
    """The numbers of the photographs of a split, by whom they show."""
    part = np.unique(names, return_inverse=True)[1] % TEST
    rest = {"test": 0, "validation": TEST - 1}
    return np.flatnonzero(part == rest[split] if split in rest else (part != 0) & (part != TEST - 1))


def cartoon_attributes(split: str, root: Path) -> dict[str, Attribute]:
    """What the cartoons were put together of beside their heads, by its name, so that it is exact.

    Raises as ``cartoons`` does.
    """
    file = root / CARTOONS
    if not file.is_file():
        raise missing("faces", root)
    kept = CARTOON_SPLITS[split]
    with reading(file), np.load(file, allow_pickle=False) as pack:
        worn = pack["names_accessories"].tolist()
        glasses = [name in GLASSES for name in worn] + [False]  # -1, nothing, is the last
        found = {
            "glasses": Attribute(NO_OR_YES, np.array(glasses, np.uint8)[pack["attr_accessories"][kept]]),
            "beard or moustache": Attribute(NO_OR_YES, (pack["attr_facialHair"][kept] >= 0).astype(np.uint8)),
        }
        for name, words in LOOKS.items():
            looks = [words.get(look, look) for look in pack[f"names_{name}"].tolist()]
            found[name] = Attribute(looks, pack[f"attr_{name}"][kept].astype(np.uint8))
        skins = np.array([list(SKINS).index(colour) for colour in pack["palette_skin"].tolist()], np.uint8)
        return {"skin": Attribute(list(SKINS.values()), skins[pack["color_skin"][kept]])} | found


def _heads(pack: Mapping[str, np.ndarray]) -> np.ndarray:
    """The number of each cartoon's head in HEADS, uint8 ``(n,)``."""
    kinds = [3 if name in _HATS else 1 if name in _SHORT else 2 for name in pack["names_top"].tolist()]
    return np.array([*kinds, 0], np.uint8)[pack["attr_top"]]  # -1, nothing on the head, is the last


def _pictures(pack: Mapping[str, np.ndarray], kept: np.ndarray) -> np.ndarray:
    content, offsets = pack["jpeg"].tobytes(), pack["offsets"]
    parts = [content[offsets[number] : offsets[number + 1]] for number in kept]
    return jpegs(b"".join(parts), np.cumsum([0, *map(len, parts)]))
