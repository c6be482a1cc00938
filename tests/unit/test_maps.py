"""Maps of codes: what is kept of codes, what lies between them, and how a map is made."""

from __future__ import annotations

import json
import os
import textwrap
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import explorer
from explorer.catalogue import TRAINED
from explorer.latents import maps
from explorer.latents.maps import EXACT, NEIGHBOURS, PCA, PLANE, POINT, UMAP
from train import maps as train_maps
from train.__main__ import main

MANY, PLANAR = "vae-mnist-50d", "vae-frey-2d"  # models with shipped maps, of many latents and of two


@pytest.fixture(scope="module")
def stored() -> maps.CodeMap:
    return maps.read(TRAINED / MANY)


def test_codes_are_kept_to_half_a_step_that_is_the_same_in_all_latents():
    codes = np.random.default_rng(0).normal(3, [0.01, 1, 5], (500, 3)).astype(np.float32)
    kept = maps.packed(codes)
    assert kept["codes"].dtype == np.int8 and kept["codes"].shape == (3, 500)
    assert np.abs(maps.unpacked(kept) - codes).max() <= kept["step"] / 2 + 1e-5
    two = maps.packed(codes[:, 1:])
    assert two["codes"].dtype == np.int16 and np.abs(maps.unpacked(two) - codes[:, 1:]).max() < 1e-3


def test_weights_of_neighbours_by_hand():
    # Distances 1 and 2, cut off at 4: ((4 - 1) / (4 * 1))^2 and ((4 - 2) / (4 * 2))^2, that is 9/16 and 1/16.
    np.testing.assert_allclose(maps.blend(np.array([1.0, 2.0, 4.0])), [0.9, 0.1])
    assert maps.blend(np.array([0.0, 2.0, 4.0])).tolist() == [1, 0]
    assert maps.blend(np.array([1.0, 4.0, 4.0])).tolist() == [1, 0]  # who comes in comes in with nothing
    np.testing.assert_allclose(maps.blend(np.array([2.0, 2.0, 2.0])), [0.5, 0.5])
    assert maps.blend(np.zeros(3)).tolist() == [1, 0]


def test_a_loop_holds_what_is_within():
    places = np.array([[0.5, 0.5], [0.9, 0.9], [0.1, 0.8], [2, 0.5]])
    assert maps.inside(places, [0, 0, 1, 0, 1, 1, 0, 1]).tolist() == [0, 1, 2]
    triangle = [0, 0, 1, 0, 1, 1]  # below the diagonal
    assert maps.inside(np.array([[0.8, 0.2], [0.2, 0.8]]), triangle).tolist() == [0]
    crossed = [0, 0, 1, 1, 1, 0, 0, 1]  # an hourglass: left and right of its middle is outside
    assert maps.inside(np.array([[0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]]), crossed).tolist() == [0, 1]


def test_between_points_the_code_is_a_blend_and_on_a_point_it_is_that_point(stored):
    places = stored.places[UMAP]
    on = stored.at(UMAP, places[7])
    np.testing.assert_allclose(on.z, stored.codes[on.points[0]], atol=1e-5)
    spot = stored.at(UMAP, np.array([0.5, 0.5]))
    assert spot.how == NEIGHBOURS and len(spot.points) == maps.BLENDED and spot.weights.sum() == pytest.approx(1)
    np.testing.assert_allclose(spot.z, spot.weights @ stored.codes[spot.points], atol=1e-5)
    step = stored.at(UMAP, np.array([0.5, 0.5 + 1e-6]))
    np.testing.assert_allclose(step.z, spot.z, atol=1e-2)  # nothing jumps
    assert stored.of(7).how == POINT and (stored.of(7).z == stored.codes[7]).all()


def test_components_are_those_of_the_codes_and_go_both_ways(stored):
    centred = stored.codes - stored.codes.mean(0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    assert np.abs((axes[:2] * stored.axes).sum(1)).min() > 0.999
    np.testing.assert_allclose(stored.locate(PCA, stored.codes[3]), stored.places[PCA][3], atol=0.01)
    on_plane = stored.at(PCA, np.array([0.4, 0.6]), plane=True)
    assert on_plane.how == PLANE
    np.testing.assert_allclose(stored.locate(PCA, on_plane.z), [0.4, 0.6], atol=1e-5)


def test_two_latents_are_their_own_map():
    flat = maps.read(TRAINED / PLANAR)
    assert flat.kinds() == [UMAP, maps.CODES]
    spot = flat.at(maps.CODES, flat.places[maps.CODES][5])
    assert spot.how == EXACT
    np.testing.assert_allclose(spot.z, flat.codes[5], atol=1e-4)


def test_a_code_of_the_test_set_finds_its_own_place(stored):
    place = stored.locate(UMAP, stored.codes[11])
    np.testing.assert_allclose(place, stored.places[UMAP][11], atol=1e-3)
    points, distances = stored.nearest(stored.codes[11], 3)
    everywhere = np.linalg.norm(stored.codes - stored.codes[11], axis=1)
    assert points[0] == 11 and distances[0] == 0 and distances.tolist() == sorted(everywhere)[:3]
    assert stored.lonelier(0) == 0 and stored.lonelier(1e9) == 1
    assert stored.lonelier(float(np.median(stored.gaps))) == pytest.approx(0.5, abs=0.01)


def test_shipped_maps_are_small_and_of_the_weights_beside_them():
    mapped = [folder for folder in sorted(TRAINED.iterdir()) if maps.has_map(folder)]
    assert {MANY, PLANAR} <= {folder.name for folder in mapped}
    for folder in mapped:
        found = maps.read(folder)
        assert (folder / maps.FILE).stat().st_size <= 2**19  # half a megabyte
        assert len(found.codes) == len(found.labels) == found.about["count"] <= maps.MOST
        for told in found.about["maps"].values():
            assert 0.5 < told["trustworthiness"] <= 1 and 0.5 < told["continuity"] <= 1


OWN = """
    import torch
    from huggingface_hub import PyTorchModelHubMixin
    from torch import nn


    class Means(nn.Module, PyTorchModelHubMixin):
        def __init__(self):
            super().__init__()
            self.shape, self.latents = (1, 8, 8), 4
            self.scale = nn.Parameter(torch.ones(1))

        def encode(self, images):
            return nn.functional.avg_pool2d(images, 4).flatten(1) * self.scale

        def decode(self, z):
            return nn.functional.interpolate(z.view(-1, 1, 2, 2), scale_factor=4).clamp(0, 1)
"""


def test_a_model_of_ones_own_gets_a_map_the_same_from_the_same_seed(tmp_path: Path, capsys):
    pictures, generator = tmp_path / "pictures", np.random.default_rng(0)
    for number in range(320):
        folder = pictures / ("light" if number % 2 else "dark")
        folder.mkdir(parents=True, exist_ok=True)
        grey = generator.integers(0, 100, (8, 8)) + 120 * (number % 2)
        Image.fromarray(grey.astype(np.uint8)).save(folder / f"{number:03}.png")
    place = tmp_path / "my"
    place.mkdir()
    (place / "means.py").write_text(textwrap.dedent(OWN))
    kind = explorer.catalogue.model_class("means:Means", place / "mine")
    explorer.save(kind(), place / "mine", module="means:Means", dataset=str(pictures))
    assert main(["map", "mine", "--out", str(place)]) == 0
    assert "trustworthiness" in capsys.readouterr().out
    first = [(place / "mine" / name).read_bytes() for name in (maps.FILE, maps.TOLD)]
    assert main(["map", "mine", "--out", str(place)]) == 0
    assert [(place / "mine" / name).read_bytes() for name in (maps.FILE, maps.TOLD)] == first
    found = maps.read(place / "mine")
    assert len(found.codes) == 32 and found.about["maps"][UMAP]["accuracy"] > 0.9  # every tenth picture of each folder
    told = json.loads((place / "mine" / maps.TOLD).read_text())
    (place / "mine" / maps.TOLD).write_text(json.dumps(told | {"weights": "others"}))
    os.utime(place / "mine" / maps.FILE, (1, 1))
    with pytest.raises(maps.NoMap, match="other weights"):
        maps.read(place / "mine")
    (place / "mine" / maps.FILE).write_bytes(b"no file")
    with pytest.raises(maps.NoMap, match="can't be read"):
        maps.read(place / "mine")
    assert main(["map", "hvae-faces", "--out", str(TRAINED)]) == 1
    assert "no encoder that makes one vector" in capsys.readouterr().err


def test_points_of_which_nothing_is_known_say_nothing_about_classes():
    """Neighbours that nobody labelled would else be a class that most points have."""
    generator = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], [30, 30, 200])
    points = np.concatenate(
        [generator.normal(0, 1, (30, 2)), generator.normal(9, 1, (30, 2)), generator.normal(4, 9, (200, 2))]
    )
    assert train_maps.accuracy(points, labels, 2) == 1
    assert train_maps.accuracy(points, labels) < 1
    assert train_maps.accuracy(points[60:], labels[60:], 2) is None
