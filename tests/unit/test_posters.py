"""Posters: the picture beside a link is what its view shows, pixel for pixel, and there is always one, soon."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import io
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

from explorer import pages, previews
from explorer.catalogue import Catalogue
from explorer.data import strokes
from explorer.data.images import sheet, to_bytes
from explorer.pages.map.poster import CLASSES
from explorer.pages.pixels.poster import UNKNOWN
from explorer.refusal import BadJob
from explorer.ui.shell.frame import BESIDE, GAP, HEIGHT, SIDE, TOP, WIDTH, framed
from explorer.ui.shell.posters import AT_ONCE, KEPT, Posters

UI = Path(pages.__file__).parents[1] / "ui"
PAGE = {page.files: page for page in pages.PAGES}


@pytest.fixture(scope="module")
def context():
    found = pages.context_of(Catalogue())
    found.work.warm_up()
    return found


@pytest.fixture(scope="module")
def client(context):
    app = FastAPI()
    app.include_router(pages.routes_over(context))
    with TestClient(app) as running:
        yield running


def opened(content: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.format == "PNG" and picture.size == (WIDTH, HEIGHT)
        return np.asarray(picture.convert("RGB")).transpose(2, 0, 1)


def in_frame(poster: np.ndarray, shapes: list[tuple[int, int]]) -> list[np.ndarray]:
    """The pictures (3, h, w) that stand in a poster, of these heights and widths; each pixel of theirs a whole square."""
    room = (WIDTH - 2 * BESIDE - GAP * (len(shapes) - 1)) // len(shapes)
    scales = [min(SIDE // height, room // width) for height, width in shapes]
    sizes = [(height * scale, width * scale) for (height, width), scale in zip(shapes, scales, strict=True)]
    x, found = (WIDTH - sum(width for _, width in sizes) - GAP * (len(sizes) - 1)) // 2, []
    for (height, width), scale in zip(sizes, scales, strict=True):
        y = TOP + (SIDE - height) // 2
        part = poster[:, y : y + height, x : x + width]
        small = part[:, ::scale, ::scale]
        assert (small.repeat(scale, 1).repeat(scale, 2) == part).all()
        found.append(small)
        x += width + GAP
    return found


def made_by_code(view, card) -> dict:
    """What the code that the page prints leaves."""
    scope: dict = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(view.script(card), scope)
    return scope


def pixels(pictures) -> np.ndarray:
    return pictures.detach().mul(255).round().clamp(0, 255).to(torch.uint8).numpy()


def inked(scope: dict) -> np.ndarray:
    drawings = [strokes.to_strokes(strokes.from_stroke5(one)) for one in scope["drawings"].numpy()]
    return sheet(np.stack([to_bytes(previews.inked(one, SIDE // 3, 2, 0)) for one in drawings]), 3)


CELLS = ",".join(str(17 * place % 100) for place in range(49))
VIEWS = {
    "latents": ("model=cvae-mnist-16d&weights=0,0,0,.7,0,0,0,0,.3,0", lambda made: [pixels(made["picture"])[0]]),
    "manifold": (
        "model=vae-mnist-2d&grid=10&mode=cdf&x=0.4&y=0.6&span=0.3&cursor=0.5,-0.25",
        lambda made: [sheet(pixels(made["pictures"]), 10), pixels(made["picture"])[0]],
    ),
    "map": (  # the map itself is no picture of the model's
        "model=vae-mnist-50d&cursor=0.4,0.6&off=3",
        lambda made: [None, pixels(made["picture"])[0]],
    ),
    "classes": (
        "model=cvae-mnist-16d&seed=4&temperature=0.8&locked=2&styles=" + ",".join(["0.5"] * 16),
        lambda made: [sheet(pixels(made["pictures"]), 10)],
    ),
    "pixels": (
        "model=gated-pixelcnn-mnist&n=4&label=3&other=8&mix=0.4&seed=6&temperature=0.9",
        lambda made: [sheet(pixels(made["pictures"]), 2)],
    ),
    "codes": (f"model=vqvae-mnist&cells={CELLS}", lambda made: [pixels(made["picture"])[0]]),
    "hierarchy": (
        "model=hvae-mnist&seeds=3,4,5&temperatures=1,.5,1&turns=0,.5,0&painted=2,3,5,-1",
        lambda made: [pixels(made["picture"])[0]],
    ),
    "sketches": ("model=sketchrnn-things&n=9&label=2&seed=3", lambda made: [inked(made)]),
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_link_has_the_very_picture_that_its_code_makes(client, context, name):
    query, shown = VIEWS[name]
    asked = dict(part.split("=", 1) for part in query.split("&"))
    view, notes = PAGE[name].view.read(asked, context.catalogue)
    assert not notes
    wanted = shown(made_by_code(view, context.catalogue.card(view.model)))
    answer = client.get(f"/posters/{name}.png?{query}")
    assert answer.headers["x-shows"] == "view" and answer.headers["cache-control"] == "max-age=3600"
    shapes = [(SIDE, SIDE) if one is None else one.shape[1:] for one in wanted]
    for one, picture in zip(in_frame(opened(answer.content), shapes), wanted, strict=True):
        assert picture is None or (one == picture).all()


def test_a_painting_is_shown_as_far_as_it_is_there(client):
    query = "model=pixelcnn-mnist&seed=3"
    (whole,) = in_frame(opened(client.get(f"/posters/pixels.png?{query}").content), [(28, 28)])
    (part,) = in_frame(opened(client.get(f"/posters/pixels.png?{query}&step=300").content), [(28, 28)])
    there = np.arange(784).reshape(28, 28) < 300
    assert (part == whole)[:, there].all()
    assert {tuple(colour) for colour in part[:, ~there].T.tolist()} == set(UNKNOWN)


def test_a_restored_picture_is_shown_damaged_and_clean(client):
    from explorer.data import photographs
    from explorer.restoring.damage import Damage

    clean = photographs.load("camera")
    noisy = to_bytes(Damage("gaussian", 40, 7, photograph=True).apply(clean / 255).picture)
    query = "subject=photo&picture=photo:camera&kind=gaussian&strength=40&seed=7"
    found = in_frame(opened(client.get(f"/posters/restore.png?{query}").content), [clean.shape] * 2)
    assert (found[0] == noisy).all() and (found[1] == clean).all()
    people = client.get("/posters/restore.png?subject=lfw&picture=test:3")
    assert people.headers["x-shows"] == "page", "no person's photograph goes to a messenger"


def test_a_scene_is_shown_with_the_mask_over_it(client):
    from explorer.attending.stock import Stock
    from explorer.data.scenes import plain, render

    image, _ = render(Stock().build(plain.Arranged(5)))
    scene, looked = in_frame(opened(client.get("/posters/attention.png?seed=5").content), [(100, 100)] * 2)
    assert (scene == image.transpose(2, 0, 1)).all() and (looked != scene).any()


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.files)
def test_every_page_has_a_picture_whatever_its_link_says(client, page):
    bad = "z=nan,1&model=none&cursor=1e9,x&cells=-4&digits=%00&drawn=***&start=own:x&off=0,1,2,3,4,5,6,7,8,9&seed=-3"
    for query in ("", f"?{bad}"):
        answer = client.get(f"/posters/{page.files}.png{query}")
        assert answer.status_code == 200 and answer.headers["content-type"] == "image/png"
        assert opened(answer.content).std() > 5
    head = client.head(f"/posters/{page.files}.png")
    assert head.status_code == 200 and head.headers["content-type"] == "image/png"


def test_of_a_page_that_is_not_there_is_no_picture(client):
    answer = client.get("/posters/nopage.png")
    assert answer.status_code == 404 and answer.json() == {"error": "There is no such page."}


def test_the_codes_of_a_map_stand_in_its_window_in_their_colours_and_a_cross_at_the_place(client):
    query = "model=vae-mnist-2d&kind=codes&x=0.5&y=0.5&span=0.2&off=0,1,2,3,4,5,6,7,8&cursor=0.45,0.55"
    shown, _ = in_frame(opened(client.get(f"/posters/map.png?{query}").content), [(SIDE, SIDE), (28, 28)])
    colours = {tuple(colour) for colour in shown.reshape(3, -1).T.tolist()}
    assert colours == {(18, 22, 27), (138, 138, 138), (255, 255, 255)}, "ground, nines, and the cross"
    rows, columns = (shown == 255).all(0).nonzero()
    assert abs(rows.mean() - SIDE / 4) <= 1 and abs(columns.mean() - SIDE / 4) <= 1


def test_a_drawing_wider_than_its_place_becomes_smaller_and_a_long_name_is_cut():
    found = opened(framed([np.full((3, 700, 300), 200, np.uint8)], "Page", "a model's name " * 20))
    columns = (found[:, TOP : TOP + SIDE] > 150).all(0).any(0)
    assert 200 < columns.sum() < 300
    assert not (found[:, TOP + SIDE :, WIDTH - BESIDE :] > 100).any(), "nothing stands beside its place"


def drawn_by(context, poster) -> tuple[Posters, object]:
    """Posters, and a page whose ``poster`` is this one."""
    return Posters(context), dataclasses.replace(PAGE["latents"], poster=poster)


def test_who_asks_for_the_same_at_once_gets_one_drawing_and_the_last_are_kept(context):
    times = []

    async def poster(_, view):
        times.append(view.seed)
        await asyncio.sleep(0.01)
        return [np.zeros((1, 4, 4), np.uint8)]

    async def ask() -> None:
        posters, page = drawn_by(context, poster)
        both = await asyncio.gather(*(posters.of(page, {"seed": "1"}) for _ in range(2)))
        assert both[0] == both[1] is not None and times == [1]
        for seed in range(KEPT + 3):
            await posters.of(page, {"seed": str(seed)})
        assert len(posters.kept) == KEPT and len(times) == KEPT + 3

    asyncio.run(ask())


def test_what_takes_long_is_not_waited_for_and_is_there_the_next_time(context, monkeypatch):
    monkeypatch.setattr("explorer.ui.shell.posters.WAITED_S", 0.05)
    going_on = asyncio.Event()

    async def poster(_, view):
        await going_on.wait()
        return [np.zeros((1, 4, 4), np.uint8)]

    async def ask() -> None:
        posters, page = drawn_by(context, poster)
        for seed in range(AT_ONCE + 2):
            assert await posters.of(page, {"seed": str(seed)}) is None
        assert len(posters.under_way) == AT_ONCE
        going_on.set()
        await asyncio.gather(*posters.under_way.values())
        assert await posters.of(page, {"seed": "0"}) is not None and not posters.under_way

    asyncio.run(ask())


@pytest.mark.parametrize("error", [BadJob("no"), FileNotFoundError("no data set"), ZeroDivisionError()])
def test_what_can_not_be_drawn_is_left_to_the_page_s_own_picture(context, caplog, error):
    async def poster(_, view):
        raise error

    posters, page = drawn_by(context, poster)
    assert asyncio.run(posters.of(page, {})) is None and not posters.under_way
    assert bool(caplog.records) == isinstance(error, ZeroDivisionError), "only a mistake of ours is told in the log"


def test_without_any_model_there_are_pictures_all_the_same(tmp_path):
    app = FastAPI()
    app.include_router(pages.routes(Catalogue([], trained=tmp_path)))
    client = TestClient(app)
    for page in pages.PAGES:
        opened(client.get(f"/posters/{page.files}.png").content)


def test_colours_are_those_of_the_pages():
    paint = (UI / "canvas/paint.js").read_text().partition("CLASS_COLOURS = [")[2].partition("]")[0]
    assert tuple(re.findall(r"#\w{6}", paint)) == CLASSES
    unknown = (UI / "painting/record.js").read_text().partition("UNKNOWN = [")[2].partition("];")[0]
    assert tuple(tuple(map(int, row.split(","))) for row in re.findall(r"\[([\d, ]+)\]", unknown)) == UNKNOWN
    shell = (UI / "shell/shell.css").read_text().partition(".dark {")[2]
    from explorer.ui.shell import frame

    assert [re.search(rf"--gx-{name}: (\S+);", shell)[1] for name in ("ground", "ink", "muted")] == [
        frame.GROUND,
        frame.INK,
        frame.MUTED,
    ]
