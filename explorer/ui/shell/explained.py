"""Explanations: Markdown whose numbers are those of the checkpoints, so that no text goes out of date.

``{{vae-mnist-2d mse .4f}}`` in a text stands for that metric, written as Python formats it; ``{{NAME run.seconds/60
.0f}}`` for a number of the run itself. Further words of a metric follow a dot: ``{{bvae-shapes-10d mig.factors.scale
.2f}}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from explorer.catalogue import Card

NUMBER = re.compile(r"\{\{([\w.-]+) ([\w.]+)(?:/(\d+))?(?: ([^}\s]+))?\}\}")
ABSENT = "(not measured here)"


def explained(text: str, cards: Iterable[Card]) -> str:
    """``text`` with every number filled in; one that no card has is told to be absent."""
    known = {card.name: card for card in cards}

    def write(match: re.Match[str]) -> str:
        name, path, divisor, form = match.groups()
        found = _number(known[name], path) if name in known else None
        if found is None:
            return ABSENT
        written = format(found / int(divisor) if divisor else found, form or "g")
        return written.replace("-", "−").replace("%", " %")

    return NUMBER.sub(write, text)


def _number(card: Card, path: str) -> float | None:
    """The metric or the number of the run that ``path`` names, or None where the card has none."""
    first, *rest = path.split(".")
    if first == "run":
        found: Any = {"parameters": card.parameters, "seconds": card.seconds, "steps": card.steps}
    else:
        found = card.metrics.get(first)
        rest = rest or ["value"]
    for key in rest:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, int | float) else None
