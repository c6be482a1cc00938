"""What is trained, on what, and for how many steps: one recipe a checkpoint."""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path

from train.recipe import KEPT, Recipe
from train.recipes import attention, classes, codes, latents, pixels, restoring, sketches

_FILES = (latents, classes, restoring, pixels, codes, attention, sketches)
GROUPS: dict[str, list[Recipe]] = {file.__doc__.splitlines()[0].rstrip("."): file.RECIPES for file in _FILES}
RECIPES: dict[str, Recipe] = {recipe.name: recipe for group in GROUPS.values() for recipe in group}


def recipe_of(name: str, out: Path | None = None) -> Recipe:
    """A recipe of this project, or the one that is kept with the checkpoint ``name`` in ``out``.

    Raises:
        KeyError: there is none, with a sentence that names those nearest to it.
        ValueError: the one that is kept is damaged.
    """
    if name in RECIPES:
        return RECIPES[name]
    kept = kept_in(out / name) if out is not None else None
    if kept is None:
        near = get_close_matches(name, RECIPES, n=3, cutoff=0.5)
        meant = f"Did you mean {' or '.join(near)}? " if near else ""
        raise KeyError(f"There is no recipe {name!r}. {meant}python -m train lists them all.")
    return kept


def kept_in(folder: Path) -> Recipe | None:
    """The recipe that is kept in a checkpoint's folder; None where none is. Raises ValueError where it is damaged."""
    file = folder / KEPT
    if not file.is_file():
        return None
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        content = None
    return Recipe.of_record(content, file)


def judge_of(dataset: str) -> Recipe | None:
    """The recipe of the classifier that judges what models of a data set draw."""
    judges = ("classifier", "stroke_classifier")
    return next((one for one in RECIPES.values() if one.model in judges and one.dataset == dataset), None)


def priors_over(coder: str) -> list[Recipe]:
    """The recipes of priors over a model's codes, one that is told another level's codes after it."""
    priors = [one for one in RECIPES.values() if one.over == coder]
    return sorted(priors, key=lambda one: bool(one.arguments.get("top")))
