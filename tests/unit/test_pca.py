"""Principal components are those of scikit-learn, nested, and a model like any other."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.capabilities import capabilities
from explorer.catalogue import Catalogue
from explorer.checkpoint import save
from explorer.models.pca import PCA

SHAPE = (1, 6, 5)


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    draw = np.random.default_rng(0)
    flat = (
        0.5
        + draw.standard_normal((200, 8)) * np.linspace(0.2, 0.02, 8) @ np.linalg.qr(draw.standard_normal((30, 8)))[0].T
    )
    return flat.reshape(200, *SHAPE).clip(0, 1).astype(np.float32)


@pytest.fixture(scope="module")
def model(pictures) -> PCA:
    return PCA.fit(pictures, 4)


def test_it_does_what_scikit_learn_does(model, pictures):
    from sklearn.decomposition import PCA as Reference

    reference = Reference(4).fit(pictures.reshape(200, -1))
    z = model.encode(torch.from_numpy(pictures))
    assert (
        np.allclose(np.abs(z.mean.numpy()), np.abs(reference.transform(pictures.reshape(200, -1))), atol=1e-4)
        and (z.std == 0).all()
    )
    expected = reference.inverse_transform(reference.transform(pictures.reshape(200, -1))).reshape(pictures.shape)
    assert np.allclose(model.decode(z.mean).numpy(), expected.clip(0, 1), atol=1e-5)
    assert np.allclose(model.deviations.numpy(), np.sqrt(reference.explained_variance_), rtol=1e-4)


def test_bytes_and_floats_are_the_same_pictures(pictures):
    raw = np.rint(pictures * 255).astype(np.uint8)
    assert torch.allclose(PCA.fit(raw, 3).mean, PCA.fit(raw.astype(np.float32) / 255, 3).mean, atol=1e-6)


def test_the_first_components_are_the_smaller_model(model, pictures):
    small, direct = model.first(2), PCA.fit(pictures, 2)
    assert small.latents == 2 and torch.allclose(small.components.abs(), direct.components.abs(), atol=1e-4)
    images = torch.from_numpy(pictures)
    errors = [(one.decode(one.encode(images).mean) - images).square().mean() for one in (small, model)]
    assert errors[0] > errors[1]
    for wrong in (0, 5):
        with pytest.raises(ValueError):
            model.first(wrong)


def test_it_samples_with_the_spread_of_the_pictures(model):
    z = model.sample_latents(20_000, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(z.std(0), model.deviations, rtol=0.03)
    assert torch.equal(model.sample_latents(3, 0.0), torch.zeros(3, 4))
    pictures = model.sample(5)
    assert pictures.shape == (5, *SHAPE) and 0 <= pictures.min() and pictures.max() <= 1


def test_it_is_saved_and_loaded(model, tmp_path, pictures):
    save(model, tmp_path / "pca", dataset="mnist")
    loaded = Catalogue([tmp_path], trained=tmp_path / "nothing").load("pca")
    images = torch.from_numpy(pictures[:4])
    assert torch.equal(loaded.decode(loaded.encode(images).mean), model.decode(model.encode(images).mean))
    assert {"encode", "decode", "sample"} <= set(capabilities(model)) and "elbo" not in capabilities(model)


def test_what_is_no_model_is_refused(model):
    with pytest.raises(ValueError):
        PCA((1, 2, 2), 5)
    with pytest.raises(ValueError):
        PCA((1, 2, 2), 0)
    with pytest.raises(ValueError):
        model.encode(torch.zeros(1, 1, 5, 6))
