"""Routes of conditional models, of the classifier, and of how likely a picture is: over small models that are made
here.
"""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
import torch
from fastapi import FastAPI
from fastapi.testclient import TestClient

import explorer
from explorer import programs
from explorer.catalogue import Catalogue
from explorer.models import VAE, Autoencoder, Classifier, ConditionalVAE
from explorer.pages import context_of, routes
from explorer.pages.latents.view import LatentsView
from explorer.refusal import Refusal
from tests.unit.wire import awaited

CLASSES, LATENTS, SHAPE = 3, 2, (1, 8, 8)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Catalogue:
    folder = tmp_path_factory.mktemp("conditional")
    torch.manual_seed(0)
    explorer.save(ConditionalVAE(SHAPE, CLASSES, LATENTS, width=16), folder / "by-class", dataset="own")
    explorer.save(VAE(SHAPE, LATENTS, width=16), folder / "plain", dataset="own")
    explorer.save(Classifier(SHAPE, CLASSES, channels=4, width=8), folder / "judge", dataset="own")
    return Catalogue([folder], trained=folder / "none")


@pytest.fixture(scope="module")
def client(catalogue) -> TestClient:
    app = FastAPI()
    app.include_router(routes(catalogue))
    return TestClient(app)


@pytest.fixture(scope="module")
def picture() -> bytes:
    return np.random.default_rng(0).integers(0, 256, SHAPE, dtype=np.uint8).tobytes()


def test_the_card_says_how_many_classes_and_names_them(client):
    cards = {card["name"]: card for card in client.get("/api/models").json()}
    assert cards["by-class"]["conditions"] == CLASSES and cards["by-class"]["classes"] == [
        "class 0",
        "class 1",
        "class 2",
    ]
    assert "condition" in cards["by-class"]["can"]
    assert cards["judge"]["conditions"] == 0 and cards["judge"]["can"] == ["classify"] and cards["judge"]["usable"]


def test_rows_of_the_socket_are_z_and_class_weights(client, catalogue):
    z, weights = (
        np.random.default_rng(1).standard_normal((4, LATENTS)),
        np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.5, 0.5, 0]]),
    )
    with client.websocket_connect("/api/decode?model=by-class") as socket:
        if "bytes" not in (message := socket.receive()):
            assert json.loads(message["text"]) == {"status": "loading"}
        socket.send_bytes(np.concatenate([z, weights], 1).astype(np.float32).tobytes())
        found = np.frombuffer(socket.receive_bytes(), np.uint8).reshape(4, *SHAPE)
        socket.send_bytes(z.astype(np.float32)[:1].tobytes())
        assert f"× {LATENTS + CLASSES} finite" in socket.receive_json()["error"]
    with torch.inference_mode():
        wanted = catalogue.load("by-class").decode(torch.tensor(z).float(), torch.tensor(weights).float())
    assert np.abs(found.astype(int) - (wanted * 255).round().numpy().astype(int)).max() <= 1


def test_encoding_says_which_class_it_took_the_picture_for(client, catalogue, picture):
    free = client.post("/api/encode?model=by-class", content=picture).json()
    assert len(free["labels"]) == CLASSES and sum(free["labels"]) == pytest.approx(1, abs=1e-3)
    assert free["label"] == int(np.argmax(free["labels"]))
    told = [
        client.post(f"/api/encode?model=by-class&label={label}", content=picture).json() for label in range(CLASSES)
    ]
    assert [found["label"] for found in told] == [0, 1, 2] and told[free["label"]]["mean"] == free["mean"]
    assert told[0]["mean"] != told[1]["mean"]
    pixels = torch.tensor(np.frombuffer(picture, np.uint8).copy()).view(1, *SHAPE) / 255
    assert told[1]["mean"] == pytest.approx(
        catalogue.load("by-class").encode(pixels, torch.tensor([1])).mean[0].tolist(), abs=1e-5
    )


@pytest.mark.parametrize("label", ["99", "-1", "nan", "abc", "1e999", "<b>"])
def test_a_hostile_label_is_clamped(client, picture, label):
    for path in ("encode", "score"):
        answer = client.post(f"/api/{path}", params={"model": "by-class", "label": label}, content=picture)
        assert answer.status_code == 200 and 0 <= answer.json()["label"] < CLASSES


def test_a_film_is_of_the_asked_class(client):
    bodies = [{"z": [[0, 0], [1, 1]], "scale": 1, "weights": weights} for weights in ([1, 0, 0], [0, 1, 0])]
    films = [client.post("/api/gif?model=by-class", json=body) for body in bodies]
    assert (
        all(film.status_code == 200 and film.content[:3] == b"GIF" for film in films)
        and films[0].content != films[1].content
    )
    for wrong in (None, [1, 0], ["x", 0, 0], [float("nan"), 0, 0]):
        answer = client.post("/api/gif?model=by-class", content=json.dumps({"z": [[0, 0]], "weights": wrong}))
        assert answer.status_code == 400 and "weights" in answer.json()["error"]


@pytest.mark.parametrize(
    ("name", "asked", "sentence"),
    [
        ("decode", {"z": [[0, 0]]}, "by-class is told a class: give labels, a whole number from 0 to 2."),
        ("decode", {"z": [[0, 0]] * 2}, "by-class is told a class: give labels, 2 whole numbers from 0 to 2, or one"),
        ("decode", {"z": [[0, 0]] * 2, "labels": [1]}, "The labels must be 2, one for each picture, or one for all"),
        ("decode", {"z": [[0, 0]], "labels": [3]}, "Each label must be a whole number from 0 to 2."),
        ("decode", {"z": [[0, 0]], "labels": -1}, "The label must be a whole number from 0 to 2."),
        ("decode", {"z": [[1e300, 1e308]], "labels": 1}, "2 finite numbers that float32 can hold."),
        ("sample", {"label": 3}, "The label must be a whole number from 0 to 2."),
        ("sample", {"model": "plain", "label": 1}, "plain is told no class: leave the label out."),
        ("models", {"can": ["decode"]}, "can must be one name as text, of "),
    ],
)
@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_programs_are_told_which_argument_is_wrong(catalogue, name, asked, sentence):
    endpoint = programs.endpoints(context_of(catalogue)).by_name[name]
    given = asked if name == "models" else {"model": "by-class"} | asked
    with pytest.raises(Refusal) as refused:
        awaited(endpoint.function(**endpoint.bind(given)))
    assert sentence in refused.value.sentence


def test_the_judge_gives_probabilities(client, catalogue, picture):
    found = client.post("/api/classify?dataset=own", content=picture + bytes(64)).json()
    assert found["model"] == "judge" and np.shape(found["probabilities"]) == (2, CLASSES)
    assert np.sum(found["probabilities"], 1) == pytest.approx([1, 1], abs=1e-3)
    with torch.inference_mode():
        wanted = (
            catalogue.load("judge")
            .classify(torch.tensor(np.frombuffer(picture, np.uint8).copy()).view(1, *SHAPE) / 255)
            .exp()
        )
    assert found["probabilities"][0] == pytest.approx(wanted[0].tolist(), abs=1e-4)


@pytest.mark.parametrize(
    ("dataset", "size", "status"),
    [("own", 0, 400), ("own", 65, 400), ("own", 64 * 257, 413), ("none", 64, 404), ("", 64, 404)],
)
def test_what_can_not_be_judged_gets_a_sentence(client, dataset, size, status):
    answer = client.post(f"/api/classify?dataset={dataset}", content=bytes(size))
    assert answer.status_code == status and answer.json()["error"].endswith((".", "-mnist"))


def test_a_score_is_the_models_bounds_and_its_errors(client, catalogue, picture):
    found, model = client.post("/api/score?model=by-class", content=picture).json(), catalogue.load("by-class")
    pixels = torch.tensor(np.frombuffer(picture, np.uint8).copy()).view(1, *SHAPE) / 255
    with torch.inference_mode():
        assert found["elbo"] == pytest.approx(
            float(model.elbo(pixels, 2000, torch.Generator().manual_seed(1))), abs=0.5
        )
        again = model.decode(model.encode(pixels, torch.tensor([found["label"]])).mean, torch.tensor([found["label"]]))
    error = np.frombuffer(base64.b64decode(found["error"]), np.uint8).reshape(SHAPE)
    assert np.abs(error - (again - pixels).abs()[0].numpy() * 255).max() <= 1
    assert found["iwae"] > found["elbo"] - 0.5
    given = client.post(f"/api/score?model=by-class&label={found['label']}", content=picture).json()
    assert given["elbo"] != found["elbo"], "with a label the bound is on p(x|y), without on the mixture"


def test_bounds_of_a_test_set_that_were_not_saved(client):
    answer = client.get("/api/typicality?model=by-class")
    assert answer.status_code == 404 and "nothing to compare" in answer.json()["error"]
    assert client.get("/api/typicality?model=judge").status_code == 409
    assert client.post("/api/score?model=by-class", content=bytes(63)).status_code == 400


def test_a_link_keeps_the_class(catalogue):
    view, notes = LatentsView.read({"model": "by-class", "z": "1,2", "weights": "0.25,0.75,0"}, catalogue)
    assert view.weights == [0.25, 0.75, 0] and notes == []
    space: dict = {}
    exec(
        view.script(catalogue.card("by-class")).replace(
            '"by-class", "the folder given with --models"', f'"by-class", r"{catalogue.roots[1]}"'
        ),
        space,
    )
    with torch.inference_mode():
        wanted = catalogue.load("by-class").decode(torch.tensor([[1.0, 2.0]]), torch.tensor([[0.25, 0.75, 0]]))
    assert torch.allclose(space["picture"], wanted)
    clamped, notes = LatentsView.read({"model": "by-class", "weights": "-5,2,0"}, catalogue)
    assert clamped.weights == [0, 1, 0] and notes
    assert LatentsView.read({"model": "by-class", "weights": "1,0"}, catalogue)[0].weights == []


def test_a_draw_has_black_and_white_pixels_the_link_keeps_it_and_its_code_makes_it(client, catalogue):
    z, weights = [[0.3, -1.2]], [[0.0, 1.0, 0.0]]
    row = np.concatenate([z, weights], 1).astype(np.float32).tobytes()
    drawn = []
    for draw in ("", "&draw=5", "&draw=5", "&draw=6"):
        with client.websocket_connect(f"/api/decode?model=by-class{draw}") as socket:
            socket.send_bytes(row)
            drawn.append(np.frombuffer(socket.receive_bytes(), dtype=np.uint8))
    mean, five, again, six = drawn
    assert set(five) == {0, 255} and len(set(mean)) > 2
    assert (five == again).all() and (five != six).any()
    view = {"model": "by-class", "z": z[0], "weights": weights[0], "draw": 5}
    link = client.post("/api/link/latents", json=view).json()
    assert "draw=5" in link["query"]
    assert client.get(f"/api/view/latents?{link['query']}").json()["view"]["draw"] == 5
    code = link["code"].replace('"the folder given with --models"', repr(str(catalogue.card("by-class").folder.parent)))
    names: dict = {}
    exec(code, names)
    assert (names["picture"].numpy().ravel() * 255 == five).all()


def test_a_model_without_a_likelihood_is_not_asked_for_a_draw(client, tmp_path):
    explorer.save(Autoencoder(SHAPE, LATENTS, width=16), tmp_path / "plain", dataset="own")
    app = FastAPI()
    app.include_router(routes(Catalogue([tmp_path], trained=tmp_path / "none")))
    alone = TestClient(app)
    opened = alone.get("/api/view/latents?model=plain&draw=3").json()
    assert opened["view"]["draw"] == 0 and "no likelihood" in opened["notes"][0]
    with alone.websocket_connect("/api/decode?model=plain&draw=3") as socket:
        told = socket.receive_json()
        told = socket.receive_json() if "status" in told else told
        assert "no likelihood" in told["error"] and told["final"]
