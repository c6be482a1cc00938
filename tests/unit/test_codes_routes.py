"""The Codes page's routes: what they say is what the model does, and everything that can't be answered gets a sentence."""

from __future__ import annotations

import base64
import io
import json
import math
import shutil

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient
from PIL import Image

import explorer
from explorer.catalogue import Catalogue
from explorer.coding import book, jpeg
from explorer.coding.work import Coder
from explorer.data import datasets
from explorer.models import VQVAE
from explorer.sampling import noise, sample
from tests.unit import coders
from tests.unit.coders import CODES, SHAPE
from tests.unit.wire import array, encode, served

COUNT = {"one": 6, "two": 30, "bare": 6}
GRIDS = {"one": [[2, 3]], "two": [[2, 3], [4, 6]]}
either = pytest.mark.parametrize("name", ["one", "two"])


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Catalogue:
    return coders.write(tmp_path_factory.mktemp("coders"))


@pytest.fixture(scope="module")
def client(catalogue) -> TestClient:
    return served(catalogue)


def picture(seed: int = 0, shape: tuple[int, ...] = SHAPE) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)


def grids(name: str, cells: np.ndarray) -> tuple[torch.Tensor, ...]:
    """Cells ``(n, count)`` as the models take them."""
    cells = torch.from_numpy(np.asarray(cells, np.int64))
    return (
        (cells.view(-1, 2, 3),) if name != "two" else (cells[:, :6].reshape(-1, 2, 3), cells[:, 6:].reshape(-1, 4, 6))
    )


def of_model(catalogue: Catalogue, name: str, cells: np.ndarray) -> np.ndarray:
    return (catalogue.load(name).decode_codes(grids(name, cells)) * 255).round().byte().numpy()


def flat(found) -> torch.Tensor:
    return torch.cat([part.flatten(1) for part in found], 1)


@either
def test_encoding_is_the_models(client, catalogue, name):
    told = client.post(f"/api/codes/encode?model={name}", content=picture().tobytes()).json()
    expected = flat(catalogue.load(name).encode_codes(torch.from_numpy(picture())[None] / 255))
    assert told["cells"] == expected[0].tolist() and len(told["cells"]) == COUNT[name] and len(set(told["cells"])) > 1
    back = array(told["pixels"], "u1", *SHAPE)
    assert (back == of_model(catalogue, name, expected)[0]).all()
    error = ((back / 255 - picture() / 255) ** 2).mean()
    assert told["psnr"] == pytest.approx(-10 * math.log10(error))


@either
def test_the_socket_decodes_and_goes_on_after_what_it_can_not(client, catalogue, name):
    cells = np.random.default_rng(0).integers(0, CODES, (3, COUNT[name]))
    with client.websocket_connect(f"/api/codes/decode?model={name}") as socket:
        socket.send_bytes(cells.astype("<u2").tobytes())
        if (message := socket.receive()).get("text"):
            assert json.loads(message["text"]) == {"status": "loading"}
            message = socket.receive()
        assert (np.frombuffer(message["bytes"], np.uint8).reshape(3, *SHAPE) == of_model(catalogue, name, cells)).all()
        wrong = np.full(COUNT[name], CODES, "<u2").tobytes()
        for content in (b"", b"\0", cells[0, 1:].astype("<u2").tobytes(), wrong, bytes(2 * COUNT[name] * 257)):
            socket.send_bytes(content)
            assert socket.receive_json()["error"].endswith(".")
        socket.send_text("hello")
        assert "code numbers from 0 to 10" in socket.receive_json()["error"]
        socket.send_bytes(cells[1].astype("<u2").tobytes())
        assert (
            np.frombuffer(socket.receive_bytes(), np.uint8).reshape(SHAPE) == of_model(catalogue, name, cells[1:2])
        ).all()


@pytest.mark.parametrize("model", ["nobody", "prior", "nowhere", ""])
def test_a_socket_to_no_coder_says_so_and_closes(client, model):
    with client.websocket_connect(f"/api/codes/decode?model={model}") as socket:
        while "status" in (told := socket.receive_json()):
            pass
        assert told["final"] and told["error"].endswith(".") and socket.receive()["type"] == "websocket.close"


def test_a_broken_decoder_gets_a_sentence(client):
    with client.websocket_connect("/api/codes/decode?model=broken") as socket:
        for _ in range(2):
            socket.send_bytes(bytes(12))
            while "status" in (told := socket.receive_json()):
                pass
            assert "broken failed at this (ZeroDivisionError: nothing works)" in told["error"]


@either
def test_the_book(client, catalogue, name):
    told, model = client.get(f"/api/codes/book?model={name}").json(), catalogue.load(name)
    assert told["shape"] == list(SHAPE) and [level["grid"] for level in told["levels"]] == GRIDS[name]
    assert told["priors"] == {"one": ["prior"], "two": ["coarse", "fine"]}[name] and told["rate"] == {}
    codes = model.encode_codes(coders.pictures(60, seed=1))
    common = [int(torch.bincount(part.flatten(), minlength=CODES).argmax()) for part in codes]
    for number, (level, part) in enumerate(zip(told["levels"], codes, strict=True)):
        counts = torch.bincount(part.flatten(), minlength=CODES)
        assert (level["codes"], level["size"], level["usage"]) == (CODES, 4, counts.tolist())
        share = counts.double() / counts.sum()
        assert level["perplexity"] == pytest.approx(float((-torch.xlogy(share, share).sum()).exp()), abs=1e-3)
        assert level["used"] == pytest.approx(float((counts > 0).double().mean()), abs=1e-3)
        assert counts[level["order"]["use"]].tolist() == sorted(counts.tolist(), reverse=True)
        assert sorted(level["order"]["similarity"]) == list(range(CODES)) and np.shape(level["map"]) == (CODES, 2)
        tiles, (rows, columns) = array(level["tiles"], "u1", CODES, 1, level["side"], level["side"]), level["grid"]
        cells = np.repeat(
            np.concatenate([np.full(math.prod(grid), code) for grid, code in zip(GRIDS[name], common, strict=True)])[
                None
            ],
            CODES,
            0,
        )
        start = 0 if number == 0 else 6
        cells[:, start : start + rows * columns] = np.arange(CODES)[:, None]
        cell, side = SHAPE[1] // rows, level["side"]
        assert side == 4
        top, left = rows // 2 * cell, columns // 2 * cell
        assert (
            tiles == of_model(catalogue, name, cells)[:, :, top : top + side, left : left + side]
        ).all() and tiles.std() > 0


def test_the_order_by_similarity_has_a_short_way(client, catalogue):
    (level,) = client.get("/api/codes/book?model=one").json()["levels"]
    vectors = catalogue.load("one").codebook[0].numpy()
    way = lambda order: np.linalg.norm(np.diff(vectors[order], axis=0), axis=1).sum()  # noqa: E731
    shuffled = [np.random.default_rng(seed).permutation(CODES) for seed in range(50)]
    assert way(level["order"]["similarity"]) < min(map(way, shuffled))
    places = np.array(level["map"])
    assert places.min() >= 0 and places.max() <= 1 and np.ptp(places, axis=0).max() == pytest.approx(1, abs=1e-3)
    shown = np.linalg.norm(places[:, None] - places[None], axis=-1)
    true = np.linalg.norm(vectors[:, None] - vectors[None], axis=-1)
    assert (
        shown * np.ptp((vectors - vectors.mean(0)) @ np.linalg.svd(vectors - vectors.mean(0))[2][0]) <= true + 1e-2
    ).all()  # a projection, on one scale


def test_a_book_without_a_test_set_is_in_its_own_order(client):
    (level,) = client.get("/api/codes/book?model=bare").json()["levels"]
    assert [level[key] for key in ("usage", "perplexity", "used", "order", "map")] == [None] * 5 and len(
        base64.b64decode(level["tiles"])
    ) == CODES * level["side"] ** 2


@pytest.mark.parametrize("wrong", ["{", "[]", '{"levels": []}', "usage", "order", "map", "perplexity", "short"])
def test_a_damaged_book_is_none(catalogue, tmp_path, wrong):
    shutil.copy(catalogue.card("one").folder / book.JSON, tmp_path)
    given = json.loads((tmp_path / book.JSON).read_text())
    assert (
        book.read(tmp_path, [(2, 3)], CODES)
        and book.read(tmp_path, [(2, 3)], CODES + 1) is None
        and book.read(tmp_path, [(2, 3)] * 2, CODES) is None
    )
    level = given["levels"][0]
    if wrong in ("usage", "map"):
        level[wrong] = level[wrong][1:]
    elif wrong == "order":
        level["order"]["use"] = [0] * CODES
    elif wrong == "perplexity":
        level[wrong] = math.nan
    elif wrong == "short":
        level["usage"] = None
    (tmp_path / book.JSON).write_text(json.dumps(given) if wrong[0] not in "{[" else wrong)
    assert book.read(tmp_path, [(2, 3)], CODES) is None


@either
def test_a_cell_in_full(client, catalogue, name):
    model, cells = catalogue.load(name), np.random.default_rng(2).integers(0, CODES, COUNT[name])
    images = torch.from_numpy(picture(3))[None] / 255
    every = model.distances(images)
    for level, (y, x) in enumerate([(1, 2), (0, 5)][: len(GRIDS[name])]):
        told = client.post(
            f"/api/codes/cell?model={name}",
            json={"pixels": encode(picture(3)), "level": level, "y": y, "x": x, "cells": cells.tolist()},
        ).json()
        distances, expected = (
            array(told["distances"], "<f4", CODES),
            every[level][0, y, x].detach(),
        )
        assert (
            np.allclose(distances, expected, rtol=1e-5)
            and told["order"] == np.argsort(distances, kind="stable").tolist()
        )
        assert told["order"][0] == flat(model.encode_codes(images))[0, 6 * level + y * GRIDS[name][level][1] + x]
        top, left, side = told["patch"]
        assert 0 <= top <= SHAPE[1] - side and 0 <= left <= SHAPE[2] - side
        size = SHAPE[1] // GRIDS[name][level][0]
        assert (
            top <= y * size and top + side >= (y + 1) * size and left <= x * size and left + side >= (x + 1) * size
        )  # the cell lies in it
        tried = np.repeat(cells[None], 8, 0)
        tried[:, 6 * level + y * GRIDS[name][level][1] + x] = told["order"][:8]
        variants = array(told["variants"], "u1", 8, 1, side, side)
        assert (
            variants == of_model(catalogue, name, tried)[:, :, top : top + side, left : left + side]
        ).all() and variants.std(0).max() > 0
        seen, moved = array(told["seen"], "<f4", *SHAPE[1:]), np.zeros(SHAPE[1:], bool)
        assert (seen >= 0).all() and seen[y * size : (y + 1) * size, x * size : (x + 1) * size].max() > 0
        for row in range(SHAPE[1]):  # what a pixel moves, tried out
            for column in range(SHAPE[2]):
                other = images.clone()
                other[0, 0, row, column] += 0.01
                found = model.distances(other)
                moved[row, column] = not torch.equal(found[level][0, y, x], expected)
        assert (seen[~moved] < 1e-4 * seen.max()).all()


def test_what_a_cell_sees_ends_somewhere(client):
    """Of a stranger's model whose cells are blocks: nothing outside of the block, all of it alike."""
    told = client.post(
        "/api/codes/cell?model=plain",
        json={"pixels": encode(picture(0, (3, 6, 6))), "level": 0, "y": 1, "x": 1, "cells": [0, 1, 2, 3, 4, 0]},
    ).json()
    seen = array(told["seen"], "<f4", 6, 6)
    assert (seen[2:4, 3:] > 0).all() and np.ptp(seen[2:4, 3:]) < 1e-6
    seen = seen.copy()
    seen[2:4, 3:] = 0
    assert (seen == 0).all()
    (top, left, side), variants = told["patch"], array(told["variants"], "u1", 8, 3, 6, 6)
    assert (top, left, side) == (0, 0, 6) and set(np.unique(variants[:5, :, 2, 4])) == {
        0,
        64,
        128,
        191,
        255,
    }  # 5 codes: the rest as it was
    assert (variants[5:] == variants[5]).all() and (variants[5, :, 2, 4] == 191).all()


def test_nothing_moves_a_choice_between_equal_codes():
    model = coders.begun(VQVAE)
    model.codebook[0].data.fill_(0.5)
    assert (Coder("mine", model).seen(picture(), 0, 1, 1) == np.zeros(SHAPE[1:])).all()


def test_where_a_code_stands(client, catalogue):
    codes = flat(catalogue.load("two").encode_codes(coders.pictures(60, seed=1)))[:, 6:].numpy()
    rare, often = np.bincount(codes.flatten(), minlength=CODES).argsort()[[0, -1]]
    for code in (int(rare), int(often)):
        told = client.get(f"/api/codes/where?model=two&level=1&code={code}").json()
        each = (codes == code).sum(1)
        assert told["count"] == each.sum() and len(told["pictures"]) == min(12, (each > 0).sum())
        assert [len(one["cells"]) for one in told["pictures"]] == sorted(each[each > 0].tolist(), reverse=True)[:12]
        for one in told["pictures"]:
            assert one["cells"] == np.flatnonzero(codes[one["index"]] == code).tolist()
    assert (
        client.get("/api/codes/where?model=one&code=0").json()["count"]
        == client.get("/api/codes/book?model=one").json()["levels"][0]["usage"][0]
    )
    for query, status in (("model=bare&code=1", 404), (f"model=one&code={CODES}", 422), ("model=one&code=-1", 422), ("model=one", 422), ("model=one&level=1&code=0", 422),
                          ("model=nobody&code=0", 404), ("model=prior&code=0", 409), ("model=one&code=²", 422), ("model=one&code=" + "9" * 5000, 422)):  # fmt: skip
        answer = client.get(f"/api/codes/where?{query}")
        assert answer.status_code == status and answer.json()["error"].endswith("."), query


@pytest.mark.parametrize("how", [b"", b"no safetensors"])
def test_damaged_codes_of_the_test_set_are_none(catalogue, tmp_path, how):
    (tmp_path / book.CODES).write_bytes(how)
    assert book.where(tmp_path, [(2, 3)], 0, 1) is None
    shutil.copy(catalogue.card("one").folder / book.CODES, tmp_path)
    assert (
        book.where(tmp_path, [(2, 3)], 0, 1)
        and book.where(tmp_path, [(3, 3)], 0, 1) is None
        and book.where(tmp_path, [(2, 3)] * 2, 1, 1) is None
    )


@either
def test_what_a_picture_costs(client, catalogue, name):
    cells = np.random.default_rng(4).integers(0, CODES, COUNT[name])
    told = client.post(
        f"/api/codes/cost?model={name}", json={"pixels": encode(picture(5)), "cells": cells.tolist()}
    ).json()
    assert told["uniform"] == pytest.approx(COUNT[name] * math.log2(CODES))
    levels, parts = client.get(f"/api/codes/book?model={name}").json()["levels"], [cells[:6], cells[6:]]
    bits = sum(
        -math.log2(max(level["usage"][code], 0.5) / sum(level["usage"]))
        for level, part in zip(levels, parts, strict=False)
        for code in part
    )
    assert told["entropy"] == pytest.approx(bits)
    pictured = [part[:, None] / (CODES - 1) for part in grids(name, cells[None])]
    if name == "two":
        nats = -float(
            catalogue.load("coarse").log_prob(pictured[0])
            + catalogue.load("fine").below(grids(name, cells[None])[0]).log_prob(pictured[1])
        )
        assert told["prior"]["name"] == "coarse and fine"
    else:
        nats = -float(catalogue.load("prior").log_prob(pictured[0]))
        assert told["prior"]["name"] == "prior"
    assert told["prior"]["bits"] == pytest.approx(nats / math.log(2), rel=1e-4)
    assert [point["quality"] for point in told["jpeg"]] == list(jpeg.QUALITIES)
    for point in told["jpeg"]:
        size, back = jpeg.coded(picture(5), point["quality"], 0)
        assert point["bits_without_header"] == size < point["bits"] and point["psnr"] == pytest.approx(
            -10 * math.log10(((back / 255 - picture(5) / 255) ** 2).mean())
        )
    file = io.BytesIO()
    Image.fromarray(picture(5)[0]).save(file, "PNG", optimize=True)
    assert told["png"] == 8 * len(file.getvalue())
    assert told["psnr"] == pytest.approx(
        -10 * math.log10(((of_model(catalogue, name, cells[None])[0] / 255 - picture(5) / 255) ** 2).mean())
    )
    image = torch.from_numpy(picture(5).astype(np.float32) / 255)[None]
    model, chosen = catalogue.load(name), tuple(grids(name, cells[None]))
    with torch.inference_mode():
        error = 0.5 * float((model.decode_codes(chosen) - image).square().sum())
        far = sum(
            float(level[0, y, x, code])
            for level, part in zip(model.distances(image), chosen, strict=True)
            for (y, x), code in np.ndenumerate(part[0].numpy())
        )
    assert told["loss"]["reconstruction"] == pytest.approx(error, rel=1e-4)
    assert told["loss"]["distance"] == pytest.approx(far, rel=1e-4) and told["loss"]["beta"] == model.beta


def test_the_terms_of_a_loss_are_those_of_training():
    coder = Coder("vqvae-mnist", explorer.load("vqvae-mnist"))
    if not datasets.test_count("mnist"):
        pytest.skip("the test set is not here")
    pixels, _ = datasets.test_picture("mnist", 0)
    terms = coder.loss_terms(pixels, coder.encode(pixels[None])[0])
    with torch.inference_mode():
        error, commitment = coder.model(torch.from_numpy(pixels.astype(np.float32) / 255)[None])
    assert 0.8 * float(error) < terms["reconstruction"] <= float(error)  # the picture that is shown is clipped
    assert terms["beta"] * terms["distance"] == pytest.approx(float(commitment), rel=1e-3)


def test_a_cost_without_a_picture_a_prior_or_a_test_set(client):
    told = client.post("/api/codes/cost?model=bare", json={"cells": [0] * 6}).json()
    assert told == {
        "uniform": pytest.approx(6 * math.log2(CODES)),
        "entropy": None,
        "prior": None,
        "loss": None,
        "jpeg": [],
        "png": None,
        "psnr": None,
    }
    flat = client.post(
        "/api/codes/cost?model=plain", json={"pixels": encode(np.zeros((3, 6, 6))), "cells": [0] * 6}
    ).json()
    assert flat["psnr"] == 100 and len(flat["jpeg"]) == 2 * len(
        jpeg.QUALITIES
    )  # equal, and JSON has no infinite number


WRONG = [
    {"pixels": "AAAA"},
    {"pixels": 7},
    {"cells": None},
    {"cells": [0] * 5},
    {"cells": [0] * 7},
    {"cells": [0, 0, 0, 0, 0, CODES]},
    {"cells": [0, 0, 0, 0, 0, -1]},
    {"cells": [0, 0, 0, 0, 0, 1.5]},
    {"cells": [True] * 6},
    {"cells": "000000"},
    {"cells": [None] * 6},
]


@pytest.mark.parametrize(
    "wrong",
    [
        *WRONG,
        {"pixels": None},
        {"level": 1},
        {"level": -1},
        {"level": "0"},
        {"level": None},
        {"y": 2},
        {"x": 3},
        {"x": -1},
        {"y": 0.5},
        {"y": None},
    ],
    ids=str,
)
def test_a_cell_that_is_none_gets_a_sentence(client, wrong):
    good = {"pixels": encode(picture()), "level": 0, "y": 0, "x": 0, "cells": [0] * 6}
    answer = client.post("/api/codes/cell?model=one", json=good | wrong)
    assert answer.status_code == 422 and answer.json()["error"].endswith(".")


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_cost_of_nothing_gets_a_sentence(client, wrong):
    answer = client.post("/api/codes/cost?model=one", json={"pixels": encode(picture()), "cells": [0] * 6} | wrong)
    assert answer.status_code == 422 and answer.json()["error"].endswith(".")


@pytest.mark.parametrize("model", ["nobody", "prior", "nowhere", "broken", ""])
def test_models_that_do_not_code_get_a_sentence(client, model):
    body = {"pixels": encode(picture(0, (3, 6, 6))), "level": 0, "y": 0, "x": 0, "cells": [0] * 6}
    answers = [
        client.get(f"/api/codes/book?model={model}"),
        client.post(f"/api/codes/encode?model={model}", content=bytes(108)),
    ]
    answers += [client.post(f"/api/codes/{route}?model={model}", json=body) for route in ("cell", "cost")]
    for answer in answers:
        assert answer.status_code in (404, 409, 422) and answer.json()["error"].endswith("."), answer.text


def test_requests_that_are_none_get_a_sentence(client):
    for route in ("cell", "cost"):
        for content in (b"", b"[]", b"{", b"[" * 10_000, b"x" * (2**20 + 1)):
            assert client.post(f"/api/codes/{route}?model=one", content=content).status_code in (400, 413)
    for content in (b"", bytes(95), bytes(97)):
        answer = client.post("/api/codes/encode?model=one", content=content)
        assert answer.status_code == 422 and "1 × 8 × 12 bytes" in answer.json()["error"]


def dream(client: TestClient, **job) -> tuple[str, np.ndarray, dict]:
    """The last event of a painting, and its levels."""
    with client.websocket_connect("/api/paint") as socket:
        socket.send_json(
            {"id": 1, "n": 2, "label": None, "temperature": 1, "seed": 5, "canvas": "", "way": "rows"} | job
        )
        levels = np.full((2, *job.pop("shape", (4, 6))), -1)
        while (event := socket.receive_json())["event"] in ("begin", "row"):
            if event["event"] == "row":
                levels[:, event["y"], event["columns"]] = array(event["levels"], "u1", 2, -1)
            else:
                begin = event
        return event, levels, begin if event["event"] == "end" else {}


def test_a_dream_of_one_level(client, catalogue):
    canvas = np.full(6, -1)
    canvas[[0, 4]] = 3, 10
    last, levels, begin = dream(client, model="prior", label=2, canvas=encode(canvas, "<i2"), shape=(2, 3))
    prior = catalogue.load("prior")
    images = (
        torch.where(torch.from_numpy(canvas) < 0, -1.0, torch.from_numpy(canvas) / (CODES - 1))
        .view(1, 1, 2, 3)
        .repeat(2, 1, 1, 1)
        .float()
    )
    expected = prior.quantize(prior.sample(images, torch.tensor([2, 2]), noise=noise(prior.shape, 5, 2)))
    assert last["event"] == "end" and begin["fast"] and (levels == expected[:, 0].numpy()).all()
    assert (levels.reshape(2, 6)[:, [0, 4]] == [3, 10]).all()


def test_a_dream_of_two_levels_is_told_the_coarser_codes(client, catalogue):
    coarse = np.array([0, 10, 3, 7, 2, 9])
    last, levels, _ = dream(client, model="fine", given=encode(coarse, "<i2"))
    fine = catalogue.load("fine").below(torch.from_numpy(coarse).view(1, 2, 3).repeat(2, 1, 1))
    expected = fine.quantize(sample(fine, torch.full((2, 1, 4, 6), -1.0), noise=noise((1, 4, 6), 5, 2)))
    assert last["event"] == "end" and (levels == expected[:, 0].numpy()).all()
    other = dream(client, model="fine", given=encode(10 - coarse, "<i2"))[1]
    assert (other != levels).any()
    each = dream(client, model="fine", given=encode(np.stack([coarse, 10 - coarse]), "<i2"))[1]
    assert (each[0] == levels[0]).all() and (each[1] == other[1]).all(), "each picture is told codes of its own"
    for wrong in (
        {},
        {"given": None},
        {"given": 7},
        {"given": "AAAA"},
        {"given": encode(np.full(6, CODES), "<i2")},
        {"given": encode(np.full(6, -1), "<i2")},
    ):
        last, *_ = dream(client, model="fine", **wrong)
        assert last["event"] == "error" and last["message"].endswith("."), wrong
    with client.websocket_connect("/api/paint") as socket:
        for name in ("fine", "prior"):
            socket.send_json({"prepare": name})
            told = socket.receive_json()
            assert told["event"] == "ready" and told["levels"] == CODES and told["fast"]


def test_pictures_come_to_a_coder_as_to_an_encoder(client, catalogue):
    file = io.BytesIO()
    Image.fromarray(picture(0, (20, 30))).save(file, "PNG")
    answer = client.post("/api/picture?model=one", content=file.getvalue())
    assert answer.status_code == 200 and len(base64.b64decode(answer.json()["pixels"])) == math.prod(SHAPE)
    assert client.get("/api/test-picture?model=one").status_code == 404  # it has no test set here
    assert client.post("/api/picture?model=prior", content=file.getvalue()).status_code == 409


def test_a_card_says_how_pictures_are_coded(client, catalogue):
    listed = {card["name"]: card for card in client.get("/api/models").json()}
    assert (
        listed["two"]["grids"] == GRIDS["two"]
        and listed["two"]["code_count"] == CODES
        and listed["two"]["can"] == ["quantize"]
    )
    assert listed["fine"]["over"] == "two" and listed["fine"]["grids"] == [] and listed["plain"]["can"] == ["quantize"]
