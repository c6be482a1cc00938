"""``python -m train new NAME --pictures DIR --like vae``: all that comes before the training, and without torch."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass, replace
from pathlib import Path

from explorer.data.datasets import MissingData
from train.listing import metrics_of
from train.own import likes, packed, place
from train.own.folder import Found, look
from train.own.likes import LIKES, Wish
from train.recipe import KEPT, Recipe
from train.recipes import RECIPES, kept_in

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
WORDS = {"new", "evaluate", "measure", "film", "map", "card", "sweep", "experiments", "download"}
ASKED = ("pictures", "like", "size", "colour", "again")  # options of new alone


@dataclass(frozen=True)
class Begun:
    """A run as it was begun: kept beside its state, so that it goes on with the same recipe and the same seed."""

    recipe: Recipe
    seed: int
    like: str
    fingerprint: str

    @classmethod
    def read(cls, file: Path) -> Begun | None:
        """What was begun, if anything was. Raises ValueError where what is there holds no recipe."""
        content = place.read_json(file)
        if not isinstance(content, dict) or {"recipe", "seed", "like", "fingerprint"} - set(content):
            return None
        recipe = Recipe.of_record(content["recipe"], file)
        return cls(recipe, content["seed"], content["like"], content["fingerprint"])

    def write(self, file: Path) -> None:
        about = {"seed": self.seed, "like": self.like, "fingerprint": self.fingerprint}
        place.write_json(file, about | {"recipe": self.recipe.record()})


def prepare(name: str, options: argparse.Namespace) -> Recipe:
    """The recipe of a run on own pictures, which are decoded and provided; ``options.seed`` becomes the run's.

    Of several processes the main one says what it found, and the first of each machine decodes.

    Raises:
        ValueError: the name can't be used, the options don't fit together, or the folder not the model.
        MissingData: the folder is not there, or has no pictures.
        OSError: the disk does not take the decoded pictures.
    """
    _check_name(name)
    if options.resume:
        return _resumed(name, options)
    return _begun(name, options)


def provide(recipe: Recipe, state: Path) -> Found:
    """Let the pictures of a checkpoint's recipe be loaded in this process.

    Raises:
        MissingData: the folder that they were in is not there any more.
        ValueError: a model that is told classes would be told others.
    """
    try:
        found = look(Path(recipe.dataset), state)
    except MissingData as missing:
        raise MissingData(f"{recipe.name} was trained on the pictures in {recipe.dataset}. {missing}") from None
    if recipe.arguments.get("classes") and tuple(found.classes) != recipe.class_names:
        was = ", ".join(recipe.class_names)
        raise ValueError(f"{recipe.name} was trained on other classes than {recipe.dataset} has now: {was}.")
    packed.provide(found, tuple(recipe.arguments["shape"]), state)
    return found


def _begun(name: str, options: argparse.Namespace) -> Recipe:
    if options.pictures is None or options.like is None:
        raise ValueError(f"new wants --pictures DIR and --like, one of {', '.join(LIKES)}.")
    if place.is_main():
        _refuse_to_overwrite(name, options)
    wish = Wish(options.like, options.size, options.colour, options.steps)
    found = look(options.pictures.expanduser().resolve(), options.state)
    _say(*found.sentences())
    likes.refuse(wish, found)
    size, why_size = likes.size_of(wish, found)
    steps, why_steps = likes.steps_of(wish, found)
    tones = "colour" if wish.colour else "grey"
    cropped = "" if found.are_square else "; what is longer on one side is cut off"
    coloured = f" Files in colour: {found.coloured:,}; --colour keeps it." if found.coloured and not wish.colour else ""
    _say(
        f"Trained on {size} × {size} pixels in {tones}, {why_size}{cropped}.{coloured}",
        f"{steps:,} steps, {why_steps}.",
    )
    pictures = packed.provide(found, (3 if wish.colour else 1, size, size), options.state)
    recipe, decided = likes.recipe(name, wish, found, size, steps, pictures.split("train"))
    if decided:
        _say(decided)
    options.seed = options.seed or 0
    if place.is_main():
        _begin_anew(options.state / name)
        Begun(recipe, options.seed, wish.like, found.fingerprint).write(_file(name, options))
    return recipe


def _resumed(name: str, options: argparse.Namespace) -> Recipe:
    """What a run or a checkpoint was begun with. Raises ValueError where there is none, or something else is asked."""
    begun = Begun.read(_file(name, options)) or _of_checkpoint(name, options)
    if begun is None:
        there = f"neither a run in {options.state / name} nor a checkpoint in {options.out / name}"
        raise ValueError(f"There is nothing of {name} to go on with, {there}: begin it with --pictures and --like.")
    recipe = begun.recipe
    channels, size, _ = recipe.arguments["shape"]
    others = {
        "--again": options.again,
        "--pictures": options.pictures and str(options.pictures.expanduser().resolve()) != recipe.dataset,
        "--like": options.like and begun.like and options.like != begun.like,
        "--size": options.size and options.size != size,
        "--colour": options.colour and channels != 3,
        "--seed": options.seed is not None and options.seed != begun.seed,
    }
    if wrong := [option for option, differs in others.items() if differs]:
        raise ValueError(f"--resume goes on as {name} was begun: leave {wrong[0]} away, or train it anew with --again.")
    if (options.out / name).exists() and not (options.state / name / f"seed-{begun.seed}.safetensors").is_file():
        gone = f"{options.out / name} is finished, and its state is not in {options.state / name} any more"
        raise ValueError(f"{gone}, so it can't go on: train it anew with --again.")
    found = provide(recipe, options.state)
    if begun.fingerprint and begun.fingerprint != found.fingerprint:
        _say(f"{recipe.dataset} has changed since {name} was begun: it goes on with what is there now.")
    options.seed = begun.seed
    options.pictures, options.like, options.size = Path(recipe.dataset), begun.like, size  # as the command is told
    options.colour = channels == 3
    return replace(recipe, steps=options.steps or recipe.steps)


def _of_checkpoint(name: str, options: argparse.Namespace) -> Begun | None:
    """What a finished checkpoint says of its run, where the run's own folder is gone."""
    folder = options.out / name
    recipe = kept_in(folder)
    return None if recipe is None else Begun(recipe, metrics_of(folder).get("seed", 0), "", "")


def _check_name(name: str) -> None:
    """Raises ValueError with a sentence where a checkpoint can't be called so."""
    if not NAME.fullmatch(name):
        letters = "letters, digits, dots, hyphens and underscores, the first one a letter or a digit"
        raise ValueError(f"A name has at most 60 {letters}; {name!r} has not.")
    if name.lower() in RECIPES:
        raise ValueError(f"{name} is one of this project's own checkpoints: choose another name.")
    if name.lower() in WORDS:
        raise ValueError(f"{name} is a word of python -m train: choose another name.")


def _refuse_to_overwrite(name: str, options: argparse.Namespace) -> None:
    """Raises ValueError with a sentence where something of this name is there, and it is not to be trained anew."""
    folder, ways = options.out / name, "--resume goes on with it, --again trains it anew"
    if folder.exists() and not (folder / KEPT).is_file():
        raise ValueError(f"{folder} is there already, and was not trained with new: choose another name.")
    if options.again:
        return
    if folder.exists():
        raise ValueError(f"{folder} is there already: {ways}.")
    if _file(name, options).is_file():
        raise ValueError(f"{name} was begun already, its state is in {options.state / name}: {ways}.")


def _begin_anew(folder: Path) -> None:
    """Take away the states of earlier runs of the same name."""
    for old in folder.glob("seed-*.safetensors"):
        old.unlink()


def _file(name: str, options: argparse.Namespace) -> Path:
    return options.state / name / "new.json"


def _say(*sentences: str) -> None:
    if place.is_main():
        print(*sentences, sep="\n", flush=True)
