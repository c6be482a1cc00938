"""The Pixels page's view: exact through its link where it is in range, clamped and said so where it is not; its code
paints what the page shows.
"""

from __future__ import annotations

import base64
import urllib.parse

import numpy as np
import pytest
import torch
from fastapi import FastAPI
from fastapi.testclient import TestClient

import explorer
from explorer.catalogue import Catalogue
from explorer.data import datasets
from explorer.data.levels import in_levels
from explorer.limits import MAX_SEED
from explorer.pages import routes
from explorer.pages.pixels import own
from explorer.pages.pixels.view import COUNTS, HEATS, HOLES, START, WAYS, PixelsView
from explorer.serving import links
from tests.unit import painters
from tests.unit.painters import SHAPE

HOSTILE = ["nan", "inf", "-1e999", "", "abc", "null", "[]", "<script>alert(1)</script>", "9" * 5000, "\x00", "😀", "test:-1", "test:17;", "1,2,3,4", "-1,0", "1.5,2", "each ", "²",
           7, None, [1], [1, 2], [1, 2, 300], {}, True]  # fmt: skip


GREYS = np.random.default_rng(1).integers(0, 256, SHAPE, np.uint8)
HOLE = np.random.default_rng(2).random(SHAPE[1:]) < 0.5


def text_of(mark: str, content: bytes) -> str:
    return mark + base64.urlsafe_b64encode(content).decode().rstrip("=")


PICTURE = own.read_picture(text_of("raw:", GREYS.tobytes()), GREYS.size)
PAINTED = text_of("own:", np.packbits(HOLE).tobytes())


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Catalogue:
    return painters.write(tmp_path_factory.mktemp("painters"))


def parse(query: str) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(query))


@pytest.mark.parametrize(
    "fields",
    [
        {"model": "gated"},
        {
            "model": "gated",
            "beside": "slow",
            "label": "each",
            "n": 4,
            "temperature": 0.7,
            "seed": 2**31 - 1,
            "which": 3,
            "at": [7, 5],
            "field": 1,
            "step": 0,
            "heat": "surprise",
        },
        {"model": "sixteen", "n": 16, "which": 15, "force": [0, 0, 15], "heat": "entropy", "step": 48},
        {"model": "gated", "label": "2", "start": "test:9999", "hole": "middle", "way": "passes"},
        {"model": "gated", "label": "1", "other": "2", "mix": 0.25},
        {"model": "sixteen", "beside": "gated", "label": "1"},  # which the second model is told
        {"model": "sixteen", "start": PICTURE, "hole": PAINTED},
    ],
)
def test_a_view_survives_its_link(catalogue, fields):
    view, notes = PixelsView.read(fields, catalogue)
    again, more = PixelsView.read(parse(links.to_query(view)), catalogue)
    assert again == view and notes == more == []
    assert all(getattr(view, name) == value for name, value in fields.items())


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: str(value)[:20])
@pytest.mark.parametrize("model", ["gated", None])
def test_a_hostile_value_gives_a_view_in_range(catalogue, value, model):
    view, _ = PixelsView.read(
        dict.fromkeys(PixelsView.__dataclass_fields__, value) | ({"model": model} if model else {}), catalogue
    )
    _, height, width = catalogue.card(view.model).shape
    assert (
        str(view.n) in COUNTS
        and view.heat in HEATS
        and view.hole in HOLES
        and view.way in WAYS
        and view.field in (0, 1)
    )
    assert view.label in ("", "each", *map(str, range(catalogue.card(view.model).conditions)))
    assert view.beside == "" or catalogue.card(view.beside).shape == SHAPE
    assert (
        0 <= view.temperature <= 2
        and 0 <= view.seed <= MAX_SEED
        and -1 <= view.step <= height * width
        and 0 <= view.which < view.n
    )
    assert view.at == [] or (len(view.at) == 2 and 0 <= view.at[0] < height and 0 <= view.at[1] < width)
    assert view.force == [] or (
        len(view.force) == 3
        and 0 <= view.force[0] < height
        and 0 <= view.force[1] < width
        and 0 <= view.force[2] <= 255
    )
    assert view.start == "" or START.fullmatch(view.start)
    assert view.other in ("", "0", "1", "2") and 0 <= view.mix <= 1
    again, notes = PixelsView.read(parse(links.to_query(view)), catalogue)
    assert again == view and notes == []
    assert "<" not in links.to_query(view) and "%00" not in links.to_query(view)
    compile(view.script(catalogue.card(view.model)), "code", "exec")


def test_what_is_left_out_is_said(catalogue):
    view, notes = PixelsView.read(
        {
            "model": "sixteen",
            "label": "each",
            "n": "3",
            "at": "8,0",
            "force": "1,2",
            "start": "own",
            "hole": "left",
            "which": 4,
        },
        catalogue,
    )
    assert (view.label, view.n, view.at, view.force, view.start, view.hole, view.which) == (
        "",
        1,
        [],
        [],
        "",
        "",
        0,
    ) and len(notes) == 7
    with pytest.raises(LookupError, match="python -m train"):
        PixelsView.read({}, Catalogue(trained=catalogue.card("gated").folder / "nothing"))


class Painted:
    """What the page shows for a view: the same jobs over the socket."""

    def __init__(self, catalogue: Catalogue):
        app = FastAPI()
        app.include_router(routes(catalogue))
        self.client = TestClient(app)

    def paint(
        self, view: PixelsView, n: int, seed: int, label: str | int | list | None, canvas: np.ndarray
    ) -> np.ndarray:
        text = base64.b64encode(canvas.astype("<i2").tobytes()).decode()
        with self.client.websocket_connect("/api/paint") as socket:
            socket.send_json(
                {
                    "id": 1,
                    "model": view.model,
                    "n": n,
                    "label": label,
                    "temperature": view.temperature,
                    "seed": seed,
                    "canvas": text,
                    "way": "rows",
                }
            )
            assert socket.receive_json()["event"] == "begin"
            levels = np.full((n, *SHAPE), -1)
            while (event := socket.receive_json())["event"] == "row":
                levels[:, :, event["y"], event["columns"]] = np.frombuffer(
                    base64.b64decode(event["levels"]), np.uint8
                ).reshape(n, SHAPE[0], -1)
        assert event["event"] == "end"
        return levels


@pytest.mark.parametrize(
    "fields",
    [
        {"model": "gated"},
        {"model": "gated", "label": "each", "n": 4, "seed": 3, "temperature": 0.8, "which": 2, "force": [3, 2, 1]},
        {"model": "sixteen", "n": 4, "which": 3, "force": [2, 2, 9], "way": "passes"},
        {"model": "plain", "label": "1", "n": 4},
        {"model": "gated", "label": "2", "n": 4, "start": "test:1", "hole": "middle", "seed": 5},
        {"model": "sixteen", "start": "test:0", "hole": "right", "way": "passes"},
        {"model": "gated", "label": "0", "other": "2", "mix": 0.4, "n": 4, "which": 1, "force": [2, 2, 1]},
        {"model": "sixteen", "start": PICTURE, "hole": PAINTED, "n": 4},
        {"model": "gated", "start": PICTURE, "hole": "middle", "force": [3, 3, 0]},
        {"model": "scales", "n": 4, "start": "test:1", "hole": "top", "force": [1, 1, 1], "which": 1},
    ],
    ids=str,
)
def test_the_code_paints_the_pictures_of_the_page(catalogue, monkeypatch, capsys, fields):
    greys = np.random.default_rng(0).integers(0, 256, (2, *SHAPE), np.uint8)
    monkeypatch.setattr(datasets, "test_picture", lambda name, index, root=None, shape=None: (greys[index].copy(), 0))
    monkeypatch.setattr(explorer, "load", lambda name, *folders: catalogue.load(name))
    view, notes = PixelsView.read(fields, catalogue)
    card, made = catalogue.card(view.model), {}
    assert notes == []
    exec(view.script(card), made)
    levels = made["model"].levels

    canvas = np.full(SHAPE, -1)
    if view.start:
        begun = GREYS if view.start == PICTURE else greys[int(view.start[5:])]
        known = in_levels(torch.from_numpy(begun)[None], levels, torch.Generator().manual_seed(0))[0]
        canvas = (known * (levels - 1)).round().long().numpy()
        if view.hole == PAINTED:
            canvas[:, HOLE] = -1
        else:
            rows, columns = {
                "middle": (slice(2, 6), slice(1, 5)),
                "right": (slice(None), slice(3, None)),
                "top": (slice(0, 4), slice(None)),
            }[view.hole]
            canvas[:, rows, columns] = -1
    page, label = Painted(catalogue), int(view.label) if view.label.isdigit() else view.label or None
    if view.other:
        label = [label, int(view.other), view.mix]
    labels = [None if label is None else number % 3 if label == "each" else label for number in range(view.n)]
    shown = page.paint(view, view.n, view.seed, label, canvas)
    assert torch.equal((made["pictures"] * (levels - 1)).round().long(), torch.from_numpy(shown))
    told = [] if label is None else [torch.tensor([[0.6, 0.0, 0.4]] * view.n if view.other else labels)]
    assert f"{-made['model'].log_prob(made['pictures'], *told)}\n" in capsys.readouterr().out
    if view.force:
        y, x, level = view.force
        canvas[:, y, x] = level
        branch = page.paint(view, 1, view.seed + view.which, labels[view.which], canvas)
        assert (
            torch.equal((made["branch"] * (levels - 1)).round().long(), torch.from_numpy(branch))
            and branch[0, 0, y, x] == level
        )
        earlier = np.arange(branch[0].size).reshape(SHAPE) < y * SHAPE[2] + x
        if view.model != "scales":  # which paints in another order
            assert (branch[0][earlier] == shown[view.which][earlier]).all()


def test_the_view_is_served(catalogue):
    client = Painted(catalogue).client
    told = client.get("/api/view/pixels?model=gated&n=4&at=1,2&force=3,4,1").json()
    assert (
        told["notes"] == []
        and told["view"]["at"] == [1, 2]
        and told["view"]["force"] == [3, 4, 1]
        and told["view"]["n"] == 4
    )
    link = client.post("/api/link/pixels", json=told["view"]).json()
    assert link["query"] == "model=gated&n=4&seed=0&at=1,2&force=3,4,1" and "noise(model.shape, 0, 4)" in link["code"]


def test_the_first_picture_is_the_one_that_evaluation_chose(catalogue, monkeypatch):
    card = catalogue.card("gated")
    monkeypatch.setitem(card.metrics, "first_seed", {"value": 17.0, "label": 2})
    first, notes = PixelsView.read({"model": "gated"}, catalogue)
    assert (first.seed, first.label, notes) == (17, "2", [])
    assert PixelsView.read(parse(links.to_query(first)), catalogue)[0] == first
    for asked in ({"seed": 0}, {"label": "1"}, {"start": "test:3"}):
        view, _ = PixelsView.read({"model": "gated"} | asked, catalogue)
        assert view.seed == 0 and view.label == asked.get("label", ""), "what is asked for counts"
    monkeypatch.setitem(card.metrics, "first_seed", {"value": -5, "label": 99})
    view, _ = PixelsView.read({"model": "gated"}, catalogue)
    assert (view.seed, view.label) == (0, "")


@pytest.mark.parametrize("start", ["own:", "own:%%%", PICTURE[:-9], text_of("own:", b"x" * 48), text_of("raw:", b"x")])
def test_an_own_picture_that_is_none_is_left_out_and_said(catalogue, start):
    view, notes = PixelsView.read({"model": "gated", "seed": 0, "start": start}, catalogue)
    assert view.start == "" and len(notes) == 1
