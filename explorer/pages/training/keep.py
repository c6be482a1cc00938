"""A network that learnt in a live run, as a checkpoint folder to take away."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import torch

from explorer import checkpoint
from explorer.capabilities import Posterior
from explorer.learning import settings
from explorer.learning.run import BATCH, DEPTH, WIDTH, Learner, Run
from explorer.models import VAE, Autoencoder
from explorer.models.latent import LatentModel

DATASETS = {"mnist": "mnist", "fashion": "fashion", "dreamt": "mnist"}  # that the app knows test pictures of


def as_model(learner: Learner) -> LatentModel:
    """A copy of the network as what it was trained as last: a VAE, or without noise an autoencoder, whose code is the
    posterior's mean.
    """
    weights = {name: value.clone() for name, value in learner.model.state_dict().items()}
    arguments = {"shape": learner.model.shape, "latents": 2, "width": WIDTH, "depth": DEPTH}
    if learner.objective.noise:
        model: LatentModel = VAE(**arguments)
    else:
        model = Autoencoder(**arguments)
        for part in ("weight", "bias"):
            weights[f"to_code.{part}"] = weights.pop(f"to_posterior.{part}")[:2]
        weights |= {name: getattr(model, name) for name in ("code_mean", "code_std")}
    model.load_state_dict(weights)
    return model.eval()


def packed(run: Run, which: str, name: str) -> bytes:
    """A ZIP with the folder ``name``: weights, config.json and previews, and run.json, which says how it was trained.

    It goes into a folder for ``app.py --models``.
    """
    model = as_model(run.learners[which])
    plain = isinstance(model, Autoencoder)
    with torch.inference_mode():
        posterior = model.encode(run.pictures.test_images.float() / 255)
        if plain:
            model.fit_codes(posterior.mean)
    with tempfile.TemporaryDirectory() as place:
        folder = checkpoint.save(
            model,
            Path(place) / name,
            title=f"Live run, {run.step:,} steps",
            about=f"Learnt live as {'an autoencoder' if plain else 'a VAE'} with two latents; see its run.json.",
            dataset=DATASETS.get(run.settings.data, ""),
            **(_measured(posterior, plain)),
        )
        (folder / "run.json").write_text(json.dumps(told(run, which), indent=1) + "\n", encoding="utf-8")
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, f"{name}/{file.name}")
    return out.getvalue()


def _measured(posterior: Posterior, plain: bool) -> dict[str, Any]:
    """What a card says of latents, measured on test pictures: how far they reach, what they cost, how they scatter."""
    spread = _rounded(posterior.mean.std(0))
    if plain:
        ends = (_rounded(posterior.mean.quantile(share, dim=0)) for share in (0.01, 0.99))
        return {"range": [list(pair) for pair in zip(*ends, strict=True)], "spread": spread}
    return {"range": [[-3.0, 3.0]] * 2, "spread": spread, "kl": _rounded(posterior.kl().mean(0))}


def _rounded(values: torch.Tensor) -> list[float]:
    return [round(float(value), 4) for value in values]


def told(run: Run, which: str) -> dict[str, Any]:
    """How a network of the run came about, as JSON."""
    begun = run.begun_with
    return {
        "data": begun.data,
        "seed": begun.seed,
        "sees": str(begun.sees),
        "rate": begun.rate,
        "objective": str(getattr(begun, which)),
        "batch": BATCH,
        "steps": run.step,
        "changes": [
            [change.step, change.name, settings.told(change.value)]
            for change in run.plan
            if change.step < run.step and change.name in ("sees", "rate", which)
        ],
    }
