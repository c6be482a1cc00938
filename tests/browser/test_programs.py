"""What programs get of the running app: by Gradio's client library, by plain HTTP as curl speaks it, and what they can't."""

from __future__ import annotations

import base64
import io
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from gradio_client import Client
from gradio_client.exceptions import AppError
from PIL import Image

import explorer
from explorer.data import photographs

ENDPOINTS = ["models", "methods", "decode", "encode", "sample", "complete", "restore", "attend"]
EVIL = {"Origin": "https://evil.example"}


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[Client]:
    made = Client(server, verbose=False, download_files=False, analytics_enabled=False)
    yield made
    made.close()


def ask(server: str, path: str, content: Any = None, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    """As curl: status and body."""
    sent = content if content is None or isinstance(content, bytes) else json.dumps(content).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(server + path, sent, headers or {}), timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def pixels(url: str) -> np.ndarray:
    """A picture out of a data URL, in [0, 1]."""
    head, _, content = url.partition(",")
    assert head == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(content)))) / 255


def test_the_client_library_is_told_of_every_endpoint(client):
    told = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert [name.lstrip("/") for name in told] == ENDPOINTS
    assert "latents" in told["/decode"]["description"] and not client.config["components"][0]["props"].get("html")
    known = {card["name"]: card for card in client.predict(api_name="/models")}
    assert known["vae-mnist-2d"]["latents"] == 2 and known["vqvae-mnist"]["endpoints"] == ["decode", "encode", "sample"]
    assert known["gated-pixelcnn-mnist"]["endpoints"] == ["sample", "complete"]
    assert known["vqprior-mnist"]["endpoints"] == [] and known["attention-san"]["endpoints"] == ["attend"]
    methods = client.predict("mnist", api_name="/methods")
    assert methods["shape"] == [1, 28, 28] and "dae-mnist" in [one["name"] for one in methods["methods"]]


def test_latents_become_pictures_and_pictures_latents(client):
    model, z = explorer.load("vae-mnist-2d"), [[0.5, -1.0], [1.5, 0.2]]
    wanted = model.decode(torch.tensor(z)).numpy()
    found = np.array(client.predict("vae-mnist-2d", z, form="numbers", api_name="/decode"))
    assert found.shape == (2, 1, 28, 28) and np.abs(found - wanted).max() < 0.003
    as_png = client.predict("vae-mnist-2d", z, api_name="/decode")
    assert np.abs(pixels(as_png[1]) - wanted[1, 0]).max() < 0.003
    for given in (as_png[0], found[0].tolist(), found[0, 0].tolist()):
        back = client.predict("vae-mnist-2d", given, api_name="/encode")
        assert np.allclose(back["mean"], model.encode(torch.tensor(found[:1]).float()).mean[0], atol=0.01)
        assert back["elbo"] <= back["iwae"] and np.abs(pixels(back["reconstruction"]) - wanted[0, 0]).mean() < 0.1
    digit = client.predict("cvae-mnist-16d", [[0.0] * 16], 3, api_name="/decode")[0]
    assert client.predict("cvae-mnist-16d", digit, api_name="/encode")["label"] == 3
    coded = client.predict("vqvae-mnist", as_png[0], api_name="/encode")
    assert coded["grids"] == [[7, 7]] and len(coded["codes"]) == 49
    assert client.predict("vqvae-mnist", [coded["codes"]], api_name="/decode") == [coded["reconstruction"]]


def test_pictures_are_drawn_painted_dreamt_and_completed(client):
    drawn = client.predict("vae-mnist-2d", 2, 7, 0.5, api_name="/sample")
    z = explorer.load("vae-mnist-2d").sample_latents(2, 0.5, torch.Generator().manual_seed(7))
    assert np.allclose(drawn["z"], z, atol=1e-5) and len(drawn["pictures"]) == 2
    classes = client.predict("cvae-mnist-16d", 10, seed=1, api_name="/sample")["pictures"]
    assert [client.predict("cvae-mnist-16d", one, api_name="/encode")["label"] for one in classes[:3]] == [0, 1, 2]
    dreamt = client.predict("vqvae-mnist", 2, api_name="/sample")
    assert client.predict("vqvae-mnist", dreamt["codes"], api_name="/decode") == dreamt["pictures"]
    painter = {"model": "gated-pixelcnn-mnist", "n": 2, "seed": 4, "label": 3, "api_name": "/complete"}
    upper = np.zeros((28, 28))
    upper[6:14, 12:16] = 1
    told = [[value if y < 14 else None for value in row] for y, row in enumerate(upper.tolist())]
    ended = client.predict(picture=told, form="numbers", **painter)
    found = np.array(ended["pictures"])[:, 0]
    assert (found[:, :14] == upper[:14]).all() and found[:, 14:].any() and set(np.unique(found)) == {0, 1}
    assert [[value is None for value in row] for row in ended["given"][0]] == [[y > 13] * 28 for y in range(28)]
    whole = {"picture": upper.tolist(), "known": 14}
    assert client.predict(**whole, **painter, form="numbers")["pictures"] == ended["pictures"]
    assert all(value > 0 for value in ended["nats"]) and ended["nats"][0] != ended["nats"][1]
    nothing = client.predict(picture=upper.tolist(), known=28, **painter)
    assert nothing["nats"] == [0, 0], "there was nothing to draw"


def test_pictures_are_restored(client):
    clean = np.round(photographs.square("camera")[96:160, 96:160] / 255, 4)
    found = client.predict(clean.tolist(), "nlm", "gaussian", 25, form="numbers", api_name="/restore")
    assert found["psnr"] > found["damaged_psnr"] + 2 and np.shape(found["picture"]) == (64, 64)
    own = {"damage": "gaussian", "strength": 25, "is_damaged": True, "form": "numbers"}
    again = client.predict(found["damaged"], method="nlm", **own, api_name="/restore")
    assert "psnr" not in again and np.abs(np.array(again["picture"]) - found["picture"]).mean() < 0.02
    lost = (np.indices((64, 64)).sum(0) % 9 == 0).astype(int)
    hole = {"damage": "painted", "lost": lost.tolist(), "form": "numbers"}
    filled = client.predict(clean.tolist(), "biharmonic", **hole, api_name="/restore")
    assert (np.array(filled["damaged"])[lost == 1] == 0).all() and filled["psnr"] > 25
    digit = client.predict("cvae-mnist-16d", [[0.0] * 16], 3, api_name="/decode")[0]
    told = {"subject": "mnist", "damage": "salt", "strength": 0.3}
    assert client.predict(digit, "dae-mnist", **told, api_name="/restore")["psnr"] > 15


def test_models_say_where_they_look(client):
    found = client.predict("attention-ctx", seed=3, form="numbers", api_name="/attend")
    assert found["colour"] == found["digits"][0]["colour"] and found["truth"] == found["digits"][0]["label"]
    assert len(found["probabilities"]) == 10 and np.isclose(sum(found["probabilities"]), 1, atol=1e-3)
    for mask in found["masks"]:
        assert len(mask["mask"]) == -(-100 // int(mask["cell"]))
    assert found["correctness"] > 0.05
    own = client.predict("attention-ctx", found["colour"], picture=found["picture"], api_name="/attend")
    assert own["answer"] == found["answer"] and np.allclose(own["probabilities"], found["probabilities"], atol=1e-3)


@pytest.mark.parametrize(
    ("name", "arguments", "sentence"),
    [
        ("decode", ["nobody", [[0, 0]]], "There is no model called 'nobody'"),
        ("decode", ["vae-mnist-2d", [[0]]], "1 to 64 lists of 2 finite numbers"),
        ("decode", ["vae-mnist-2d", [[0, 0]] * 65], "1 to 64 lists"),
        ("decode", ["attention-san", [[0, 0]]], "attention-san can't decode"),
        ("decode", ["cvae-mnist-16d", [[0] * 16]], "is told a class"),
        ("encode", ["vae-mnist-2d", "http://127.0.0.1/a.png"], "not fetched"),
        ("encode", ["vae-mnist-2d", "data:image/png;base64,AAAA"], "not a picture that can be read"),
        ("encode", ["vae-mnist-2d", [[0.5] * 27] * 28], "1 × 28 × 28"),
        ("sample", ["gated-pixelcnn-mnist", 17], "1 to 16 pictures"),
        ("sample", ["vqprior-mnist"], "speaks of the codes of vqvae-mnist"),
        ("complete", ["vae-mnist-2d", "x"], "can't autoregress"),
        ("restore", ["x", "magic"], "There is no such method"),
        ("attend", ["attention-san", "brown"], "The colour must be one of"),
        ("methods", ["cars"], "The subject must be one of"),
    ],
)
def test_what_can_not_be_done_is_told_in_a_sentence(client, server, name, arguments, sentence):
    with pytest.raises(AppError, match=sentence):
        client.predict(*arguments, api_name=f"/{name}")
    status, content = ask(server, f"/gradio_api/run/{name}", {"data": arguments})
    assert status == 422 and sentence in json.loads(content)["error"]


def test_curl_asks_by_name_and_gets_its_answer_at_once(server):
    status, content = ask(server, "/gradio_api/run/decode", {"model": "vae-mnist-2d", "z": [[0, 0]], "form": "numbers"})
    assert status == 200 and np.shape(json.loads(content)["data"][0]) == (1, 1, 28, 28)
    for way in ("call", "call/v2"):
        status, content = ask(server, f"/gradio_api/{way}/methods", {"subject": "mnist"})
        event = json.loads(content)["event_id"]
        status, content = ask(server, f"/gradio_api/{way}/methods/{event}")
        assert status == 200 and content.startswith(b"event: complete") and b"dae-mnist" in content
    status, content = ask(server, "/gradio_api/openapi.json")
    assert status == 200 and all(f"/{name}" in content.decode() for name in ENDPOINTS)


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("run/decode", b"{", 422),
        ("run/decode", b"\xff", 422),
        ("run/decode", {"z": [[0, 0]]}, 422),
        ("run/decode", {"model": "vae-mnist-2d", "z": [[0, 0]], "colour": 1}, 422),
        ("run/decode", {"data": [1, 2, 3, 4, 5, 6]}, 422),
        ("run/nothing", {}, 404),
        ("run/decode", b" " * (11 * 2**20), 413),
        ("queue/join", {"data": [], "fn_index": 999, "session_hash": "a"}, 404),
        ("queue/join", {"data": ["x"], "fn_index": 0}, 422),
        ("cancel", {"session_hash": "a"}, 422),
    ],
)
def test_calls_that_are_none_are_refused_at_the_gate(server, path, content, status):
    found, answer = ask(server, f"/gradio_api/{path}", content)
    assert found == status and json.loads(answer)["error"]


def test_web_pages_of_others_can_not_call(server):
    call = {"model": "vae-mnist-2d", "z": [[0, 0]]}
    for path in ("run/decode", "call/decode", "queue/join", "cancel"):
        status, content = ask(server, f"/gradio_api/{path}", call, EVIL)
        assert status == 403 and b"may not use this app" in content
    assert ask(server, "/config", headers=EVIL)[0] == 403
    assert ask(server, "/gradio_api/run/decode", call, {"Origin": server})[0] == 200


def test_gradio_stores_no_upload_and_gives_no_file(server, app):
    boundary = {"Content-Type": "multipart/form-data; boundary=b"}
    form = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\nx\r\n--b--\r\n'
    assert ask(server, "/gradio_api/upload", form, boundary)[0] == 404
    assert not [file for file in app.files.rglob("*") if file.is_file()]
    for path in (
        "file=/etc/passwd",
        "file=app.py",
        "file/app.py",
        "proxy=http://127.0.0.1",
        "stream/a/0/0/playlist.m3u8",
    ):
        assert ask(server, f"/gradio_api/{path}")[0] == 404, path
    for path in ("component_server", "reset", "api/decode", "vibe-edit", "stream/x", "mcp", "mcp/"):
        assert ask(server, f"/gradio_api/{path}", {})[0] == 404, path
    assert ask(server, "/monitoring/summary")[0] == ask(server, "/programs")[0] == 404
    status, stream = ask(server, "/gradio_api/queue/data?session_hash=nobody")
    assert status == 200 and b"404" in stream, "nothing is heard of a session that is not there"
