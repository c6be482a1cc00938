"""Histories and films as the Training page asks for them: out of checkpoints' folders, and nothing else of these."""

from __future__ import annotations

import json
import shutil

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from explorer.catalogue import TRAINED, Catalogue
from explorer.pages import routes
from explorer.pages.training.parts import PartsView
from explorer.pages.training.view import TrainingView
from explorer.serving.links import to_query
from tests.unit.test_links import HOSTILE, parse

FILM = {"unit": "nats per image", "frames": [{"step": 0}]}


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A folder of somebody's own checkpoints: as it should be, without what was kept of its training, and damaged."""
    root = tmp_path_factory.mktemp("own")
    for name in ("whole", "bare", "damaged"):
        shutil.copytree(TRAINED / "ae-mnist-2d", root / name)
    points = [{"step": 1, "loss": 3, "kl": [1, 0.5], "secret": "words"}, {"step": 2, "loss": float("nan")}, "no point"]
    (root / "whole" / "history.json").write_text(json.dumps({"unit": "nats per drawing", "points": points}))
    (root / "whole" / "film.json").write_text(json.dumps(FILM))
    for file in ("history.json", "film.json"):
        (root / "bare" / file).unlink(missing_ok=True)
    (root / "damaged" / "history.json").write_text("[1, 2")
    return root


@pytest.fixture(scope="module")
def client(own) -> TestClient:
    app = FastAPI()
    app.include_router(routes(Catalogue([own])))
    with TestClient(app) as running:
        yield running


def test_what_was_kept_of_every_checkpoint(client):
    kept = {one["name"]: one for one in client.get("/api/training/records").json()}
    assert kept["whole"] == {"name": "whole", "unit": "nats per drawing", "points": 2, "film": True}
    assert kept["bare"]["points"] == kept["damaged"]["points"] == kept["pca-mnist-50d"]["points"] == 0
    assert not kept["bare"]["film"]
    assert kept["vae-mnist-2d"]["unit"] == "nats per image" != kept["ae-mnist-2d"]["unit"]
    assert kept["vae-mnist-2d"]["points"] > 30


def test_a_history_is_numbers_alone(client):
    found = client.get("/api/training/history", params={"model": "whole"}).json()
    assert found["unit"] == "nats per drawing"
    assert found["points"] == [{"step": 1, "loss": 3, "kl": 1.5}, {"step": 2}]
    stored = json.loads((TRAINED / "pixelcnn-mnist" / "history.json").read_text())["points"]
    served = client.get("/api/training/history", params={"model": "pixelcnn-mnist"}).json()["points"]
    assert [point["validation"] for point in served] == [point["validation"] for point in stored]
    mixture = client.get("/api/training/history", params={"model": "gmm-photographs"}).json()["points"]
    assert mixture[-1]["loss"] < mixture[0]["loss"] < 0


def test_a_film_is_the_file_and_nothing_else_is_given(client):
    assert client.get("/api/training/film", params={"model": "whole"}).json() == FILM
    for path, name in (("film", "bare"), ("history", "bare"), ("history", "damaged"), ("history", "pca-mnist-50d")):
        refused = client.get(f"/api/training/{path}", params={"model": name})
        assert refused.status_code == 404 and name in refused.json()["error"]
    for name in ("", "../whole", "whole/../bare", "/etc", "whole/config.json", "nobody"):
        for path in ("film", "history"):
            refused = client.get(f"/api/training/{path}", params={"model": name})
            assert refused.status_code == 404 and "There is no model called" in refused.json()["error"]


def test_the_view_of_the_parts_survives_its_link(own):
    catalogue = Catalogue([own])
    fields = {"shaken": "vae-mnist-2d,ae-mnist-50d", "shake": "0.12", "test": "7", "noise": "3", "film": "whole"}
    fields |= {"snapshot": "12", "curves": "pixelcnn-mnist,whole", "measure": "kl", "against": "steps"}
    view, notes = TrainingView.read(fields, catalogue)
    assert notes == [] and view.shaken == fields["shaken"] and view.shake == 0.12
    assert TrainingView.read(parse(to_query(view)), catalogue) == (view, [])
    odd = {"shaken": "pixelcnn-mnist", "curves": "nobody,whole", "measure": "x"}
    view, notes = TrainingView.read(odd, catalogue)
    assert (view.shaken, view.curves, view.measure) == ("", "whole", "validation") and len(notes) == 3


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_leaves_the_parts_in_range(value):
    catalogue = Catalogue()
    view, _ = TrainingView.read(dict.fromkeys(PartsView.__dataclass_fields__, value), catalogue)
    assert 0 <= view.shake <= 0.5 and view.snapshot >= -1 and view.measure == "validation"
    assert TrainingView.read(parse(to_query(view)), catalogue) == (view, [])
