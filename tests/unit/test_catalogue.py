"""Checkpoints are found, read and loaded; what is damaged is listed with its reason and harms nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

import explorer
from explorer.catalogue import TRAINED, Card, Catalogue, UnusableCheckpoint, count_weights, first_for


def test_listing_models_imports_no_torch():
    code = "import explorer, sys; explorer.cards(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=TRAINED.parent, check=False).returncode == 0


def test_an_own_model_is_listed_with_what_it_can_do(catalogue):
    (card,) = catalogue.cards("decode")
    assert (card.name, card.title, card.can, card.shape, card.latents) == ("mine", "Stripes", ("decode",), (1, 8, 8), 2)
    assert card.range == ((-3, 3), (-1, 2)) and catalogue.cards("encode") == []
    assert "folder" not in card.plain()


def test_an_own_model_is_loaded_once_and_decodes(catalogue):
    models = []
    threads = [threading.Thread(target=lambda: models.append(catalogue.load("mine"))) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len({id(model) for model in models}) == 1 and not models[0].training
    assert models[0].decode(torch.zeros(3, 2)).shape == (3, 1, 8, 8)


def test_load_through_the_package(own):
    model = explorer.load("mine", own)
    assert model.latents == 2 and "mine" in [card.name for card in explorer.cards(own)]


def test_one_checkpoint_may_be_named_itself(own):
    assert [card.name for card in Catalogue([own / "mine"], trained=own / "nothing").cards()] == ["mine"]


def test_a_name_nobody_has(catalogue):
    with pytest.raises(KeyError, match="mine"):
        catalogue.load("yours")


def broken(folder: Path, how: str) -> None:
    weights, config = folder / "model.safetensors", folder / "config.json"
    if how == "empty":
        shutil.rmtree(folder)
        folder.mkdir()
    elif how == "truncated":
        weights.write_bytes(weights.read_bytes()[:-5])
    elif how == "stub":
        weights.write_bytes(b"abc")
    elif how == "pickle":
        torch.save({"weight": torch.zeros(8)}, weights)
    elif how == "no weights":
        weights.unlink()
    elif how == "missing tensor":
        save_file({"other": torch.zeros(3)}, weights)
    elif how == "no json":
        config.write_text("{")
    elif how == "no card":
        config.write_text("{}")
    elif how == "half a card":
        content = json.loads(config.read_text())
        del content["card"]["shape"]
        config.write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("empty", "config.json is missing"),
        ("truncated", "truncated"),
        ("stub", "truncated"),
        ("pickle", "not a safetensors|truncated"),
        ("no weights", "model.safetensors is missing"),
        ("missing tensor", "holds 3 numbers where its card says 8"),
        ("no json", "JSON"),
        ("no card", "no card"),
        ("half a card", "shape"),
    ],
)
def test_a_damaged_folder_is_listed_with_its_reason_and_all_others_work(own, how, reason):
    shutil.copytree(own / "mine", own / "hurt")
    broken(own / "hurt", how)
    catalogue = Catalogue([own], trained=own / "nothing")
    hurt, mine = catalogue.cards(every=True)
    assert not hurt.usable and mine.usable
    with pytest.raises(UnusableCheckpoint, match=reason):
        catalogue.load("hurt")
    assert catalogue.cards() == catalogue.cards("decode") == explorer.cards(own)[-1:] == [mine]
    assert hurt in explorer.cards(own, every=True)
    catalogue.load("mine")


def test_tensors_of_the_right_number_but_wrong_name_are_found_on_loading(own):
    shutil.copytree(own / "mine", own / "hurt")
    weights = own / "hurt" / "model.safetensors"
    save_file({"wrong": load_file(weights)["weight"]}, weights)
    catalogue = Catalogue([own], trained=own / "nothing")
    with pytest.raises(UnusableCheckpoint, match="do not fit"):
        catalogue.load("hurt")
    assert not catalogue.card("hurt").usable, "the damage stays on the card, so that pages show it"


def test_code_beside_a_checkpoint_is_run_for_named_folders_only(own, tmp_path):
    trained = tmp_path / "elsewhere"
    shutil.copytree(own, trained)
    assert Catalogue([], trained=trained).card("mine").usable
    code = f"import explorer.catalogue as c; from pathlib import Path; c.TRAINED = Path({str(trained)!r}); k = c.Catalogue([], trained=c.TRAINED)\ntry: k.load('mine')\nexcept c.UnusableCheckpoint: print('refused')"
    ran = subprocess.run([sys.executable, "-c", code], cwd=TRAINED.parent, capture_output=True, text=True, check=False)
    assert "refused" in ran.stdout, ran.stderr


def test_an_own_file_that_fails_says_so(own):
    (own / "stripes_bad.py").write_text("1 / 0")
    config = own / "mine" / "config.json"
    config.write_text(config.read_text().replace("stripes:Stripes", "stripes_bad:Stripes"))
    with pytest.raises(UnusableCheckpoint, match="stripes_bad.py does not run: ZeroDivisionError"):
        Catalogue([own], trained=own / "nothing").load("mine")


def test_a_page_opens_with_the_model_that_says_so_else_with_the_first(tmp_path):
    plain, other = (Card(name, tmp_path / name) for name in ("plain", "other"))
    chosen = Card("chosen", tmp_path / "chosen", first=("codes", "pixels"))
    assert first_for("pixels", [plain, other, chosen]) is chosen
    assert first_for("latents", iter([plain, other, chosen])) is plain
    assert first_for("latents", []) is None


def test_weights_are_counted_from_the_head(tmp_path):
    save_file(
        {"a": torch.zeros(3, 4), "b": torch.zeros((), dtype=torch.int64), "c": torch.zeros(0)},
        tmp_path / "x.safetensors",
    )
    assert count_weights(tmp_path / "x.safetensors") == 13


def test_random_bytes_never_pass_for_weights(tmp_path):
    file, random = tmp_path / "model.safetensors", np.random.default_rng(0)
    for size in (0, 7, 8, 9, 100, 5000):
        file.write_bytes(random.bytes(size))
        with pytest.raises(UnusableCheckpoint):
            count_weights(file)
