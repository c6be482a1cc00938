"""Finds checkpoints, reads their cards, and loads a model when it is first asked for.

A checkpoint is a folder with ``config.json`` (the model's arguments and its card), ``model.safetensors`` and, where
they were made, ``metrics.json``, ``latents.safetensors`` and previews. Scanning reads JSON and the head of the
weights file only, so a list of models costs no torch; a folder that is damaged is listed with the reason.
"""

from __future__ import annotations

import importlib
import json
import math
import struct
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer import own_module
from explorer.refusal import UnusableCheckpoint

TRAINED = Path(__file__).resolve().parent.parent / "trained"
EXPERIMENTS = "experiments.json"  # beside the checkpoints: what python -m train experiments found
MAX_HEADER = 10_000_000
HOME = ""  # the path of the start page, where a card says which pages open with it
DEFAULT_RANGE = (-3.0, 3.0)  # of a slider: nearly all of a normal prior's mass


@dataclass(frozen=True)
class Card:
    """What is known of a checkpoint without loading it."""

    name: str
    folder: Path
    title: str = ""
    about: str = ""
    dataset: str = ""
    module: str = ""  # "package.module:Class"
    can: tuple[str, ...] = ()
    shape: tuple[int, ...] = ()
    latents: int = 0
    conditions: int = 0  # classes that a conditional model takes
    first: tuple[str, ...] = ()  # paths of the pages that open with it
    over: str = ""  # the checkpoint whose codes its pixels stand for, of a prior over codes
    grids: tuple[tuple[int, int], ...] = ()  # of codes, each level's height and width, of a model with codebooks
    code_count: int = 0  # codes in each of its codebooks
    groups: tuple[tuple[int, int, int], ...] = ()  # of latents, each group's maps, height and width, the coarsest first
    group_kl: tuple[float, ...] | None = None  # nats of each group, over the test set
    parameters: int | None = None
    seconds: float | None = None  # that its training took
    steps: int | None = None  # of its training
    class_names: tuple[str, ...] = ()  # of a folder of pictures with a folder for each class
    range: tuple[tuple[float, float], ...] = ()
    kl: tuple[float, ...] | None = None
    spread: tuple[float, ...] | None = None
    metrics: dict[str, Any] = field(default_factory=dict)
    reason: str = ""  # why it can't be used; empty when it can

    @property
    def usable(self) -> bool:
        return not self.reason

    def plain(self) -> dict[str, Any]:
        """The card as JSON for the browser; no path of the server in it."""
        fields = (
            "name",
            "title",
            "about",
            "dataset",
            "can",
            "shape",
            "latents",
            "conditions",
            "first",
            "over",
            "grids",
            "code_count",
            "groups",
            "group_kl",
            "parameters",
            "seconds",
            "steps",
            "range",
            "kl",
            "spread",
            "metrics",
            "reason",
        )
        kept = {"codes": "latents.safetensors", "likelihoods": "likelihoods.json"}
        return (
            {name: getattr(self, name) for name in fields}
            | {"dataset": _called(self.dataset), "usable": self.usable}
            | {name: (self.folder / file).is_file() for name, file in kept.items()}
        )


def _called(dataset: str) -> str:
    """What browsers are told of a data set: of a folder of pictures its name, not where it is."""
    return Path(dataset).name if Path(dataset).is_absolute() else dataset


def first_for(page: str, cards: Iterable[Card]) -> Card | None:
    """The card of ``cards`` that the page of this path opens with: one that says so, else the first; None of none."""
    cards = list(cards)
    return next((card for card in cards if page in card.first), next(iter(cards), None))


def read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UnusableCheckpoint(f"{path.name} is missing") from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UnusableCheckpoint(f"{path.name} can't be read as JSON ({type(error).__name__})") from None
    if not isinstance(content, dict):
        raise UnusableCheckpoint(f"{path.name} holds no JSON object")
    return content


def count_weights(path: Path) -> int:
    """How many numbers a safetensors file holds, from its header alone;
    raises UnusableCheckpoint where it is damaged.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(8)
            length = struct.unpack("<Q", head)[0] if len(head) == 8 else MAX_HEADER + 1
            if length > min(MAX_HEADER, size - 8):
                raise UnusableCheckpoint(f"{path.name} is truncated or not a safetensors file")
            tensors = json.loads(file.read(length))
        tensors.pop("__metadata__", None)
        end = max((entry["data_offsets"][1] for entry in tensors.values()), default=0)
        count = sum(math.prod(entry["shape"]) for entry in tensors.values())
    except FileNotFoundError:
        raise UnusableCheckpoint(f"{path.name} is missing") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, UnusableCheckpoint):
            raise
        raise UnusableCheckpoint(f"{path.name} is not a safetensors file") from None
    if 8 + length + end != size:
        raise UnusableCheckpoint(f"{path.name} is truncated: {size:,} bytes where {8 + length + end:,} are announced")
    return count


def read_card(folder: Path) -> Card:
    """The card of one folder, with ``reason`` set where it can't be used. Never raises for what is in the folder."""
    try:
        content = read_json(folder / "config.json").get("card")
        if not isinstance(content, dict):
            raise UnusableCheckpoint("config.json has no card; write the folder with explorer.save")
        card = _parse(folder, content)
        count = count_weights(folder / "model.safetensors")
        if card.parameters is not None and count != card.parameters:
            raise UnusableCheckpoint(
                f"model.safetensors holds {count:,} numbers where its card says {card.parameters:,}: "
                "tensors are missing or foreign"
            )
        return card
    except UnusableCheckpoint as error:
        return Card(name=folder.name, folder=folder, title=folder.name, reason=str(error))


def _parse(folder: Path, content: dict[str, Any]) -> Card:
    try:
        latents = int(content.get("latents", 0))
        run = read_json(folder / "metrics.json") if (folder / "metrics.json").is_file() else {}
        groups = tuple((int(maps), int(height), int(width)) for maps, height, width in content.get("groups", []))
        if groups and sum(map(math.prod, groups)) != latents:
            raise ValueError("groups")
        told = content.get("range") or ([] if groups else [DEFAULT_RANGE] * latents)  # no sliders for maps of latents
        limits = tuple((float(low), float(high)) for low, high in told)
        if len(limits) != (0 if groups else latents) or any(not low < high for low, high in limits):
            raise ValueError("range")
        return Card(
            name=folder.name,
            folder=folder,
            title=str(content.get("title") or folder.name),
            about=str(content.get("about", "")),
            dataset=str(content.get("dataset", "")),
            module=str(content["class"]),
            can=tuple(map(str, content["can"])),
            shape=tuple(int(size) for size in content["shape"]),
            latents=latents,
            conditions=int(content.get("conditions", 0)),
            first=tuple(map(str, content.get("first", []))),
            over=str(content.get("over", "")),
            grids=tuple((int(height), int(width)) for height, width in content.get("grids", [])),
            code_count=int(content.get("code_count", 0)),
            groups=groups,
            group_kl=tuple(map(float, content["group_kl"])) if content.get("group_kl") else None,
            class_names=tuple(map(str, content.get("class_names", []))),
            parameters=content.get("parameters"),
            seconds=run.get("seconds"),
            steps=run.get("steps"),
            range=limits,
            kl=tuple(map(float, content["kl"])) if content.get("kl") else None,
            spread=tuple(map(float, content["spread"])) if content.get("spread") else None,
            metrics=run.get("metrics", {}),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnusableCheckpoint(f"the card in config.json is incomplete or wrong at {error}") from None


def model_class(module: str, folder: Path) -> type:
    """The class that a card names: one of ours, or one from a Python file beside the checkpoint or in the folder above.

    Files beside a checkpoint are code, and are run only for folders that the person named with ``--models``.
    """
    path, _, name = module.partition(":")
    if path.startswith("explorer.models."):
        try:
            return getattr(importlib.import_module(path), name)
        except (ImportError, AttributeError):
            raise UnusableCheckpoint(f"there is no model class {module}") from None
    if folder.parent == TRAINED or not path.isidentifier():
        raise UnusableCheckpoint(f"its class {module} is not one of the explorer's")
    for place in (folder, folder.parent):
        file = place / f"{path}.py"
        if file.is_file():
            kind = getattr(own_module.load(file), name, None)
            if kind is not None:
                return kind
    raise UnusableCheckpoint(f"{path}.py with class {name} is neither in the folder nor beside it")


class Catalogue:
    """The checkpoints of ``trained/`` and of further folders; each model is loaded once, by whoever asks first.

    Attributes:
        notes: sentences about folders that are not shown as a person might expect.
    """

    def __init__(self, folders: Iterable[str | Path] = (), *, trained: Path = TRAINED):
        own = (Path(folder).expanduser().resolve() for folder in folders)
        self.roots = list(dict.fromkeys([trained, *own]))
        self.notes: list[str] = []
        self._models: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._cards: dict[str, Card] = {}
        self.rescan()

    def rescan(self) -> None:
        """Read every folder's card again.

        Of a name that stands twice a person's own is shown, not that of ``trained/``; of two own ones the first.
        """
        cards: dict[str, Card] = {}
        self.notes = []
        for root in self.roots:
            for folder in self._folders(root):
                known = cards.get(folder.name)
                if known is not None and known.folder.parent != self.roots[0]:
                    self.notes.append(f"{folder} is not shown: {known.folder} has the same name. Rename one of them.")
                    continue
                if known is not None:
                    self.notes.append(
                        f"{folder} is shown in place of the checkpoint of that name in {known.folder.parent}."
                    )
                cards[folder.name] = read_card(folder)
        self._cards = cards

    def _folders(self, root: Path) -> list[Path]:
        """Where checkpoints may lie: ``root`` itself, or what is in it, by name; hidden folders are none."""
        if (root / "config.json").is_file():
            return [root]
        inside = sorted(path for path in (root.iterdir() if root.is_dir() else []) if path.is_dir())
        for folder in inside:
            if folder.name.startswith("_") and (folder / "config.json").is_file():
                self.notes.append(f"{folder} is not shown: its name begins with an underscore.")
        return [folder for folder in inside if folder.name[0] not in "._"]

    def cards(self, *can: str, every: bool = False) -> list[Card]:
        """Cards of the usable models that have all capabilities in ``can``; with ``every`` of the unusable ones too."""
        return [card for card in self._cards.values() if (every or card.usable) and set(can) <= set(card.can)]

    def suited(self, needs: Callable[[Card], bool]) -> list[Card]:
        """Cards of the usable models that a page takes."""
        return [card for card in self._cards.values() if card.usable and needs(card)]

    def card(self, name: str) -> Card:
        """Raises KeyError with a sentence where there is no such checkpoint."""
        if name not in self._cards:
            raise KeyError(f"There is no model called {name[:60]!r}; there are: {', '.join(self._cards) or 'none'}.")
        return self._cards[name]

    def loaded(self, name: str) -> bool:
        return name in self._models

    def load(self, name: str) -> Any:
        """The model in evaluation mode.

        Raises KeyError or UnusableCheckpoint; a damage found here stays on the card.
        """
        card = self.card(name)
        if name in self._models:
            return self._models[name]
        if not card.usable:
            raise UnusableCheckpoint(f"{name} can't be used: {card.reason}.")
        with self._lock:
            if name not in self._models:
                try:
                    self._models[name] = self._load(card)
                except UnusableCheckpoint as error:
                    self._cards[name] = Card(
                        name=name, folder=card.folder, title=card.title, dataset=card.dataset, reason=str(error)
                    )
                    raise UnusableCheckpoint(f"{name} can't be used: {error}.") from None
            return self._models[name]

    @staticmethod
    def _load(card: Card) -> Any:
        kind = model_class(card.module, card.folder)
        try:
            model = kind.from_pretrained(card.folder, strict=True, local_files_only=True).eval()
        except Exception as error:  # safetensors, torch and the class itself each raise their own kinds
            raise UnusableCheckpoint(
                f"its weights do not fit its class ({' '.join(str(error).split())[:200]})"
            ) from error
        for parameter in model.parameters():
            parameter.requires_grad_(False)
        return model
