"""Restoring in colour: what is lost is lost in all channels, methods are asked as for greys, and greys gain nothing odd."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer import restoring
from explorer.catalogue import Catalogue
from explorer.checkpoint import save
from explorer.data import datasets
from explorer.data.quality import psnr, ssim
from explorer.models import ColourVAE
from explorer.models.patch_prior import PatchPrior
from explorer.models.pca import PCA
from explorer.pages.restore.subjects import subjects
from explorer.pages.restore.view import RestoreView
from explorer.restoring import Control, classical
from explorer.restoring.damage import COLOUR_KINDS, KINDS, LUMINANCE, Damage, kinds_of
from explorer.restoring.search import search
from tests.unit.wire import served

SIDE = 64
SHAPE = (3, SIDE, SIDE)


@pytest.fixture(scope="module")
def faces(tmp_path_factory) -> Catalogue:
    """Models of cartoon faces that were not trained, and a patch prior."""
    folder = tmp_path_factory.mktemp("faces")
    torch.manual_seed(0)
    save(ColourVAE(latents=4, channels=4, width=8).eval(), folder / "vae", title="Drawn", dataset="faces")
    save(PCA.fit(np.random.default_rng(0).random((12, *SHAPE)), 5), folder / "pca", dataset="faces")
    save(PCA.fit(np.random.default_rng(1).random((9, *SHAPE)), 3), folder / "photographed", dataset="lfw")
    save(PatchPrior(2, 4), folder / "patches", title="Patches")
    return Catalogue([folder], trained=folder / "nothing")


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    """Smooth, and of another tone in each channel."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    tones = [0.5 + 0.3 * np.sin(rows / 9), 0.4 + 0.2 * np.cos(columns / 7), 0.6 - 0.3 * np.sin((rows + columns) / 11)]
    return np.stack(tones).astype(np.float32)


@pytest.mark.parametrize("kind", kinds_of(3))
def test_the_adjoint_is_one_and_channels_lose_the_same_pixels(kind, drawn):
    damaged = Damage(kind, mask=drawn[0] > 0.6).apply(drawn)
    draw, how = np.random.default_rng(1), damaged.degradation
    x, y = draw.standard_normal((2, *SHAPE)), draw.standard_normal((2, *damaged.measured.shape))
    assert how.forward(x).shape == y.shape and how.adjoint(y).shape == x.shape
    assert np.sum(how.forward(x) * y) == pytest.approx(np.sum(x * how.adjoint(y)), rel=1e-5)
    assert damaged.picture.shape == SHAPE
    if kind in ("salt", "hole", "painted"):
        lost = damaged.picture != drawn
        assert lost.any() and (lost == lost[0]).all()
    if kind == "colour":
        assert np.allclose(damaged.picture, (drawn * LUMINANCE).sum(0)) and damaged.measured.shape == (1, SIDE, SIDE)


def test_grey_pictures_have_no_colour_to_lose(drawn):
    assert set(kinds_of(1)) == set(KINDS) and set(kinds_of(3)) == {*KINDS, *COLOUR_KINDS}
    with pytest.raises(ValueError, match="no colour"):
        Damage("colour").apply(drawn[0])


def test_numbers_are_means_over_channels(drawn):
    other = np.clip(drawn + np.array([0.1, 0.2, 0]).reshape(3, 1, 1), 0, 1)
    assert ssim(drawn, other) == pytest.approx(np.mean([ssim(*pair) for pair in zip(drawn, other, strict=True)]))


@pytest.mark.parametrize("kind", kinds_of(3))
def test_every_method_gives_a_picture_in_colour(kind, faces, drawn):
    damaged = Damage(kind, mask=drawn[0] > 0.8).apply(drawn)
    ran = set()
    for subject in ("faces", "lfw"):
        for name, method in restoring.methods(subject, faces).items():
            if kind in method.serves and name not in ran:
                picture = method.run(damaged, Control()).picture
                assert picture.shape == SHAPE and picture.dtype == np.float32, name
                assert picture.min() >= 0 and picture.max() <= 1, name
                ran.add(name)
    assert {"vae", "vae/descent", "pca", "pca@4", "photographed"} <= ran
    assert ("patches" in ran) == (kind != "colour")


@pytest.mark.parametrize("name", ["tv", "wiener", "bicubic", "median"])
def test_a_method_of_greys_takes_each_channel_by_itself(name, drawn):
    kind = {"tv": "gaussian", "wiener": "blur", "bicubic": "fewer", "median": "salt"}[name]
    damaged = Damage(kind, 0.2 if kind in ("gaussian", "salt") else 2, 1).apply(drawn)
    together = restoring.restore(name, damaged).picture
    for channel in range(3):
        alone = restoring.restore(
            name, classical.replace(damaged, measured=damaged.measured[channel], picture=damaged.picture[channel])
        )
        assert np.allclose(alone.picture, together[channel], atol=1e-6)


def test_progress_rises_over_the_channels(faces, drawn):
    done: list[float] = []
    damaged = Damage("gaussian", 0.1).apply(drawn)
    restoring.restore("patches", damaged, catalogue=faces, progress=done.append)
    assert done == sorted(done) and len(done) > 3 and done[-1] == pytest.approx(1)


def test_a_prior_of_grey_patches_says_that_it_takes_channels_by_themselves(faces, drawn):
    restored = restoring.restore("patches", Damage("salt", 0.1).apply(drawn), catalogue=faces)
    assert "taken as lost. Each channel by itself" in restored.note
    assert "channel" not in restoring.restore("patches", Damage("salt", 0.1).apply(drawn[0]), catalogue=faces).note


def test_salt_is_a_pixel_that_is_black_or_white_in_all_channels():
    red = np.zeros(SHAPE, np.float32)
    red[0] = 1  # pure colours are no salt
    damaged = Damage("salt", 0.05, 0).apply(red)
    assert (classical.salted(damaged.measured) == (damaged.measured != red).any(0)).all()


def test_a_search_finds_a_face_from_its_greys(drawn):
    torch.manual_seed(1)
    model = ColourVAE(latents=3, channels=4, width=16).eval()
    with torch.no_grad():
        for layer in model.from_latents:  # without training z would hardly matter
            if hasattr(layer, "weight"):
                layer.weight.mul_(4)
        clean = model.decode(torch.tensor([[0.8, -0.6, 0.4]])).numpy()[0]
    damaged = Damage("colour").apply(clean)
    found = search(model, damaged, 0, Control()).picture.numpy()[0]
    assert psnr(clean, found) > psnr(clean, damaged.picture) + 3


def test_faces_are_subjects_where_there_is_a_model_of_them(faces):
    shown = {subject["name"]: subject for subject in subjects(faces)}
    assert list(shown) == list(restoring.SUBJECTS)
    assert shown["faces"]["shape"] == list(SHAPE) and shown["faces"]["model"] in ("vae", "pca")
    assert [one["kind"] for one in shown["faces"]["damages"]] == list(kinds_of(3))
    assert not {one["kind"] for one in shown["mnist"]["damages"]} & set(COLOUR_KINDS)
    assert "patches" in {one["name"] for one in shown["lfw"]["methods"]}
    assert "patches" not in {one["name"] for one in shown["faces"]["methods"]}


def test_a_job_in_colour_is_answered_in_colour(faces, drawn):
    import base64

    pixels = np.rint(drawn * 255).astype(np.uint8)
    job = {"id": 1, "subject": "faces", "shape": list(SHAPE), "pixels": base64.b64encode(pixels.tobytes()).decode()}
    with served(faces).websocket_connect("/api/restore") as socket:
        socket.send_json(job | {"damage": {"kind": "colour"}, "methods": ["vae", "pca"]})
        events = [socket.receive_json() for _ in range(4)]
        socket.send_json(job | {"shape": [1, SIDE, SIDE], "damage": {"kind": "colour"}, "methods": []})
        refused = socket.receive_json()
    assert [event["event"] for event in events] == ["damaged", "result", "result", "end"]
    grey = np.frombuffer(base64.b64decode(events[0]["pixels"]), np.uint8).reshape(SHAPE)
    assert (grey == grey[0]).all() and grey.std() > 1 and events[1]["psnr"] > 0
    assert refused["event"] == "error" and refused["message"] == "The shape must be [3, height, width]."


def test_the_views_code_damages_the_same_picture(faces, monkeypatch, drawn, capsys):
    asked = {"subject": "faces", "picture": "test:5", "kind": "colour", "methods": "vae"}
    view, notes = RestoreView.read(asked, faces)
    assert not notes and RestoreView.read(asked | {"subject": "mnist"}, faces)[0].kind == "gaussian"
    monkeypatch.setattr(datasets, "test_picture", lambda name, index: (np.rint(drawn * 255).astype(np.uint8), 0))
    monkeypatch.setattr("explorer.Catalogue", lambda: faces)
    ran: dict = {}
    exec(view.script(), ran)
    damaged = Damage("colour").apply(np.rint(drawn * 255).astype(np.uint8) / 255)
    assert (ran["restored"]["vae"] == restoring.restore("vae", damaged, catalogue=faces).picture).all()
    assert "dB  Drawn" in capsys.readouterr().out
