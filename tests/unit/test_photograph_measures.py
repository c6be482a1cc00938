"""Denoising photographs beside other methods: who is told what, and where the numbers come from. No data set needed."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.data import photo_sets, photographs
from explorer.models.patch_prior import NOISE_DATA, PatchPrior
from train.measures import photographs as measures

SIDE = 24


@pytest.fixture
def asked(monkeypatch):
    """Which sets are read; small photographs stand in for theirs, and single numbers for the grids."""
    asked = []

    def load(name, split, root=None):
        asked.append((name, split))
        names = photographs.TRAIN[:12] if name == "set12" else photographs.TRAIN
        sides = [SIDE] * 7 + [2 * SIDE] * 5 if name == "set12" else [SIDE] * len(names)
        return [photographs.square(one, side) for one, side in zip(names, sides, strict=True)]

    monkeypatch.setattr(photo_sets, "load", load)
    monkeypatch.setattr(measures, "block_matching", lambda: None)
    monkeypatch.setattr(measures, "squares", lambda: {name: photographs.square(name, SIDE) for name in ("camera",)})
    return asked


def test_both_sets_are_measured_and_named(asked):
    prior = PatchPrior.of(torch.ones(1), 0.01 * torch.eye(64)[None])
    metrics, tables = measures.measure(prior)
    assert set(asked) == {("bsds", "validation"), ("set12", "test")}
    methods = {"noisy", "epll", "epll_paper_weight", "single_gaussian", "non_local_means", "total_variation"}
    wanted = {f"{start}_{method}" for start in ("psnr", "set12") for method in methods}
    assert set(metrics) == wanted | {"seconds_epll"}
    assert list(tables) == ["photographs", "Set12"] and list(tables["Set12"])[::11] == ["01", "12"]
    assert f"Set12, 7 of {SIDE}x{SIDE}, 5 of {2 * SIDE}x{2 * SIDE}, noise of" in metrics["set12_epll"]["data"]
    for method in methods:
        mean = np.mean([row[method] for row in tables["Set12"].values()])
        assert metrics[f"set12_{method}"]["value"] == pytest.approx(mean, abs=1e-3)
        assert "seconds" not in metrics[f"set12_{method}"]  # of pictures of two sizes there is no one time
    for start in ("psnr", "set12"):
        assert metrics[f"{start}_epll"]["data_weight"] == NOISE_DATA
        assert metrics[f"{start}_non_local_means"]["h_over_sigma"] in measures.NLM_GRID
        assert metrics[f"{start}_total_variation"]["weight"] in measures.TV_GRID


def test_all_methods_get_the_same_noise_and_are_clipped():
    seen = []

    def keep(noisy):
        seen.append(noisy)
        return noisy

    picture = np.zeros((16, 16), np.uint8)
    found = measures.compare({"one": keep, "two": keep}, {"black": picture, "again": picture})
    assert (seen[0] == seen[1]).all() and (seen[2] == seen[3]).all() and not (seen[0] == seen[2]).all()
    row = found["per_photograph"]["black"]
    assert row["one"] == row["two"] > row["noisy"] + 2.5  # half of the noise is below black
    assert found["psnr"]["one"] == pytest.approx(np.mean([row["one"] for row in found["per_photograph"].values()]))


def test_the_strength_with_the_highest_psnr_is_taken():
    picture = photographs.square("china", 64)
    shrunk = lambda noisy, share: noisy.mean() + share * (noisy - noisy.mean())  # noqa: E731
    best = picture.var() / (picture.var() + (255 * measures.SIGMA) ** 2)  # the Wiener filter
    assert measures._tuned(shrunk, (0.1, best, 1.5), [picture]) == best


@pytest.mark.parametrize(("shape", "kept"), [((100, 60), (40, 40)), ((41, 30), (40, 30))])
def test_the_middle_is_cut_out(shape, kept):
    picture = np.arange(np.prod(shape)).reshape(shape)
    found = measures.middle(picture, 40)
    assert found.shape == kept
    top, left = (np.flatnonzero((picture == found[0, 0]).any(axis))[0] for axis in (1, 0))
    assert abs(2 * top + kept[0] - shape[0]) <= 1 and abs(2 * left + kept[1] - shape[1]) <= 1
