"""Explanations: Markdown whose numbers are those of the checkpoints, so that no text goes out of date.

``{{vae-mnist-2d mse .4f}}`` in a text stands for that metric, written as Python formats it; ``{{NAME run.seconds/60
.0f}}`` for a number of the run itself. Further words of a metric follow a dot: ``{{bvae-shapes-10d mig.factors.scale
.2f}}``; ``{{vae-mnist-50d map.maps.umap.accuracy .1%}}`` is a number of the map of its codes. ``{{experiments
middle.largest .2f}}`` is a number that ``python -m train experiments`` found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from explorer.catalogue import EXPERIMENTS, TRAINED, Card
from explorer.latents.maps import TOLD, has_map

NUMBER = re.compile(r"\{\{([\w.-]+) ([\w./-]+?)(?:/(\d+))?(?: ([^}\s]+))?\}\}")
ABSENT = "(not measured here)"
MADE = "experiments"  # the name under which the numbers of experiments stand


def explained(text: str, cards: Iterable[Card]) -> str:
    """``text`` with every number filled in; one that no card has is told to be absent."""
    known = {card.name: card for card in cards}

    def write(match: re.Match[str]) -> str:
        name, path, divisor, form = match.groups()
        if name == MADE:
            found = _at(experiments(), path)
        else:
            found = _number(known[name], path) if name in known else None
        if found is None:
            return ABSENT
        written = format(found / int(divisor) if divisor else found, form or "g")
        return written.replace("-", "−").replace("%", " %")

    return NUMBER.sub(write, text)


def _number(card: Card, path: str) -> float | None:
    """The metric or the number of the run that ``path`` names, or None where the card has none."""
    run = {"parameters": card.parameters, "seconds": card.seconds, "steps": card.steps}
    laid_out = _map(card.folder) if path.startswith("map.") else {}
    return _at({**card.metrics, "run": run, "map": laid_out}, path)


@lru_cache(maxsize=64)
def _map(folder: Path) -> dict[str, Any]:
    """What is told of the map of a checkpoint's codes; empty where there is none."""
    return json.loads((folder / TOLD).read_text(encoding="utf-8")) if has_map(folder) else {}


@lru_cache(maxsize=1)
def experiments() -> dict[str, dict[str, Any]]:
    """The numbers of the experiments that the pages invite to, and under "weights" of which checkpoints they are.

    Read once; empty where they were not made.
    """
    file = TRAINED / EXPERIMENTS
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _at(found: Any, path: str) -> float | None:
    """The number at the end of a path of keys, dots between them; a key may hold dots itself, as "psnr_0.5" does."""
    if isinstance(found, dict) and not path:
        found = found.get("value")  # of a metric that is named alone
    if not isinstance(found, dict):
        return found if isinstance(found, int | float) and not path else None
    words = path.split(".")
    for count in range(len(words), 0, -1):
        key = ".".join(words[:count])
        if key in found:
            return _at(found[key], ".".join(words[count:]))
    return None
