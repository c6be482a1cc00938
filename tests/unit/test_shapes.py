"""The rendered shapes are what their factors say."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.data import shapes


def one(*factors: int) -> np.ndarray:
    return shapes.render(np.array([factors]))[0, 0]


def test_pictures_are_binary_and_have_the_right_shape():
    factors = shapes.factors_of(np.arange(0, shapes.COUNT, 997))
    pictures = shapes.render(factors)
    assert pictures.shape == (len(factors), 1, 64, 64) and pictures.dtype == np.uint8
    assert set(np.unique(pictures)) == {0, 1}
    assert pictures.sum((1, 2, 3)).min() > 80


def test_there_are_as_many_as_in_dsprites_and_numbers_and_factors_agree():
    assert shapes.COUNT == 737_280 and shapes.SIZES == (3, 6, 40, 32, 32)
    numbers = np.random.default_rng(0).integers(0, shapes.COUNT, 1000)
    assert (np.ravel_multi_index(shapes.factors_of(numbers).T, shapes.SIZES) == numbers).all()
    assert shapes.factors_of(np.array([1])).tolist() == [[0, 0, 0, 0, 1]]


@pytest.mark.parametrize("shape", range(3))
def test_a_step_of_position_shifts_the_picture_by_one_pixel_exactly(shape):
    start = one(shape, 5, 7, 10, 20)
    assert (np.roll(start, 1, axis=1) == one(shape, 5, 7, 11, 20)).all()
    assert (np.roll(start, -3, axis=0) == one(shape, 5, 7, 10, 17)).all()
    assert (np.roll(start, (11, 21), axis=(0, 1)) == one(shape, 5, 7, 31, 31)).all()


def test_nothing_is_cut_off_at_the_edges():
    for shape in range(3):
        for rotation in range(40):
            areas = {int(one(shape, 5, rotation, x, y).sum()) for x in (0, 31) for y in (0, 31)}
            assert areas == {int(one(shape, 5, rotation, 16, 16).sum())}


def test_scale_grows_and_rotation_keeps_the_area():
    areas = shapes.sprites().sum((-1, -2))
    assert (np.diff(areas.mean(-1), axis=1) > 0).all()
    assert (
        np.abs(areas / areas.mean(-1, keepdims=True) - 1) < 0.16
    ).all()  # edges of small squares fall on pixels or between them


def test_all_scales_shapes_and_rotations_differ_where_symmetry_lets_them():
    made = shapes.sprites().reshape(3, 6, 40, -1)
    for scale in range(6):
        distinct = [len(np.unique(made[shape, scale], axis=0)) for shape in range(3)]
        assert distinct == [
            10,
            20,
            40,
        ]  # a square repeats after a quarter turn, an ellipse after half a turn, a heart never
    assert (made[0, :, 3] == made[0, :, 13]).all() and (made[1, :, 3] == made[1, :, 23]).all()


def test_a_quarter_turn_turns_the_picture():
    heart = shapes.sprites()[2, 5]
    assert (np.rot90(heart[0]) == heart[10]).all() or (np.rot90(heart[0], -1) == heart[10]).all()


def test_a_heart_is_upright_and_symmetric():
    heart = shapes.sprites()[2, 5, 0]
    assert (heart == heart[:, ::-1]).all()
    rows = heart.sum(1)[heart.any(1).nonzero()[0]]
    assert rows[0] > rows[-1]  # two lobes above, one tip below


def test_splits_are_fixed_and_apart():
    test, validation, train = (shapes.split_indices(split) for split in ("test", "validation", "train"))
    assert len(test) == len(validation) == 10_000 and len(train) == 717_280
    assert len(np.unique(np.concatenate([test, validation, train]))) == shapes.COUNT
    first = shapes.factors_of(test[:1000])
    assert all(
        len(np.unique(first[:, factor])) == size for factor, size in enumerate(shapes.SIZES)
    )  # no part is of one shape
    with pytest.raises(ValueError, match="split"):
        shapes.split_indices("all")


@pytest.mark.parametrize(
    "wrong", [[[0, 0, 0, 0]], [[3, 0, 0, 0, 0]], [[0, 0, 0, 0, -1]], [[0.5, 0, 0, 0, 0]], [0, 0, 0, 0, 0]]
)
def test_factors_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match="factor"):
        shapes.render(np.array(wrong))


def test_no_factors_no_pictures():
    assert shapes.render(np.zeros((0, 5), int)).shape == (0, 1, 64, 64)
