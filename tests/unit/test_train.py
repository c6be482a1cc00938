"""Training: the loop's parts, the commands as real processes, and what they write."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors import SafetensorError, safe_open
from sklearn.metrics import mutual_info_score

from explorer.catalogue import EXPERIMENTS, TRAINED, read_card
from explorer.data.datasets import SHAPE
from explorer.data.datasets import load as load_images
from explorer.data.levels import binarize, in_levels
from explorer.data.official import read_idx
from explorer.latents import maps
from explorer.learning.descent import Order
from explorer.models import VAE
from explorer.models.gated_pixelcnn import GatedPixelCNN
from train import checkpoint
from train.__main__ import main
from train.evaluation import Evaluation, entry
from train.kinds import KINDS, kind_of
from train.kinds.kind import Kind
from train.kinds.vae import Variational
from train.loop import train
from train.measures import disentanglement, likelihoods
from train.measures.judging import readable_share
from train.measures.latent_space import (
    bernoulli_noise,
    gap_share,
    neighbours_accuracy,
    outside_share,
    path_confidence,
)
from train.networks import NETWORKS
from train.recipes import RECIPES
from train.run import Diverged, Result, Run
from train.state import Average, load_state, save_state
from train.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


def write_idx(path: Path, array: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        bytes([0, 0, 8, array.ndim]) + b"".join(int(size).to_bytes(4, "big") for size in array.shape) + array.tobytes()
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """MNIST's files with bright squares in them, few for the training and the test."""
    root = tmp_path_factory.mktemp("data")
    for part, count in (("train", 10_300), ("t10k", 60)):
        images = np.zeros((count, 28, 28), np.uint8)
        images[:, 8:20, 8:20] = np.random.default_rng(0).integers(0, 256, (count, 1, 1), np.uint8)
        write_idx(root / "MNIST" / "raw" / f"{part}-images-idx3-ubyte", images)
        write_idx(root / "MNIST" / "raw" / f"{part}-labels-idx1-ubyte", np.arange(count).astype(np.uint8) % 10)
    return root


@pytest.fixture(scope="module")
def both(data, tmp_path_factory) -> Path:
    """The same and, as Fashion-MNIST, the same pictures in the negative."""
    root = tmp_path_factory.mktemp("both")
    (root / "MNIST").symlink_to(data / "MNIST")
    for part in ("train", "t10k"):
        for kind in ("images-idx3", "labels-idx1"):
            values = read_idx(data / "MNIST" / "raw" / f"{part}-{kind}-ubyte")
            write_idx(
                root / "FashionMNIST" / "raw" / f"{part}-{kind}-ubyte",
                255 - values if kind == "images-idx3" else values,
            )
    return root


def start(*words: str, launcher: tuple[str, ...] = ("-m", "train")) -> subprocess.Popen:
    environment = os.environ | {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": "", "PYTHONPATH": str(ROOT)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(
        [sys.executable, *launcher, *words], cwd=ROOT, env=environment, start_new_session=True, **pipes
    )


def finish(process: subprocess.Popen, seconds: float = 120) -> str:
    """What a process said on stderr; it has to end well, and none of its children is left behind."""
    try:
        said = process.communicate(timeout=seconds)[1]
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, said
    return said


def steps_of(file: Path) -> int:
    with safe_open(file, "pt") as state:
        return json.loads(state.metadata()["progress"])["step"]


def same_weights(one: torch.nn.Module, other: torch.nn.Module) -> bool:
    pairs = zip(one.state_dict().values(), other.state_dict().values(), strict=True)
    return all(torch.equal(*pair) for pair in pairs)


class TestData:
    def test_binarization_is_exact_in_expectation_and_at_the_ends(self):
        pixels = torch.arange(256, dtype=torch.uint8).repeat(20_000, 1)
        drawn = binarize(pixels, torch.Generator().manual_seed(0))
        assert set(drawn.unique().tolist()) == {0.0, 1.0}
        assert (drawn[:, 0] == 0).all() and (drawn[:, 255] == 1).all()
        assert (drawn.mean(0) - torch.arange(256) / 255).abs().max() < 0.02

    def test_every_epoch_shows_every_picture_once_in_another_order(self):
        order = Order(100, 10, seed=3)
        epochs = [torch.cat([order.numbers(step) for step in range(start, start + 10)]) for start in (0, 10)]
        assert all(sorted(epoch.tolist()) == list(range(100)) for epoch in epochs)
        assert not torch.equal(*epochs)
        assert torch.equal(Order(100, 10, seed=3).numbers(13), order.numbers(13))

    def test_processes_share_a_batch(self):
        order = Order(100, 10, seed=0)
        halves = [order.numbers(4, rank, 2) for rank in range(2)]
        assert sorted(torch.cat(halves).tolist()) == sorted(order.numbers(4).tolist()) and len(halves[0]) == 5


class TestRecipes:
    def test_the_price_of_a_latent_rises_from_nothing_or_falls_from_high(self):
        rising, falling, flat = (RECIPES[name] for name in ("vae-mnist-2d", "bvae-shapes-10d", "vae-shapes-10d"))
        assert [rising.beta_at(progress) for progress in (0, rising.warm / 2, rising.warm, 1)] == [0, 0.5, 1, 1]
        assert [falling.beta_at(progress) for progress in (0, falling.warm / 2, falling.warm, 1)] == pytest.approx(
            [100, 20, 4, 4]
        )
        assert flat.beta_at(0) == 1

    @pytest.mark.parametrize("name", RECIPES)
    def test_every_recipe_builds_a_model_for_its_data(self, name):
        recipe = RECIPES[name]
        model = recipe.build()
        assert recipe.over or recipe.dataset not in SHAPE or model.shape == SHAPE[recipe.dataset]
        assert recipe.name == name and recipe.about.endswith(".") and recipe.title
        assert 0 < recipe.minutes <= 120 and (recipe.steps > 0 or recipe.model in ("pca", "ppca"))

    def test_every_model_that_can_be_trained_is_of_one_kind(self):
        assert set(KINDS) == set(NETWORKS) and {recipe.model for recipe in RECIPES.values()} <= set(KINDS)
        assert all(issubclass(kind, Kind) and model in kind.models for model, kind in KINDS.items())

    def test_the_rate_rises_shortly_and_falls_to_nothing(self):
        recipe = RECIPES["vae-mnist-2d"]
        assert recipe.rate_at(0) == pytest.approx(0.01 * recipe.rate)
        assert recipe.rate_at(0.01) == pytest.approx(recipe.rate, rel=1e-3)
        assert recipe.rate_at(0.5) == pytest.approx(recipe.rate / 2)
        assert recipe.rate_at(1) == pytest.approx(0) == recipe.rate_at(1.2)

    @pytest.mark.parametrize(
        "name", [name for name, recipe in RECIPES.items() if hasattr(recipe.network, "pixel_logits")]
    )
    def test_pictures_come_in_as_many_levels_as_the_model_knows(self, name):
        assert RECIPES[name].build().levels == RECIPES[name].arguments.get("levels", 2)


class TestState:
    def test_a_run_goes_on_as_if_nothing_had_happened(self, tmp_path):
        def fresh():
            torch.manual_seed(0)
            model = VAE(shape=(1, 4, 4), width=8)
            return model, Average(model), torch.optim.AdamW(model.parameters(), 1e-2, fused=True)

        def go(model, average, optimizer, steps):
            for step in steps:
                generator = torch.Generator().manual_seed(step)
                optimizer.zero_grad()
                model.loss((torch.rand(8, 1, 4, 4, generator=generator) > 0.5).float(), generator=generator).backward()
                optimizer.step()
                average.update(step)

        whole, parts, resumed = fresh(), fresh(), fresh()
        go(*whole, range(6))
        go(*parts, range(3))
        save_state(tmp_path / "s.safetensors", *parts, {"step": 3, "seconds": 1.5, "history": []})
        assert load_state(tmp_path / "s.safetensors", *resumed) == {"step": 3, "seconds": 1.5, "history": []}
        go(*resumed, range(3, 6))
        for one, other in zip(whole[1].live + whole[1].kept, resumed[1].live + resumed[1].kept, strict=True):
            assert torch.equal(one, other)
        assert [file.name for file in tmp_path.iterdir()] == ["s.safetensors"]

    def test_the_state_of_another_model_is_refused(self, tmp_path):
        models = [VAE(shape=(1, 4, 4), width=width) for width in (8, 9)]
        sets = [(model, Average(model), torch.optim.AdamW(model.parameters())) for model in models]
        save_state(tmp_path / "s.safetensors", *sets[0], {})
        with pytest.raises(ValueError, match="another model"):
            load_state(tmp_path / "s.safetensors", *sets[1])

    def test_the_average_follows_and_swaps(self):
        model = torch.nn.Linear(1, 1)
        average = Average(model, decay=0.9)
        with torch.no_grad():
            model.weight.fill_(5.0)
        for step in range(200):
            average.update(step)
        average.swap()
        assert model.weight.item() == pytest.approx(5.0, abs=1e-3)


class TestLoop:
    """The loop itself, on a model that learns in a blink."""

    @pytest.fixture
    def recipe(self, monkeypatch):
        small = replace(RECIPES["vae-mnist-2d"], arguments={"latents": 2, "width": 16, "depth": 2}, batch=32)
        monkeypatch.setitem(RECIPES, "vae-mnist-2d", small)
        return small

    def run(self, recipe, data, place, steps=40, **more) -> Run:
        kind = more.pop("kind", None) or kind_of(recipe, Workspace(data, place / "out"))
        return Run(kind, steps, device="cpu", state=place / "runs", **more)

    def test_the_same_seed_gives_the_same_weights_and_another_does_not(self, recipe, data, tmp_path):
        first, again, other = (
            train(self.run(recipe, data, tmp_path / str(number), seed=seed)) for number, seed in enumerate((3, 3, 4))
        )
        assert same_weights(first.model, again.model) and not same_weights(first.model, other.model)
        losses = [[point["loss"] for point in result.history["points"]] for result in (first, again)]
        assert losses[0] == losses[1] and first.steps == 40 and not first.cut

    @pytest.mark.parametrize("name", ["vae-mnist-2d", "classifier-mnist"])  # the second has dropout
    def test_a_killed_run_that_is_resumed_equals_one_that_was_not(self, recipe, data, tmp_path, monkeypatch, name):
        shrunk = {"classifier-mnist": {"channels": 2, "width": 8}}.get(name, recipe.arguments)
        # bf16 as the other runs in this process: accelerate can't change it
        small = replace(RECIPES[name], arguments=shrunk, batch=32, bf16=recipe.bf16)
        whole = train(self.run(small, data, tmp_path / "whole"))
        killed = self.run(small, data, tmp_path / "killed", save_every=0.0)
        step, count = type(killed.kind).step, iter(range(1000))

        def until_the_25th(self, model, *rest):
            if model.training and next(count) == 25:
                raise KeyboardInterrupt  # as abrupt as a kill: nothing is saved after it
            return step(self, model, *rest)

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(type(killed.kind), "step", until_the_25th)
            train(killed)
        assert steps_of(killed.file) == 25
        resumed = train(replace(killed, resume=True))
        assert same_weights(whole.model, resumed.model) and resumed.steps == whole.steps == 40
        assert [point["step"] for point in resumed.history["points"]] == [20, 40]
        told = [[point["validation"] for point in result.history["points"]] for result in (whole, resumed)]
        assert told[0] == told[1]

    def test_minutes_cut_a_run_short_and_its_schedule_with_it(self, recipe, data, tmp_path, monkeypatch):
        rates = []
        rate_at = type(recipe).rate_at
        monkeypatch.setattr(type(recipe), "rate_at", lambda self, at: rates.append(rate_at(self, at)) or rates[-1])
        result = train(self.run(recipe, data, tmp_path, steps=10**7, minutes=0.05))
        assert result.cut and 0 < result.steps < 10**7
        assert rates[-1] < 0.05 * max(rates)

    @pytest.mark.parametrize("value", [float("nan"), float("inf")])
    def test_a_loss_that_is_no_number_stops_the_run_and_leaves_what_was_good(
        self, recipe, data, tmp_path, monkeypatch, capsys, value
    ):
        words = ["vae-mnist-2d", "--smoke", "--data", str(data), "--device", "cpu", "--save-every", "0"]
        words += ["--out", str(tmp_path / "out"), "--state", str(tmp_path / "runs")]
        assert main(words) == 0
        good = {file.name: file.read_bytes() for file in (tmp_path / "out" / "vae-mnist-2d").iterdir()}
        step, count = Variational.step, iter(range(1000))

        def broken(self, model, *rest):
            loss, terms = step(self, model, *rest)
            return (loss * value if model.training and next(count) == 30 else loss), terms

        monkeypatch.setattr(Variational, "step", broken)
        capsys.readouterr()
        assert main(words) == 1
        said = capsys.readouterr().err.strip().splitlines()[-1]
        assert f"vae-mnist-2d: at step 31 the loss was {value:g}" in said and "stays as it was" in said
        state = tmp_path / "runs" / "vae-mnist-2d" / "seed-0.safetensors"
        with safe_open(state, "pt") as kept:
            assert all(torch.isfinite(kept.get_tensor(key)).all() for key in kept.keys())  # noqa: SIM118
        assert steps_of(state) == 30
        assert good == {file.name: file.read_bytes() for file in (tmp_path / "out" / "vae-mnist-2d").iterdir()}
        assert [file.name for file in (tmp_path / "out").iterdir()] == ["vae-mnist-2d"]

    def test_a_gradient_that_is_no_number_stops_the_run_too(self, recipe, data, tmp_path, monkeypatch):
        step = Variational.step

        def broken(self, model, *rest):
            loss, terms = step(self, model, *rest)
            zero = next(model.parameters()).flatten()[0] * 0
            return loss + zero.abs().sqrt(), terms  # the root's slope at 0 is infinite, times 0

        monkeypatch.setattr(Variational, "step", broken)
        with pytest.raises(Diverged, match="gradient's norm nan"):
            train(self.run(recipe, data, tmp_path, save_every=0.0))
        assert not (tmp_path / "runs").exists()

    def test_a_checkpoint_that_is_no_number_is_not_written(self, recipe, data, tmp_path):
        kind, model = kind_of(recipe, Workspace(data, tmp_path)), recipe.build()
        with pytest.raises(ValueError, match="mse is not finite"):
            checkpoint.write(model, kind, Evaluation({"mse": entry(float("nan"), "", "")}), {}, {})
        with torch.no_grad():
            next(model.parameters()).flatten()[0] = float("inf")
        with pytest.raises(ValueError, match="is not finite, so nothing was written"):
            checkpoint.write(model, kind, Evaluation(), {}, {})
        assert not list(tmp_path.iterdir())


class TestDisentanglement:
    factors = np.random.default_rng(0).integers(0, (3, 6, 8), (10_000, 3))

    def noise(self, latents):
        return np.random.default_rng(1).standard_normal((10_000, latents))

    def test_a_code_of_the_factors_is_perfect(self):
        codes = np.concatenate([self.factors @ np.diag([2.0, -1.0, 0.5]), self.noise(4)], 1)
        value, shares = disentanglement.mutual_information_gap(codes, self.factors)
        assert value > 0.98 and shares.min() > 0.98

    def test_a_code_that_says_everything_twice_is_worth_nothing(self):
        assert disentanglement.mutual_information_gap(
            np.concatenate([self.factors, self.factors], 1).astype(float), self.factors
        )[0] == pytest.approx(0)

    def test_one_latent_of_three_factors(self):
        codes = np.concatenate([self.factors[:, :1], self.noise(3)], 1)
        assert disentanglement.mutual_information_gap(codes, self.factors)[1] == pytest.approx([1, 0, 0], abs=0.02)

    def test_mutual_information_agrees_with_scikit_learn(self):
        binned = disentanglement.discretize(self.noise(1) + self.factors[:, 1:2])[:, 0]
        for factor in self.factors.T:
            assert disentanglement.mutual_information(binned, factor) == pytest.approx(
                mutual_info_score(binned, factor), abs=1e-9
            )

    def test_bins_have_equal_width(self):
        assert disentanglement.discretize(np.linspace(0, 1, 1001)[:, None])[[0, 49, 51, 999, 1000], 0].tolist() == [
            1,
            1,
            2,
            20,
            20,
        ]

    def test_a_single_latent_has_no_gap(self):
        with pytest.raises(ValueError, match="two latents"):
            disentanglement.mutual_information_gap(self.noise(1), self.factors)


class TestCommit:
    def test_the_commit_is_one_or_none(self, tmp_path, monkeypatch):
        assert checkpoint.commit() is None or len(checkpoint.commit()) == 40
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
        monkeypatch.setattr(checkpoint, "__file__", str(tmp_path / "checkpoint.py"))
        assert checkpoint.commit() is None  # a repository without commits


class TestLikelihoods:
    def test_each_test_picture_is_scored_and_sorted(self, both):
        torch.manual_seed(0)
        model = GatedPixelCNN(levels=4, classes=3, channels=4, layers=2, head=4).eval()
        told = likelihoods.measure(model, "fashion", both)
        assert {name: (one["title"], one["own"]) for name, one in told["sets"].items()} == {
            "mnist": ("MNIST", False),
            "fashion": ("Fashion-MNIST", True),
        }
        for name, one in told["sets"].items():
            pictures = in_levels(torch.from_numpy(load_images(name, "test", both).images.copy()), 4)
            with torch.no_grad():
                wanted = sorted((-model.log_prob(pictures)).tolist())
            assert one["nll"] == pytest.approx(wanted, abs=0.01) and len(one["nll"]) == 60

    def test_without_both_sets_or_with_other_pictures_there_is_nothing_to_measure(self, data, both):
        model, small = (
            GatedPixelCNN(channels=4, layers=2, head=4),
            GatedPixelCNN(shape=(1, 7, 7), channels=4, layers=2, head=4),
        )
        assert likelihoods.measurable(model, "mnist", both) and not likelihoods.measurable(model, "mnist", data)
        assert not likelihoods.measurable(small, "mnist", both) and not likelihoods.measurable(model, "cifar10", both)


class TestGaps:
    def test_the_share_of_gaps(self):
        draws = torch.tensor([[0.0, 0.0], [0.2, 0.0], [1.0, 0.0], [5.0, 5.0]])
        assert gap_share(draws, torch.zeros(1, 2), 0.25) == 0.5
        assert gap_share(draws, torch.zeros(1, 2), torch.tensor([2.0, 0.1])) == 0.25

    def test_the_share_outside_of_the_circle(self):
        edge = math.sqrt(-2 * math.log(0.01))
        assert outside_share(torch.tensor([[0.0, edge - 0.01], [edge + 0.01, 0.0], [9.0, 9.0], [0.0, 0.0]])) == 0.5


class Blobs:
    """A model of one white pixel with the probability |z|, and a judge that is as sure as the pixel is white."""

    latents = 3

    def sample_latents(self, n, generator):
        return torch.randn(n, 3, generator=generator)

    def decode(self, z):
        return (z.norm(dim=1) / 4).clamp(max=1)[:, None, None, None]

    def sample(self, n, generator):
        return self.decode(self.sample_latents(n, generator))

    def classify(self, pictures):
        white = pictures[:, 0, 0]
        return torch.cat([white, 1 - white], 1).clamp(min=1e-6).log()


class TestSamples:
    def test_the_nearest_codes_vote(self):
        codes, labels = torch.tensor([[0.0], [0.1], [0.2], [9.0], [9.1]]), torch.tensor([1, 1, 0, 0, 0])
        assert neighbours_accuracy((codes[:3], labels[:3]), (torch.tensor([[0.0]]), torch.tensor([1]))) == 1
        assert neighbours_accuracy((codes, labels), (torch.tensor([[0.0], [9.0]]), torch.tensor([1, 0]))) == 0.5

    def test_a_sample_is_readable_where_the_judge_is_sure(self):
        model = Blobs()
        white = model.sample(400, torch.Generator().manual_seed(0)).flatten()
        sure = torch.maximum(white, 1 - white) >= 0.9
        drawn = model.sample(400, torch.Generator().manual_seed(0))
        assert readable_share(model, drawn) == pytest.approx(float(sure.float().mean()))

    def test_the_middle_of_the_straight_line_is_nearer_to_the_origin_than_that_of_the_arc(self):
        class Far(Blobs):
            def classify(self, pictures):
                return pictures[:, 0, 0].clamp(min=1e-6).log()

        model = Far()
        found = path_confidence(model, model, 300)
        assert found["line"] < found["arc"] - 0.05
        assert found["arc"] == pytest.approx(found["ends"], abs=0.05)

    def test_what_a_mean_hides(self):
        model = Blobs()
        white = model.sample(100, torch.Generator().manual_seed(0)).double().flatten()
        drawn = torch.bernoulli(white.expand(20_000, -1), generator=torch.Generator().manual_seed(1))
        entropy, flips = bernoulli_noise(model, 100)
        assert 0 < entropy < math.log(2)
        assert flips == pytest.approx(float((drawn != (white > 0.5)).double().mean()), abs=0.01)


class TestCommands:
    def test_the_list_shows_every_recipe(self, tmp_path, capsys):
        assert main(["--out", str(tmp_path)]) == 0
        listed = capsys.readouterr().out
        assert all(name in listed and recipe.about in listed for name, recipe in RECIPES.items())
        assert "not trained yet" in listed

    @pytest.mark.parametrize(
        ("words", "line"),
        [
            (["zzz"], "There is no recipe 'zzz'. python -m train lists them all."),
            (["evaluate", "vae-mnist-2d"], "There are no weights in"),
            (["card", "vae-mnist-2d"], "There is no config.json in"),
            (["vae-mnist-2d"], "python -m train download mnist --data"),
            (["download", "frey"], "can't be downloaded"),
            (["sweep", "vae-mnist-2d"], "so it is for vae-shapes-10d"),
            (["a", "b", "c"], "is not a command"),
            (["ae-mnist-2d", "--device", "cuda"], "There is no CUDA device here"),
        ],
    )
    def test_errors_are_one_line(self, words, line, tmp_path, capsys, monkeypatch):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
        assert main([*words, "--data", str(tmp_path), "--out", str(tmp_path), "--state", str(tmp_path)]) == 1
        said = capsys.readouterr().err.strip().splitlines()
        assert len(said) == 1 and line in said[0]

    def test_a_download_that_fails_is_one_line_and_one_that_works_says_where(self, data, tmp_path, monkeypatch, capsys):
        asked = []

        def fetch(root, train, download):
            asked.append((root, train, download))
            if root == str(tmp_path):
                raise RuntimeError("Error downloading")

        monkeypatch.setattr("torchvision.datasets.MNIST", fetch)
        assert main(["download", "mnist", "--data", str(tmp_path)]) == 1
        assert capsys.readouterr().err == "torchvision could not download mnist: Error downloading\n"
        assert main(["download", "mnist", "--data", str(data)]) == 0
        assert asked[1:] == [(str(data), True, True), (str(data), False, True)]
        assert f"mnist is in {data}: 60 test pictures." in capsys.readouterr().out

    def test_a_smoke_run_writes_the_whole_folder_and_evaluation_repeats_it(self, data, tmp_path, monkeypatch, capsys):
        small = replace(RECIPES["vae-mnist-2d"], arguments={"latents": 2, "width": 16, "depth": 2})
        monkeypatch.setitem(RECIPES, "vae-mnist-2d", small)
        words = [
            "--smoke",
            "--data",
            str(data),
            "--out",
            str(tmp_path / "out"),
            "--state",
            str(tmp_path / "runs"),
            "--device",
            "cpu",
        ]
        assert main(["vae-mnist-2d", *words]) == 0
        folder = tmp_path / "out" / "vae-mnist-2d"
        assert {file.name for file in folder.iterdir()} == {
            "config.json",
            "model.safetensors",
            "metrics.json",
            "card.md",
            "history.json",
            "film.json",
            "latents.safetensors",
            "preview.png",
            "centre.png",
            "strips.png",
            "plane.png",
        }
        assert [file.name for file in (tmp_path / "out").iterdir()] == ["vae-mnist-2d"]
        assert read_card(folder).usable
        assert {name: Image.open(folder / f"{name}.png").size for name in ("preview", "centre", "strips", "plane")} == {
            "preview": (224, 112),
            "centre": (28, 28),
            "strips": (364, 56),
            "plane": (560, 560),
        }
        before = json.loads((folder / "metrics.json").read_text())
        assert before["steps"] == 60 and before["smoke"] and before["command"] == "python -m train vae-mnist-2d --smoke"
        assert before["budget"] == {"steps": 60, "minutes": None} and before["cut"] is False
        (folder / maps.FILE).write_bytes(b"codes")
        (folder / maps.TOLD).write_text("{}")
        assert main(["evaluate", "vae-mnist-2d", *words]) == 0
        assert (folder / maps.FILE).read_bytes() == b"codes" and maps.has_map(folder)  # of the same weights
        assert json.loads((folder / "metrics.json").read_text()) == before
        assert "nats per image" in capsys.readouterr().out
        emptied = json.loads(json.dumps(before))
        for name in ("gap_share", "outside_share", "neg_elbo_grey", "draw_entropy"):
            del emptied["metrics"][name]
        (folder / "metrics.json").write_text(json.dumps(emptied))
        assert main(["measure", "vae-mnist-2d", *words]) == 0
        assert json.loads((folder / "metrics.json").read_text()) == before
        weights = (folder / "model.safetensors").read_bytes()
        told = replace(small, title="Other digits", first=("manifold", "latents"), published={"mse": 0.5})
        monkeypatch.setitem(RECIPES, "vae-mnist-2d", told)
        assert main(["card", "vae-mnist-2d", *words]) == 0
        card, metrics = read_card(folder), json.loads((folder / "metrics.json").read_text())
        assert card.usable and (card.title, card.first) == ("Other digits", ("manifold", "latents"))
        assert metrics["metrics"]["mse"].pop("published") == 0.5 and metrics == before
        assert (folder / "card.md").read_text().startswith("# Other digits (`vae-mnist-2d`)")
        monkeypatch.setitem(RECIPES, "vae-mnist-2d", small)
        assert main(["card", "vae-mnist-2d", *words]) == 0
        assert read_card(folder).first == small.first
        assert json.loads((folder / "metrics.json").read_text()) == before
        assert (folder / "model.safetensors").read_bytes() == weights

    def test_an_autoregressive_run_writes_its_preview_and_likelihoods_and_evaluation_makes_them_again(
        self, both, tmp_path, monkeypatch, capsys
    ):
        # bf16 as the other run in this process: accelerate can't change it
        small = replace(
            RECIPES["gated-pixelcnn-mnist"],
            arguments={"classes": 10, "channels": 4, "layers": 2, "head": 4},
            bf16=RECIPES["vae-mnist-2d"].bf16,
        )
        monkeypatch.setitem(RECIPES, "gated-pixelcnn-mnist", small)
        words = [
            "--smoke",
            "--data",
            str(both),
            "--out",
            str(tmp_path / "out"),
            "--state",
            str(tmp_path / "runs"),
            "--device",
            "cpu",
        ]
        assert main(["gated-pixelcnn-mnist", "--steps", "5", *words]) == 0
        folder = tmp_path / "out" / "gated-pixelcnn-mnist"
        assert {file.name for file in folder.iterdir()} == {
            "config.json",
            "model.safetensors",
            "metrics.json",
            "card.md",
            "history.json",
            "preview.png",
            "likelihoods.json",
        }
        assert Image.open(folder / "preview.png").size == (224, 112)
        before = {name: (folder / name).read_bytes() for name in ("preview.png", "likelihoods.json")}
        for name in before:
            (folder / name).unlink()
        assert main(["evaluate", "gated-pixelcnn-mnist", *words]) == 0
        assert before == {name: (folder / name).read_bytes() for name in before}

    def test_the_list_needs_no_torch_and_a_slip_is_guessed(self, tmp_path):
        run = "import sys; from train.__main__ import main; code = main({}); print('torch' in sys.modules, code)"

        def said(*words: str) -> subprocess.CompletedProcess:
            command = [sys.executable, "-c", run.format(list(words))]
            return subprocess.run(command, capture_output=True, text=True, check=True)

        listed = said().stdout
        assert all(f"  {name} " in listed for name in RECIPES) and listed.endswith("False 0\n")
        assert "not trained yet" not in listed.split("vqvae-mnist", 1)[1].splitlines()[0]
        assert said("--out", str(tmp_path)).stdout.count("not trained yet") == len(RECIPES)
        slip = said("vae-mnsit-2d")
        assert "Did you mean vae-mnist-2d" in slip.stderr and slip.stdout == "False 1\n"
        assert len(slip.stderr.splitlines()) == 1

    def test_damage_on_the_disk_is_one_line_and_loses_nothing(self, both, tmp_path, monkeypatch, capsys):
        words = ["--smoke", "--steps", "2", "--data", str(both), "--device", "cpu"]
        words += ["--out", str(tmp_path / "out"), "--state", str(tmp_path / "runs")]
        name = "vae-mnist-2d"
        assert main([name, *words]) == 0
        weights, state = tmp_path / "out" / name / "model.safetensors", next((tmp_path / "runs").rglob("*.safetensors"))

        def refused(*command: str) -> str:
            before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
            capsys.readouterr()
            assert main([*command, *words]) == 1
            assert before == {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
            said = capsys.readouterr().err
            assert "Traceback" not in said
            return said.splitlines()[-1]

        with monkeypatch.context() as full:

            def no_space(*_, **__):
                raise SafetensorError("I/O error: No space left on device (os error 28)")

            full.setattr("train.state.save_file", no_space)
            assert "No space left" in refused(name) and str(state) in refused(name)
        with monkeypatch.context() as full:
            full.setattr("explorer.save", no_space)
            assert "No space left" in refused("evaluate", name)
        whole = state.read_bytes()
        state.write_bytes(whole[: len(whole) // 2])
        assert str(state) in refused(name, "--resume")
        state.write_bytes(b"")
        assert str(state) in refused(name, "--resume")
        weights.write_bytes(weights.read_bytes()[:-8])
        assert str(weights) in refused("evaluate", name)

    @pytest.mark.parametrize(
        ("name", "judged", "beside", "values", "kept_seed"),
        [
            ("bvae-shapes-10d", "mig", "neg_elbo", [0.3, 0.1, 0.2], 2),
            ("attention-ctx", "correctness", "accuracy", [0.4, 0.3], 1),
            ("attention-ctx", "correctness", "accuracy", [0.4, 0.3, 0.5], 0),
        ],
    )
    def test_a_sweep_keeps_the_median_and_of_two_the_lower(
        self, tmp_path, monkeypatch, name, judged, beside, values, kept_seed
    ):
        measures = iter([*values, values[kept_seed]])  # of each seed, and of the kept one again
        trained, kept = [], {}
        kind = KINDS[RECIPES[name].model]

        def quick(self, run):
            trained.append(run.seed)
            return Result(VAE(), 1.0, 1, {"unit": "", "points": []}, "CPU", "float32")

        def measured(self, model, effort):
            return Evaluation({judged: entry(next(measures), "", ""), beside: entry(1.0, "", "")})

        def written(model, kind, found, run, history):
            kept.update(run=run, found=found)

        monkeypatch.setattr(kind, "train", quick)
        monkeypatch.setattr(kind, "evaluate", measured)
        monkeypatch.setattr(checkpoint, "write", written)
        seeds = [str(seed) for seed in range(len(values))]
        assert main(["sweep", name, "--seeds", *seeds, "--out", str(tmp_path), "--state", str(tmp_path)]) == 0
        assert [str(seed) for seed in trained] == seeds and kept["run"]["seed"] == kept_seed
        assert {seed: run[judged] for seed, run in kept["run"]["seeds"].items()} == dict(
            zip(seeds, values, strict=True)
        )
        assert kept["found"].value(f"{judged}_mean") == pytest.approx(np.mean(values))

    def test_a_sweep_of_what_has_no_ranking_is_refused(self, capsys):
        assert main(["sweep", "vae-mnist-2d"]) != 0
        said = capsys.readouterr().err
        assert "bvae-shapes-10d" in said and "attention-arnn" in said and "vae-mnist" not in said


class TestProcesses:
    """Real processes, killed, interrupted and doubled."""

    def options(self, data: Path, place: Path) -> list[str]:
        return ["--data", str(data), "--out", str(place / "out"), "--state", str(place / "runs"), "--device", "cpu"]

    def wait_for(self, file: Path, process: subprocess.Popen) -> None:
        until = time.monotonic() + 90
        while not file.is_file():
            if process.poll() is not None or time.monotonic() > until:
                os.killpg(process.pid, signal.SIGKILL)
                raise AssertionError(process.communicate()[1])
            time.sleep(0.05)

    def test_a_killed_run_goes_on_where_it_was(self, data, tmp_path):
        file = tmp_path / "runs" / "ae-mnist-2d" / "seed-0.safetensors"
        words = ["ae-mnist-2d", "--smoke", *self.options(data, tmp_path)]
        first = start(*words, "--steps", "1000000", "--save-every", "0.2")
        self.wait_for(file, first)
        first.send_signal(signal.SIGKILL)
        first.wait(30)
        reached = steps_of(file)
        assert reached > 0 and not (tmp_path / "out").exists()
        second = start(*words, "--steps", str(reached + 5), "--resume")
        finish(second)
        metrics = json.loads((tmp_path / "out" / "ae-mnist-2d" / "metrics.json").read_text())
        assert metrics["steps"] == reached + 5

    def test_ctrl_c_saves_says_so_and_leaves(self, data, tmp_path):
        file = tmp_path / "runs" / "ae-mnist-2d" / "seed-0.safetensors"
        process = start("ae-mnist-2d", "--steps", "1000000", "--save-every", "0.2", *self.options(data, tmp_path))
        self.wait_for(file, process)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1]
        assert process.returncode == 130
        assert said.strip().splitlines()[-1].startswith("ae-mnist-2d: stopped at step") and "Traceback" not in said
        assert steps_of(file) > 0 and not (tmp_path / "out").exists()

    def test_two_processes_train_one_model(self, data, tmp_path):
        launcher = (
            "-m",
            "accelerate.commands.launch",
            "--multi_gpu",
            "--num_processes",
            "2",
            "--num_machines",
            "1",
            "--mixed_precision",
            "no",
            "--dynamo_backend",
            "no",
            "--num_cpu_threads_per_process",
            "1",
            "--main_process_port",
            "0",
            "-m",
        )
        process = start(
            "train", "vae-mnist-2d", "--smoke", "--steps", "20", *self.options(data, tmp_path), launcher=launcher
        )
        finish(process)
        metrics = json.loads((tmp_path / "out" / "vae-mnist-2d" / "metrics.json").read_text())
        assert metrics["steps"] == 20 and metrics["processes"] == 2
        assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["vae-mnist-2d"]


def test_some_experiments_are_made_anew_and_the_others_stay(tmp_path, capsys):
    stored = json.loads((TRAINED / EXPERIMENTS).read_text())
    (tmp_path / EXPERIMENTS).write_text(json.dumps(stored | {"gradients": {"square_score": 0}}))
    assert main(["experiments", "gradients", "middle", "--out", str(tmp_path)]) == 0
    assert json.loads((tmp_path / EXPERIMENTS).read_text()) == stored
    (tmp_path / EXPERIMENTS).write_text(json.dumps(stored | {"weights": {"vae-mnist-2d": "another"}}))
    assert main(["experiments", "middle", "--out", str(tmp_path)]) == 1
    assert main(["experiments", "nothing", "--out", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "make all of them" in said and "There is no experiment 'nothing'" in said
