"""Scores, receptive fields, the test set's likelihoods and GIFs of the Pixels page."""

from __future__ import annotations

import io
import json
import math

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient
from PIL import Image, ImageSequence

from explorer.catalogue import Catalogue
from explorer.data.levels import in_levels
from explorer.painting.film import FRAME_MS, GROUND, UNKNOWN
from explorer.sampling import adapted, noise, receptive_field, sample
from tests.unit import painters
from tests.unit.painters import SHAPE
from tests.unit.wire import array, encode, served

SIZE = math.prod(SHAPE)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Catalogue:
    return painters.write(tmp_path_factory.mktemp("painters"))


@pytest.fixture(scope="module")
def client(catalogue) -> TestClient:
    return served(catalogue)


@pytest.mark.parametrize(
    ("name", "label"),
    [("gated", 2), ("gated", None), ("sixteen", None), ("slow", None), ("scales", None), ("plain", 1)],
)
def test_the_score_of_a_sample_is_its_log_prob(client, catalogue, name, label):
    model = adapted(catalogue.load(name))
    labels = None if label is None else torch.tensor([label])
    picture = sample(model, torch.full((1, *SHAPE), -1.0), labels, noise=noise(SHAPE, 3))
    levels = model.quantize(picture)[0].numpy()
    told = client.post(
        f"/api/pixels/score?model={name}&levels=1" + ("" if label is None else f"&label={label}"),
        content=levels.astype(np.uint8).tobytes(),
    ).json()
    assert told["nats"] == pytest.approx(-float(model.log_prob(picture, labels).detach()), abs=1e-3)
    assert told["bits_per_dim"] == pytest.approx(told["nats"] / math.log(2) / SIZE) and told["label"] == label
    assert (told["shape"], told["levels"], told["classes"]) == (list(SHAPE), model.levels, model.classes)
    assert (array(told["canvas"], "<i2", *SHAPE) == levels).all()
    rows = told["rows"]
    assert [(row["y"], row["columns"]) for row in rows] == [(y, list(range(SHAPE[2]))) for y in range(SHAPE[1])]
    assert sum(array(row["surprise"], "<f4", SHAPE[2]).sum() for row in rows) == pytest.approx(told["nats"], abs=1e-3)
    logs = model.pixel_logits(picture, labels).detach().log_softmax(1)[0].numpy()
    for y, row in enumerate(rows):
        p = array(row["p"], "<u2", model.levels, 1, SHAPE[2]) / 65535
        assert (
            np.abs(p - np.exp(logs[:, :, y])).max() < 1e-4
            and (array(row["levels"], "u1", 1, SHAPE[2]) == levels[:, y]).all()
        )
        assert np.allclose(
            array(row["entropy"], "<f4", 1, SHAPE[2]), -(np.exp(logs[:, :, y]) * logs[:, :, y]).sum(0), atol=1e-4
        )


@pytest.mark.parametrize("name", ["gated", "sixteen", "slow"])
def test_greys_become_levels_as_in_training(client, catalogue, name):
    model, greys = catalogue.load(name), np.random.default_rng(0).integers(0, 256, SHAPE, np.uint8)
    told = [client.post(f"/api/pixels/score?model={name}", content=greys.tobytes()).json() for _ in range(2)]
    levels = array(told[0]["canvas"], "<i2", *SHAPE)
    assert told[0] == told[1]
    if model.levels == 2:
        assert set(levels[greys == 0]) <= {0} and set(levels[greys == 255]) <= {1} and 0.3 < levels.mean() < 0.7
        expected = in_levels(torch.from_numpy(greys)[None], 2, torch.Generator().manual_seed(0))
        assert (levels == expected[0].numpy()).all()
    else:
        assert (levels == np.rint(greys / 255 * (model.levels - 1))).all()


def test_what_can_not_be_scored_gets_a_sentence(client):
    good = bytes(SIZE)
    for query, content, status in (
        ("model=nobody", good, 404),
        ("", good, 404),
        ("model=gated", b"", 400),
        ("model=gated", good + b"\0", 413),
        ("model=gated&label=3", good, 422),
        ("model=gated&label=-1", good, 422),
        ("model=gated&label=x", good, 422),
        ("model=sixteen&label=0", good, 422),
        ("model=gated&levels=1", b"\2" * SIZE, 422),
        ("model=broken", good, 422),
        ("model=flat", good, 422),
        ("model=nowhere", good, 422),
        ("model=gated&label=" + "9" * 5000, good, 422),
    ):
        answer = client.post(f"/api/pixels/score?{query}", content=content)
        assert answer.status_code == status and answer.json()["error"].endswith("."), (query, answer.text)


@pytest.mark.parametrize("name", ["gated", "plain", "slow"])
def test_receptive_fields_are_those_of_the_library(client, catalogue, name):
    told = client.get(f"/api/pixels/receptive?model={name}&y=3&x=2").json()
    field = array(told["field"], "<f4", *SHAPE[1:])
    assert (field == receptive_field(catalogue.load(name), 3, 2).numpy()).all() and field[3, 1] > 0
    assert (field >= 0).all() and (field[3, 2:] == 0).all() and (field[4:] == 0).all()


def test_a_receptive_field_is_computed_once(client, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "explorer.painting.work.receptive_field", lambda *place: asked.append(place) or torch.zeros(SHAPE[1:])
    )
    for y in (5, 5, 6):
        assert client.get(f"/api/pixels/receptive?model=gated&y={y}&x=5").status_code == 200
    assert [place[1:] for place in asked] == [(5, 5), (6, 5)]


def test_receptive_fields_that_are_none_get_a_sentence(client):
    for query, status in (
        ("model=nobody&y=0&x=0", 404),
        ("model=gated", 400),
        ("model=gated&y=8&x=0", 400),
        ("model=gated&y=0&x=-1", 400),
        ("model=gated&y=²&x=1", 400),
        ("model=gated&y=1e3&x=0", 400),
        ("model=broken&y=1&x=1", 422),
        ("model=gated&y=" + "9" * 5000, 400),
    ):
        answer = client.get(f"/api/pixels/receptive?{query}")
        assert answer.status_code == status and answer.json()["error"].endswith("."), query


def test_likelihoods_of_the_test_set_are_served_where_they_were_made(client, catalogue):
    answer = client.get("/api/pixels/tests?model=gated")
    assert answer.status_code == 404 and answer.json()["error"].endswith(".")
    told = {"unit": "nats per image", "sets": {"mnist": {"title": "MNIST", "own": True, "nll": [1.0, 2.0]}}}
    file = catalogue.card("gated").folder / "likelihoods.json"
    file.write_text(json.dumps(told))
    assert client.get("/api/pixels/tests?model=gated").json() == told
    file.write_text("{")
    assert client.get("/api/pixels/tests?model=gated").status_code == 404
    assert client.get("/api/pixels/tests?model=nobody").status_code == 404


PICTURES = np.random.default_rng(1).integers(0, 4, (3, 1, 5, 4), np.uint8)
HOLE = np.array([9, 10, 5, 6, 19])  # not in raster order


def film(**more) -> dict:
    return {
        "shape": [1, 5, 4],
        "levels": 4,
        "n": 3,
        "canvas": encode(PICTURES),
        "order": encode(HOLE, "<u2"),
        "columns": 2,
        "seconds": 1,
    } | more


def frames(client: TestClient, **more) -> list[np.ndarray]:
    """The frames in colour, one pixel for each of the pictures' own."""
    answer = client.post("/api/pixels/gif", json=film(**more))
    assert answer.status_code == 200 and answer.headers["content-type"] == "image/gif", answer.text
    opened = Image.open(io.BytesIO(answer.content))
    scale = opened.height // 11
    return [
        np.asarray(frame.convert("RGB"))[scale // 2 :: scale, scale // 2 :: scale]
        for frame in ImageSequence.Iterator(opened)
    ]


def test_a_gif_begins_with_what_was_known_and_shows_pixels_as_they_came(client):
    found, unknown = frames(client), np.zeros((5, 4), bool)
    unknown.flat[HOLE] = True
    assert len(found) == len(HOLE) + 1 and found[0].shape == (11, 9, 3)
    greys = np.rint(PICTURES[:, 0] * 85.0)
    for step, frame in enumerate(found):
        for picture, (top, left) in enumerate(((0, 0), (0, 5), (6, 0))):
            part = frame[top : top + 5, left : left + 4]
            assert (part[unknown] == UNKNOWN).all() and (part[~unknown] == greys[picture][~unknown][:, None]).all()
        unknown.flat[HOLE[step : step + 1]] = False
        assert (frame[5] == GROUND).all() and (frame[:, 4] == GROUND).all(), "gaps between pictures"


def test_paintings_beside_each_other_come_step_by_step(client):
    beside = film(n=1, columns=1, canvas=encode(PICTURES[2:]), order=encode(HOLE[:2], "<u2"))
    found = frames(client, beside=[beside])
    assert found[0].shape == (11, 9 + 3 + 4, 3) and len(found) == len(HOLE) + 1
    unknown = np.zeros((5, 4), bool)
    unknown.flat[HOLE[:2]] = True
    for step, frame in enumerate(found):
        part = frame[:5, 12:]
        assert (part[unknown] == UNKNOWN).all()
        assert (part[~unknown] == np.rint(PICTURES[2, 0] * 85.0)[~unknown][:, None]).all()
        assert (frame[:, 9:12] == GROUND).all() and (frame[6:, 12:] == GROUND).all()
        unknown.flat[HOLE[step : step + 1]] = False


def test_a_gif_of_a_painting_that_is_not_finished_leaves_the_rest_unknown(client):
    given = np.zeros(20, np.uint8)
    given[:3] = 1
    last = frames(client, given=encode(given))[-1][:5, :4]
    there = given.astype(bool)
    there[HOLE] = True
    assert (last.reshape(20, 3)[~there] == UNKNOWN).all() and (
        last.reshape(20, 3)[there] == np.rint(PICTURES[0].reshape(20, 1)[there] * 85.0)
    ).all()
    pictures = PICTURES.copy()
    pictures[:, :, 0, 0] = 255  # no level
    assert (frames(client, canvas=encode(pictures))[-1][0, 0] == UNKNOWN).all()


def test_a_gif_takes_its_time_and_has_a_size_that_can_be_sent(client):
    pictures = np.random.default_rng(2).integers(0, 256, (16, 1, 28, 28), np.uint8)
    answer = client.post(
        "/api/pixels/gif",
        json=film(
            shape=[1, 28, 28],
            levels=256,
            n=16,
            canvas=encode(pictures),
            order=encode(np.arange(784), "<u2"),
            columns=4,
            seconds=4,
        ),
    )
    opened = Image.open(io.BytesIO(answer.content))
    assert opened.n_frames == 4000 // FRAME_MS + 1 and max(opened.size) <= 360 and len(answer.content) < 2**23
    still = Image.open(io.BytesIO(client.post("/api/pixels/gif", json=film(order="")).content))
    assert getattr(still, "n_frames", 1) == 1


def test_a_gif_of_colours(client):
    pictures = np.random.default_rng(3).integers(0, 2, (1, 3, 5, 4), np.uint8)
    answer = client.post(
        "/api/pixels/gif", json=film(shape=[3, 5, 4], levels=2, n=1, columns=1, canvas=encode(pictures))
    )
    *_, last = ImageSequence.Iterator(Image.open(io.BytesIO(answer.content)))
    scale = last.height // 5
    assert (np.asarray(last.convert("RGB"))[::scale, ::scale] == 255 * pictures[0].transpose(1, 2, 0)).all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"shape": [2, 5, 4]},
        {"shape": "x"},
        {"shape": [1, 5, 1000]},
        {"shape": [1, 0, 4]},
        {"shape": [1, 5.0, 4]},
        {"shape": None},
        {"levels": 1},
        {"levels": 257},
        {"levels": True},
        {"n": 0},
        {"n": 17},
        {"n": "3"},
        {"columns": 0},
        {"columns": 4},
        {"seconds": 0},
        {"seconds": 21},
        {"seconds": float("nan")},
        {"seconds": True},
        {"canvas": "AAAA"},
        {"canvas": 7},
        {"canvas": None},
        {"order": encode(np.array([20]), "<u2")},
        {"order": encode(np.array([1, 1]), "<u2")},
        {"order": "A"},
        {"order": "===="},
        {"order": "AA=="},
        {"order": None},
        {"order": encode(np.zeros(1000), "<u2")},
        {"given": "AA"},
        {"given": 1},
        {"beside": 1},
        {"beside": [1]},
        {"beside": [{}]},
        {"beside": [film()] * 5},
    ],
    ids=str,
)
def test_a_gif_that_can_not_be_made_gets_a_sentence(client, wrong):
    answer = client.post("/api/pixels/gif", content=json.dumps(film() | wrong))
    assert answer.status_code == 422 and answer.json()["error"].endswith(".")


def test_a_gif_out_of_no_json(client):
    for content in (b"", b"[]", b"x" * (2**20 + 1)):
        assert client.post("/api/pixels/gif", content=content).status_code in (400, 413)
