"""Photographs to fit on and to test: of their own sizes, and no test photograph among those that are fitted to."""

from __future__ import annotations

import io

import numpy as np
import pytest
import torch
from PIL import Image

from explorer.data import photo_sets, photographs
from explorer.data.datasets import DamagedData, MissingData
from train.measures.photographs import set12

REDUCED = 8  # times, to compare photographs by
ALIKE = 0.85


def pack(pictures: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The bytes of PNG files end to end, and where each begins and the last ends."""
    files = []
    for picture in pictures:
        with io.BytesIO() as file:
            Image.fromarray(picture).save(file, "PNG")
            files.append(file.getvalue())
    return np.frombuffer(b"".join(files), np.uint8), np.cumsum([0, *map(len, files)])


@pytest.fixture
def root(tmp_path):
    """A folder with a BSDS of three photographs, the middle one that which Set12 has a part of."""
    draw = np.random.default_rng(0)
    colour = [draw.integers(0, 256, (20 + number, 30, 3), dtype=np.uint8) for number in range(3)]
    files, offsets = pack(colour)
    names = np.array(["1", photo_sets.TESTED, "2"])
    np.savez(tmp_path / photo_sets.FILES["bsds"], jpeg=files, offsets=offsets, names=names)
    return tmp_path


def test_photographs_are_grey_and_the_one_that_is_tested_is_left_out(root):
    assert photo_sets.there("bsds", root) and not photo_sets.there("set12", root)
    found = photo_sets.load("bsds", "train", root)
    assert [picture.shape for picture in found] == [(20, 30), (22, 30)] and found[0].dtype == np.uint8
    with np.load(root / photo_sets.FILES["bsds"]) as kept:
        first = kept["jpeg"][: kept["offsets"][1]].tobytes()
    np.testing.assert_array_equal(found[0], np.array(Image.open(io.BytesIO(first)).convert("L")))
    found[0][:] = 0
    assert photo_sets.load("bsds", "train", root)[0].any()  # a caller can't change what others get


def test_what_is_missing_or_damaged_is_named(root):
    with pytest.raises(MissingData, match=r"set12\.npz"):
        photo_sets.load("set12", "test", root)
    with pytest.raises(DamagedData, match=r"bsds_train\.npz is damaged"):
        photo_sets.load("bsds", "validation", root)  # which that file has not
    with pytest.raises(KeyError):
        photo_sets.load("set12", "train", root)


def test_the_real_photographs(need_data):
    need_data("bsds")
    need_data("set12")
    train, validation = (photo_sets.load("bsds", split) for split in ("train", "validation"))
    assert (len(train), len(validation)) == (199, 32)
    assert {picture.shape for picture in train + validation} == {(321, 481), (481, 321)}
    assert 95 < np.mean([picture.mean() for picture in train]) < 125
    tested = set12()
    assert list(tested) == [f"{number:02}" for number in range(1, 13)]
    assert sorted(picture.shape for picture in tested.values()) == [(256, 256)] * 7 + [(512, 512)] * 5


def reduced(picture: np.ndarray, times: float) -> torch.Tensor:
    height, width = (round(side / times) for side in picture.shape)
    return torch.from_numpy(np.array(Image.fromarray(picture).resize((width, height), Image.Resampling.BOX))).float()


def most_alike(whole: torch.Tensor, parts: list[np.ndarray]) -> list[float]:
    """The highest correlation of each of ``parts`` with any place of any of ``whole`` ``(n, h, w)``, at four sizes."""
    best = []
    for part in parts:
        found = []
        for times in (1, 1.2, 1.5, 1.9):
            kernel = reduced(part, max(part.shape) / (256 / REDUCED / times))[1:-1, 1:-1]
            kernel = (kernel - kernel.mean()) / kernel.std() / kernel.numel()
            ones = torch.full_like(kernel, 1 / kernel.numel())
            product, mean, square = (
                torch.nn.functional.conv2d(of[:, None], by[None, None])
                for of, by in ((whole, kernel), (whole, ones), (whole.square(), ones))
            )
            found.append(float((product / (square - mean.square()).clamp_min(4).sqrt()).max()))
        best.append(max(found))
    return best


def test_no_test_photograph_is_a_part_of_one_that_is_fitted_to(need_data, monkeypatch):
    need_data("bsds")
    need_data("set12")
    parts = [*set12().values(), *map(photographs.square, photographs.TEST)]

    def found() -> list[float]:
        train = [picture if picture.shape[1] == 481 else picture.T for picture in photo_sets.load("bsds", "train")]
        wide = torch.stack([reduced(picture, REDUCED) for picture in train])
        turned = [part.T for part in parts]
        return [max(pair) for pair in zip(most_alike(wide, parts), most_alike(wide, turned), strict=True)]

    assert max(found()) < ALIKE
    monkeypatch.setattr(photo_sets, "TESTED", "")
    photo_sets._read.cache_clear()
    assert np.flatnonzero(np.array(found()) > ALIKE).tolist() == [3]  # the starfish: what was left out would be found
    photo_sets._read.cache_clear()
