"""The explorer's own routes: right answers, and a sentence with a 4xx for everything else."""

from __future__ import annotations

import base64
import io
import json
import shutil

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image
from starlette.websockets import WebSocketDisconnect

from explorer.catalogue import TRAINED, Catalogue
from explorer.latents.inference import Inference
from explorer.pages import routes
from explorer.serving.assets import UI

ENCODER = "vae-mnist-2d"


def client_of(catalogue: Catalogue) -> TestClient:
    app = FastAPI()
    app.include_router(routes(catalogue))
    return TestClient(app)


@pytest.fixture
def client(catalogue) -> TestClient:
    """Over the own model only."""
    return client_of(catalogue)


@pytest.fixture(scope="module")
def trained() -> TestClient:
    """Over the checkpoints in trained/."""
    return client_of(Catalogue())


def decoded(client: TestClient, z: np.ndarray, model: str = "mine", shape=(1, 8, 8)) -> np.ndarray:
    with client.websocket_connect(f"/api/decode?model={model}") as socket:
        socket.send_bytes(z.astype(np.float32).tobytes())
        while True:
            message = socket.receive()
            assert message["type"] == "websocket.send", message
            if message.get("bytes") is not None:
                return np.frombuffer(message["bytes"], dtype=np.uint8).reshape(-1, *shape)


def test_models_are_listed_without_paths(client, own):
    (card,) = client.get("/api/models").json()
    assert card["name"] == "mine" and card["usable"] and str(own) not in str(card)


def test_decoding_is_the_models(client, catalogue):
    z = np.random.default_rng(0).standard_normal((5, 2))
    assert (decoded(client, z) == Inference(catalogue).decode("mine", z)).all()


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"abc",
        np.zeros(3, "f4").tobytes(),
        np.array([np.nan, 0], "f4").tobytes(),
        np.array([np.inf, 0], "f4").tobytes(),
        np.zeros(2 * 1025, "f4").tobytes(),
    ],
)
def test_a_bad_message_is_told_and_the_socket_lives_on(client, message):
    with client.websocket_connect("/api/decode?model=mine") as socket:
        assert socket.receive_json() == {"status": "loading"}
        socket.send_bytes(message)
        assert "finite numbers" in socket.receive_json()["error"]
        socket.send_text("hello")
        assert "error" in socket.receive_json()
        socket.send_bytes(np.zeros(2, "f4").tobytes())
        assert len(socket.receive_bytes()) == 64


def test_a_socket_for_no_model_says_so_and_closes(client):
    with client.websocket_connect("/api/decode?model=none") as socket:
        message = socket.receive_json()
        assert message["final"] and "mine" in message["error"]
        with pytest.raises(WebSocketDisconnect):
            socket.receive_json()


def test_an_enormous_z_is_clamped(client):
    assert decoded(client, np.full((1, 2), 1e30)).shape == (1, 1, 8, 8)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/path?model=mine", {"a": [0, 0], "b": [1]}),
        ("/api/path?model=mine", {"a": None}),
        ("/api/path?model=mine", {"a": [0, 0], "b": ["x", 1]}),
        ("/api/gif?model=mine", {"z": []}),
        ("/api/gif?model=mine", {"z": [[0, 0]] * 241}),
        ("/api/gif?model=mine", {"z": "abc"}),
        ("/api/gif?model=mine", {"z": [[None, 0]]}),
        ("/api/sample?model=mine", {"n": 1}),
        ("/api/encode?model=mine", {}),
        ("/api/picture?model=mine", {}),
        ("/api/path?model=none", {}),
        ("/api/link/nowhere", {}),
    ],
)
def test_bad_requests_get_a_sentence(client, path, body):
    answer = client.post(path, json=body)
    assert 400 <= answer.status_code < 500 and answer.json()["error"].endswith((".", "?"))


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_gets_a_sentence(client, body):
    answer = client.post("/api/path?model=mine", content=body)
    assert answer.status_code == 400 and "JSON" in answer.json()["error"]


def test_a_body_that_does_not_end_is_given_up(client):
    assert client.post("/api/link/latents", content=b" " * (2**20 + 1)).status_code == 413


@pytest.mark.parametrize("kind", ["lerp", "slerp"])
def test_path(client, kind):
    z = client.post("/api/path?model=mine", json={"a": [1, 0], "b": [0, 1], "kind": kind, "steps": 5}).json()["z"]
    assert z[0] == [1, 0] and z[-1] == pytest.approx([0, 1], abs=1e-6) and len(z) == 5
    assert np.linalg.norm(z[2]) == pytest.approx(1 if kind == "slerp" else 0.5**0.5, abs=1e-5)


def test_gif_shows_the_path(client, catalogue):
    z = [[0.0, 0.0], [1.0, 1.0], [2.0, -1.0]]
    film = Image.open(io.BytesIO(client.post("/api/gif?model=mine", json={"z": z, "ms": 50, "scale": 4}).content))
    assert film.n_frames == 3 and film.size == (32, 32)
    film.seek(2)
    shown = np.asarray(film.convert("L"), dtype=int)[::4, ::4]
    assert abs(shown - Inference(catalogue).decode("mine", np.array(z))[2, 0]).max() <= 2


def test_a_page_s_frames_become_a_film(client):
    out = io.BytesIO()
    Image.fromarray(np.repeat(np.array([0, 255, 128], np.uint8), 8)[:, None].repeat(10, 1)).save(out, "PNG")
    film = Image.open(io.BytesIO(client.post("/api/film?frames=3&step=5&last=x", content=out.getvalue()).content))
    assert (
        film.n_frames == 3 and film.size == (10, 8) and film.info["duration"] == 20
    )  # what is too quick or no number is mended
    assert client.post("/api/film?frames=5", content=out.getvalue()).status_code == 422
    assert "no PNG" in client.post("/api/film", content=b"GIF").json()["error"]


@pytest.mark.parametrize(
    "path", ["ui/shell/shell.css", "ui/transport/decoder.js", "pages/latents/bench.js", "pages/home/style.css"]
)
def test_scripts_and_styles_are_served(client, path):
    answer = client.get(f"/explorer/{path}")
    assert answer.status_code == 200 and answer.content == (UI.parent / path).read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "/explorer/pages/latents/view.py",
        "/explorer/pages/latents/../../serving/links.py",
        "/explorer/pages/latents/%2e%2e%2f%2e%2e%2fui%2fshell%2fshell.css",
        "/explorer/pages/nowhere/bench.js",
        "/explorer/ui/",
        "/explorer/",
        "/previews/mine/config.json",
        "/previews/mine/..%2fstripes.py",
        "/previews/none/preview.png",
        "/previews/..%2f..%2fapp.py/preview.png",
        "/api/view/nowhere",
    ],
)
def test_nothing_else_is_served(client, path):
    assert client.get(path).status_code == 404


def test_views_and_links(client):
    answer = client.get("/api/view/latents?model=mine&z=1,2&temperature=99").json()
    assert answer["view"]["z"] == [1, 2] and answer["view"]["temperature"] == 2 and len(answer["notes"]) == 1
    link = client.post("/api/link/latents", json=answer["view"]).json()
    again = client.get(f"/api/view/latents?{link['query']}").json()
    assert again["view"] == answer["view"] and again["notes"] == []
    assert again["defaults"] | {"seed": -1, "kind": "slerp"} == again["defaults"] and "model" not in again["defaults"]
    assert "explorer.load" in link["code"]


def test_sampling_is_the_seeds(trained):
    def draw(seed):
        return trained.post(f"/api/sample?model={ENCODER}", json={"n": 3, "seed": seed, "temperature": 0.5}).json()["z"]

    assert draw(4) == draw(4) != draw(5)
    assert np.std(
        trained.post(f"/api/sample?model={ENCODER}", json={"n": 256, "temperature": 0.5}).json()["z"]
    ) == pytest.approx(0.5, abs=0.06)


def test_a_picture_is_encoded(trained):
    digit = decoded(trained, np.array([[0.5, 0.5]]), ENCODER, (1, 28, 28))[0]
    found = trained.post(f"/api/encode?model={ENCODER}", content=digit.tobytes()).json()
    assert np.abs(np.array(found["mean"]) - 0.5).max() < 0.6 and min(found["std"]) > 0
    kl = 0.5 * (np.square(found["mean"]) + np.square(found["std"]) - 1) - np.log(found["std"])
    assert found["kl"] == pytest.approx(kl.tolist(), abs=1e-4) and found["kl_total"] == pytest.approx(
        kl.sum(), abs=1e-4
    )
    assert found["elbo"] < 0 and found["iwae"] >= found["elbo"] - 0.1
    back = np.frombuffer(base64.b64decode(found["reconstruction"]), dtype=np.uint8).reshape(digit.shape)
    assert np.square(back / 255.0 - digit / 255.0).mean() == pytest.approx(found["mse"], abs=1e-3)
    assert (decoded(trained, np.array([found["mean"]]), ENCODER, (1, 28, 28))[0] == back).mean() > 0.99


def test_an_upload_becomes_pixels_or_a_sentence(trained):
    out = io.BytesIO()
    Image.fromarray(np.pad(np.zeros((20, 4), "u1"), 20, constant_values=255)).save(out, "PNG")
    answer = trained.post(f"/api/picture?model={ENCODER}", content=out.getvalue()).json()
    assert len(base64.b64decode(answer["pixels"])) == 784 and answer["notes"]
    bad = trained.post(f"/api/picture?model={ENCODER}", content=b"rubbish")
    assert bad.status_code == 422 and "not a picture" in bad.json()["error"]
    assert trained.post(f"/api/picture?model={ENCODER}", content=b"x" * (5 * 2**20 + 1)).status_code == 413
    assert trained.post(f"/api/encode?model={ENCODER}", content=b"x" * 783).status_code == 400


def test_test_pictures(trained, need_data):
    need_data("mnist")
    first = trained.get(f"/api/test-picture?model={ENCODER}&index=0").json()
    assert (first["label"], first["class"], first["index"], first["count"]) == (7, "7", 0, 10_000)
    assert trained.get(f"/api/test-picture?model={ENCODER}&index=99999999").json()["index"] == 9_999
    assert trained.get(f"/api/test-picture?model={ENCODER}&index=rubbish").json()["index"] == 0


def test_damage_of_a_folder_takes_no_page_down(tmp_path):
    """One file of a data set can't be read: it is named where it is asked for, and all else works."""
    folder = tmp_path / "data" / "pets"
    folder.mkdir(parents=True)
    for index in range(20):
        Image.new("L", (30, 20), 10 * index).save(folder / f"{index:02}.png")
    (folder / "09.png").write_bytes(b"\x89PNG\r\n\x1a\n no picture")
    (folder / ".ipynb_checkpoints").mkdir()
    mine = tmp_path / "models" / "mine"
    shutil.copytree(TRAINED / ENCODER, mine)
    settings = json.loads((mine / "config.json").read_text())
    settings["card"]["dataset"] = "pets"
    (mine / "config.json").write_text(json.dumps(settings))
    catalogue = Catalogue([tmp_path / "models"], trained=tmp_path / "nothing")
    app = FastAPI()
    app.include_router(routes(catalogue, tmp_path / "data"))
    client = TestClient(app)
    (card,) = client.get("/api/models").json()
    assert card["test_count"] == 2 and card["test"] and card["dataset"] == "pets"
    refused = client.get("/api/test-picture?model=mine&index=0")
    assert refused.status_code == 422 and "09.png" in refused.json()["error"]
    answer = client.get("/api/test-picture?model=mine&index=1").json()
    assert set(base64.b64decode(answer["pixels"])) == {190} and len(base64.b64decode(answer["pixels"])) == 784
    for path in folder.glob("*.png"):
        path.write_bytes(b"")
    assert client.get("/api/models").status_code == 200


def test_a_turned_upload_and_its_steps_through_the_route(trained):
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.fromarray(np.pad(np.zeros((20, 4), "u1"), 20, constant_values=255)).save(out, "JPEG", exif=exif)
    block = out.getvalue()
    at = block.index(b"\x01\x12\x00\x03")  # the tag; its type and its count are damaged
    for content in (
        block,
        block[: at + 2] + b"\x03\xe7" + block[at + 4 :],
        block[: at + 4] + b"\xff" * 4 + block[at + 8 :],
    ):
        answer = trained.post(f"/api/picture?model={ENCODER}&steps=turn:1,mirror:1", content=content)
        assert answer.status_code == 200 and answer.json()["part"] is False
    assert trained.post(f"/api/picture?model={ENCODER}&steps=turn:4", content=block).status_code == 400


def test_stored_latents_are_those_of_the_test_set(trained):
    data = trained.get(f"/api/latents?model={ENCODER}").content
    n = len(data) // 17
    assert n * 17 == len(data) and n == 10_000
    mean, labels = np.frombuffer(data[: n * 8], "f4").reshape(n, 2), np.frombuffer(data[n * 16 :], "u1")
    assert np.isfinite(mean).all() and set(labels) == set(range(10))
