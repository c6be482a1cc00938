"""The Mixtures page's view, its code, and its routes."""

from __future__ import annotations

import base64
import io
import json

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

from explorer.catalogue import TRAINED, Catalogue
from explorer.pages import routes
from explorer.pages.mixtures.view import BASES, MixturesView, needs
from explorer.serving.links import to_query
from tests.unit.test_links import HOSTILE, parse

MODEL = "gmm-photographs"
CATALOGUE = Catalogue()
BELLS = {"weights": "0.412,0.3528,0.2352", "means": "-2,0.5,3", "deviations": "0.8,0.5,1"}


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    app.include_router(routes(CATALOGUE))
    with TestClient(app) as running:
        yield running


def test_every_component_of_the_patches_answers_for_some():
    """One that fits nothing would be a bell of the page that shows nothing, and worth nothing on photographs."""
    weights = CATALOGUE.load(MODEL).log_weights.exp()
    assert weights.min() > 0.02 / len(weights)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        BELLS | {"points": "1,2,-3.25", "x": "0.5", "seed": "7"},
        {"f": "hand", "base": "normal", "knots": "-4,-2,-1,0,1,2,4", "z": "-1.5", "throw": "3"},
        {"photo": "coffee", "sigma": "0", "blur": "1.5", "flat": "1", "row": "0", "column": "248", "component": "199"},
    ],
)
def test_a_view_survives_its_link(fields):
    view, notes = MixturesView.read(fields, CATALOGUE)
    again, more = MixturesView.read(parse(to_query(view)), CATALOGUE)
    assert again == view and notes == more == [] and view.model == MODEL


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_gives_a_view_in_range(value):
    view, _ = MixturesView.read(dict.fromkeys(MixturesView.__dataclass_fields__, value), CATALOGUE)
    assert len(view.weights) == len(view.means) == len(view.deviations) <= 5 and all(0 <= w <= 1 for w in view.weights)
    assert all(width > 0 for width in view.deviations) and view.base in BASES[view.f]
    assert MixturesView.read(parse(to_query(view)), CATALOGUE) == (view, [])


def test_what_is_no_mixture_or_no_rising_curve_is_said():
    view, notes = MixturesView.read({"weights": "1,1", "means": "0,1", "deviations": "1,-1"}, CATALOGUE)
    assert view.weights == [0.5, 0.5] and view.deviations[1] > 0 and "scaled" in notes[0]
    view, notes = MixturesView.read({"weights": "1,1", "means": "0", "deviations": "1,1"}, CATALOGUE)
    assert view.weights == [] and "1 to 5 bells" in notes[0]
    view, notes = MixturesView.read({"f": "log", "base": "normal", "knots": "0,1,2,1,3,3.5,4"}, CATALOGUE)
    assert view.base == "uniform" and view.knots == [] and len(notes) == 2


def test_without_a_mixture_over_patches_the_page_opens(tmp_path):
    view, notes = MixturesView.read({}, Catalogue([], trained=tmp_path))
    assert view.model == "" and notes == [] and "explorer" not in view.script()


@pytest.mark.parametrize("f", BASES)
def test_its_code_runs_and_agrees_with_the_page(f, client):
    view, _ = MixturesView.read(BELLS | {"f": f, "points": "-2,0,1,3", "blur": "1", "sigma": "5"}, CATALOGUE)
    made: dict = {}
    exec(compile(view.script(CATALOGUE.card(MODEL) if f == "log" else None), "<code>", "exec"), made)
    assert made["draws"].shape == made["x"].shape == (1000,) and np.isfinite(made["x"]).all()
    assert made["new_weights"].sum() == pytest.approx(1) and made["shares"].sum() == pytest.approx(1)
    if f == "log":
        told = ask(client, photo="camera", sigma=5, blur=1, row=view.row, column=view.column)
        assert told["epll"] == pytest.approx(made["likelihood"].epll(made["picture"], step=4), abs=0.01)
        assert told["patch"]["centre"] == pytest.approx(made["explained"].centre.tolist(), abs=1e-4)


def ask(client: TestClient, **question):
    with client.websocket_connect("/api/mixtures/patches") as socket:
        socket.send_json({"id": 3, "model": MODEL} | question)
        answer = socket.receive_json()
    assert answer["id"] == 3
    return answer


def test_components_come_by_weight(client):
    assert [card.name for card in CATALOGUE.suited(needs)] == [MODEL]
    found = client.get("/api/mixtures/components", params={"model": MODEL}).json()
    assert len(found["weights"]) == 200 and found["weights"] == sorted(found["weights"], reverse=True)
    weights = CATALOGUE.load(MODEL).log_weights.exp().sort(descending=True).values
    assert found["weights"] == pytest.approx(weights.tolist(), abs=1e-5)
    assert sum(found["weights"]) == pytest.approx(1, abs=1e-4)
    samples = np.frombuffer(base64.b64decode(found["samples"]), np.uint8).reshape(200, 4, 64)
    assert samples.std() == pytest.approx(127.5 / 3, abs=3)
    assert all(0 < sum(shares) <= 1.001 and shares == sorted(shares, reverse=True) for shares in found["shares"])
    refused = client.get("/api/mixtures/components", params={"model": "vae-mnist-2d"})
    assert refused.status_code == 409 and "can't" in refused.json()["error"]


def test_a_photograph_and_its_patch_are_told_of(client):
    fast, full = (ask(client, photo="camera", sigma=25, row=204, column=140, step=step) for step in (8, 4))
    assert (fast["count"], full["count"]) == (32**2, 63**2) and fast["epll"] == pytest.approx(full["epll"], abs=1)
    assert sum(full["patch"]["responsibilities"]) == pytest.approx(1, abs=1e-3)
    assert len(base64.b64decode(full["pixels"])) == 256**2 and len(base64.b64decode(full["patch"]["noisy"])) == 64
    marks = ask(client, photo="camera", marks=1)["marks"]
    measured = json.loads((TRAINED / "experiments.json").read_text())["mixtures"]
    assert marks == pytest.approx({name: measured[name] for name in ("clean", "blurred", "flat")}, abs=0.1)
    assert marks["clean"] < marks["blurred"] < marks["flat"]
    grey = base64.b64encode(bytes([90]) * 256**2).decode()
    assert ask(client, pixels=grey)["epll"] == pytest.approx(measured["flat"], abs=0.1)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"photo": "nobody"}, "no photograph"),
        ({"pixels": "AAAA"}, "65,536 bytes"),
        ({"pixels": 5}, "65,536 bytes"),
        ({"photo": "camera", "model": "nothing"}, "no model"),
        ({"photo": "camera", "model": "vae-mnist-2d"}, "can't"),
    ],
)
def test_what_cant_be_answered_is_refused_with_a_sentence(client, question, said):
    assert said in ask(client, **question)["error"]


def test_an_uploaded_photograph_is_made_square_and_grey(client):
    file = io.BytesIO()
    Image.new("RGB", (300, 500), (200, 10, 10)).save(file, "PNG")
    found = client.post("/api/mixtures/photograph", content=file.getvalue()).json()
    pixels = base64.b64decode(found["pixels"])
    assert len(pixels) == 256**2 and len(set(pixels)) == 1
    refused = client.post("/api/mixtures/photograph", content=b"no picture")
    assert refused.status_code == 422 and refused.json()["error"]
