"""What the words of ``python -m train`` do."""

from __future__ import annotations

import argparse
import json
import shlex
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import torch

from explorer.data import datasets
from explorer.models import PCA, Autoencoder
from train import checkpoint, patch_prior
from train import evaluate as evaluation
from train.loop import Result, Run, describe, train
from train.recipes import RECIPES, Recipe
from train.tasks import TASKS

SMOKE_STEPS = 60
SEEDS = (0, 1, 2)  # of a sweep, where none are given
# What ranks a sweep's seeds, by data set: its measure, what it is called, and what else is told of each seed.
JUDGED = {"shapes": ("mig", "MIG", ("neg_elbo",)), "scenes": ("correctness", "mask correctness", ("accuracy",))}
SHOWN = (
    "nll",
    "neg_elbo",
    "neg_iwae_500",
    "half_squared_error",
    "mig",
    "correctness",
    "class_share",
    "accuracy",
    "psnr_0.5",
    "psnr_epll",
    "mse",
)


def recipe_of(name: str) -> Recipe:
    """Raises KeyError with a sentence that lists the recipes."""
    if name not in RECIPES:
        raise KeyError(f"There is no recipe {name!r}; there are: {', '.join([*RECIPES, patch_prior.NAME])}.")
    return RECIPES[name]


def _metrics(folder: Path) -> dict[str, Any]:
    file = folder / "metrics.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def show(options: argparse.Namespace) -> None:
    """The recipes, their budgets, and the numbers of what is trained."""
    listed = {name: (recipe.minutes, recipe.about) for name, recipe in RECIPES.items()} | {
        patch_prior.NAME: (patch_prior.MINUTES, patch_prior.ABOUT)
    }
    for name, (minutes, about) in listed.items():
        known = _metrics(options.out / name).get("metrics", {})
        numbers = ", ".join(f"{key} {known[key]['value']:.4g}" for key in SHOWN if key in known)
        print(f"{name:18} {minutes:>4g} min  {numbers or 'not trained yet'}")
        print(f"{'':18} {about}")


def _train(name: str, options: argparse.Namespace, seed: int, tag: str = "") -> Result | None:
    recipe = recipe_of(name)
    steps = options.steps or (None if options.minutes else SMOKE_STEPS if options.smoke else recipe.steps)
    if recipe.model == "pca":
        return _fit(recipe, seed, options)
    run = Run(
        name,
        recipe,
        seed,
        options.minutes,
        steps,
        options.device,
        options.data,
        options.state / tag,
        options.resume,
        options.save_every,
        options.compile,
    )
    result = train(run)
    if result and isinstance(result.model, Autoencoder):
        images = torch.from_numpy(datasets.load(run.recipe.dataset, "train", options.data).images.copy())
        result.model.fit_codes(
            torch.cat([evaluation.codes(result.model, part.float() / 255)[0] for part in images.split(10_000)])
        )
    return result


def _fit(recipe: Recipe, seed: int, options: argparse.Namespace) -> Result:
    """What has a closed form needs no loop."""
    began = time.monotonic()
    model = PCA.fit(datasets.load(recipe.dataset, "train", options.data).images, **recipe.arguments, seed=seed)
    return Result(model, time.monotonic() - began, 0, [], describe(torch.device("cpu")), "float32")


def _provenance(result: Result, seed: int, options: argparse.Namespace) -> dict[str, Any]:
    about = {
        "seed": seed,
        "seconds": round(result.seconds, 1),
        "steps": result.steps,
        "device": result.device,
        "threads": torch.get_num_threads(),
        "precision": result.precision,
        "processes": result.processes,
        "commit": checkpoint.commit(),
        "command": f"python -m train {shlex.join(_words(options))}",
    }
    return about | ({"smoke": True} if options.smoke else {})


def _words(options: argparse.Namespace) -> list[str]:
    """The command line that repeats this, without the places of this machine."""
    extra = [
        word
        for name in ("minutes", "steps")
        if getattr(options, name)
        for word in (f"--{name}", f"{getattr(options, name):g}")
    ]
    extra += ["--seeds", *map(str, options.seeds)] if getattr(options, "seeds", None) else []
    return [
        *options.words,
        *extra,
        *(["--seed", str(options.seed)] if options.seed else []),
        *(["--smoke"] if options.smoke else []),
    ]


def _history(recipe: Recipe, result: Result) -> dict[str, Any]:
    return {"unit": TASKS[recipe.model].unit if recipe.model in TASKS else "", "points": result.history}


def _print(name: str, found: dict[str, Any]) -> None:
    for key, value in found["metrics"].items():
        print(f"{name}  {key:18} {value['value']:10.4f}  {value['unit']} ({value['data']}, {value['split']})")


def train_one(name: str, options: argparse.Namespace) -> None:
    """Train a recipe, evaluate it on the test set, and write its folder."""
    if name == patch_prior.NAME:
        patch_prior.run(options)
        return
    recipe = recipe_of(name)
    result = _train(name, options, options.seed)
    if result is None:
        return
    found = evaluation.evaluate(result.model, recipe, options.data, smoke=options.smoke)
    checkpoint.write(
        result.model,
        name,
        options.out,
        found,
        _provenance(result, options.seed, options),
        _history(recipe, result),
        options.data,
    )
    _print(name, found)


def evaluate(name: str, options: argparse.Namespace) -> None:
    """Measure a checkpoint again from its weights; what training told of itself (seed, seconds, ...) stays as it was."""
    if name == patch_prior.NAME:
        patch_prior.evaluate_again(options)
        return
    recipe, folder = recipe_of(name), options.out / name
    model = checkpoint.load(folder, recipe)
    found = evaluation.evaluate(model, recipe, options.data, smoke=options.smoke)
    known = _metrics(folder)
    run = {
        key: value for key, value in known.items() if key not in {"parameters", "metrics", "kl_per_dimension", "first"}
    }
    if "seeds" in run:
        found["metrics"] |= _over_seeds(run["seeds"], recipe)
    past = folder / "history.json"
    history = (
        json.loads(past.read_text(encoding="utf-8")) if past.is_file() else {"unit": "nats per image", "points": []}
    )
    checkpoint.write(model, name, options.out, found, run, history, options.data)
    _print(name, found)


def sweep(name: str, options: argparse.Namespace) -> None:
    """Train a recipe once a seed; the run with the median measure (of two the lower) is kept, the numbers of all stand in its metrics.json."""
    recipe = recipe_of(name)
    if recipe.dataset not in JUDGED:
        raise ValueError(
            f"a sweep ranks seeds by MIG or mask correctness, so it is for the recipes of {' and '.join(JUDGED)}."
        )
    judged, called, besides = JUDGED[recipe.dataset]
    runs: dict[int, tuple[Result, dict[str, Any]]] = {}
    for seed in options.seeds or SEEDS:
        result = _train(name, options, seed, "sweep")
        if result is None:
            return
        runs[seed] = result, evaluation.evaluate(result.model, recipe, options.data, smoke=options.smoke, iwae=False)
        print(f"{name}: seed {seed}, {called} {runs[seed][1]['metrics'][judged]['value']:.4f}", file=sys.stderr)
    ranked = sorted(runs, key=lambda seed: runs[seed][1]["metrics"][judged]["value"])
    kept = ranked[(len(ranked) - 1) // 2]
    seeds = {
        str(seed): {key: found["metrics"][key]["value"] for key in (judged, *besides)}
        | {"seconds": round(result.seconds, 1), "steps": result.steps}
        for seed, (result, found) in runs.items()
    }
    result = runs[kept][0]
    found = evaluation.evaluate(result.model, recipe, options.data, smoke=options.smoke)
    found["metrics"] |= _over_seeds(seeds, recipe)
    checkpoint.write(
        result.model,
        name,
        options.out,
        found,
        _provenance(result, kept, options) | {"seeds": seeds},
        _history(recipe, result),
        options.data,
    )
    _print(name, found)


def _over_seeds(seeds: dict[str, dict[str, float]], recipe: Recipe) -> dict[str, Any]:
    judged, called, _ = JUDGED[recipe.dataset]
    values = [numbers[judged] for numbers in seeds.values()]
    return {
        f"{judged}_mean": evaluation.entry(
            statistics.mean(values), f"mean {called} of {len(values)} seeds", recipe.data
        ),
        f"{judged}_std": evaluation.entry(
            statistics.stdev(values) if len(values) > 1 else 0.0,
            f"deviation of the {called} of {len(values)} seeds",
            recipe.data,
        ),
    }


def download(name: str, options: argparse.Namespace) -> None:
    """Fetch a data set with torchvision into the place of data sets."""
    from torchvision.datasets import CIFAR10, MNIST, FashionMNIST

    sets = {"mnist": MNIST, "fashion": FashionMNIST, "cifar10": CIFAR10}
    if name not in sets:
        raise KeyError(f"{name!r} can't be downloaded; torchvision fetches {', '.join(sets)}.")
    root = datasets.root_of(options.data)
    try:
        for train in (True, False):
            sets[name](root=str(root), train=train, download=True)
    except RuntimeError as error:
        raise OSError(f"torchvision could not download {name}: {error}") from None
    print(f"{name} is in {root}: {datasets.test_count(name, root):,} test pictures.")
