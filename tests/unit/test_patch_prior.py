"""The patch prior: densities against scikit-learn's, restoration against a slow loop, what a user of it relies on."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import numpy as np
import pytest
import torch

from explorer.data import photographs
from explorer.data.quality import psnr
from explorer.models.patch_prior import BETAS, NOISE_DATA, PatchPrior, Stopped, gentle
from train import patches as training
from train.__main__ import main
from train.measures import photographs as methods

SIGMA = 25 / 255


@pytest.fixture(scope="module")
def pictures():
    """Photographs that lie in installed packages, so that nothing here but the whole command needs a data set."""
    return [photographs.load(name) for name in photographs.TRAIN]


@pytest.fixture(scope="module")
def patches(pictures):
    return training.draw_patches(pictures, 6000, 0)


@pytest.fixture(scope="module")
def prior(patches):
    weights, covariances = training.first_groups(patches, 12, 0)
    return PatchPrior.of(torch.from_numpy(weights), torch.from_numpy(covariances))


@pytest.fixture(scope="module")
def crop():
    """A part of a photograph that no prior was fitted to, ``(64, 72)``: not square, so that axes can't be mixed up."""
    return (photographs.square("camera")[40:104, 90:162] / 255).astype(np.float32)


def noisy(clean, sigma=SIGMA, seed=0):
    return (clean + sigma * np.random.default_rng(seed).standard_normal(clean.shape)).astype(np.float32)


class Holes:
    def __init__(self, known):
        self.known = known

    def forward(self, x):
        return x * self.known

    adjoint = forward


class Averaged:
    """Every 2 x 2 pixels become one, their mean."""

    known = None

    def forward(self, x):
        return x.reshape(x.shape[0] // 2, 2, x.shape[1] // 2, 2).mean((1, 3))

    def adjoint(self, y):
        return np.repeat(np.repeat(y, 2, 0), 2, 1) / 4


def test_densities_are_scikit_learns(prior, patches):
    from sklearn.mixture import GaussianMixture

    covariances, weights = prior.covariances.double().numpy(), prior.log_weights.double().exp().numpy()
    theirs = GaussianMixture(len(weights))
    theirs.weights_, theirs.means_, theirs.covariances_ = weights, np.zeros((len(weights), 64)), covariances
    theirs.precisions_cholesky_ = np.linalg.cholesky(np.linalg.inv(covariances)).copy()
    some = patches[:200].astype(np.float64)
    np.testing.assert_allclose(
        prior.log_prob(torch.from_numpy(some)).numpy(), theirs.score_samples(some), rtol=1e-5, atol=1e-3
    )
    np.testing.assert_allclose(
        prior.responsibilities(torch.from_numpy(some)).numpy(), theirs.predict_proba(some), atol=1e-3
    )
    assert torch.equal(prior.log_prob(torch.from_numpy(some).view(-1, 1, 8, 8)), prior.log_prob(torch.from_numpy(some)))
    with pytest.raises(ValueError, match="64 pixels"):
        prior.log_prob(torch.zeros(3, 49))


def em_step(patches, weights, covariances):
    shares, moments, bound = training.expected(patches, weights, covariances)
    return *training.maximised(shares, moments), bound


def test_a_step_of_em_is_scikit_learns(patches):
    """On patches and their negatives scikit-learn's means stay zero, so one of its steps is one of ours."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    weights, covariances = training.first_groups(patches, 6, 0)
    precisions = np.linalg.inv(covariances)
    theirs = GaussianMixture(
        6,
        reg_covar=training.RIDGE,
        max_iter=1,
        weights_init=weights,
        means_init=np.zeros((6, 64)),
        precisions_init=(precisions + precisions.transpose(0, 2, 1)) / 2,  # an inverse is not symmetric to the bit
    )
    with pytest.warns(ConvergenceWarning):
        theirs.fit(np.concatenate([patches, -patches]).astype(np.float64))
    ours = em_step(torch.from_numpy(patches), torch.from_numpy(weights), torch.from_numpy(covariances))
    np.testing.assert_allclose(theirs.means_, 0, atol=1e-9)
    np.testing.assert_allclose(ours[0].numpy(), theirs.weights_, atol=1e-4)
    np.testing.assert_allclose(ours[1].numpy(), theirs.covariances_, atol=1e-4)


def test_em_on_the_same_patches_never_falls(patches):
    weights, covariances = map(torch.from_numpy, training.first_groups(patches, 6, 0))
    bounds = []
    for _ in range(5):
        weights, covariances, bound = em_step(torch.from_numpy(patches), weights, covariances)
        bounds.append(bound)
    assert all(later > earlier for earlier, later in pairwise(bounds))


SIZES = training.Sizes(components=6, patches=4000, steps=6)


def test_what_fresh_patches_teach_holds_for_other_photographs(pictures):
    fitted = training.fit(pictures[:9], pictures[9:], 0, SIZES)
    fresh, held = zip(*fitted.points, strict=True)
    assert len(fresh) == 6 and held[-1] > held[0] + 0.1 and fresh[-1] > fresh[0]
    patches = torch.from_numpy(training.draw_patches(training.at_scales(pictures[9:]), training.HELD, 0))
    prior = PatchPrior.of(fitted.weights, fitted.covariances)
    assert float(prior.log_prob(patches).mean()) == pytest.approx(held[-1], abs=1e-3)


def test_no_component_is_left_without_patches(pictures):
    """A component that begins with a few patches alone fits nothing else, and EM gives it no others."""
    fitted = training.fit(pictures[:9], pictures[9:], 0, training.Sizes(components=40, patches=20_000, steps=5))
    assert fitted.weights.min() > 0.01 / 40


def test_a_fit_that_was_left_goes_on_as_if_it_had_not_been(pictures, tmp_path):
    whole = training.fit(pictures[:3], pictures[9:11], 0, SIZES)
    keep = tmp_path / "runs" / "state.npz"
    training.fit(pictures[:3], pictures[9:11], 0, SIZES._replace(steps=2), keep=keep)
    again = training.fit(pictures[:3], pictures[9:11], 0, SIZES, keep=keep, resume=True)
    assert torch.equal(whole.weights, again.weights) and torch.equal(whole.covariances, again.covariances)
    assert whole.points == again.points


def test_photographs_are_learnt_from_at_every_scale():
    tall = np.tile(np.arange(0, 200, 2, dtype=np.uint8)[:, None], (1, 40))
    shapes = [picture.shape for picture in training.at_scales([tall, tall.T])]
    assert shapes == [(100, 40), (70, 28), (50, 20), (40, 100), (28, 70), (20, 50)]
    steep = [np.diff(picture[10:-10, 5].astype(float)).mean() for picture in training.at_scales([tall])]
    np.testing.assert_allclose(steep, [2 / scale for scale in training.SCALES], rtol=0.02)


def test_patches_are_mean_free_and_repeat(pictures, patches):
    assert patches.shape == (6000, 64) and patches.dtype == np.float32
    assert np.abs(patches.mean(1)).max() < 1e-6
    np.testing.assert_array_equal(patches[:50], training.draw_patches(pictures, 6000, 0)[:50])
    for other in (1, [0, 1]):
        assert not np.array_equal(patches[:50], training.draw_patches(pictures, 6000, other)[:50])


def test_the_component_of_a_pixel_is_that_of_the_patch_around_it(prior, crop):
    noise = SIGMA**2 / BETAS[-1]
    taken = prior.component_map(crop, noise)
    assert taken.shape == crop.shape and len(np.unique(taken)) > 1
    scores = prior.filters(noise, prior.spectra())
    for y, x in [(0, 0), (10, 20), (crop.shape[0] - 8, 6)]:
        patch = torch.from_numpy(crop[y : y + 8, x : x + 8].astype(np.float32)).reshape(64, 1)
        assert taken[y + 4, x + 4] == scores.scores(patch - patch.mean()).argmax()


@pytest.mark.parametrize("beta", BETAS)
def test_scores_are_log_densities_up_to_a_constant(prior, patches, beta):
    """With and without the weak directions: the plain formula's differences between components, and the same choice."""
    noise, some = SIGMA**2 / beta, torch.from_numpy(patches[:500])
    some = some + math.sqrt(noise) * torch.randn(some.shape, generator=torch.Generator().manual_seed(0))
    plain = torch.stack(
        [
            torch.distributions.MultivariateNormal(
                torch.zeros(64).double(), covariance.double() + noise * torch.eye(64)
            ).log_prob(some.double())
            + weight
            for covariance, weight in zip(prior.covariances, prior.log_weights, strict=True)
        ]
    )
    full, short = (prior.filters(noise, prior.spectra(), tolerance) for tolerance in (0, 0.05))
    likely = plain > plain.amax(0) - 10  # far behind, a float32 of a large number has no decimals left
    for filters, off in ((full, 0.02), (short, 0.5)):
        scores = filters.scores(some.T.contiguous()).double()
        difference = (scores - scores.gather(0, plain.argmax(0)[None])) - (plain - plain.amax(0))
        assert difference[likely].abs().max() < off
    assert sum(map(len, short.factors)) < sum(map(len, full.factors))
    assert (full.scores(some.T).argmax(0) == plain.argmax(0)).float().mean() > 0.995
    assert (short.scores(some.T).argmax(0) == plain.argmax(0)).float().mean() > 0.97


def naive_round(prior, x, y, sigma, beta, weight):
    """One round of half-quadratic splitting, patch by patch, as in the paper but for the border; float64."""
    noise, size = sigma**2 / beta, prior.size
    covariances = prior.covariances.double() + noise * torch.eye(64)
    densities = [
        torch.distributions.MultivariateNormal(torch.zeros(64).double(), covariance) for covariance in covariances
    ]
    total, count = np.zeros(x.shape), np.zeros(x.shape)
    for row in range(x.shape[0] - size + 1):
        for column in range(x.shape[1] - size + 1):
            patch = torch.from_numpy(x[row : row + size, column : column + size].reshape(64).copy()).double()
            mean = patch.mean()
            best = max(
                range(len(densities)), key=lambda k: float(densities[k].log_prob(patch - mean) + prior.log_weights[k])
            )
            cleaned = prior.covariances[best].double() @ torch.linalg.solve(covariances[best], patch - mean) + mean
            total[row : row + size, column : column + size] += cleaned.reshape(size, size).numpy()
            count[row : row + size, column : column + size] += 1
    return (weight * y + beta * total / count) / (weight + beta)


@pytest.mark.parametrize("weight", (NOISE_DATA, 1))
def test_restoring_is_the_papers_loop(prior, crop, weight):
    y = noisy(crop[:18, :21])
    expected = y.astype(np.float64)
    for beta in (1, 4):
        expected = naive_round(prior, expected, y, SIGMA, beta, weight)
    found = prior.restore(y, SIGMA, betas=(1, 4), data=weight)
    assert found.dtype == np.float32 and found.shape == y.shape
    off = np.abs(found - np.clip(expected, 0, 1))
    assert np.median(off) < 1e-4 and off.max() < 0.01  # a patch between two components may take the other one


def test_the_border_is_as_clean_as_the_middle(prior):
    grey = np.full((40, 40), 0.5, np.float32)
    off = np.abs(prior.restore(noisy(grey), SIGMA, betas=BETAS, data=1) - grey)
    assert off[8:-8, 8:-8].mean() < SIGMA / 10
    for edge in (off[0], off[-1], off[:, 0], off[:, -1]):
        assert edge.mean() < 2 * off[8:-8, 8:-8].mean()


def test_a_photograph_gains(prior, crop):
    y = noisy(crop)
    mixture, single = psnr(crop, prior.restore(y, SIGMA)), psnr(crop, prior.single().restore(y, SIGMA))
    assert mixture > psnr(crop, y) + 5
    assert mixture > single + 0.3


def test_threads_change_nothing(prior, crop):
    y = noisy(crop)
    np.testing.assert_array_equal(prior.restore(y, SIGMA, threads=1), prior.restore(y, SIGMA, threads=3))


def test_holes_are_filled_and_the_rest_is_kept(prior, crop):
    known = np.random.default_rng(0).random(crop.shape) > 0.5
    sigma = 2 / 255
    found = prior.restore(np.where(known, noisy(crop, sigma), 0), sigma, Holes(known), betas=gentle(sigma))
    assert np.abs(found - crop)[known].max() < 5 * sigma
    filled = np.where(known, crop, crop[known].mean())
    assert psnr(crop[~known], found[~known]) > psnr(crop[~known], filled[~known]) + 6


def test_what_lies_in_a_hole_is_never_looked_at(prior, crop):
    known = np.random.default_rng(0).random(crop.shape) > 0.3
    one, two = (prior.restore(np.where(known, crop, value), 0.05, Holes(known)) for value in (0, 1))
    np.testing.assert_array_equal(one, two)


def test_fewer_pixels_are_undone_by_conjugate_gradients(prior, crop):
    way, sigma = Averaged(), 2 / 255
    y = noisy(way.forward(crop), sigma)
    found = prior.restore(y, sigma, way, betas=gentle(sigma))
    assert found.shape == crop.shape
    assert psnr(crop, found) > psnr(crop, np.repeat(np.repeat(y, 2, 0), 2, 1)) + 0.5
    assert np.sqrt(np.square(way.forward(found) - y).mean()) < 2 * sigma  # still says what was seen


def test_conjugate_gradients_agree_with_the_closed_form(prior, crop):
    """Holes given as a mere operator are the same problem; both begin at the same picture."""
    known = np.random.default_rng(0).random(crop.shape) > 0.2
    operator = Holes(known)
    closed = prior.restore(np.where(known, noisy(crop), 0), SIGMA, operator)
    operator.known, forward = None, known
    operator.forward = operator.adjoint = lambda x: x * forward
    assert np.abs(prior.restore(np.where(known, noisy(crop), 0), SIGMA, operator) - closed).max() < 0.01


def test_progress_rises_to_one_in_many_steps(prior, crop):
    seen = []
    prior.restore(noisy(crop), SIGMA, progress=seen.append)
    assert len(seen) >= 20 and seen == sorted(seen) and len(set(seen)) == len(seen)
    assert 0 < seen[0] and seen[-1] == 1


def test_stop_stops(prior, crop):
    asked = []

    def after_three():
        asked.append(None)
        return len(asked) > 3

    seen = []
    with pytest.raises(Stopped):
        prior.restore(noisy(crop), SIGMA, should_stop=after_three, progress=seen.append)
    assert len(seen) <= 3 and len(asked) < 10


def test_wrong_arguments_are_refused(prior, crop):
    with pytest.raises(ValueError, match="at least 8 x 8"):
        prior.restore(crop[:7], SIGMA)
    with pytest.raises(ValueError, match="above 0"):
        prior.restore(crop, 0)
    with pytest.raises(ValueError, match="at least one component"):
        PatchPrior(0)
    assert prior.restore(crop[:8, :8], SIGMA).shape == (8, 8)


def test_single_has_the_covariance_of_the_whole(prior, patches):
    single = prior.single()
    assert single.covariances.shape == (1, 64, 64) and single.log_weights.tolist() == [0]
    np.testing.assert_allclose(
        single.covariances[0], torch.einsum("k,kij->ij", prior.log_weights.exp(), prior.covariances), atol=1e-6
    )


def test_gentle_begins_free_and_ends_with_the_usual_rounds():
    rounds = gentle(1 / 255)
    assert rounds[-len(BETAS) :] == BETAS and rounds[0] < 0.01 and list(rounds) == sorted(rounds)
    assert gentle(0.2) == BETAS


def test_saved_and_loaded_it_is_the_same(prior, patches, tmp_path):
    prior.save_pretrained(tmp_path / "prior")
    again = PatchPrior.from_pretrained(tmp_path / "prior", strict=True, local_files_only=True)
    assert (again.shape, again.latents) == ((1, 8, 8), 0)
    assert torch.equal(again.log_prob(torch.from_numpy(patches[:20])), prior.log_prob(torch.from_numpy(patches[:20])))


def test_the_whole_command_in_small(tmp_path, capsys, monkeypatch, need_data):
    need_data("bsds")
    need_data("set12")
    monkeypatch.setattr(methods, "block_matching", lambda: None)  # takes seconds; it may be missing anyway
    monkeypatch.setattr(methods, "NLM_GRID", (0.8,))
    words = ["gmm-photographs", "--smoke", "--out", str(tmp_path / "out"), "--state", str(tmp_path / "runs")]
    assert main(words) == 0
    folder = tmp_path / "out" / "gmm-photographs"
    first = json.loads((folder / "metrics.json").read_text())
    assert {file.name for file in folder.iterdir()} == {
        "config.json",
        "model.safetensors",
        "metrics.json",
        "card.md",
        "history.json",
    }
    points = json.loads((folder / "history.json").read_text())["points"]
    assert [point["step"] for point in points] == [1, 2] and points[1]["validation"] > points[0]["validation"]
    card = (folder / "card.md").read_text()
    assert "| Set12, PSNR in dB | noisy | epll |" in card and card.count("| mean |") == 2 and "| 01 | " in card
    assert "non-commercial" in card
    assert json.loads((folder / "config.json").read_text())["card"]["can"] == ["patch_prior", "component_map"]
    assert main(["evaluate", *words]) == 0
    again = json.loads((folder / "metrics.json").read_text())
    for key in ("psnr_epll", "psnr_single_gaussian", "psnr_non_local_means", "set12_epll", "set12_total_variation"):
        assert again["metrics"][key]["value"] == pytest.approx(first["metrics"][key]["value"], abs=1e-3)
    assert {key: again[key] for key in ("seed", "steps", "seconds", "command", "parameters")} == {
        key: first[key] for key in ("seed", "steps", "seconds", "command", "parameters")
    }
    assert "psnr_epll" in capsys.readouterr().out
