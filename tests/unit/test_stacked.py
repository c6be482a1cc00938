"""What is trained of groups of latents: free nats cost nothing, and what is told of a run has them all."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Generator

from train.kinds import kind_of
from train.recipes import RECIPES

ARGUMENTS = {"shape": [1, 8, 8], "groups": [[2, 2, 2], [1, 4, 4]], "channels": 4, "blocks": 1}
PIXELS = torch.randint(256, (6, 1, 8, 8), generator=Generator().manual_seed(0), dtype=torch.uint8)


def step(free: float, beta: float = 0.5):
    kind = kind_of(replace(RECIPES["hvae-mnist"], arguments=ARGUMENTS, free=free))
    torch.manual_seed(0)
    model = kind.recipe.build()
    loss, parts = kind.step(model, PIXELS, None, beta, Generator().manual_seed(0))
    return kind, model, loss, parts.detach()


def test_each_group_below_its_free_nats_costs_them_and_no_more():
    _, _, loss, (reconstruction, *shares) = step(free=0.0)
    assert len(shares) == 2 and min(shares) > 0
    assert float(loss.detach()) == pytest.approx(float(reconstruction + 0.5 * sum(shares)), rel=1e-6)
    between = float(sum(shares)) / 2
    _, _, dearer, parts = step(free=between)
    assert parts[1:].tolist() == pytest.approx(torch.stack(shares).tolist(), rel=1e-6)
    assert float(dearer.detach()) == pytest.approx(
        float(reconstruction) + 0.5 * sum(max(between, float(one)) for one in shares)
    )


def test_nothing_pushes_down_what_is_free():
    """The posteriors' gradients are then those of the reconstruction alone."""
    gradients = []
    for free, beta in ((1e6, 1.0), (0.0, 0.0), (0.0, 1.0)):
        _, model, loss, _ = step(free, beta)
        loss.backward()
        gradients.append(model.down[0].posterior.weight.grad)
    assert torch.allclose(gradients[0], gradients[1]) and not torch.allclose(gradients[0], gradients[2])


def test_what_is_checked_is_the_bound_itself():
    kind, model, _, parts = step(free=1e6)
    assert kind.check(model, PIXELS, None) == pytest.approx(float(parts.sum()), rel=1e-5)
    assert "1e+06 nats of each group's KL free" in kind.settings()
