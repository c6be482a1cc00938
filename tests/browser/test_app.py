"""The app as a whole: it starts without torch, tells what is damaged, shows own models, and serves many people."""

from __future__ import annotations

import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import pytest
from websockets.sync.client import connect

from explorer.catalogue import TRAINED, Catalogue
from explorer.latents.inference import Inference
from tests.browser.conftest import ROOT, App

MODEL = "vae-mnist-2d"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Checkpoints that are truncated, empty, or short of a tensor, and one that is whole."""
    place = tmp_path_factory.mktemp("more")
    for name in ("cut", "whole"):
        shutil.copytree(TRAINED / MODEL, place / name)
    weights = place / "cut" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    (place / "empty").mkdir()
    return place


def test_help_is_quick_and_names_every_option():
    text = subprocess.run(
        [sys.executable, "app.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert all(option in text for option in ("--host", "--port", "--share", "--models", "--data"))


@pytest.mark.parametrize("option", ["--models", "--data"])
def test_a_folder_that_is_not_there_is_refused_in_a_line(option):
    ended = subprocess.run(
        [sys.executable, "app.py", option, "nowhere"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2 and "no such folder" in ended.stderr and "Traceback" not in ended.stderr


def test_the_first_page_does_not_wait_for_torch(tmp_path):
    running = App(tmp_path)
    try:
        process = psutil.Process(running.process.pid)
        assert not [entry.path for entry in process.memory_maps() if "libtorch" in entry.path], (
            "torch is loaded before anybody asked for a model"
        )
        urllib.request.urlopen(f"{running.url}/latents").read()
        assert not [entry.path for entry in process.memory_maps() if "libtorch" in entry.path]
    finally:
        running.end()


def test_damaged_checkpoints_are_listed_with_their_reason_and_all_others_work(folder, tmp_path, watched):
    running = App(tmp_path, "--models", str(folder))
    watched.base = running.url
    try:
        page = watched.open()
        page.goto(running.url)
        page.get_by_text("model.safetensors is truncated").first.wait_for()
        page.get_by_text("config.json is missing").first.wait_for()
        page.goto(f"{running.url}/latents?model=whole&z=1,1")
        page.wait_for_function("document.querySelector('.gx-latents canvas.big')?.width === 28")
        page.goto(f"{running.url}/latents?model=cut")
        page.get_by_text("“cut” is not known here").wait_for()
    finally:
        running.end()
    assert "Traceback" not in running.log.read_text()


def test_an_own_model_is_on_both_pages(own, tmp_path, watched):
    (tmp_path / "app").mkdir()
    running = App(tmp_path / "app", "--models", str(own))
    watched.base = running.url
    try:
        page = watched.open()
        for path, canvas in (("latents", ".gx-latents canvas.big"), ("manifold", ".gx-manifold canvas.plane")):
            page.goto(f"{running.url}/{path}?model=mine")
            page.wait_for_function(
                "(selector) => { const canvas = document.querySelector(selector); if (!canvas?.width) return false;"
                " const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;"
                " return new Set(data.filter((_, i) => i % 4 === 0)).size > 3; }",
                arg=canvas,
            )
    finally:
        running.end()


def test_many_people_at_once_each_get_their_own_pictures(server):
    expected = Inference(Catalogue())

    def person(seed: int) -> None:
        z = np.random.default_rng(seed).standard_normal((30, 2)).astype(np.float32)
        with connect(f"{server.replace('http', 'ws', 1)}/api/decode?model={MODEL}") as socket:
            for row in z:
                socket.send(row.tobytes())
                while isinstance(answer := socket.recv(), str):
                    pass
                difference = np.frombuffer(answer, np.uint8).astype(int) - expected.decode(MODEL, row[None]).ravel()
                assert np.abs(difference).max() <= 1

    with ThreadPoolExecutor(12) as people:
        list(people.map(person, range(12)))


@pytest.mark.parametrize(
    "path",
    [
        "/app.py",
        "/explorer/serving/links.py",
        "/trained/vae-mnist-2d/config.json",
        "/explorer/pages/latents/view.py",
        "/gradio_api/file=requirements.txt",
        "/gradio_api/file=/etc/passwd",
    ],
)
def test_nothing_outside_the_apps_own_files_is_served(server, path):
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(server + path)
    assert refusal.value.code in (403, 404)


def test_leaving_while_it_works_leaves_nothing_behind(watched, server, app):
    before = len(psutil.Process(app.process.pid).net_connections())
    page = watched.open(alone=True)
    page.goto(f"{server}/latents?model={MODEL}&z=1,1")
    page.wait_for_function("document.querySelector('.gx-latents canvas.big')?.width === 28")
    page.goto(f"{server}/manifold")
    page.goto("about:blank")
    watched.expect_error("about:blank")
    page.wait_for_timeout(300)
    page.context.close()
    assert len(psutil.Process(app.process.pid).net_connections()) <= before + 6
