"""How far codes may be shaken: the measure against a loop written out, and what the checkpoints say."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch

from explorer.catalogue import TRAINED, read_card
from explorer.models import VAE, Classifier, ConditionalVAE
from train.measures import shaking

SHAPE = (1, 8, 8)
PICTURES = 30
SLACK = 0.005  # of a share: 10 of 2,000 pictures may come to be read by chance


@pytest.mark.parametrize("conditional", [False, True])
def test_the_share_is_that_of_a_loop_over_single_pictures(conditional, monkeypatch):
    monkeypatch.setattr(shaking, "BATCH", 7)
    torch.manual_seed(0)
    given = {"classes": 3} if conditional else {}
    model = (ConditionalVAE if conditional else VAE)(SHAPE, latents=3, width=8, **given).eval()
    judge = Classifier(SHAPE, classes=3, channels=2, width=8).eval()
    means = torch.randn(40, 3) * torch.tensor([0.1, 1, 10])
    labels = torch.arange(40) % 3
    told = {"labels": labels} if conditional else {}
    found = shaking.shares_read_rightly(model, judge, means, labels, told, PICTURES)
    noise = torch.randn(PICTURES, 3, generator=torch.Generator().manual_seed(0))
    for strength in shaking.STRENGTHS:
        hits = 0
        for number in range(PICTURES):
            z = means[number] + strength * means.std(0) * noise[number]
            own = {name: value[number : number + 1] for name, value in told.items()}
            picture = model.decode(z[None], **own)
            hits += int(judge.classify(picture).argmax()) == int(labels[number])
        assert found[f"{strength:g}"] == pytest.approx(hits / PICTURES, abs=1e-5)
    assert list(found) == ["0", "0.1", "0.2", "0.3", "0.5"]


def test_fewer_are_read_the_more_they_are_shaken():
    """And what the Training page tells: a rough space of two latents, a forgiving one of fifty."""
    shaken = {
        card.name: card.metrics["shake"]
        for card in (read_card(folder) for folder in TRAINED.iterdir() if folder.is_dir())
        if "shake" in card.metrics
    }
    assert {"ae-mnist-2d", "vae-mnist-2d", "ae-mnist-50d", "vae-mnist-50d"} <= set(shaken)
    for name, found in shaken.items():
        shares = [*found["shares"].values()]
        assert all(after < before + SLACK for before, after in pairwise(shares)), name
        assert found["value"] == found["shares"]["0.3"] and found["pictures"] == shaking.PICTURES
    told = {name: found["shares"]["0.3"] for name, found in shaken.items()}
    assert told["ae-mnist-50d"] > told["vae-mnist-50d"] > told["vae-mnist-2d"] > told["ae-mnist-2d"]
