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


OWN_KIND = """
from huggingface_hub import PyTorchModelHubMixin
from torch import nn
import torch
{imports}

class Kind(nn.Module, PyTorchModelHubMixin):
    def __init__(self):
        super().__init__()
        self.shape, self.latents = (1, 4, 4), 2
        self.weight = nn.Parameter(torch.zeros(1))

    def decode(self, z):
        {lazy}
        return torch.full((len(z), 1, 4, 4), {grey})
"""


def own_folder(root: Path, name: str, *, grey: str = "0.5", imports: str = "", lazy: str = "pass") -> Path:
    """A checkpoint ``root/name`` of a class in ``root/kinds.py``, saved by a script that lies there."""
    root.mkdir(exist_ok=True)
    (root / "kinds.py").write_text(OWN_KIND.format(grey=grey, imports=imports, lazy=lazy))
    script = f"import explorer; from kinds import Kind; explorer.save(Kind(), {str(root / name)!r}, title='own')"
    environment = {"PYTHONPATH": f"{root}:{TRAINED.parent}", "HF_HUB_OFFLINE": "1", "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, "-c", script], cwd=root, check=True, env=environment, capture_output=True)
    return root


def test_two_folders_with_a_module_of_one_name_have_each_its_own_class(tmp_path):
    roots = [own_folder(tmp_path / f"folder{number}", f"own{number}", grey=str(number / 4)) for number in (1, 2)]
    catalogue = Catalogue(roots, trained=tmp_path / "none")
    greys = [float(catalogue.load(f"own{number}").decode(torch.zeros(1, 2)).mean()) for number in (1, 2)]
    assert greys == [0.25, 0.5]


def test_a_module_that_imports_its_neighbour_runs_from_its_folder(tmp_path):
    """Also what it imports only when it is called.

    And a neighbour of the same name in another folder is another one.
    """
    for number in (1, 2):
        (tmp_path / f"folder{number}").mkdir()
        (tmp_path / f"folder{number}" / "shared.py").write_text(f"GREY = {number / 4}\n")
        (tmp_path / f"folder{number}" / "parts" / "deep").mkdir(parents=True)
        (tmp_path / f"folder{number}" / "parts" / "__init__.py").write_text("")
        (tmp_path / f"folder{number}" / "parts" / "deep" / "__init__.py").write_text(f"ADDED = {number / 8}\n")
        (tmp_path / f"folder{number}" / f"late{number}.py").write_text("HALF = 0.5\n")
    roots = [
        own_folder(
            tmp_path / f"folder{number}",
            f"own{number}",
            imports="from shared import GREY\nfrom parts.deep import ADDED",
            lazy=f"from late{number} import HALF",
            grey="GREY * HALF + ADDED",
        )
        for number in (1, 2)
    ]
    catalogue = Catalogue(roots, trained=tmp_path / "none")
    greys = [float(catalogue.load(f"own{number}").decode(torch.zeros(1, 2)).mean()) for number in (1, 2)]
    assert greys == [0.25, 0.5]
    assert not {"shared", "parts", "parts.deep"} & set(sys.modules)


def test_the_persons_own_wins_over_one_of_that_name_in_trained_and_it_is_said(own, tmp_path_factory):
    trained, second = (tmp_path_factory.mktemp(name) / "here" for name in ("trained", "second"))
    for root in (trained, second):
        shutil.copytree(own, root)
    catalogue = Catalogue([own, second], trained=trained)
    assert catalogue.card("mine").folder.parent == own.resolve()
    shown, left_out = catalogue.notes
    assert "in place of" in shown and str(trained) in shown
    assert "is not shown" in left_out and str(second) in left_out
    assert Catalogue(trained=trained).notes == Catalogue([trained, trained], trained=trained).notes == []


def test_a_folder_that_begins_with_an_underscore_is_not_passed_over_silently(own, tmp_path):
    (own / "mine").rename(own / "_mine")
    (own / ".ipynb_checkpoints").mkdir()
    catalogue = Catalogue([own], trained=tmp_path / "none")
    assert catalogue.cards() == [] and len(catalogue.notes) == 1 and "_mine is not shown" in catalogue.notes[0]


@pytest.mark.parametrize("name", ["vae-mnist-2d", "vqvae-mnist", "gated-pixelcnn-mnist", "attention-san"])
def test_a_folder_from_the_hub_is_loaded_by_name_and_by_its_class(tmp_path, name):
    """A repository as ``huggingface_hub.snapshot_download(local_dir=...)`` leaves it."""
    folder = tmp_path / name
    shutil.copytree(TRAINED / name, folder)
    (folder / "README.md").write_text("---\ntags: [model_hub_mixin]\n---\n")
    (folder / ".gitattributes").write_text("*.safetensors filter=lfs\n")
    (folder / ".cache" / "huggingface").mkdir(parents=True)
    by_name = explorer.load(name, tmp_path)
    by_class = type(by_name).from_pretrained(folder, strict=True, local_files_only=True)
    ours = explorer.load(name)
    assert by_name is not ours and type(by_name) is type(by_class) is type(ours)
    assert not by_name.training
    assert {card.name: card.folder for card in explorer.cards(tmp_path)}[name] == folder
    for other in (by_name, by_class):
        assert all(torch.equal(*pair) for pair in zip(ours.parameters(), other.parameters(), strict=True))
        assert other.state_dict().keys() == ours.state_dict().keys()
