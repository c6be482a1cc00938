"""Training on a folder of a person's own pictures: what is found in it, what is chosen for it, and all of it once."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

from explorer.catalogue import Catalogue
from explorer.data import datasets, folders, shapes
from explorer.pages import routes
from train import listing, progress
from train.__main__ import main
from train.data import Mapped, source
from train.kinds import kind_of
from train.own import likes, packed, place
from train.own.folder import Found, look
from train.own.likes import LIKES, Wish
from train.recipe import KEPT
from train.recipes import RECIPES, recipe_of

CHANCE = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """Folders that a test provides are unknown to the next one."""
    monkeypatch.setattr(datasets, "SOURCES", dict(datasets.SOURCES))


def pictures(folder: Path, count: int = 24, size: tuple[int, int] = (40, 36), classes: tuple[str, ...] = ("",)) -> Path:
    """A folder of grey noise, in folders of classes."""
    for number in range(count):
        below = folder / classes[number % len(classes)]
        below.mkdir(parents=True, exist_ok=True)
        values = CHANCE.integers(0, 256, size[::-1], np.uint8)
        Image.fromarray(values).save(below / f"{number:03}.png")
    return folder


def rendered(folder: Path, count: int) -> Path:
    """Squares and ellipses in a folder each, and a damaged file."""
    factors = shapes.factors_of(shapes.split_indices("test")[: 4 * count])
    factors = factors[factors[:, 0] < 2][:count]
    for number, (shape, pixels) in enumerate(zip(factors[:, 0], shapes.render(factors), strict=True)):
        below = folder / shapes.SHAPES[shape]
        below.mkdir(parents=True, exist_ok=True)
        Image.fromarray(255 * pixels[0]).save(below / f"{number:03}.png")
    (folder / "square" / "zz.png").write_bytes(b"\x89PNG and no more")
    return folder


def found_of(sizes: dict[tuple[int, int], int], classes: tuple[str, ...] = ()) -> Found:
    """A folder of pictures of these sizes, which is not on the disk."""
    root, count = Path("/pictures/own"), sum(sizes.values())
    parents = [root / name for name in classes] or [root]
    files = [parents[number % len(parents)] / f"{number:06}.png" for number in range(count)]
    return Found(root, files, "0", Counter(sizes), 0, ())


class TestLook:
    def test_it_says_what_it_found(self, tmp_path, monkeypatch):
        folder = pictures(tmp_path / "pets", 30, classes=("cats", "dogs"))
        pictures(folder / "cats", 3, (90, 120))
        for number in range(12):
            (folder / "dogs" / f"x{number:02}.jpg").write_bytes(b"\xff\xd8\xff no picture")
        found = look(folder, tmp_path / "runs")
        said = "\n".join(found.sentences())
        assert f"{folder} has 31 pictures." in said and found.usual == (40, 36)
        assert "from 40 × 36 to 90 × 120 pixels; the most common is 40 × 36 (28 of them)" in said
        assert "2 classes: cats (16), dogs (15)" in said
        assert "12 files can't be read and will be left out: dogs/x00.jpg," in said and "x09.jpg and 2 more." in said
        assert "That is few" in said
        monkeypatch.setattr("train.own.folder._heads", None)
        assert look(folder, tmp_path / "runs") == found  # the heads are read once

    def test_a_folder_without_folders_has_no_classes(self, tmp_path, monkeypatch):
        monkeypatch.setattr("train.own.folder.FEW", 20)
        found = look(pictures(tmp_path / "own", 20, (3, 3)), tmp_path)
        assert found.classes == {} and found.sentences()[1:] == [
            "All have 3 × 3 pixels.",
            "They have no classes: that would be a folder for each.",
        ]


class TestChoices:
    @pytest.mark.parametrize(
        ("like", "sizes", "size", "why"),
        [
            ("vae", {(28, 28): 90, (200, 200): 10}, 28, "largest of its sizes"),
            ("vae", {(178, 218): 90, (20, 20): 10}, 64, "largest of its sizes"),
            ("vae", {(16, 16): 100}, 28, "enlarged"),
            ("conv-vae", {(28, 28): 100}, 32, "enlarged"),
            ("conv-vae", {(64, 40): 100}, 32, "largest of its sizes"),
            ("vqvae", {(640, 480): 100}, 64, "largest of its sizes"),
            ("gated-pixelcnn", {(640, 480): 100}, 28, "pixel by pixel"),
        ],
    )
    def test_the_size_is_what_most_pictures_have(self, like, sizes, size, why):
        chosen, said = likes.size_of(Wish(like), found_of(sizes))
        assert chosen == size and why in said
        assert likes.size_of(Wish(like, 64), found_of(sizes)) == (64, "as you asked")

    @pytest.mark.parametrize(("count", "steps"), [(30, 1000), (2000, 3800), (9000, 15_000)])
    def test_few_pictures_are_not_seen_without_end(self, count, steps):
        chosen, why = likes.steps_of(Wish("vae"), found_of({(64, 64): count}))
        assert chosen == steps and f"{count * 8 // 10:,} training pictures" in why
        assert likes.steps_of(Wish("vae", steps=7), found_of({(64, 64): count}))[0] == 7

    @pytest.mark.parametrize("colour", [False, True])
    @pytest.mark.parametrize("like", LIKES)
    def test_every_model_learns_from_what_is_chosen_for_it(self, like, colour):
        found = found_of({(30, 30): 40}, ("a", "b", "c"))
        size, _ = likes.size_of(Wish(like), found)
        pixels = CHANCE.integers(0, 256, (4, 3 if colour else 1, size, size), np.uint8)
        train = datasets.Images(pixels, np.arange(4, dtype=np.uint8) % 3)
        recipe, said = likes.recipe("own", Wish(like, colour=colour), found, size, 10, train)
        model = recipe.build()
        assert model.shape == train.images.shape[1:] and recipe.own and recipe.class_names == ("a", "b", "c")
        labels = torch.from_numpy(train.labels)
        loss, _ = kind_of(recipe).step(model, torch.from_numpy(pixels), labels, 1.0, torch.Generator().manual_seed(0))
        loss.backward()
        assert torch.isfinite(loss) and recipe.of_record(json.loads(json.dumps(recipe.record())), Path()) == recipe
        if LIKES[like].bounded:
            assert model.likelihood == "gaussian" and "density" in recipe.data and "Gaussian" in said
        assert ("the label given" in recipe.data) == ("classes" in recipe.arguments) == LIKES[like].told

    @pytest.mark.parametrize(("like", "key", "value"), [("vae", None, None), ("gated-pixelcnn", "levels", 2)])
    def test_drawings_in_black_and_white_are_binarized(self, like, key, value):
        pixels = 255 * (CHANCE.random((50, 1, 28, 28)) < 0.2).astype(np.uint8)
        train = datasets.Images(pixels, np.zeros(50, np.uint8))
        recipe, _ = likes.recipe("own", Wish(like), found_of({(28, 28): 50}), 28, 10, train)
        assert recipe.binarize == LIKES[like].bounded and "dynamic binarization" in recipe.data
        assert recipe.arguments.get(key) == value and "likelihood" not in recipe.arguments

    def test_mnist_is_black_and_white_and_clothes_are_not(self, need_data):
        for name, wanted in (("mnist", True), ("fashion", False)):
            need_data(name)
            assert likes.is_black_and_white(datasets.load(name, "test").images) == wanted


class TestPacked:
    def test_pictures_are_decoded_once_and_again_where_the_folder_changes(self, tmp_path, monkeypatch):
        folder, shape = pictures(tmp_path / "own", 24, classes=("b", "a")), (1, 28, 28)
        (folder / "a" / "001.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        monkeypatch.setattr(datasets.log, "warning", lambda *_: None)
        read, plain = [], {split: datasets.load(str(folder), split, shape=shape) for split in datasets.SPLITS}
        monkeypatch.setattr(
            packed.folders, "read", lambda *given, read_one=folders.read: read.append(0) or read_one(*given)
        )
        one = packed.provide(look(folder, tmp_path), shape, tmp_path)
        assert len(read) == 24 and one.damaged == ("a/001.png",) and isinstance(one.images, np.memmap)
        for split, wanted in plain.items():
            got = datasets.load(str(folder), split)
            assert (got.images == wanted.images).all() and (got.labels == wanted.labels).all()
            assert isinstance(got.images, np.memmap)
        taken = source(str(folder), None)
        assert isinstance(taken, Mapped) and len(taken) == len(plain["train"].images)
        assert (taken.take(torch.tensor([3, 0])).numpy() == plain["train"].images[[3, 0]]).all()
        assert taken.labels(torch.tensor([3, 0])).tolist() == plain["train"].labels[[3, 0]].tolist()
        packed.provide(look(folder, tmp_path), shape, tmp_path)
        assert len(read) == 24
        Image.new("L", (40, 36)).save(folder / "b" / "zz.png")
        again = packed.provide(look(folder, tmp_path), shape, tmp_path)
        assert len(read) == 49 and sum(again.counts.values()) == 24
        assert len(list((tmp_path / place.KEPT).rglob("*.npy"))) == 1

    def test_several_processes_decode_the_same(self, tmp_path, monkeypatch):
        folder, shape = pictures(tmp_path / "own", 150), (3, 32, 32)
        found = look(folder, tmp_path)
        one = packed.pack(found, shape, tmp_path / "one")
        monkeypatch.setattr(packed, "ALONE", 0)
        monkeypatch.setattr(packed.os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
        two = packed.pack(found, shape, tmp_path / "two")
        assert (one.images == two.images).all() and one.counts == two.counts

    def test_the_other_processes_wait_for_the_first(self, monkeypatch):
        made = []
        monkeypatch.setenv("LOCAL_RANK", "1")
        threading.Timer(0.3, made.append, ["whole"]).start()
        began = time.monotonic()
        assert place.made_once(lambda: made[0] if made else None, lambda: "own work") == "whole"
        assert time.monotonic() - began > 0.2

    def test_a_split_of_damaged_pictures_is_told(self, tmp_path):
        folder = pictures(tmp_path / "own", 20)
        for number in (9, 19):
            whole = (folder / f"{number:03}.png").read_bytes()
            (folder / f"{number:03}.png").write_bytes(whole[:60])  # its head can be read
        with pytest.raises(datasets.DamagedData, match="No picture of the test split"):
            packed.pack(look(folder, tmp_path), (1, 28, 28), tmp_path)


class TestRefusals:
    @pytest.mark.parametrize(
        ("words", "line"),
        [
            (["new"], "new wants one name"),
            (["new", "own"], "new wants --pictures DIR and --like, one of vae, vae-2d"),
            (["new", "own", "--pictures", "{}/nowhere", "--like", "vae"], "There is no folder"),
            (["new", "own", "--pictures", "{}/empty", "--like", "vae"], "There are no pictures in"),
            (
                ["new", "own", "--pictures", "{}/few", "--like", "vae"],
                "has 7 pictures that can be read, and at least 20",
            ),
            (["new", "own", "--pictures", "{}/some", "--like", "cvae"], "cvae is told classes, and"),
            (
                ["new", "own", "--pictures", "{}/some", "--like", "conv-vae", "--size", "28"],
                "takes pictures of 32 or 64",
            ),
            (["new", "vae-mnist-2d", "--pictures", "{}/some", "--like", "vae"], "choose another name"),
            (["new", "sweep", "--pictures", "{}/some", "--like", "vae"], "is a word of python -m train"),
            (["new", "../own", "--pictures", "{}/some", "--like", "vae"], "A name has at most 60 letters"),
            (["new", "_own", "--pictures", "{}/some", "--like", "vae"], "the first one a letter or a digit"),
            (["new", "there", "--pictures", "{}/some", "--like", "vae"], "--resume goes on with it, --again trains it"),
            (["new", "theirs", "--again", "--pictures", "{}/some", "--like", "vae"], "was not trained with new"),
            (["new", "begun", "--pictures", "{}/some", "--like", "vae"], "begun was begun already"),
            (["new", "own", "--resume"], "There is nothing of own to go on with"),
            (["new", "there", "--resume"], "holds no recipe"),
            (["vae-mnist-2d", "--pictures", "{}/some"], "--pictures is for pictures of your own"),
            (["evaluate", "own"], "There is no recipe 'own'"),
        ],
    )
    def test_every_refusal_is_a_sentence_before_anything_is_decoded(self, words, line, tmp_path, capsys, monkeypatch):
        (tmp_path / "empty").mkdir()
        pictures(tmp_path / "few", 7)
        pictures(tmp_path / "some")
        (tmp_path / "out" / "there").mkdir(parents=True)
        (tmp_path / "out" / "there" / KEPT).write_text('{"steps": []}')
        (tmp_path / "out" / "theirs").mkdir()
        (tmp_path / "runs" / "begun").mkdir(parents=True)
        (tmp_path / "runs" / "begun" / "new.json").write_text("{}")
        monkeypatch.setattr(packed, "provide", None)
        given = [word.format(tmp_path) for word in words]
        assert main([*given, "--out", str(tmp_path / "out"), "--state", str(tmp_path / "runs")]) == 1
        said = capsys.readouterr().err.strip().splitlines()
        assert len(said) == 1 and line in said[0], said

    def test_what_is_in_models_is_found_there(self, tmp_path, capsys, monkeypatch):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "models" / "own").mkdir(parents=True)
        (tmp_path / "models" / "own" / KEPT).write_text("{}")
        assert main(["evaluate", "own"]) == 1
        assert capsys.readouterr().err == "own is not in trained but in models: add --out models\n"


def test_a_slow_measure_says_that_it_is_under_way(capsys):
    parts = progress.over(iter("ab"), "nats", 2, slow=True)
    assert next(iter(parts)) == "a" and "nats:   0%" in capsys.readouterr().err
    assert list(progress.over(range(3), "quick")) == [0, 1, 2] and "quick" not in capsys.readouterr().err


class TestWhole:
    def test_from_a_folder_to_the_pages(self, tmp_path, monkeypatch, capsys):
        folder, out, state = rendered(tmp_path / "figures", 60), tmp_path / "models", tmp_path / "runs"
        places = ["--out", str(out), "--state", str(state), "--device", "cpu", "--smoke"]
        begin = [
            "new",
            "figures",
            "--pictures",
            str(folder),
            "--like",
            "cvae",
            "--size",
            "28",
            "--steps",
            "6",
            "--seed",
            "3",
        ]
        monkeypatch.setitem(LIKES, "cvae", replace(LIKES["cvae"], arguments={"latents": 2, "width": 16, "depth": 2}))

        # bf16 as the other runs in this process: accelerate can't change it
        monkeypatch.setitem(LIKES["cvae"].settings, "bf16", RECIPES["vae-mnist-2d"].bf16)
        assert main([*begin, *places]) == 0
        said = capsys.readouterr()
        assert f"{folder} has 60 pictures." in said.out and "1 file can't be read" in said.out
        assert f"Written to {out / 'figures'}; see it with: python app.py --models {out}" in said.out
        assert "figures is trained; now it is measured" in said.err
        metrics = json.loads((out / "figures" / "metrics.json").read_text())
        assert metrics["seed"] == 3 and metrics["steps"] == 6 and "class_share" not in metrics["metrics"]
        assert metrics["command"].endswith(f"--pictures {folder} --like cvae --size 28 --steps 6 --seed 3 --smoke")
        assert (out / "figures" / "sheet.png").is_file()

        with monkeypatch.context() as still:  # listing models decodes nothing
            still.setattr(
                datasets, "SOURCES", {key: one for key, one in datasets.SOURCES.items() if key != str(folder)}
            )
            catalogue = Catalogue([out], trained=tmp_path / "none")
            app = FastAPI()
            app.include_router(routes(catalogue, None))
            client = TestClient(app)
            with monkeypatch.context() as blind:
                blind.setattr(folders, "read", None)
                (card,) = client.get("/api/models").json()
            assert card["usable"] and card["conditions"] == 2 and card["classes"] == ["ellipse", "square"]
            assert (card["dataset"], card["test_count"], card["own"]) == ("figures", 6, True)
            assert {"latents", "classes"} <= set(card["pages"]) and str(tmp_path) not in json.dumps(card)
            shown = client.get("/api/test-picture", params={"model": "figures", "index": 2}).json()
            files = folders.pictures_in(folder)
            assert shown["class"] == files[29].parent.name and shown["count"] == 6

        monkeypatch.setattr(packed.folders, "read", None)  # nothing is decoded again
        assert main(["new", "figures", "--resume", "--steps", "8", *places]) == 0
        again = json.loads((out / "figures" / "metrics.json").read_text())
        assert again["steps"] == 8 and again["seed"] == 3 and recipe_of("figures", out).steps == 8
        assert main(["new", "figures", "--resume", *places, "--state", str(tmp_path / "empty")]) == 1
        assert "so it can't go on: train it anew with --again" in capsys.readouterr().err
        assert main(["evaluate", "figures", *places]) == 0
        assert json.loads((out / "figures" / "metrics.json").read_text()) == again
        assert main(["measure", "figures", *places]) == 0 and main(["card", "figures", *places]) == 0
        assert json.loads((out / "figures" / "metrics.json").read_text()) == again
        assert f"evaluate figures --out {out}" in (out / "figures" / "card.md").read_text()
        assert "figures" in listing.text(out).split("Models of your own pictures")[1]

        capsys.readouterr()
        assert main(["new", "figures", "--resume", "--like", "vae", *places]) == 1
        assert "leave --like away" in capsys.readouterr().err
        (folder / "circle").mkdir()
        Image.new("L", (9, 9)).save(folder / "circle" / "0.png")
        assert main(["evaluate", "figures", *places]) == 1
        assert "trained on other classes" in capsys.readouterr().err
