"""Painting over a socket: the record is what the model thinks, computing ends when nobody wants it, and a sentence for
everything that is no job.
"""

from __future__ import annotations

import base64
import json
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
import torch
from fastapi import FastAPI
from fastapi.testclient import TestClient

from explorer import save
from explorer.catalogue import Catalogue
from explorer.models import VAE
from explorer.pages import context_of, routes, routes_over
from explorer.pages.pixels.view import PixelsView
from explorer.sampling import adapted, noise, sample, stream
from explorer.serving.paint_jobs import parse
from explorer.serving.session import MOST_TEXT
from explorer.serving.turns import Turns
from tests.unit import painters
from tests.unit.autoregressive_models import MODELS, lively
from tests.unit.painters import SHAPE

PATIENCE = 60  # seconds after which a test that waits has failed
TOTAL = SHAPE[1] * SHAPE[2]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Catalogue:
    return painters.write(tmp_path_factory.mktemp("painters"))


@pytest.fixture
def client(catalogue) -> TestClient:
    app = FastAPI()
    app.include_router(routes(catalogue))
    return TestClient(app)


@pytest.fixture
def counter(catalogue):
    """The module of a slow model that counts how often it is asked; it answers quickly once ``go`` is set."""
    module = sys.modules[type(catalogue.load("counter")).__module__]
    module.asked.clear()
    module.go.clear()
    yield module
    module.go.set()


def job(number: int = 1, **more) -> dict:
    return {
        "id": number,
        "model": "gated",
        "n": 1,
        "label": None,
        "temperature": 1.0,
        "seed": 7,
        "canvas": "",
        "way": "rows",
    } | more


def until(socket, *ends: str) -> list[dict]:
    found = []
    while not found or found[-1]["event"] not in ends:
        found.append(socket.receive_json())
    return found


def painted(client: TestClient, **more) -> list[dict]:
    with client.websocket_connect("/api/paint") as socket:
        socket.send_json(job(**more))
        return until(socket, "end", "error")


def array(text: str, kind: str, *shape: int) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), kind).reshape(shape)


def encode(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values, "<i2").tobytes()).decode()


class Record:
    """Rows as the browser puts them together."""

    def __init__(self, told: list[dict]):
        self.begin, self.rows, self.end = told[0], [event for event in told if event["event"] == "row"], told[-1]
        n, levels, (c, h, w) = self.begin["n"], self.begin["levels"], self.begin["shape"]
        self.levels, self.order = np.full((n, c, h, w), -1), []
        self.entropy, self.surprise, self.p = (
            np.full(shape, np.nan) for shape in ((n, c, h, w), (n, c, h, w), (n, levels, c, h, w))
        )
        for row in self.rows:
            y, columns, k = row["y"], row["columns"], len(row["columns"])
            self.order += [(y, x) for x in columns]
            self.levels[:, :, y, columns] = array(row["levels"], "u1", n, c, k)
            self.entropy[:, :, y, columns], self.surprise[:, :, y, columns] = (
                array(row[key], "<f4", n, c, k) for key in ("entropy", "surprise")
            )
            self.p[:, :, :, y, columns] = array(row["p"], "<u2", n, levels, c, k) / 65535

    def pictures(self) -> torch.Tensor:
        return torch.from_numpy(self.levels / (self.begin["levels"] - 1)).float()


@pytest.mark.parametrize(
    "more",
    [
        {"label": 2},
        {"label": "each", "n": 4, "temperature": 0.7},
        {"label": None, "n": 3, "temperature": 0},
        {"model": "sixteen", "n": 2},
        {"model": "slow"},
        {"model": "scales", "n": 2},
        {"model": "plain", "label": "each", "n": 4},
    ],
    ids=str,
)
def test_a_record_is_what_the_model_draws_and_thinks(client, catalogue, more):
    record = Record(painted(client, **more))
    model, asked = adapted(catalogue.load(record.begin["model"])), job(**more)
    n, label = asked["n"], asked["label"]
    wanted = (
        [None] * n
        if label is None
        else [number % model.classes for number in range(n)]
        if label == "each"
        else [label] * n
    )
    assert record.begin == {
        "event": "begin",
        "id": 1,
        "model": asked["model"],
        "shape": list(SHAPE),
        "levels": model.levels,
        "classes": model.classes,
        "n": n,
        "total": TOTAL,
        "labels": wanted,
        "fast": asked["model"] not in ("slow", "plain"),
    }
    assert record.end["event"] == "end" and record.end["seconds"] > 0 and {event["id"] for event in record.rows} == {1}
    assert record.order == model.order()
    labels = None if label is None else torch.tensor(wanted)
    pictures = model.sample(torch.full((n, *SHAPE), -1.0), labels, asked["temperature"], noise=noise(SHAPE, 7, n))
    assert torch.equal(record.pictures(), pictures)
    with torch.no_grad():
        logs = model.pixel_logits(pictures, labels).double().log_softmax(1)
        assert np.allclose(record.surprise, -model.pixel_log_prob(pictures, labels), atol=1e-4)
    assert (
        np.allclose(record.entropy, -(logs.exp() * logs).sum(1), atol=1e-4)
        and np.abs(record.p - logs.exp().numpy()).max() < 1e-4
    )
    assert record.surprise.std() > 0.01  # else all would be the same whatever was mixed up


def test_slow_models_come_pixel_by_pixel_and_fast_ones_row_by_row(client):
    assert [len(row["columns"]) for row in Record(painted(client, model="slow")).rows] == [1] * TOTAL
    assert [len(row["columns"]) for row in Record(painted(client)).rows] == [SHAPE[2]] * SHAPE[1]


def test_picture_i_of_a_seed_is_picture_0_of_that_seed_plus_i(client):
    several, single = Record(painted(client, n=4, seed=7)), Record(painted(client, seed=10))
    assert (several.levels[3] == single.levels[0]).all() and (several.levels[2] != single.levels[0]).any()
    assert torch.equal(noise(SHAPE, 7, 4)[3], noise(SHAPE, 10)[0]) and not torch.equal(
        noise(SHAPE, 7)[0], noise(SHAPE, 8)[0]
    )


@pytest.mark.parametrize("model", ["gated", "plain", "slow"])
def test_a_branch_differs_by_its_forced_pixel_and_what_comes_after(client, model):
    first, place = Record(painted(client, model=model, n=4)), (0, 3, 2)
    canvas, drawn = np.full(SHAPE, -1), first.levels[2][place]
    canvas[place] = first.begin["levels"] - 1 - drawn
    branch = Record(painted(client, model=model, seed=9, canvas=encode(canvas)))
    earlier = np.arange(TOTAL).reshape(SHAPE) < 3 * SHAPE[2] + 2
    assert (branch.levels[0][earlier] == first.levels[2][earlier]).all()
    assert branch.levels[0][place] == canvas[place] != drawn
    assert np.allclose(
        branch.p[0, :, 0, 3, 2], first.p[2, :, 0, 3, 2], atol=1e-4
    )  # what was thought of the pixel is the same


@pytest.mark.parametrize("model", ["gated", "slow", "scales", "plain"])
def test_completions_keep_what_is_known(client, catalogue, model):
    painter = adapted(catalogue.load(model))
    canvas = np.random.default_rng(0).integers(0, painter.levels, SHAPE)
    hole = np.zeros(SHAPE, bool)
    hole[:, 3:6, 1:4] = True
    canvas[hole] = -1
    record = Record(painted(client, model=model, n=4, canvas=encode(canvas)))
    assert (record.levels[:, ~hole] == canvas[~hole]).all() and len({levels.tobytes() for levels in record.levels}) > 1
    assert sorted(record.order) == sorted(painter.order()) and np.isfinite(record.surprise).all()
    whole = Record(painted(client, model=model, canvas=encode(record.levels[1])))
    assert (whole.levels[0] == record.levels[1]).all() and np.allclose(whole.surprise[0], record.surprise[1], atol=1e-4)


@pytest.mark.parametrize("model", ["gated", "plain"])
def test_passes_settle_on_the_picture_of_the_rows(client, model):
    told, rows = painted(client, model=model, way="passes", n=2), Record(painted(client, model=model, n=2))
    passes = [event for event in told if event["event"] == "pass"]
    assert [event["number"] for event in passes] == list(range(1, told[-1]["passes"] + 1)) and told[-1][
        "event"
    ] == "end"
    last = {key: array(passes[-1][key], "u1", 2, *SHAPE) for key in ("levels", "changed", "settled")}
    assert (last["levels"] == rows.levels).all() and not last["changed"].any() and last["settled"].all()
    assert array(passes[0]["changed"], "u1", 2, *SHAPE).any() and not array(passes[0]["settled"], "u1", 2, *SHAPE).all()


def test_preparing_says_what_the_model_is(client):
    with client.websocket_connect("/api/paint") as socket:
        for name, fast, levels in (("gated", True, 2), ("slow", False, 4), ("plain", False, 4)):
            socket.send_json({"prepare": name})
            ready = socket.receive_json()
            assert ready == {
                "event": "ready",
                "model": name,
                "shape": list(SHAPE),
                "levels": levels,
                "classes": ready["classes"],
                "fast": fast,
            }
        for name in ("nobody", "broken", "nowhere", 7, None, ["gated"], {}):
            socket.send_json({"prepare": name})
            answer = socket.receive_json()
            assert (
                answer["event"] == "error"
                and answer["model"] == str(name)
                and answer["message"].endswith(".")
                and "id" not in answer
            )


def wait_for(condition) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def stands_still(counter) -> bool:
    """Whether the model is asked no more."""
    before = len(counter.asked)
    time.sleep(0.2)
    return len(counter.asked) == before


def test_stop_ends_the_computing(client, counter):
    with client.websocket_connect("/api/paint") as socket:
        socket.send_json(job(1, model="counter"))
        assert [event["event"] for event in until(socket, "row")] == ["begin", "row"]
        socket.send_json({"stop": True})
        assert until(socket, "stopped", "end")[-1] == {"event": "stopped", "id": 1}
        assert 0 < len(counter.asked) < TOTAL and stands_still(counter)
        socket.send_json({"stop": True})  # nothing runs: no answer
        socket.send_json(job(2))
        assert {event["id"] for event in until(socket, "end")} == {2}


def test_a_newer_job_replaces_the_one_at_work(client, counter):
    with client.websocket_connect("/api/paint") as socket:
        socket.send_json(job(1, model="counter"))
        until(socket, "row")
        socket.send_json(job(2))
        told = until(socket, "end")
        assert len(counter.asked) < TOTAL and stands_still(counter)
    kept = [(event["event"], event["id"]) for event in told]
    assert (
        ("stopped", 1) in kept
        and kept[-1] == ("end", 2)
        and [event for event, number in kept if number == 2].count("row") == SHAPE[1]
    )
    assert all(number == 2 for _, number in kept[kept.index(("stopped", 1)) + 1 :])


def test_leaving_ends_the_computing(client, counter):
    with client.websocket_connect("/api/paint") as socket:
        socket.send_json(job(1, model="counter"))
        until(socket, "row")
    assert len(counter.asked) < TOTAL and stands_still(counter)


def test_a_painting_goes_on_while_others_are_painted(client, counter):
    with client.websocket_connect("/api/paint") as first, client.websocket_connect("/api/paint") as second:
        for socket in (first, second):  # which are held up, each in a turn of its own
            socket.send_json(job(1, model="counter"))
            until(socket, "row")
        with client.websocket_connect("/api/paint") as third:
            third.send_json(job(1))
            assert until(third, "end")[-1]["event"] == "end"
        first.send_json({"stop": True})
        assert until(first, "stopped", "end")[-1]["event"] == "stopped"
        counter.go.set()
        assert until(second, "end")[-1]["event"] == "end"


def test_who_finds_all_places_taken_is_told_how_many_come_first(catalogue, counter):
    app = FastAPI()
    app.include_router(routes_over(replace(context_of(catalogue), painting=Turns(most=1))))
    client = TestClient(app)
    with client.websocket_connect("/api/paint") as first, client.websocket_connect("/api/paint") as second:
        first.send_json(job(1, model="counter"))
        until(first, "row")
        second.send_json(job(2))
        assert until(second, "waiting")[-1] == {"event": "waiting", "before": 0, "id": 2}
        first.send_json({"stop": True})
        assert until(second, "end")[-1]["event"] == "end"


@pytest.mark.parametrize(
    ("model", "way", "says"),
    [
        ("broken", "rows", "ZeroDivisionError"),
        ("broken", "passes", "nothing works"),
        ("flat", "rows", "logits of shape"),
        ("nowhere", "rows", "not numbers"),
        ("restless", "passes", "settle"),
    ],
)
def test_a_strangers_model_that_fails_is_told_in_a_sentence(client, model, way, says):
    with client.websocket_connect("/api/paint") as socket:
        socket.send_json(job(4, model=model, way=way))
        told = until(socket, "error", "end")[-1]
        assert (
            told["event"] == "error" and told["id"] == 4 and says in told["message"] and told["message"].endswith(".")
        )
        socket.send_json(job(5))
        assert until(socket, "end")[-1]["id"] == 5


def test_a_strangers_model_is_painted_by_the_library_too(catalogue):
    model = catalogue.load("plain")
    images, given = torch.full((2, *SHAPE), -1.0), {"labels": torch.tensor([0, 2]), "noise": noise(SHAPE, 3, 2)}
    assert not hasattr(model, "quantize")
    assert torch.equal(sample(model, images, **given), adapted(model).sample(images, **given))
    assert [row.columns for row in stream(model, images, **given)] == [
        (x,) for _ in range(SHAPE[1]) for x in range(SHAPE[2])
    ]
    model.order = lambda: [(0, 0)] * TOTAL
    try:
        with pytest.raises(ValueError, match="order"):
            adapted(model)
    finally:
        del model.order


LEVELS = encode(np.zeros(SHAPE))
BAD = {
    "no id": {"id": None}, "an id that is true": {"id": True}, "a huge id": {"id": 10**30}, "no model": {"model": None}, "a model that is a list": {"model": ["gated"]},
    "an unknown model": {"model": "<b>"}, "no pictures": {"n": 0}, "seventeen": {"n": 17}, "half a picture": {"n": 1.5}, "true pictures": {"n": True},
    "a class too many": {"label": 3}, "a class below zero": {"label": -1}, "a class in words": {"label": "seven"}, "half a class": {"label": 0.5}, "a class that is true": {"label": True},
    "a list of classes": {"label": [1]}, "a class for a model without": {"model": "sixteen", "label": 0}, "each class of a model without": {"model": "sixteen", "label": "each"},
    "cold": {"temperature": -0.1}, "hot": {"temperature": 2.1}, "no temperature": {"temperature": None}, "nan": {"temperature": float("nan")}, "inf": {"temperature": float("inf")},
    "warm": {"temperature": "1"}, "a true temperature": {"temperature": True}, "a huge temperature": {"temperature": 10**400}, "no seed": {"seed": None}, "a negative seed": {"seed": -1},
    "a seed beyond": {"seed": 2**31}, "a fraction of a seed": {"seed": 0.5}, "a canvas that is none": {"canvas": None}, "a canvas that is a list": {"canvas": [0]},
    "a short canvas": {"canvas": LEVELS[:-4]}, "a long canvas": {"canvas": LEVELS + "AAAA"}, "no base64": {"canvas": "!" * len(LEVELS)},
    "levels out of range": {"canvas": encode(np.full(SHAPE, 2))}, "levels below": {"canvas": encode(np.full(SHAPE, -2))}, "no way": {"way": None}, "another way": {"way": "columns"},
    "a way that is a list": {"way": ["rows"]}, "a huge seed": {"seed": 10**400},
}  # fmt: skip


def test_bad_jobs_get_a_sentence_and_the_socket_stays(client):
    with client.websocket_connect("/api/paint") as socket:
        for what, wrong in BAD.items():
            socket.send_text(json.dumps(job(9) | wrong))
            answer = socket.receive_json()
            assert answer["event"] == "error" and answer["message"].endswith("."), what
            assert answer["id"] == (None if "id" in wrong else 9), what
        for text in (
            "",
            "[1]",
            "{",
            "[" * 100_000,
            " " * (MOST_TEXT + 1),
            "x" * 10_000_000,
            '{"id": 1' + " " * 10,
            "1" * 5000,
            "{}",
        ):
            socket.send_text(text)
            assert socket.receive_json()["event"] == "error", text[:20]
        socket.send_bytes(b"\0\1")
        assert socket.receive_json()["event"] == "error"
        socket.send_json(job(10))
        assert until(socket, "end")[-1]["id"] == 10


def test_a_model_that_can_not_paint_is_refused(tmp_path):
    save(VAE(shape=(1, 4, 4), width=8, latents=2), tmp_path / "vae")
    found = Catalogue([tmp_path], trained=tmp_path / "none")
    app = FastAPI()
    app.include_router(routes(found))
    told = painted(TestClient(app), model="vae")
    assert told[-1]["event"] == "error" and "does not paint" in told[-1]["message"]
    prior = lively(MODELS["gated_pixelcnn"], shape=SHAPE, levels=4)
    prior.over = "vae"
    save(prior, tmp_path / "prior")
    (tmp_path / "vae" / "model.safetensors").write_bytes(b"broken")
    found.rescan()
    assert (
        painted(TestClient(app), model="prior")[-1]["event"] == "end"
    )  # a prior over codes draws these; it paints no pixels
    for path in ("receptive?model=prior&y=0&x=0", "tests?model=prior"):
        assert TestClient(app).get(f"/api/pixels/{path}").status_code in (404, 422)
    refused = TestClient(app).post("/api/pixels/score?model=prior", content=bytes(TOTAL))
    assert refused.status_code == 422 and "codes of vae" in refused.json()["error"]
    with pytest.raises(LookupError):
        PixelsView.read({"model": "prior"}, found)
    assert "can't be used" in painted(TestClient(app), model="vae")[-1]["message"]


def test_a_record_that_would_be_too_large_is_refused(catalogue, monkeypatch):
    monkeypatch.setattr("explorer.serving.paint_jobs.MOST_NUMBERS", 16 * 2 * TOTAL - 1)
    with pytest.raises(ValueError, match="Paint fewer"):
        parse(job(n=16), catalogue)
    assert parse(job(n=15), catalogue).n == 15
