"""Models of a person's own that fail in part: what fails gets a sentence, the socket lives, and the rest works."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient

from explorer.capabilities import Posterior, posterior_of
from explorer.catalogue import Catalogue, model_class
from explorer.checkpoint import save
from tests.unit.wire import served

SHAPE = (1, 4, 4)
OWN = textwrap.dedent(
    """
    from collections import namedtuple

    import torch
    from huggingface_hub import PyTorchModelHubMixin
    from torch import nn

    Pair = namedtuple("Pair", "mean std")


    class Partly(nn.Module, PyTorchModelHubMixin):
        \"\"\"Grey by the first latent; it raises above 1, is no number below -1, and of another shape where the second is above 1.\"\"\"

        def __init__(self, returns: str = "tuple"):
            super().__init__()
            self.shape, self.latents, self.returns = (1, 4, 4), 2, returns
            self.weight = nn.Parameter(torch.tensor(0.5))

        def decode(self, z):
            if z.abs().max() <= 3 and (z[:, 0] > 1).any():
                raise ZeroDivisionError("no picture there")
            grey = torch.where(z[:, 0] < -1, torch.nan, self.weight)
            return grey.view(-1, 1, 1, 1).expand(-1, 1, 4, 5 if (z[:, 1] > 1).any() else 4)

        def encode(self, images):
            mean = images.flatten(1)[:, :2] * 0
            return {"tuple": (mean, mean + 1), "pair": Pair(mean, mean + 1), "mean": mean, "list": [1, 2], "text": "z"}[self.returns]
    """
)
RETURNS = ("tuple", "pair", "mean", "list", "text")


@pytest.fixture(scope="module")
def client(tmp_path_factory) -> TestClient:
    folder: Path = tmp_path_factory.mktemp("strangers")
    (folder / "partly.py").write_text(OWN)
    kind = model_class("partly:Partly", folder / "any")
    for returns in RETURNS:
        save(kind(returns), folder / returns, module="partly:Partly", range=[[-1, 1], [-1, 1]])
    return served(Catalogue([folder], trained=folder / "none"))


def test_a_decoder_that_fails_somewhere_says_so_and_the_socket_lives(client):
    with client.websocket_connect("/api/decode?model=tuple") as socket:

        def decoded(*z: float) -> dict:
            socket.send_bytes(np.array(z, np.float32).tobytes())
            while "loading" in (answer := socket.receive()).get("text", ""):
                pass
            return answer

        assert decoded(0, 0)["bytes"] == bytes([128]) * 16
        assert "ZeroDivisionError: no picture there" in decoded(2, 0)["text"]
        assert "no number" in decoded(-2, 0)["text"]
        assert "(1, 1, 4, 5)" in decoded(0, 2)["text"] and "(1, 1, 4, 4)" in decoded(0, 2)["text"]
        assert decoded(0, 0)["bytes"] == bytes([128]) * 16


@pytest.mark.parametrize("returns", RETURNS)
def test_encode_may_return_a_tuple_or_a_mean_and_anything_else_gets_a_sentence(client, returns):
    answer = client.post(f"/api/encode?model={returns}", content=bytes(16))
    if returns in ("list", "text"):
        assert answer.status_code == 422 and "encode must return a posterior" in answer.json()["error"]
        return
    assert answer.status_code == 200
    assert answer.json()["mean"] == [0, 0] and answer.json()["std"] == ([0, 0] if returns == "mean" else [1, 1])


def test_a_posterior_stays_what_it_is():
    given = Posterior(torch.zeros(3, 2), torch.ones(3, 2))
    assert posterior_of(given) is given or all(map(torch.equal, posterior_of(given), given))
    assert all(map(torch.equal, posterior_of(tuple(given)), given))
    assert torch.equal(posterior_of(given.mean).std, torch.zeros(3, 2))
