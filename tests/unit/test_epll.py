"""EPLL and what a mixture makes of one patch, against the model itself and linear algebra."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal

from explorer.catalogue import TRAINED, Catalogue
from explorer.data import photographs
from explorer.models.patch_prior import PatchPrior
from explorer.restoring.epll import PatchLikelihood, worsened


def small() -> PatchPrior:
    random = torch.Generator().manual_seed(2)
    factors = torch.randn(3, 16, 16, generator=random)
    factors -= factors.mean(1, keepdim=True)  # patches without their mean
    covariances = factors @ factors.mT / 400 + 1e-3 * torch.eye(16)
    return PatchPrior.of(torch.tensor([0.5, 0.3, 0.2]), covariances)


def test_likelihoods_are_the_models():
    prior, patches = small(), np.random.default_rng(1).normal(0.5, 0.2, (50, 16))
    free = torch.from_numpy(patches - patches.mean(1, keepdims=True))
    found = PatchLikelihood(prior)
    assert found.log_prob(patches) == pytest.approx(prior.log_prob(free).numpy(), abs=0.01)
    picture = np.random.default_rng(2).random((12, 10))
    assert found.patches(picture).shape == (9 * 7, 16) and found.patches(picture, 3).shape == (9, 16)
    assert (found.patches(picture, 3)[1] == picture[:4, 3:7].ravel()).all()
    assert found.epll(picture) == pytest.approx(found.log_prob(found.patches(picture)).mean())


def test_a_patch_is_explained_under_its_noise():
    prior, patch, sigma = small(), np.random.default_rng(3).normal(0.4, 0.2, 16), 0.1
    found = PatchLikelihood(prior).explain(patch, sigma)
    noisy = prior.covariances.double().numpy() + sigma**2 * np.eye(16)
    free = patch - patch.mean()
    joint = [w * multivariate_normal.pdf(free, np.zeros(16), c) for w, c in zip([0.5, 0.3, 0.2], noisy, strict=True)]
    assert found.responsibilities == pytest.approx(np.array(joint) / sum(joint), rel=1e-5)
    assert found.component == int(np.argmax(joint))
    wiener = prior.covariances[found.component].double().numpy() @ np.linalg.inv(noisy[found.component])
    assert found.cleaned == pytest.approx(wiener @ free + patch.mean(), rel=1e-5)
    assert found.centre.sum() == pytest.approx(1)
    assert found.centre @ patch == pytest.approx(found.cleaned[10])  # row 2, column 2 of 4 x 4


def test_worsening_is_done_in_order_and_the_noise_is_the_same_at_every_strength():
    picture = np.random.default_rng(4).random((16, 16))
    assert worsened(picture) == pytest.approx(picture)
    assert worsened(picture, flat=True, blur=3) == pytest.approx(np.full((16, 16), picture.mean()))
    assert worsened(picture, blur=2).std() < 0.5 * picture.std()
    weak, strong = (worsened(picture, sigma=sigma) - picture for sigma in (5, 50))
    assert strong == pytest.approx(10 * weak) and strong.std() == pytest.approx(50 / 255, rel=0.1)


def test_blur_and_grey_are_likelier_than_the_photograph():
    """The numbers that the lesson of the Mixtures page has, of the photograph and the prior that are shipped."""
    found = PatchLikelihood(Catalogue().load("gmm-photographs"))
    camera = photographs.square("camera") / 255
    nats = {
        name: found.epll(worsened(camera, **how), 8)
        for name, how in {"clean": {}, "noisy": {"sigma": 25}, "blurred": {"blur": 2}, "flat": {"flat": True}}.items()
    }
    told = json.loads((TRAINED / "experiments.json").read_text())["mixtures"]
    assert nats["noisy"] < nats["clean"] < nats["blurred"] < nats["flat"]
    names = {"clean": "clean", "noisy": "noisy_25", "blurred": "blurred", "flat": "flat"}
    assert nats == pytest.approx({name: told[key] for name, key in names.items()}, abs=2)  # of every 8th patch here
