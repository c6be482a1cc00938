"""The Restore page's routes: events in order, stop, replacement, and a sentence for everything that is no job."""

from __future__ import annotations

import base64
import io
import json
import threading

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

import explorer
from explorer import restoring
from explorer.catalogue import Catalogue
from explorer.data import photographs
from explorer.data.quality import psnr
from explorer.pages import routes
from explorer.restoring import Answer, Control, Method
from explorer.restoring.damage import Damage
from explorer.serving.session import MOST_TEXT

PATIENCE = 60  # seconds after which a test that waits has failed


class Gate:
    """A slow method that works until it is let go or stopped, and tells when it has begun and ended."""

    def __init__(self):
        self.begun, self.go, self.ended = threading.Semaphore(0), threading.Event(), threading.Semaphore(0)

    def run(self, damaged, control: Control) -> Answer:
        self.begun.release()
        try:
            for turn in range(100 * PATIENCE):
                control.step(min(0.9, turn / 100))
                if self.go.wait(0.01):
                    return Answer(np.full(damaged.picture.shape, 0.5, np.float32), "done")
            raise TimeoutError
        finally:
            self.ended.release()

    def wait_for(self, what: threading.Semaphore) -> None:
        assert what.acquire(timeout=PATIENCE)


@pytest.fixture
def gate(monkeypatch) -> Gate:
    """Methods of the tests' own beside the classical ones: "gate", slow, and "broken"."""
    gate = Gate()

    def broken(damaged, control):
        raise ZeroDivisionError

    extra = [Method("gate", "Gate", "Waits.", gate.run, slow=True), Method("broken", "Broken", "Fails.", broken)]
    monkeypatch.setattr(restoring.classical, "METHODS", [*extra, *restoring.classical.METHODS])
    return gate


@pytest.fixture
def client(tmp_path, monkeypatch) -> TestClient:
    monkeypatch.setattr("explorer.serving.context.SLOW", 2)  # on however many cores
    app = FastAPI()
    app.include_router(routes(Catalogue(trained=tmp_path)))
    return TestClient(app)


def encode(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values, np.uint8).tobytes()).decode()


def decode(text: str, shape=(20, 30)) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(shape)


PICTURE = np.add.outer(np.arange(20) * 4, np.arange(30) * 5).astype(np.uint8)


def job(number: int = 1, methods: list[str] = (), **damage) -> dict:
    return {
        "id": number,
        "subject": "photo",
        "shape": [1, 20, 30],
        "pixels": encode(PICTURE),
        "damage": {"kind": "gaussian"} | damage,
        "methods": list(methods),
    }


def until(socket, *ends: str) -> list[dict]:
    found = []
    while not found or found[-1]["event"] not in (*ends, "error"):
        found.append(socket.receive_json())
    return found


def test_events_come_in_order_and_quick_methods_first(client, gate):
    gate.go.set()
    with client.websocket_connect("/api/restore") as socket:
        socket.send_json(job(5, ["gate", "tv", "broken", "bicubic"], strength=20, seed=3))
        told = [event for event in until(socket, "end") if event["event"] != "progress"]
    assert all(event["id"] == 5 for event in told)
    assert [(event["event"], event.get("method")) for event in told] == [
        ("damaged", None), ("result", "tv"), ("failed", "broken"), ("failed", "bicubic"), ("result", "gate"), ("end", None),
    ]  # fmt: skip
    damaged, restored = told[0], told[1]
    expected = Damage("gaussian", 20, 3, photograph=True).apply(PICTURE / np.float32(255))
    assert (decode(damaged["pixels"]) == np.rint(expected.picture.clip(0, 1) * 255)).all()
    assert (
        damaged["psnr"] == pytest.approx(psnr(PICTURE / 255, expected.picture), abs=0.01)
        and "clipped" in damaged["note"]
    )
    assert restored["psnr"] > damaged["psnr"] and restored["ssim"] > damaged["ssim"] and restored["seconds"] >= 0
    assert "ZeroDivisionError" in told[2]["message"] and "not made" in told[3]["message"] and told[4]["note"] == "done"


def test_without_methods_only_the_damaged_picture_comes(client):
    with client.websocket_connect("/api/restore") as socket:
        socket.send_json(job(1, [], kind="hole", strength=0))
        damaged, end = until(socket, "end")
    assert (
        damaged["psnr"] is None
        and damaged["ssim"] == 1
        and (decode(damaged["pixels"]) == PICTURE).all()
        and end == {"event": "end", "id": 1}
    )


def test_a_painted_mask_is_lost_and_clamping_is_said(client):
    mask = np.zeros((20, 30))
    mask[5:9, 3:12] = 1
    with client.websocket_connect("/api/restore") as socket:
        socket.send_json(job(1, ["biharmonic"], kind="painted", mask=encode(mask)))
        damaged, restored, _ = until(socket, "end")
        socket.send_json(job(2, [], strength=1e6))
        clamped = until(socket, "end")[0]
    assert (decode(damaged["pixels"]) == np.where(mask, 0, PICTURE)).all()
    assert (decode(damaged["lost"]) == mask).all() and "lost" not in clamped
    assert (decode(restored["pixels"])[mask == 0] == PICTURE[mask == 0]).all() and np.abs(
        decode(restored["pixels"]).astype(int) - PICTURE
    ).max() < 10
    assert "75" in clamped["note"]


def test_a_mixture_tells_the_component_of_each_pixels_patch():
    app = FastAPI()
    app.include_router(routes(Catalogue()))
    client, prior = TestClient(app), explorer.load("gmm-photographs")
    crop = photographs.load("camera")[120:140, 180:210]
    where = "/api/restore/components?model={}&height=20&width=30"
    answer = client.post(where.format("gmm-photographs"), content=crop.tobytes())
    found = np.frombuffer(answer.content, np.uint8).reshape(20, 30)
    assert (found == prior.component_map(crop / np.float32(255))).all() and len(np.unique(found)) > 1
    assert client.post(where.format("gmm-photographs"), content=b"12").status_code == 400
    assert client.post(where.format("vae-mnist-2d"), content=crop.tobytes()).status_code == 409


def test_stop_ends_the_computing(client, gate):
    with client.websocket_connect("/api/restore") as socket:
        socket.send_json(job(1, ["gate", "tv"]))
        gate.wait_for(gate.begun)
        socket.send_json({"stop": True})
        told = until(socket, "stopped", "end")
        gate.wait_for(gate.ended)
        socket.send_json({"stop": True})  # nothing runs: no answer
        socket.send_json(job(2))
        assert [event["event"] for event in until(socket, "end")] == ["damaged", "end"]
    assert told[-1] == {"event": "stopped", "id": 1} and "gate" not in [
        event.get("method") for event in told if event["event"] == "result"
    ]
    assert any(event["event"] == "progress" and 0 < event["done"] < 1 for event in told) or len(told) == 3


def test_a_newer_job_replaces_the_one_at_work(client, gate):
    with client.websocket_connect("/api/restore") as socket:
        socket.send_json(job(1, ["gate"]))
        gate.wait_for(gate.begun)
        socket.send_json(job(2, ["tv"]))
        told = until(socket, "end")
        gate.wait_for(gate.ended)
    kept = [(event["event"], event["id"]) for event in told if event["event"] != "progress"]
    assert ("stopped", 1) in kept and [event for event, number in kept if number == 2] == ["damaged", "result", "end"]
    assert all(number == 2 for event, number in kept[kept.index(("stopped", 1)) + 1 :] if event != "damaged")


def test_leaving_ends_the_computing(client, gate):
    with client.websocket_connect("/api/restore") as socket:
        socket.send_json(job(1, ["gate"]))
        gate.wait_for(gate.begun)
    gate.wait_for(gate.ended)


def test_slow_methods_wait_for_a_place_and_are_told(client, gate):
    with (
        client.websocket_connect("/api/restore") as first,
        client.websocket_connect("/api/restore") as second,
        client.websocket_connect("/api/restore") as third,
    ):
        for socket in (first, second):
            socket.send_json(job(1, ["gate"]))
            gate.wait_for(gate.begun)
        third.send_json(job(1, ["tv", "gate"]))
        told = until(third, "progress")
        assert (
            [event["event"] for event in told] == ["damaged", "result", "progress"]
            and told[-1]["done"] == 0
            and told[-1]["note"] == "waits for its turn: 1 before it"
        )
        assert not gate.begun.acquire(blocking=False)
        first.send_json({"stop": True})
        assert until(first, "stopped", "end")[-1]["event"] == "stopped"
        gate.wait_for(gate.begun)
        gate.go.set()
        assert until(third, "end")[-2]["event"] == until(second, "end")[-2]["event"] == "result"


def changed(**more) -> dict:
    return {**job(9), **more}


DAMAGE = {"kind": "gaussian"}
BAD = {
    "no id": changed(id=None), "an id that is true": changed(id=True), "a huge id": changed(id=10**30), "no subject": changed(subject=["photo"]),
    "a foreign subject": changed(subject="cats"), "no shape": changed(shape=None), "two channels": changed(shape=[2, 20, 30]), "a fraction": changed(shape=[1, 20.5, 30]),
    "too large": changed(shape=[1, 513, 512]), "too small": changed(shape=[1, 8, 8]), "a huge side": changed(shape=[1, 10**12, 16]), "below zero": changed(shape=[1, -20, -30]),
    "a digit of another size": changed(subject="mnist"), "too few pixels": changed(shape=[1, 20, 31]), "no base64": changed(pixels="!" * 800),
    "pixels that are numbers": changed(pixels=[1, 2, 3]), "no damage": changed(damage="gaussian"), "a foreign damage": changed(damage={"kind": "rust"}),
    "a kind that is a list": changed(damage={"kind": ["gaussian"]}), "a strength that is text": changed(damage=DAMAGE | {"strength": "5"}),
    "a strength that is infinite": changed(damage=DAMAGE | {"strength": float("inf")}), "no number": changed(damage=DAMAGE | {"strength": float("nan")}),
    "a huge strength": changed(damage=DAMAGE | {"strength": 10**400}), "a seed that is text": changed(damage=DAMAGE | {"seed": "x"}),
    "a mask of another size": changed(damage={"kind": "painted", "mask": encode(np.zeros((2, 2)))}), "no mask": changed(damage={"kind": "painted"}),
    "methods that are text": changed(methods="tv"), "an unknown method": changed(methods=["<b>"]), "a method that is a number": changed(methods=[1]),
    "too many methods": changed(methods=["tv"] * 61),
}  # fmt: skip


def test_bad_jobs_get_a_sentence_and_the_socket_stays(client):
    with client.websocket_connect("/api/restore") as socket:
        for what, content in BAD.items():
            socket.send_text(json.dumps(content))
            answer = socket.receive_json()
            assert answer["event"] == "error" and answer["message"].endswith("."), what
            assert answer["id"] == (None if what in ("no id", "an id that is true", "a huge id") else 9), what
        for text in ("", "[1]", "{", "[" * 100_000, " " * (MOST_TEXT + 1), '{"id": 1' + " " * 10, "1" * 5000):
            socket.send_text(text)
            assert socket.receive_json()["event"] == "error", text[:20]
        socket.send_bytes(b"\0\1")
        assert socket.receive_json()["event"] == "error"
        socket.send_json(job(10))
        assert [event["event"] for event in until(socket, "end")] == ["damaged", "end"]


def test_an_extreme_seed_and_the_largest_picture_are_served(client):
    with client.websocket_connect("/api/restore") as socket:
        large = np.zeros((512, 512))
        socket.send_json({"id": 1, "subject": "photo", "shape": [1, 512, 512], "pixels": encode(large), "methods": [],
                          "damage": {"kind": "painted", "strength": -1e8, "seed": 10**40, "mask": encode(large)}})  # fmt: skip
        damaged = until(socket, "end")[0]
    assert damaged["psnr"] is None and "paint" in damaged["note"]


def test_subjects_are_listed(client, gate):
    subjects = client.get("/api/restore/subjects").json()
    assert [subject["name"] for subject in subjects] == ["mnist", "fashion", "photo"]
    assert {"gate", "nlm"} <= {method["name"] for method in subjects[2]["methods"]}
    assert next(method for method in subjects[2]["methods"] if method["name"] == "gate")["slow"] is True


def test_example_photographs_are_served(client):
    name = photographs.available(photographs.TEST)[0]
    found = client.get(f"/api/photo/{name}").json()
    assert (decode(found["pixels"], found["shape"][1:]) == photographs.load(name)).all() and max(found["shape"]) <= 512
    answer = client.get("/api/photo/nobody")
    assert answer.status_code == 404 and "nobody" in answer.json()["error"]


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_uploads_become_grey_and_small(client):
    found = client.post("/api/photo", content=png(Image.new("RGB", (600, 200), (200, 40, 10)))).json()
    assert found["shape"] == [1, 171, 512] and len(found["notes"]) == 2
    assert set(decode(found["pixels"], (171, 512)).ravel()) == {round(0.299 * 200 + 0.587 * 40 + 0.114 * 10)}
    exact = client.post("/api/photo", content=png(Image.fromarray(PICTURE))).json()
    assert (decode(exact["pixels"]) == PICTURE).all() and exact["notes"] == []


def test_uploads_that_are_no_photographs_get_a_sentence(client):
    for content, status in (
        (b"", 422),
        (b"no picture", 422),
        (png(Image.new("L", (8, 8))), 422),
        (png(Image.new("L", (1000, 20))), 422),
        (b"\0" * (6 * 2**20), 413),
    ):
        answer = client.post("/api/photo", content=content)
        assert answer.status_code == status and answer.json()["error"].endswith(".")
