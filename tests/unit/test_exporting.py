"""Decoders as graphs: what they decode is what the server decodes, they are made once, and kept as long as they fit."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from explorer.capabilities import capabilities
from explorer.catalogue import Catalogue
from explorer.checkpoint import save
from explorer.exporting import kept
from explorer.exporting.graph import WRAPPED, export
from explorer.latents.inference import Inference
from explorer.limits import Z_LIMIT
from explorer.models import VAE
from tests.unit.test_models import SMALL, build

VENDOR = Path(kept.__file__).parents[1] / "ui" / "vendor" / "onnxruntime"
PARTS = [
    (name, part)
    for name in SMALL
    for part, needed in kept.PARTS.items()
    if needed <= (can := set(capabilities(build(name)))) and not (part == "encode" and "condition" in can)
]


def run(graph: bytes, rows: np.ndarray) -> list[np.ndarray]:
    return onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"]).run(None, {"rows": rows})


def rows_for(model, part: str, count: int) -> np.ndarray:
    generator = torch.Generator().manual_seed(0)
    width = WRAPPED[part](model).example().shape[1]
    if part == "codes":
        return torch.randint(0, model.codes, (count, width), generator=generator).numpy().astype(np.uint16)
    if part == "encode":
        return torch.randint(0, 256, (count, width), generator=generator, dtype=torch.uint8).numpy()
    return (2 * torch.randn(count, width, generator=generator)).numpy()


@pytest.mark.parametrize("name, part", PARTS)
def test_a_graph_decodes_any_number_of_rows_as_the_model_does(name, part):
    model = build(name).eval()
    graph = export(model, part)
    for count in (1, 5) if WRAPPED[part].many else (1,):
        rows = rows_for(model, part, count)
        with torch.inference_mode():
            expected = WRAPPED[part](model)(torch.from_numpy(rows))
        found, *posterior = run(graph, rows)
        if posterior:
            expected, theirs = expected
            assert np.allclose(posterior[0], theirs.numpy(), rtol=1e-3, atol=1e-4)
            assert posterior[0].shape == (count, 2 * model.latents)
        expected = expected.numpy()
        assert found.dtype == np.uint8 and found.shape == (count, *model.shape)
        assert np.abs(found.astype(int) - expected).max() <= 1
        assert len(np.unique(found)) > 1


def test_it_says_what_the_socket_says(tmp_path):
    """Of rows far outside, too, and of one of the checkpoints."""
    name = "cvae-mnist-16d"
    catalogue = Catalogue()
    card, model = catalogue.card(name), catalogue.load(name)
    rows = rows_for(model, "decode", 4)
    rows[0, 0], rows[1, -1] = 1e6, -3
    served = Inference(catalogue).decode(
        name, np.clip(rows[:, : card.latents], -Z_LIMIT, Z_LIMIT), np.clip(rows[:, card.latents :], 0, 1)
    )
    assert np.abs(run(export(model, "decode"), rows)[0].astype(int) - served).max() <= 1


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("models") / "small"
    save(VAE(shape=(1, 8, 8), latents=2, width=8, depth=1), folder, dataset="mnist")
    return folder


def card_of(folder: Path):
    return Catalogue(trained=folder).card(folder.name)


def test_one_graph_is_made_for_all_who_ask_and_another_for_other_weights(small, tmp_path, monkeypatch):
    graphs, card = kept.Kept(tmp_path), card_of(small)
    started = []
    start = asyncio.create_subprocess_exec
    monkeypatch.setattr(asyncio, "create_subprocess_exec", lambda *a, **k: started.append(a) or start(*a, **k))

    async def ask():
        return await asyncio.gather(*(graphs.file(card, "decode") for _ in range(3)))

    files = asyncio.run(ask())
    assert len(set(files)) == 1 and len(started) == 1
    assert asyncio.run(kept.Kept(tmp_path).file(card, "decode")) == files[0] and len(started) == 1
    assert run(files[0].read_bytes(), np.zeros((1, 2), np.float32))[0].shape == (1, 1, 8, 8)
    other = tmp_path / "other" / "small"
    torch.manual_seed(1)
    save(VAE(shape=(1, 8, 8), latents=2, width=8, depth=1), other, dataset="mnist")
    assert kept.name_of(card_of(other), "decode") != kept.name_of(card, "decode")


def test_what_a_graph_cannot_do_is_said_and_tried_once(tmp_path, monkeypatch):
    folder = tmp_path / "models" / "odd"
    folder.mkdir(parents=True)
    (folder.parent / "odd.py").write_text(
        "import torch\n"
        "from torch import nn\n"
        "from huggingface_hub import PyTorchModelHubMixin\n"
        "class Odd(nn.Module, PyTorchModelHubMixin):\n"
        "    shape, latents = (1, 4, 4), 2\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.weight = nn.Parameter(torch.ones(1))\n"
        "    def decode(self, z):\n"
        "        return torch.stack([torch.full((1, 4, 4), float(row.sum() > 0)) for row in z]) * self.weight\n"
    )
    from explorer import own_module

    save(own_module.load(folder.parent / "odd.py").Odd(), folder, module="odd:Odd")
    graphs, card = kept.Kept(tmp_path / "graphs"), card_of(folder)
    assert card.usable and "decode" in card.can

    async def ask():
        for _ in range(2):
            with pytest.raises(kept.NoGraph, match="come from the server"):
                await graphs.file(card, "decode")

    started = []
    start = asyncio.create_subprocess_exec
    monkeypatch.setattr(asyncio, "create_subprocess_exec", lambda *a, **k: started.append(a) or start(*a, **k))
    asyncio.run(ask())
    assert len(started) == 1


def test_what_took_too_long_is_tried_again(small, tmp_path, monkeypatch):
    graphs, card = kept.Kept(tmp_path), card_of(small)
    monkeypatch.setattr(kept, "MOST_SECONDS", 0.05)
    with pytest.raises(kept.NoGraph, match="tried again"):
        asyncio.run(graphs.file(card, "decode"))
    monkeypatch.setattr(kept, "MOST_SECONDS", 180)
    assert asyncio.run(graphs.file(card, "decode")).is_file()


def test_a_model_that_only_names_classes_is_given_none():
    model = build("vae").eval()
    model.classes = 3
    assert WRAPPED["decode"](model).example().shape[1] == model.latents


def test_large_models_and_other_parts_stay_on_the_server(small, monkeypatch):
    card = card_of(small)
    assert kept.parts(card) == ("decode", "encode")
    assert kept.parts(replace(card, conditions=10)) == ("decode",)
    with pytest.raises(kept.NoGraph, match="no part"):
        asyncio.run(kept.Kept(small).file(card, "codes"))
    monkeypatch.setattr(kept, "MOST_BYTES", 100)
    assert kept.parts(card) == ()
    assert kept.parts(replace(card, folder=small / "gone")) == ()


def test_the_oldest_graphs_go(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "KEPT", 2)
    for age, name in enumerate("abc"):
        file = tmp_path / f"{name}.onnx"
        file.write_bytes(b"")
        os.utime(file, (1000 - age, 1000 - age))
    kept.forget_oldest(tmp_path)
    assert sorted(file.stem for file in tmp_path.glob("*.onnx")) == ["a", "b"]


def test_graphs_lie_where_they_are_told_to_or_can(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "here"))
    assert kept.cache_folder() == tmp_path / "here"
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "file" / "below"))
    found = kept.cache_folder()
    assert found.is_dir() and found != tmp_path / "file" / "below"
    shutil.rmtree(found)


def test_the_vendored_files_are_those_that_their_readme_names():
    told = dict(re.findall(r"`([\w.-]+)` \| `([0-9a-f]{64})`", (VENDOR / "README.md").read_text()))
    assert len(told) == 6
    version = re.match(r"# onnxruntime-web ([\d.]+)\n", (VENDOR / "README.md").read_text())[1]
    assert f'VERSION = "{version}"' in (VENDOR.parents[1] / "transport" / "local" / "session.js").read_text()
    for name, checksum in told.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == checksum
