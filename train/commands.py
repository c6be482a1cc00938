"""What the words of ``python -m train`` do."""

from __future__ import annotations

import argparse
import json
import shlex
import statistics
import sys
from collections.abc import Sequence
from typing import Any

import torch
from tqdm import tqdm

from explorer.catalogue import EXPERIMENTS, TRAINED
from explorer.data import datasets
from explorer.latents.maps import FILE as MAP
from explorer.latents.maps import TOLD as MAP_TOLD
from explorer.latents.maps import has_map
from train import checkpoint, experiments, film, maps
from train.evaluation import SMOKE, Effort, Evaluation, entry
from train.kinds import Kind, kind_of
from train.kinds.kind import Ranking
from train.listing import metrics_of
from train.own import new
from train.recipe import KEPT, MODELS, Recipe
from train.recipes import RECIPES, recipe_of
from train.run import Result, Run
from train.workspace import Workspace

SMOKE_STEPS = 60
MAP_MEASURES = ("trustworthiness", "continuity", "accuracy")
SEEDS = (0, 1, 2)  # of a sweep, where none are given


def train_one(recipe: Recipe, options: argparse.Namespace) -> None:
    """Train a recipe, evaluate it on the test set, and write its folder."""
    kind, name = kind_of(recipe, Workspace(options.data, options.out)), recipe.name
    result = kind.train(_run(kind, options, options.seed))
    if result is None:
        return
    print(f"{name} is trained; now it is measured on the test set.", file=sys.stderr)
    found = kind.evaluate(result.model, Effort(smoke=options.smoke))
    found.files |= _film(result)
    _write(kind, result.model, found, _provenance(kind, result, options, options.seed), result.history)


def evaluate(name: str, options: argparse.Namespace) -> None:
    """Measure a checkpoint again from its weights; what training told of itself (seed, seconds, ...) stays."""
    kind = _kind(name, options)
    folder = options.out / name
    model = kind.recipe.load(folder)
    found = kind.evaluate(model, Effort(smoke=options.smoke))
    measured = {"parameters", "metrics", "kl_per_dimension", "first", *found.record()}
    run = {key: value for key, value in metrics_of(folder).items() if key not in measured}
    if "seeds" in run:
        found.metrics |= _over_seeds(run["seeds"], kind)
    if (folder / film.FILE).is_file():
        found.files[film.FILE] = json.loads((folder / film.FILE).read_text(encoding="utf-8"))
    if has_map(folder):  # of these very weights
        found.files |= {MAP: (folder / MAP).read_bytes(), MAP_TOLD: json.loads((folder / MAP_TOLD).read_text("utf-8"))}
    past = folder / "history.json"
    history = json.loads(past.read_text(encoding="utf-8")) if past.is_file() else {"unit": kind.unit, "points": []}
    _write(kind, model, found, run, history)


def card(name: str, options: argparse.Namespace) -> None:
    """Write into a checkpoint's folder what its recipe says of it now; weights and numbers stay."""
    recipe = _recipe(name, options)
    folder = checkpoint.rewrite_card(kind_of(recipe, Workspace(options.data, options.out)))
    print(f"{folder} says of itself what its recipe says.")


def measure(name: str, options: argparse.Namespace) -> None:
    """Take those measures of a checkpoint again that need none of the others; the rest of metrics.json stays."""
    kind = _kind(name, options)
    folder = options.out / name
    model = kind.recipe.load(folder).eval()
    whole = kind.held_out()
    effort = Effort(smoke=options.smoke)
    held = whole.first(SMOKE) if effort.smoke else whole
    found = kind.beside(model, held, effort)
    again = "first" in metrics_of(folder) and not effort.smoke
    first = kind.first_pictures(model, whole) if again else {}
    checkpoint.add_metrics(folder, kind, found, first)
    checkpoint.write_files(folder, kind.files_beside(model, held))
    _tell(name, found)


def make_film(name: str, options: argparse.Namespace) -> None:
    """Repeat the run of a checkpoint from its seed and keep nothing but the film of it; the checkpoint stays.

    Raises ValueError where no film is made of models of its kind.
    """
    kind = _kind(name, options)
    folder = options.out / name
    past = metrics_of(folder)
    if not past:
        raise FileNotFoundError(f"There is no checkpoint in {folder}: train it first.")
    run = _run(kind, options, past.get("seed", options.seed), "film")
    if not kind.filmed:
        raise ValueError(f"A film shows a plane of two latents, which {name} has not.")
    result = kind.train(run)
    if result is None:
        return
    steps = {"seed": run.seed, "steps": result.steps, "seconds": round(result.seconds, 1)}
    content = _film(result)[film.FILE] | {"repeats": steps}
    checkpoint.write_files(folder, {film.FILE: content})
    reached = content["frames"][-1]["validation"]
    print(f"{folder / film.FILE} has {len(content['frames'])} snapshots; the last reaches {reached:.2f} {kind.unit}.")


def make_map(name: str, options: argparse.Namespace) -> None:
    """Lay the codes of a checkpoint's test set out in two dimensions; weights and numbers stay.

    It may be a person's own of any class that encodes; ``options.out`` is the folder that it lies in.
    """
    _provide_pictures(name, options)
    files = maps.make(name, options.out, options.data)
    checkpoint.write_files(options.out / name, files)
    told = files[MAP_TOLD]
    for kind, measures in (told["maps"] | {"all latents": told["codes"]}).items():
        numbers = ((measure, measures.get(measure)) for measure in MAP_MEASURES)
        shown = [f"{measure} {value:.3f}" for measure, value in numbers if value is not None]
        print(f"{name}  {kind:12} {', '.join(shown)}")
    size = len(files[MAP]) / 2**20
    print(f"{options.out / name / MAP} has {told['count']:,} codes in {size:.2f} MB; see them on the page Map.")


def _provide_pictures(name: str, options: argparse.Namespace) -> None:
    """Pictures of a person's own, as they were decoded for training, where it was trained here."""
    if name in RECIPES or (options.out / name / KEPT).is_file():
        _kind(name, options)


def sweep(name: str, options: argparse.Namespace) -> None:
    """Train a recipe once a seed and keep the run with the median measure, of two the lower.

    The numbers of all stand in its metrics.json.
    """
    kind = _kind(name, options)
    ranking = _ranking(kind)
    results: dict[int, Result] = {}
    told: dict[int, dict[str, float]] = {}
    for seed in options.seeds or SEEDS:
        result = kind.train(_run(kind, options, seed, "sweep"))
        if result is None:
            return
        found = kind.evaluate(result.model, Effort(options.smoke, brief=True))
        measures = {measure: found.value(measure) for measure in (ranking.measure, *ranking.beside)}
        results[seed] = result
        told[seed] = measures | {"seconds": round(result.seconds, 1), "steps": result.steps}
        print(f"{name}: seed {seed}, {ranking.called} {found.value(ranking.measure):.4f}", file=sys.stderr)
    ranked = sorted(told, key=lambda seed: told[seed][ranking.measure])
    kept = ranked[(len(ranked) - 1) // 2]
    seeds = {str(seed): numbers for seed, numbers in told.items()}
    result = results[kept]
    found = kind.evaluate(result.model, Effort(smoke=options.smoke))
    found.metrics |= _over_seeds(seeds, kind)
    found.files |= _film(result)
    run = _provenance(kind, result, options, kept) | {"seeds": seeds}
    _write(kind, result.model, found, run, result.history)


def make_experiments(wanted: Sequence[str], options: argparse.Namespace) -> None:
    """Make experiments of the pages over the shipped checkpoints, all where none is named, and write their numbers.

    Raises KeyError where there is no such experiment, and ValueError where others would have to be made, too.
    """
    if unknown := set(wanted) - set(experiments.EXPERIMENTS):
        raise KeyError(f"There is no experiment {min(unknown)!r}; there are {', '.join(experiments.EXPERIMENTS)}.")
    file = options.out / EXPERIMENTS
    past = json.loads(file.read_text(encoding="utf-8")) if wanted else {"weights": {}}
    with tqdm(wanted or experiments.EXPERIMENTS, unit="experiment") as names:
        made = {name: experiments.measure(name, options.data) for name in names}
    used = sorted(set().union(*(checkpoints for _, checkpoints in made.values())))
    weights = {name: experiments.fingerprint(name) for name in used}
    if others := [name for name in used if past["weights"].get(name, weights[name]) != weights[name]]:
        raise ValueError(f"{others[0]} is another one than the other experiments were made with: make all of them.")
    found = {name: numbers for name, (numbers, _) in made.items()}
    content = past | {"weights": dict(sorted((past["weights"] | weights).items()))} | found
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"{file} has the numbers of {len(found)} experiments anew.")


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


def _kind(name: str, options: argparse.Namespace) -> Kind:
    """The kind of a checkpoint, at work where the options say; pictures of a person's own are provided."""
    recipe = _recipe(name, options)
    if recipe.own:
        new.provide(recipe, options.state)
    return kind_of(recipe, Workspace(options.data, options.out))


def _recipe(name: str, options: argparse.Namespace) -> Recipe:
    """Raises KeyError with a sentence where there is none in the place that the options say."""
    place = options.out / name
    if name not in RECIPES and not (place / KEPT).is_file() and (MODELS / name / KEPT).is_file():
        raise KeyError(f"{name} is not in {options.out} but in {MODELS}: add --out {MODELS}")
    return recipe_of(name, options.out)


def _run(kind: Kind, options: argparse.Namespace, seed: int, tag: str = "") -> Run:
    return Run(
        kind,
        steps=_steps(kind, options),
        seed=seed,
        minutes=options.minutes,
        device=options.device,
        state=options.state / tag,
        resume=options.resume,
        save_every=options.save_every,
        compiled=options.compile,
        smoke=options.smoke,
    )


def _steps(kind: Kind, options: argparse.Namespace) -> int:
    return options.steps or (SMOKE_STEPS if options.smoke else kind.recipe.steps)


def _provenance(kind: Kind, result: Result, options: argparse.Namespace, seed: int) -> dict[str, Any]:
    """How a run came about, as metrics.json tells it."""
    about = {
        "seed": seed,
        "seconds": round(result.seconds, 1),
        "steps": result.steps,
        "budget": {"steps": _steps(kind, options), "minutes": options.minutes},
        "cut": result.cut,
        "device": result.device,
        "threads": torch.get_num_threads(),
        "precision": result.precision,
        "processes": result.processes,
        "commit": checkpoint.commit(),
        "command": f"python -m train {shlex.join(_words(options))}",
    }
    return about | result.about | ({"smoke": True} if options.smoke else {})


def _film(result: Result) -> dict[str, dict[str, Any]]:
    """The film of a run as a file beside its checkpoint; no file where there is no film."""
    return {film.FILE: result.film} if result.film is not None else {}


def _words(options: argparse.Namespace) -> list[str]:
    """The command line that repeats this, without the places of this machine."""
    words = list(options.words)
    for name in ("pictures", "like", "size"):
        if getattr(options, name):
            words += [f"--{name}", str(getattr(options, name))]
    if options.colour:
        words.append("--colour")
    for name in ("minutes", "steps"):
        if getattr(options, name):
            words += [f"--{name}", f"{getattr(options, name):g}"]
    if options.seeds:
        words += ["--seeds", *map(str, options.seeds)]
    if options.seed:
        words += ["--seed", str(options.seed)]
    return [*words, "--smoke"] if options.smoke else words


def _write(kind: Kind, model: torch.nn.Module, found: Evaluation, run: dict, history: dict) -> None:
    """Write the folder, draw the preview that changes with it in another, and tell the numbers."""
    print(f"{kind.recipe.name} is measured; now its previews are drawn.", file=sys.stderr)
    checkpoint.write(model, kind, found, run, history)
    if kind.coder:
        checkpoint.redraw_dream(kind.coder, kind.workspace.out)
    _tell(kind.recipe.name, found.metrics)
    folder = kind.workspace.out / kind.recipe.name
    models = "" if folder.parent.resolve() == TRAINED else f" --models {folder.parent}"
    print(f"Written to {folder}; see it with: python app.py{models}")


def _tell(name: str, metrics: dict[str, Any]) -> None:
    for key, value in metrics.items():
        print(f"{name}  {key:24} {value['value']:10.4f}  {value['unit']} ({value['data']}, {value['split']})")


def _ranking(kind: Kind) -> Ranking:
    """Raises ValueError with a sentence where nothing ranks the seeds of a sweep."""
    if kind.ranking is None:
        ranked = [name for name, recipe in RECIPES.items() if kind_of(recipe).ranking]
        raise ValueError(f"A sweep ranks seeds by MIG or mask correctness, so it is for {', '.join(ranked)}.")
    return kind.ranking


def _over_seeds(seeds: dict[str, dict[str, float]], kind: Kind) -> dict[str, Any]:
    """Mean and deviation of what ranked a sweep."""
    measure, called, _ = _ranking(kind)
    values = [numbers[measure] for numbers in seeds.values()]
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    count, data = len(values), kind.recipe.data
    return {
        f"{measure}_mean": entry(statistics.mean(values), f"mean {called} of {count} seeds", data),
        f"{measure}_std": entry(deviation, f"deviation of the {called} of {count} seeds", data),
    }
