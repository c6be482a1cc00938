"""card.md: what a checkpoint is, its numbers, and the commands that make and check it."""

from __future__ import annotations

import json
import shlex
from typing import Any

from train.kinds import Kind


def text(kind: Kind, metrics: dict[str, Any]) -> str:
    """The card of a checkpoint whose metrics.json holds ``metrics``."""
    recipe = kind.recipe
    lines = [
        f"# {recipe.title} (`{recipe.name}`)",
        "",
        recipe.about,
        "",
        f"- model: `{recipe.model}`, {metrics['parameters']:,} parameters, arguments `{json.dumps(recipe.arguments)}`",
        f"- data: {recipe.data}",
        f"- trained: {_length(metrics)} on {metrics.get('device')} with {metrics.get('threads')} thread(s), "
        f"{metrics.get('precision')}, seed {metrics.get('seed')}{kind.settings()}",
        "",
        "| measure | value | unit | data |",
        "|---|---|---|---|",
        *(
            f"| {key} | {value['value']:.4g} | {value['unit']} | {value['data']}, {value['split']} |"
            for key, value in metrics["metrics"].items()
        ),
        *kind.card_lines(metrics),
        *(_seeds(kind, metrics["seeds"]) if "seeds" in metrics else []),
        "",
        f"Make it: `{metrics.get('command')}`. Check it: `python -m train evaluate {recipe.name}{_place(kind)}`.",
    ]
    return "\n".join(lines) + "\n"


def _place(kind: Kind) -> str:
    """What of a command says where the checkpoint is."""
    return f" --out {shlex.quote(str(kind.workspace.out))}" if kind.recipe.own else ""


def _length(metrics: dict[str, Any]) -> str:
    """How long a run was, in steps and minutes."""
    if metrics.get("seconds") is None:
        return "for an unknown time"
    minutes = f"{metrics['seconds'] / 60:.1f} minutes"
    steps = f"{metrics['steps']:,} steps in {minutes}" if metrics.get("steps") else minutes
    return f"{steps}, cut short of {metrics['budget']['steps']:,}," if metrics.get("cut") else steps


def _seeds(kind: Kind, seeds: dict[str, dict[str, float]]) -> list[str]:
    """What a sweep told of its runs."""
    measure, called, _ = kind.ranking
    told = ", ".join(f"seed {seed}: {numbers[measure]:.3f}" for seed, numbers in seeds.items())
    kept = "The weights here are the run with the median."
    return ["", f"{called[0].upper()}{called[1:]} of runs that differ in the seed alone: {told}. {kept}"]
