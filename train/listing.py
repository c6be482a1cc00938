"""The list of recipes, how long they take, and the numbers of what is trained; without torch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from train.recipes import GROUPS

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
            known = metrics_of(out / recipe.name).get("metrics", {})
            numbers = [f"{key} {known[key]['value']:.4g}" for key in HEADLINES if key in known]
            length = f"{recipe.steps:>7,} steps {recipe.minutes:>4g} min"
            lines.append(f"  {recipe.name:26} {length}  {', '.join(numbers) or 'not trained yet'}")
            lines.append(f"  {'':26} {recipe.about}")
    return "\n".join(lines[1:])


def metrics_of(folder: Path) -> dict[str, Any]:
    """What a checkpoint's metrics.json holds; nothing where there is none."""
    file = folder / "metrics.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
