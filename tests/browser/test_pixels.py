"""The Pixels page, under a hand: what is on the boards is what the model paints from that seed, and every number is the model's."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

import explorer
from explorer.catalogue import TRAINED
from explorer.checkpoint import save
from explorer.models import REGISTRY
from explorer.sampling import noise, receptive_field, sample
from tests.browser.conftest import App, Watched
from tests.browser.hands import copied_link, draw_on, draw_on_pad

GATED, MASKED, ROWS = "gated-pixelcnn-mnist", "pixelcnn-mnist", "pixelrnn-row-mnist"
UNKNOWN = (59, 52)  # red of what is not painted yet
EMPTY = -1


def board(canvas: Locator) -> np.ndarray:
    """The picture on a board in 0..255, ``EMPTY`` where nothing is painted yet."""
    found = np.array(
        canvas.evaluate(
            "canvas => { const {width, height} = canvas, data = canvas.getContext('2d').getImageData(0, 0, width, height).data;"
            " return Array.from({length: height}, (_, y) => Array.from({length: width}, (_, x) => data[4 * (y * width + x)])); }"
        )
    )
    return np.where(np.isin(found, UNKNOWN), EMPTY, found)


def painted(
    name: str,
    seed: int,
    label: int | None = None,
    n: int = 1,
    canvas: torch.Tensor | None = None,
    temperature: float = 1.0,
) -> torch.Tensor:
    """What the sampler paints (n, h, w) in 0..1."""
    model = explorer.load(name)
    images = torch.full((n, *model.shape), -1.0) if canvas is None else canvas
    labels = None if label is None else torch.full((n,), label)
    return sample(model, images, labels, temperature, noise(model.shape, seed, n))[:, 0]


class Bench:
    """The page as a person sees it."""

    def __init__(self, page: Page, server: str, query: str = f"model={ROWS}&seed=3"):
        self.page = page
        page.goto(f"{server}/pixels?{query}")
        expect(page.locator(".easel .player")).to_be_visible()

    def button(self, name: str) -> Locator:
        return self.page.locator(".gx-pixels").get_by_role("button", name=name, exact=True)

    def player(self, name: str) -> Locator:
        return self.page.locator(".easel .player").get_by_role("button", name=re.compile(name))

    @property
    def count(self) -> Locator:
        return self.page.locator(".easel .player .count")

    def finish(self) -> None:
        expect(self.count).to_have_text("784 of 784 pixels", timeout=60_000)

    def canvas(self, index: int = 0) -> Locator:
        return self.page.locator(".painting canvas.pictures").nth(index)

    def shows(self, wanted: torch.Tensor, index: int = 0) -> None:
        """The board is this picture (h, w) in 0..1."""
        self.finish()
        assert np.array_equal(board(self.canvas(index)), (wanted * 255).round().numpy())

    def shows_all(self, *wanted: torch.Tensor) -> None:
        """Each board holds these pictures (4, h, w), two by two with a gap between them."""
        self.finish()
        for index, pictures in enumerate(wanted):
            found, values = board(self.canvas(index)), (pictures * 255).round().numpy()
            assert np.array_equal(found[:28, 29:], values[1]) and np.array_equal(found[29:, :28], values[2])

    def point(self, y: int, x: int, index: int = 0, times: int = 0) -> None:
        """Move to a pixel of a board, and click there so many times."""
        canvas = self.canvas(index)
        canvas.scroll_into_view_if_needed()
        area = canvas.bounding_box()
        at = {"x": (x + 0.5) * area["width"] / 28, "y": (y + 0.5) * area["height"] / 28}
        canvas.hover(position=at)
        if times:
            canvas.click(position=at, click_count=times)


@pytest.fixture
def bench(page: Page, server: str) -> Bench:
    opened = Bench(page, server)
    opened.finish()
    return opened


def test_a_model_that_is_waited_for_is_told_of(page: Page, server: str) -> None:
    page.add_init_script("window.WebSocket = class extends EventTarget { send() {} close() {} };")
    Bench(page, server)
    expect(page.locator(".board-frame").get_by_text("The model is being loaded")).to_be_visible()


def test_a_picture_is_painted_that_the_sampler_paints_from_that_seed(bench: Bench) -> None:
    bench.shows(painted(ROWS, 3)[0])
    expect(bench.page.locator(".painting .sum")).to_contain_text("nats")


def test_play_pause_step_and_scrub_show_as_many_pixels_as_they_say(bench: Bench) -> None:
    whole = board(bench.canvas())
    bench.page.get_by_label("Speed, in pixels").select_option("60")
    bench.player("Play").click()
    expect(bench.count).to_have_text(re.compile(r"^[1-9]\d* of"))
    bench.player("Pause").click()
    text = bench.count.inner_text()
    bench.page.wait_for_timeout(150)
    assert bench.count.inner_text() == text

    def shown() -> int:
        found, count = board(bench.canvas()).ravel(), int(bench.count.inner_text().split()[0])
        assert (found != EMPTY).sum() == count
        assert np.array_equal(found[:count], whole.ravel()[:count])  # from above, row by row
        return count

    here = shown()
    bench.player("One step on").click()
    expect(bench.count).to_have_text(f"{here + 1} of 784 pixels")
    assert shown() == here + 1
    bench.player("One step back").click()
    bench.player("One step back").click()
    expect(bench.count).to_have_text(f"{here - 1} of 784 pixels")
    assert shown() == here - 1
    bench.page.get_by_label("Place in the record, in pixels").fill("400")
    expect(bench.count).to_have_text("400 of 784 pixels")
    assert shown() == 400
    bench.page.get_by_label("Place in the record, in pixels").press("End")
    bench.finish()
    assert np.array_equal(board(bench.canvas()), whole)


def test_another_seed_paints_another_picture_and_the_same_seed_the_same(bench: Bench) -> None:
    before = board(bench.canvas())
    bench.page.get_by_label("Seed").fill("4")
    bench.page.get_by_label("Seed").press("Enter")
    expect(bench.count).not_to_have_text("784 of 784 pixels")
    bench.shows(painted(ROWS, 4)[0])
    assert not np.array_equal(board(bench.canvas()), before)
    bench.button("New picture").click()
    expect(bench.page.get_by_label("Seed")).not_to_have_value("4")


def test_sixteen_pictures_at_once(bench: Bench) -> None:
    bench.button("16").click()
    expect(bench.canvas()).to_have_js_property("width", 4 * 29 - 1)
    bench.finish()
    found, wanted = board(bench.canvas()), (painted(ROWS, 3, n=16) * 255).numpy()
    for number in range(16):
        y, x = (29 * (number // 4), 29 * (number % 4))
        assert np.array_equal(found[y : y + 28, x : x + 28], wanted[number])


def test_a_class_is_asked_for(page: Page, server: str) -> None:
    bench = Bench(page, server, f"model={GATED}&seed=1")
    bench.finish()
    page.locator(".class-chooser").get_by_role("button", name="7", exact=True).click()
    expect(bench.count).not_to_have_text("784 of 784 pixels")
    bench.shows(painted(GATED, 1, label=7)[0])
    assert copied_link(page)["label"] == "7"


def test_two_classes_are_blended_and_a_model_that_knows_none_says_so(page: Page, server: str) -> None:
    bench = Bench(page, server, f"model={GATED}&seed=1&label=3&beside={MASKED}")
    bench.finish()
    expect(page.locator(".painting").nth(1)).to_contain_text("It knows no classes")
    expect(page.locator(".painting").nth(0)).not_to_contain_text("It knows no classes")
    bench.button("blend").click()
    expect(bench.count).not_to_have_text("784 of 784 pixels")
    bench.finish()
    page.get_by_role("slider", name="Share of the second class").fill("0.3")
    expect(page.locator(".class-chooser")).to_contain_text("h = 0.70 · 3 + 0.30 · 8")
    bench.finish()
    link = copied_link(page)
    assert (link["label"], link["other"], link["mix"]) == ("3", "8", "0.3")
    page.reload()
    bench.finish()
    model, weights = explorer.load(GATED), torch.zeros(1, 10)
    weights[0, 3], weights[0, 8] = 0.7, 0.3
    blank = torch.full((1, *model.shape), -1.0)
    bench.shows(sample(model, blank, weights, noise=noise(model.shape, 1))[0, 0])


def test_the_first_picture_is_the_chosen_one_and_the_last_one_comes_back(page: Page, server: str) -> None:
    bench = Bench(page, server, f"model={ROWS}")
    chosen = int(json.loads((TRAINED / ROWS / "metrics.json").read_text())["metrics"]["first_seed"]["value"])
    expect(page.get_by_label("Seed")).to_have_value(str(chosen))
    bench.shows(painted(ROWS, chosen)[0])
    bench.button("New picture").click()
    expect(page.get_by_label("Seed")).not_to_have_value(str(chosen))
    bench.finish()
    bench.canvas().focus()
    page.keyboard.press("n")
    bench.button("Undo").click()
    page.keyboard.press("Control+z")
    expect(page.get_by_label("Seed")).to_have_value(str(chosen))
    expect(bench.button("Undo")).to_be_disabled()
    bench.shows(painted(ROWS, chosen)[0])
    page.get_by_role("combobox", name="Model").select_option(GATED)
    first = json.loads((TRAINED / GATED / "metrics.json").read_text())["metrics"]["first_seed"]
    expect(page.get_by_label("Seed")).to_have_value(str(int(first["value"])))
    bench.shows(painted(GATED, int(first["value"]), label=first["label"])[0])


def test_an_own_picture_with_an_own_hole_is_in_the_link_and_in_the_code(bench: Bench) -> None:
    page = bench.page
    drawn(bench)
    bench.button("Bottom half").click()
    bench.finish()
    draw_on(page.locator(".pixels-start .mask canvas").first, (0.2, 0.2), (0.8, 0.2))
    expect(bench.button("Bottom half")).to_have_attribute("aria-pressed", "false")
    expect(bench.count).not_to_have_text("784 of 784 pixels")
    bench.finish()
    shown = board(bench.canvas())
    link = copied_link(page)
    assert link["start"].startswith("own:") and link["hole"].startswith("own:")
    bench.button("As code").click()
    code = page.locator(".gx-pixels .gx-code")
    expect(code).to_contain_text("zlib")
    found: dict = {}
    exec(code.inner_text(), found)
    assert np.array_equal((found["pictures"][0, 0] * 255).round().numpy(), shown)
    page.reload()
    expect(bench.count).to_have_text("784 of 784 pixels")
    bench.shows(found["pictures"][0, 0])
    page.get_by_role("tab", name="Draw").click()
    draw_on_pad(page, (0.3, 0.3), (0.6, 0.6))
    page.locator(".gx-pad").get_by_role("button", name="Clear").click()
    expect(bench.button("Empty canvas")).to_have_attribute("aria-pressed", "true")


def test_a_fast_drag_of_the_temperature_ends_with_its_picture(bench: Bench) -> None:
    page, slider = bench.page, bench.page.get_by_role("slider", name="Temperature")
    area = slider.bounding_box()
    y = area["y"] + area["height"] / 2
    page.mouse.move(area["x"] + area["width"] / 2, y)
    page.mouse.down()
    for number in range(40):
        page.mouse.move(area["x"] + area["width"] * (0.2 + 0.6 * (number * 7 % 40) / 40), y)
    page.mouse.move(area["x"] + 1, y)
    page.mouse.up()
    expect(slider).to_have_value("0")  # the likeliest level of every pixel
    wanted = (painted(ROWS, 3, temperature=0)[0] * 255).numpy()
    page.wait_for_function("document.querySelector('.easel .player .count').textContent.startsWith('784 of')")
    for _ in range(100):
        if np.array_equal(board(bench.canvas()), wanted):
            break
        page.wait_for_timeout(100)
    assert np.array_equal(board(bench.canvas()), wanted)
    expect(bench.count).to_have_text("784 of 784 pixels")


def test_a_pixel_tells_what_it_was_drawn_from(bench: Bench) -> None:
    model, y, x = explorer.load(ROWS), 14, 13
    with torch.inference_mode():
        p = model.pixel_logits(painted(ROWS, 3)[:, None])[0, :, 0, y, x].softmax(0)
    level = int(painted(ROWS, 3)[0, y, x])
    bench.point(y, x)
    inspector = bench.page.locator(".pixels-inspector").first
    expect(inspector).to_contain_text(f"Row {y + 1}, column {x + 1}")
    surprise, entropy = float(-p[level].log()), float(-(p * p.log()).sum())
    expect(inspector.locator("dd").nth(1)).to_have_text(f"{surprise:.3f} nats, {surprise / np.log(2):.3f} bits")
    expect(inspector.locator("dd").nth(2)).to_have_text(f"{entropy:.3f} nats, {entropy / np.log(2):.3f} bits")
    bench.canvas().focus()
    bench.page.keyboard.press("ArrowDown")
    expect(inspector).to_contain_text(f"Row {y + 2}, column {x + 1}")


@pytest.mark.parametrize(("name", "blind"), [(MASKED, True), (GATED, False)])
def test_the_receptive_field_shows_a_blind_spot_where_there_is_one(
    page: Page, server: str, name: str, blind: bool
) -> None:
    y, x = 12, 14
    Bench(page, server, f"model={name}&seed=3&at={y},{x}&field=1").finish()
    field = receptive_field(explorer.load(name), y, x)
    earlier = np.arange(28 * 28).reshape(28, 28) < y * 28 + x
    rows, columns = np.nonzero(field.numpy())
    amid = np.zeros((28, 28), bool)
    amid[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] = True
    unseen = int((earlier & amid & (field.numpy() == 0)).sum())
    assert bool(unseen) == blind
    expect(page.locator(".board-legend")).to_contain_text(f"({unseen} pixels)" if blind else "no blind spot")


def test_heat_maps_cover_the_picture_and_leave_it_again(bench: Bench) -> None:
    before = board(bench.canvas())
    bench.button("surprise").click()
    assert not np.array_equal(board(bench.canvas()), before)
    assert copied_link(bench.page)["heat"] == "surprise"
    bench.button("none").click()
    assert np.array_equal(board(bench.canvas()), before)


def test_a_forced_pixel_begins_a_branch_and_both_stay(bench: Bench) -> None:
    first, (y, x) = painted(ROWS, 3), (12, 15)
    before = board(bench.canvas())
    bench.point(y, x, times=2)
    expect(bench.page.locator(".painting")).to_have_count(2)
    expect(bench.count).not_to_have_text("784 of 784 pixels")
    canvas = first.clone()[:, None]
    canvas[0, 0].view(-1)[y * 28 + x :] = -1
    canvas[0, 0, y, x] = 1 - first[0, y, x]
    bench.shows(painted(ROWS, 3, canvas=canvas)[0], 1)
    assert np.array_equal(board(bench.canvas()), before)
    link = copied_link(bench.page)
    assert link["force"] == f"{y},{x},{int(1 - first[0, y, x])}"
    bench.page.reload()
    expect(bench.page.locator(".painting")).to_have_count(2)
    bench.shows(painted(ROWS, 3, canvas=canvas)[0], 1)
    bench.button("Close this painting").click()
    expect(bench.page.locator(".painting")).to_have_count(1)


def test_two_models_paint_from_the_same_noise(bench: Bench) -> None:
    bench.page.get_by_role("combobox", name="Beside it").select_option(MASKED)
    expect(bench.page.locator(".painting")).to_have_count(2)
    expect(bench.count).not_to_have_text("784 of 784 pixels")
    bench.shows(painted(MASKED, 3)[0], 1)
    bench.shows(painted(ROWS, 3)[0])
    bench.point(10, 10)
    expect(bench.page.locator(".pixels-inspector", has_text="Row 11, column 11")).to_have_count(2)


def test_a_saved_picture_holds_all_that_stands_there(bench: Bench) -> None:
    bench.button("4").click()
    bench.page.get_by_role("combobox", name="Beside it").select_option(MASKED)
    expect(bench.page.locator(".painting")).to_have_count(2)
    expect(bench.count).not_to_have_text("784 of 784 pixels")
    bench.shows_all(painted(ROWS, 3, n=4), painted(MASKED, 3, n=4))
    with bench.page.expect_download() as saved:
        bench.button("Save PNG").click()
    picture = np.asarray(Image.open(saved.value.path()).convert("LA"))
    step = picture.shape[0] // 57
    small = picture[step // 2 :: step, step // 2 :: step]
    assert small.shape[:2] == (57, 57 + 3 + 57)
    for index, start in enumerate((0, 60)):
        assert np.array_equal(small[:, start : start + 57, 0], np.maximum(board(bench.canvas(index)), 0))
    assert not small[28, :, 1].any() and not small[:, 57:60, 1].any(), "gaps between pictures stay"


def drawn(bench: Bench) -> np.ndarray:
    """A stroke on the pad; the greys (28, 28) that it became."""
    bench.button("A picture").click()
    bench.page.get_by_role("tab", name="Draw").click()
    draw_on_pad(bench.page, (0.5, 0.15), (0.45, 0.5), (0.5, 0.85))
    pad = bench.page.locator(".gx-pad canvas")
    bench.page.wait_for_timeout(400)
    return board(pad)


def test_a_drawing_with_its_lower_half_rubbed_out_is_completed(bench: Bench) -> None:
    drawn(bench)
    bench.button("4").click()
    bench.button("Bottom half").click()
    expect(bench.canvas()).to_have_js_property("width", 2 * 29 - 1)
    bench.finish()
    found = board(bench.canvas())
    upper = found[:14, :28]
    canvas = torch.full((4, 1, 28, 28), -1.0)
    canvas[:, 0, :14] = torch.from_numpy(upper / 255)
    wanted = (painted(ROWS, 3, canvas=canvas, n=4) * 255).numpy()
    assert 20 < (upper == 255).sum() < 200  # the stroke
    for number in range(4):
        y, x = 29 * (number // 2), 29 * (number % 2)
        assert np.array_equal(found[y : y + 28, x : x + 28], wanted[number])
    expect(bench.page.locator(".order-note")).to_contain_text("all 392 known pixels come before the hole")
    listed = bench.page.locator(".pixels-completions")
    with torch.inference_mode():
        best = float(-explorer.load(ROWS).log_prob(torch.from_numpy(wanted / 255).float()[:, None]).max())
    expect(listed).to_contain_text(f"{best:.1f}")


def test_context_that_the_order_cannot_use_is_named(bench: Bench) -> None:
    drawn(bench)
    bench.button("Top half").click()
    expect(bench.page.locator(".order-note")).to_contain_text("all 392 known pixels come after the hole")
    expect(bench.page.locator(".board-legend")).to_contain_text("known, but the order cannot use it")


def test_an_own_picture_is_scored(bench: Bench) -> None:
    drawn(bench)
    bench.button("Nothing").click()
    bench.finish()
    score = bench.page.locator(".pixels-score .verdict")
    for _ in range(60):  # a stroke's last picture comes to the canvas when it likes
        with torch.inference_mode():
            picture = torch.from_numpy(board(bench.canvas()) / 255).float()[None, None]
            nats = float(-explorer.load(ROWS).log_prob(picture))
        if f"{nats:.1f} nats" in score.inner_text():
            break
        bench.page.wait_for_timeout(250)
    expect(score).to_contain_text(f"{nats:.1f} nats ({nats / np.log(2) / 784:.3f} bits/pixel)")
    expect(score).to_contain_text("of the MNIST test set are less likely" if nats < 300 else "less likely than")
    chart = bench.page.locator(".pixels-score .js-plotly-plot")
    chart.scroll_into_view_if_needed()
    expect(chart).to_be_visible()
    *bars, mark = chart.evaluate("plot => plot.data.map(({name, x}) => ({name, x: [...x]}))")
    assert [bar["name"] for bar in bars] == ["MNIST", "Fashion-MNIST"]
    assert mark["x"] == pytest.approx([nats, nats], abs=0.05)


def test_the_histogram_counts_the_test_set(bench: Bench) -> None:
    """Every bar says how many pictures of the set lie between its ends; the strangest hundredth is left out."""
    chart = bench.page.locator(".pixels-score .js-plotly-plot")
    bench.page.locator(".pixels-score").scroll_into_view_if_needed()
    expect(chart).to_be_visible()
    sets = json.loads((TRAINED / ROWS / "likelihoods.json").read_text())["sets"]
    for index, name in enumerate(sorted(sets, key=lambda name: not sets[name]["own"])):
        found = chart.evaluate(
            "(plot, index) => { const {x, width, customdata} = plot.data[index];"
            " return {x: [...x], width, counts: customdata.map(([count]) => count)}; }",
            index,
        )
        nll = np.array(sets[name]["nll"])
        nll = nll[: math.ceil(0.99 * len(nll))]
        edges = np.append(np.array(found["x"]) - found["width"] / 2, found["x"][-1] + found["width"] / 2)
        assert np.abs(np.histogram(nll, edges)[0] - np.array(found["counts"])).max() <= 1  # on an edge either may count
        assert sum(found["counts"]) > 0.97 * len(nll)
    low, high = chart.evaluate("plot => plot.layout.xaxis.range")
    assert low > high, "the likelier, the further right, as on Restore"
    ticks = chart.locator(".xtick text").all_text_contents()
    assert len(ticks) > 2 and all(float(tick.replace("−", "-")) % 10 == 0 for tick in ticks)
    sizes = chart.locator(".xtick text, .xtitle").evaluate_all(
        "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 12


def test_a_test_picture_is_in_the_link(page: Page, server: str, need_data: Callable[[str], None]) -> None:
    need_data("mnist")
    bench = Bench(page, server, f"model={ROWS}&seed=3&start=test:3&hole=right&n=4")
    expect(bench.canvas()).to_have_js_property("width", 2 * 29 - 1)
    bench.finish()
    found = board(bench.canvas())
    assert np.array_equal(found[:28, :14], found[29:, :14])  # the half that was given is the same in all
    link = copied_link(page)
    assert (link["start"], link["hole"]) == ("test:3", "right")


def test_all_pixels_at_once_come_to_the_same_picture(bench: Bench) -> None:
    bench.page.locator(".passes-fold summary").click()
    told = bench.page.locator(".pixels-passes")
    expect(told).to_contain_text(re.compile(r"Settled after \d+ passes instead of 784"))
    last = bench.page.locator(".pixels-passes .player .count")
    chart = bench.page.locator(".pixels-passes .js-plotly-plot")
    chart.scroll_into_view_if_needed()
    bench.page.locator(".pixels-passes .player").get_by_role("button", name=re.compile("To the end")).click()
    expect(last).to_have_text(re.compile(r"^(\d+) of \1 passes"))
    passes = int(last.inner_text().split()[0])
    changed = chart.evaluate("plot => [...plot.data[0].y]")
    assert len(changed) == passes
    assert changed[-1] == 0
    cells = board(bench.page.locator(".passes-picture"))
    step = len(cells) // 28
    assert np.array_equal(cells[step // 2 :: step, step // 2 :: step], (painted(ROWS, 3)[0] * 255).numpy())


def test_a_link_restores_model_seed_step_and_pixel(bench: Bench, watched: Watched) -> None:
    bench.page.get_by_label("Place in the record, in pixels").fill("300")
    bench.point(5, 9, times=1)
    link = copied_link(bench.page)
    assert {"model": ROWS, "seed": "3", "step": "300", "at": "5,9"}.items() <= link.items()
    other = watched.open()
    other.goto(bench.page.url)
    expect(other.locator(".easel .player .count")).to_have_text("300 of 784 pixels")
    expect(other.locator(".pixels-inspector").first).to_contain_text("Row 6, column 10")
    assert np.array_equal(board(other.locator(".painting canvas.pictures")), board(bench.canvas()))


def test_the_code_paints_the_picture(bench: Bench) -> None:
    bench.button("As code").click()
    code = bench.page.locator(".gx-pixels .gx-code")
    expect(code).to_contain_text("explorer.load")
    found: dict = {}
    exec(code.inner_text(), found)
    pictures = next(
        value
        for value in found.values()
        if isinstance(value, torch.Tensor)
        and value.shape == (1, 1, 28, 28)
        and bool((value >= 0).all())
        and value.max() == 1
    )
    assert torch.equal(pictures[0, 0], painted(ROWS, 3)[0])


def test_png_and_gif_are_saved(bench: Bench) -> None:
    wanted = board(bench.canvas())
    with bench.page.expect_download() as saved:
        bench.button("Save PNG").click()
    picture = np.asarray(Image.open(saved.value.path()).convert("L"))
    step = picture.shape[0] // 28
    assert np.array_equal(picture[step // 2 :: step, step // 2 :: step], wanted)
    with bench.page.expect_download() as saved:
        bench.button("Save GIF of the painting").click()
    film = Image.open(io.BytesIO(Path(saved.value.path()).read_bytes()))
    assert film.n_frames > 20
    film.seek(film.n_frames - 1)
    frame = np.asarray(film.convert("L"))
    step = frame.shape[0] // 28
    assert np.abs(frame[step // 2 :: step, step // 2 :: step][:28, :28].astype(int) - wanted).max() <= 2


def test_stop_ends_a_slow_painting_and_keeps_what_is_there(watched: Watched, tmp_path: Path, tmp_path_factory) -> None:
    torch.manual_seed(0)
    model = REGISTRY["pixelcnnpp"](shape=(1, 28, 28), channels=16, blocks=1)
    save(model.eval(), tmp_path / "slow", title="Slow", about="Not trained.", dataset="mnist")
    app = App(tmp_path_factory.mktemp("slow"), "--models", str(tmp_path))
    try:
        watched.base = app.url
        page = watched.open()
        page.goto(f"{app.url}/pixels?model=slow&n=16")
        count = page.locator(".easel .player .count")
        expect(count).to_have_text(re.compile(r"^[1-9]\d* of 784"))
        page.locator(".easel .player .stop").click()
        page.wait_for_timeout(500)
        stopped = count.inner_text()
        page.wait_for_timeout(500)
        assert count.inner_text() == stopped != "784 of 784 pixels"
        assert (board(page.locator(".painting canvas.pictures")) != EMPTY).any()
        page.get_by_role("combobox", name="Model").select_option(ROWS)  # and the page goes on
        expect(count).to_have_text("784 of 784 pixels", timeout=60_000)
        page.goto("about:blank")  # a page whose server ends says so in the console
    finally:
        app.end()


@pytest.mark.parametrize(
    "query",
    [
        "model=%3Cscript%3E&n=99&label=..&step=1e99&at=a,b&force=1,2",
        f"model={ROWS}&seed=-1&temperature=nan&at=99,99&force=1,1,200&start=file:///etc&hole=x",
    ],
)
def test_hostile_links_give_a_sentence_and_a_picture(page: Page, server: str, query: str) -> None:
    bench = Bench(page, server, query)
    bench.finish()
    expect(page.locator(".gx-pixels .gx-note[role=status]").first).not_to_be_empty()


def test_keys_play_step_and_draw_anew(bench: Bench) -> None:
    bar = bench.page.get_by_label("Place in the record, in pixels")
    bar.press("Home")
    expect(bench.count).to_have_text("0 of 784 pixels")
    bar.press("ArrowRight")
    expect(bench.count).to_have_text("1 of 784 pixels")
    bench.canvas().focus()
    bench.page.keyboard.press("n")
    expect(bench.page.get_by_label("Seed")).not_to_have_value("3")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_shows_all_of_it(watched: Watched, server: str, theme: str) -> None:
    page = watched.open(viewport={"width": 390, "height": 844}, has_touch=True)
    bench = Bench(page, server, f"model={ROWS}&seed=3&n=4&__theme={theme}")
    bench.finish()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("slider", name="Temperature").scroll_into_view_if_needed()
    area = bench.canvas().bounding_box()
    assert area["width"] > 240
    assert area["y"] >= 0 and area["y"] + area["height"] < 844, "the picture is in sight where its controls are used"
    page.touchscreen.tap(area["x"] + area["width"] * 0.25, area["y"] + area["height"] * 0.25)
    expect(page.locator(".pixels-inspector").first).to_contain_text("Picture 1, row")


def test_who_finds_all_places_taken_is_told_how_many_come_first(watched: Watched, server: str) -> None:
    page, held, free = watched.open(alone=True), [], []

    def busy(socket: WebSocketRoute) -> None:
        """The server's socket, which says that two come first and then says nothing for a while."""

        def hear(message: str) -> None:
            told = json.loads(message)
            if told["event"] == "ready":
                socket.send(message)
            elif told["event"] == "begin":
                socket.send(message)
                socket.send(json.dumps({"event": "waiting", "before": 2, "id": told["id"]}))
            elif free:
                socket.send(message)
            else:
                held.append(lambda: socket.send(message))

        socket.connect_to_server().on_message(hear)

    page.route_web_socket("**/api/paint", busy)
    page.goto(f"{server}/pixels?model=gated-pixelcnn-mnist&seed=3")
    words = page.locator(".board-frame")
    expect(words).to_contain_text("2 before you")
    for send in held:
        send()
    free.append(True)  # what the server says from now on
    expect(words).not_to_contain_text("before you")
    page.close()
