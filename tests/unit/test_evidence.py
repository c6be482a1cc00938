"""Estimates of p(x) against the one model whose p(x) is known, and the routes that give them."""

from __future__ import annotations

import base64

import numpy as np
import pytest
import torch
from fastapi import FastAPI
from fastapi.testclient import TestClient
from torch import Generator

from explorer import save
from explorer.capabilities import Posterior
from explorer.catalogue import Catalogue
from explorer.latents import evidence
from explorer.latents.evidence import as_seen, bound, improve, log_likelihoods, log_mean, log_weights, on_grid
from explorer.models import VAE, ConditionalVAE, ProbabilisticPCA
from explorer.pages import routes

SHAPE = (1, 4, 3)


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def linear() -> ProbabilisticPCA:
    draw = np.random.default_rng(0)
    directions = np.linalg.qr(draw.standard_normal((12, 2)))[0].T
    flat = 0.5 + draw.standard_normal((400, 2)) * [0.3, 0.2] @ directions + 0.1 * draw.standard_normal((400, 12))
    return ProbabilisticPCA.fit(flat.reshape(400, *SHAPE).astype(np.float32), 2)


@pytest.fixture(scope="module")
def picture(linear) -> torch.Tensor:
    return linear.draw_pictures(torch.tensor([[1.0, -0.5]]), generator=seeded())


def test_draws_of_prior_and_of_q_come_to_the_evidence(linear, picture):
    exact = float(linear.evidence(picture))
    q = linear.encode(picture)
    wide = Posterior(q.mean + 0.2 * q.std, 1.5 * q.std)
    found = log_weights(linear, picture, wide, 20_000, seeded())
    assert log_mean(found.prior) == pytest.approx(exact, abs=0.1)
    assert log_mean(found.near + found.ratio) == pytest.approx(exact, abs=0.03)
    assert log_mean(found.near) > exact + 1  # without weights it is no estimate of p(x)
    with_posterior = log_weights(linear, picture, q, 5, seeded())
    assert (with_posterior.near + with_posterior.ratio).tolist() == pytest.approx([exact] * 5, abs=1e-3)


def test_the_plane_summed_up_is_the_evidence(linear, picture):
    assert on_grid(linear, picture) == pytest.approx(float(linear.evidence(picture)), abs=0.01)


def test_a_sharp_peak_is_found_and_no_picture_costs_more_than_another(linear, monkeypatch):
    sharp = ProbabilisticPCA(SHAPE, 2).eval()
    sharp.load_state_dict(linear.state_dict() | {"variance": torch.tensor(1e-5)})
    pictures = sharp.draw_pictures(torch.tensor([[1.03, -0.48]]), generator=seeded()), torch.zeros(1, *SHAPE)
    asked = []
    monkeypatch.setattr(
        evidence,
        "log_likelihoods",
        lambda model, picture, z: asked.append(len(z)) or log_likelihoods(model, picture, z),
    )
    assert on_grid(sharp, pictures[0]) == pytest.approx(float(sharp.evidence(pictures[0])), abs=0.05)
    on_grid(VAE(SHAPE, latents=2, width=8), pictures[1])  # whose plane is flat
    assert asked[:2] == asked[2:]


def test_improving_q_finds_the_posterior_and_closes_the_gap(linear, picture):
    exact, start = float(linear.evidence(picture)), Posterior(torch.zeros(1, 2), torch.ones(1, 2))
    own = improve(linear, picture, start)
    assert bound(linear, picture, start) < exact - 1
    assert exact - 0.1 < bound(linear, picture, own) < exact + 0.05
    assert torch.allclose(own.mean, linear.encode(picture).mean, atol=0.15)


def test_a_model_of_black_and_white_is_shown_black_and_white(linear):
    grey = torch.tensor([0.2, 0.5, 0.7]).view(1, 1, 3, 1).expand(1, 1, 3, 4).reshape(1, *SHAPE)
    assert set(as_seen(VAE(SHAPE, width=8), grey).flatten().tolist()) == {0.0, 1.0}
    assert torch.equal(as_seen(linear, grey), grey)


@pytest.fixture(scope="module")
def client(tmp_path_factory, linear) -> TestClient:
    folder = tmp_path_factory.mktemp("models")
    save(linear, folder / "linear", dataset="own")
    save(VAE(SHAPE, latents=2, width=8), folder / "vae", dataset="own")
    save(ConditionalVAE(SHAPE, latents=2, width=8, classes=3), folder / "cvae", dataset="own")
    app = FastAPI()
    app.include_router(routes(Catalogue([folder], trained=folder / "none")))
    return TestClient(app)


def test_the_routes_give_what_the_functions_do(client, linear, picture):
    pixels = (picture * 255).round().byte().numpy().tobytes()
    seen = torch.from_numpy(np.frombuffer(pixels, np.uint8).copy()).view(1, *SHAPE).float() / 255
    found = client.post("/api/bounds/posterior?model=linear", content=pixels).json()
    exact = float(linear.evidence(seen))
    assert found["elbo"] == pytest.approx(exact, abs=1e-3) and base64.b64decode(found["picture"]) == pixels
    asked = {"picture": found["picture"], "mean": found["mean"], "std": found["std"], "seed": 3, "draws": 7}
    drawn = client.post("/api/bounds/draws?model=linear", json=asked).json()
    assert np.add(drawn["near"], drawn["ratio"]) == pytest.approx([exact] * 7, abs=1e-2)
    assert client.post("/api/bounds/exact?model=linear", content=pixels).json()["evidence"] == pytest.approx(exact)
    told = client.post("/api/bounds/linear?model=linear", content=pixels).json()
    assert told["evidence"] == pytest.approx(exact) and len(told["lengths"]) == len(told["along"]) == 2
    better = client.post("/api/bounds/improve?model=vae", json=asked).json()
    assert set(better) == {"mean", "std", "elbo", "kl"} and min(better["std"]) > 0


def test_a_dream_stands_in_for_a_picture_and_what_does_not_fit_is_refused(client):
    dreamt = client.post("/api/bounds/posterior?model=vae&seed=4").json()
    assert set(base64.b64decode(dreamt["picture"])) <= {0, 255} and len(base64.b64decode(dreamt["picture"])) == 12
    for path, status in [
        ("/api/bounds/posterior?model=cvae", 409),
        ("/api/bounds/posterior?model=nobody", 404),
        ("/api/bounds/linear?model=vae", 409),
    ]:
        answer = client.post(path, content=bytes(12))
        assert answer.status_code == status and answer.json()["error"].endswith(".")
    for wrong in ({"picture": "?"}, {"picture": dreamt["picture"], "mean": [1], "std": [1, 1]}):
        assert client.post("/api/bounds/draws?model=vae", json=wrong).status_code in (400, 422)
