"""The baselines of likelihood models: against counting by hand, and against what pictures without structure allow."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Generator

from explorer.data.levels import in_levels
from train.measures import baselines


def drawn(n: int, levels: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(0, levels, (n, 1, 5, 6), generator=Generator().manual_seed(seed))


@pytest.mark.parametrize("levels", [2, 4])
def test_counting_by_hand_gives_the_same(levels):
    train, test = drawn(20, levels), drawn(7, levels, 1)
    found = baselines.measure(train, test, levels)
    alone = np.zeros((30, levels)) + 1 / levels
    table = np.zeros((levels + 1, levels + 1, levels)) + 1 / levels

    def walk(picture):
        for y in range(5):
            for x in range(6):
                yield y * 6 + x, picture[y, x - 1] if x else levels, picture[y - 1, x] if y else levels, picture[y, x]

    for picture in train[:, 0].tolist():
        for place, left, above, value in walk(np.array(picture)):
            alone[place, value] += 1
            table[left, above, value] += 1
    alone, table = alone / alone.sum(-1, keepdims=True), table / table.sum(-1, keepdims=True)
    assert np.allclose(alone.sum(-1), 1) and np.allclose(table.sum(-1), 1)
    steps = [step for picture in test[:, 0].tolist() for step in walk(np.array(picture))]
    assert found.independent == pytest.approx(-sum(math.log(alone[place, value]) for place, _, _, value in steps) / 7)
    assert found.neighbours == pytest.approx(
        -sum(math.log(table[left, above, value]) for _, left, above, value in steps) / 7
    )


def test_noise_costs_its_entropy_and_stripes_cost_nothing_where_neighbours_are_seen():
    noise = baselines.measure(drawn(4000, 2), drawn(4000, 2, 1), 2)
    assert (
        baselines.bits_per_dimension(noise.independent, 30)
        == pytest.approx(1, abs=0.01)
        == baselines.bits_per_dimension(noise.neighbours, 30)
    )
    phase = torch.arange(200)[:, None, None, None]
    stripes = (torch.arange(6) + phase).expand(-1, 1, 5, -1) % 2
    found = baselines.measure(stripes, stripes, 2)
    assert found.independent == pytest.approx(30 * math.log(2), rel=0.01) and found.neighbours < 0.1 * found.independent


def test_greys_go_to_the_nearest_level_and_black_and_white_are_drawn():
    pixels = torch.arange(256, dtype=torch.uint8).view(1, 1, 16, 16)
    sixteen = in_levels(pixels, 16) * 15
    assert torch.equal(sixteen, sixteen.round()) and sixteen.unique().numel() == 16
    assert (sixteen.flatten() / 15 - torch.arange(256) / 255).abs().max() <= 0.5 / 15 + 1e-6
    assert torch.equal((in_levels(pixels, 256) * 255).round().to(torch.uint8), pixels)
    many = in_levels(torch.full((1, 1, 200, 200), 64, dtype=torch.uint8), 2, Generator().manual_seed(0))
    assert set(many.unique().tolist()) == {0.0, 1.0} and many.mean() == pytest.approx(64 / 255, abs=0.02)
