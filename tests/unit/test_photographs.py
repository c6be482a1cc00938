"""Photographs from installed packages: all there, grey, of the promised sizes, and none in both halves."""

import subprocess
import sys

import numpy as np
import pytest

from explorer.data import datasets, photographs


def test_train_and_test_share_no_photograph():
    assert not set(photographs.TRAIN) & set(photographs.TEST)
    assert set(photographs.TRAIN) | set(photographs.TEST) == set(photographs.PHOTOGRAPHS)
    assert len(photographs.TEST) >= 6


def test_no_scene_is_in_both_halves():
    small = {name: photographs.square(name, 32).astype(float).ravel() for name in photographs.PHOTOGRAPHS}
    small = {name: (values - values.mean()) / values.std() for name, values in small.items()}
    alike = {
        (one, two): float(np.mean(small[one] * small[two])) for one in photographs.TRAIN for two in photographs.TEST
    }
    assert max(alike.values()) < 0.8, max(alike, key=alike.get)


@pytest.mark.parametrize("name", photographs.PHOTOGRAPHS)
def test_a_photograph_is_grey_and_of_the_promised_size(name):
    whole, square = photographs.load(name), photographs.square(name)
    assert whole.dtype == square.dtype == np.uint8
    assert whole.ndim == 2 and max(whole.shape) <= 512 and min(whole.shape) >= 150
    assert square.shape == (256, 256)
    assert whole.std() > 5  # not an empty file
    assert photographs.TITLES[name] and photographs.CREDITS[name]


def test_a_caller_cannot_change_what_others_get():
    photographs.load("camera")[:] = 0
    assert photographs.load("camera").any()


def test_luminance_is_pillows(monkeypatch):
    from PIL import Image

    expected = np.asarray(Image.open(photographs.path_of("astronaut")).convert("L"))
    np.testing.assert_array_equal(photographs.load("astronaut"), expected)  # 512 x 512, so not resized


def test_a_photograph_that_is_not_installed_says_so(monkeypatch):
    monkeypatch.setitem(photographs.PHOTOGRAPHS, "gone", photographs.Photograph("skimage", "data/gone.png", "Gone", ""))
    monkeypatch.setitem(
        photographs.PHOTOGRAPHS, "uninstalled", photographs.Photograph("pywt_is_not_here", "x.png", "Gone", "")
    )
    monkeypatch.setitem(photographs._INSTALL, "pywt_is_not_here", "PyWavelets")
    with pytest.raises(datasets.MissingData, match="scikit-image"):
        photographs.load("gone")
    with pytest.raises(datasets.MissingData, match="pip install PyWavelets"):
        photographs.load("uninstalled")
    with pytest.raises(KeyError, match="astronaut"):
        photographs.load("nobody")
    assert "gone" not in photographs.available(("gone", "camera"))


def test_reading_photographs_imports_neither_torch_nor_the_packages():
    check = "import sys; from explorer.data import photographs; photographs.load('camera'); print({'torch', 'skimage', 'sklearn', 'gradio'} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout.strip()
        == "set()"
    )
