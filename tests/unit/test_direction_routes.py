"""Directions over the explorer's routes: what they say is what the arithmetic gives, of the codes they say."""

from __future__ import annotations

import numpy as np
import pytest
from fastapi.testclient import TestClient
from sklearn.metrics import roc_auc_score

from explorer.catalogue import TRAINED, Catalogue
from explorer.data import attributes, datasets
from explorer.data.faces import Attribute
from explorer.latents import directions, maps
from explorer.latents.stock import NoCodes, Stock
from tests.unit.wire import served

PLANE = "vae-mnist-2d"
FACES = "convvae-faces-32d"


@pytest.fixture(scope="module")
def client() -> TestClient:
    return served(Catalogue())


@pytest.fixture(scope="module")
def plane() -> tuple[np.ndarray, np.ndarray]:
    stored = maps.read(TRAINED / PLANE)
    return stored.codes, stored.labels


def ask(client: TestClient, path: str, model: str = PLANE, **content):
    return client.post(f"/api/{path}?model={model}", json=content).json()


def digit(value: int) -> dict:
    return {"attribute": "class", "value": value}


def test_a_direction_between_two_digits(client, plane):
    codes, labels = plane
    told = client.get(f"/api/groups?model={PLANE}").json()
    (classes,) = told["attributes"]
    assert told["count"] == len(codes) and classes["counts"] == np.bincount(labels).tolist()
    found = ask(client, "direction", those=digit(1), others=digit(0))
    ones, noughts = codes[labels == 1], codes[labels == 0]
    left = [directions.held_out(len(side)) for side in (ones, noughts)]
    expected = ones[~left[0]].mean(0) - noughts[~left[1]].mean(0)
    assert found["vector"] == pytest.approx(expected, abs=1e-4) and found["held"] == [int(side.sum()) for side in left]
    judged = np.concatenate([ones[left[0]], noughts[left[1]]])
    truth = [1] * found["held"][0] + [0] * found["held"][1]
    assert found["auc"] == pytest.approx(roc_auc_score(truth, judged @ expected), abs=1e-4) and found["auc"] > 0.99


def test_lassoed_groups_and_the_rest(client, plane):
    codes, _ = plane
    those, others = list(range(40)), list(range(30, 60))
    found = ask(client, "direction", those={"indices": those}, others={"indices": others})
    assert found["both"] == 10 and found["made"] == [24, 16], "what is in both counts for neither"
    rest = ask(client, "direction", those={"indices": those}, others="rest")
    assert sum(rest["made"]) + sum(rest["held"]) == len(codes)
    spared = ask(client, "direction", those={"indices": those}, others="rest", against=[[1, 0]])
    assert spared["vector"][0] == 0 and spared["vector"][1] != 0


def test_an_analogy_gives_what_is_nearest_but_none_that_it_was_made_of(client, plane):
    codes, labels = plane
    a, b, c = codes[:3].astype(float)
    found = ask(client, "analogy", a=a.tolist(), b=b.tolist(), c=c.tolist(), without=[0, 1, 2], side=3)
    z = a - b + c
    assert found["z"] == pytest.approx(z, abs=1e-3)
    distance = np.linalg.norm(codes - z, axis=1)
    distance[:3] = np.inf
    assert [near["index"] for near in found["nearest"]] == np.argsort(distance)[:5].tolist()
    assert [near["label"] for near in found["nearest"]] == labels[np.argsort(distance)[:5]].tolist()
    grid = np.array(found["grid"])
    assert np.allclose(grid[[0, 2, 6, 8]], [b, a, c, z], atol=1e-3), "corners: b, a, c, and a - b + c"


def test_the_pictures_of_a_group_and_the_neighbours_of_one(client, plane):
    codes, labels = plane
    asked = {"group": digit(7), "n": 6, "seed": 3}
    found = ask(client, "group-pictures", **asked)["pictures"]
    assert found == ask(client, "group-pictures", **asked)["pictures"] and len({one["index"] for one in found}) == 6
    for one in found:
        assert labels[one["index"]] == one["label"] == 7 and one["z"] == pytest.approx(codes[one["index"]], abs=1e-4)
    grid = ask(client, "neighbourhood", z=found[0]["z"], side=3, fine=2)
    assert grid["side"] == 5 and len(grid["grid"]) == 25 and len(grid["real"]) == 9 and min(grid["distance"]) < 1e-3


def test_where_nothing_is_known_a_row_is_of_all_pictures(client):
    assert client.get("/api/groups?model=vae-frey-2d").json()["attributes"] == []
    some = ask(client, "group-pictures", "vae-frey-2d", group="all", n=8)["pictures"]
    assert len({picture["index"] for picture in some}) == 8


def test_an_analogy_to_begin_with_says_something(client, plane):
    codes, labels = plane
    found = client.get(f"/api/telling-analogy?model={PLANE}&seed=4").json()
    assert found["of"] == {"name": "class", "values": ["4", "9"]}, "the two digits whose means are nearest"
    assert [found[name]["label"] for name in "abc"] == [9, 4, 4]
    a, b, c = (codes[found[name]["index"]] for name in "abc")
    assert np.linalg.norm(a - b) < np.linalg.norm(c - b), "what tells a from b is little; c is another"
    assert found == client.get(f"/api/telling-analogy?model={PLANE}&seed=4").json()
    assert found["b"] != client.get(f"/api/telling-analogy?model={PLANE}&seed=5").json()["b"]
    told = client.get(f"/api/telling-analogy?model={FACES}").json()
    assert told["of"] == {"name": "glasses", "values": ["no", "yes"]}
    unknown = client.get("/api/telling-analogy?model=vae-frey-2d").json()
    assert unknown["of"] is None and len({unknown[name]["index"] for name in "abc"}) == 3


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("direction", {"those": {"attribute": "hat", "value": 0}}, "no such group"),
        ("direction", {"those": digit(12), "others": "rest"}, "no such group"),
        ("direction", {"those": digit(1), "others": digit(1)}, "Two groups"),
        ("direction", {"those": digit(1)}, "Two groups"),
        ("direction", {"those": {"indices": ["x"]}, "others": "rest"}, "whole numbers"),
        ("direction", {"those": digit(1), "others": "rest", "against": [[1, 0], [0, 1]]}, "Nothing is left"),
        ("direction", {"those": digit(1), "others": "rest", "against": [[1, 0, 0]]}, "against"),
        ("group-pictures", {"group": {"indices": []}}, "no picture"),
        ("analogy", {"a": [0, 0], "b": [0, 0]}, "a, b and c"),
        ("neighbourhood", {"z": [0]}, "z must be"),
    ],
)
def test_what_makes_no_direction_is_refused_with_a_sentence(client, path, content, said):
    answer = client.post(f"/api/{path}?model={PLANE}", json=content)
    assert 400 <= answer.status_code < 500 and said in answer.json()["error"]


def test_attributes_survive_their_file(tmp_path):
    there = {"glasses": Attribute(["no", "yes"], np.array([0, 1, 1], np.uint8))}
    (tmp_path / "a.safetensors").write_bytes(attributes.packed(there))
    again = attributes.kept(tmp_path / "a.safetensors")
    assert again["glasses"].names == ["no", "yes"] and again["glasses"].values.tolist() == [0, 1, 1]
    (tmp_path / "b.safetensors").write_bytes(b"no such thing")
    with pytest.raises(ValueError, match="holds no attributes"):
        attributes.kept(tmp_path / "b.safetensors")


def test_the_halves_of_the_shapes_are_where_their_ink_is():
    known = attributes.of("shapes", "test", datasets.root_of())
    ink = datasets.load("shapes", "test").images[:400, 0].astype(float) / 255
    across = (ink.sum(1) * np.arange(64)).sum(1) / ink.sum((1, 2))
    down = (ink.sum(2) * np.arange(64)).sum(1) / ink.sum((1, 2))
    for name, measured in (("x", across), ("y", down), ("scale", ink.sum((1, 2)))):
        upper = known[name].values[:400] == 1
        assert measured[upper].mean() > measured[~upper].mean() * 1.2, name
    assert known["y"].names == ["high", "low"]


def test_skins_are_told_apart_by_codes_of_the_cartoons_with_no_data_set_at_hand(tmp_path):
    codes = Stock(Catalogue(), tmp_path).of(FACES)
    skin = codes.attributes["skin"]
    assert codes.z.shape == (1000, 32) and set(codes.attributes) >= {"glasses", "mouth"}
    sides = [codes.z[skin.values == skin.names.index(name)] for name in ("pale", "very dark")]
    assert directions.between(*sides).auc > 0.95
    with pytest.raises(NoCodes, match="python -m train map"):
        Stock(Catalogue(), tmp_path).of("hvae-faces")


def test_what_is_kept_beside_a_model_is_what_the_pictures_are_made_of(need_data):
    need_data("faces")
    kept, read = attributes.kept(TRAINED / FACES / attributes.FILE), attributes.of("faces", "test", datasets.root_of())
    assert kept.keys() == read.keys()
    assert all(kept[name].names == read[name].names and (kept[name].values == read[name].values).all() for name in kept)
