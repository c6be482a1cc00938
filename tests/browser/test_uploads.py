"""What the model sees of an upload: the chain of steps, its switches, and files that need help."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Watched
from tests.browser.hands import draw_on, draw_on_pad


def _seven(mode: str = "RGB") -> bytes:
    picture = Image.new(mode, (90, 120), "white")
    ImageDraw.Draw(picture).line([(20, 25), (70, 25), (40, 100)], fill="black", width=9)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _open(page: Page, server: str, path: str = "latents") -> None:
    page.goto(f"{server}/{path}")
    page.get_by_role("tab", name="Upload").click()


def _give(page: Page, data: bytes, name: str = "seven.png") -> None:
    page.locator(".source-file").set_input_files({"name": name, "mimeType": "image/png", "buffer": data})


def _final(page: Page) -> np.ndarray:
    found = page.locator(".source-upload > canvas").evaluate(
        "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
    )
    return np.array(found, dtype=np.uint8).reshape(28, 28, 4)[..., 0]


@pytest.fixture
def uploaded(page: Page, server: str) -> Page:
    _open(page, server)
    _give(page, _seven())
    page.locator(".gx-sees summary").click()
    return page


@pytest.mark.parametrize("path", ["latents", "manifold"])
def test_the_chain_stands_under_an_upload(page: Page, server: str, path: str) -> None:
    _open(page, server, path)
    expect(page.locator(".gx-sees")).to_be_hidden()
    _give(page, _seven())
    page.locator(".gx-sees summary").click()
    expect(page.locator(".gx-sees li")).to_have_count(7)
    for name, on in {
        "Invert": True,
        "Even out the light": False,
        "Crop to the ink": True,
        "Thicken thin strokes": False,
        "Leave a margin": True,
        "Centre by mass": True,
    }.items():
        expect(page.get_by_label(name)).to_be_checked(checked=on)
    last = page.locator(".gx-sees li canvas").last.evaluate(
        "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
    )
    assert (np.array(last, dtype=np.uint8).reshape(28, 28, 4)[..., 0] == _final(page)).all() and _final(
        page
    ).max() == 255


def test_a_switch_asks_for_the_same_file_again(uploaded: Page) -> None:
    before = _final(uploaded)
    uploaded.get_by_label("Leave a margin").uncheck()
    expect(uploaded.get_by_text("switched by you")).to_have_count(1)
    after = _final(uploaded)
    assert len(np.flatnonzero(before.max(axis=1) > 40)) == 20 and len(np.flatnonzero(after.max(axis=1) > 40)) == 28
    uploaded.get_by_label("Invert").uncheck()
    expect(uploaded.get_by_text("switched by you")).to_have_count(2)
    uploaded.get_by_role("button", name="As the picture asks").click()
    expect(uploaded.get_by_text("switched by you")).to_have_count(0)
    expect(uploaded.get_by_label("Invert")).to_be_checked()
    assert (_final(uploaded) == before).all()


def test_an_error_leaves_file_chain_and_switches(uploaded: Page, watched: Watched) -> None:
    before = _final(uploaded)
    uploaded.route(
        "**/api/picture?*",
        lambda route: route.fulfill(status=422, content_type="application/json", body='{"error": "It went wrong."}'),
    )
    uploaded.get_by_label("Invert").click()
    expect(uploaded.locator(".gx-source .gx-error")).to_have_text("It went wrong.")
    expect(uploaded.get_by_label("Invert")).to_be_checked()
    _give(uploaded, b"no picture", "other.png")
    expect(uploaded.locator(".gx-source .gx-error")).to_have_text("It went wrong.")
    uploaded.unroute("**/api/picture?*")
    uploaded.get_by_label("Centre by mass").uncheck()
    expect(uploaded.get_by_text("switched by you")).to_have_count(1)
    expect(uploaded.locator(".gx-source .gx-error")).to_have_text("")
    assert before.sum() == pytest.approx(_final(uploaded).sum(), rel=0.02)
    watched.expect_error("422")


def test_only_the_newest_switches_are_shown(uploaded: Page) -> None:
    asked: list[Route] = []

    def hold_the_first(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    uploaded.route("**/api/picture?*", hold_the_first)
    for name in ("Invert", "Crop to the ink", "Leave a margin", "Centre by mass"):
        uploaded.get_by_label(name).click()
    expect(uploaded.locator(".gx-sees input:not(:checked)")).to_have_count(6)
    assert len(asked) == 1  # the others wait for its answer
    with uploaded.expect_response(lambda response: "centre" in response.url) as newest:
        asked[0].continue_()
    expect(uploaded.get_by_text("switched by you")).to_have_count(4)
    answer = json.loads(newest.value.body())
    assert len(asked) == 2
    assert {stage["name"] for stage in answer["stages"] if stage["on"]} == set()
    assert _final(uploaded).tobytes() == base64.b64decode(answer["pixels"])


@pytest.mark.parametrize("path", ["latents", "manifold", "restore?subject=mnist"])
def test_a_picture_is_turned_and_mirrored_among_the_steps(page: Page, server: str, path: str) -> None:
    _open(page, server, path)
    upright = Image.open(io.BytesIO(_seven()))
    _give(page, _seven())
    page.locator(".gx-sees summary").click()
    wanted = _final(page)
    lying = io.BytesIO()
    upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT).transpose(Image.Transpose.ROTATE_90).save(lying, "PNG")
    with page.expect_response("**/api/picture?**"):
        _give(page, lying.getvalue())
    sees = page.locator(".gx-sees")
    first = sees.locator("li").first
    sees.get_by_role("button", name="Mirror", exact=True).click()
    expect(first).to_contain_text("mirrored")
    for turns in range(1, 4):  # once it is mirrored, still to the right as it is seen
        sees.get_by_role("button", name="Turn", exact=True).click()
        expect(first).to_contain_text(f"turned by {360 - 90 * turns}°, mirrored")
    assert np.abs(_final(page).astype(int) - wanted).max() <= 1
    expect(sees.get_by_role("button", name="Mirror", exact=True)).to_have_attribute("aria-pressed", "true")
    sees.get_by_role("button", name="As the picture asks").click()
    expect(first).not_to_contain_text("mirrored")
    expect(sees.get_by_role("button", name="As the picture asks")).to_be_disabled()


def test_a_photograph_that_is_too_heavy_is_made_smaller_in_the_browser(page: Page, server: str) -> None:
    noise = np.random.default_rng(0).integers(200, 256, (1400, 1400, 3)).astype(np.uint8)
    picture = Image.fromarray(noise)
    ImageDraw.Draw(picture).line([(400, 300), (1000, 300), (700, 1200)], fill="black", width=90)
    out = io.BytesIO()
    picture.save(out, "BMP")
    assert len(out.getvalue()) > 5 * 2**20
    _open(page, server)
    _give(page, out.getvalue(), "big.bmp")
    expect(page.get_by_text("Made smaller in the browser, from 1,400 × 1,400 pixels.")).to_be_visible()
    rows = np.flatnonzero(_final(page).max(axis=1) > 127)
    assert len(rows) in (19, 20, 21)


def test_another_data_set_takes_the_chain_away(uploaded: Page) -> None:
    uploaded.get_by_title("The checkpoint whose latents are on the sliders").get_by_role("combobox").select_option(
        "vae-fashion-2d"
    )
    expect(uploaded.locator(".gx-sees")).to_be_hidden()
    _give(uploaded, _seven("L"))
    expect(uploaded.locator(".gx-sees li")).to_have_count(4)
    expect(uploaded.get_by_label("Crop to the thing")).to_be_checked()


def test_a_phone_offers_its_camera(watched: Watched, server: str) -> None:
    phone = watched.open(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    _open(phone, server)
    expect(phone.get_by_text("Take a photograph")).to_be_visible()
    assert phone.locator(".source-camera").get_attribute("capture") == "environment"
    desk = watched.open()
    _open(desk, server)
    expect(desk.get_by_text("Take a photograph")).to_be_hidden()


def _phone_photograph(width: int = 8000, height: int = 6000) -> bytes:
    """48 megapixels in less than a MB, on their side: a 1 as the camera held upright would have taken it."""
    picture = Image.new("L", (width, height), 235)
    ImageDraw.Draw(picture).line(
        [(width // 4, height // 2), (width * 3 // 4, height // 2)], fill=20, width=height // 10
    )
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=60, exif=exif)
    assert len(out.getvalue()) < 2**20
    return out.getvalue()


SMALLER = "Made smaller in the browser, from 6,000 × 8,000 pixels."


def _upright(pixels: np.ndarray) -> bool:
    """Does the ink of (h, w) stand rather than lie?"""
    ink = np.abs(pixels.astype(float) - np.median(pixels)) > 90
    return ink.any(axis=1).sum() > 2 * ink.any(axis=0).sum()


@pytest.mark.parametrize("path", ["latents", "restore?subject=photo", "attention"])
def test_a_phones_photograph_fits_on_every_page(page: Page, server: str, path: str) -> None:
    page.goto(f"{server}/{path}")
    if path == "latents":
        page.get_by_role("tab", name="Upload").click()
    if path == "attention":
        page.get_by_role("group", name="Background").get_by_role("button", name="Your own").click()
    _give(page, _phone_photograph(), "phone.jpg")
    expect(page.get_by_text(SMALLER)).to_be_visible()
    expect(page.locator(".gx-error", has_text="MB")).to_have_count(0)
    if path == "latents":
        assert _upright(_final(page))


def test_a_heavy_picture_keeps_what_shows_through(page: Page, server: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (1500, 1500, 4)).astype(np.uint8)
    noise[..., 3] = 0
    picture = Image.fromarray(noise)  # white ink on nothing, with colours that nobody sees
    ImageDraw.Draw(picture).line([(400, 300), (1000, 300), (700, 1200)], fill="white", width=90)
    out = io.BytesIO()
    picture.save(out, "PNG")
    assert len(out.getvalue()) > 5 * 2**20
    _open(page, server)
    _give(page, out.getvalue())
    expect(page.get_by_text("Laid on black")).to_be_visible()
    assert len(np.flatnonzero(_final(page).max(axis=1) > 127)) in (19, 20, 21)


EMPTY_LISTS = "PointerEvent.prototype.getCoalescedEvents = () => [];"  # as Firefox on Android has them
NO_LISTS = "delete PointerEvent.prototype.getCoalescedEvents;"


@pytest.mark.parametrize("lists", [EMPTY_LISTS, NO_LISTS])
def test_a_stroke_is_a_line_where_events_come_one_by_one(page: Page, server: str, lists: str) -> None:
    page.add_init_script(lists)
    page.goto(f"{server}/restore?subject=mnist")
    page.get_by_role("tab", name="Draw").click()
    draw_on_pad(page, (0.2, 0.5), (0.8, 0.5))
    ink = page.locator(".gx-pad canvas").evaluate(
        "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
    )
    drawn = np.array(ink, dtype=np.uint8).reshape(28, 28, 4)[..., 0]
    assert len(np.flatnonzero(drawn.max(axis=0) > 127)) >= 14  # and not one dot at its beginning
    page.locator(".kinds [data-kind=painted]").click()
    page.locator(".mask").get_by_role("button", name="Clear").click()
    expect(page.get_by_text("0 % lost")).to_be_visible()
    pad = page.locator(".mask canvas")
    draw_on(pad, (0.1, 0.5), (0.9, 0.5))
    data = pad.evaluate("c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]")
    shown = np.array(data, dtype=int).reshape(28, 28, 4)
    assert (shown[14, 3:25, 0] != shown[14, 3:25, 2]).all(), "painted from side to side"
