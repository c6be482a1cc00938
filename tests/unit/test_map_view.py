"""What the Map page asks the server for, its links and its code."""

from __future__ import annotations

import base64

import numpy as np
import pytest
import torch

import explorer
from explorer.catalogue import TRAINED, Catalogue
from explorer.latents import maps
from explorer.latents.maps import NEIGHBOURS, PCA, PLANE, POINT, UMAP
from explorer.pages.map.view import MapView
from tests.unit.wire import served

MANY, PLANAR = "vae-mnist-50d", "vae-frey-2d"  # models with shipped maps, of many latents and of two


@pytest.fixture(scope="module")
def stored() -> maps.CodeMap:
    return maps.read(TRAINED / MANY)


@pytest.fixture(scope="module")
def client():
    return served(Catalogue())


def test_the_code_of_a_map_moves_the_picture_along_its_direction(stored):
    vector = [0.5, -0.25] + [0.0] * 48
    fields = {"model": MANY, "picked": 3, "along": [0, 1.5, 0.9, *vector], "named": "thick"}
    view, notes = MapView.read(fields, Catalogue())
    assert view.named == "thick" and notes == []
    scope: dict = {}
    exec(view.script(Catalogue().card(MANY)), scope)  # the code that the page prints
    moved = torch.from_numpy(stored.codes[3]) + torch.tensor(vector)
    assert torch.allclose(scope["further"], explorer.load(MANY).decode(moved[None]), atol=1e-5)


def test_what_a_map_is_worth_and_its_points(client, stored):
    told = client.get("/api/map", params={"model": MANY}).json()
    assert [one["kind"] for one in told["maps"]] == [UMAP, PCA] and told["count"] == len(stored.codes)
    assert told["umap"] == {"n_neighbors": 15, "min_dist": 0.1} and told["small"] == [1, 28, 28]
    content = client.get("/api/map/points", params={"model": MANY, "kind": PCA}).content
    places = np.frombuffer(content[: 8 * told["count"]], np.float32).reshape(-1, 2)
    np.testing.assert_array_equal(places, stored.places[PCA])
    assert content[8 * told["count"] :] == stored.labels.tobytes()
    assert client.get("/api/map/points", params={"model": MANY, "kind": "codes"}).status_code == 404
    assert "python -m train map" in client.get("/api/map", params={"model": "hvae-faces"}).json()["error"]


@pytest.mark.parametrize("question", [{"kind": UMAP, "at": [0.3, 0.4]}, {"kind": PCA, "at": [0.3, 0.4], "plane": 1}])
def test_what_is_under_the_hand_is_decoded_from_the_code_that_is_told(client, stored, question):
    with client.websocket_connect(f"/api/map/ask?model={MANY}") as socket:
        socket.send_json({"id": 1} | question)
        answer = socket.receive_json()
    z = np.array(answer["z"], np.float32)
    picture = explorer.load(MANY).decode(torch.from_numpy(z)[None])
    pixels = np.frombuffer(base64.b64decode(answer["pixels"]), np.uint8).reshape(2, 784)
    assert np.abs(pixels[0] - 255 * picture.detach().numpy().ravel()).max() <= 1
    distances = np.linalg.norm(stored.codes - z, axis=1)
    assert answer["near"] == distances.argmin()
    assert answer["distance"] == pytest.approx(distances.min(), abs=1e-3)
    assert answer["how"] == (PLANE if "plane" in question else NEIGHBOURS)


def test_a_test_pictures_code_is_its_own_and_its_neighbour_another(client, stored):
    with client.websocket_connect(f"/api/map/ask?model={MANY}") as socket:
        socket.send_json({"index": 42})
        answer = socket.receive_json()
        np.testing.assert_allclose(answer["z"], stored.codes[42], atol=1e-4)
        assert answer["how"] == POINT and answer["near"] != 42 and answer["distance"] > 0
        socket.send_json({"z": stored.codes[42].tolist()})
        own = socket.receive_json()
        assert own["points"][0] == 42 and len(own["points"]) == 5
        np.testing.assert_allclose(own["places"][UMAP], stored.places[UMAP][42], atol=1e-3)
        for wrong in ({"at": [1]}, {"kind": "no", "at": [0, 0]}, {"z": [0.0]}, {}):
            socket.send_json(wrong)
            assert socket.receive_json()["error"]


def test_hidden_classes_are_not_found_by_the_hand(client, stored):
    shown = 4
    off = [label for label in range(10) if label != shown]
    place = stored.places[UMAP][0].tolist()  # on a seven
    with client.websocket_connect(f"/api/map/ask?model={MANY}") as socket:
        socket.send_json({"kind": UMAP, "at": place, "off": off})
        answer = socket.receive_json()
        assert set(stored.labels[[*answer["points"], answer["near"]]]) == {shown}
        codes = stored.codes[stored.labels == shown]
        assert answer["distance"] == pytest.approx(np.linalg.norm(codes - answer["z"], axis=1).min(), abs=1e-3)
        socket.send_json({"index": 0, "off": off})  # a link may hold a picture whose class is hidden
        answer = socket.receive_json()
        assert answer["how"] == POINT and stored.labels[answer["near"]] == shown
        socket.send_json({"kind": UMAP, "at": place, "off": list(range(10))})
        assert "Every class is hidden" in socket.receive_json()["error"]
        socket.send_json({"index": 0, "off": list(range(10))})
        assert socket.receive_json()["near"] != 0
    view, _ = MapView.read({"model": MANY, "cursor": place, "off": off}, Catalogue())
    scope: dict = {}
    exec(view.script(Catalogue().card(MANY)), scope)
    assert set(stored.labels[scope["spot"].points]) == {shown}


def test_small_pictures_are_decoded_from_codes(client, stored):
    found = client.post(f"/api/map/pictures?model={MANY}", content=np.array([3, 9], "<u2").tobytes()).content
    pictures = np.frombuffer(found, np.uint8).reshape(2, 784)
    wanted = explorer.load(MANY).decode(torch.from_numpy(stored.codes[[3, 9]])).detach().numpy().reshape(2, -1)
    assert np.abs(pictures - 255 * wanted).max() <= 1
    for bad in (b"", b"a", np.array([60_000], "<u2").tobytes()):
        assert client.post(f"/api/map/pictures?model={MANY}", content=bad).status_code == 400


def test_the_code_of_a_view_runs_and_a_bad_link_is_mended():
    catalogue = Catalogue()
    corners = [0, 0, 0.5, 0, 0.5, 0.5]
    asked = {"model": PLANAR, "kind": "codes", "cursor": [0.4, 0.5], "lasso": corners, "own": [0.1, 0.2]}
    view, notes = MapView.read(asked, catalogue)
    assert not notes
    found: dict = {}
    exec(view.script(catalogue.card(PLANAR)), found)
    flat = maps.read(TRAINED / PLANAR)
    assert found["picture"].shape == (1, 1, 28, 20) and found["place"].shape == (2,)
    assert found["inside"].tolist() == maps.inside(flat.places["codes"], corners).tolist()
    view, notes = MapView.read(
        {"model": MANY, "kind": "codes", "lasso": "1,2", "cursor": "x", "span": "1e9"}, catalogue
    )
    assert (view.kind, view.lasso, view.cursor, view.span) == (UMAP, [], [], 3.0) and len(notes) == 4


def test_it_opens_with_the_model_that_latents_opens_with():
    assert MapView.read({}, Catalogue())[0].model == MANY


@pytest.mark.parametrize("fields, index", [({}, 0), ({"picked": 5}, 5)])
def test_without_a_cursor_the_code_decodes_the_picture_that_the_page_opens_on(stored, fields, index):
    view, _ = MapView.read({"model": MANY} | fields, Catalogue())
    scope: dict = {}
    exec(view.script(Catalogue().card(MANY)), scope)
    expected = explorer.load(MANY).decode(torch.from_numpy(stored.codes[index])[None])
    assert torch.allclose(scope["picture"], expected, atol=1e-5)
