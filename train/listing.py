"""The list of recipes, how long they take, and the numbers of what is trained; without torch."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from train.recipe import KEPT, MODELS, Recipe
from train.recipes import GROUPS, kept_in

# those of a checkpoint's measures that a line shows, in this order
HEADLINES = (
    "neg_elbo",
    "neg_iwae_500",
    "nll",
    "nll_no_class",
    "mig",
    "half_squared_error",
    "mse",
    "psnr",
    "psnr_0.5",
    "psnr_epll",
    "used",
    "accuracy",
    "correctness",
    "class_share",
)


def text(out: Path) -> str:
    """A paragraph for each group of recipes; ``out`` is where checkpoints are looked for."""
    lines = []
    for title, recipes in GROUPS.items():
        lines += ["", title]
        for recipe in recipes:
            length = f"{recipe.steps:>7,} steps {recipe.minutes:>4g} min"
            lines.append(f"  {recipe.name:26} {length}  {_numbers(out / recipe.name) or 'not trained yet'}")
            lines.append(f"  {'':26} {recipe.about}")
    for place in dict.fromkeys((out, MODELS)):
        for number, recipe in enumerate(_own(place)):
            lines += ["", f"Models of your own pictures, in {place}/"] if number == 0 else []
            lines.append(f"  {recipe.name:26} {recipe.steps:>7,} steps {'':8}  {_numbers(place / recipe.name)}")
            lines.append(f"  {'':26} {recipe.about}")
    return "\n".join(lines[1:])


def _numbers(folder: Path) -> str:
    """The first of a checkpoint's measures; nothing where it is not trained."""
    known = metrics_of(folder).get("metrics", {})
    return ", ".join(f"{key} {known[key]['value']:.4g}" for key in HEADLINES if key in known)


def _own(place: Path) -> list[Recipe]:
    """The recipes that are kept with the checkpoints of a folder, by name; a damaged one is passed over."""
    found = []
    for file in sorted(place.glob(f"*/{KEPT}")):
        with contextlib.suppress(ValueError):
            found.append(kept_in(file.parent))
    return found


def metrics_of(folder: Path) -> dict[str, Any]:
    """What a checkpoint's metrics.json holds; nothing where there is none."""
    file = folder / "metrics.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
