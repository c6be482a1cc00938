"""The Sketches page in a browser: a hand begins, the model goes on, and a link brings all of it back."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
import torch
from PIL import Image
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from explorer import sketching
from explorer.models import pen
from explorer.pages.sketches import own
from tests.browser.conftest import Watched
from tests.browser.hands import draw_on
from tests.unit.test_sketch_rnn import mixture

MODEL = "sketchrnn-things"
ROOF = "nAQPoASfAcEEoAE"  # three points, the pen lifted after the last


def opened(page: Page, server: str, query: str) -> Locator:
    page.goto(f"{server}/sketches?model={MODEL}&{query}")
    bench = page.locator(".gx-sketches")
    expect(bench.locator(".surprise [role=status]")).to_contain_text("nats")
    return bench


def counts(bench: Locator) -> tuple[int, int]:
    """The points that are there, and how many there will be."""
    found = re.match(r"(\d+) of (\d+)", bench.locator(".player .count").inner_text())
    return int(found[1]), int(found[2])


def drawn(page: Page) -> own.Drawn:
    return own.read(parse_qs(urlsplit(page.url).query).get("drawn", [""])[0])


def look(bench: Locator) -> str:
    bench.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return bench.locator("canvas.paper").evaluate("canvas => canvas.toDataURL()")


def z_of(page: Page) -> list[float]:
    return [float(value) for value in parse_qs(urlsplit(page.url).query)["z"][0].split(",")]


def has_drawn(points: int) -> Callable[[str], bool]:
    """Whether an address has so many points in it."""
    return lambda url: len(own.read(parse_qs(urlsplit(url).query).get("drawn", [""])[0]).points) == points


def test_a_hand_begins_the_model_goes_on_and_a_link_brings_it_back(page: Page, server: str):
    bench = opened(page, server, "seed=1&label=5&step=0")
    paper, player = bench.locator("canvas.paper"), bench.locator(".player")
    bench.get_by_role("button", name="Clear paper").click()
    bench.get_by_role("button", name="Save PNG").click()
    expect(bench.locator(".gx-stage > .gx-error")).to_contain_text("nothing on the paper yet")
    draw_on(paper, (0.25, 0.5), (0.5, 0.2), (0.75, 0.5))
    page.wait_for_url(has_drawn(3))
    assert drawn(page).by_model == [False] * 3 and drawn(page).points[:, 2].tolist() == [0, 0, 1]
    # The model goes on by itself, at the pace of a hand; a stroke interrupts it, and what it drew stays as it is.
    expect(player.locator(".count")).to_have_text(re.compile(r"^([6-9]|[1-9]\d) of"))
    draw_on(paper, (0.1, 0.9), (0.9, 0.9))
    page.wait_for_url(lambda url: len(drawn(page).points) > 6)
    mixed = drawn(page)
    assert mixed.by_model[:3] == [False] * 3 and all(mixed.by_model[3:-2]) and mixed.by_model[-2:] == [False] * 2
    assert mixed.points[-3, 2] == 1, "the model's line is not drawn on to the hand's"
    end = bench.get_by_role("button", name="To the end (End)")
    page.wait_for_timeout(800)  # it has begun to go on
    end.click()  # of what is still to come: it is reached as it comes
    expect(player.locator(".stop")).to_have_attribute("aria-disabled", "true")  # all of it has come
    expect(player.locator(".count")).to_have_text(re.compile(r"^(\d+) of \1 points$"))
    before, many = look(bench), counts(bench)
    assert many[0] > len(mixed.points)
    page.wait_for_url(lambda url: "step=" not in url)  # the address follows
    page.reload()
    expect(bench.locator(".player .count")).to_have_text(f"{many[0]} of {many[1]} points")
    assert look(bench) == before
    # While it stands, what comes next is told: density, pens, and the surprise of the point that came.
    for _ in range(3):
        bench.get_by_role("button", name="One step back (left arrow)").click()
    expect(bench.locator(".heat-legend")).to_contain_text("a square unit")
    expect(bench.locator(".moment .last")).to_contain_text("by the model")
    shares = [float(re.sub(r"[^\d.]", "", text)) for text in bench.locator(".pen .share").all_inner_texts()]
    assert 99 < sum(shares) < 101
    with_heat = look(bench)
    bench.get_by_label("Show where it is expected").uncheck()
    assert look(bench) != with_heat
    # By keys: a stroke with Shift held; undo takes it away.
    held = len(drawn(page).points)
    paper.focus()
    for key in ("ArrowLeft", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    page.wait_for_url(lambda url: len(drawn(page).points) > held)
    assert drawn(page).by_model[-2:] == [False, False]
    page.keyboard.press("Control+z")
    page.wait_for_url(has_drawn(held))


INKED = """
(canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some(
  (value, i) => i % 4 === 1 && value > 99,
)
"""
DRAGGED = """
async () => {
  const { Endings } = await import("/explorer/pages/sketches/endings.js");
  const shown = [];
  const endings = new Endings({ arrived: (arrival) => shown.push(arrival), more() {}, error() {}, status() {} });
  const jobs = [];
  endings.socket.request = (job) => jobs.push(job);
  endings.request({}, [], -1, true);
  endings.request({}, [], 3, true);
  for (const event of ["begin", "end"]) endings.socket.on.event({ event, n: 1 }, jobs[0]);
  const first = endings.record === jobs[0].context.record;
  for (const event of ["begin", "end"]) endings.socket.on.event({ event, n: 1 }, jobs[1]);
  return [first, ...shown];
}
"""
FULL = """
async () => {
  const { write } = await import("/explorer/pages/sketches/own.js");
  const point = (_, i) => ({ x: i % 2 ? 20 : 230, y: i % 256, lifted: false, model: false });
  return write(Array.from({ length: 400 }, point));
}
"""
EXPECTED = """
async ([values, m, temperature, step]) => {
  const { Expectation } = await import("/explorer/pages/sketches/expectation.js");
  const expected = new Expectation(Float32Array.from(values), m).cooled(temperature);
  return { pens: expected.pens, density: expected.density(...step), ellipses: expected.ellipses() };
}
"""


def test_nine_endings_a_branch_and_what_is_taken_along(page: Page, server: str):
    bench = opened(page, server, f"seed=1&label=5&n=9&drawn={ROOF}")
    cells = bench.locator(".nine .cell")
    expect(cells).to_have_count(9)
    first = look(bench)
    cells.nth(4).click()
    expect(cells.nth(4)).to_have_attribute("aria-pressed", "true")
    page.wait_for_url("**number=4*")
    assert look(bench) != first
    with page.expect_download() as download:
        bench.get_by_role("button", name="Save SVG").click()
    text = download.value.path().read_text()
    assert text.count("<path") > 1 and 'd="M60,120 L128,40 200,120"' in text
    with page.expect_download() as download:
        bench.get_by_role("button", name="Save GIF").click()
    assert 3 < Image.open(download.value.path()).n_frames <= counts(bench)[0]
    saves = bench.get_by_role("group", name="Save Nine endings")
    for kind in ("PNG", "SVG", "GIF"):
        with page.expect_download() as download:
            saves.get_by_role("button", name=kind).click()
        assert download.value.suggested_filename == f"sketch-{MODEL}-nine-endings.{kind.lower()}"
        if kind == "SVG":
            assert download.value.path().read_text().count('d="M60,120 L128,40 200,120"') == 9
        else:
            picture = Image.open(download.value.path())
            assert picture.format == kind and picture.width == picture.height
    # What a page's script makes of an expectation is what the library does.
    point = mixture(1, seed=3)
    values = torch.cat([part.flatten() for part in point]).tolist()
    for temperature in (1.0, 0.3):
        found = page.evaluate(EXPECTED, [values, point.mean.shape[1], temperature, [12.0, -7.0]])
        cooled = pen.cooled(point, temperature)
        assert found["pens"] == pytest.approx(cooled.log_pen[0].exp().tolist(), abs=1e-5)
        exact = pen.log_density(cooled, torch.tensor([[12.0, -7.0]])).exp().item()
        assert found["density"] == pytest.approx(exact, rel=1e-3, abs=1e-12)
        for one, other in zip(found["ellipses"], sketching.ellipses(point, temperature), strict=True):
            turn = math.remainder(one.pop("angle") - other.pop("angle"), math.pi)
            assert one == pytest.approx(other, rel=1e-3, abs=1e-4) and abs(turn) * (one["long"] - one["short"]) < 1e-2
    # A point put where the model would not: the drawing branches there, and goes on.
    bench.get_by_role("button", name="To the start (Home)").click()
    for _ in range(3):
        bench.get_by_role("button", name="One step on (right arrow)").click()
    bench.get_by_role("button", name="lifted").click()
    bench.get_by_role("button", name="Put the next point").click()
    draw_on(bench.locator("canvas.paper"), (0.5, 0.8))
    page.wait_for_url(has_drawn(4))
    assert drawn(page).points[-1, 2] == 1 and drawn(page).by_model == [False] * 4
    expect(bench.locator(".player .count")).to_have_text(re.compile(r"^([5-9]|[1-9]\d) of"))
    # Whole drawings through z.
    bench.get_by_role("button", name="Keep as A").click()
    bench.get_by_role("button", name="Draw it again").click()
    expect(bench.locator(".sketch-pair .cell")).to_have_count(9)
    bench.get_by_role("button", name="Keep as B").click()
    bench.get_by_role("button", name="In-betweens").click()
    expect(bench.locator(".sketch-pair [role=status]")).to_contain_text("along an arc")
    expect(bench.get_by_role("group", name="Save Drawings from z")).to_be_visible()
    page.wait_for_url("**&between=1*")
    other = page.context.new_page()  # from the link: the two drawings, and what lies between them
    other.goto(page.url)
    expect(other.locator(".sketch-pair [role=status]")).to_contain_text("along an arc")
    expect(other.locator(".sketch-pair .cell")).to_have_count(9)
    middle = other.locator(".sketch-pair .cell canvas").nth(4)
    before = middle.evaluate("(canvas) => canvas.toDataURL()")
    other.get_by_role("button", name="Another ending").first.click()  # chance is another, for these as well
    other.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() !== before", arg=[middle.element_handle(), before]
    )
    other.get_by_role("button", name="Draw it again").click()
    other.wait_for_url(lambda url: "between" not in url)
    other.close()
    # z in the hand: a slider holds it, over drawings that it leads to; the sliders are sorted by their KL.
    bank = bench.locator(".z-bank")
    bank.scroll_into_view_if_needed()
    nats = [float(text.split()[0]) for text in bank.locator(".latent-name span").all_inner_texts()]
    assert len(nats) == 5 and nats == sorted(nats, reverse=True)
    slider = bank.get_by_role("slider").first
    strip = slider.locator("canvas.strip").element_handle()
    page.wait_for_function(INKED, arg=strip)
    cells.nth(4).click()
    page.wait_for_url("**number=4*")
    shown = look(bench)
    slider.press("Home")
    page.wait_for_url("**&z=*")
    expect(cells.nth(4)).to_have_attribute("aria-pressed", "true")  # another z of the same ending
    expect(bank.get_by_text("z is held")).to_be_visible()
    assert z_of(page)[int(bank.locator(".latent").first.get_attribute("data-index"))] == pytest.approx(
        float(slider.get_attribute("aria-valuemin")), abs=0.01
    )
    page.wait_for_function("(before) => document.querySelector('canvas.paper').toDataURL() !== before", arg=shown)
    bench.get_by_role("button", name="As code").click()
    expect(bench.locator(".code code")).to_contain_text("sketching.draw(model, 9")
    expect(bench.locator(".code code")).to_contain_text("z = torch.tensor([")
    bank.get_by_role("button", name="z of the drawing").click()
    page.wait_for_url(has_drawn(0))
    page.keyboard.press("Control+z")
    page.wait_for_url(has_drawn(4))
    bank.get_by_role("button", name="By chance").click()
    page.wait_for_url(lambda url: "&z=" not in url)


def test_an_end_that_comes_late_is_told_although_the_model_was_to_go_on(watched: Watched, server: str):
    page, held = watched.open(), []

    def slow(socket: WebSocketRoute) -> None:
        """The server's socket, whose ends wait."""

        def hear(message: str) -> None:
            send = partial(socket.send, message)
            if json.loads(message)["event"] == "end":
                held.append(send)
            else:
                send()

        socket.connect_to_server().on_message(hear)

    page.goto(f"{server}/sketches")
    full = page.evaluate(FULL)
    page.route_web_socket("**/api/sketches", slow)
    page.goto(f"{server}/sketches?model={MODEL}&seed=1&drawn={full}&step=-1")
    bench = page.locator(".gx-sketches")
    box = bench.locator("canvas.paper").bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 20)  # a point more than a paper holds
    expect(bench.locator(".player").get_by_role("button", name="Pause")).to_be_visible()
    expect(bench.locator(".moment")).to_have_class(re.compile("playing"))
    for send in held:
        send()
    expect(bench.locator(".moment")).to_contain_text("Broken off")
    expect(bench.locator(".moment")).not_to_have_class(re.compile("playing"))
    page.close()


def test_a_link_that_can_t_be_read_says_so_and_a_finger_draws(watched: Watched, server: str):
    page = watched.open(viewport={"width": 390, "height": 844}, has_touch=True)
    bench = opened(page, server, "seed=1&label=99&drawn=!&step=2")
    expect(bench.get_by_text("The strokes in this link can't be read")).to_be_visible()
    expect(bench.get_by_text("knows no class “99”")).to_be_visible()
    paper = bench.locator("canvas.paper")
    box = paper.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(lambda url: len(drawn(page).points) == 3)  # two of the model, and a dot
    assert drawn(page).by_model == [True, True, False]
    # While a hand drags, what is there is shown although something newer was asked for.
    assert page.evaluate(DRAGGED) == [True, -1, 3]
    # A paper that holds all it can, with more points than a model draws: it stands, says so, and undo takes it away.
    text = page.evaluate(FULL)
    bench = opened(page, server, f"seed=1&drawn={text}&step=-1")
    page.touchscreen.tap(box["x"] + 20, box["y"] + 20)
    expect(bench.get_by_role("alert")).to_have_text(re.compile("^The paper holds 400 points"))
    page.wait_for_timeout(1200)  # the model would go on
    expect(bench.locator(".player .count")).to_have_text("400 of 400 points")
    expect(bench.locator(".moment")).to_contain_text("Broken off")
    bench.get_by_role("button", name="One step back (left arrow)").click()
    expect(bench.locator(".moment")).not_to_contain_text("Broken off")
    bench.get_by_role("button", name="Undo").click()
    expect(bench.locator(".gx-stage > .gx-error")).to_be_empty()
