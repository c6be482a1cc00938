"""The Restore page, under a hand: numbers are those of the pictures beside them, and what is stopped stops."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from explorer.catalogue import TRAINED
from explorer.data import photographs
from explorer.data.quality import psnr
from explorer.restoring.damage import KINDS, Damage
from tests.browser.conftest import App, Watched
from tests.browser.hands import copied_link, draw_on_pad
from tests.browser.test_latents import becomes, pixels

ROUNDING = 0.12  # dB: pictures come in 255ths, numbers are of what was computed


class Bench:
    """The page as a person sees it."""

    def __init__(self, page: Page, server: str, query: str = "subject=mnist"):
        self.page = page
        page.goto(f"{server}/restore?{query}")
        expect(page.locator(".gx-restore .compare-stage")).to_be_visible()
        page.evaluate(
            "window.painted = []; document.querySelector('.gx-restore').addEventListener('gx-painted', ({detail}) => painted.push(detail.method))"
        )

    def button(self, name: str) -> Locator:
        return self.page.locator(".gx-restore").get_by_role("button", name=name, exact=True)

    def kind(self, kind: str) -> None:
        self.page.locator(f".kinds [data-kind={kind}]").click()

    def card(self, method: str) -> Locator:
        return self.page.locator(f".method[data-method='{method}']")

    def picture(self, method: str) -> np.ndarray:
        return pixels(self.card(method).locator("canvas"))

    def finish(self) -> None:
        """Until everything has come in."""
        expect(self.card("damaged")).to_have_attribute("data-state", "done")
        expect(self.button("Stop")).to_be_disabled(timeout=90_000)

    def answers(self) -> dict[str, float]:
        """The PSNR on each card that is done."""
        found = self.page.locator(".method[data-state=done]").evaluate_all(
            "cards => cards.map((card) => [card.dataset.method, parseFloat(card.querySelector('.psnr').textContent)])"
        )
        return {name: value for name, value in found if name != "damaged"}

    def put(self, side: str, value: str) -> None:
        self.page.get_by_label(f"{side} of the divider").select_option(value)

    def side(self, side: str) -> np.ndarray:
        return pixels(self.page.locator(f".compare-{side}"))

    def clean(self) -> np.ndarray:
        """The clean picture, 0..255, by way of the left side."""
        self.put("Left", "clean")
        return self.side("left")

    def slide(self, value: float) -> None:
        self.page.locator(".strength input").evaluate(
            "(range, value) => { for (const type of ['input', 'change']) { range.value = value; range.dispatchEvent(new Event(type)); } }",
            value,
        )

    def only(self, *titles: str) -> None:
        """Switch on the methods of these titles, and no others."""
        for row in self.page.locator(".method-row").all():
            row.locator("input").set_checked(row.locator("b").text_content() in titles)

    def draw(self) -> None:
        """A seven on the pad."""
        self.page.get_by_role("tab", name="Draw").click()
        draw_on_pad(self.page, (0.3, 0.25), (0.7, 0.27), (0.45, 0.8))

    def link(self) -> dict[str, str]:
        return copied_link(self.page)


@pytest.fixture
def drawn(page: Page, server: str) -> Bench:
    """A drawn digit, damaged and restored."""
    bench = Bench(page, server)
    bench.draw()
    # between the damage and the first method nothing can be stopped yet
    expect(page.locator(".method[data-state=done]").nth(1)).to_be_visible(timeout=90_000)
    bench.finish()
    return bench


def test_the_page_is_alive_at_first(page: Page, server: str) -> None:
    bench = Bench(page, server, "")
    bench.finish()
    assert len(bench.answers()) >= 2
    assert bench.page.locator(".method.best").count() == 1
    best = max(bench.answers().items(), key=lambda item: item[1])[0]
    expect(page.get_by_label("Right of the divider")).to_have_value(best)
    expect(bench.card(best)).to_have_class(re.compile("best"))
    assert (bench.side("right") == bench.picture(best)).all()
    assert (bench.side("left") == bench.picture("damaged")).all()


HATCHED = (45, 62)  # the red of both tones that lost pixels are drawn in


@pytest.mark.parametrize("kind", KINDS)
def test_every_damage_is_served_and_its_numbers_are_right(drawn: Bench, kind: str) -> None:
    drawn.kind(kind)
    drawn.finish()
    answers, clean = drawn.answers(), drawn.clean()
    assert answers and clean.max() > 200
    for name, shown in answers.items():
        assert shown == pytest.approx(psnr(clean / 255, drawn.picture(name) / 255), abs=ROUNDING), name
    if kind != "painted":  # drawn with the page's own seed and strength
        damaged, shown = Damage(kind).apply(clean / 255), drawn.picture("damaged")
        known = damaged.degradation.known
        known = np.ones(clean.shape, bool) if known is None else known
        assert np.abs(shown - damaged.picture.clip(0, 1) * 255)[known].max() <= 1
        assert np.isin(shown[~known], HATCHED).all() and (known.all() or kind == "hole")
    else:
        lost = drawn.page.locator(".mask canvas").evaluate(
            """canvas => { const {width, height} = canvas, data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
            return Array.from({length: width * height}, (_, i) => data[4 * i] !== data[4 * i + 2]); }"""
        )
        lost = np.array(lost).reshape(clean.shape)
        assert 0 < lost.mean() < 0.5
        shown = drawn.picture("damaged")
        assert (shown == clean)[~lost].all() and np.isin(shown[lost], HATCHED).all()
    assert set(answers) <= set(drawn.page.evaluate("painted"))


def test_what_is_painted_is_lost_until_it_is_taken_back(drawn: Bench) -> None:
    drawn.kind("painted")
    drawn.finish()
    drawn.button("Clear").last.click()
    expect(drawn.page.get_by_text("0 % lost")).to_be_visible()
    clean = drawn.clean()
    becomes(drawn.card("damaged").locator("canvas"), clean)
    pad = drawn.page.locator(".mask canvas")
    pad.scroll_into_view_if_needed()
    area = pad.bounding_box()
    drawn.page.mouse.move(area["x"] + 0.1 * area["width"], area["y"] + 0.5 * area["height"])
    drawn.page.mouse.down()
    drawn.page.mouse.move(area["x"] + 0.9 * area["width"], area["y"] + 0.5 * area["height"], steps=8)
    drawn.page.mouse.up()
    drawn.finish()
    damaged = drawn.picture("damaged")
    assert np.isin(damaged[14, 4:24], HATCHED).all() and clean[14].max() > 100
    assert (damaged[:8] == clean[:8]).all()
    drawn.page.locator(".mask").get_by_role("button", name="Undo").click()
    becomes(drawn.card("damaged").locator("canvas"), clean)
    pad.focus()
    drawn.page.keyboard.press("ArrowDown")
    drawn.page.keyboard.press(" ")
    expect(drawn.page.get_by_text("0 % lost")).to_be_hidden()


def test_the_divider_shows_one_picture_before_it_and_the_other_after(drawn: Bench) -> None:
    page, divider = drawn.page, drawn.page.locator(".compare")
    drawn.put("Left", "clean")
    drawn.put("Right", "damaged")
    area = divider.bounding_box()
    page.mouse.move(area["x"] + area["width"] / 2, area["y"] + 40)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] / 4, area["y"] + 60, steps=5)
    page.mouse.up()
    assert float(divider.get_attribute("aria-valuenow")) == pytest.approx(25, abs=0.5)
    shot = np.asarray(Image.open(io.BytesIO(divider.screenshot())).convert("L"), dtype=int)
    clean, damaged = drawn.side("left"), drawn.side("right")
    cell = shot.shape[0] / 28
    for column, wanted in ((3, clean), (5, clean), (9, damaged), (20, damaged)):
        seen = np.array([shot[int((row + 0.5) * cell), int((column + 0.5) * cell)] for row in range(3, 28)])
        away = [row for row in range(25) if abs((row + 3.5) * cell - shot.shape[0] / 2) > 30]  # the knob
        assert np.abs(seen - wanted[3:, column])[away].max() <= 2, column
    divider.focus()
    for key, value in (
        ("Home", 0),
        ("ArrowRight", 2),
        ("Shift+ArrowRight", 12),
        ("End", 100),
        ("ArrowLeft", 98),
        ("0", 50),
    ):
        page.keyboard.press(key)
        assert float(divider.get_attribute("aria-valuenow")) == value, key
    expect(divider).to_have_attribute("aria-valuetext", "50 % from the left: Clean before it, Damaged after it")
    page.mouse.move(area["x"] + 0.99 * area["width"], area["y"] + 0.99 * area["height"])
    expect(page.locator(".readout").first).to_contain_text("row 28, column 28: clean 0.00, Damaged")


def test_a_card_goes_under_the_divider(drawn: Bench) -> None:
    name = list(drawn.answers())[0]
    drawn.card(name).locator(".pick").click()
    expect(drawn.page.get_by_label("Right of the divider")).to_have_value(name)
    assert (drawn.side("right") == drawn.picture(name)).all()
    drawn.button("Swap").click()
    expect(drawn.page.get_by_label("Left of the divider")).to_have_value(name)
    assert (drawn.side("left") == drawn.picture(name)).all()


def test_a_dragged_strength_ends_with_the_newest(drawn: Bench) -> None:
    drawn.page.locator(".strength input").evaluate(
        "range => { for (let i = 0; i <= 60; i++) { range.value = i / 100; range.dispatchEvent(new Event('input')); } range.dispatchEvent(new Event('change')); }"
    )
    expect(drawn.page.locator(".strength output")).to_have_text("0.60 of full white")
    drawn.finish()
    clean = drawn.clean()
    becomes(
        drawn.card("damaged").locator("canvas"),
        np.rint(Damage("gaussian", 0.6).apply(clean / 255).picture.clip(0, 1) * 255),
    )
    for name, shown in drawn.answers().items():
        assert shown == pytest.approx(psnr(clean / 255, drawn.picture(name) / 255), abs=ROUNDING), name
    drawn.button("New noise").click()
    drawn.finish()
    becomes(
        drawn.card("damaged").locator("canvas"),
        np.rint(Damage("gaussian", 0.6, seed=1).apply(clean / 255).picture.clip(0, 1) * 255),
    )


def test_the_table_is_what_was_measured(page: Page, server: str) -> None:
    page.goto(f"{server}/restore?subject=mnist&methods=none")
    found = json.loads((TRAINED / "dae-mnist" / "metrics.json").read_text())["metrics"]["rivals_0.5"]
    rows = page.locator(".measured tr")
    expect(rows).to_have_count(len(found["methods"]) + 2)
    best_first = sorted([found["own"], *found["methods"].values()], reverse=True)
    told = [row.split("\t")[1] for row in rows.all_inner_texts()[1:]]
    assert told == [f"{value:.2f} dB" for value in best_first]
    heading = page.locator(".measured h3")
    expect(heading).to_have_text("Over test pictures: Gaussian noise, 0.5 of full white")
    page.get_by_role("button", name="Lost blocks").click()
    expect(heading).to_have_text("Over test pictures: Lost blocks, 0.3 of the picture")
    holes = json.loads((TRAINED / "dae-mnist" / "metrics.json").read_text())["metrics"]["rivals_hole"]
    expect(rows).to_have_count(len(holes["methods"]) + 2)
    expect(page.locator(".measured")).to_contain_text(f"{holes['value']:.2f} dB")


def test_order_and_differences(drawn: Bench) -> None:
    page = drawn.page
    page.get_by_label("Order of the methods").select_option("psnr")
    order = page.locator(".cards .method").evaluate_all("cards => cards.map((card) => card.dataset.method)")
    answers = drawn.answers()
    assert order[0] == "damaged" and order[1:] == sorted(answers, key=lambda name: -answers[name])
    name, clean = order[1], drawn.clean()
    restored = drawn.picture(name)
    page.get_by_label("What the cards show").select_option("differences")
    expect(page.locator(".legend").first).to_be_visible()
    colours = (
        drawn.card(name)
        .locator("canvas")
        .evaluate("canvas => Array.from(canvas.getContext('2d').getImageData(0, 0, 28, 28).data)")
    )
    colours = np.array(colours).reshape(28, 28, 4)[..., :3]
    difference = restored - clean
    assert (colours[difference == 0] == 0).all()
    assert (colours[difference > 60][:, 0] > colours[difference > 60][:, 2]).all() and (
        colours[difference < -60][:, 2] > colours[difference < -60][:, 0]
    ).all()


def test_methods_are_switched(drawn: Bench) -> None:
    row = drawn.page.locator(".method-row", has_text="Total variation")
    row.locator("input").uncheck()
    expect(drawn.card("tv")).to_have_count(0)
    row.locator("input").check()
    expect(drawn.card("tv")).to_have_attribute("data-state", "done")
    drawn.kind("fewer")
    expect(row).to_have_count(0)
    expect(drawn.page.get_by_text("Not made for this damage:")).to_contain_text("Total variation")


def _png(size: tuple[int, int]) -> bytes:
    ramp = np.linspace(0, 255, size[0] * size[1]).reshape(size[1], size[0]).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(ramp).save(out, "PNG")
    return out.getvalue()


def test_an_upload_that_fails_loses_nothing(page: Page, watched: Watched, server: str) -> None:
    bench = Bench(page, server, "subject=photo&picture=photo:rocket&kind=salt&methods=median")
    bench.finish()
    before, shown = bench.picture("median"), bench.answers()
    file = page.locator(".photos .source-file")
    file.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"not a picture at all"})
    expect(page.locator(".photos .gx-error")).to_contain_text("not a picture")
    file.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": bytes(6 * 2**20)})
    expect(page.locator(".photos .gx-error")).to_contain_text("larger than 5 MB")
    watched.expect_error("422")
    assert (bench.picture("median") == before).all() and bench.answers() == shown
    file.set_input_files({"name": "wide.png", "mimeType": "image/png", "buffer": _png((900, 300))})
    expect(page.locator(".photos .gx-note[role=status]")).to_contain_text("Scaled down from 900 × 300 pixels.")
    bench.finish()
    assert bench.picture("median").shape == (171, 512)
    assert bench.answers()["median"] == pytest.approx(
        psnr(bench.clean() / 255, bench.picture("median") / 255), abs=ROUNDING
    )
    bench.button("Copy link").click()
    expect(page.get_by_text("your own picture can't be in a link")).to_be_visible()


def test_a_photograph_shows_its_progress_and_can_be_stopped(page: Page, server: str) -> None:
    bench = Bench(page, server, "subject=photo&picture=photo:camera&methods=gmm-photographs")
    card = bench.card("gmm-photographs")
    bar = card.locator("progress")
    expect(bar).to_be_visible()
    first = bar.evaluate("bar => bar.value")
    page.wait_for_function("([bar, first]) => bar.value > first", arg=[bar.element_handle(), first])
    bench.button("Stop").click()
    expect(card).to_have_attribute("data-state", "stopped")
    expect(bench.button("Stop")).to_be_disabled()
    expect(bench.button("Restore")).to_be_enabled()
    clean = photographs.load("camera")
    assert (bench.clean() == clean).all()
    bench.put("Right", "damaged")
    assert (
        np.abs(
            bench.side("right") - Damage("gaussian", photograph=True).apply(clean / 255).picture.clip(0, 1) * 255
        ).max()
        <= 1
    )


def test_a_photograph_is_restored_by_its_patches(page: Page, server: str) -> None:
    bench = Bench(page, server, "subject=photo&methods=gmm-photographs,tv")
    page.locator(".photos .source-file").set_input_files(
        {"name": "crop.png", "mimeType": "image/png", "buffer": _crop()}
    )
    expect(page.get_by_text("Your photograph.")).to_be_visible()
    bench.finish()
    answers, clean = bench.answers(), bench.clean()
    assert clean.shape == (96, 96) and set(answers) == {"gmm-photographs", "tv"}
    damaged = Damage("gaussian", photograph=True).apply(clean / 255).picture
    for name, shown in answers.items():
        assert shown == pytest.approx(psnr(clean / 255, bench.picture(name) / 255), abs=ROUNDING)
        assert shown > psnr(clean / 255, damaged) + 4
    expect(page.locator(".measured table")).to_contain_text("EPLL")


def _crop() -> bytes:
    out = io.BytesIO()
    Image.fromarray(photographs.load("camera")[100:196, 180:276]).save(out, "PNG")
    return out.getvalue()


def test_a_link_restores_the_view(page: Page, server: str) -> None:
    bench = Bench(page, server, "subject=photo&picture=photo:rocket&kind=salt")
    bench.only("Median filter")
    bench.slide(0.2)
    bench.button("New noise").click()
    bench.finish()
    bench.put("Left", "clean")
    bench.put("Right", "median")
    before = bench.side("right")
    wanted = {
        "subject": "photo",
        "picture": "photo:rocket",
        "kind": "salt",
        "strength": "0.2",
        "seed": "1",
        "left": "clean",
        "right": "median",
    }
    query = bench.link()
    assert query.items() >= wanted.items() and "median" in query["methods"].split(",")
    again = Bench(page, server, urlsplit(page.url).query)
    again.finish()
    assert (again.side("right") == before).all() and set(again.answers()) == {"median"}
    assert again.link() == query


def test_a_test_picture_is_in_the_link_and_the_code_makes_the_same(page: Page, server: str, need_data) -> None:
    need_data("mnist")
    bench = Bench(page, server, "subject=mnist&picture=test:17&methods=tv,nlm&strength=0.3&seed=5")
    bench.finish()
    assert bench.link()["picture"] == "test:17"
    bench.button("As code").click()
    expect(page.locator(".code code")).to_contain_text("restored")
    names: dict = {}
    exec(page.locator(".code code").text_content(), names)  # noqa: S102
    assert set(names["restored"]) == {"tv", "nlm"} == set(bench.answers())
    for name, picture in names["restored"].items():
        assert np.abs(bench.picture(name) - picture * 255).max() <= 1


def test_a_hostile_link_opens_a_working_page(page: Page, server: str) -> None:
    bench = Bench(
        page,
        server,
        "subject=photo&picture=photo:%3Cimg%20src=x%3E&kind=fire&strength=NaN&seed=1e99&methods=%3Cb%3E,gone,nlm&left=%22&right=gone",
    )
    expect(page.locator(".gx-stage > .gx-note[role=status]").first).to_contain_text("is not known here")
    bench.finish()
    assert bench.answers() and page.locator(".gx-restore img").count() == 0
    expect(page.get_by_label("Left of the divider")).to_have_value("damaged")


def test_the_sheet_is_saved(drawn: Bench, tmp_path: Path) -> None:
    with drawn.page.expect_download() as waiting:
        drawn.button("Save PNG").click()
    assert waiting.value.suggested_filename == "restore-mnist-gaussian.png"
    waiting.value.save_as(tmp_path / "sheet.png")
    sheet, clean = np.asarray(Image.open(tmp_path / "sheet.png").convert("L"), dtype=int), drawn.clean()
    assert sheet.shape[1] == 4 * 272 + 16
    assert (
        sheet[48 : 48 + 252, 16 : 16 + 252] == clean.repeat(9, 0).repeat(9, 1)
    ).all()  # the clean picture first, nine times enlarged


def test_subjects_keep_what_was_made(drawn: Bench) -> None:
    clean, kinds = drawn.clean(), drawn.page.locator(".kinds [aria-pressed=true]")
    drawn.kind("blur")
    drawn.finish()
    drawn.button("Photographs").click()
    drawn.only("Richardson-Lucy")
    drawn.finish()
    assert drawn.picture("damaged").shape != (28, 28)
    drawn.button("Digits").click()
    drawn.finish()
    expect(kinds).to_have_text("Blur")
    assert (drawn.clean() == clean).all() and len(drawn.answers()) > 1
    expect(drawn.page.locator(".gx-pad canvas")).to_be_visible()


def test_leaving_the_page_closes_the_socket_and_coming_back_goes_on(page: Page, server: str) -> None:
    sockets = []
    page.on("websocket", lambda socket: sockets.append(socket) if "/api/restore" in socket.url else None)
    bench = Bench(page, server, "subject=photo&picture=photo:rocket&kind=salt&methods=gmm-photographs")
    expect(bench.card("damaged")).to_have_attribute("data-state", "done")
    with sockets[0].expect_event("close"):
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    bench.only("Median filter")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    bench.finish()
    assert len(sockets) == 2 and set(bench.answers()) == {"median"}


@pytest.mark.parametrize(
    "query",
    ["subject=mnist", "subject=photo&picture=photo:coffee&methods=none&kind=painted", "subject=mnist&__theme=dark"],
)
def test_a_phone(watched: Watched, server: str, query: str) -> None:
    page = watched.open(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    bench = Bench(page, server, query)
    if "mnist" in query:
        bench.draw()
    bench.finish()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    divider = page.locator(".compare")
    divider.scroll_into_view_if_needed()
    area = divider.bounding_box()
    assert area["width"] >= 200 and area["x"] >= 0 and area["x"] + area["width"] <= 390
    page.touchscreen.tap(area["x"] + 0.75 * area["width"], area["y"] + 0.3 * area["height"])
    assert float(divider.get_attribute("aria-valuenow")) == pytest.approx(75, abs=1)


def test_it_says_so_when_the_server_is_away(watched: Watched, tmp_path: Path) -> None:
    own = App(tmp_path)
    try:
        watched.base = own.url
        page = watched.open()
        bench = Bench(page, own.url)
        bench.draw()
        bench.finish()
        shown = bench.answers()
        own.end()
        expect(page.locator(".gx-stage > .gx-error")).to_contain_text("does not answer")
        assert bench.answers() == shown
        page.close()
    finally:
        own.end()
        for fault in ("WebSocket", "ERR_CONNECTION", own.url):
            watched.expect_error(fault)


def test_a_cleared_pad_goes_back_to_the_picture_before(page: Page, server: str, need_data) -> None:
    need_data("mnist")
    page.goto(f"{server}/restore?subject=mnist&picture=test:3&methods=none")
    stage = page.locator(".gx-restore .compare-left")
    page.wait_for_function("document.querySelector('.gx-restore .compare-left')?.width === 28")
    expect(page.locator(".gx-restore .method[data-method=damaged] .psnr")).to_contain_text("dB")
    before = stage.evaluate("canvas => canvas.toDataURL()")
    page.get_by_role("tab", name="Draw").click()
    draw_on_pad(page, (0.3, 0.3), (0.6, 0.7))
    page.wait_for_function(
        "(before) => document.querySelector('.gx-restore .compare-left').toDataURL() !== before", arg=before
    )
    page.get_by_role("button", name="Clear", exact=True).first.click()
    page.wait_for_function(
        "(before) => document.querySelector('.gx-restore .compare-left').toDataURL() === before", arg=before
    )


def test_a_mixture_shows_the_component_of_each_patch(page: Page, server: str) -> None:
    bench = Bench(page, server, "subject=photo&methods=gmm-photographs,gmm-photographs/single")
    page.locator(".photos .source-file").set_input_files(
        {"name": "crop.png", "mimeType": "image/png", "buffer": _crop()}
    )
    expect(page.get_by_text("Your photograph.")).to_be_visible()
    shows = page.get_by_label("What the cards show")
    shows.select_option("components")
    bench.finish()
    colours = """(name) => { const c = document.querySelector(`[data-method="${name}"] canvas`);
        const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data, seen = new Set();
        for (let i = 0; i < d.length; i += 4)
          if (d[i] !== d[i + 1] || d[i] !== d[i + 2]) seen.add((d[i] << 16) + (d[i + 1] << 8) + d[i + 2]);
        return seen.size; }"""
    page.wait_for_function(f"() => ({colours})('gmm-photographs') > 100")
    assert page.evaluate(colours, "damaged") == 0 and page.evaluate(colours, "gmm-photographs/single") == 0
    shows.select_option("pictures")
    assert page.evaluate(colours, "gmm-photographs") == 0
