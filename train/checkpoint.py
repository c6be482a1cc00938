"""The folder ``trained/NAME``: written beside its place and renamed into it, so nobody reads half of one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import nn

import explorer
from explorer import previews
from explorer.catalogue import count_weights
from explorer.data import datasets
from explorer.models import REGISTRY, LatentModel
from train import codebook, evaluate
from train.recipes import RECIPES, Recipe


def commit() -> str | None:
    """The commit of the code that is running, or None where there is no repository."""
    done = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=Path(__file__).parent, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else None


def load(folder: Path, recipe: Recipe) -> nn.Module:
    """The model in ``folder``, from its weights alone. Raises FileNotFoundError with a sentence where there is none."""
    if not (folder / "model.safetensors").is_file():
        raise FileNotFoundError(f"There are no weights in {folder}: train them first.")
    return REGISTRY[recipe.model].from_pretrained(folder, strict=True, local_files_only=True).eval()


def write(
    model: nn.Module,
    name: str,
    out: Path,
    found: dict[str, Any],
    run: dict[str, Any],
    history: dict[str, Any],
    root: str | Path | None = None,
) -> Path:
    """Write a checkpoint's whole folder.

    Args:
        model: on the CPU, with the weights that are to be kept.
        out: the folder that ``NAME`` lies in.
        found: what ``evaluate`` returned.
        run: how the model came about: seed, seconds, device, command and so on; stands in metrics.json as it is.
        history: ``{"unit", "points": [...]}``.
    """
    recipe, place = RECIPES[name], out / name
    partial = out / f".{name}.{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    latent = (
        {"range": found["range"], "kl": found["kl_per_dimension"], "spread": found["spread"]}
        if "range" in found
        else {}
    )
    explorer.save(model, partial, title=recipe.title, about=recipe.about, dataset=recipe.dataset, **latent)
    parameters = sum(parameter.numel() for parameter in model.parameters()) or count_weights(
        partial / "model.safetensors"
    )
    metrics = {key: found[key] for key in ("metrics", "kl_per_dimension", "first")} | run | {"parameters": parameters}
    _write_json(partial / "metrics.json", metrics)
    _write_json(partial / "history.json", history)
    for scores in ("typicality", "likelihoods"):
        if scores in found:
            (partial / f"{scores}.json").write_text(
                json.dumps(found[scores], separators=(",", ":")) + "\n", encoding="utf-8"
            )
    if "codebook" in found:
        codebook.write(partial, found["codebook"])
    (partial / "card.md").write_text(card_text(name, recipe, metrics), encoding="utf-8")
    if getattr(model, "latents", 0) == 2:
        _write_latents(model, recipe, partial / "latents.safetensors", root)
    for file in partial.iterdir():
        file.chmod(0o644)  # safetensors writes for its owner only
    old = out / f".{name}.old.{os.getpid()}"
    if place.exists():
        os.replace(place, old)
    os.replace(partial, place)
    shutil.rmtree(old, ignore_errors=True)
    _dream(recipe.over or name, out)
    return place


def _dream(name: str, out: Path) -> None:
    """The picture of a model with codebooks becomes what the priors over its codes draw, as soon as there is one for each of its levels."""
    priors = [
        (other, recipe)
        for other, recipe in RECIPES.items()
        if recipe.over == name and (out / other / "model.safetensors").is_file()
    ]
    if not priors or not (out / name / "model.safetensors").is_file():
        return
    priors.sort(
        key=lambda entry: bool(entry[1].arguments.get("top"))
    )  # what is told another level's codes comes after it
    coder = load(out / name, RECIPES[name])
    if len(priors) == len(coder.grids):
        previews.dream(coder, [load(out / other, recipe) for other, recipe in priors], out / name)


def _write_latents(model: LatentModel, recipe: Recipe, file: Path, root: str | Path | None) -> None:
    """Posterior means and deviations of the grey test pictures and their labels; of the few faces those of all splits."""
    splits = [
        datasets.load(recipe.dataset, split, root)
        for split in (datasets.SPLITS if recipe.dataset == "frey" else ["test"])
    ]
    images = torch.cat([torch.from_numpy(split.images.copy()) for split in splits]).float() / 255
    labels = torch.cat([torch.from_numpy(split.labels.copy()) for split in splits])
    mean, std = evaluate.codes(model, images)
    save_file({"mean": mean.half(), "std": std.half(), "label": labels}, file)


def card_text(name: str, recipe: Recipe, metrics: dict[str, Any]) -> str:
    """card.md: what the checkpoint is, its numbers, and the commands that make and check it."""
    minutes = f"{metrics['seconds'] / 60:.1f} minutes" if metrics.get("seconds") is not None else "an unknown time"
    falling = (
        f" (falling to it from {recipe.beta_from:g} over the first {recipe.warm:.0%} of the run)"
        if recipe.beta_from
        else ""
    )
    weight = f", beta {recipe.beta:g}{falling}" if recipe.variational else ""
    lines = [
        f"# {recipe.title} (`{name}`)",
        "",
        recipe.about,
        "",
        f"- model: `{recipe.model}`, {metrics['parameters']:,} parameters, arguments `{json.dumps(recipe.arguments)}`",
        f"- data: {recipe.data}",
        f"- trained: {minutes} on {metrics.get('device')} with {metrics.get('threads')} thread(s), {metrics.get('precision')}, "
        f"seed {metrics.get('seed')}{weight}",
        "",
        "| measure | value | unit | data |",
        "|---|---|---|---|",
        *(
            f"| {key} | {value['value']:.4g} | {value['unit']} | {value['data']}, {value['split']} |"
            for key, value in metrics["metrics"].items()
        ),
    ]
    if "seeds" in metrics:
        told = ", ".join(
            f"seed {seed}: {next(iter(numbers.values())):.3f}" for seed, numbers in metrics["seeds"].items()
        )
        measure = next(iter(next(iter(metrics["seeds"].values()))))
        lines += [
            "",
            f"{'MIG' if measure == 'mig' else measure.capitalize()} of runs that differ in the seed alone: {told}. The weights here are the run with the median.",
        ]
    lines += ["", f"Make it: `{metrics.get('command')}`. Check it: `python -m train evaluate {name}`.", ""]
    return "\n".join(lines)


def _write_json(file: Path, content: dict[str, Any]) -> None:
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
