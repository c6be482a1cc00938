"""Uploads: odd files become pictures or a clear sentence."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

import explorer
from explorer.data import images, ink
from tests.conftest import did_not_run
from tests.unit.pen_photographs import photograph

DIGIT = (1, 28, 28)


def encoded(picture: Image.Image, kind: str = "PNG", **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def seven(size=(90, 120), ink="black", ground="white") -> Image.Image:
    picture = Image.new("RGB", size, ground)
    ImageDraw.Draw(picture).line([(20, 25), (70, 25), (40, 100)], fill=ink, width=9)
    return picture


def test_a_black_digit_on_white_becomes_a_centred_mnist_digit():
    picture, _ = images.open_picture(encoded(seven()))
    pixels, notes, *_ = images.prepare(picture, DIGIT, "mnist")
    assert pixels.shape == DIGIT and pixels.dtype == np.uint8
    ink = pixels[0].astype(float)
    rows = np.flatnonzero(ink.max(axis=1) > 40)
    assert rows[-1] - rows[0] + 1 in (19, 20, 21)
    assert abs((ink.sum(axis=1) * np.arange(28)).sum() / ink.sum() - 13.5) < 2
    assert abs((ink.sum(axis=0) * np.arange(28)).sum() / ink.sum() - 13.5) < 1
    assert any("Inverted" in note for note in notes)


def test_white_on_black_gives_the_same_digit():
    dark, _ = images.open_picture(encoded(seven(ink="white", ground="black")))
    light, _ = images.open_picture(encoded(seven()))
    a, b = (images.prepare(picture, DIGIT, "mnist").pixels.astype(int) for picture in (dark, light))
    assert abs(a - b).max() <= 2


def test_a_phone_photograph_with_shadow_and_grain():
    ramp = np.linspace(150, 215, 400)[None, :, None] + np.random.default_rng(0).normal(0, 4, (300, 400, 1))
    picture = Image.fromarray(np.clip(np.repeat(ramp, 3, axis=2), 0, 255).astype(np.uint8))
    ImageDraw.Draw(picture).line([(170, 60), (260, 60), (210, 240)], fill=(35, 40, 90), width=12)
    pixels = images.prepare(images.open_picture(encoded(picture, "JPEG"))[0], DIGIT, "mnist").pixels
    assert pixels[0, :3].max() < 40 and pixels.max() > 200 and 30 < (pixels > 128).sum() < 160


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "L", "CMYK", "I;16", "I", "F"])
def test_every_mode_of_a_picture_is_read(mode):
    grey = seven(ground=(250, 250, 250)).convert("L")
    values = np.asarray(grey)
    if mode == "I;16":
        picture = Image.fromarray(values.astype(np.uint16) * 257)
    elif mode == "I":
        picture = Image.fromarray(values.astype(np.int32) * 257)
    elif mode == "F":
        picture = Image.fromarray(values.astype(np.float32) / 255)
    else:
        picture = seven().convert(mode)
    opened, _ = images.open_picture(encoded(picture, "TIFF" if mode in ("CMYK", "F", "I") else "PNG"))
    assert opened.mode == "RGB" and opened.size == (90, 120)
    seen = np.asarray(opened.convert("L"), dtype=int)
    assert seen[5, 5] > 200 and seen[25, 45] < 60


def test_transparency_is_laid_on_white():
    picture = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle([10, 10, 30, 30], fill=(0, 0, 0, 255))
    opened, _ = images.open_picture(encoded(picture))
    assert opened.getpixel((0, 0)) == (255, 255, 255) and opened.getpixel((20, 20)) == (0, 0, 0)


def test_exif_rotation_is_applied():
    exif = Image.Exif()
    exif[0x0112] = 6  # rotate 90 degrees clockwise to see it upright
    picture = Image.new("RGB", (60, 30), "white")
    ImageDraw.Draw(picture).rectangle([0, 0, 10, 30], fill="black")
    opened, notes = images.open_picture(encoded(picture, "JPEG", exif=exif, quality=95))
    assert opened.size == (30, 60)
    assert opened.getpixel((15, 3))[0] < 60 and opened.getpixel((15, 55))[0] > 200
    assert any("upright" in note for note in notes)


def test_of_an_animation_the_first_frame_is_used():
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue")]
    opened, notes = images.open_picture(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert opened.getpixel((3, 3)) == (255, 0, 0) and any("first frame" in note for note in notes)


def test_a_large_picture_is_scaled_down_and_said_so():
    opened, notes = images.open_picture(encoded(Image.new("RGB", (3000, 1500), "white"), "JPEG"))
    assert max(opened.size) == images.WORK_SIDE and any("3,000 × 1,500" in note for note in notes)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"hello, this is no picture", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (encoded(Image.new("L", (1, 1))), "1 × 1"),
        (encoded(Image.new("1", (10_000, 10_000))), "10,000 × 10,000"),
        (encoded(seven())[:200], "not a picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "not a picture"),
        (b"x" * (images.MAX_BYTES + 1), "larger than 5 MB"),
    ],
    ids=["empty", "text", "svg", "1x1", "huge", "truncated", "broken", "heavy"],
)
def test_what_is_no_picture_gives_a_sentence(data, message):
    with pytest.raises(images.BadPicture, match=message):
        images.open_picture(data)


@pytest.mark.parametrize("tone", [0, 128, 255])
def test_a_flat_picture_has_no_digit(tone):
    with pytest.raises(images.BadPicture, match="No ink"):
        images.prepare(Image.new("RGB", (64, 64), (tone,) * 3), DIGIT, "mnist")


@pytest.mark.parametrize(
    ("shape", "dataset"),
    [((1, 28, 20), "frey"), ((1, 64, 64), "shapes"), ((3, 32, 32), "cifar10"), ((1, 28, 28), "fashion")],
)
def test_other_data_sets_take_the_middle(shape, dataset):
    pixels = images.prepare(seven(size=(200, 120)), shape, dataset).pixels
    assert pixels.shape == shape and pixels.dtype == np.uint8
    assert dataset != "shapes" or set(np.unique(pixels)) <= {0, 255}


def chain(picture: Image.Image, shape=DIGIT, dataset="mnist", **steps: bool) -> dict[str, images.Stage]:
    return {stage.name: stage for stage in images.prepare(picture, shape, dataset, steps).stages}


def test_the_chain_of_a_digit_is_shown_step_by_step():
    pixels, _, stages, original, *_ = images.prepare(seven(), DIGIT, "mnist")
    assert [stage.name for stage in stages] == ["invert", "flatten", "crop", "thicken", "resize", "centre"]
    assert all(
        stage.picture.dtype == np.uint8 and max(stage.picture.shape) <= 112 and stage.on == stage.auto
        for stage in stages
    )
    assert original.shape == (3, 112, 84) and (stages[-1].picture == pixels[0]).all()
    on = {stage.name for stage in stages if stage.on}
    assert on == {
        "invert",
        "crop",
        "resize",
        "centre",
    }  # its ground is flat and its stroke a tenth of the box: nothing else is needed


@pytest.mark.parametrize("step", ["invert", "flatten", "crop", "thicken", "resize", "centre"])
def test_each_step_of_a_digit_can_be_switched(step):
    picture = Image.open(io.BytesIO(photograph(7, 3)))
    picture = images.open_picture(encoded(picture, "JPEG", exif=picture.getexif()))[0]
    before = images.prepare(picture, DIGIT, "mnist")
    was = next(stage for stage in before.stages if stage.name == step)
    after = images.prepare(picture, DIGIT, "mnist", {step: not was.on})
    now = next(stage for stage in after.stages if stage.name == step)
    assert now.on is not was.on and now.auto is was.auto
    assert now.picture.shape != was.picture.shape or (now.picture != was.picture).any()
    assert after.pixels.shape == DIGIT and after.pixels.dtype == np.uint8


def test_without_the_margin_a_digit_fills_the_frame():
    rows = [
        np.flatnonzero(images.prepare(seven(), DIGIT, "mnist", {"resize": on}).pixels[0].max(axis=1) > 40)
        for on in (True, False)
    ]
    assert [found[-1] - found[0] + 1 for found in rows] == [20, 28]


def test_without_the_centre_of_mass_the_box_is_in_the_middle():
    picture = Image.new("RGB", (100, 100), "white")
    ImageDraw.Draw(picture).polygon([(20, 20), (80, 80), (20, 80)], fill="black")  # heavy at its lower left
    by_mass, by_box = (
        images.prepare(picture, DIGIT, "mnist", {"centre": on}).pixels[0].astype(float) for on in (True, False)
    )
    columns = np.flatnonzero(by_box.max(axis=0) > 127)
    assert abs(columns[0] - (27 - columns[-1])) <= 1
    assert (
        abs((by_mass.sum(axis=0) * np.arange(28)).sum() / by_mass.sum() - 13.5)
        < 0.8
        < abs((by_box.sum(axis=0) * np.arange(28)).sum() / by_box.sum() - 13.5)
    )


def test_thin_strokes_are_thickened_to_a_pens_width():
    picture = Image.new("RGB", (300, 300), "white")
    ImageDraw.Draw(picture).ellipse([60, 30, 240, 270], outline="black", width=3)
    assert chain(picture)["thicken"].on
    thick, thin = (images.prepare(picture, DIGIT, "mnist", {"thicken": on}).pixels for on in (True, False))
    assert (thick > 127).sum() > 1.3 * (thin > 127).sum()


def test_specks_lines_and_the_tables_edge_are_no_ink():
    picture = Image.new("RGB", (600, 800), (225, 220, 205))
    draw = ImageDraw.Draw(picture)
    for y in range(40, 800, 40):
        draw.line([(0, y), (600, y + 14)], fill=(170, 185, 205), width=2)
    draw.polygon([(560, 0), (600, 0), (600, 800), (520, 800)], fill=(60, 40, 30))
    draw.ellipse([60, 700, 68, 708], fill=(60, 60, 60))
    draw.line([(200, 250), (350, 250), (260, 520)], fill=(30, 40, 110), width=7)
    lit = ink.even(1 - np.asarray(picture.convert("L"), dtype=np.float32) / 255)
    rows, columns = (np.flatnonzero(ink.strokes(lit, True).mask.any(axis=axis)) for axis in (1, 0))
    assert [rows[0], rows[-1], columns[0], columns[-1]] == pytest.approx([247, 523, 197, 353], abs=8)


def test_chalk_on_a_blackboard_stays_light():
    photographed = Image.open(io.BytesIO(photograph(3, 5)))
    board = images.open_picture(
        encoded(Image.fromarray(255 - np.asarray(photographed)), "JPEG", exif=photographed.getexif())
    )[0]
    paper = images.open_picture(photograph(3, 5))[0]
    assert chain(paper)["invert"].on and not chain(board)["invert"].on


def test_a_photograph_of_twelve_million_pixels_turned_by_exif():
    data = photograph(4, 1, (3000, 4000), turn=6)
    assert Image.open(io.BytesIO(data)).size == (4000, 3000)
    opened, notes = images.open_picture(data)
    assert opened.size == (576, 768) and len(notes) == 2
    pixels = images.prepare(opened, DIGIT, "mnist").pixels[0]
    assert pixels[:3].max() < 40 and pixels.max() > 200 and 30 < (pixels > 128).sum() < 160


def test_photographs_of_pen_written_digits_are_read():
    """Twenty photographs that the preparation was not tuned on, through the classifier, without a switch touched."""
    try:
        model = explorer.load("classifier-mnist")
    except KeyError:
        did_not_run("there is no classifier-mnist in trained/")
    import torch

    digits = [number % 10 for number in range(20)]
    pixels = np.stack(
        [
            images.prepare(images.open_picture(photograph(digit, 900 + number))[0], DIGIT, "mnist").pixels
            for number, digit in enumerate(digits)
        ]
    )
    read = model.classify(torch.from_numpy(pixels).float() / 255).argmax(dim=1).tolist()
    assert sum(a == b for a, b in zip(read, digits, strict=True)) >= 18, list(zip(digits, read, strict=True))


@pytest.mark.parametrize(
    ("shape", "dataset"),
    [
        (DIGIT, "mnist"),
        (DIGIT, "fashion"),
        ((1, 64, 64), "shapes"),
        ((1, 28, 20), "frey"),
        ((3, 32, 32), "cifar10"),
        ((3, 16, 16), "faces"),
        ((1, 9, 7), "own"),
    ],
)
@pytest.mark.parametrize("kind", ["RGBA", "I;16", "P", "EXIF", "animated", "2x2", "flat", "wide"])
def test_odd_pictures_with_every_step_on_and_off(kind, shape, dataset):
    if kind == "I;16":
        data = encoded(Image.fromarray(np.asarray(seven().convert("L")).astype(np.uint16) * 257))
    elif kind == "EXIF":
        exif = Image.Exif()
        exif[0x0112] = 8
        data = encoded(seven(), "JPEG", exif=exif)
    elif kind == "animated":
        data = encoded(seven(), "GIF", save_all=True, append_images=[seven(ink="red")])
    else:
        odd = {"2x2": (2, 2), "flat": (60, 60), "wide": (500, 3)}
        data = encoded(Image.new("RGB", odd[kind], "white") if kind in odd else seven().convert(kind))
    picture = images.open_picture(data)[0]
    for stage in (*images.STEPS, None):
        for on in (True, False):
            steps = {stage: on} if stage else dict.fromkeys(images.STEPS, on)
            try:
                prepared = images.prepare(picture, shape, dataset, steps)
            except images.BadPicture as error:
                assert (
                    dataset == "mnist"
                    and kind in ("2x2", "flat", "wide")
                    and steps.get("crop", True)
                    and "No ink" in str(error)
                )
                continue
            assert prepared.pixels.shape == shape and prepared.pixels.dtype == np.uint8
            assert all(one.on is steps.get(one.name, one.auto) for one in prepared.stages)


def test_clothes_are_cut_out_where_the_ground_is_even():
    shirt = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(shirt).rectangle([100, 60, 139, 139], fill=(90, 90, 90))
    prepared = images.prepare(shirt, DIGIT, "fashion")
    assert {stage.name: stage.on for stage in prepared.stages} == {"invert": True, "cut": True, "fill": False}
    rows, columns = (np.flatnonzero(prepared.pixels[0].max(axis=axis) > 60) for axis in (1, 0))
    assert (len(rows), len(columns)) == (28, 14)
    whole = images.prepare(shirt, DIGIT, "fashion", {"cut": False}).pixels[0]
    assert len(np.flatnonzero(whole.max(axis=1) > 60)) < 14


def test_a_whole_picture_keeps_its_sides_in_margins():
    colours = Image.new("RGB", (200, 100), (10, 20, 200))
    ImageDraw.Draw(colours).rectangle([0, 20, 30, 80], fill=(250, 0, 0))
    cut, whole = (images.prepare(colours, (3, 32, 32), "cifar10", {"fill": on}).pixels for on in (True, False))
    assert cut[0].max() < 120 and whole[0].max() > 200
    assert whole[:, 0, 16].tolist() == [10, 20, 200]


def test_switches_are_read_from_text():
    assert images.switches("") == {} and images.switches("invert:1,crop:0") == {"invert": True, "crop": False}
    assert images.switches("turn:3,mirror:1,fill:0") == {"turn": 3, "mirror": 1, "fill": 0}
    for bad in ("invert", "invert:2", "turn:4", "turn:-1", "turn:", "mirror:2", "sharpen:1", "invert:1;crop:0", ":1"):
        with pytest.raises(ValueError, match="name:1 or name:0"):
            images.switches(bad)


def own_size(values: np.ndarray) -> Image.Image:
    return Image.fromarray(values.astype(np.uint8)).convert("RGB")


def face(height: int = 28, width: int = 28) -> np.ndarray:
    """Something like one: a light oval with dark features, on a ground that is not even."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    ground = 60 + 50 * y / height + np.random.default_rng(0).normal(0, 8, (height, width))
    oval = ((y / height - 0.5) / 0.42) ** 2 + ((x / width - 0.5) / 0.33) ** 2 < 1
    picture = np.where(oval, 190 + 20 * x / width, ground)
    for at in ((0.4, 0.36), (0.4, 0.64), (0.7, 0.5)):
        picture[((y / height - at[0]) ** 2 + (x / width - at[1]) ** 2) < 0.004] = 30
    return picture.clip(0, 255)


def letter() -> np.ndarray:
    """Light on dark, as EMNIST has them, reaching farther than a digit of MNIST."""
    picture = Image.new("L", (28, 28))
    ImageDraw.Draw(picture).line([(4, 1), (4, 26), (14, 12), (24, 26), (24, 1)], fill=230, width=3)
    return np.asarray(picture)


@pytest.mark.parametrize("dataset", ["mnist", "fashion", "other"])
@pytest.mark.parametrize("values", [face(), letter(), 0.3 * letter()], ids=["face", "letter", "faint"])
def test_a_picture_of_the_models_own_size_is_left_alone(values, dataset):
    prepared = images.prepare(own_size(values), DIGIT, dataset)
    assert (prepared.pixels[0] == values.astype(np.uint8)).all() and not prepared.part
    assert not any(stage.on for stage in prepared.stages if stage.name != "fill")
    assert dataset != "mnist" or prepared.notes == ["It has the model's own size: it is left as it is."]
    for name in ("invert", "flatten", "crop", "thicken", "resize", "centre"):
        switched = images.prepare(own_size(values), DIGIT, dataset, {name: True})
        assert switched.pixels.shape == DIGIT  # every step can still be asked for


def test_ink_on_light_even_ground_of_the_models_own_size_is_inverted_alone():
    prepared = images.prepare(own_size(255 - letter()), DIGIT, "mnist")
    assert (prepared.pixels[0] == letter()).all()
    assert [stage.name for stage in prepared.stages if stage.on] == ["invert"]


def test_where_most_was_left_out_it_is_called_a_part():
    def part(picture: Image.Image) -> bool:
        prepared = images.prepare(picture, DIGIT, "mnist")
        assert prepared.part == any("a part of it only" in note for note in prepared.notes)
        return prepared.part

    assert part(own_size(face(280, 280)))
    assert not part(seven())
    assert not any(part(images.open_picture(photograph(number % 10, 900 + number))[0]) for number in range(6))


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("mirror", [0, 1])
def test_a_picture_is_turned_and_mirrored_as_wished(turn, mirror):
    stored = seven()
    if mirror:
        stored = stored.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    stored = stored.rotate(90 * turn, expand=True)  # counter-clockwise; a turn is clockwise
    wanted = images.prepare(seven(), DIGIT, "mnist")
    prepared = images.prepare(stored, DIGIT, "mnist", images.switches(f"turn:{turn},mirror:{mirror}"))
    assert (prepared.pixels == wanted.pixels).all() and (prepared.original == wanted.original).all()
    assert all(stage.on == stage.auto for stage in prepared.stages)


def test_a_photograph_on_its_side_is_read_once_it_is_turned():
    try:
        model = explorer.load("classifier-mnist")
    except KeyError:
        did_not_run("there is no classifier-mnist in trained/")
    import torch

    lying = images.open_picture(photograph(7, 907))[0].transpose(Image.Transpose.ROTATE_90)
    pixels = images.prepare(lying, DIGIT, "mnist", {"turn": 1}).pixels
    assert model.classify(torch.from_numpy(pixels[None]).float() / 255).argmax() == 7


@pytest.mark.parametrize("side", [200, 700])
def test_a_tiny_digit_on_a_white_page_is_found(side):
    page = Image.new("RGB", (side, side), "white")
    draw = ImageDraw.Draw(page)
    draw.line([(80, 60), (85, 60), (82, 68)], fill="black", width=1)
    rows = np.flatnonzero(images.prepare(page, DIGIT, "mnist").pixels[0].max(axis=1) > 60)
    assert len(rows) in (19, 20, 21)
