"""What is trained, on what, and for how many steps: one recipe a checkpoint."""

from __future__ import annotations

from difflib import get_close_matches

from train.recipe import Recipe
from train.recipes import attention, classes, codes, latents, pixels, restoring

_FILES = (latents, classes, restoring, pixels, codes, attention)
GROUPS: dict[str, list[Recipe]] = {file.__doc__.splitlines()[0].rstrip("."): file.RECIPES for file in _FILES}
RECIPES: dict[str, Recipe] = {recipe.name: recipe for group in GROUPS.values() for recipe in group}


def recipe_of(name: str) -> Recipe:
    """Raises KeyError with a sentence that names those nearest to it."""
    if name not in RECIPES:
        near = get_close_matches(name, RECIPES, n=3, cutoff=0.5)
        meant = f"Did you mean {' or '.join(near)}? " if near else ""
        raise KeyError(f"There is no recipe {name!r}. {meant}python -m train lists them all.")
    return RECIPES[name]


def judge_of(dataset: str) -> Recipe | None:
    """The recipe of the classifier that judges what models of a data set draw."""
    return next((one for one in RECIPES.values() if one.model == "classifier" and one.dataset == dataset), None)


def priors_over(coder: str) -> list[Recipe]:
    """The recipes of priors over a model's codes, one that is told another level's codes after it."""
    priors = [one for one in RECIPES.values() if one.over == coder]
    return sorted(priors, key=lambda one: bool(one.arguments.get("top")))
