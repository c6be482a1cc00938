"""The Classes page, under a hand: every cell is what the model decodes for its style and its class."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

import explorer
from explorer.checkpoint import save
from explorer.latents.walks import slerp
from tests.browser.conftest import App, Watched
from tests.browser.hands import copied_link, draw_on_pad
from tests.browser.test_latents import Bench as LatentsPage
from tests.browser.test_latents import becomes, pixels

MODEL = "cvae-mnist-16d"
ROUNDING = 2  # of 255: the browser sends z with fewer digits than the model draws it with


def styles(seed: int = 0, temperature: float = 1.0) -> np.ndarray:
    """What the page draws, (100, 16)."""
    import torch

    return (
        explorer.load(MODEL)
        .sample_latents(100, temperature=temperature, generator=torch.Generator().manual_seed(seed))
        .numpy()
    )


def sheet(z: np.ndarray, weights: np.ndarray, columns: int) -> np.ndarray:
    """Grey pictures of z (n, d) and weights (n, classes) in rows of ``columns``, in 0..255."""
    import torch

    with torch.inference_mode():
        pictures = explorer.load(MODEL).decode(
            torch.tensor(z, dtype=torch.float32), torch.tensor(weights, dtype=torch.float32)
        )
    grey = pictures.mul(255).round().numpy().astype(np.int64)[:, 0]
    rows = len(grey) // columns
    return grey.reshape(rows, columns, 28, 28).transpose(0, 2, 1, 3).reshape(rows * 28, columns * 28)


def table(rows: np.ndarray) -> np.ndarray:
    """The sheet of styles (rows, d) in all classes."""
    return sheet(rows.repeat(10, 0), np.tile(np.eye(10), (len(rows), 1)), 10)


class Bench:
    """The page as a person sees it."""

    def __init__(self, page: Page, server: str, query: str = f"model={MODEL}"):
        self.page = page
        page.add_init_script(
            "window.painted = []; addEventListener('gx-painted', ({detail}) => painted.push(detail.count), true)"
        )
        page.goto(f"{server}/classes?{query}")
        page.wait_for_function("painted.length > 0")

    @property
    def canvas(self) -> Locator:
        return self.page.locator(".sheet .cells canvas")

    @property
    def strips(self) -> Locator:
        """The three canvases of what lies between."""
        return self.page.locator(".blends .cells canvas")

    @property
    def words(self) -> Locator:
        return self.page.locator(".enlarged .words")

    def slider(self, rank: int) -> Locator:
        return self.page.locator(".style-slider [role=slider]").nth(rank)

    def button(self, name: str) -> Locator:
        return self.page.locator(".gx-classes").get_by_role("button", name=name, exact=True)

    def z(self) -> np.ndarray:
        """The style under the sliders, all of them unfolded."""
        more = self.page.locator(".your-style > .gx-btn")
        while more.is_visible():
            more.click()
        found = self.page.locator(".style-slider").evaluate_all(
            "rows => rows.map(row => [Number(row.dataset.index), Number(row.querySelector('[role=slider]').ariaValueNow)])"
        )
        assert len(found) == 16, "a collapsed latent would be missing here"
        return np.array([value for _, value in sorted(found)])

    def drag(self, rank: int, part: float, steps: int = 12) -> None:
        """Take a slider's handle from where it is to a part of the strip's width."""
        slider = self.slider(rank)
        slider.scroll_into_view_if_needed()
        area, handle = slider.bounding_box(), slider.locator(".handle").bounding_box()
        y = area["y"] + area["height"] / 2
        self.page.mouse.move(handle["x"] + handle["width"] / 2, y)
        self.page.mouse.down()
        self.page.mouse.move(area["x"] + part * area["width"], y, steps=steps)
        self.page.mouse.up()

    def hover(self, row: int, column: int) -> None:
        self.canvas.scroll_into_view_if_needed()
        area = self.canvas.bounding_box()
        self.page.mouse.move(
            area["x"] + (column + 0.5) * area["width"] / 10, area["y"] + (row + 0.5) * area["height"] / 10
        )

    def click(self, row: int, column: int) -> None:
        self.hover(row, column)
        self.page.mouse.down()
        self.page.mouse.up()

    def link(self) -> dict[str, str]:
        """The query of the copied link, from the address bar."""
        return copied_link(self.page)

    def draw(self, *points: tuple[float, float]) -> None:
        draw_on_pad(self.page, *points)


@pytest.fixture
def bench(page: Page, server: str) -> Bench:
    return Bench(page, server)


def test_every_cell_is_its_style_in_its_class(bench: Bench) -> None:
    becomes(bench.canvas, table(styles()[:10]), ROUNDING)
    assert bench.page.locator(".sheet .columns .head").all_inner_texts() == [str(digit) for digit in range(10)]
    expect(bench.page.locator(".sheet .rows .head")).to_have_count(10)


def test_a_drag_redraws_the_first_row_and_together_all_rows(bench: Bench) -> None:
    drawn = styles()[:10]
    bench.drag(0, 0.9)
    z = bench.z()
    assert z[np.abs(z - drawn[0]).argmax()] > 2
    rows = drawn.copy()
    rows[0] = z
    becomes(bench.canvas, table(rows), ROUNDING)
    assert bench.page.evaluate("painted.every((count) => count === 100)")
    bench.page.get_by_label("Move all styles together").check()
    bench.drag(0, 0.2)
    by = bench.z() - z
    assert np.abs(by).max() > 2
    rows[0] = bench.z()
    rows[1:] += by
    becomes(bench.canvas, table(rows), ROUNDING)
    bench.page.keyboard.press("Control+z")
    bench.page.keyboard.press("Control+z")
    rows = drawn.copy()
    rows[0] = z
    becomes(bench.canvas, table(rows), ROUNDING)
    bench.button("Reset").click()
    becomes(bench.canvas, table(drawn), ROUNDING)


def test_one_class_in_a_hundred_styles(bench: Bench) -> None:
    bench.page.locator(".sheet .columns .head").nth(4).click()
    fours = np.eye(10)[[4] * 100]
    becomes(bench.canvas, sheet(styles(), fours, 10), ROUNDING)
    before = styles()
    bench.drag(1, 0.8)
    by = bench.z() - before[0].round(4)
    becomes(bench.canvas, sheet(before + by, fours, 10), ROUNDING)
    bench.page.locator(".sheet .columns .head").nth(7).click()
    becomes(bench.canvas, sheet(before + by, np.eye(10)[[7] * 100], 10), ROUNDING)
    bench.button("Styles × classes").click()
    becomes(bench.canvas, table((before + by)[:10]), ROUNDING)


def test_new_styles_leave_what_is_kept(bench: Bench) -> None:
    kept = bench.page.get_by_role("button", name="Style 3: keep it")
    kept.click()
    expect(kept).to_have_attribute("aria-pressed", "true")
    bench.drag(0, 0.1)
    mine = bench.z()
    bench.button("New styles").click()
    rows = styles(seed=1)[:10]
    rows[0], rows[2] = mine, styles()[2]
    becomes(bench.canvas, table(rows), ROUNDING)
    query = bench.link()
    assert query["seed"] == "1" and query["locked"] == "2"
    bench.page.get_by_role("slider", name="Temperature").fill("0")
    rows = np.zeros_like(rows)
    rows[0], rows[2] = mine, styles()[2]
    becomes(bench.canvas, table(rows), ROUNDING)
    kept.click()
    rows[2] = 0
    becomes(bench.canvas, table(rows), ROUNDING)


def test_between_two_styles_and_two_classes(bench: Bench) -> None:
    page, rows = bench.page, styles()
    page.get_by_label("From style A").select_option("2")
    page.get_by_label("To style B").select_option("5")
    page.locator(".blends").get_by_label("Class", exact=True).select_option("6")
    arc = slerp(rows[2], rows[5], np.linspace(0, 1, 11))
    becomes(bench.strips.nth(0), sheet(arc, np.eye(10)[[6] * 11], 11), ROUNDING)
    page.get_by_role("slider", name="How far from the first style").fill("0.2")
    becomes(bench.strips.nth(1), sheet(arc[[2] * 10], np.eye(10), 10), ROUNDING)
    page.get_by_label("From class").select_option("1")
    page.get_by_label("To class").select_option("7")
    page.locator(".blends").get_by_label("Style", exact=True).select_option("3")
    share = np.linspace(0, 1, 11)[:, None]
    becomes(
        bench.strips.nth(2), sheet(rows[[3] * 11], (1 - share) * np.eye(10)[1] + share * np.eye(10)[7], 11), ROUNDING
    )
    expect(page.get_by_text("Nothing in the training set was ever labelled half 1 and half 7.")).to_be_visible()
    area = bench.strips.nth(2).bounding_box()
    page.mouse.move(area["x"] + area["width"] * 3.5 / 11, area["y"] + area["height"] / 2)
    expect(bench.words).to_have_text("style 4, label 1 (70 %), 7 (30 %)")


def test_a_cell_under_the_pointer_is_enlarged_in_its_place(bench: Bench) -> None:
    place = bench.page.locator(".enlarged .frame").bounding_box()
    drawn = styles()
    for row, column in ((4, 7), (9, 0)):
        bench.hover(row, column)
        expect(bench.words).to_have_text(f"style {row + 1}, class {column}")
        becomes(bench.page.locator(".enlarged .big"), sheet(drawn[row : row + 1], np.eye(10)[[column]], 1), ROUNDING)
        length = f"{np.linalg.norm(drawn[row]):.2f}"
        expect(bench.page.locator(".enlarged")).to_contain_text(f"|z| = {length}, typical √16 = 4.00")
    now = bench.page.locator(".enlarged .frame").bounding_box()
    assert (now["width"], now["x"]) == (place["width"], place["x"])


def test_an_independent_classifier_reads_the_cells(bench: Bench) -> None:
    if not [card for card in explorer.cards() if "classify" in card.can and card.dataset == "mnist"]:
        pytest.fail("trained/ has no classifier of digits")
    import torch

    judge = next(card.name for card in explorer.cards() if "classify" in card.can and card.dataset == "mnist")
    rows = styles()[:10]
    pictures = table(rows).reshape(10, 28, 10, 28).transpose(0, 2, 1, 3).reshape(100, 1, 28, 28)
    with torch.inference_mode():
        read = explorer.load(judge).classify(torch.tensor(pictures / 255, dtype=torch.float32)).exp().numpy()
    right = int((read.argmax(1) == np.tile(np.arange(10), 10)).sum())
    expect(bench.page.locator(".judged")).to_contain_text(
        re.compile(rf"reads ({right - 1}|{right}|{right + 1}) of these 100 pictures")
    )
    row = int(read.max(1).reshape(10, 10).min(1).argmax())  # a row of which it is sure: rounding changes nothing there
    bench.hover(row, 6)
    expect(bench.page.locator(".enlarged .reading")).to_have_text(
        re.compile(rf"^Classifier says {read[row * 10 + 6].argmax()} \(\d+ %\)$")
    )


def test_a_drawing_becomes_the_first_rows_style_and_its_class_can_be_corrected(bench: Bench) -> None:
    import torch

    bench.draw((0.3, 0.25), (0.7, 0.25), (0.45, 0.85))
    expect(bench.page.get_by_text(re.compile(r"^The model takes it for \d \(\d+ %\)\."))).to_be_visible()
    expect(bench.page.locator(".rows .yours canvas")).to_be_visible()
    drawn = pixels(bench.page.locator(".gx-pad canvas"))
    picture = torch.tensor(drawn / 255, dtype=torch.float32)[None, None]
    model = explorer.load(MODEL)

    def mean(label: int) -> np.ndarray:
        with torch.inference_mode():
            return model.encode(picture, torch.tensor([label])).mean[0].numpy()

    with torch.inference_mode():
        guess = int(model.infer_labels(picture)[0].argmax())
    rows = styles()[:10]
    rows[0] = mean(guess)
    becomes(bench.canvas, table(rows), ROUNDING)
    bars = bench.page.locator(".guess .bar")
    expect(bars.nth(guess)).to_have_attribute("aria-pressed", "true")
    other = (guess + 3) % 10
    bars.nth(other).click()
    expect(bench.page.get_by_text(f"you say {other}, and its style is read as that.")).to_be_visible()
    rows[0] = mean(other)
    becomes(bench.canvas, table(rows), ROUNDING)
    bench.drag(0, 0.5)
    bench.button("Back to the picture").click()
    becomes(bench.canvas, table(rows), ROUNDING)
    bench.page.locator(".gx-pad").get_by_role("button", name="Clear").click()
    expect(bench.page.locator(".guess")).to_be_hidden()
    expect(bench.page.locator(".rows .yours canvas")).to_be_hidden()


def test_rubbish_is_refused_and_nothing_is_lost(bench: Bench, watched: Watched) -> None:
    bench.drag(0, 0.9)
    z = bench.z()
    bench.page.get_by_role("tab", name="Upload").click()
    bench.page.locator(".source-file").set_input_files(
        {"name": "one.png", "mimeType": "image/png", "buffer": b"not a picture at all"}
    )
    expect(bench.page.locator(".gx-source .gx-error")).to_contain_text("not a picture")
    watched.expect_error("422")
    assert (bench.z() == z).all()


def test_keys_go_from_cell_to_cell(bench: Bench) -> None:
    cells = bench.page.locator(".sheet .cells")
    cells.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "End", "ArrowRight", "ArrowLeft"):
        bench.page.keyboard.press(key)
    expect(bench.words).to_have_text("style 3, class 8")
    bench.button("Take as my style").click()
    rows = styles()[:10]
    rows[0] = rows[2]
    becomes(bench.canvas, table(rows), ROUNDING)
    slider = bench.slider(0)
    slider.focus()
    bench.page.keyboard.press("End")
    assert float(slider.get_attribute("aria-valuenow")) == float(slider.get_attribute("aria-valuemax"))


def test_a_click_holds_a_picture_and_the_buttons_act_on_it(bench: Bench) -> None:
    bench.hover(6, 2)
    expect(bench.words).to_have_text("style 7, class 2")
    bench.hover(3, 4)
    expect(bench.words).to_have_text("style 4, class 4")
    bench.click(6, 2)
    expect(bench.button("Hold")).to_have_attribute("aria-pressed", "true")
    for row in range(6, -1, -1):  # on the way to the buttons
        bench.hover(row, 9)
    bench.page.locator(".blends .cells").first.hover()
    expect(bench.words).to_have_text("style 7, class 2")
    assert "/classes" in bench.page.url, "a click leaves nothing"
    bench.button("Keep").click()
    expect(bench.page.locator(".gx-tray").get_by_role("button", name="Show style 7, class 2")).to_be_visible()
    bench.click(6, 2)
    expect(bench.button("Hold")).to_have_attribute("aria-pressed", "false")
    bench.hover(3, 4)
    expect(bench.words).to_have_text("style 4, class 4")


def test_a_button_leads_to_the_same_picture_on_the_latents_page(bench: Bench, server: str) -> None:
    wanted = sheet(styles()[6:7], np.eye(10)[[2]], 1)
    bench.drag(0, 0.8)
    mine = bench.z()
    bench.hover(6, 2)
    expect(bench.words).to_have_text("style 7, class 2")
    bench.click(6, 2)
    bench.page.get_by_role("link", name="Open on Latents").click()
    bench.page.wait_for_url(f"{server}/latents?**")
    assert parse_qs(urlsplit(bench.page.url).query)["weights"] == ["0,0,1,0,0,0,0,0,0,0"]
    becomes(bench.page.locator(".gx-latents .stage-picture canvas").first, wanted, ROUNDING)
    bench.page.go_back()  # and what was here is here still
    bench.page.wait_for_function("window.painted?.length > 0")
    assert (bench.z() == mine).all()


def test_a_mixed_label_travels_to_the_latents_page(bench: Bench, server: str) -> None:
    wanted = sheet(styles()[:1], (0.6 * np.eye(10)[3] + 0.4 * np.eye(10)[8])[None], 1)
    bench.strips.nth(2).scroll_into_view_if_needed()
    area = bench.strips.nth(2).bounding_box()
    bench.page.mouse.move(area["x"] + area["width"] * 4.5 / 11, area["y"] + area["height"] / 2)
    expect(bench.words).to_have_text("your style, label 3 (60 %), 8 (40 %)")
    LatentsPage(bench.page, server, urlsplit(bench.page.locator(".enlarged a").get_attribute("href")).query)
    becomes(bench.page.locator(".gx-latents .stage-picture canvas").first, wanted, ROUNDING)


def test_a_link_restores_the_very_view(page: Page, server: str) -> None:
    bench = Bench(page, server, f"model={MODEL}&seed=11&temperature=0.8&cls=5&one=2&two=4&row=6&a=3&b=7&t=0.3")
    bench.page.get_by_role("button", name="Style 5: keep it").click()
    bench.page.get_by_label("Move all styles together").check()
    bench.drag(2, 0.85)
    page.get_by_label("Smooth pixels").check()
    query = bench.link()
    assert query["locked"] == "4" and query["together"] == query["smooth"] == "1" and len(query["z"].split(",")) == 16
    before = [pixels(canvas) for canvas in (bench.canvas, *(bench.strips.nth(i) for i in range(3)))]
    again = Bench(page, server, urlsplit(page.url).query)
    for canvas, wanted in zip((again.canvas, *(again.strips.nth(i) for i in range(3))), before, strict=True):
        becomes(canvas, wanted, ROUNDING)
    assert again.link() == query
    expect(page.get_by_role("button", name="Style 5: keep it")).to_have_attribute("aria-pressed", "true")


def test_a_hostile_link_opens_a_working_page(page: Page, server: str) -> None:
    bench = Bench(
        page,
        server,
        "model=%3Cimg%20src=x%20onerror=alert(1)%3E&mode=..%2F&cls=99&z=1,NaN&shift=a&locked=0,77&styles=1&a=-4&b=1e99&t=7&one=%22&two=x&temperature=-3&seed=1e30",
    )
    expect(page.locator(".gx-stage > .gx-note[role=status]").first).to_contain_text("is not known here")
    expect(page.locator(".gx-stage > .gx-note[role=status]").first).to_contain_text("kept rows")
    assert page.locator(".gx-classes img").count() == 0
    bench.page.get_by_label("Seed").fill("0")
    bench.page.keyboard.press("Enter")
    bench.page.get_by_role("slider", name="Temperature").fill("1")
    becomes(bench.canvas, table(styles()[:10]), ROUNDING)


def test_the_code_makes_the_sheet(bench: Bench) -> None:
    bench.drag(0, 0.9)
    bench.page.get_by_role("button", name="Style 2: keep it").click()
    bench.button("New styles").click()
    expect(bench.page.get_by_label("Seed")).to_have_value("1")
    bench.button("As code").click()
    code = bench.page.locator(".code code")
    expect(code).to_contain_text("manual_seed(1)")
    names: dict = {}
    exec(code.text_content(), names)  # noqa: S102
    found = (
        names["pictures"]
        .mul(255)
        .round()
        .numpy()
        .astype(np.int64)[:, 0]
        .reshape(10, 10, 28, 28)
        .transpose(0, 2, 1, 3)
        .reshape(280, 280)
    )
    becomes(bench.canvas, found, ROUNDING)


def test_the_sheet_is_saved_with_its_heads(bench: Bench, tmp_path: Path) -> None:
    with bench.page.expect_download() as download:
        bench.button("Save PNG").click()
    assert download.value.suggested_filename == f"classes-{MODEL}.png"
    download.value.save_as(tmp_path / "sheet.png")
    saved = np.asarray(Image.open(tmp_path / "sheet.png").convert("L")).astype(int)
    assert saved.shape == (32 + 1120, 88 + 1120)
    assert np.abs(saved[32:, 88:][::4, ::4] - pixels(bench.canvas)).max() == 0
    assert (saved[:32, 88:] < 128).any() and (saved[32:, :88] < 128).any()  # something is written on both sides


def test_a_picture_is_kept_in_the_tray_and_comes_back(bench: Bench) -> None:
    bench.hover(5, 3)
    expect(bench.words).to_have_text("style 6, class 3")
    bench.button("Keep").click()
    tile = bench.page.locator(".tray-pick")
    becomes(tile.locator("canvas"), sheet(styles()[5:6], np.eye(10)[[3]], 1), ROUNDING)
    tile.click()
    rows = styles()[:10]
    rows[0] = rows[5]
    becomes(bench.canvas, table(rows), ROUNDING)


def test_a_narrow_page_and_touch(watched: Watched, server: str) -> None:
    page = watched.open(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    bench = Bench(page, server)
    page.get_by_text("What you see here, with the formulas").click()
    expect(page.locator(".katex-display").first).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.evaluate("scrollTo(0, 0)")
    area = bench.canvas.bounding_box()
    assert area["y"] + area["height"] <= bench.slider(0).bounding_box()["y"]
    bench.slider(5).scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, 800)")
    assert 0 <= bench.canvas.bounding_box()["y"] < 60  # the sheet stays while sliders are dragged
    page.evaluate("scrollTo(0, 0)")
    area = bench.canvas.bounding_box()
    at = area["x"] + 4.5 * area["width"] / 10, area["y"] + 2.5 * area["height"] / 10
    page.touchscreen.tap(*at)
    expect(bench.words).to_have_text("style 3, class 4")
    expect(bench.button("Hold")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Open on Latents").click()
    page.wait_for_url(f"{server}/latents?**")


def test_another_model_and_a_page_without_any(watched: Watched, tmp_path: Path) -> None:
    import torch

    from explorer.models.cvae import ConditionalVAE

    torch.manual_seed(0)
    names = tmp_path / "more"
    save(ConditionalVAE((1, 12, 9), 3, 2, 8, 1), names / "own", title="Three of my own")
    (tmp_path / "log").mkdir()
    app = App(tmp_path / "log", "--models", str(names))
    try:
        page = watched.open()
        page.on("request", lambda request: watched.expect_error(app.url))
        bench = Bench(page, app.url)
        page.get_by_role("combobox", name="Model").select_option("own")
        page.wait_for_function("painted.at(-1) === 30")
        assert page.locator(".sheet .columns .head").all_inner_texts() == ["class 0", "class 1", "class 2"]
        assert pixels(bench.canvas).shape == (120, 27)
        bench.canvas.hover(position={"x": 3, "y": 3})
        expect(bench.words).to_have_text("your style, class 0")
        assert page.locator(".style-slider b").all_inner_texts() == ["z₁", "z₂"], "a style is a row, a latent a slider"
        expect(page.get_by_text("Nothing was measured of this model")).to_be_visible()
        expect(page.locator(".enlarged .reading")).to_have_text("")  # no classifier knows these
        page.route("**/api/models", lambda route: route.fulfill(json=[]))
        page.goto(f"{app.url}/classes")
        expect(page.get_by_text("python -m train cvae-mnist-16d")).to_be_visible()
    finally:
        watched.close()
        app.end()
        watched.expect_error(app.url)


def test_dark_and_leaving(page: Page, server: str) -> None:
    sockets = []
    page.on("websocket", lambda socket: sockets.append(socket))
    bench = Bench(page, server, f"model={MODEL}&__theme=dark")
    colour = page.locator(".gx-classes .gx-panel").first.evaluate("panel => getComputedStyle(panel).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", colour)[:3])) < 200
    assert "__theme" not in bench.link() or "__theme=dark" in page.url
    live = [socket for socket in sockets if "/api/decode" in socket.url]
    assert len(live) == 1
    with live[0].expect_event("close"):
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    bench.drag(0, 0.9)  # brought back from the browser's memory it opens a new one
    rows = styles()[:10]
    rows[0] = bench.z()
    becomes(bench.canvas, table(rows), ROUNDING)


def test_a_server_that_goes_takes_nothing_along(watched: Watched, tmp_path: Path, server: str) -> None:
    own = App(tmp_path)
    try:
        page = watched.open()
        page.on("request", lambda request: watched.expect_error(own.url))
        bench = Bench(page, own.url)
        before = pixels(bench.canvas)
        own.end()
        bench.drag(0, 0.1)
        z = bench.z()
        error = page.locator(".gx-stage > .gx-error")
        expect(error).to_contain_text("The explorer does not answer")
        bench.button("New styles").click()
        expect(error).to_contain_text("does not answer")
        assert (bench.z() == z).all() and (pixels(bench.canvas)[28:] == before[28:]).all()
        expect(page.get_by_label("Seed")).to_have_value("0")
        page.close()
    finally:
        own.end()
        for fault in ("WebSocket", "ERR_CONNECTION", own.url):
            watched.expect_error(fault)
