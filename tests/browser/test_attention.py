"""The Attention page, under a hand: what stands on it is what the models answer about the very scene that was arranged."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route, expect

from explorer.attending import work
from explorer.attending.stock import Stock
from explorer.catalogue import Catalogue
from explorer.checkpoint import save
from explorer.data.scenes import COLOURS, NAMES, SIDE, box, plain, render
from explorer.models import REGISTRY
from tests.browser.conftest import App, Watched
from tests.browser.hands import copied_link, draw_on_pad
from tests.unit import lookers
from train.recipes import RECIPES

LOCAL, RNN = "looks-with-context", "looks-in-steps"
SINGLE = "looks-once"
MODELS = (LOCAL, RNN, SINGLE)
READ = (  # the middle of every picture pixel
    "canvas => { const {width, height} = canvas, data = canvas.getContext('2d').getImageData(0, 0, width, height).data, part = width / 100;"
    " return Array.from({length: 10000}, (_, at) => { const from = 4 * ((Math.floor(at / 100) * part + part / 2) * width + (at % 100) * part + part / 2); return [...data.slice(from, from + 3)]; }); }"
)
LISTEN = "document.querySelector('.gx-attention').addEventListener('gx-painted', ({ detail }) => { window.painted = detail; })"
MAGMA = np.array(
    [
        [int(stop[at : at + 2], 16) for at in (0, 2, 4)]
        for stop in "000004 180f3d 440f76 721f81 9e2f7f cd4071 f1605d fd9668 feca8d fcfdbf".split()
    ]
)


SCALES = [0.5, 1.0, 1.5, 2.0, 3.0]
MEASURED = {  # by measure and model: the value over the test set, and by the digit's scale
    "accuracy": {SINGLE: (0.84, [0.81, 0.872, 0.9, 0.88]), LOCAL: (0.999, [0.98, 0.995, 1.0, 1.0])},
    "correctness": {SINGLE: (0.01, [None, 0.233, 0.3, 0.31]), LOCAL: (0.99, [0.2618, 0.407, 0.5, 0.61])},
}
OVER_SEEDS = {SINGLE: (0.0123, 0.0021)}


def metrics(model: str) -> str:
    """The metrics.json of one of the models: what was measured of it on black."""
    found = {
        measure: {
            "value": values[model][0], "unit": "", "data": "", "split": "test", "questions": 1234,
            "scales": SCALES, "by_scale": values[model][1],
        }
        for measure, values in MEASURED.items()
    }  # fmt: skip
    if model == SINGLE:
        found["correctness"]["published"] = RECIPES["attention-san"].published["correctness"]
    for name, value in zip(("correctness_mean", "correctness_std"), OVER_SEEDS.get(model, ()), strict=False):
        found[name] = {"value": value, "unit": "of 2 seeds", "data": "", "split": "test"}
    return json.dumps({"metrics": found, "seconds": 90.0 * 60, "steps": 5000})


def lively(model: torch.nn.Module, seed: int) -> torch.nn.Module:
    """Untrained, but masks and answers change with picture and question."""
    torch.manual_seed(seed)
    with torch.no_grad():
        for name, values in model.named_parameters():
            if values.ndim > 1 and "conv" not in name:
                values.copy_(torch.randn_like(values) * 0.8)
    return model.eval()


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[App]:
    """The app with small models that nobody trained: what is compared is arithmetic, not looks."""
    folder = tmp_path_factory.mktemp("attention")
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr("explorer.previews.attend", lambda *_: None)  # nobody looks at them here
    small = {"channels": (8, 8, 8, 8), "query": 8, "hidden": 8, "width": 16}
    torch.manual_seed(0)
    save(
        lively(REGISTRY["attention"](kind="ctx", **small), 1),
        folder / LOCAL,
        title="Masks, with context",
        dataset="scenes",
    )
    save(
        lively(REGISTRY["attention"](kind="san", **small), 2),
        folder / SINGLE,
        title="One mask, once (SAN)",
        dataset="scenes",
    )
    save(
        lively(REGISTRY["attention_rnn"](state=4, **small), 3), folder / RNN, title="Masks, in steps", dataset="scenes"
    )
    monkeypatch.undo()
    for model in (LOCAL, SINGLE):
        (folder / model / "metrics.json").write_text(metrics(model))
    running = App(tmp_path_factory.mktemp("app"), "--models", str(folder))
    running.catalogue = Catalogue([folder])
    running.stock = Stock(running.catalogue)
    yield running
    running.end()
    assert "Traceback" not in running.log.read_text()
    assert not [file for file in running.files.rglob("*") if file.is_file()], "the app left files behind"


@pytest.fixture(scope="module")
def server(app: App) -> str:
    return app.url


class Bench:
    """The page as a person sees it."""

    def __init__(self, page: Page, app: App, query: str = "seed=5", ready: bool = True):
        self.page, self.app = page, app
        page.goto(f"{app.url}/attention?model={RNN}&{query}")
        if ready:
            expect(page.locator(".attention-scene .truth")).not_to_be_empty()
            page.evaluate(LISTEN)
        self.editor = page.locator(".attention-editor canvas")

    def part(self, name: str) -> Locator:
        return self.page.locator(f'[data-part="{name}"]')

    def panel(self, model: str) -> Locator:
        return self.page.locator(f'[data-part="panel"][data-model="{model}"]')

    def button(self, name: str) -> Locator:
        return self.page.locator(".gx-attention").get_by_role("button", name=name, exact=True)

    def digit(self, name: str) -> Locator:
        return self.page.locator(f'.attention-editor .handle[aria-label^="{name},"]')

    def tool(self, name: str) -> Locator:
        return self.page.locator(".digit-tools").get_by_role("button", name=name, exact=True)

    @property
    def spec(self) -> dict[str, Any]:
        """The scene that was last answered about."""
        return self.page.evaluate("window.painted.scene")

    @property
    def digits(self) -> list[dict[str, Any]]:
        return self.spec["digits"]

    def until(self, condition: str) -> None:
        """Wait until what is answered about ``scene`` (and ``colour``) fulfils a JavaScript expression."""
        self.page.wait_for_function(
            f"() => {{ if (!window.painted) return false; const {{ scene, colour, reply }} = window.painted; return {condition}; }}"
        )

    def place(self, name: str) -> tuple[float, float]:
        self.editor.scroll_into_view_if_needed()
        area = self.digit(name).bounding_box()
        return area["x"] + area["width"] / 2, area["y"] + area["height"] / 2

    def drag(self, name: str, right: int, down: int, drop: bool = True) -> None:
        """By so many picture pixels, in many small steps."""
        (x, y), size = self.place(name), self.editor.bounding_box()["width"] / SIDE
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + right * size, y + down * size, steps=12)
        if drop:
            self.page.mouse.up()

    def pixels(self, canvas: Locator) -> np.ndarray:
        return np.array(canvas.evaluate(READ)).reshape(SIDE, SIDE, 3)

    def image(self) -> np.ndarray:
        return render(self.app.stock.build(plain.read(self.spec))).image

    def shows_what_models_answer(self) -> None:
        """Picture, answers, measures and, in the look "mask", whole masks are the models' own."""
        scene, colour = self.app.stock.build(plain.read(self.spec)), self.page.evaluate("window.painted.colour")
        image, masks = render(scene)
        inside = next(
            (
                mask
                for digit, mask in zip(scene.digits[::-1], masks[::-1], strict=True)
                if digit.colour == colour and mask.any()
            ),
            None,
        )
        for model in MODELS:
            found, panel = work.look(self.app.catalogue.load(model), image, colour), self.panel(model)
            expect(panel.locator(".answer b")).to_have_text(str(found.probs.argmax()))
            told = [
                float(style)
                for style in panel.locator(".bars span").evaluate_all(
                    "bars => bars.map((bar) => bar.style.getPropertyValue('--p'))"
                )
            ]
            assert np.allclose(told, found.probs, atol=1e-4)
            expect(panel.locator("dd").first).to_have_text(
                f"{work.measures(found.whole, inside)['correctness']:.3f}" if inside is not None else "–"
            )
            assert (
                np.abs(self.pixels(panel.locator("canvas")) - heat(found.whole.numpy())).max() <= 8
            )  # of 255: the scale is rounded to 256 steps


def heat(mask: np.ndarray, top: float | None = None) -> np.ndarray:
    """A mask in the colours of heat maps, by the scale's ten stops."""
    at = np.clip(mask / (top or mask.max()), 0, 1) * 9
    return np.stack([np.interp(at, np.arange(10), MAGMA[:, channel]) for channel in range(3)], -1)


@pytest.fixture
def opened(page: Page, app: App) -> Callable[..., Bench]:
    return lambda query="seed=5", **more: Bench(page, app, query, **more)


def first(bench: Bench) -> tuple[str, dict[str, Any]]:
    """The scene's first digit: its name on the page, and what it is."""
    label = bench.page.locator(".attention-editor .handle").first.get_attribute("aria-label").split(",")[0]
    return label, {"colour": NAMES.index(label.split()[0]), "label": int(label.split()[1])}


def test_the_colours_are_those_of_the_scenes(opened) -> None:
    bench = opened()
    swatches = bench.part("colours").locator("button")
    assert swatches.all_inner_texts() == list(NAMES)
    assert swatches.evaluate_all(
        "buttons => buttons.map((button) => button.style.getPropertyValue('--colour').match(/\\d+/g).map(Number).join())"
    ) == [",".join(map(str, rgb)) for rgb in COLOURS.values()]


def test_every_mask_follows_a_dragged_digit(opened) -> None:
    bench = opened("seed=5&look=mask")
    name, digit = first(bench)
    before = next(one for one in bench.app.stock.own(5) if one.colour == digit["colour"])
    bench.drag(name, -9, 6)
    bench.until(f"scene.digits.at(-1).x === {before.x - 9} && scene.digits.at(-1).y === {before.y + 6}")
    assert bench.digits[-1] | digit == bench.digits[-1], "the digit that was moved lies on top"
    assert np.array_equal(bench.pixels(bench.editor), bench.image())
    bench.shows_what_models_answer()


def test_a_digit_moves_at_once_while_the_server_is_silent(opened) -> None:
    bench = opened()
    name, _ = first(bench)
    x, y = bench.place(name)
    bench.page.mouse.move(x, y)
    bench.page.mouse.down()
    bench.page.wait_for_timeout(400)  # the picture without the digit arrives
    bench.page.evaluate("() => { WebSocket.prototype.send = () => {}; }")
    size = bench.editor.bounding_box()["width"] / SIDE
    bench.page.mouse.move(x - 12 * size, y + 5 * size, steps=4)
    own = bench.app.stock.own(5)
    moved = [plain.Placed(own[0].glyph, own[0].label, own[0].colour, own[0].x - 12, own[0].y + 5, own[0].scale)]
    wanted = render(bench.app.stock.build(plain.Arranged(5, (*own[1:], *moved)))).image
    assert np.abs(bench.pixels(bench.editor) - wanted.astype(int)).max() <= 24, (
        "drawn by the page itself, but for the faintest edges as the server draws it"
    )
    bench.page.mouse.up()


def test_size_colour_copies_and_the_way_back(opened) -> None:
    bench = opened()
    name, digit = first(bench)
    bench.drag(name, 0, 0)
    own = bench.app.stock.own(5)
    count, scale = len(own), own[0].scale
    knob = bench.page.locator(".knob").bounding_box()
    middle = bench.place(name)
    bench.page.mouse.move(knob["x"] + 8, knob["y"] + 8)
    bench.page.mouse.down()
    bench.page.mouse.move((knob["x"] + 8 + middle[0]) / 2, (knob["y"] + 8 + middle[1]) / 2, steps=5)
    bench.page.mouse.up()
    bench.until(f"Math.abs(scene.digits.at(-1).scale - {max(0.5, scale / 2)}) < 0.12")
    free = next(colour for colour in range(9) if colour not in {one.colour for one in own})
    bench.page.locator(".digit-tools").get_by_role("button", name=NAMES[free], exact=True).click()
    bench.until(f"scene.digits.at(-1).colour === {free} && colour === {free}")  # what was asked is asked still
    bench.tool("Duplicate").click()
    bench.until(f"scene.digits.length === {count + 1}")
    assert len({one["colour"] for one in bench.digits}) == min(9, count + 1)
    expect(bench.part("scene")).to_contain_text("hides a part of")
    bench.tool("Remove").click()
    bench.until(f"scene.digits.length === {count}")
    assert np.array_equal(bench.pixels(bench.editor), bench.image())
    while bench.tool("Undo").is_enabled():
        bench.tool("Undo").click()
    bench.until(
        f"scene.digits[0].scale === {scale} && scene.digits[0].colour === {digit['colour']} && scene.digits.length === {count}"
    )
    for _ in range(4):
        bench.page.keyboard.press("Control+Shift+z")
    bench.until(f"scene.digits.at(-1).colour === {free} && scene.digits.length === {count}")
    expect(bench.tool("Redo")).to_be_disabled()


def test_the_keyboard_does_it_all(opened) -> None:
    bench = opened()
    name, _ = first(bench)
    before = bench.app.stock.own(5)
    handle = bench.digit(name)
    handle.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Shift+ArrowLeft", "+"):
        bench.page.keyboard.press(key)
    bench.until(
        f"scene.digits.at(-1).x === {max(0, before[0].x + 2 - 10)} && scene.digits.at(-1).y === {before[0].y + 1} && scene.digits.at(-1).scale > {min(2.99, before[0].scale)}"
    )
    bench.page.keyboard.press("Tab")
    assert bench.page.evaluate("document.activeElement.className") == "handle"
    bench.page.keyboard.press("Enter")
    bench.until(f"colour === {before[1].colour}")
    bench.page.keyboard.press("Delete")
    bench.until(f"scene.digits.length === {len(before) - 1}")
    bench.page.keyboard.press("8")
    bench.until(f"scene.digits.length === {len(before)} && scene.digits.at(-1).label === 8")
    bench.page.keyboard.press("n")
    bench.until("scene.seed !== 5")
    assert bench.digits == plain.Arranged(0, bench.app.stock.own(bench.spec["seed"])).plain()["digits"]


def test_an_own_digit_is_drawn_and_fits_into_the_link(opened, watched: Watched, app: App) -> None:
    bench = opened()
    bench.button("Take all away").click()
    bench.until("scene.digits.length === 0")
    expect(bench.page.locator(".attention-scene .truth")).to_contain_text("Nothing here is")
    bench.page.get_by_text("Draw a digit of your own").click()
    draw_on_pad(bench.page, (0.3, 0.2), (0.7, 0.2), (0.4, 0.8))
    ink = bench.page.locator(".gx-pad canvas").evaluate(
        "canvas => [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data].filter((_, at) => at % 4 === 0)"
    )
    bench.page.locator(".ink").get_by_label("What it is").select_option("7")
    bench.button("Add it to the scene").click()
    bench.until("scene.digits.length === 1")
    (digit,) = bench.digits
    assert digit["label"] == 7
    assert np.array_equal(plain.drawn(digit["glyph"]).ravel() > 0, np.array(ink) >= 128)
    bench.part("colours").get_by_role("button", name=NAMES[digit["colour"]], exact=True).click()
    expect(bench.page.locator(".attention-scene .truth")).to_contain_text("It is a 7.")
    link = copied_link(bench.page)
    assert plain.parse(link["digits"])[0].glyph == digit["glyph"]
    other = Bench(watched.open(), app, "&".join(f"{key}={value}" for key, value in link.items() if key != "model"))
    assert np.array_equal(other.pixels(other.editor), bench.pixels(bench.editor))


def test_distractors_and_backgrounds_lie_behind_the_digits(opened) -> None:
    bench = opened()
    bench.page.get_by_label("Distractors: pieces of other digits").check()
    bench.until("scene.distractors === true")
    assert np.array_equal(bench.pixels(bench.editor), bench.image())
    bench.button("This scene’s").click()
    bench.until("scene.background === 'seed'")
    seen = bench.pixels(bench.editor)
    assert np.array_equal(seen, bench.image())
    bench.button("A photograph").click()
    bench.until("scene.background.startsWith('photo:')")
    bench.page.get_by_label("Which photograph").select_option(index=1)
    bench.until("scene.background === 'photo:' + document.querySelector('.ground select').value")
    assert np.array_equal(bench.pixels(bench.editor), bench.image())
    bench.tool("Undo").click()
    bench.tool("Undo").click()
    bench.until("scene.background === 'seed'")


def test_an_uploaded_picture_becomes_the_background(opened, watched: Watched) -> None:
    bench = opened()
    file = io.BytesIO()
    Image.fromarray(np.tile(np.array([[[200, 30, 60]]], np.uint8), (120, 200, 1))).save(file, "PNG")
    bench.button("Your own").click()
    bench.page.get_by_label("A picture for the background").set_input_files(
        {"name": "one.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    bench.until("scene.background === 'upload'")
    assert base64.b64decode(bench.spec["upload"])[:3] == bytes([200, 30, 60])
    assert np.array_equal(bench.pixels(bench.editor), bench.image())
    expect(bench.part("tools")).to_contain_text("middle square")
    bench.button("Copy link").click()
    expect(bench.part("export")).to_contain_text("can't be in a link")
    bench.page.get_by_label("A picture for the background").set_input_files(
        {"name": "no.png", "mimeType": "image/png", "buffer": b"no picture"}
    )
    expect(bench.page.locator(".gx-attention .gx-stage > .gx-error")).to_contain_text("not a picture")
    watched.expect_error("status of 4")


def test_any_colour_may_be_asked(opened) -> None:
    bench = opened("seed=5&look=mask")
    there = {one.colour for one in bench.app.stock.own(5)}
    for colour in (max(there), next(colour for colour in range(9) if colour not in there)):
        swatch = bench.part("colours").get_by_role("button", name=NAMES[colour], exact=True)
        swatch.click()
        bench.until(f"colour === {colour}")
        expect(bench.page.locator(".question")).to_have_text(f"Which digit is {NAMES[colour]}?")
        bench.shows_what_models_answer()
    expect(bench.page.locator(".attention-scene .truth")).to_contain_text(f"Nothing here is {NAMES[colour]}")
    expect(swatch).to_have_class(re.compile("absent"))


def test_looks_stages_and_the_outline(opened) -> None:
    bench = opened("seed=5&look=mask")
    name, digit = first(bench)
    bench.part("look").get_by_role("button", name="25 × 25").click()
    bench.part("colours").get_by_role("button", name=NAMES[digit["colour"]], exact=True).click()
    bench.until("reply")
    image, canvas = bench.image(), bench.panel(LOCAL).locator("canvas")
    mask = work.look(bench.app.catalogue.load(LOCAL), image, digit["colour"]).stages[0].mask
    assert np.abs(bench.pixels(canvas) - heat(mask.repeat(4, 0).repeat(4, 1), 1)).max() <= 8
    bench.part("look").get_by_role("button", name="13 × 13").click()
    expect(bench.panel(SINGLE).locator(".lack")).to_have_text("It has one stage.")
    bench.part("look").get_by_role("button", name="Whole").click()
    whole = work.look(bench.app.catalogue.load(LOCAL), image, digit["colour"]).whole.numpy()
    bench.button("Lit").click()
    assert np.abs(bench.pixels(canvas) - image * (whole / whole.max())[..., None]).max() <= 8
    bench.button("Overlay").click()
    bench.page.get_by_label("Opacity").fill("0")
    assert np.abs(bench.pixels(canvas) - image.astype(int)).max() <= 1
    bench.button("Contour").click()
    lines = bench.pixels(canvas)
    bench.page.get_by_label("Outline of the true digit").check()
    outlined = bench.pixels(canvas)
    assert not np.array_equal(lines, outlined)
    assert not np.array_equal(bench.pixels(bench.editor), image)  # in the editor, too
    bench.part("look").locator(f'input[value="{LOCAL}"]').uncheck()
    expect(bench.panel(LOCAL)).to_have_count(0)
    expect(bench.panel(RNN)).to_be_visible()


def test_a_mask_is_played_stepped_and_looked_into(opened) -> None:
    bench = opened()
    play, trace = bench.part("play"), bench.part("trace")
    expect(play.locator("h3")).to_contain_text("in steps")
    play.get_by_role("button", name="To the start (Home)").click()
    expect(play).to_contain_text("0 of 25 steps")
    play.get_by_role("button", name="One step on (right arrow)").click()
    expect(play).to_contain_text("1 of 25 steps")
    play.get_by_role("button", name="Play").click()
    play.get_by_role("button", name="Pause").click()
    play.locator("input.scrub").fill("20")
    expect(play).to_contain_text("20 of 25 steps")
    play.get_by_role("button", name="13 × 13").click()
    bench.part("look").get_by_role("button", name="25 × 25").click()
    canvas = bench.panel(RNN).locator("canvas")
    canvas.scroll_into_view_if_needed()
    area = canvas.bounding_box()
    bench.page.mouse.move(area["x"] + area["width"] * 0.425, area["y"] + area["height"] * 0.305)
    expect(trace).to_contain_text("Row 8, column 11")
    image, colour = bench.app.stock.build(plain.Arranged(5)), first(bench)[1]["colour"]
    found = work.trace(bench.app.catalogue.load(RNN), render(image).image, colour, 0, 7, 10, 0)
    expect(trace.locator("dd")).to_have_text(f"{found.value:.3f}")
    expect(bench.part("panels").locator(".readout")).to_contain_text("row 31, column 43")
    canvas.focus()
    bench.page.keyboard.press("ArrowDown")
    expect(trace).to_contain_text("Row 9, column 11")


def test_the_inspected_model_is_chosen_by_its_name(opened) -> None:
    bench = opened()
    head = bench.panel(LOCAL).locator(".panel-name")
    expect(bench.panel(RNN).locator(".panel-name")).to_have_attribute("aria-pressed", "true")
    head.click()
    expect(head).to_have_attribute("aria-pressed", "true")
    assert copied_link(bench.page)["model"] == LOCAL


def test_answers_stand_at_the_masks_and_the_table_follows_the_scene(opened) -> None:
    bench = opened("seed=5")
    for panel in bench.part("panel").all():
        answer = panel.locator(".mask-answer")
        expect(answer).to_have_text(panel.locator("[data-part=answer] b").inner_text())
        at, picture = answer.bounding_box(), panel.locator(".panel-picture").bounding_box()
        assert picture["x"] <= at["x"] and at["x"] + at["width"] <= picture["x"] + picture["width"]
        assert picture["y"] <= at["y"] and at["y"] + at["height"] <= picture["y"] + picture["height"]
    numbers = bench.part("numbers")
    pressed = numbers.locator("button[data-variant][aria-pressed=true]")
    expect(pressed).to_have_attribute("data-variant", "plain")
    bench.page.get_by_role("button", name="This scene’s").click()
    expect(pressed).to_have_attribute("data-variant", "background")
    numbers.get_by_role("button", name="on black").click()
    expect(numbers).to_contain_text("The scene above is of another kind")


def test_numbers_and_curves_are_those_that_were_measured(opened) -> None:
    bench = opened()
    numbers = bench.part("numbers")
    row = {model: numbers.locator(f'tr[data-model="{model}"]') for model in MODELS}
    expect(numbers).to_contain_text("questions about scenes of test digits")
    heads = ["accuracy", "correctness", "over seeds", "lecture", "contrast", "IoU", "weights", "minutes"]
    expect(numbers.locator("thead th")).to_have_text(heads)
    weights = {model: f"{bench.app.catalogue.card(model).parameters:,}" for model in MODELS}
    told = ["84.0 %", "0.010", "0.012 ± 0.002", "0.1258", "–", "–", weights[SINGLE], "90"]
    expect(row[SINGLE].locator("td")).to_have_text(told)
    expect(row[LOCAL].locator("td")).to_have_text(["99.9 %", "0.990", "–", "–", "–", "–", weights[LOCAL], "90"])
    expect(numbers).to_contain_text("the same number of steps, which is not the same time")
    expect(row[LOCAL].locator(".best")).to_have_text(["99.9 %", "0.990"])
    expect(row[RNN]).to_have_count(0)
    numbers.locator(".numbers-charts").scroll_into_view_if_needed()
    expect(numbers.locator(".js-plotly-plot")).to_have_count(4)
    charts = drawn(numbers)
    for chart, (measure, unit) in zip(charts, (("accuracy", 100), ("correctness", 1)), strict=False):
        assert chart["ticks"] == ["0.5", "1", "1.5", "2", "3"]
        for name, model in (("SAN", SINGLE), ("with context", LOCAL)):
            trace = next(trace for trace in chart["data"] if trace["name"] == name)
            wanted = MEASURED[measure][model][1]
            assert trace["x"] == [0.5, 1.5, 2.5, 3.5]
            assert trace["y"] == [None if value is None else pytest.approx(value * unit) for value in wanted]
    hovers = next(trace["hovertext"] for trace in charts[1]["data"] if trace["name"] == "with context")
    assert hovers[:2] == ["with context: 0.262, scale 0.5 to 1", "with context: 0.407, scale 1 to 1.5"]
    expect(numbers.get_by_role("img", name="correctness by the digit's scale")).to_have_attribute(
        "aria-label", re.compile("SAN: –, 0.23, 0.30, 0.31; .*with context: 0.26, 0.41, 0.50, 0.61")
    )
    numbers.get_by_role("button", name="photographs").click()
    expect(row[LOCAL].locator("td").first).to_have_text("–")
    bench.page.wait_for_function(
        "() => [...document.querySelectorAll('.attention-numbers .js-plotly-plot')].every(({ data }) => data.every(({ name }) => name !== 'with context'))"
    )


def test_the_order_is_the_lectures_and_close_means_are_not_ranked(opened) -> None:
    page = opened().page
    means = {"arnn": (0.42, 0.016), "ctx": (0.35, 0.02), "san": (0.33, 0.002), "nctx": (0.36, 0.01)}
    cards = [
        {
            "title": RECIPES[f"attention-{kind}"].title,
            "metrics": {
                "correctness": {"value": mean, "published": RECIPES[f"attention-{kind}"].published["correctness"]},
                "correctness_mean": {"value": mean},
                "correctness_std": {"value": std},
            },
        }
        for kind, (mean, std) in means.items()
    ]
    words, names = page.evaluate(
        """async (cards) => {
          const { inPublishedOrder, orderWords } = await import("/explorer/pages/attention/order.js");
          const { publishedOf } = await import("/explorer/pages/attention/measured.js");
          const published = publishedOf(cards);
          return [orderWords(cards, published), inPublishedOrder(cards, published).map(({ title }) => title)];
        }""",
        cards,
    )
    assert names == [RECIPES[f"attention-{kind}"].title for kind in ("san", "nctx", "ctx", "arnn")]
    assert words.startswith("In the lecture SAN < ¬CTX < CTX < AttentionRNN; our means over the seeds: ")
    assert "SAN 0.330 ≈ CTX 0.350 ≈ ¬CTX 0.360 < AttentionRNN 0.420. Where ≈ stands" in words


def drawn(numbers: Locator) -> list[dict[str, Any]]:
    """What plotly was given, chart by chart: its traces, and what stands at the axis of scales."""
    return numbers.locator(".js-plotly-plot").evaluate_all(
        "plots => plots.map(({ data, layout }) => ({ data: data.map(({ name, x, y, hovertext }) => ({ name, x, y, hovertext })),"
        " ticks: layout.xaxis.ticktext }))"
    )


def test_a_disagreement_is_found_and_the_search_stops(opened) -> None:
    bench = opened()
    bench.page.route(
        "**/api/attend/disagree*",
        lambda route: route.fulfill(
            json={"found": None, "next": int(re.search(r"after=(\d+)", route.request.url)[1]) + 3, "questions": 12}
        ),
    )
    search = bench.part("disagree")
    search.get_by_role("button", name="Find a picture where they disagree").click()
    expect(search).to_contain_text("Looked at")
    search.get_by_role("button", name="Stop").click()
    expect(search).to_contain_text("Stopped after")
    bench.page.unroute("**/api/attend/disagree*")
    search.get_by_role("button", name="Find a picture where they disagree").click()
    bench.until("scene.seed > 5")
    expect(search).to_contain_text("Found after")
    answers = bench.page.evaluate("window.painted.reply.models.map(({ answer }) => answer)")
    assert len(set(answers)) > 1, "the page shows the scene that was found"


def test_a_link_restores_scene_question_and_look(opened, watched: Watched, app: App) -> None:
    bench = opened()
    name, _ = first(bench)
    bench.drag(name, 7, 4)
    bench.part("colours").get_by_role("button", name="white", exact=True).click()
    bench.button("Contour").click()
    bench.page.get_by_label("Distractors: pieces of other digits").check()
    bench.until("scene.distractors === true && colour === 8")
    spec, link = bench.spec, copied_link(bench.page)
    other = Bench(watched.open(), app, bench.page.url.partition("?")[2])
    other.page.reload()
    expect(other.page.locator(".attention-scene .truth")).not_to_be_empty()
    expect(other.button("Contour")).to_have_attribute("aria-pressed", "true")
    expect(other.page.locator(".question")).to_have_text("Which digit is white?")
    assert np.array_equal(other.pixels(other.editor), render(app.stock.build(plain.read(spec))).image)
    assert copied_link(other.page) == link


def test_a_double_click_begins_one_search(opened) -> None:
    bench = opened()
    search = bench.part("disagree")
    held: list[Route] = []
    bench.page.route("**/api/attend/disagree*", lambda route: held.append(route))
    search.get_by_role("button", name="Find a picture where they disagree").dblclick()
    bench.page.wait_for_timeout(300)
    expect(search.locator("[role=status]")).to_have_text("Looking…")
    search.get_by_role("button", name="Stop").click()
    expect(search.locator("[role=status]")).to_have_text("Stopped after 0 questions.")
    assert len(held) == 1
    held[0].fulfill(json={"found": None, "next": 0, "questions": 0})


def test_a_scene_that_is_waited_for_is_told_of(page: Page, app: App) -> None:
    page.add_init_script("window.WebSocket = class extends EventTarget { send() {} close() {} };")
    bench = Bench(page, app, ready=False)
    expect(bench.part("scene").get_by_text("The models are being loaded")).to_be_visible()


def test_pictures_and_code_are_taken_along(opened) -> None:
    bench = opened("seed=5&look=mask")
    with bench.page.expect_download() as found:
        bench.button("Save PNG").click()
    saved = np.asarray(Image.open(found.value.path()).convert("RGB"))
    assert saved.shape[1] >= 1200
    assert (saved[4:44] > 128).sum() > 200, "the question stands above the panels"
    assert (saved[46:60] > 128).sum() < (saved[4:44] > 128).sum()
    assert len(np.unique(saved.reshape(-1, 3), axis=0)) > 50
    bench.button("As code").click()
    code = bench.part("export").locator("code")
    expect(code).to_contain_text("seed=5")
    compile(code.inner_text(), "code", "exec")
    with bench.page.expect_download() as film:
        bench.button("Save GIF of the mask’s making").click()
    assert Image.open(film.value.path()).n_frames == 26


def test_a_mask_that_is_made_in_one_pass_has_its_film_too(page: Page, app: App) -> None:
    def take_second_pass_away(route: Route) -> None:
        answered = route.fetch()
        stages = [stage | {"passes": stage["passes"][:1]} for stage in answered.json()["stages"]]
        route.fulfill(response=answered, json={"stages": stages})

    page.route("**/api/attend/steps*", take_second_pass_away)
    bench = Bench(page, app)
    expect(bench.part("play").locator("figure:visible")).to_have_count(2)  # of the pass, and joined
    with page.expect_download() as film:
        bench.button("Save GIF of the mask’s making").click()
    assert Image.open(film.value.path()).n_frames == 26


def test_rubbish_in_the_link_is_told_and_left_out(opened) -> None:
    bench = opened(
        "seed=zzz&digits=%3Cscript%3E&stage=99&look=oops&colour=77&opacity=NaN&step=-9&background=upload&distractors=x"
    )
    expect(bench.page.locator(".gx-attention .gx-stage > .gx-note")).to_contain_text("digits can't be read")
    bench.part("colours").get_by_role("button", name="red", exact=True).click()
    bench.until("colour === 0")
    assert bench.spec["seed"] == 0
    assert np.array_equal(bench.pixels(bench.editor), render(bench.app.stock.build(plain.Arranged(0))).image)
    expect(bench.part("look").get_by_role("button", name="Whole")).to_have_attribute("aria-pressed", "true")


def test_a_scene_that_the_server_refuses_leaves_a_sentence(opened) -> None:
    bench = opened()
    bench.page.evaluate(
        "() => { const send = WebSocket.prototype.send; WebSocket.prototype.send = function (text) { const found = JSON.parse(text); found.colour = 99; send.call(this, JSON.stringify(found)); }; }"
    )
    bench.part("colours").get_by_role("button", name="pink", exact=True).click()
    expect(bench.page.locator(".gx-attention .gx-stage > .gx-error")).to_contain_text("The colour must be")
    expect(bench.panel(RNN)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_has_it_all_in_one_column(watched: Watched, app: App, theme: str) -> None:
    page = watched.open(viewport={"width": 390, "height": 844}, has_touch=True)
    bench = Bench(page, app, f"seed=5&__theme={theme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    tops = [panel.bounding_box() for panel in bench.part("panel").all()[:2]]
    assert tops[0]["y"] == tops[1]["y"]
    assert tops[0]["x"] < tops[1]["x"]
    page.get_by_role("group", name="Background").scroll_into_view_if_needed()
    scene = bench.editor.bounding_box()
    assert scene["width"] > 240
    assert scene["y"] >= 0 and scene["y"] + scene["height"] < 844, "the scene is in sight where it is changed"
    bench.editor.scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, 0)")
    name, digit = first(bench)
    before = next(one for one in app.stock.own(5) if one.colour == digit["colour"])
    bench.drag(name, -5, 5)
    bench.until(f"scene.digits.at(-1).x === {before.x - 5} && scene.digits.at(-1).y === {before.y + 5}")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", ground)[:3])) < 200) == (theme == "dark")
    left, top, right, bottom = box(app.stock.build(plain.read(bench.spec)).digits[-1])
    handle, canvas = bench.digit(name).bounding_box(), bench.editor.bounding_box()
    assert handle["x"] - canvas["x"] == pytest.approx(left / SIDE * canvas["width"], abs=canvas["width"] * 0.04)
    assert handle["height"] >= min(6, bottom - top) / SIDE * canvas["width"] - 1
    assert right > left


def test_strangers_stand_beside_the_others(browser: Browser, tmp_path: Path) -> None:
    """A grey 28 x 28 classifier that is asked nothing shows its mask; one that fails has its sentence."""
    models = tmp_path / "models"
    models.mkdir()
    lookers.write(models, dreams=False)
    (tmp_path / "app").mkdir()
    app = App(tmp_path / "app", "--models", str(models / "bright"), "--models", str(models / "broken"))
    watched = Watched(browser, app.url)
    try:
        page = watched.open()
        page.goto(f"{app.url}/attention?seed=5&look=mask&stage=0")
        bright, broken = (page.locator(f'[data-part="panel"][data-model="{name}"]') for name in ("bright", "broken"))
        expect(broken).to_contain_text("ZeroDivisionError: nothing works")
        expect(bright.locator(".answer b")).not_to_be_empty()
        catalogue = Catalogue([models / "bright"])
        stage = work.look(catalogue.load("bright"), render(Stock(catalogue).build(plain.Arranged(5))).image, 0).stages[
            0
        ]
        rows = np.minimum(((np.arange(SIDE) + 0.5) / stage.cell).astype(int), 6)
        shown = np.array(bright.locator("canvas").evaluate(READ)).reshape(SIDE, SIDE, 3)
        assert np.abs(shown - heat(stage.mask[rows][:, rows], 1)).max() <= 8
        bright.locator("canvas").hover()  # a model that failed has no value there
        values = page.locator('[data-part="panels"] .readout').inner_text().partition(": ")[2].split(", ")
        assert len(values) > 1 and sum(value.endswith("–") for value in values) == 1
    finally:
        watched.close()
        app.end()
    assert not watched.faults
