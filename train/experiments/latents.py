"""What codes hold, and what decoders make of them."""

from __future__ import annotations

import numpy as np
import torch
from torch import Generator

from explorer.catalogue import TRAINED
from explorer.data import attributes
from explorer.latents.directions import between
from train.evaluation import SEED
from train.experiments.bench import Bench, Numbers

GREY = (0.1, 0.9)  # a pixel between is neither ink nor ground


def middle_of_the_plane(bench: Bench) -> Numbers:
    """The picture of the likeliest z is no digit: grey everywhere."""
    found = bench.model("vae-mnist-2d").decode(torch.zeros(1, 2))
    return {"largest": float(found.max()), "grey": int(((found > GREY[0]) & (found < GREY[1])).sum())}


def the_wrong_class(bench: Bench) -> Numbers:
    """A style must pay for denying the class: every test digit encoded as the class after its own."""
    model, (images, labels) = bench.model("cvae-mnist-16d"), bench.pictures("mnist")
    found = {}
    for name, told in (("right", labels), ("wrong", (labels + 1) % model.classes)):
        posterior = model.encode(images, told)
        bound = model.elbo(images, 8, Generator().manual_seed(SEED), labels=told)
        found[f"kl_{name}"] = float(posterior.kl().sum(1).mean())
        found[f"elbo_{name}"] = float(bound.mean())
        found[f"length_{name}"] = float(posterior.mean.norm(dim=1).mean())
    return found


def an_easy_picture(bench: Bench) -> Numbers:
    """A black picture is likelier under the model of garments than garments are, and so are digits."""
    model = bench.model("vae-fashion-2d")
    found = {"black": float(model.elbo(torch.zeros(1, *model.shape), 64, Generator().manual_seed(SEED)))}
    for name, dataset in (("garment", "fashion"), ("digit", "mnist")):
        bounds = model.elbo(bench.pictures(dataset)[0], 8, Generator().manual_seed(SEED))
        found[name] = float(bounds.mean())
        found[f"above_{name}"] = float((found["black"] > bounds).double().mean())
    return found


def directions(bench: Bench) -> Numbers:
    """How well a difference of means tells held-out pictures apart, and where it does not, why."""

    def auc(codes: np.ndarray, values: np.ndarray, begins: int, leads: int) -> float:
        return between(codes[values == leads], codes[values == begins]).auc

    faces, components = bench.codes("convvae-lfw-64d"), bench.codes("pca-lfw-64d")
    widths = components.codes.std(0)
    told, untold = bench.codes("cvae-mnist-16d"), bench.codes("vae-mnist-50d")
    cartoons, known = bench.codes("convvae-faces-32d"), attributes.kept(TRAINED / "convvae-faces-32d" / attributes.FILE)
    skin, mouth = known["skin"], known["mouth"]
    return {
        "smile": auc(faces.codes, faces.labels, 0, 1),
        "smile_components": auc(components.codes, components.labels, 0, 1),
        "smile_scaled": auc(components.codes / widths, components.labels, 0, 1),
        "narrowest": float(widths.min()),
        "widest": float(widths.max()),
        "four_nine": auc(untold.codes, untold.labels, 4, 9),
        "four_nine_told": auc(told.codes, told.labels, 4, 9),
        "skin": auc(cartoons.codes, skin.values, skin.names.index("very dark"), skin.names.index("pale")),
        "mouth": auc(cartoons.codes, mouth.values, mouth.names.index("sad"), mouth.names.index("smile")),
    }
