"""Walks through latent space: traversals, grids, paths."""

import numpy as np
import pytest
import torch

from explorer.latents import walks as latents


def test_traversal_moves_one_dimension_only():
    rows = latents.traversal(np.array([1.0, 2.0, 3.0]), 1, np.linspace(-3, 3, 5))
    assert rows.shape == (5, 3)
    np.testing.assert_allclose(rows[:, 1], [-3, -1.5, 0, 1.5, 3])
    assert (rows[:, [0, 2]] == [1, 3]).all()


def test_quantiles_are_torchs():
    u = np.linspace(0.001, 0.999, 333)
    np.testing.assert_allclose(latents.normal_quantiles(u), torch.special.ndtri(torch.from_numpy(u)).numpy(), atol=1e-9)
    assert np.isfinite(latents.normal_quantiles(np.array([0.0, 1.0, -5.0, 7.0]))).all()


def test_cells_of_the_cdf_grid_hold_equal_mass_of_the_prior():
    n = 10
    edges = latents.normal_quantiles(np.linspace(0, 1, n + 1)[1:-1])
    draws = np.random.default_rng(0).standard_normal(200_000)
    share = np.histogram(draws, np.concatenate([[-np.inf], edges, [np.inf]]))[0] / len(draws)
    np.testing.assert_allclose(share, 0.1, atol=0.004)
    z = latents.grid(n)
    columns = z.reshape(n, n, 2)[0, :, 0]
    assert (np.digitize(columns, edges) == np.arange(n)).all()


@pytest.mark.parametrize("mode", ["cdf", "linear"])
def test_grid_runs_right_and_up(mode):
    z = latents.grid(4, mode=mode, x=(0.1, 0.9), y=(0.1, 0.9)).reshape(4, 4, 2)
    assert (np.diff(z[..., 0], axis=1) > 0).all() and (np.diff(z[..., 1], axis=0) < 0).all()


def test_linear_grid_by_hand():
    z = latents.grid(2, mode="linear", x=(-2, 2), y=(0, 4))
    np.testing.assert_allclose(z, [[-1, 3], [1, 3], [-1, 1], [1, 1]])


def test_grid_refuses_other_modes():
    with pytest.raises(ValueError, match="cdf"):
        latents.grid(3, mode="polar")


@pytest.mark.parametrize("path", latents.PATHS.values())
def test_paths_start_and_end_at_their_ends(path):
    a, b = np.random.default_rng(1).standard_normal((2, 50))
    z = path(a, b, np.linspace(0, 1, 9))
    assert z.shape == (9, 50)
    np.testing.assert_allclose(z[[0, -1]], [a, b], atol=1e-5)


def test_slerp_keeps_the_length_and_turns_evenly():
    a, b = np.array([2.0, 0.0, 0.0]), np.array([0.0, 2.0, 0.0])
    z = latents.slerp(a, b, np.linspace(0, 1, 7))
    np.testing.assert_allclose(np.linalg.norm(z, axis=1), 2, atol=1e-6)
    np.testing.assert_allclose(np.degrees(np.arctan2(z[:, 1], z[:, 0])), np.linspace(0, 90, 7), atol=1e-4)


@pytest.mark.parametrize("b", [[0.0, 0.0], [-1.0, -2.0], [1.0, 2.0]])
def test_slerp_where_no_arc_is_defined_is_the_straight_line(b):
    a, t = np.array([1.0, 2.0]), np.linspace(0, 1, 5)
    np.testing.assert_allclose(latents.slerp(a, np.array(b), t), latents.lerp(a, np.array(b), t), atol=1e-5)
