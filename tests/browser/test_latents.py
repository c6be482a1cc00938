"""The Latents page, under a hand: what is on the canvas is what the model decodes at the z of the sliders."""

from __future__ import annotations

import io
import json
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

import explorer
from explorer.latents.walks import slerp, traversal
from tests.browser.conftest import App, Watched
from tests.browser.hands import copied_link, draw_on_pad

FLAT, DEEP, PLAIN = "vae-mnist-2d", "vae-mnist-50d", "ae-mnist-2d"
ROUNDING = 1  # of 255: a batch of thirteen may round differently from a batch of one

PIXELS = """canvas => {
  const {width, height} = canvas, data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  return {width, height, grey: Array.from({length: width * height}, (_, i) => data[4 * i])};
}"""


def pixels(canvas: Locator) -> np.ndarray:
    found = canvas.evaluate(PIXELS)
    return np.array(found["grey"], dtype=np.int64).reshape(found["height"], found["width"])


def becomes(canvas: Locator, wanted: np.ndarray, slack: int = ROUNDING) -> None:
    """Wait until a canvas shows these grey pixels (h, w); the locator is followed, as an answer may put a new canvas in its place."""
    until = time.monotonic() + 20
    while (found := pixels(canvas)).shape != wanted.shape or np.abs(found - wanted).max() > slack:
        assert time.monotonic() < until, (
            f"the canvas differs by {np.abs(found - wanted).max() if found.shape == wanted.shape else found.shape}"
        )
        canvas.page.wait_for_timeout(20)


def strip(pictures: np.ndarray) -> np.ndarray:
    """Pictures (n, h, w) side by side."""
    return np.concatenate(list(pictures), axis=1)


def decode(name: str, z, *folders: Path) -> np.ndarray:
    """Grey pictures (n, h, w) of z (n, d), in 0..255."""
    import torch

    with torch.inference_mode():
        pictures = explorer.load(name, *folders).decode(torch.tensor(np.atleast_2d(z), dtype=torch.float32))
    return pictures.mul(255).round().numpy().astype(np.int64)[:, 0]


class Bench:
    """The page as a person sees it."""

    def __init__(self, page: Page, server: str, query: str = f"model={FLAT}"):
        self.page = page
        page.goto(f"{server}/latents?{query}")
        expect(page.locator(".gx-latents .latent [role=slider]").first).to_be_visible()
        page.evaluate("""() => {
          window.painted = [];
          document.querySelector(".gx-latents").addEventListener("gx-painted", ({detail}) => painted.push([detail.model, ...detail.z]));
        }""")

    def slider(self, index: int) -> Locator:
        return self.page.locator(f".latent[data-index='{index}'] [role=slider]")

    def button(self, name: str) -> Locator:
        return self.page.locator(".gx-latents").get_by_role("button", name=name, exact=True)

    def picture(self, which: int = 0) -> Locator:
        return self.page.locator(".stage-picture canvas").nth(which)

    def z(self) -> list[float]:
        """The values on the sliders of a model that shows them all."""
        found = self.page.locator(".latent").evaluate_all(
            "rows => rows.map(row => [Number(row.dataset.index), Number(row.querySelector('[role=slider]').ariaValueNow)])"
        )
        return [value for _, value in sorted(found)]

    def drag(self, index: int, part: float, steps: int = 12) -> None:
        """Take the handle from where it is to a part of the strip's width."""
        slider = self.slider(index)
        slider.scroll_into_view_if_needed()
        area, handle = slider.bounding_box(), slider.locator(".handle").bounding_box()
        y = area["y"] + area["height"] / 2
        self.page.mouse.move(handle["x"] + handle["width"] / 2, y)
        self.page.mouse.down()
        self.page.mouse.move(area["x"] + part * area["width"], y, steps=steps)
        self.page.mouse.up()

    def shows(self, name: str, z: list[float], which: int = 0) -> None:
        becomes(self.picture(which), decode(name, z)[0])

    def link(self) -> dict[str, str]:
        """The query of the copied link, from the address bar."""
        return copied_link(self.page)

    def draw(self, *points: tuple[float, float]) -> None:
        draw_on_pad(self.page, *points)


@pytest.fixture
def bench(page: Page, server: str) -> Bench:
    return Bench(page, server)


def test_a_picture_is_there_before_any_model_is_asked(page: Page, server: str) -> None:
    sockets = []
    page.on("websocket", lambda socket: sockets.append(socket))
    bench = Bench(page, server)
    assert np.abs(pixels(bench.picture()) - decode(FLAT, [0, 0])[0]).max() <= ROUNDING
    becomes(bench.slider(0).locator(".strip"), strip(decode(FLAT, traversal(np.zeros(2), 0, np.linspace(-3, 3, 13)))))
    assert not sockets


def test_a_drag_changes_the_picture_to_what_the_model_decodes(bench: Bench) -> None:
    before = pixels(bench.picture())
    bench.drag(0, 0.9)
    z = bench.z()
    assert z[0] > 2 and z[1] == 0
    bench.shows(FLAT, z)
    assert np.abs(pixels(bench.picture()) - before).max() > 50


def test_a_fast_drag_ends_with_the_newest_picture(bench: Bench) -> None:
    for part in (0.9, 0.1, 0.8, 0.2, 0.97):
        bench.drag(0, part, steps=60)
    z = bench.z()
    bench.shows(FLAT, z)
    painted = bench.page.evaluate("painted")
    assert painted[-1][1:] == pytest.approx(z, abs=1e-6)


def test_the_other_strips_follow(bench: Bench) -> None:
    bench.drag(0, 0.85)
    z = bench.z()
    becomes(bench.slider(1).locator(".strip"), strip(decode(FLAT, traversal(np.array(z), 1, np.linspace(-3, 3, 13)))))


def test_keys_move_a_slider(bench: Bench) -> None:
    slider = bench.slider(1)
    slider.focus()
    for key, value in (
        ("ArrowRight", 0.1),
        ("ArrowUp", 0.2),
        ("Shift+ArrowRight", 0.7),
        ("ArrowLeft", 0.6),
        ("End", 3),
        ("Home", -3),
        ("PageUp", -2.5),
        ("0", 0),
        ("Shift+ArrowLeft", -0.5),
    ):
        bench.page.keyboard.press(key)
        assert float(slider.get_attribute("aria-valuenow")) == pytest.approx(value), key
    assert slider.get_attribute("aria-valuetext") == "−0.50"
    bench.shows(FLAT, [0, -0.5])
    slider.dblclick()
    expect(slider).to_have_attribute("aria-valuenow", "0")


def test_undo_and_redo_take_a_drag_as_one_step(bench: Bench) -> None:
    expect(bench.button("Undo").first).to_be_disabled()
    bench.drag(0, 0.9)
    first = bench.z()
    bench.drag(1, 0.2)
    second = bench.z()
    bench.page.keyboard.press("Control+z")
    assert bench.z() == first
    bench.shows(FLAT, first)
    bench.button("Undo").first.click()
    assert bench.z() == [0, 0]
    expect(bench.button("Undo").first).to_be_disabled()
    bench.page.keyboard.press("Control+Shift+z")
    bench.button("Redo").click()
    assert bench.z() == second
    bench.shows(FLAT, second)
    expect(bench.button("Redo")).to_be_disabled()


def test_sample_is_the_same_for_a_seed_and_new_on_each_press(bench: Bench) -> None:
    seed = bench.page.get_by_label("Next seed")
    seed.fill("42")
    found = []
    for said in ("Seed 42 at", "Seed 43 at"):
        bench.button("Sample").click()
        expect(bench.page.get_by_text(said)).to_be_visible()
        found.append(bench.z())
    expect(seed).to_have_value("44")
    seed.fill("42")
    bench.button("Sample").click()
    expect(bench.page.get_by_text("Seed 42 at")).to_be_visible()
    assert bench.z() == found[0] != found[1]
    bench.shows(FLAT, found[0])
    bench.page.get_by_role("slider", name="Temperature").fill("0")
    expect(bench.slider(0)).to_have_attribute("aria-valuenow", "0")
    assert bench.z() == [0, 0]


def test_a_locked_latent_stays(bench: Bench) -> None:
    bench.drag(0, 0.8)
    held = bench.z()[0]
    bench.button("Lock latent 1").click()
    bench.drag(0, 0.2)
    bench.button("Sample").click()
    expect(bench.page.get_by_text(re.compile("^Seed \\d+ at"))).to_be_visible()
    z = bench.z()
    assert z[0] == held and z[1] != 0
    bench.button("Centre").click()
    assert bench.z() == [held, 0]
    bench.button("Lock latent 1").click()
    bench.button("Centre").click()
    assert bench.z() == [0, 0]


def test_collapsed_latents_are_folded_away_and_the_rest_sorted(page: Page, server: str) -> None:
    bench = Bench(page, server, f"model={DEEP}")
    kl = next(card for card in explorer.Catalogue().cards() if card.name == DEEP).kl
    shown = [
        int(index)
        for index in page.locator(".latents-list")
        .first.locator(".latent")
        .evaluate_all("rows => rows.map(row => row.dataset.index)")
    ]
    assert len(shown) == 10 and [kl[index] for index in shown] == sorted(kl, reverse=True)[:10]
    dead = [index for index, nats in enumerate(kl) if nats < 0.01]
    summary = page.get_by_text(re.compile("dimensions? the model does not use"))
    if dead:
        expect(summary).to_have_text(f"{len(dead)} dimension{'s' if len(dead) > 1 else ''} the model does not use")
        expect(bench.slider(dead[0])).to_be_hidden()
        summary.click()
        expect(bench.slider(dead[0])).to_be_visible()
    else:
        expect(summary).to_be_hidden()
    rows, left = page.locator(".latents-list").first.locator(".latent"), len(kl) - len(dead) - 10
    more = page.locator(".bank .more")
    while left > 10:
        expect(more).to_have_text(f"Show 10 more sliders ({left} are not shown)")
        more.click()
        left -= 10
        expect(rows).to_have_count(len(kl) - len(dead) - left)
    expect(more).to_have_text(f"Show the other {left} sliders" if left > 1 else "Show the last slider")
    more.click()
    expect(rows).to_have_count(len(kl) - len(dead))
    expect(more).to_be_hidden()


def test_a_drawing_is_encoded_while_it_is_drawn(bench: Bench) -> None:
    expect(bench.slider(0).locator(".band")).to_be_hidden()
    bench.draw((0.5, 0.2), (0.48, 0.5), (0.46, 0.8))
    row = bench.page.locator(".own-row")
    expect(row).to_have_count(1)
    for word in ("squared error", "reconstruction", "KL", "ELBO", "IWAE"):
        expect(row).to_contain_text(word)
    expect(bench.slider(0).locator(".band")).to_be_visible()
    drawn = pixels(bench.page.locator(".gx-pad canvas"))
    assert drawn.max() == 255 and 0.02 < (drawn > 127).mean() < 0.15
    import torch

    model = explorer.load(FLAT)
    with torch.inference_mode():
        mean = model.encode(torch.tensor(drawn / 255, dtype=torch.float32)[None, None]).mean[0].tolist()
    # The pad is encoded while it is drawn on: the sliders come to rest on the whole drawing, not on a part of it.
    for _ in range(100):
        if (z := bench.z()) == pytest.approx(mean, abs=1e-3):
            break
        bench.page.wait_for_timeout(100)
    assert z == pytest.approx(mean, abs=1e-3)
    bench.shows(FLAT, z)
    bench.drag(0, 0.5)
    expect(bench.slider(0).locator(".band")).to_be_visible()
    bench.button("Back to the picture").click()
    assert bench.z() == z


def test_the_pad_takes_keys_and_takes_back(bench: Bench) -> None:
    pad = bench.page.locator(".gx-pad canvas")
    pad.focus()
    bench.page.keyboard.press("Space")
    for _ in range(6):
        bench.page.keyboard.press("Shift+ArrowDown")
    expect(bench.page.locator(".own-row")).to_have_count(1)
    long = (pixels(pad) > 127).sum()
    bench.page.keyboard.press("Control+z")
    assert 0 < (pixels(pad) > 127).sum() < long
    bench.page.locator(".gx-pad").get_by_role("button", name="Eraser").click()
    bench.draw((0.1, 0.5), (0.9, 0.5))
    assert pixels(pad)[14].max() == 0
    bench.page.locator(".gx-pad").get_by_role("button", name="Clear").click()
    assert pixels(pad).max() == 0


def test_an_empty_pad_brings_back_what_was_before(bench: Bench) -> None:
    bench.drag(0, 0.8)
    z = bench.z()
    bench.draw((0.5, 0.2), (0.48, 0.5), (0.46, 0.8))
    expect(bench.page.locator(".own-row")).to_have_count(1)
    bench.page.wait_for_function("z => JSON.stringify(painted.at(-1).slice(1)) !== JSON.stringify(z)", arg=z)
    bench.page.locator(".gx-pad").get_by_role("button", name="Clear").click()
    expect(bench.page.locator(".own-row")).to_have_count(0)
    expect(bench.slider(0).locator(".band")).to_be_hidden()
    assert bench.z() == z
    bench.shows(FLAT, z)


def test_a_model_that_was_not_asked_about_the_picture_gets_no_other_models_code(bench: Bench, watched: Watched) -> None:
    page, rows, back = bench.page, bench.page.locator(".own-row"), bench.button("Back to the picture")
    bench.draw((0.5, 0.2), (0.48, 0.5), (0.46, 0.8))
    expect(rows).to_have_count(1)
    page.route("**/api/encode*", lambda route: route.abort())
    page.get_by_role("combobox", name="Model").select_option(DEEP)
    expect(page.locator(".gx-stage > .gx-error")).to_contain_text("does not answer")
    expect(rows).to_have_count(0)
    expect(back).to_be_hidden()
    page.unroute("**/api/encode*")
    bench.button("Sample").click()  # the server answers: it is asked for the picture once more
    expect(rows).to_have_count(1)
    back.click()
    page.wait_for_url(lambda url: url.partition("z=")[2].partition("&")[0].count(",") == 49)
    watched.expect_error("ERR_FAILED")


def _png(**options) -> bytes:
    picture = np.full((120, 90), 250, dtype=np.uint8)
    picture[20:100, 40:52] = 10
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG", **options)
    return out.getvalue()


def test_an_upload_and_rubbish(bench: Bench, watched: Watched) -> None:
    page = bench.page
    page.get_by_role("tab", name="Upload").click()
    page.locator(".source-file").set_input_files({"name": "one.png", "mimeType": "image/png", "buffer": _png()})
    expect(page.get_by_text("Inverted: the model knows light on dark.")).to_be_visible()
    expect(page.locator(".own-row")).to_have_count(1)
    z = bench.z()
    assert z != [0, 0]
    bench.shows(FLAT, z)
    page.locator(".source-file").set_input_files(
        {"name": "two.png", "mimeType": "image/png", "buffer": b"not a picture at all"}
    )
    expect(page.locator(".gx-source .gx-error")).to_contain_text("not a picture")
    page.locator(".source-file").set_input_files(
        {"name": "big.png", "mimeType": "image/png", "buffer": bytes(6 * 2**20)}
    )
    expect(page.locator(".gx-source .gx-error")).to_contain_text("larger than 5 MB")
    watched.expect_error("422")
    assert bench.z() == z


def test_a_dropped_picture_is_taken_wherever_it_falls(bench: Bench) -> None:
    bench.page.evaluate(
        """bytes => {
      const files = new DataTransfer();
      files.items.add(new File([new Uint8Array(bytes)], "one.png", {type: "image/png"}));
      for (const type of ["dragover", "drop"]) document.querySelector("h1").dispatchEvent(new DragEvent(type, {dataTransfer: files, bubbles: true, cancelable: true}));
    }""",
        list(_png()),
    )
    expect(bench.page.locator(".own-row")).to_have_count(1)
    assert bench.z() != [0, 0]


def test_a_test_picture(bench: Bench, need_data) -> None:
    need_data("mnist")
    page = bench.page
    bench.drag(0, 0.8)
    z = bench.z()
    page.get_by_role("tab", name="Test set").click()
    expect(page.get_by_text("0 to 9,999: choose one")).to_be_visible()
    page.wait_for_timeout(300)
    assert bench.z() == z, "nothing is taken before one is chosen"
    number = page.get_by_label("Number of the test picture")
    for index, digit in enumerate((7, 2)):
        bench.page.locator(".gx-source").get_by_role("button", name="Next").click()
        expect(page.get_by_text(f"Number {index} of 0 to 9,999: {digit}")).to_be_visible()
        expect(number).to_have_value(str(index))
    page.get_by_label("Number of the test picture").fill("9999")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Number 9,999 of 0 to 9,999: 6")).to_be_visible()
    expect(page.locator(".own-row")).to_have_count(1)


def test_two_models_share_the_sliders(page: Page, server: str) -> None:
    bench = Bench(page, server, f"model={FLAT}&beside={PLAIN}")
    bench.drag(0, 0.8)
    bench.drag(1, 0.3)
    z = bench.z()
    cards = {card.name: card for card in explorer.Catalogue().cards()}
    order = sorted(range(2), key=lambda index: -cards[FLAT].kl[index])
    other = [0.0, 0.0]
    for rank, index in enumerate(
        order
    ):  # the autoencoder has no KL: its latents keep their own order, and its range is its own
        low, high = cards[PLAIN].range[rank]
        other[rank] = round(low + (z[index] + 3) / 6 * (high - low), 4)
    bench.shows(FLAT, z)
    bench.shows(PLAIN, other, which=1)
    bench.draw((0.5, 0.2), (0.46, 0.8))
    expect(page.locator(".own-row")).to_have_count(2)
    expect(page.locator(".own-row").nth(1)).to_contain_text("An autoencoder gives a point")


def test_a_link_restores_the_very_view(page: Page, server: str) -> None:
    bench = Bench(page, server, f"model={DEEP}")
    bench.button("Sample").click()
    expect(page.get_by_text(re.compile("^Seed \\d+ at"))).to_be_visible()
    first = page.locator(".latent").first
    first.get_by_role("button").click()
    bench.button("Keep A").click()
    page.get_by_label("Smooth pixels").check()
    query = bench.link()
    z = [float(value) for value in query["z"].split(",")]
    assert (
        len(z) == 50
        and query["a"] == query["z"]
        and query["smooth"] == "1"
        and query["locked"] == first.get_attribute("data-index")
    )
    bench.shows(DEEP, z)
    before = pixels(bench.picture())
    again = Bench(page, server, urlsplit(page.url).query)
    becomes(again.picture(), before, slack=0)
    assert again.link() == query
    expect(page.get_by_label("Smooth pixels")).to_be_checked()


def test_a_hostile_link_opens_a_working_page(page: Page, server: str) -> None:
    bench = Bench(
        page,
        server,
        "model=%3Cimg%20src=x%20onerror=alert(1)%3E&beside=../../etc&z=1,NaN,foo&a=1e999&temperature=-7&seed=1e30&t=5&kind=%22&locked=-1,9999&smooth=7",
    )
    expect(page.locator(".gx-stage > .gx-note[role=status]")).to_contain_text("is not known here")
    expect(page.get_by_role("slider", name="Temperature")).to_have_value("0")
    bench.button("Centre").click()
    assert page.locator(".gx-latents img").count() == 0
    Bench(page, server, f"model={FLAT}&z=999999,-5").shows(FLAT, [1000, -5])


def test_the_code_makes_the_picture(bench: Bench) -> None:
    bench.drag(0, 0.2)
    bench.drag(1, 0.75)
    z = bench.z()
    bench.button("As code").click()
    code = bench.page.locator(".code code")
    expect(code).to_contain_text("explorer.load")
    names: dict = {}
    exec(code.text_content(), names)  # noqa: S102
    bench.shows(FLAT, z)
    assert np.abs(pixels(bench.picture()) - names["picture"].mul(255).round().numpy()[0, 0]).max() <= ROUNDING


def test_the_path_is_walked_and_exported(bench: Bench, tmp_path: Path) -> None:
    page = bench.page
    bench.drag(0, 0.1)
    a = bench.z()
    bench.button("Keep A").click()
    bench.drag(0, 0.9)
    bench.drag(1, 0.9)
    b = bench.z()
    bench.button("Keep B").click()
    slider = page.get_by_role("slider", name="Place on the path from A to B")
    expect(slider).to_have_attribute("aria-valuenow", "1")
    becomes(
        slider.locator(".strip"), strip(decode(FLAT, slerp(np.array(a), np.array(b), np.linspace(0, 1, 16)))), slack=2
    )
    bench.button("Play").click()
    page.wait_for_function("slider => Number(slider.ariaValueNow) < 0.9", arg=slider.element_handle())
    bench.button("Pause").click()
    expect(bench.button("Play")).to_be_visible()
    t, z = float(slider.get_attribute("aria-valuenow")), bench.z()
    assert 0 < t < 1 and z == pytest.approx(slerp(np.array(a), np.array(b), np.array([t]))[0].tolist(), abs=0.02)
    bench.shows(FLAT, z)
    page.keyboard.press("Control+z")
    assert bench.z() == b
    saved = {}
    for name, kind in (("Export PNG", "PNG"), ("Export GIF", "GIF"), ("Save PNG", "PNG")):
        with page.expect_download() as download:
            bench.button(name).click()
        download.value.save_as(tmp_path / name)
        saved[name] = Image.open(tmp_path / name)
        assert saved[name].format == kind
    assert saved["Export PNG"].size == (16 * 28 * 4, 28 * 4) and saved["Save PNG"].size == (224, 224)
    assert saved["Export GIF"].n_frames > 40 and min(saved["Export GIF"].size) >= 224


def test_a_path_that_plays_belongs_to_its_model(bench: Bench) -> None:
    page = bench.page
    page.get_by_role("combobox", name="Model").select_option(DEEP)
    page.get_by_role("combobox", name="Model").select_option(FLAT)
    bench.drag(0, 0.1)
    bench.button("Keep A").click()
    bench.drag(0, 0.9)
    bench.button("Keep B").click()
    for leave in (
        lambda: page.get_by_role("combobox", name="Model").select_option(PLAIN),
        lambda: [page.keyboard.press("Control+z") for _ in range(5)],
    ):
        bench.button("Play").click()
        page.wait_for_timeout(400)
        leave()
        page.wait_for_timeout(600)
        expect(page.locator(".gx-stage > .gx-error")).to_have_text("")
        page.get_by_role("combobox", name="Model").select_option(FLAT)
        expect(bench.button("Play")).to_be_visible()
    slider = page.get_by_role("slider", name="Place on the path from A to B")
    before = slider.get_attribute("aria-valuenow")
    bench.button("Play").click()
    page.wait_for_function(
        "([slider, before]) => slider.ariaValueNow !== before", arg=[slider.element_handle(), before]
    )
    bench.button("Pause").click()
    bench.shows(FLAT, bench.z())


def test_an_error_goes_when_it_is_over(bench: Bench, watched: Watched) -> None:
    page = bench.page
    page.route("**/api/sample*", lambda route: route.abort())
    bench.button("Sample").click()
    expect(page.locator(".gx-stage > .gx-error")).to_contain_text("does not answer")
    page.unroute("**/api/sample*")
    bench.button("Sample").click()
    expect(page.locator(".gx-stage > .gx-error")).to_have_text("")
    watched.expect_error("ERR_FAILED")


def test_kept_pictures_stay_and_come_back(bench: Bench, server: str) -> None:
    bench.drag(0, 0.9)
    z = bench.z()
    bench.button("Keep").click()
    expect(bench.page.locator(".tray-tile")).to_have_count(1)
    again = Bench(bench.page, server, f"model={DEEP}")
    tile = again.page.locator(".tray-pick")
    becomes(tile.locator("canvas"), decode(FLAT, z)[0])
    tile.click()
    expect(again.page.get_by_role("combobox", name="Model")).to_have_value(FLAT)
    again.shows(FLAT, z)
    again.page.get_by_role("button", name=re.compile("^Remove ")).click()
    expect(again.page.locator(".tray-tile")).to_have_count(0)
    assert json.loads(again.page.evaluate("localStorage.getItem('gx-kept')")) == []


def test_a_narrow_page_and_touch(watched: Watched, server: str) -> None:
    page = watched.open(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    bench = Bench(page, server, f"model={FLAT}&beside={PLAIN}")
    page.get_by_text("What you see here, with the formulas").click()
    expect(page.locator(".katex-display").first).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert bench.picture().bounding_box()["y"] < 60, "the picture stays while the page is read further down"
    page.evaluate("scrollTo(0, 0)")
    picture, slider = bench.picture().bounding_box(), bench.slider(0).bounding_box()
    assert picture["y"] + picture["height"] <= slider["y"]
    bench.slider(0).scroll_into_view_if_needed()
    area = bench.slider(0).bounding_box()
    page.touchscreen.tap(area["x"] + 0.9 * area["width"], area["y"] + area["height"] / 2)
    z = bench.z()
    assert z[0] > 2
    bench.shows(FLAT, z)


def test_leaving_the_page_closes_its_connections(page: Page, server: str) -> None:
    sockets = []
    page.on("websocket", lambda socket: sockets.append(socket))
    bench = Bench(page, server)
    bench.drag(0, 0.9)
    bench.shows(FLAT, bench.z())
    assert len(sockets) == 1
    with sockets[0].expect_event("close"):
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    bench.drag(1, 0.2)  # brought back from the browser's memory it opens a new one
    bench.shows(FLAT, bench.z())
    assert len(sockets) == 2


def test_a_model_of_ones_own_and_a_broken_one(watched: Watched, tmp_path: Path, own: Path) -> None:  # noqa: F811
    (own / "broken").mkdir()
    (own / "broken" / "config.json").write_text("{}")
    (tmp_path / "log").mkdir()
    app = App(tmp_path / "log", "--models", str(own))
    try:
        page = watched.open()
        page.on("request", lambda request: watched.expect_error(app.url))
        bench = Bench(page, app.url, "model=mine&z=1,0.5")
        assert (
            page.locator("option[value=broken]")
            .evaluate("option => option.disabled && option.textContent")
            .startswith("broken: config.json has no card")
        )
        expect(bench.button("Sample")).to_be_disabled()
        expect(page.get_by_text("Stripes has no encoder")).to_be_visible()
        becomes(bench.picture(), decode("mine", [1, 0.5], own)[0])
        bench.button("Centre").click()
        expect(bench.slider(1)).to_have_attribute("aria-valuenow", "0.5")  # the middle of its range
        page.get_by_role("combobox", name="Model").select_option(FLAT)
        bench.drag(0, 0.9)
        bench.shows(FLAT, bench.z())
    finally:
        watched.close()
        app.end()
        for fault in ("previews", "404", app.url):
            watched.expect_error(fault)


def test_a_server_that_goes_takes_nothing_along(watched: Watched, tmp_path: Path, server: str) -> None:
    own = App(tmp_path)
    try:
        page = watched.open()
        page.on("request", lambda request: watched.expect_error(own.url))
        bench = Bench(page, own.url)
        bench.drag(0, 0.9)
        bench.shows(FLAT, bench.z())
        own.end()
        bench.drag(1, 0.2)
        z = bench.z()
        expect(page.locator(".gx-stage > .gx-error")).to_contain_text("The explorer does not answer")
        bench.button("Sample").click()
        expect(page.locator(".gx-stage > .gx-error")).to_contain_text("does not answer")
        assert bench.z() == z and z[1] < -1
        page.close()
    finally:
        own.end()
        for fault in ("WebSocket", "ERR_CONNECTION", own.url):
            watched.expect_error(fault)
