"""python -m train                 list the recipes, what is trained, and its numbers
python -m train NAME            train one, evaluate it, write trained/NAME
python -m train evaluate NAME   print its numbers and rewrite metrics.json, from the weights alone
python -m train measure NAME    only what takes seconds or a minute of it; the other numbers stay
python -m train film NAME       repeat its run from its seed and keep only film.json; the checkpoint stays
python -m train card NAME       rewrite what its recipe says of it (title, pages, card.md); weights and numbers stay
python -m train sweep NAME      train it with several seeds and keep the one with the median MIG, or mask correctness
python -m train experiments     make the experiments that the pages invite to, or those that are named after the word:
                                trained/experiments.json
python -m train download SET    fetch mnist, fashion or cifar10 with torchvision

With several GPUs: accelerate launch -m train NAME
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

ALONE = ("experiments",)  # words that take no name


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument(
        "words",
        nargs="*",
        metavar="NAME",
        help="a recipe, or evaluate, measure, film, card or sweep NAME, download SET, experiments; nothing: a list",
    )
    made.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda"),
        default="auto",
        help="where to train (auto: a GPU where there is one)",
    )
    made.add_argument("--steps", type=int, help="length of the run instead of the recipe's")
    made.add_argument("--minutes", type=float, help="cut the run short after so many minutes, its schedule too")
    made.add_argument("--seed", type=int, default=0, help="of weights, order and noise (default 0)")
    made.add_argument("--seeds", type=int, nargs="+", help="of a sweep (default 0 1 2)")
    made.add_argument("--data", type=Path, help="where data sets lie (default: EXPLORER_DATA, or data/)")
    made.add_argument(
        "--out", type=Path, default=Path("trained"), help="where the folder NAME is written (default trained/)"
    )
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
        help="compile the model first, where there is a C++ compiler: a third faster for convolutions on a CPU",
    )
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
    from train import listing, recipes

    if not options.words:
        print(listing.text(options.out))
        return 0
    try:
        if len(options.words) == 1 and options.words[0] not in ALONE:
            recipes.recipe_of(options.words[0])  # a slip of the keyboard is told before torch is waited for
    except KeyError as error:
        print(error.args[0], file=sys.stderr)
        return 1
    from explorer.data.datasets import MissingData
    from train import commands
    from train.run import Interrupted

    verbs = {
        "evaluate": commands.evaluate,
        "card": commands.card,
        "measure": commands.measure,
        "film": commands.make_film,
        "sweep": commands.sweep,
        "download": commands.download,
    }
    try:
        match options.words:
            case [verb, name] if verb in verbs:
                verbs[verb](name, options)
            case ["experiments", *wanted]:
                commands.make_experiments(wanted, options)
            case [name]:
                commands.train_one(name, options)
            case _:
                raise ValueError(f"{' '.join(options.words)!r} is not a command; python -m train --help lists them.")
    except Interrupted as stopped:
        print(stopped, file=sys.stderr)
        return 130
    except (MissingData, ValueError, OSError, KeyError) as error:
        print(error.args[0] if isinstance(error, KeyError) else error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
