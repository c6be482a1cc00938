"""Films of a plane of two latents: what a run keeps of itself, and that it is true of the model."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from explorer.catalogue import TRAINED
from explorer.latents.walks import grid
from tests.unit.test_train import data  # noqa: F401 (a fixture)
from train import film
from train.__main__ import main
from train.kinds import kind_of
from train.loop import train
from train.recipes import RECIPES
from train.run import Run
from train.workspace import Workspace

STEPS = 12
FILMED = [name for name, recipe in RECIPES.items() if (TRAINED / name / film.FILE).is_file()]


def planes(content: dict) -> list[np.ndarray]:
    """The planes (rows, columns), grey."""
    pictures = (Image.open(io.BytesIO(base64.b64decode(one["plane"]))) for one in content["frames"])
    return [np.asarray(picture.convert("L")) for picture in pictures]


def codes_of(content: dict, frame: dict) -> np.ndarray:
    """Where the pictures lay, in z."""
    placed = np.frombuffer(base64.b64decode(frame["codes"]), "<i2").reshape(-1, 2) / content["code_steps"]
    low, high = np.array(frame["range"]).T
    return low + placed * (high - low)


def told(content: dict) -> list[dict]:
    """The frames without their time, which no two runs share."""
    return [{key: value for key, value in frame.items() if key != "seconds"} for frame in content["frames"]]


@pytest.fixture
def run(data, tmp_path):  # noqa: F811
    # all in float32: accelerate can't change that within a process
    small = replace(RECIPES["ae-mnist-2d"], arguments={"latents": 2, "width": 16, "depth": 2}, batch=32)
    return Run(kind_of(small, Workspace(data, tmp_path / "out")), STEPS, device="cpu", state=tmp_path / "runs")


@pytest.mark.parametrize("steps", [0, 1, 40, 59, 60, 5_000, 14_000])
def test_snapshots_begin_at_once_and_end_with_the_run(steps):
    found = film.schedule(steps)
    assert found == sorted(set(found)) and found[0] == 0 and found[-1] == steps
    assert len(found) == min(steps + 1, film.FRAMES)
    gaps = np.diff(found)
    assert all(
        later >= earlier - 1 for earlier, later in zip(gaps, gaps[1:], strict=False)
    )  # as far as steps are whole


def test_a_film_is_true_of_the_model_and_goes_on_with_a_resumed_run(run, monkeypatch):
    monkeypatch.setattr(film, "QUALITIES", (100,))  # noise, as after so few steps, loses much else
    whole = train(run)
    content = json.loads(json.dumps(whole.film))
    assert [frame["step"] for frame in content["frames"]] == film.schedule(STEPS)
    last = content["frames"][-1]
    assert last["validation"] == pytest.approx(
        kind_of(run.recipe, run.kind.workspace).check(whole.model, *_held(run)), rel=0.01
    )
    z = torch.from_numpy(grid(film.SIDE, mode="linear", x=last["range"][0], y=last["range"][1]))
    with torch.no_grad():
        decoded = whole.model.decode(z).numpy().reshape(film.SIDE, film.SIDE, 28, 28).transpose(0, 2, 1, 3)
        means = whole.model.encode(_held(run)[0][: film.CODES].float() / 255).mean.numpy()
    seen = planes(content)[-1]
    assert seen.shape == (film.SIDE * 28, film.SIDE * 28)
    assert np.abs(seen - 255 * decoded.reshape(seen.shape)).mean() < 4  # WebP loses a little
    assert np.abs(codes_of(content, last) - means).max() < 2e-4 * np.ptp(last["range"], axis=1).max()
    assert len(content["labels"]) == film.CODES

    killed = replace(run, state=run.state / "killed", save_every=0.0)
    step, count = type(run.kind).step, iter(range(1000))

    def until_the_7th(self, model, *rest):
        if model.training and next(count) == 7:
            raise KeyboardInterrupt
        return step(self, model, *rest)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(type(run.kind), "step", until_the_7th)
        train(killed)
    assert told(train(replace(killed, resume=True)).film) == told(content)


def _held(run):
    from explorer.data import datasets

    found = datasets.load(run.recipe.dataset, "validation", run.kind.workspace.data)
    return [torch.from_numpy(part[:2000].copy()) for part in found]


def test_the_command_keeps_nothing_but_the_film(run, data, tmp_path, monkeypatch, capsys):  # noqa: F811
    monkeypatch.setitem(RECIPES, "ae-mnist-2d", run.recipe)
    folder = tmp_path / "out" / "ae-mnist-2d"
    words = ["film", "ae-mnist-2d", "--steps", "5", "--device", "cpu", "--data", str(data)]
    words += ["--out", str(folder.parent), "--state", str(tmp_path / "runs")]
    assert main(words) == 1 and "train it first" in capsys.readouterr().err
    folder.mkdir(parents=True)
    (folder / "metrics.json").write_text('{"seed": 3}')
    assert main(words) == 0 and "6 snapshots" in capsys.readouterr().out
    assert sorted(file.name for file in folder.iterdir()) == ["film.json", "metrics.json"]
    content = json.loads((folder / "film.json").read_text())
    assert content["repeats"]["seed"] == 3 and content["repeats"]["steps"] == 5
    assert len(content["frames"]) == 6

    class_model = [word if word != "ae-mnist-2d" else "classifier-mnist" for word in words]
    (folder.parent / "classifier-mnist").mkdir()
    (folder.parent / "classifier-mnist" / "metrics.json").write_text('{"seed": 0}')
    assert main(class_model) == 1 and "plane of two latents" in capsys.readouterr().err


@pytest.mark.parametrize("name", FILMED)
def test_a_shipped_film_is_small_and_whole(name):
    file = TRAINED / name / film.FILE
    content = json.loads(file.read_text())
    assert file.stat().st_size < 2e6 and len(content["frames"]) >= 50
    c, h, w = content["shape"]
    assert all(plane.shape == (film.SIDE * h, film.SIDE * w) for plane in planes(content))
    for frame in content["frames"]:
        assert len(codes_of(content, frame)) == len(content["labels"])
    ends = [content["frames"][at]["validation"] for at in (0, -1)]
    assert ends[1] < ends[0]
    history = json.loads((TRAINED / name / "history.json").read_text())["points"]
    assert ends[1] == pytest.approx(history[-1]["validation"], rel=0.02)
