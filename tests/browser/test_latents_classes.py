"""Conditional models on the Latents page: the class is chosen beside the sliders, kept in links, and guessed for a picture."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect

import explorer
from tests.browser.test_latents import Bench, becomes, pixels, strip

MODEL = "cvae-mnist-16d"


def decode(z, weights) -> np.ndarray:
    """Grey pictures (n, h, w) of z (n, d) in the classes ``weights``, in 0..255."""
    z = torch.tensor(np.atleast_2d(z), dtype=torch.float32)
    with torch.inference_mode():
        pictures = explorer.load(MODEL).decode(z, torch.tensor(weights, dtype=torch.float32).expand(len(z), -1))
    return pictures.mul(255).round().numpy().astype(np.int64)[:, 0]


def only(label: int) -> list[float]:
    return np.eye(10)[label].tolist()


@pytest.fixture
def bench(page: Page, server: str) -> Bench:
    return Bench(page, server, f"model={MODEL}")


def choose(bench: Bench, label: int) -> None:
    bench.page.get_by_role("group", name="Class").get_by_role("button", name=str(label), exact=True).click()


def chosen(bench: Bench, label: int) -> None:
    expect(bench.page.locator(".class-row [aria-pressed=true]")).to_have_text(str(label))


def test_the_class_changes_the_picture_and_its_strips_and_can_be_undone(bench: Bench) -> None:
    chosen(bench, 0)
    becomes(bench.picture(), decode([0] * 16, only(0))[0])
    choose(bench, 7)
    chosen(bench, 7)
    becomes(bench.picture(), decode([0] * 16, only(7))[0])
    first = bench.page.locator(".latent [role=slider]").first
    index = int(bench.page.locator(".latent").first.get_attribute("data-index"))
    z = np.zeros((13, 16))
    z[:, index] = np.linspace(-3, 3, 13)
    becomes(first.locator(".strip"), strip(decode(z, only(7))))
    bench.page.get_by_title("Back to the picture before (Ctrl+Z)").click()
    chosen(bench, 0)
    becomes(bench.picture(), decode([0] * 16, only(0))[0])


def test_a_link_keeps_the_class_and_a_mixed_label_is_called_one(bench: Bench, server: str) -> None:
    choose(bench, 4)
    link = bench.link()
    assert [float(part) for part in link["weights"].split(",")] == only(4)
    bench.page.reload()
    chosen(bench, 4)
    becomes(bench.picture(), decode([0] * 16, only(4))[0])
    mixed = (0.25 * np.eye(10)[3] + 0.75 * np.eye(10)[8]).tolist()
    bench.page.goto(f"{server}/latents?model={MODEL}&weights={','.join(map(str, mixed))}")
    becomes(bench.picture(), decode([0] * 16, mixed)[0])
    expect(bench.page.locator(".class-row [aria-pressed=true]")).to_have_count(0)
    expect(bench.page.locator(".class-chooser")).to_contain_text("3 (25 %), 8 (75 %)")


def test_a_drawing_is_taken_for_a_class_that_can_be_corrected(bench: Bench) -> None:
    bench.draw((0.5, 0.15), (0.5, 0.85))
    taken = bench.page.get_by_label("Taken for")
    expect(taken).to_be_visible()
    chosen(bench, 1)
    expect(taken.locator("option:checked")).to_have_text(re.compile(r"^1 \(\d+ %\)$"))  # of the whole stroke
    becomes(
        bench.page.locator(".own .trio canvas").first, pixels(bench.page.locator(".gx-pad canvas"))
    )  # the whole stroke was taken
    as_one = pixels(bench.picture())
    taken.select_option("9")
    chosen(bench, 9)
    bench.page.wait_for_function("painted.at(-1)?.at(-1) === 1")
    assert not np.array_equal(pixels(bench.picture()), as_one)
    drawn = pixels(bench.page.locator(".gx-pad canvas")) / 255
    with torch.inference_mode():
        z = (
            explorer.load(MODEL)
            .encode(torch.tensor(drawn, dtype=torch.float32)[None, None], torch.tensor([9]))
            .mean[0]
            .numpy()
        )
    becomes(bench.picture(), decode(np.round(z, 4), only(9))[0], slack=3)


def test_other_models_have_no_class_to_choose(bench: Bench) -> None:
    expect(bench.page.locator(".class-chooser")).to_be_visible()
    bench.page.get_by_role("combobox", name="Model").select_option("vae-mnist-50d")
    expect(bench.page.locator(".class-chooser")).to_be_hidden()


def test_what_is_kept_keeps_its_class(bench: Bench) -> None:
    choose(bench, 5)
    bench.button("Keep").click()
    choose(bench, 2)
    becomes(bench.picture(), decode([0] * 16, only(2))[0])
    bench.page.locator(".tray-pick").click()
    chosen(bench, 5)
    becomes(bench.picture(), decode([0] * 16, only(5))[0])
