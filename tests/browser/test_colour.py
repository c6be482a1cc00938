"""Models of faces, 64 x 64 in colour, on the pages that take digits: uploads cut to a face, differences, lost colour."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect

from explorer.checkpoint import save
from explorer.models import ColourVAE, ConditionalVAE
from tests.browser.conftest import App, Watched
from tests.unit.faces_drawn import drawn_face

PLACE = re.compile(r"(\d+) % across, (\d+) % down")


@pytest.fixture(scope="module")
def faces(tmp_path_factory) -> Iterator[App]:
    """The app with two untrained models of cartoon faces."""
    folder = tmp_path_factory.mktemp("faces")
    torch.manual_seed(0)
    for name, latents in (("wide", 6), ("flat", 2)):
        model = ColourVAE(latents=latents, channels=4, width=8).eval()
        save(model, folder / name, title=name.title(), dataset="faces", kl=[1.0] * latents)
    conditional = ConditionalVAE((3, 64, 64), classes=4, latents=2, width=8, depth=1, likelihood="logistic").eval()
    save(conditional, folder / "told", title="Told", dataset="faces", kl=[1.0] * 2)
    nothing = tmp_path_factory.mktemp("no-data")
    running = App(tmp_path_factory.mktemp("app"), "--models", str(folder), "--data", str(nothing))
    yield running
    running.end()


@pytest.fixture
def watched_faces(browser, faces: App) -> Iterator[Watched]:
    opened = Watched(browser, faces.url)
    yield opened
    opened.close()
    for context in opened.kept.values():
        context.close()
    assert not opened.faults, "\n".join(opened.faults)


def give_face(page: Page) -> None:
    out = io.BytesIO()
    drawn_face().save(out, "PNG")
    page.get_by_role("tab", name="Upload").click()
    page.locator(".source-file").first.set_input_files(
        {"name": "face.png", "mimeType": "image/png", "buffer": out.getvalue()}
    )
    expect(page.locator(".gx-place")).to_be_visible()


def place(page: Page) -> tuple[int, ...]:
    return tuple(map(int, PLACE.search(page.locator(".gx-place").inner_text()).groups()))


def colours(page: Page, selector: str) -> np.ndarray:
    """What is on the canvases, all at the same moment, uint8 ``(n, h, w, 3)``."""
    read = "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
    found = page.locator(selector).evaluate_all(f"all => all.map({read})")
    return np.array(found, np.uint8).reshape(len(found), 64, 64, 4)[..., :3]


def test_an_upload_is_cut_to_a_square_that_a_person_moves(watched_faces: Watched, faces: App) -> None:
    page = watched_faces.open()
    page.goto(f"{faces.url}/latents?model=wide")
    assert page.get_by_role("tab", name="Draw").is_hidden()
    expect(page.get_by_text("There is no pad for pictures in colour")).to_be_visible()
    give_face(page)
    expect(page.get_by_text("The square lies where a face was found")).to_be_visible()
    across, down = place(page)
    assert abs(across - 33) < 6 and abs(down - 53) < 10
    first = colours(page, ".source-upload > canvas")
    assert len(first) == 1 and np.ptp(first, 3).max() > 20

    square = page.locator(".place-box .square").bounding_box()
    x, y = square["x"] + square["width"] / 2, square["y"] + square["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=4)
    page.mouse.up()
    moved, same = place(page)
    assert moved > across + 5 and abs(same - down) <= 1
    box = page.locator(".place-box")
    size = page.get_by_label("Size of the square")
    before = int(size.input_value())
    box.press("-")
    box.press("Shift+ArrowLeft")
    assert int(size.input_value()) < before and place(page)[0] < moved
    expect(page.get_by_text("The square lies where a face was found")).to_be_hidden()
    page.locator(".gx-sees summary").click()
    page.get_by_role("button", name="As the picture asks").click()
    expect(page.get_by_text("The square lies where a face was found")).to_be_visible()
    assert place(page) == (across, down) and (colours(page, ".source-upload > canvas") == first).all()
    page.get_by_role("checkbox", name="Cut to the face").uncheck()
    expect(page.locator(".gx-place")).to_be_hidden()

    # differences of each channel lie around the middle grey, and the pixel under the pointer has three values
    trio = page.locator(".trio canvas")
    expect(trio).to_have_count(3)
    picture, redrawn, apart = colours(page, ".trio canvas")
    wanted = 127.5 + (redrawn.astype(float) - picture) / 2
    assert np.abs(apart - wanted).max() <= 1
    trio.nth(0).hover()
    expect(page.locator(".own-row .readout")).to_have_text(
        re.compile(r"row \d+, column \d+: (\d\.\d\d ?){3}→ (\d\.\d\d ?){3}, difference (−?\d\.\d\d ?){3}")
    )
    expect(page.locator(".difference-legend")).to_contain_text("of each of red, green and blue")


def test_colour_is_lost_and_looked_for(watched_faces: Watched, faces: App) -> None:
    page = watched_faces.open(viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto(f"{faces.url}/restore?subject=faces&kind=colour")
    expect(page.get_by_text("Upload a picture of cartoon faces")).to_be_visible()
    give_face(page)
    cards = page.locator("article.method")
    expect(cards.locator(".said, .psnr").first).to_be_attached()
    for name in ("wide", "wide/descent"):  # the search takes what others leave it of the machine
        expect(page.locator(f'[data-method="{name}"]')).to_have_attribute("data-state", "done", timeout=120_000)
    (damaged,) = colours(page, '[data-method="damaged"] canvas')
    assert np.ptp(damaged, 2).max() == 0 and damaged.std() > 5
    (clean,) = colours(page, ".source-upload > canvas")
    assert (np.abs(clean @ [0.299, 0.587, 0.114] - damaged[..., 0]) < 1.01).all()
    assert page.get_by_text("Strength", exact=True).is_hidden()
    page.get_by_label("What the cards show").select_option("differences")
    wanted = 127.5 + (damaged.astype(float) - clean) / 2
    assert np.abs(colours(page, '[data-method="damaged"] canvas') - wanted).max() <= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Digits", exact=True).click()
    expect(page.get_by_role("button", name="Colour lost")).to_have_count(0)


def test_a_sheet_of_few_classes_leaves_room_on_a_phone(watched_faces: Watched, faces: App) -> None:
    page = watched_faces.open(viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto(f"{faces.url}/classes?model=told")
    expect(page.get_by_label("From class")).to_have_value("0")
    expect(page.get_by_label("To class")).to_have_value("3")
    size = page.locator(".gx-classes .sheet").bounding_box()
    assert size["height"] < 0.6 * 844 and size["width"] <= 390
    give_face(page)
    expect(page.get_by_text("The model takes it for")).to_be_visible()
    heads = page.locator(".gx-classes .columns .head")
    assert heads.all_inner_texts() == ["bare head", "short hair", "long hair", "hat or scarf"]


def test_a_plane_of_faces(watched_faces: Watched, faces: App) -> None:
    page = watched_faces.open()
    page.goto(f"{faces.url}/manifold?model=flat")
    give_face(page)
    expect(page.get_by_text("The square lies where a face was found")).to_be_visible()
