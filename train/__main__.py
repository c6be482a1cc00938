"""python -m train                 list the recipes, what is trained, and its numbers
python -m train NAME            train one, evaluate it, write trained/NAME
python -m train evaluate NAME   print its numbers and rewrite metrics.json, from the weights alone
python -m train measure NAME    only what takes seconds or a minute of it; the other numbers stay
python -m train film NAME       repeat its run from its seed and keep only film.json; the checkpoint stays
python -m train map NAME        lay the codes of its test set out in two dimensions: map.npz, for the page Map; of a
                                checkpoint of your own with --out DIR
python -m train card NAME       rewrite what its recipe says of it (title, pages, card.md); weights and numbers stay
python -m train sweep NAME      train it with several seeds and keep the one with the median MIG, or mask correctness
python -m train experiments     make the experiments that the pages invite to, or those that are named after the word:
                                trained/experiments.json
python -m train download SET    fetch mnist, fashion or cifar10 with torchvision
python -m train new NAME --pictures DIR --like vae
                                train on a folder of your own pictures, write models/NAME; evaluate, measure and card
                                do their work for it with --out models

With several GPUs: accelerate launch -m train NAME
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from train.recipe import Recipe

ALONE = ("experiments",)  # words that take no name


def parser() -> argparse.ArgumentParser:
    from train.own.likes import LIKES, SIZES

    made = argparse.ArgumentParser(
        prog="python -m train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument(
        "words",
        nargs="*",
        metavar="NAME",
        help="a recipe; new, evaluate, measure, film, map, card, sweep NAME; download SET; experiments; nothing: list",
    )
    made.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda"),
        default="auto",
        help="where to train (auto: a GPU where there is one)",
    )
    made.add_argument("--steps", type=int, help="length of the run instead of the recipe's")
    made.add_argument("--minutes", type=float, help="cut the run short after so many minutes, its schedule too")
    made.add_argument("--seed", type=int, help="of weights, order and noise (default 0)")
    made.add_argument("--seeds", type=int, nargs="+", help="of a sweep (default 0 1 2)")
    made.add_argument("--data", type=Path, help="where data sets lie (default: EXPLORER_DATA, or data/)")
    made.add_argument("--out", type=Path, help="where the folder NAME is written (default trained/, of new models/)")
    made.add_argument(
        "--state", type=Path, default=Path("runs"), help="where a run's state is kept, to resume from (default runs/)"
    )
    made.add_argument("--resume", action="store_true", help="go on from the saved state where there is one")
    made.add_argument(
        "--save-every", type=float, default=30.0, metavar="SECONDS", help="how often the state is saved (default 30)"
    )
    made.add_argument(
        "--compile",
        action="store_true",
        help="compile the model first, where there is a C++ compiler; benchmarks/README.md has what it brings",
    )
    own = made.add_argument_group("new", "a model of your own pictures")
    own.add_argument("--pictures", type=Path, metavar="DIR", help="a folder of pictures; folders in it are classes")
    own.add_argument("--like", choices=LIKES, help="what is trained")
    own.add_argument("--size", type=int, choices=SIZES, help="pixels a side (default: what the pictures have)")
    own.add_argument("--colour", action="store_true", help="in colour, not in grey")
    own.add_argument("--again", action="store_true", help="replace what has this name already")
    made.add_argument("--smoke", action="store_true", help="60 steps and 200 test pictures: does everything run?")
    return made


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 done, 1 an error with its line, 130 interrupted."""
    options = parser().parse_args(arguments)
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        return _run(options)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def _run(options: argparse.Namespace) -> int:
    from explorer.data.datasets import MissingData

    errors = (MissingData, ValueError, OSError, KeyError)
    try:
        recipe = _before_torch(options)
    except errors as error:
        return _failed(error)
    if not options.words:
        return 0
    from train import commands
    from train.run import Interrupted

    verbs = {
        "evaluate": commands.evaluate,
        "card": commands.card,
        "measure": commands.measure,
        "film": commands.make_film,
        "map": commands.make_map,
        "sweep": commands.sweep,
        "download": commands.download,
    }
    try:
        match options.words:
            case [verb, name] if verb in verbs:
                verbs[verb](name, options)
            case ["experiments", *wanted]:
                commands.make_experiments(wanted, options)
            case [_] | ["new", _]:
                commands.train_one(recipe, options)
            case _:
                raise ValueError(f"{' '.join(options.words)!r} is not a command; python -m train --help lists them.")
    except Interrupted as stopped:
        print(stopped, file=sys.stderr)
        return 130
    except errors as error:
        return _failed(error)
    return 0


def _before_torch(options: argparse.Namespace) -> Recipe | None:
    """What is done, and told, before torch is waited for; gives the recipe where one is to be trained.

    Raises KeyError, ValueError, OSError or MissingData with a sentence.
    """
    from train import listing, recipes
    from train.own import new
    from train.recipe import MODELS

    own = options.words[:1] == ["new"]
    options.out = options.out or (MODELS if own else Path("trained"))
    if own:
        if len(options.words) != 2:
            raise ValueError("new wants one name: python -m train new NAME --pictures DIR --like vae")
        return new.prepare(options.words[1], options)
    if foreign := [name for name in new.ASKED if getattr(options, name)]:
        raise ValueError(f"--{foreign[0]} is for pictures of your own: python -m train new NAME --pictures DIR")
    options.seed = options.seed or 0
    if not options.words:
        print(listing.text(options.out))
    elif len(options.words) == 1 and options.words[0] not in ALONE:
        return recipes.recipe_of(options.words[0])
    return None


def _failed(error: Exception) -> int:
    print(error.args[0] if isinstance(error, KeyError) else error, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
