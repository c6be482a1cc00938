"""What live runs come to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch

from explorer.learning.diet import Diet
from explorer.learning.run import Run
from explorer.learning.settings import Change, Objective, Settings, read_plan_text
from explorer.learning.snapshot import Observer
from explorer.learning.sources import Sources
from train.experiments.bench import Bench, Numbers

TURN, STORY = 150, "150:sees:s3_300:sees:s2.s3"  # steps of each part of a live run, and what it sees in the later two
LIVE_STEPS, LAST_STEPS = 500, 100  # of other live runs, and those that a loss is averaged over


def _learnt(bench: Bench, steps: int, plan: tuple[Change, ...] = (), **settings: Any) -> Iterator[Run]:
    """A live run of digits with the settings that its page opens with but for these, after each of its steps."""
    pictures = Sources(bench.catalogue, bench.root).load("mnist")
    run = Run(pictures, Settings(**settings), pictures.images[:0], list(plan))
    with torch.enable_grad():
        for _ in range(steps):
            run.advance()
            yield run


def training(bench: Bench) -> Numbers:
    """What the ready live runs come to: one picture after another, noise and none, a price of 1 and of 4."""
    found: Numbers = {}
    plan = read_plan_text(STORY)
    for run in _learnt(bench, 3 * TURN, plan, sees=Diet.read("s2")):
        if run.step % TURN:
            continue
        model = run.learners["a"].model
        for label in (2, 3):
            picture = run.pictures.images[[run.pictures.single(label, 0)]].float() / 255
            with torch.no_grad():
                given = model.log_prob(picture.round(), model.encode(picture).mean[None])
            found[f"nats_{label}_after_{run.step}"] = -float(given)
    for run in _learnt(bench, LIVE_STEPS, b=Objective(noise=False)):
        if run.step == LIVE_STEPS:
            observer = Observer(run)
            seen = {name: observer.look(run.learners[name], observer.watched()) for name in "ab"}
            found |= {"reach_vae": seen["a"].reach, "reach_ae": seen["b"].reach}
    for run in _learnt(bench, LIVE_STEPS, b=Objective(beta=4.0)):
        if run.step == LIVE_STEPS:
            for name, beta in (("a", 1), ("b", 4)):
                reconstruction, *kl = torch.stack(run.learners[name].terms[-LAST_STEPS:]).mean(0).tolist()
                found |= {f"reconstruction_{beta}": reconstruction, f"kl_{beta}": sum(kl)}
    return found
