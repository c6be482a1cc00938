"""Probabilistic principal components: the evidence is scikit-learn's, the posterior is Bayes', the bound has no gap."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.distributions import MultivariateNormal

from explorer.models import ProbabilisticPCA, VariationalModel

SHAPE = (1, 6, 5)


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    draw = np.random.default_rng(0)
    directions = np.linalg.qr(draw.standard_normal((30, 8)))[0].T
    flat = 0.5 + draw.standard_normal((200, 8)) * np.linspace(0.2, 0.02, 8) @ directions
    return (flat + 0.01 * draw.standard_normal(flat.shape)).reshape(200, *SHAPE).astype(np.float32)


@pytest.fixture(scope="module")
def model(pictures) -> ProbabilisticPCA:
    return ProbabilisticPCA.fit(pictures, 4)


def test_the_evidence_is_scikit_learns(model, pictures):
    from sklearn.decomposition import PCA

    flat = pictures.reshape(200, -1)
    found = model.evidence(torch.from_numpy(pictures)).numpy()
    assert found == pytest.approx(PCA(4).fit(flat).score_samples(flat), rel=1e-4)


def test_evidence_and_posterior_are_those_of_the_joint_gaussian(model, pictures):
    images, weight = torch.from_numpy(pictures[:5]).double(), model.weight.T.double()
    noise = model.variance.double() * torch.eye(30).double()
    covariance = weight @ weight.T + noise
    expected = MultivariateNormal(model.mean.double(), covariance).log_prob(images.flatten(1))
    assert torch.allclose(model.evidence(images.float()).double(), expected, rtol=1e-5)
    gain = weight.T @ covariance.inverse()
    posterior = model.encode(images.float())
    assert torch.allclose(posterior.mean.double(), (images.flatten(1) - model.mean) @ gain.T, atol=1e-3)
    exact = torch.eye(4).double() - gain @ weight
    assert torch.allclose(exact, torch.diag(posterior.std[0].double() ** 2), atol=1e-4)


def test_the_bound_of_a_vae_has_no_gap_here(model, pictures):
    images = torch.from_numpy(pictures[:3])
    exact, generator = model.evidence(images), torch.Generator().manual_seed(0)
    sampled = VariationalModel.elbo(model, images, 4000, generator)
    assert torch.allclose(sampled, exact, atol=0.3)
    assert torch.allclose(VariationalModel.log_likelihood(model, images, 3, generator), exact, atol=1e-2)
    assert torch.equal(model.elbo(images), exact)


def test_draws_have_the_noise(model):
    z = torch.zeros(1, 4)
    drawn = model.draw_pictures(z, generator=torch.Generator().manual_seed(0))
    assert 0 < (drawn - model.decode(z)).std() < 3 * model.variance.sqrt()
    assert model.sample_latents(3, 0.0).abs().sum() == 0
    with pytest.raises(ValueError, match="fewer"):
        ProbabilisticPCA((1, 2, 2), 4)
