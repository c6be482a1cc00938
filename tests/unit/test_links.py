"""A view <-> its query string: exact where it is in range, clamped and said so where it is not."""

from __future__ import annotations

import urllib.parse

import numpy as np
import pytest
import torch

from explorer.catalogue import Card
from explorer.latents.inference import Inference
from explorer.limits import MAX_SEED, Z_LIMIT
from explorer.pages.latents.view import LatentsView
from explorer.pages.manifold.view import ManifoldView
from explorer.serving import links

HOSTILE = [
    "nan",
    "inf",
    "-inf",
    "1e999",
    "",
    "abc",
    "null",
    "[]",
    "{}",
    "<script>alert(1)</script>",
    "'; DROP TABLE",
    "9" * 5000,
    "-1e308",
    "\x00",
    "😀",
    "../../etc/passwd",
    "1,2,3,4",
    "%00",
    "True",
]


def parse(query: str) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(query))


@pytest.mark.parametrize(
    "fields",
    [
        {
            "model": "mine",
            "z": [0.5, -1.25],
            "seed": 7,
            "temperature": 0.3,
            "locked": [1],
            "a": [1, 2],
            "b": [0, -1],
            "kind": "lerp",
            "t": 0.75,
            "smooth": 1,
            "along": [0.25, 1.5, 0.9, 1, -1, -0.5, 2, -1, 0, 2],
            "named": "smile|a → b",
        },
        {"model": "mine"},
        {"model": "mine", "z": [123.4567, -0.0001]},
    ],
)
def test_latents_view_survives_its_link(catalogue, fields):
    view, notes = LatentsView.read(fields, catalogue)
    again, more = LatentsView.read(parse(links.to_query(view)), catalogue)
    assert again == view and notes == more == []
    assert all(getattr(view, name) == value for name, value in fields.items())


@pytest.mark.parametrize(
    "fields",
    [
        {
            "model": "mine",
            "grid": 13,
            "mode": "linear",
            "x": 0.123456,
            "y": -2,
            "span": 0.01,
            "cursor": [1, -1],
            "points": 1,
            "off": [0, 3],
            "density": 1,
            "fit": 1,
            "path": [0, 0.5, 1, -1, 2.25, 3],
        },
        {"model": "mine", "mode": "cdf", "x": 0.5, "y": 0.5, "span": 1},
        {"model": "mine"},
    ],
)
def test_manifold_view_survives_its_link(catalogue, fields):
    view, notes = ManifoldView.read(fields, catalogue)
    again, more = ManifoldView.read(parse(links.to_query(view)), catalogue)
    assert again == view and notes == more == []
    assert all(getattr(view, name) == value for name, value in fields.items())


@pytest.mark.parametrize("kind", [LatentsView, ManifoldView])
@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_gives_a_view_in_range(catalogue, kind, value):
    names = kind.__dataclass_fields__
    view, _ = kind.read(dict.fromkeys(names, value), catalogue)
    assert view.model == "mine" and view.beside == ""
    for number in ("t", "temperature", "x", "y", "span", "grid", "seed"):
        if number in names:
            assert np.isfinite(getattr(view, number))
    again, _ = kind.read(parse(links.to_query(view)), catalogue)
    assert again == view
    assert "<" not in links.to_query(view)


def test_what_is_out_of_range_is_clamped_and_said(catalogue):
    view, notes = LatentsView.read(
        {"model": "gone", "temperature": "9", "t": "-1", "z": "1e9,0", "seed": "x", "kind": "zigzag"}, catalogue
    )
    assert (view.temperature, view.t, view.z, view.seed, view.kind) == (2, 0, [Z_LIMIT, 0], -1, "slerp")
    assert len(notes) == 6 and any("gone" in note for note in notes)


def test_notes_are_sentences_with_numbers_that_can_be_read():
    read = links.Reader({"seed": "-5", "x": "a", "lasso": "1,2,b", "kind": "zigzag"})
    assert (read.integer("seed", 0, MAX_SEED, 1), read.number("x", 0, 1, 0.5)) == (0, 0.5)
    assert read.numbers("lasso", None, Z_LIMIT) == [] and read.choice("kind", ["lerp"], "lerp") == "lerp"
    assert read.notes == [
        "The link's seed lay outside 0 to 2,147,483,647: 0 is used.",
        "The link's x is not a number: 0.5 is used.",
        "The link's lasso should be only numbers, commas between: left out.",
        "The link's kind “zigzag” is not known here: lerp is shown.",
    ]


@pytest.mark.parametrize("path", [[1, 2], [1, 2, 3], list(range(258))])
def test_what_is_no_path_is_left_out_and_said(catalogue, path):
    view, notes = ManifoldView.read({"model": "mine", "path": path}, catalogue)
    assert view.path == [] and any("path" in note for note in notes)


def test_a_z_of_the_wrong_length_is_left_out(catalogue):
    view, notes = LatentsView.read({"model": "mine", "z": "1,2,3"}, catalogue)
    assert view.z == [] and "2 numbers" in notes[0]


@pytest.mark.parametrize("along", ["1,2,3,4", "0,1,1,0,0", ",".join(["1"] * 25), "0,1,1,1,nan"])
def test_what_is_no_direction_is_left_out_with_its_name(catalogue, along):
    view, notes = LatentsView.read({"model": "mine", "along": along, "named": "smile"}, catalogue)
    assert view.along == [] and view.named == "" and any("along" in note for note in notes)


def test_the_code_of_a_view_with_directions_moves_the_picture_along_the_first(catalogue, own):
    fields = {"model": "mine", "z": [0.5, 1], "along": [0, 1.5, 0.9, 0.5, -1, 0, 2, -1, 1, 1]}
    view, _ = LatentsView.read(fields | {"named": 'a "b"\n|a "b"\n'}, catalogue)
    scope = run(view.script(catalogue.card("mine")), own)
    assert [vector.tolist() for vector in scope["directions"].values()] == [[0.5, -1], [1, 1]]
    shown = Inference(catalogue).decode("mine", np.array([[0.5, 1], [1, 0]]))
    for name, picture in (("picture", shown[0]), ("further", shown[1])):
        assert (scope[name].mul(255).round().to(torch.uint8).numpy()[0] == picture).all()


def test_without_any_model_it_says_how_to_get_one(tmp_path):
    from explorer.catalogue import Catalogue

    with pytest.raises(LookupError, match="python -m train"):
        LatentsView.read({}, Catalogue([], trained=tmp_path))


def run(code: str, own) -> dict:
    code = code.replace("the folder given with --models", str(own))
    scope: dict = {}
    exec(code, scope)  # the code that the page prints
    return scope


def test_the_code_of_a_latents_view_makes_the_same_picture(catalogue, own):
    view, _ = LatentsView.read({"model": "mine", "z": [0.5, 1.25]}, catalogue)
    picture = run(view.script(catalogue.card("mine")), own)["picture"]
    shown = Inference(catalogue).decode("mine", np.array([[0.5, 1.25]]))
    assert picture.shape == (1, 1, 8, 8) and (picture.mul(255).round().to(torch.uint8).numpy() == shown).all()


def test_the_code_of_a_manifold_view_makes_the_same_pictures(catalogue, own):
    view, _ = ManifoldView.read(
        {"model": "mine", "grid": 10, "mode": "linear", "x": 0, "y": 0, "span": 2, "cursor": [0.1, 0.2]}
        | {"path": [0, 0, 1, 1, 1, 2]},
        catalogue,
    )
    scope = run(view.script(catalogue.card("mine")), own)
    assert scope["pictures"].shape == (100, 1, 8, 8) and scope["picture"].shape == (1, 1, 8, 8)
    assert scope["walk"].shape == (3, 1, 8, 8)
    np.testing.assert_allclose(scope["z"][0], [-0.9, 0.9], atol=1e-6)


@pytest.mark.parametrize(
    ("dataset", "shape", "said"),
    [
        ("mnist", (1, 28, 28), 'datasets.test_picture("mnist", 7)[0]'),
        ("mnist", (1, 32, 32), 'datasets.test_picture("mnist", 7, shape=tuple(model.shape))[0]'),
        ("my/photos", (3, 64, 64), 'datasets.test_picture("my/photos", 7, shape=tuple(model.shape))[0]'),
        ("/home/me/faces", (3, 64, 64), 'datasets.test_picture("the folder faces", 7, shape=tuple(model.shape))[0]'),
    ],
)
def test_the_code_of_a_test_picture_brings_it_to_the_models_shape(dataset, shape, said):
    assert links.taken(Card(name="a", folder=None, dataset=dataset, shape=shape), 7) == said
