"""Endpoints as they describe themselves, their arguments, and the line before what is heavy."""

from __future__ import annotations

import asyncio
import base64
import inspect
import io
import json
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from gradio.utils import get_function_description
from PIL import Image

from explorer import programs
from explorer.catalogue import Catalogue
from explorer.pages import context_of
from explorer.programs import agents
from explorer.programs import endpoint as endpoint_file
from explorer.programs.endpoint import BadArguments, Endpoint, Endpoints, in_turn, too_long, unfolded
from explorer.programs.values import picture_in
from explorer.refusal import Refusal
from explorer.serving.turns import Turns
from tests.unit.wire import awaited

DOCUMENT = Path(programs.__file__).with_name("PROGRAMS.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def endpoints(tmp_path_factory) -> Endpoints:
    return programs.endpoints(context_of(Catalogue(trained=tmp_path_factory.mktemp("none"))))


def test_every_argument_is_described_to_programs_and_in_the_document(endpoints):
    for endpoint in endpoints:
        about, arguments, returns = get_function_description(endpoint.function)
        assert about.endswith(".") and len(about) < 200 and returns
        assert list(arguments) == list(endpoint.parameters)
        assert all(text.endswith(".") for text in arguments.values()), arguments
        names = ", ".join(f"`{name}`" for name in arguments)
        assert f"| `{endpoint.name}` | {names} |" in DOCUMENT


def test_a_docstring_is_unfolded_for_gradio():
    text = "One\ntwo.\n\nArgs:\n    a: first\n        goes on.\n    b: second.\n\nReturns:\n    This\n    and that."
    lines = unfolded(inspect.cleandoc(text)).splitlines()
    assert lines[:5] == ["One two.", "", "Args:", "    a: first goes on.", "    b: second."]


def test_arguments_are_bound_by_name_or_in_order():
    async def move(a: int, b: int = 2) -> int:
        """Move."""

    endpoint = Endpoint(move)
    assert endpoint.bind([1]) == endpoint.bind({"a": 1}) == {"a": 1, "b": 2}
    for wrong in ([], [1, 2, 3], {"c": 1}, {"b": 1}, "a", None, {1: 2}):
        with pytest.raises(BadArguments, match="arguments of move are a, b|move needs a"):
            endpoint.bind(wrong)


def test_heavy_work_takes_turns_and_ends_in_time(monkeypatch):
    turns, at_once, most = Turns(cores=1, most=1), threading.Lock(), []
    monkeypatch.setattr(endpoint_file, "MOST_S", 0.2)

    def work(should_stop):
        assert at_once.acquire(blocking=False), "two at the same time"
        while not should_stop():
            time.sleep(0.01)
        most.append(1)
        at_once.release()
        raise too_long()

    async def two():
        return await asyncio.gather(in_turn(turns, work), in_turn(turns, work), return_exceptions=True)

    assert all("longer than" in str(error) for error in awaited(two()))
    assert len(most) == 2 and turns.places.free == 1
    turns.places.line = [object()] * endpoint_file.MOST_WAITING
    with pytest.raises(Refusal, match="Too many") as busy:
        awaited(in_turn(turns, work))
    assert busy.value.status == 503


def test_agents_see_the_pictures_of_an_answer_and_read_no_long_ones():
    noise = np.random.default_rng(0).integers(0, 256, (1, 100, 120), np.uint8)
    short, long = picture_in(np.zeros((3, 28, 28), np.uint8), "png"), picture_in(noise, "png")
    text, *shown = agents.told([{"picture": long, "others": [short] * 20, "psnr": None}], "")
    said = json.loads(text.text)
    assert said["others"] == [short] * 20 and said["psnr"] is None and "look at it" in said["picture"]
    assert len(shown) == agents.MOST_SHOWN and {one.mimeType for one in shown} == {"image/png"}
    seen = np.asarray(Image.open(io.BytesIO(base64.b64decode(shown[0].data))))
    assert (seen[1::3, 1::3] == noise[0]).all() and seen.shape == (300, 360)


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("sample", {"model": "gated-pixelcnn-mnist"}),
        ("sample", {"model": "vqvae-mnist"}),
        ("complete", {"model": "gated-pixelcnn-mnist", "picture": [[0.0] * 28] * 28, "known": 3}),
        ("restore", {"picture": [[0.3] * 16] * 16, "method": "gmm-photographs"}),
    ],
)
def test_what_takes_too_long_is_given_up(monkeypatch, name, call):
    monkeypatch.setattr(endpoint_file, "MOST_S", -1.0)
    context = context_of(Catalogue())
    asked = programs.endpoints(context).by_name[name]
    with pytest.raises(Refusal, match="given up") as late:
        awaited(asked.function(**asked.bind(call)))
    assert late.value.status == 503
    for turns in (context.painting, *context.restoring.values()):
        assert turns.places.free == turns.places.count and not turns.line
