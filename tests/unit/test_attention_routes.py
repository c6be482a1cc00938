"""The Attention page's routes: what they say is what the renderer paints and the models do, and everything that can't
be answered gets a sentence.
"""

from __future__ import annotations

import io
import json
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import torch
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image
from torch.nn import functional as F

from explorer.attending import correctness as attention
from explorer.attending import search
from explorer.attending.stock import Stock
from explorer.catalogue import Catalogue
from explorer.data import photographs, scenes
from explorer.data.scenes import SIDE, Material
from explorer.pages import routes
from tests.unit import lookers
from tests.unit.lookers import OURS
from tests.unit.wire import array, encode

OWN = "own:" + "A" * 40 + "_" * 40 + "A" * 51
ours = pytest.mark.parametrize("name", OURS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return lookers.data(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Catalogue:
    return lookers.write(tmp_path_factory.mktemp("lookers"))


def served(catalogue: Catalogue, folder: Path) -> TestClient:
    app = FastAPI()
    app.include_router(routes(catalogue, folder))
    return TestClient(app)


@pytest.fixture(scope="module")
def client(catalogue, folder) -> TestClient:
    return served(catalogue, folder)


@pytest.fixture(scope="module")
def bare(catalogue, tmp_path_factory) -> TestClient:
    """Without any data set."""
    return served(catalogue, tmp_path_factory.mktemp("nothing"))


@pytest.fixture(scope="module")
def material() -> Material:
    return Material(np.stack([lookers.strokes(seed) for seed in range(50)]), (np.arange(50) % 10).astype(np.uint8))


def ask(client: TestClient, **request) -> dict:
    return answers(client, request)[0]


def answers(client: TestClient, *messages: dict | str) -> list[dict]:
    with client.websocket_connect("/api/attend") as socket:
        found = []
        for message in messages:
            socket.send_text(
                message if isinstance(message, str) else json.dumps({"id": 1, "colour": 0, "models": []} | message)
            )
            found.append(socket.receive_json())
        return found


def picture(reply: dict) -> np.ndarray:
    return array(reply["picture"], "u1", SIDE, SIDE, 3)


def outline(reply: dict) -> np.ndarray:
    return np.unpackbits(array(reply["outline"], "u1", SIDE * SIDE // 8)).reshape(SIDE, SIDE).astype(bool)


def tensor(image: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(image.copy()).permute(2, 0, 1)[None].float() / 255


def mask(stage: dict) -> torch.Tensor:
    return torch.from_numpy(array(stage["mask"], "<f4", 1, stage["h"], stage["w"]).copy())


class TestScene:
    def test_a_held_out_scene_written_out_is_the_same_picture(self, client, material):
        for seed in (0, 17, 2**31 - 1):
            told = client.get(f"/api/scene?seed={seed}").json()
            assert (
                told.pop("source") == "test"
                and told["seed"] == seed
                and not told["distractors"]
                and told["background"] == ""
            )
            first, second = answers(client, {"scene": told}, {"scene": {"seed": seed}})
            wanted = scenes.render(scenes.held_out("plain", seed, material))
            assert (picture(first) == wanted.image).all() and (picture(second) == wanted.image).all()
            assert [digit["label"] for digit in told["digits"]] == [
                digit.label for digit in scenes.held_out("plain", seed, material).digits
            ]
            assert (
                first["boxes"] == [list(scenes.box(digit)) for digit in scenes.held_out("plain", seed, material).digits]
                and first["overlaps"] == []
            )

    def test_a_links_digits_are_read(self, client):
        told = client.get("/api/scene?seed=5&digits=t12~0~3~40~50~1.5,d3-9~3~1~10~20~1").json()
        assert told["seed"] == 5 and told["digits"] == [
            {"glyph": "test:12", "label": 0, "colour": 3, "x": 40.0, "y": 50.0, "scale": 1.5}, {"glyph": "dream:3:9", "label": 3, "colour": 1, "x": 10.0, "y": 20.0, "scale": 1.0},
        ]  # fmt: skip
        assert client.get("/api/scene?digits=none").json()["digits"] == []
        refused = client.get("/api/scene?digits=rubbish")
        assert refused.status_code == 422 and refused.json()["error"].endswith(".")
        assert (
            client.get("/api/scene?seed=-3").json()["seed"] == 0
            and client.get("/api/scene?seed=nonsense").json()["seed"] == 0
        )

    def test_a_digit_of_a_class(self, client, material):
        found = set()
        for seed in range(20):
            told = client.get(f"/api/scene/digit?label=7&seed={seed}").json()
            assert told == client.get(f"/api/scene/digit?label=7&seed={seed}").json() and told["label"] == 7
            assert material.labels[int(told["glyph"].removeprefix("test:"))] == 7
            found.add(told["glyph"])
        assert len(found) > 3

    def test_variants_are_those_of_the_seed(self, client, material):
        pair = [scenes.render(scenes.held_out(variant, 9, material)).image for variant in ("plain", "distractor")]
        plain, distractors, behind, both = (
            picture(reply)
            for reply in answers(
                client,
                *(
                    {"scene": {"seed": 9} | more}
                    for more in (
                        {},
                        {"distractors": True},
                        {"background": "seed"},
                        {"distractors": True, "background": "seed"},
                    )
                ),
            )
        )
        assert (plain == pair[0]).all() and (distractors == pair[1]).all() and (plain != distractors).any()
        squares = np.stack(
            [photographs.colour(name, SIDE) for name in photographs.available()]
        )  # as there is no CIFAR-10 here
        wanted = scenes.render(
            scenes.held_out("background", 9, Material(material.glyphs, material.labels, squares))
        ).image
        assert (behind == wanted).all() and (both != behind).any() and (behind != plain).mean() > 0.5

    def test_photographs_and_uploads_lie_behind(self, client):
        photos = client.get("/api/scene/photos").json()
        assert [photo["name"] for photo in photos] == photographs.available() and all(
            photo["title"] and photo["credit"] for photo in photos
        )
        own = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), np.uint8)
        named, sent, unknown = answers(
            client, {"scene": {"digits": [], "background": "photo:coffee"}}, {"scene": {"digits": [], "background": "upload", "upload": encode(own)}}, {"scene": {"background": "photo:nobody"}},
        )  # fmt: skip
        assert (picture(named) == photographs.colour("coffee", SIDE)).all() and (
            picture(named)[..., 0] != picture(named)[..., 2]
        ).any()
        assert (picture(sent) == own).all() and "nobody" in unknown["error"]

    def test_an_uploaded_file_becomes_a_square(self, client):
        wide = np.zeros((200, 400, 3), np.uint8)
        wide[:, 100:300] = (10, 200, 30)
        file = io.BytesIO()
        Image.fromarray(wide).save(file, "PNG")
        told = client.post("/api/scene/picture", content=file.getvalue()).json()
        assert (array(told["upload"], "u1", SIDE, SIDE, 3) == (10, 200, 30)).all() and told["told"] == [
            "Its middle square is used."
        ]
        refused = client.post("/api/scene/picture", content=b"no picture")
        assert refused.status_code == 422 and "not a picture" in refused.json()["error"]

    def test_moving_a_digit_moves_only_it(self, client):
        scene = {
            "seed": 3,
            "digits": [
                {"glyph": "test:1", "label": 1, "colour": 2, "x": 20, "y": 20, "scale": 1},
                {"glyph": OWN, "label": -1, "colour": 6, "x": 70, "y": 70, "scale": 1},
            ],
        }
        first = ask(client, scene=scene, colour=2)
        scene["digits"][0] |= {"x": 30, "y": 25}
        second = ask(client, scene=scene, colour=2)
        assert (np.roll(outline(first), (5, 10), (0, 1)) == outline(second)).all()
        assert (np.roll(picture(first)[:45, :45], (5, 10), (0, 1)) == picture(second)[:45, :45]).all() and (
            picture(first)[50:, 50:] == picture(second)[50:, 50:]
        ).all()


class TestWithoutData:
    def test_scenes_are_made_of_dreamt_digits(self, bare, catalogue):
        told = bare.get("/api/scene?seed=4").json()
        assert (
            told["source"] == "dream"
            and len(told["digits"]) >= 5
            and all(digit["glyph"].startswith(f"dream:{digit['label']}:") for digit in told["digits"])
        )
        written, own = answers(bare, {"scene": told}, {"scene": {"seed": 4}})
        assert (picture(written) == picture(own)).all() and picture(own).any()
        assert bare.get("/api/scene/digit?label=3&seed=71").json() == {"glyph": "dream:3:71", "label": 3}
        behind = ask(bare, scene={"seed": 4, "background": "seed", "distractors": True})
        assert (picture(behind) != picture(own)).mean() > 0.5

    def test_a_dream_is_what_the_model_draws(self, bare, catalogue):
        model = catalogue.load("dreamer")
        with torch.no_grad():
            drawn = model.decode(
                model.sample_latents(1, generator=torch.Generator().manual_seed(71)), torch.tensor([3])
            )[0, 0]
        glyph, label = Stock(catalogue, Path("nothing here")).glyph("dream:3:71")
        assert label == 3 and np.abs(glyph - (drawn * 255).numpy()).max() <= 1 and glyph.std() > 0

    def test_a_link_from_elsewhere_opens(self, bare, client, tmp_path, folder):
        """A test digit is dreamt where there is no data set.

        A dreamt one is a test digit of its class where nobody dreams.
        """
        scene = {
            "digits": [
                {"glyph": "test:1234", "label": 6, "colour": 1, "x": 50, "y": 50, "scale": 2},
                {"glyph": "dream:6:1234", "label": 6, "colour": 1, "x": 50, "y": 50, "scale": 2},
            ]
        }
        assert (
            ask(bare, scene={"digits": scene["digits"][:1]}, colour=1)["picture"]
            == ask(bare, scene={"digits": scene["digits"][1:]}, colour=1)["picture"]
        )
        alone = served(lookers.write(tmp_path, dreams=False), folder)
        reply = ask(alone, scene={"digits": scene["digits"][1:]}, colour=1)
        assert reply["truth"] == 6 and picture(reply).any()

    def test_a_damaged_data_set_is_none(self, catalogue, tmp_path):
        raw = tmp_path / "MNIST" / "raw"
        raw.mkdir(parents=True)
        for name in ("images-idx3", "labels-idx1"):
            (raw / f"t10k-{name}-ubyte").write_bytes(b"\0\0\x08\x03 broken")
        assert served(catalogue, tmp_path).get("/api/scene?seed=1").json()["source"] == "dream"

    def test_a_dreamer_that_fails_has_a_sentence(self, catalogue, tmp_path, monkeypatch):
        monkeypatch.setattr(type(catalogue.load("dreamer")), "decode", lambda *arguments: torch.zeros(10, 1, 3, 3))
        refused = served(catalogue, tmp_path).get("/api/scene?seed=1")
        assert refused.status_code == 422 and "dreamer failed at this" in refused.json()["error"]

    def test_with_neither_only_own_digits_are_there(self, tmp_path):
        (tmp_path / "models").mkdir()
        alone = served(lookers.write(tmp_path / "models", dreams=False), tmp_path / "data")
        for answer in (alone.get("/api/scene?seed=1"), alone.get("/api/scene/digit?label=1")):
            assert answer.status_code == 422 and "python -m train download mnist" in answer.json()["error"]
        drawn = {"glyph": OWN, "label": 4, "colour": 0, "x": 50, "y": 50, "scale": 2}
        own, held = answers(alone, {"scene": {"seed": 5, "digits": [drawn]}, "models": ["ctx"]}, {"scene": {"seed": 5}})
        assert (
            own["truth"] == 4 and outline(own).any() and "probs" in own["models"][0] and "draw a digit" in held["error"]
        )


class TestAttend:
    @ours
    def test_answers_and_masks_are_the_models(self, client, catalogue, material, name):
        scene, model = scenes.held_out("plain", 2, material), catalogue.load(name)
        image, masks = scenes.render(scene)
        for index, digit in enumerate(scene.digits):
            reply = ask(client, scene={"seed": 2}, colour=digit.colour, models=[name])
            with torch.no_grad():
                log_probs, wanted = model.attend(tensor(image), torch.tensor([digit.colour]))
            (told,) = reply["models"]
            assert (
                told["name"] == name
                and np.allclose(told["probs"], log_probs.exp()[0], atol=1e-5)
                and told["answer"] == int(log_probs.argmax())
            )
            assert len(told["stages"]) == len(wanted) == (1 if name == "san" else 3)
            for stage, one, cell in zip(told["stages"], wanted, model.cells, strict=True):
                assert torch.allclose(mask(stage), one) and stage["cell"] == cell
            whole, inside = attention.whole(wanted, model.cells, (SIDE, SIDE)), torch.from_numpy(masks[index])[None]
            for key, measure in (
                ("correctness", attention.correctness),
                ("contrast", attention.contrast),
                ("overlap", attention.overlap),
            ):
                assert told[key] == pytest.approx(float(measure(whole, inside)), abs=1e-5)
            assert (outline(reply) == masks[index]).all() and reply["truth"] == digit.label and told["correctness"] > 0

    def test_several_models_each_once_in_order(self, client):
        reply = ask(client, scene={"seed": 2}, models=["arnn", "san", "arnn", "ctx"])
        assert [told["name"] for told in reply["models"]] == ["arnn", "san", "ctx"]

    def test_what_nobody_can_ask_for_has_no_truth(self, client):
        digit = {"glyph": "test:3", "label": 3, "colour": 5, "x": 50, "y": 50, "scale": 1}
        replies = answers(
            client, *({"models": ["ctx"], "colour": colour, "scene": {"digits": digits}} for colour, digits in
                      ((4, [digit]), (5, [digit | {"x": -40}]), (5, []), (5, [digit, {"glyph": "own:" + "_" * 131, "label": -1, "colour": 0, "x": 50, "y": 50, "scale": 3}]))),
        )  # fmt: skip
        for reply in replies:
            assert reply["truth"] is None and reply["outline"] is None
            assert (
                all(reply["models"][0][key] is None for key in ("correctness", "contrast", "overlap"))
                and len(reply["models"][0]["probs"]) == 10
            )
        assert replies[3]["overlaps"] == [[0, 1]]
        unknown = ask(client, scene={"digits": [digit | {"glyph": OWN, "label": -1}]}, colour=5)
        assert unknown["truth"] is None and outline(unknown).any()

    def test_of_two_digits_of_a_colour_the_one_on_top_is_asked(self, client, material):
        digits = [
            {"glyph": f"test:{number}", "label": number, "colour": 5, "x": x, "y": 50, "scale": 1}
            for number, x in ((3, 20), (4, 70))
        ]
        for order in (digits, digits[::-1]):
            reply = ask(client, scene={"digits": order}, colour=5)
            left, _, right, _ = reply["boxes"][1]
            assert reply["truth"] == order[1]["label"] and np.flatnonzero(outline(reply).any(0))[[0, -1]].tolist() == [
                left,
                right - 1,
            ]

    def test_the_materials_own_label_is_the_truth(self, client):
        assert (
            ask(
                client, scene={"digits": [{"glyph": "test:13", "label": 9, "colour": 0, "x": 50, "y": 50, "scale": 1}]}
            )["truth"]
            == 3
        )

    def test_any_classifier_shows_its_attention(self, client, catalogue):
        """A stranger's grey 28 x 28 classifier that is asked nothing: the mask of its picture, over ours."""
        reply = ask(client, scene={"seed": 2}, colour=8, models=["bright"])
        (told,) = reply["models"]
        grey = Image.fromarray(picture(reply)).convert("L").resize((28, 28), Image.Resampling.BILINEAR)
        shown = torch.from_numpy(np.array(grey))[None, None].float() / 255
        with torch.no_grad():
            wanted = catalogue.load("bright").attend(shown, torch.tensor([0]))
        (stage,) = told["stages"]
        assert (stage["h"], stage["w"], stage["cell"]) == (7, 7, pytest.approx(100 / 7)) and torch.allclose(
            mask(stage), wanted.masks[0]
        )
        assert np.allclose(told["probs"], wanted.log_probs.exp()[0], atol=1e-5)
        digit = {
            "glyph": "own:" + "_" * 131,
            "label": -1,
            "colour": 0,
            "x": 50 / 7 * 3,
            "y": 50 / 7 * 3,
            "scale": 0.5,
        }  # a block about the cell (1, 1), all the light there is
        (told,) = ask(client, scene={"digits": [digit]}, models=["bright"])["models"]
        lit = mask(told["stages"][0])[0]
        assert lit.argmax() == 1 * 7 + 1 and told["correctness"] > 0.6

    def test_a_picture_that_is_not_square(self, client):
        (told,) = ask(
            client,
            scene={"digits": [{"glyph": "own:" + "_" * 131, "label": -1, "colour": 8, "x": 80, "y": 20, "scale": 1}]},
            colour=8,
            models=["wide"],
        )["models"]
        (stage,), shown = told["stages"], mask(told["stages"][0])[0]
        assert (stage["h"], stage["w"], stage["cell"]) == (SIDE, SIDE, 1)
        assert (
            shown[20, 80] > 0.5 and shown[60:].max() < 0.1 and shown[:, :50].max() < 0.1 and told["correctness"] > 0.5
        )

    def test_what_fails_has_a_sentence_and_the_others_go_on(self, client):
        told = {
            one["name"]: one
            for one in ask(
                client, scene={"seed": 2}, models=["broken", "gap", "undefined", "unsure", "nobody", "dreamer", "ctx"]
            )["models"]
        }
        assert (
            "ZeroDivisionError: nothing works" in told["broken"]["error"]
            and "does not cover a picture of 28 × 28" in told["gap"]["error"]
        )
        assert "no numbers" in told["undefined"]["error"] and "no log-probabilities" in told["unsure"]["error"]
        assert (
            "no model called 'nobody'" in told["nobody"]["error"] and "dreamer can't attend" in told["dreamer"]["error"]
        )
        assert (
            all(
                one["error"].endswith(".") and set(one) == {"name", "error"}
                for one in told.values()
                if one["name"] != "ctx"
            )
            and "probs" in told["ctx"]
        )

    def test_the_socket_goes_on_after_what_it_can_not_read(self, client):
        digit = {"glyph": "test:3", "label": 3, "colour": 5, "x": 50, "y": 50, "scale": 1}
        wrong = [
            "{", "[]", "7", "x" * (2**20 + 1), {"colour": 9}, {"colour": -1}, {"colour": "red"}, {"colour": None}, {"colour": True}, {"scene": None}, {"scene": {"digits": [digit] * 13}},
            {"scene": {"digits": [digit | {"x": float("nan")}]}}, {"scene": {"background": "upload", "upload": "AAAA"}}, {"models": ["ctx"] * 9}, {"models": "ctx"}, {"models": [1]},
        ]  # fmt: skip
        *refused, last = answers(
            client,
            *({"scene": {"seed": 1}} | one if isinstance(one, dict) else one for one in wrong),
            {"scene": {"seed": 1}},
        )
        assert len(refused) == len(wrong) and all(
            set(one) == {"id", "error"} and one["error"].endswith(".") for one in refused
        )
        assert [one["id"] for one in refused] == [None] * 4 + [1] * 12 and "picture" in last

    def test_bytes_are_no_request(self, client):
        with client.websocket_connect("/api/attend") as socket:
            socket.send_bytes(b"\0" * 100)
            assert socket.receive_json()["error"].endswith(".")


class TestSteps:
    def body(self, **more) -> dict:
        return {"scene": {"seed": 6}, "colour": 2, "model": "arnn"} | more

    def test_steps_are_the_models_and_join_to_its_mask(self, client, catalogue, material):
        stages = client.post("/api/attend/steps", json=self.body()).json()["stages"]
        with torch.no_grad():
            wanted = catalogue.load("arnn").attend_in_steps(
                tensor(scenes.render(scenes.held_out("plain", 6, material)).image), torch.tensor([2])
            )
        assert [(stage["h"], stage["w"], stage["cell"]) for stage in stages] == [(25, 25, 4), (13, 13, 8), (7, 7, 16)]
        for number, (stage, one) in enumerate(zip(stages, wanted, strict=True)):
            energy, size = 0, (stage["h"], stage["w"])
            assert [told["steps"] for told in stage["passes"]] == [(25, 25, 13)[number]] * 2
            for told, values, order in zip(stage["passes"], one.values[0], one.order, strict=True):
                found = torch.from_numpy(array(told["values"], "<f4", *size).copy())
                assert torch.allclose(found, values) and (array(told["order"], "<u2", *size) == order.numpy()).all()
                energy = energy + torch.logit(found.double())
            joined = torch.sigmoid(energy) if number < 2 else F.softmax(energy.flatten(), 0).view(size)
            assert torch.allclose(joined.float(), mask(stage)[0], atol=1e-4)
        first, second = (array(told["order"], "<u2", 25, 25) for told in stages[0]["passes"])
        assert (
            first[0, 0] == 0
            and second[-1, -1] == 0
            and first[-1, -1] == second[0, 0] == 24
            and first[0, 1] == 0
            and first[0, 2] == 1
        )  # blocks of 2 x 2

    @pytest.mark.parametrize(("name", "passing"), [("ctx", 0), ("arnn", 0), ("arnn", 1)])
    def test_a_value_is_traced(self, client, catalogue, material, name, passing):
        told = client.post(
            "/api/attend/trace", json=self.body(model=name, stage=1, row=4, column=7) | {"pass": passing}
        ).json()
        image, question = tensor(scenes.render(scenes.held_out("plain", 6, material)).image), torch.tensor([2])
        model, size = catalogue.load(name), (told["h"], told["w"])
        wanted = model.trace(image, question, 1, 4, 7, passing)
        assert size == (13, 13) and np.allclose(
            array(told["features"], "<f4", *size), wanted.features, rtol=1e-3, atol=1e-7
        )
        with torch.no_grad():
            assert told["value"] == pytest.approx(float(model.attend(image, question).masks[1][0, 4, 7]), abs=1e-6)
        if name == "ctx":
            assert told["values"] is None
            return
        values = array(told["values"], "<f4", *size)
        order = np.add.outer(np.arange(13), np.arange(13))
        assert (
            np.allclose(values, wanted.values, rtol=1e-3, atol=1e-7)
            and values.max() > 0
            and (values[(order >= 11) if not passing else (order <= 11)] == 0).all()
        )

    @pytest.mark.parametrize(
        "wrong",
        [
            {"stage": 3},
            {"stage": -1},
            {"row": 13},
            {"row": -1},
            {"column": 13},
            {"column": "4"},
            {"stage": None},
            {"row": True},
            {"pass": -1},
            {"pass": 0.5},
            {"colour": 12},
            {"scene": 4},
        ],
        ids=str,
    )
    def test_what_is_no_value_is_refused(self, client, wrong):
        refused = client.post("/api/attend/trace", json=self.body(stage=1, row=4, column=7) | wrong)
        assert refused.status_code == 422 and refused.json()["error"].endswith(".")

    @pytest.mark.parametrize(
        ("route", "model", "status"),
        [
            ("steps", "ctx", 404),
            ("steps", "bright", 404),
            ("trace", "bright", 404),
            ("steps", "nobody", 404),
            ("steps", "dreamer", 409),
            ("trace", "", 404),
        ],
    )
    def test_models_that_can_not_say_so(self, client, route, model, status):
        refused = client.post(f"/api/attend/{route}", json=self.body(model=model, stage=0, row=0, column=0))
        assert refused.status_code == status and refused.json()["error"].endswith(".")


class TestDisagree:
    def ask(self, client, **fields):
        return client.get("/api/attend/disagree", params=fields)

    @pytest.mark.parametrize("more", [{}, {"distractors": 1}, {"background": 1}], ids=str)
    def test_what_is_found_is_one(self, client, more):
        told = self.ask(client, after=10, models="ctx,other,twin", **more).json()
        found = told["found"]
        assert found["seed"] == told["next"] > 10 and told["questions"] >= 1
        scene = {
            "seed": found["seed"],
            "distractors": bool(more.get("distractors")),
            "background": "seed" if more.get("background") else "",
        }
        reply = ask(client, scene=scene, colour=found["colour"], models=list(found["answers"]))
        assert {one["name"]: one["answer"] for one in reply["models"]} == found["answers"] and reply["truth"] == found[
            "label"
        ]
        assert found["answers"]["ctx"] == found["answers"]["twin"] != found["answers"]["other"]

    def test_none_is_passed_over(self, client, material):
        """Of strangers that differ about colour 4 alone: the first scene that has it, whatever comes before it."""
        asked, after = (
            0,
            next(
                number
                for number in count(20)
                if 4 not in [digit.colour for digit in scenes.held_out("plain", number + 1, material).digits]
            ),
        )
        for number in count(after + 1):
            colours = [digit.colour for digit in scenes.held_out("plain", number, material).digits]
            if 4 in colours:
                break
            asked += len(colours)
        label = scenes.held_out("plain", number, material).digits[colours.index(4)].label
        told = self.ask(client, after=after, models="steady,errs").json()
        assert told == {
            "found": {"seed": number, "colour": 4, "label": label, "answers": {"steady": 4, "errs": 9}},
            "next": number,
            "questions": asked + colours.index(4) + 1,
        }
        assert number > after + 1

    def test_models_that_agree_are_looked_at_for_a_while(self, client, monkeypatch):
        monkeypatch.setattr(search, "SECONDS", 0.1)
        first = self.ask(client, after=3, models="ctx,twin").json()
        assert first["found"] is None and first["next"] > 3 and first["questions"] >= 5 * (first["next"] - 3)
        assert self.ask(client, after=2**31 - 1, models="ctx,twin").json() == {
            "found": None,
            "next": 2**31 - 1,
            "questions": 0,
        }

    def test_a_stranger_that_is_asked_nothing_is_left_out(self, client, monkeypatch):
        monkeypatch.setattr(search, "SECONDS", 0.05)
        assert self.ask(client, models="ctx,twin,bright").json()["found"] is None

    @pytest.mark.parametrize(
        ("models", "status"),
        [("ctx", 422), ("", 422), ("ctx,ctx", 422), ("ctx,bright", 422), ("ctx,nobody", 404), ("ctx,dreamer", 409)],
    )
    def test_it_takes_two(self, client, models, status):
        refused = self.ask(client, models=models)
        assert refused.status_code == status and refused.json()["error"].endswith(".")
