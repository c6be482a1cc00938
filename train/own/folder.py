"""A folder of pictures, looked at before anything is made of it: how many, how large, which classes, which damaged.

Only the heads of the files are read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from explorer.data import folders
from explorer.data.datasets import MissingData
from explorer.data.decoding import BadPicture, decode, head_of
from explorer.data.uploads import WORK_SIDE
from train.own import place

FEWEST = 20  # pictures: two for the test, two for validation
FEW = 500  # pictures, below which a person is warned
NAMED = 10  # damaged files
CLASSES = 12  # that are told one by one


@dataclass(frozen=True)
class Found:
    """What is in a folder.

    Attributes:
        files: all files of pictures by name, damaged ones too.
        fingerprint: changes with them.
        sizes: ``(width, height)`` of readable pictures, and of how many.
        coloured: how many are stored in colour.
        damaged: files that can't be read, as far as their heads say.
    """

    folder: Path
    files: list[Path]
    fingerprint: str
    sizes: Counter[tuple[int, int]]
    coloured: int
    damaged: tuple[str, ...]

    @property
    def count(self) -> int:
        """Pictures that can be read."""
        return sum(self.sizes.values())

    @property
    def usual(self) -> tuple[int, int]:
        """The most common width and height, of equally common ones the larger."""
        return max(self.sizes, key=lambda size: (self.sizes[size], size))

    @property
    def are_square(self) -> bool:
        return all(width == height for width, height in self.sizes)

    @cached_property
    def classes(self) -> dict[str, int]:
        """The pictures in each of the folders that hold files of them, by name; nothing where all lie in one."""
        parents = folders.classes_of(self.files)
        if len(parents) < 2:
            return {}
        inside = Counter(file.parent for file in self.files)
        inside.subtract((self.folder / name).parent for name in self.damaged)
        return {self._called(parent): inside[parent] for parent in parents}

    def _called(self, parent: Path) -> str:
        return self.folder.name if parent == self.folder else parent.relative_to(self.folder).as_posix()

    def sentences(self) -> list[str]:
        """What a person is told of the folder."""
        told = [f"{self.folder} has {self.count:,} pictures.", self._sizes(), self._classes()]
        if self.damaged:
            told.append(damage(self.damaged))
        if self.count < FEW:
            told.append("That is few: the model may know them by heart. Its test pictures tell.")
        return told

    def _sizes(self) -> str:
        (width, height), usual = self.usual, self.sizes[self.usual]
        if len(self.sizes) == 1:
            return f"All have {width:,} × {height:,} pixels."
        small, large = (limit(self.sizes, key=lambda size: (size[0] * size[1], size)) for limit in (min, max))
        ends = f"{small[0]:,} × {small[1]:,} to {large[0]:,} × {large[1]:,}"
        return f"Their sizes go from {ends} pixels; the most common is {width:,} × {height:,} ({usual:,} of them)."

    def _classes(self) -> str:
        if not self.classes:
            return "They have no classes: that would be a folder for each."
        shown = [f"{name} ({count:,})" for name, count in list(self.classes.items())[:CLASSES]]
        more = len(self.classes) - len(shown)
        return f"Folders are {len(self.classes)} classes: {', '.join(shown)}{f' and {more} more' if more else ''}."


def damage(names: tuple[str, ...]) -> str:
    """The sentence about files that can't be read: ten by name, and how many more."""
    more = len(names) - NAMED
    shown = ", ".join(names[:NAMED]) + (f" and {more:,} more" if more > 0 else "")
    return f"{len(names):,} {'file' if len(names) == 1 else 'files'} can't be read and will be left out: {shown}."


def look(folder: Path, state: Path) -> Found:
    """What is in ``folder`` and below. The heads are read once: what they said is kept under ``state``.

    Raises:
        MissingData: there is no such folder, or no pictures in it.
        ValueError: they are too few.
    """
    if not folder.is_dir():
        raise MissingData(f"There is no folder {folder}.")
    files = folders.pictures_in(folder)
    if not files:
        raise MissingData(f"There are no pictures in {folder}: put PNG or JPEG files there, or name another folder.")
    mark, kept = place.fingerprint(folder, files), place.place_of(folder, state) / "found.json"

    def known() -> dict[str, Any] | None:
        content = place.read_json(kept)
        return content if content and content.get("fingerprint") == mark else None

    def read() -> dict[str, Any]:
        content = {"fingerprint": mark} | _heads(folder, files)
        place.write_json(kept, content)
        return content

    about = place.made_once(known, read)
    sizes = Counter({(width, height): count for width, height, count in about["sizes"]})
    found = Found(folder, files, mark, sizes, about["coloured"], tuple(about["damaged"]))
    if found.count < FEWEST:
        left_out = f" {damage(found.damaged)}" if found.damaged else ""
        few = f"{folder} has {found.count} pictures that can be read, and at least {FEWEST} are needed: of ten, eight"
        raise ValueError(f"{few} are for training, one for validation and one for the test.{left_out}")
    return found


def _heads(folder: Path, files: list[Path]) -> dict[str, Any]:
    """What the heads of files say, as JSON."""
    sizes: Counter[tuple[int, int]] = Counter()
    coloured, damaged = 0, []
    for file in files:
        try:
            size, in_colour = _head(file)
        except (BadPicture, OSError):
            damaged.append(file.relative_to(folder).as_posix())
        else:
            sizes[size] += 1
            coloured += in_colour
    return {"sizes": [[*size, count] for size, count in sizes.items()], "coloured": coloured, "damaged": damaged}


def _head(file: Path) -> tuple[tuple[int, int], bool]:
    """Width and height of a picture, and whether it is stored in colour; of one with an odd head it is decoded."""
    with file.open("rb") as opened:
        try:
            return head_of(opened)
        except BadPicture:
            opened.seek(0)
            picture, _ = decode(opened.read(), longest_side=WORK_SIDE)
            return picture.size, True
