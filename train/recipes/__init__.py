"""What is trained, on what, and for how many steps: one recipe a checkpoint."""

from __future__ import annotations

from train.recipe import Recipe
from train.recipes import attention, classes, codes, latents, pixels, restoring

_FILES = (latents, classes, restoring, pixels, codes, attention)
RECIPES: dict[str, Recipe] = {recipe.name: recipe for file in _FILES for recipe in file.RECIPES}


def recipe_of(name: str) -> Recipe:
    """Raises KeyError with a sentence that lists the recipes."""
    if name not in RECIPES:
        raise KeyError(f"There is no recipe {name!r}; there are: {', '.join(RECIPES)}.")
    return RECIPES[name]


def judge_of(dataset: str) -> Recipe | None:
    """The recipe of the classifier that judges what models of a data set draw."""
    return next((one for one in RECIPES.values() if one.model == "classifier" and one.dataset == dataset), None)


def priors_over(coder: str) -> list[Recipe]:
    """The recipes of priors over a model's codes, one that is told another level's codes after it."""
    priors = [one for one in RECIPES.values() if one.over == coder]
    return sorted(priors, key=lambda one: bool(one.arguments.get("top")))
