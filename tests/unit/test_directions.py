"""Directions and analogies, against closed forms and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from explorer.latents import directions

RANDOM = np.random.default_rng(0)


def test_the_difference_of_means_carries_one_mean_to_the_other():
    those, others = RANDOM.normal(2, 1, (30, 5)), RANDOM.normal(-1, 1, (50, 5))
    direction = directions.difference_of_means(those, others)
    assert np.allclose((others + direction).mean(0), those.mean(0))
    with pytest.raises(ValueError, match="either side"):
        directions.difference_of_means(those, others[:0])


def test_orthogonal_is_at_right_angles_to_all_and_keeps_the_rest():
    vector, against = RANDOM.normal(size=6), list(RANDOM.normal(size=(3, 6)))
    left = directions.orthogonal(vector, [*against, against[0] + against[1], np.zeros(6)])
    assert np.allclose(np.stack(against) @ left, 0)
    solution = np.linalg.lstsq(np.stack(against).T, vector, rcond=None)[0]
    assert np.allclose(left, vector - np.stack(against).T @ solution), "the residual of least squares"
    assert np.allclose(directions.orthogonal(vector, []), vector)


def test_separation_is_the_area_under_the_roc_curve():
    those, others = RANDOM.normal(0.5, 1, (40, 3)).round(), RANDOM.normal(0, 1, (70, 3)).round()  # with ties
    direction = np.array([1.0, -0.5, 2.0])
    scores, truth = np.concatenate([those, others]) @ direction, [1] * 40 + [0] * 70
    assert directions.separation(direction, those, others) == pytest.approx(roc_auc_score(truth, scores))
    assert directions.separation(-direction, those, others) == pytest.approx(1 - roc_auc_score(truth, scores))


def test_the_j_diagram_has_its_corners_and_its_middle():
    a, b, c = RANDOM.normal(size=(3, 4))
    grid = directions.j_diagram(a, b, c, 5).reshape(5, 5, 4)
    for corner, code in (((0, 0), a), ((0, 4), b), ((4, 0), c), ((4, 4), b - a + c), ((2, 2), (b + c) / 2)):
        assert np.allclose(grid[corner], code, atol=1e-5)
    assert np.allclose(directions.analogy(b, a, c), b - a + c)


def test_a_direction_is_judged_by_codes_that_did_not_make_it():
    those, others = RANDOM.normal(1, 1, (50, 3)), RANDOM.normal(0, 1, (30, 3))
    found = directions.between(those, others)
    left = [directions.held_out(50), directions.held_out(30)]
    assert found.made == (40, 24) and found.held == (10, 6) == tuple(map(np.sum, left))
    made, kept = (those[~left[0]], others[~left[1]]), (those[left[0]], others[left[1]])
    assert np.allclose(found.vector, made[0].mean(0) - made[1].mean(0))
    scores = np.concatenate(kept) @ found.vector
    assert found.auc == pytest.approx(roc_auc_score([1] * 10 + [0] * 6, scores))
    places = [directions.place(codes, found.vector, found.middle).mean() for codes in made]
    assert places == pytest.approx([0.5, -0.5]), "the means lie half a step to either side of the middle"
    assert found.along.sum(1).tolist() == [10, 6]
    spared = directions.between(those, others, [np.array([1.0, 0, 0])])
    assert abs(spared.vector[0]) < 1e-9 and np.allclose(spared.vector[1:], found.vector[1:])
    few = directions.between(those[:3], others)
    assert few.auc is None and few.made == (3, 24)
    with pytest.raises(ValueError, match="Nothing is left"):
        directions.between(those, others, [found.vector])


def test_the_nearest_are_those_of_a_search_through_all():
    codes, z = RANDOM.normal(size=(60, 4)), RANDOM.normal(size=4)
    found, distance = directions.nearest(codes, z, 5)
    every = np.linalg.norm(codes - z, axis=1)
    assert found.tolist() == np.argsort(every)[:5].tolist() and np.allclose(distance, np.sort(every)[:5])
    again, _ = directions.nearest(codes, z, 5, without=[found[0]])
    assert again.tolist() == np.argsort(every)[1:6].tolist()


def test_a_mine_grid_has_real_codes_where_it_says_and_blends_between_them():
    codes, z = RANDOM.normal(size=(80, 5)), np.zeros(5)
    grid, chosen, distance = directions.mine_grid(codes, z, 4, 3)
    grid = grid.reshape(10, 10, 5)
    assert np.allclose(grid[::3, ::3], codes[chosen]) and np.allclose(distance, np.linalg.norm(codes[chosen], axis=-1))
    assert np.allclose(grid[0, 1], (2 * codes[chosen[0, 0]] + codes[chosen[0, 1]]) / 3)
    assert np.allclose(grid[4, 9], (2 * codes[chosen[1, 3]] + codes[chosen[2, 3]]) / 3)
    assert sorted(chosen.ravel()) == sorted(np.argsort(np.linalg.norm(codes, axis=1))[:16])
    flat = RANDOM.permutation([[x, 10 * y, 0] for x in range(3) for y in range(3)])  # a square finds itself again
    laid = flat[directions.laid_out(flat, 3)]
    assert abs(np.diff(laid, axis=1)).tolist() == [[[0, 10, 0]] * 2] * 3, "the longer side lies across"
