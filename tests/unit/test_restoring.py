"""Methods appear by what a checkpoint can do, restore what they say they restore, and end when they are told to."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest
import torch

from explorer import restoring
from explorer.catalogue import Catalogue, model_class
from explorer.checkpoint import save
from explorer.data.quality import psnr
from explorer.models import ConditionalVAE
from explorer.models.patch_prior import PatchPrior
from explorer.models.pca import PCA
from explorer.pages.restore.subjects import subjects
from explorer.restoring import Control, Failed, Stopped, classical
from explorer.restoring.damage import KINDS, Damage
from explorer.restoring.search import search

STRANGER = textwrap.dedent(
    """
    import torch
    from huggingface_hub import PyTorchModelHubMixin
    from torch import nn


    class Mean(nn.Module, PyTorchModelHubMixin):
        \"\"\"Answers every digit with one grey; fails for bright pictures.\"\"\"

        def __init__(self):
            super().__init__()
            self.shape = (1, 28, 28)
            self.grey = nn.Parameter(torch.tensor(0.25))

        def denoise(self, images):
            if images.mean() > 0.9:
                raise RuntimeError("too bright")
            return self.grey.expand(images.shape)
    """
)


@pytest.fixture
def stranger(tmp_path) -> Catalogue:
    """A denoiser that is not of this project, a conditional VAE, a PCA and a patch prior that were not trained."""
    (tmp_path / "stranger.py").write_text(STRANGER)
    save(
        model_class("stranger:Mean", tmp_path / "mean")(),
        tmp_path / "mean",
        title="Grey",
        dataset="mnist",
        module="stranger:Mean",
    )
    torch.manual_seed(0)
    save(ConditionalVAE(latents=3, width=16).eval(), tmp_path / "cvae", dataset="mnist")
    save(PCA.fit(np.random.default_rng(0).random((12, 1, 28, 28)), 5), tmp_path / "pca", dataset="mnist")
    save(PatchPrior(2, 4), tmp_path / "patches", title="Patches")
    return Catalogue([tmp_path], trained=tmp_path / "nothing")


@pytest.fixture(scope="module")
def digit() -> tuple[object, np.ndarray]:
    """A trained model, and a picture that it rendered itself: no data set is needed."""
    model = Catalogue().load("vae-mnist-50d")
    with torch.no_grad():
        return model, model.sample(1, generator=torch.Generator().manual_seed(3)).numpy()[0, 0]


@pytest.fixture(scope="module")
def smooth() -> np.ndarray:
    rows, columns = np.mgrid[:48, :60]
    return (0.5 + 0.25 * np.sin(rows / 6) + 0.2 * np.sin(columns / 9) * (columns > 20)).astype(np.float32)


def test_methods_are_listed_by_capability(stranger):
    names = set(restoring.methods("mnist", stranger))
    classic = {method.name for method in classical.METHODS}
    assert names - classic == {"mean", "cvae", "cvae/descent", "pca", "pca@3"}
    assert set(restoring.methods("photo", stranger)) - classic == {"patches", "patches/single"}
    assert set(restoring.methods("fashion", stranger)) == classic
    with pytest.raises(KeyError, match="photo"):
        restoring.methods("cats", stranger)


def test_every_kind_of_damage_can_be_served_without_any_model(tmp_path):
    served = {kind for method in classical.METHODS for kind in method.serves}
    assert served == set(KINDS) and restoring.methods("photo", Catalogue(trained=tmp_path))


def test_subjects_say_what_the_page_needs(stranger):
    digits, clothes, photographs = subjects(stranger)
    assert (
        digits["shape"] == [1, 28, 28]
        and digits["model"] in ("cvae", "pca")
        and clothes["model"] is None
        and photographs["shape"] is None
    )
    assert [one["kind"] for one in digits["damages"]] == list(KINDS)
    noise = [next(one for one in subject["damages"] if one["kind"] == "gaussian") for subject in (digits, photographs)]
    assert [(one["high"], one["default"]) for one in noise] == [(1, 0.5), (75, 25)]
    methods = {method["name"]: method for method in digits["methods"]}
    assert (
        methods["cvae"]["latents"] == 3
        and methods["pca@3"]["latents"] == 3
        and methods["mean"]["latents"] is None
        and methods["nlm"]["model"] is None
    )
    assert all(one["about"] and "{" not in one["about"] for one in digits["methods"] + photographs["methods"][2:])
    assert all({"name", "title", "credit"} == set(one) for one in photographs["examples"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_method_gives_a_picture_for_what_it_serves(kind, stranger, smooth):
    for subject, clean in (("mnist", smooth[10:38, 10:38]), ("photo", smooth)):
        damaged = Damage(kind, mask=clean > 0.8, photograph=subject == "photo").apply(clean)
        for name, method in restoring.methods(subject, stranger).items():
            if kind in method.serves:
                picture = method.run(damaged, Control()).picture
                assert (
                    picture.shape == clean.shape
                    and picture.dtype == np.float32
                    and picture.min() >= 0
                    and picture.max() <= 1
                ), name


def test_a_strangers_denoiser_is_used(stranger):
    damaged = Damage("gaussian").apply(np.zeros((28, 28)))
    assert (restoring.restore("mean", damaged, catalogue=stranger).picture == 0.25).all()
    with pytest.raises(KeyError, match="mean"):
        restoring.restore("nothing", damaged, catalogue=stranger)


@pytest.mark.parametrize(("name", "kind", "gain"), [
    ("nlm", "gaussian", 3), ("tv", "gaussian", 5), ("median", "salt", 5), ("biharmonic", "hole", 8), ("biharmonic", "painted", 8),
    ("biharmonic", "salt", 10), ("wiener", "blur", 2), ("lucy", "blur", 1), ("bicubic", "fewer", 5),
])  # fmt: skip
def test_classical_methods_gain_decibels(name, kind, gain, smooth):
    mask = np.zeros(smooth.shape, bool)
    mask[20:26, 5:50] = True
    damaged = (
        Damage(kind, 2 if kind != "gaussian" else 25, 1, mask, photograph=True)
        if kind in ("gaussian", "blur", "fewer")
        else Damage(kind, 0.1, 1, mask)
    )
    damaged = damaged.apply(smooth)
    assert psnr(smooth, restoring.restore(name, damaged).picture) > psnr(smooth, damaged.picture) + gain


def test_large_holes_are_filled_in_pieces_from_a_smaller_picture(monkeypatch, smooth):
    mask = np.zeros(smooth.shape, bool)
    mask[4:44, 21:57] = True
    damaged = Damage("painted", mask=mask).apply(smooth)
    whole = classical.biharmonic(damaged, Control()).picture
    monkeypatch.setattr(classical, "PIECE", 600)
    monkeypatch.setattr(classical, "RIM", 4)
    pieces = classical.biharmonic(damaged, Control()).picture
    assert (pieces[~mask] == smooth[~mask]).all() and np.abs(pieces - whole).max() < 0.12


def test_nothing_left_is_said_in_a_sentence(smooth, stranger):
    damaged = Damage("painted", mask=np.ones(smooth.shape, bool)).apply(smooth)
    for name in ("biharmonic", "patches"):
        with pytest.raises(Failed, match="left"):
            restoring.restore(name, damaged, catalogue=stranger)


def test_salt_is_told_from_what_was_black_or_white_before():
    picture = np.full((40, 40), 0.5, np.float32)
    picture[10:30, 10:30] = 1
    damaged = Damage("salt", 0.05, 0).apply(picture)
    lost, found = damaged.measured != picture, classical.salted(damaged.measured)
    inside = np.s_[14:26, 14:26]
    assert found[lost].mean() > 0.95 and found[inside].mean() < 0.1


def test_searching_beats_projecting(digit):
    model, clean = digit
    for kind, strength in (("gaussian", 0.5), ("salt", 0.4), ("hole", 0.3)):
        damaged = Damage(kind, strength, 1).apply(clean)
        projected, searched = (
            restoring.restore(name, damaged).picture for name in ("vae-mnist-50d", "vae-mnist-50d/descent")
        )
        assert psnr(clean, searched) > psnr(clean, projected) + 2


def test_the_search_minimises_its_objective(digit):
    model, clean = digit
    damaged = Damage("blur", 1.5).apply(clean)
    found = search(model, damaged, 0, Control())
    seen = damaged.degradation.forward(found.picture.numpy()[0, 0])
    assert found.label is None and psnr(damaged.measured, seen) > 25
    again = search(model, damaged, 0, Control())
    assert torch.equal(found.picture, again.picture)  # the same answer for the same picture


def test_a_conditional_search_finds_the_class(stranger):
    model = stranger.load("cvae")
    with torch.no_grad():  # classes that look unlike: without training the label would hardly matter
        model.to_pixels.bias.zero_()
        model.decoder.first.weight.mul_(6)
    clean = model.decode(torch.zeros(1, 3), torch.tensor([7])).numpy()[0, 0]
    found = search(model, Damage("gaussian", 0.05).apply(clean), 10, Control())
    assert found.label == 7 and psnr(clean, found.picture.numpy()[0, 0]) > 30
    assert (
        restoring.restore("cvae/descent", Damage("gaussian", 0.05).apply(clean), catalogue=stranger).note
        == "Taken for: 7."
    )


@pytest.mark.parametrize("name", ["cvae/descent", "patches", "lucy", "biharmonic", "nlm", "mean"])
def test_methods_end_when_they_are_told_to(name, stranger, smooth):
    kind = {"lucy": "blur", "biharmonic": "hole"}.get(name, "gaussian")
    clean = smooth if name == "patches" else smooth[:28, :28]
    with pytest.raises(Stopped):
        restoring.restore(name, Damage(kind).apply(clean), catalogue=stranger, should_stop=lambda: True)


@pytest.mark.parametrize("name", ["cvae/descent", "patches", "lucy"])
def test_progress_rises(name, stranger, smooth):
    done: list[float] = []
    clean = smooth if name == "patches" else smooth[:28, :28]
    restoring.restore(name, Damage("blur").apply(clean), catalogue=stranger, progress=done.append)
    assert len(done) >= 10 and done == sorted(done) and 0 <= done[0] and done[-1] <= 1
