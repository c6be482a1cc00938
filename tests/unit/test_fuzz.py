"""Whatever comes in over any route, socket or endpoint: an answer below 500 with a sentence, and a socket that goes on.

New routes are found by themselves. Inputs are drawn by hypothesis, from the same seed each time.
"""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import numpy as np
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from explorer import save
from explorer.catalogue import Catalogue
from explorer.models import VAE, Classifier, ConditionalVAE, GridVAE
from explorer.models.patch_prior import PatchPrior
from explorer.pages import PAGES, context_of, routes_over
from explorer.programs import endpoints
from explorer.refusal import Refusal
from explorer.serving.context import Context
from tests.unit import coders, lookers, mapped, painters
from tests.unit.wire import awaited, encode

REQUESTS, MESSAGES, CALLED, EACH = 6000, 4000, 800, 10  # inputs in all; messages of one socket
STRANGERS = {"broken", "counter", "flat", "plain", "bright"}  # models that may fail, and are told of in the log

GREY = np.arange(20 * 30, dtype=np.uint8)
BODIES: dict[str, dict[str, Any]] = {
    "/api/link/{page}": {
        **{"model": "vae", "z": [0.5, -1], "seed": 3, "begin": "own", "digits": "", "label": "1"},
        **{"seeds": [3], "turns": [0.5], "painted": [1, 2.5], "held": [0], "index": 1},
    },
    "/api/sample": {"n": 2, "temperature": 1.0, "seed": 4},
    "/api/path": {"a": [0, 0], "b": [1, 1], "kind": "slerp", "steps": 5},
    "/api/gif": {"z": [[0, 0], [1, 1]], "weights": [0, 0, 1], "ms": 40, "scale": 2},
    "/api/group-pictures": {"group": {"indices": [3, 4]}, "n": 2, "seed": 4},
    "/api/direction": {"those": {"indices": [0, 1, 2]}, "others": "rest", "against": [[1, 0]]},
    "/api/analogy": {"a": [0, 0], "b": [1, 1], "c": [0, 1], "without": [0], "side": 3},
    "/api/neighbourhood": {"z": [0, 0], "side": 3, "fine": 2},
    "/api/codes/cell": {"level": 0, "y": 0, "x": 1, "cells": [0] * 6, "pixels": encode(np.zeros((1, 8, 12)))},
    "/api/codes/cost": {"cells": [1] * 6, "pixels": None},
    "/api/bounds/draws": {"picture": encode(np.zeros(48)), "mean": [0, 1], "std": [1, 1], "seed": 1, "draws": 3},
    "/api/bounds/improve": {"picture": encode(np.zeros(48)), "mean": [0, 1], "std": [1, 1]},
    "/api/attend/steps": {"model": "arnn", "colour": 1, "scene": {}},
    "/api/attend/trace": {"model": "arnn", "colour": 1, "scene": {}, "stage": 0, "row": 1, "column": 2, "pass": 0},
    "/api/link-code": {"link": "http://127.0.0.1/mixtures?f=log"},
    "/api/tour": {"title": "Mine", "steps": [{"title": "a", "link": "/pixels"}, {"title": "b"}]},
    "/api/pixels/gif": {
        "levels": 2,
        "shape": [1, 2, 3],
        "pictures": encode(np.zeros(6)),
        "order": [0, 1, 2, 3, 4, 5],
        "given": encode(np.zeros(6)),
        "columns": 1,
        "seconds": 1,
    },
}
JOBS: dict[str, dict[str, Any]] = {
    "/api/paint": {
        "id": 1,
        "model": "gated",
        "n": 2,
        "label": 1,
        "temperature": 1.0,
        "seed": 7,
        "canvas": encode(-np.ones(48), "<i2"),
        "way": "rows",
        "given": None,
    },
    "/api/restore": {
        "id": 1,
        "subject": "photo",
        "shape": [1, 20, 30],
        "pixels": encode(GREY),
        "damage": {"kind": "painted", "strength": 0.1, "seed": 3, "mask": encode(GREY > 99)},
        "methods": ["median"],
    },
    "/api/attend": {"id": 1, "colour": 2, "models": ["san", "arnn"], "scene": {}},
    "/api/mixtures/patches": {"id": 1, "model": "patches", "photo": "camera", "sigma": 5, "row": 3, "step": 8},
    "/api/training/live": {
        "id": 1,
        "steps": 2,
        "every": 1,
        "begin": {"data": "shapes", "seed": 1, "sees": "c1.s2", "b": "ae", "plan": [[1, "sees", "c2"]], "own": []},
    },
}


class Target(NamedTuple):
    path: str
    method: str
    names: tuple[str, ...]  # of its path and of its query


PICTURE = [[0.0, 1.0, 0.5, 0.2, 0.1, 0.9]] * 8
CALLS: dict[str, dict[str, Any]] = {
    "models": {"can": "decode", "name": "cvae"},
    "methods": {"subject": "mnist"},
    "decode": {"model": "cvae", "z": [[0.5, -1], [0, 1]], "labels": [0, 2], "form": "numbers"},
    "encode": {"model": "cvae", "picture": PICTURE, "label": 1, "form": "numbers"},
    "sample": {"model": "cvae", "n": 2, "seed": 3, "temperature": 0.8, "label": 1, "form": "png"},
    "complete": {"model": "gated", "picture": [], "known": 2, "n": 2, "seed": 3, "temperature": 1.0, "label": 1},
    "restore": {
        **{
            "picture": [[0.1, 0.4] * 8] * 16,
            "method": "biharmonic",
            "damage": "painted",
            "strength": None,
            "subject": "photo",
        },
        **{"seed": 3, "lost": [[0, 1] * 8] * 16, "is_damaged": True, "form": "png"},
    },
    "attend": {"model": "san", "colour": "red", "seed": 1, "scene": None, "picture": None, "form": "png"},
}  # of every endpoint a call that is answered


@pytest.fixture(scope="module")
def context(tmp_path_factory) -> Context:
    """Every kind of checkpoint that the tests have."""
    folder: Path = tmp_path_factory.mktemp("everything")
    kinds = {"painters": painters.write, "coders": coders.write, "lookers": lookers.write}
    for name, write in kinds.items():
        (folder / name).mkdir()
        write(folder / name)
    save(VAE(shape=(1, 8, 6), latents=2, width=8), folder / "vae", dataset="mnist")
    mapped.write(folder / "vae")
    save(ConditionalVAE(shape=(1, 8, 6), latents=2, width=8, classes=3), folder / "cvae", dataset="own")
    save(Classifier(shape=(1, 8, 8), classes=3, channels=4, width=8), folder / "judge", dataset="own")
    save(GridVAE(shape=(1, 8, 8), maps=2, halvings=1, channels=4), folder / "stack", dataset="own")
    save(PatchPrior(components=3), folder / "patches", dataset="photographs")
    data = lookers.data(tmp_path_factory.mktemp("data"))
    folders = [folder, *(folder / name for name in kinds)]
    return context_of(Catalogue(folders, trained=folder / "none"), data)


@pytest.fixture(scope="module")
def api(context) -> APIRouter:
    return routes_over(context)


@pytest.fixture(scope="module")
def client(api) -> TestClient:
    app = FastAPI()
    app.include_router(api)
    return TestClient(app)


@pytest.fixture(scope="module")
def scene(client) -> dict[str, Any]:
    """A scene as the page has it."""
    return client.get("/api/scene?seed=1").json()


def targets(api: APIRouter) -> list[Target]:
    found = []
    for route in api.routes:
        if isinstance(route, APIRoute):
            names = [field.name for part in ("path_params", "query_params") for field in getattr(route.dependant, part)]
            found.append(Target(route.path, min(route.methods), tuple(names)))
    return found


NAMES = [
    "vae",
    "cvae",
    "gated",
    "scales",
    "one",
    "two",
    "arnn",
    "san",
    "judge",
    "stack",
    "plain",
    "broken",
    "own",
    "patches",
    "mnist",
    "lena",
]
ODD_TEXT = [
    "",
    " ",
    "x" * 1000,
    "\ud800",
    "a\udfffb",
    "\x00",
    "../../x",
    "..%2f",
    "é漢🎲",
    "{{7*7}}",
    "<b>",
    "1e999",
    "-0",
    "NaN",
]
HUGE = 10**400
NUMBERS = [
    0,
    1,
    -1,
    2,
    7,
    255,
    256,
    2**31,
    2**53,
    2**63,
    -(2**63) - 1,
    HUGE,
    -HUGE,
    0.5,
    -0.0,
    1e308,
    1e999,
    float("nan"),
]
leaves = st.one_of(
    st.sampled_from([None, True, False]),
    st.sampled_from(NUMBERS),
    st.sampled_from(ODD_TEXT),
    st.sampled_from(NAMES),
    st.text(max_size=8),
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=8,
)
query_values = st.one_of(
    st.sampled_from(NAMES),
    st.sampled_from(ODD_TEXT),
    st.sampled_from(NUMBERS).map(str),
    st.integers(0, 12).map(str),
    st.sampled_from([page.path for page in PAGES]),
    st.text(max_size=12),
)
FITTING = {
    "page": [page.path for page in PAGES],
    "name": ["preview.png", "camera"],
    "path": ["ui/controls/buttons.js", "pages/pixels/bench.js"],
    "dataset": ["mnist", "own"],
    "subject": ["mnist", "photo"],
}
MODELS_OF = {
    "/api/codes": ["one", "two"],
    "/api/pixels": ["gated", "scales"],
    "/api/attend": ["arnn", "san"],
    "/api/mixtures": ["patches"],
    "/api/classify": ["judge"],
}


def of_name(name: str, path: str) -> st.SearchStrategy[str]:
    """Values of a parameter: mostly what fits, so that what lies behind the door is reached; else anything."""
    models = next((those for begin, those in MODELS_OF.items() if path.startswith(begin)), ["vae", "cvae"])
    fitting = st.sampled_from(models if name in ("model", "models") else FITTING.get(name, ["0", "1", "2"]))
    return st.one_of(fitting, fitting, fitting, query_values)


@st.composite
def mutated(draw: st.DrawFn, valid: Any) -> Any:
    """``valid`` with one to three of its parts replaced, taken away or doubled, at any depth."""
    content = json.loads(json.dumps(valid))
    for _ in range(draw(st.integers(1, 3))):
        at, steps = content, draw(st.integers(0, 3))
        for _ in range(steps):
            inner = [
                value
                for value in (at.values() if isinstance(at, dict) else at)
                if isinstance(value, dict | list) and value
            ]
            if not inner:
                break
            at = draw(st.sampled_from(inner))
        if not at:
            continue
        key = draw(st.sampled_from(list(at) if isinstance(at, dict) else range(len(at))))
        match draw(st.sampled_from(["replace", "replace", "replace", "take", "double"])):
            case "replace":
                at[key] = draw(values)
            case "take":
                del at[key]
            case "double" if isinstance(at, list):
                at.append(at[key])
    return content


def picture_bytes(kind: str) -> bytes:
    file = io.BytesIO()
    frames = [Image.fromarray(np.full((9, 12), 40 * number, np.uint8)) for number in range(3)]
    frames[0].save(
        file, kind, **({"save_all": True, "append_images": frames[1:]} if kind in ("GIF", "TIFF", "WEBP") else {})
    )
    return file.getvalue()


FILES = [picture_bytes(kind) for kind in ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP")]


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A picture file with some bytes changed, cut or put in; or no picture at all."""
    content = bytearray(draw(st.sampled_from(FILES)))
    match draw(st.sampled_from(["change", "change", "change", "cut", "put", "noise"])):
        case "change":
            for _ in range(draw(st.integers(1, 6))):
                content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
        case "cut":
            content = content[: draw(st.integers(0, len(content)))]
        case "put":
            at = draw(st.integers(0, len(content)))
            content[at:at] = draw(st.binary(max_size=20))
        case "noise":
            content = bytearray(draw(st.binary(max_size=60)))
    return bytes(content)


def as_json(content: Any) -> bytes:
    return json.dumps(content).encode()


def filled(content: dict[str, Any], scene: dict[str, Any]) -> dict[str, Any]:
    """With a real scene where there has to be one."""
    return content | {"scene": scene} if "scene" in content else content


def bounded(examples: int):
    """Settings of a test: the same inputs each time, and no clock."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


class NoTraceback(logging.Handler):
    """Fails where our own code logs an error that it did not expect; a stranger's model may do as it likes."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and not any(name in record.getMessage().lower() for name in STRANGERS):
            raise AssertionError(f"a traceback in the log: {record.getMessage()}") from record.exc_info[1]


@pytest.fixture(autouse=True)
def quiet():
    handler = NoTraceback(logging.WARNING)
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)


def test_every_route_answers_whatever_it_is_asked(api, client, scene):
    every = targets(api)
    assert len(every) > 30
    reached = {target.path for target in every if 200 in asked(client, target, scene, REQUESTS // len(every))}
    # the inputs are not all of the kind that is turned away at the door
    assert len(reached) > 2 * len(every) / 3, f"never answered: {sorted({one.path for one in every} - reached)}"


def asked(client: TestClient, target: Target, scene: dict[str, Any], times: int) -> set[int]:
    """Ask one route again and again; all statuses of its answers, none of them above 499."""
    seen: set[int] = set()
    valid = filled(BODIES.get(target.path, {}), scene)
    whole = st.sampled_from([bytes(48), bytes(96), bytes(64), FILES[0], as_json(valid)])
    forms = [whole, whole, files(), values.map(as_json), st.binary(max_size=48)]
    forms += [st.just(as_json(valid)), *[mutated(valid).map(as_json)] * 3] if valid else []

    @bounded(times)
    @given(st.fixed_dictionaries({name: of_name(name, target.path) for name in target.names}), st.one_of(forms))
    def ask(told: dict[str, str], content: bytes) -> None:
        path = target.path.replace(":path}", "}")
        for name, value in told.items():
            path = path.replace(f"{{{name}}}", quote(value, safe="", errors="surrogatepass") or "x")
        query = urlencode(told, errors="surrogatepass")
        answer = client.request(target.method, f"{path}?{query}", content=content if target.method == "POST" else None)
        seen.add(answer.status_code)
        assert answer.status_code < 500
        if answer.status_code >= 400 and "application/json" in answer.headers["content-type"]:
            assert answer.json().get("error", answer.json().get("detail"))

    ask()
    return seen


@pytest.mark.parametrize("path", ["/api/paint", "/api/restore", "/api/attend", "/api/training/live"])
def test_sockets_answer_and_go_on_whatever_they_are_sent(client, scene, path):
    valid = filled(JOBS[path], scene)

    @bounded(MESSAGES // EACH // 5)
    @given(st.data())
    def speak(data: st.DataObject) -> None:
        with client.websocket_connect(path) as socket:
            for _ in range(EACH):
                message = data.draw(
                    st.one_of(*[mutated(valid).map(json.dumps)] * 4, values.map(json.dumps), st.text(max_size=20))
                )
                if data.draw(st.integers(0, 15)):
                    socket.send_text(message)
                else:
                    socket.send_bytes(data.draw(st.binary(max_size=20)))
            socket.send_text('{"stop": true}')
            socket.send_json({"id": 987654})  # no job: it is answered with a sentence, after whatever came before
            while (answer := socket.receive_json()).get("id") != 987654:
                assert "event" in answer or path == "/api/attend"
            assert answer.get("message") or answer.get("error")

    speak()


@pytest.mark.parametrize(
    ("path", "model"), [("/api/decode", "vae"), ("/api/decode", "cvae"), ("/api/codes/decode", "two")]
)
def test_dragging_goes_on_whatever_is_sent(client, path, model):
    @bounded(MESSAGES // EACH // 5)
    @given(st.data())
    def drag(data: st.DataObject) -> None:
        with client.websocket_connect(f"{path}?model={model}") as socket:
            for _ in range(EACH):
                socket.send_bytes(data.draw(st.binary(max_size=64)))
            socket.send_text("no bytes")
            answers = 0
            while answers <= EACH:
                message = socket.receive()
                if "loading" in (message.get("text") or ""):
                    continue
                answers += 1
                assert message["type"] == "websocket.send", message
            assert "error" in message["text"]

    drag()


@bounded(200)
@given(st.lists(st.one_of(st.sampled_from(NAMES), st.sampled_from(ODD_TEXT)), min_size=1, max_size=2))
def test_sockets_of_no_model_say_so_and_close(client, names):
    with client.websocket_connect(f"/api/decode?model={quote(names[0], errors='surrogatepass')}") as socket:
        socket.send_bytes(b"")
        assert socket.receive()["type"] in ("websocket.send", "websocket.close")


@pytest.mark.parametrize("name", CALLS)
def test_endpoints_answer_or_refuse_whatever_they_are_called_with(context, scene, name):
    endpoint, shape = endpoints(context).by_name[name], context.card_of("gated").shape
    valid = CALLS[name]
    if name == "complete":
        valid = valid | {"picture": np.where(np.arange(np.prod(shape)) < 9, 1.0, -1.0).reshape(shape).tolist()}
    others = [valid | {"picture": f"data:image/png;base64,{encode(np.frombuffer(FILES[0], np.uint8))}"}]
    others += [
        valid | {"model": "two", "z": [[0] * 6]},
        valid | {"scene": scene},
        valid | {"known": None, "is_damaged": 0},
    ]
    calls = [{key: value for key, value in call.items() if key in endpoint.parameters} for call in (valid, *others)]
    answered: list[Any] = []

    @bounded(CALLED // len(CALLS))
    @given(st.one_of(st.just(calls[0]), values, *[mutated(call) for call in calls if call]))
    def call(given: Any) -> None:
        try:
            answered.append(awaited(endpoint.function(**endpoint.bind(given))))
        except Refusal as refusal:
            assert refusal.sentence.endswith((".", "?", ")")), refusal.sentence
        else:
            json.dumps(answered[-1], allow_nan=False)

    call()
    assert answered


def test_every_endpoint_is_among_them(context):
    assert list(endpoints(context).by_name) == list(CALLS)
