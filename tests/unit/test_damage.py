"""Damage is what it says, the same for the same seed, and its operators have the adjoints that solvers count on."""

from __future__ import annotations

import math

import numpy as np
import pytest

from explorer.data.quality import psnr, ssim
from explorer.restoring.damage import BLOCKS, KINDS, MAX_SEED, TRACE, Damage


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    """Not square, of odd sizes, with values all over [0, 1]."""
    rows, columns = np.mgrid[:37, :53]
    return (0.5 + 0.3 * np.sin(rows / 5) + 0.2 * np.cos(columns / 3)).astype(np.float32)


def damage(kind: str, picture: np.ndarray, **more) -> Damage:
    return Damage(kind, mask=picture > 0.6, **more)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("photograph", [False, True])
def test_the_adjoint_is_one(kind, photograph, picture):
    damaged = damage(kind, picture, photograph=photograph).apply(picture)
    draw, how = np.random.default_rng(1), damaged.degradation
    x, y = draw.standard_normal((3, *picture.shape)), draw.standard_normal((3, *damaged.measured.shape))
    assert how.forward(x).shape == y.shape and how.adjoint(y).shape == x.shape
    assert np.sum(how.forward(x) * y) == pytest.approx(np.sum(x * how.adjoint(y)), rel=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_the_measurement_is_the_operator_and_noise(kind, picture):
    damaged = damage(kind, picture, seed=5).apply(picture)
    assert damaged.picture.shape == picture.shape and damaged.measured.dtype == damaged.picture.dtype == np.float32
    error = damaged.measured - damaged.degradation.forward(picture)
    if kind == "salt":
        assert set(np.unique(damaged.measured[error != 0])) == {0, 1}
        assert (error != 0).mean() == pytest.approx(0.3, abs=0.04)
    elif kind in ("gaussian", "blur"):
        assert error.std() == pytest.approx(damaged.degradation.sigma, rel=0.05)
        assert damaged.degradation.sigma == (0.5 if kind == "gaussian" else TRACE)
    else:
        assert np.abs(error).max() < 1e-6 and damaged.degradation.sigma == TRACE


@pytest.mark.parametrize("kind", ["gaussian", "salt", "hole", "blur"])
def test_the_seed_decides(kind, picture):
    first, again, other = (Damage(kind, seed=seed).apply(picture).measured for seed in (3, 3, 4))
    assert (first == again).all() and (first != other).any()


def test_a_stronger_damage_contains_the_weaker(picture):
    weak, strong = (Damage("gaussian", strength, 7).apply(picture).measured - picture for strength in (0.2, 0.4))
    assert np.allclose(2 * weak, strong, atol=1e-6)
    for kind in ("salt", "hole"):
        weak, strong = (Damage(kind, strength, 7).apply(picture).measured != picture for strength in (0.2, 0.4))
        assert not (weak & ~strong).any() and strong.sum() > weak.sum()


@pytest.mark.parametrize("shape", [(28, 28), (37, 53), (200, 120)])
@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9])
def test_a_hole_has_its_share_to_a_pixel(shape, share):
    known = Damage("hole", share, 2).apply(np.ones(shape)).degradation.known
    assert (~known).sum() == round(share * shape[0] * shape[1])


def test_blocks_of_a_photograph_are_smaller_than_its_side():
    lost = ~Damage("hole", 0.02, 0).apply(np.ones((256, 256))).degradation.known
    rows = np.flatnonzero(lost.any(1))
    assert lost.sum() > 0 and BLOCKS[1][1] < BLOCKS[0][1]
    assert max(len(run) for run in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)) < 128


def test_a_painted_hole_is_the_mask(picture):
    damaged = damage("painted", picture).apply(picture)
    assert (damaged.degradation.known == (picture <= 0.6)).all() and (
        damaged.measured == np.where(picture > 0.6, 0, picture)
    ).all()


def test_fewer_pixels_are_means_of_blocks_also_of_cut_ones():
    picture = np.arange(15, dtype=np.float32).reshape(3, 5) / 15
    damaged = Damage("fewer", 2).apply(picture)
    assert damaged.measured.shape == (2, 3)
    assert damaged.measured[0, 0] == pytest.approx(picture[:2, :2].mean()) and damaged.measured[1, 2] == pytest.approx(
        picture[2, 4]
    )
    assert (damaged.picture[:2, :2] == damaged.measured[0, 0]).all() and damaged.picture[2, 4] == damaged.measured[1, 2]


def test_a_blur_keeps_flat_pictures_and_reflects_at_the_edges():
    assert np.allclose(Damage("blur", 3).apply(np.full((20, 30), 0.4)).degradation.forward(np.full((20, 30), 0.4)), 0.4)


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_are_clamped(kind, picture):
    for photograph in (False, True):
        limits = KINDS[kind].range(photograph)
        assert damage(kind, picture, strength=1e9, seed=-5, photograph=photograph).strength == limits.high
        assert damage(kind, picture, strength=-1e9, photograph=photograph).strength == limits.low
        assert damage(kind, picture, photograph=photograph).strength == limits.default
        assert np.isfinite(
            damage(kind, picture, strength=limits.low, seed=10**30, photograph=photograph).apply(picture).measured
        ).all()
    assert Damage("gaussian", seed=10**30).seed == MAX_SEED
    assert Damage("fewer", 2.6).strength == 3
    assert Damage("gaussian", 25, photograph=True).apply(picture).degradation.sigma == pytest.approx(25 / 255)


def test_what_is_no_damage_is_refused(picture):
    for wrong in (lambda: Damage("rust"), lambda: Damage("painted"), lambda: Damage("gaussian", math.nan)):
        with pytest.raises(ValueError):
            wrong()
    for wrong in (np.zeros((2, 4, 5)), np.full((4, 4), np.nan), np.zeros((0, 4))):
        with pytest.raises(ValueError):
            Damage("gaussian").apply(wrong)
    with pytest.raises(ValueError, match="size"):
        Damage("painted", mask=np.zeros((2, 2))).apply(picture)


def test_psnr_of_known_errors():
    zero = np.zeros((6, 7))
    assert psnr(zero, zero) == math.inf
    assert psnr(zero, zero + 0.1) == pytest.approx(20) and psnr(zero, zero + 1) == pytest.approx(0)
    assert psnr(zero, zero + 0.1 / math.sqrt(2)) == pytest.approx(20 + 10 * math.log10(2))


@pytest.mark.parametrize("shape", [(1, 1), (5, 40), (28, 28)])
def test_ssim_of_known_pairs(shape):
    picture = np.random.default_rng(0).random(shape)
    assert ssim(picture, picture) == pytest.approx(1)
    # of flat pictures only the means are left: (2 a b + c) / (a^2 + b^2 + c), c = 0.01^2
    assert ssim(np.full(shape, 0.2), np.full(shape, 0.6)) == pytest.approx(
        (2 * 0.12 + 1e-4) / (0.04 + 0.36 + 1e-4), rel=1e-6
    )
    if min(shape) > 1:
        assert ssim(picture, 1 - picture) < 0 < ssim(picture, np.clip(picture + 0.1, 0, 1)) < 1
    with pytest.raises(ValueError):
        ssim(picture, picture[None])
