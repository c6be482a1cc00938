"""What the checkpoints were to reach, what they reach, and what was tried where they fall short."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import explorer

Value = Callable[[dict[str, float]], float]


@dataclass(frozen=True)
class Target:
    """One number that a checkpoint was to reach on its test set.

    Attributes:
        checkpoint: its name.
        measure: what is measured, for a person.
        value: takes the number from the checkpoint's measures.
        bound: what was to be reached.
        most: whether it is the most that is allowed; else the least that is asked for.
        tried: what was tried, told where the number falls short; measures stand in it as {name:format}, and {steps}.
        digits: behind the point.
    """

    checkpoint: str
    measure: str
    value: Value
    bound: float
    most: bool = True
    tried: str = ""
    digits: int = 1

    def row(self, measures: dict[str, float]) -> str:
        """As a line of the table, of the checkpoint's ``measures``: by how much it is missed, and what was tried, or
        nothing of both.
        """
        reached = self.value(measures)
        missed = reached - self.bound if self.most else self.bound - reached
        short = f"{missed:.{self.digits}f}: {self.tried.format_map(measures)}" if missed > 0 else ""
        way = "at most" if self.most else "at least"
        bound, value = (f"{number:.{self.digits}f}" for number in (self.bound, reached))
        return f"| `{self.checkpoint}` | {self.measure} | {way} {bound} | {value} | {short} |"


def _of(name: str, scale: float = 1.0) -> Value:
    return lambda measures: scale * measures[name]


ASKED = "% of draws read as asked"
READ = "% of draws read with confidence"
LOOSE = "% of draws with a loose piece"
NATS = "nats a picture"
BITS = "bits a value"

TARGETS = (
    Target("gated-pixelcnn-mnist", f"{NATS}, told the class", _of("nll"), 79.0, digits=2),
    Target(
        "gated-pixelcnn-mnist",
        f"{NATS}, not told",
        _of("nll_no_class"),
        84.0,
        digits=2,
    ),
    Target(
        "gated-pixelcnn-mnist",
        ASKED,
        _of("class_share", 100),
        95.0,
        most=False,
    ),
    Target("gated-pixelcnn-mnist", LOOSE, _of("loose_share", 100), 2.0),
    Target(
        "gated-pixelcnn-mnist-16",
        f"{BITS}, told the class",
        _of("bits"),
        0.43,
        tried="{steps:,} steps of 32 channels, where `gated-pixelcnn-fashion-16` has 24",
        digits=3,
    ),
    Target(
        "gated-pixelcnn-mnist-16",
        ASKED,
        _of("class_share", 100),
        88.0,
        most=False,
    ),
    Target("gated-pixelcnn-fashion-16", ASKED, _of("class_share", 100), 80.0, most=False),
    Target(
        "pixelcnnpp-mnist",
        f"{BITS}, told the class",
        _of("bits"),
        1.0,
        tried=(
            "{steps:,} steps of 32 channels; training pictures still take as many nats as validation's (history.json), "
            "so it lacks width or steps"
        ),
        digits=3,
    ),
    Target(
        "pixelcnnpp-mnist",
        READ,
        _of("readable", 100),
        75.0,
        most=False,
    ),
    Target(
        "pixelcnn-mnist",
        NATS,
        _of("nll"),
        84.5,
        digits=2,
    ),
    Target("pixelrnn-row-mnist", NATS, _of("nll"), 84.5, digits=2),
    Target("pixelrnn-diagonal-mnist", NATS, _of("nll"), 86.0, digits=2),
    Target("multiscale-mnist", NATS, _of("nll"), 87.0, digits=2),
    Target("vae-mnist-50d", "-ELBO in nats", _of("neg_elbo"), 87.6, digits=2),
    Target("vae-mnist-50d", "-IWAE, k = 500, in nats", _of("neg_iwae_500"), 84.8, digits=2),
    Target("hvae-mnist", "-ELBO in nats", _of("neg_elbo"), 83.5, digits=2),
    Target("hvae-mnist", "-IWAE, k = 500, in nats, first 1,000", _of("neg_iwae_500"), 81.5, digits=2),
    Target(
        "gmm-photographs",
        "dB below BM3D on Set12",
        lambda measures: measures["set12_bm3d"] - measures["set12_epll"],
        0.35,
        digits=2,
    ),
    Target(
        "gmm-photographs",
        "dB above non-local means on Set12",
        lambda measures: measures["set12_epll"] - measures["set12_non_local_means"],
        0.8,
        most=False,
        digits=2,
    ),
    Target(
        "vqprior-faces",
        ASKED,
        _of("class_share", 100),
        85.0,
        most=False,
    ),
    Target("sketchrnn-things", ASKED, _of("class_share", 100), 80.0, most=False),
)


def targets() -> str:
    """One row a target."""
    found = {card.name: _numbers(card.folder) for card in explorer.cards()}
    head = "| checkpoint | measure | to reach | reached | missed by, and what was tried |"
    return "\n".join([head, "|---|---|---|---|---|", *(target.row(found[target.checkpoint]) for target in TARGETS)])


def _numbers(folder: Path) -> dict[str, float]:
    """A checkpoint's measures, and the steps of its run."""
    record = json.loads((folder / "metrics.json").read_text())
    return {"steps": record["steps"]} | {name: entry["value"] for name, entry in record["metrics"].items()}
