"""Groups of latents: draws that the browser makes too, temperatures, arcs, mixtures, and places of cells."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.latents import groups
from explorer.models.hierarchical_vae import HierarchicalVAE

GROUPS = ((3, 1, 2), (2, 2, 3))
FIRST_UNIFORMS = [0.6270739405881613, 0.002735721180215478, 0.5274470399599522, 0.9810509674716741]
"""Of seed 1, as many implementations of "mulberry32" print them."""


def test_uniform_draws_are_those_of_mulberry32():
    found = groups.uniforms(1, 4) - 0.5 / 2**32
    assert found == pytest.approx(FIRST_UNIFORMS, abs=1e-15)
    assert np.array_equal(groups.uniforms(2**32 + 1, 4), groups.uniforms(1, 4))


def test_normal_draws_are_normal_and_each_group_has_its_own():
    drawn = groups.normals(3, 100_001)
    assert len(drawn) == 100_001 and abs(drawn.mean()) < 0.01 and drawn.std() == pytest.approx(1, abs=0.01)
    both = groups.noise(3, 0, 1000), groups.noise(3, 1, 1000)
    assert abs(np.corrcoef(*both)[0, 1]) < 0.1


def test_a_seed_moves_its_own_group_alone():
    before, after = (groups.drawn(GROUPS, [1, seed], [1, 1]) for seed in (1, 2))
    assert before.shape == (1, 18) and before.dtype == np.float32
    first, second = groups.slices(GROUPS)
    assert (before[:, first] == after[:, first]).all() and (before[:, second] != after[:, second]).all()


def test_a_temperature_scales_its_group_and_0_is_the_mean():
    first, second = groups.slices(GROUPS)
    whole, cold = groups.drawn(GROUPS, [1, 1], [1, 1]), groups.drawn(GROUPS, [1, 1], [0.5, 0])
    assert np.allclose(cold[:, first], 0.5 * whole[:, first]) and not cold[:, second].any()


def test_an_arc_leads_to_the_next_seed_and_stays_normal():
    groups_of_many = ((1, 100, 100),)
    begin, middle, end = (groups.drawn(groups_of_many, [4], [1], [turn]) for turn in (0, 0.5, 1))
    assert np.array_equal(begin, groups.drawn(groups_of_many, [4], [1]))
    assert np.allclose(end, groups.drawn(groups_of_many, [5], [1]), atol=1e-6)
    assert middle.std() == pytest.approx(1, abs=0.03)


def test_taken_groups_are_those_of_the_other():
    a, b = np.zeros((2, 18)), np.ones((2, 18))
    mixed = groups.taken(a, b, GROUPS, [1])
    assert not mixed[:, :6].any() and mixed[:, 6:].all() and not a.any()


def test_a_cell_is_where_the_model_reads_it():
    model = HierarchicalVAE((1, 4, 4), ((3, 2, 2), (2, 4, 4)), channels=8, blocks=1)
    z = np.zeros((1, model.latents), np.float32)
    z[0, groups.cell(model.groups, 1, 3, 2)] = 1
    coarse, fine = model.split(torch.from_numpy(z))
    assert not coarse.any() and fine.sum() == 2 and (fine[0, :, 3, 2] == 1).all()
