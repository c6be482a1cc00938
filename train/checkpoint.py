"""The folder ``trained/NAME``: written beside its place and renamed into it, so nobody reads half of one."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import nn

import explorer
from explorer import previews
from explorer.capabilities import capabilities
from explorer.catalogue import HOME, count_weights
from train import card
from train.evaluation import Evaluation
from train.kinds import Kind
from train.recipe import KEPT
from train.recipes import priors_over, recipe_of


def commit() -> str | None:
    """The commit of the code that is running, or None where there is no repository."""
    done = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=Path(__file__).parent, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else None


def write(model: nn.Module, kind: Kind, found: Evaluation, run: dict[str, Any], history: dict[str, Any]) -> Path:
    """Write a checkpoint's whole folder into the workspace of ``kind``.

    Args:
        model: on the CPU, with the weights that are to be kept.
        run: how the model came about: seed, seconds, device, command and so on; stands in metrics.json as it is.
        history: ``{"unit", "points": [...]}``.

    Raises:
        ValueError: a weight or a measure is no number; what was in the folder stays.
        OSError: the disk does not take it; what was in the folder stays.
    """
    recipe, out = kind.recipe, kind.workspace.out
    _refuse_what_is_no_number(model, found, recipe.name)
    partial = out / f".{recipe.name}.{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    try:
        explorer.save(model, partial, **found.card, **recipe.card)
        learnt = sum(parameter.numel() for parameter in model.parameters())
        metrics = found.record() | run | {"parameters": learnt or count_weights(partial / "model.safetensors")}
        _write_json(partial / "metrics.json", metrics)
        _write_json(partial / "history.json", history)
        if recipe.own:
            _write_json(partial / KEPT, recipe.record())
        write_files(partial, found.files)
        (partial / "card.md").write_text(card.text(kind, metrics), encoding="utf-8")
        for file in partial.iterdir():
            file.chmod(0o644)  # safetensors writes for its owner only
    except (SafetensorError, OSError) as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise OSError(f"{recipe.name} could not be written to {out}: {error}") from None
    return _replace(out / recipe.name, partial)


def rewrite_card(kind: Kind) -> Path:
    """Let a checkpoint say of itself what its recipe says now, and what its class can do now.

    Its card in config.json, what is published beside its measures in metrics.json, the unit in history.json, and
    card.md; weights, measures and previews stay. What Home opens with is made where its recipe now says so.

    Raises:
        FileNotFoundError: there is no such checkpoint.
    """
    recipe, folder = kind.recipe, kind.workspace.out / kind.recipe.name
    files = ("config.json", "metrics.json", "history.json")
    config, metrics, history = (_read_json(folder / name) for name in files)
    config["card"] = {key: value for key, value in config["card"].items() if key != "first"} | recipe.card
    model = recipe.load(folder)
    config["card"]["can"] = capabilities(model)
    if HOME in recipe.first:
        previews.morph(model.eval(), folder)
    kind.quote(metrics["metrics"])
    _write_json(folder / "config.json", config)
    _write_json(folder / "metrics.json", metrics)
    _write_json(folder / "history.json", history | {"unit": kind.unit})
    (folder / "card.md").write_text(card.text(kind, metrics), encoding="utf-8")
    return folder


def add_metrics(folder: Path, kind: Kind, entries: dict[str, Any], first: dict[str, float]) -> None:
    """Put further entries into a checkpoint's metrics.json, and into its card; and numbers of the first pictures.

    Raises ValueError where one is no number.
    """
    bad = [key for key, value in entries.items() if not math.isfinite(value["value"])]
    if bad:
        raise ValueError(f"{folder.name}: {bad[0]} is not finite, so nothing was written.")
    metrics = _read_json(folder / "metrics.json")
    metrics["metrics"] |= entries
    if first:
        metrics["first"] = first
    _write_json(folder / "metrics.json", metrics)
    (folder / "card.md").write_text(card.text(kind, metrics), encoding="utf-8")


def write_files(folder: Path, files: dict[str, dict[str, Any] | bytes]) -> None:
    """Write the files of an evaluation: plain JSON, tensors by name for a name that ends in .safetensors, or bytes."""
    for name, content in files.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
        elif name.endswith(".safetensors"):
            save_file({key: value.contiguous() for key, value in content.items()}, folder / name)
            (folder / name).chmod(0o644)  # safetensors writes for its owner only
        else:
            (folder / name).write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")


def redraw_dream(coder: str, out: Path) -> None:
    """The preview in the folder of a model of codes becomes what the priors over its codes draw.

    Only where ``out`` has a prior for each of its levels; else the preview stays.
    """
    priors = [recipe for recipe in priors_over(coder) if (out / recipe.name / "model.safetensors").is_file()]
    if not priors or not (out / coder / "model.safetensors").is_file():
        return
    model = recipe_of(coder, out).load(out / coder)
    if len(priors) == len(model.grids):
        previews.dream(model, [recipe.load(out / recipe.name) for recipe in priors], out / coder)


def _refuse_what_is_no_number(model: nn.Module, found: Evaluation, name: str) -> None:
    bad = [key for key, value in found.metrics.items() if not math.isfinite(value["value"])]
    bad += [key for key, value in model.state_dict().items() if not torch.isfinite(value).all()]
    if bad:
        raise ValueError(f"{name}: {bad[0]} is not finite, so nothing was written; the checkpoint stays as it was.")


def _replace(place: Path, partial: Path) -> Path:
    """Rename ``partial`` into ``place``, and take away what was there."""
    old = place.with_name(f".{place.name}.old.{os.getpid()}")
    if place.exists():
        os.replace(place, old)
    os.replace(partial, place)
    shutil.rmtree(old, ignore_errors=True)
    return place


def _read_json(file: Path) -> dict[str, Any]:
    if not file.is_file():
        raise FileNotFoundError(f"There is no {file.name} in {file.parent}: train the checkpoint first.")
    return json.loads(file.read_text(encoding="utf-8"))


def _write_json(file: Path, content: dict[str, Any]) -> None:
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
