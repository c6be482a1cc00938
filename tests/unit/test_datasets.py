"""Data sets are read as they lie on the disk, and one that is missing says how to get it."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.data import datasets, folders, official
from explorer.data.datasets import DamagedData, MissingData
from explorer.data.decoding import BadPicture, decode


def write_idx(path, array):
    path.parent.mkdir(parents=True, exist_ok=True)
    head = bytes([0, 0, 8, array.ndim]) + b"".join(int(size).to_bytes(4, "big") for size in array.shape)
    path.write_bytes(head + array.tobytes())


def noise(*shape):
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


@pytest.fixture
def mnist(tmp_path):
    """MNIST in small: 10,030 training pictures of 2x3 and 7 for the test."""
    raw = tmp_path / "MNIST" / "raw"
    for part, count in (("train", 10_030), ("t10k", 7)):
        write_idx(raw / f"{part}-images-idx3-ubyte", noise(count, 2, 3))
        write_idx(raw / f"{part}-labels-idx1-ubyte", np.arange(count).astype(np.uint8) % 10)
    return tmp_path


def test_importing_it_imports_no_torch():
    code = "import sys; import explorer.data.datasets; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class TestIdx:
    def test_the_last_ten_thousand_are_for_validation(self, mnist):
        parts = {split: datasets.load("mnist", split, mnist) for split in datasets.SPLITS}
        assert {split: part.images.shape for split, part in parts.items()} == {
            "train": (30, 1, 2, 3),
            "validation": (10_000, 1, 2, 3),
            "test": (7, 1, 2, 3),
        }
        assert (np.concatenate([parts["train"].images, parts["validation"].images])[:, 0] == noise(10_030, 2, 3)).all()
        assert parts["validation"].labels[0] == 0 and parts["test"].labels.tolist() == list(range(7))

    def test_count_and_single_pictures(self, mnist):
        assert datasets.test_count("mnist", mnist) == 7
        pixels, label = datasets.test_picture("mnist", 3, mnist)
        assert (pixels[0] == noise(7, 2, 3)[3]).all() and label == 3
        for index in (-1, 7):
            with pytest.raises(IndexError, match="7 test pictures"):
                datasets.test_picture("mnist", index, mnist)

    @pytest.mark.parametrize("shape", [(1, 32, 32), (3, 64, 64), (1, 2, 3)])
    def test_a_picture_comes_in_the_shape_that_a_model_takes(self, mnist, shape):
        pixels, label = datasets.test_picture("mnist", 3, mnist, shape)
        assert pixels.shape == shape and pixels.dtype == np.uint8 and label == 3

    def test_the_place_comes_from_the_environment(self, mnist, monkeypatch):
        monkeypatch.setenv("EXPLORER_DATA", str(mnist))
        assert len(datasets.load("mnist", "test").images) == 7
        monkeypatch.delenv("EXPLORER_DATA")
        assert str(datasets.root_of()) == "data"

    def test_damage_is_named(self, tmp_path):
        whole = tmp_path / "whole"
        write_idx(whole, noise(5, 4))
        assert (official.read_idx(whole) == noise(5, 4)).all()
        (tmp_path / "short").write_bytes(whole.read_bytes()[:-1])
        (tmp_path / "other").write_bytes(b"\x89PNG....")
        for name, message in (("short", "short is truncated"), ("other", "other is not an IDX file")):
            with pytest.raises(ValueError, match=message):
                official.read_idx(tmp_path / name)


class TestCifar:
    def write(self, root, extra=None):
        folder = root / "cifar-10-batches-py"
        folder.mkdir()
        batch = {b"data": noise(20, 3072), b"labels": [index % 10 for index in range(20)], b"batch_label": b"x"} | (
            extra or {}
        )
        for name in [*(f"data_batch_{part}" for part in range(1, 6)), "test_batch"]:
            (folder / name).write_bytes(pickle.dumps(batch, protocol=4))

    def test_batches_of_torchvision(self, tmp_path):
        self.write(tmp_path)
        test = datasets.load("cifar10", "test", tmp_path)
        assert (test.images == noise(20, 3072).reshape(20, 3, 32, 32)).all()
        assert test.labels.tolist() == list(range(10)) * 2 and test.labels.dtype == np.uint8

    def test_a_batch_that_would_run_code_is_refused(self, tmp_path):
        class Evil:
            def __reduce__(self):
                return os.mkdir, (str(tmp_path / "ran"),)

        self.write(tmp_path, {b"labels": Evil()})
        with pytest.raises(DamagedData, match="has no place in a CIFAR-10 batch"):
            datasets.load("cifar10", "test", tmp_path)
        assert not (tmp_path / "ran").exists()

    def test_jpeg_pack(self, tmp_path):
        files = []
        for level in (40, 200):
            buffer = io.BytesIO()
            Image.new("RGB", (32, 32), (level, 0, level)).save(buffer, "JPEG")
            files.append(buffer.getvalue())
        content = np.frombuffer(b"".join(files), np.uint8)
        offsets = np.cumsum([0, *map(len, files)])
        np.savez(tmp_path / "cifar10-jpeg.npz", test_jpeg=content, test_offsets=offsets, test_labels=np.array([3, 9]))
        test = datasets.load("cifar10", "test", tmp_path)
        assert test.images.shape == (2, 3, 32, 32) and test.labels.tolist() == [3, 9]
        assert np.abs(test.images.mean((2, 3)) - [[40, 0, 40], [200, 0, 200]]).max() < 5


class TestFreyAndFolders:
    def test_every_tenth_face_is_for_the_test(self, tmp_path):
        np.savez(tmp_path / "frey_faces.npz", images=noise(1965, 28, 20))
        sizes = {split: len(datasets.load("frey", split, tmp_path).images) for split in datasets.SPLITS}
        assert sizes == {"train": 1573, "validation": 196, "test": 196}
        assert (datasets.load("frey", "test", tmp_path).images[0, 0] == noise(1965, 28, 20)[9]).all()
        assert datasets.test_count("frey", tmp_path) == 196

    def test_a_folder_of_pictures_with_a_folder_a_class(self, tmp_path):
        for kind in ("cats", "dogs"):
            (tmp_path / "pets" / kind).mkdir(parents=True)
            for index in range(10):
                Image.new("L", (50, 30), 200 * (kind == "dogs")).save(tmp_path / "pets" / kind / f"{index}.png")
        train = datasets.load("pets", "train", tmp_path, shape=(1, 8, 6))
        assert train.images.shape == (16, 1, 8, 6) and set(train.labels) == {0, 1}
        assert (train.images[train.labels == 1] == 200).all()
        assert len(datasets.load(str(tmp_path / "pets"), "test").images) == 2

    def test_a_folder_goes_through_the_decoder_of_uploads(self, tmp_path):
        folder = tmp_path / "few"
        folder.mkdir()
        ink = Image.new("RGBA", (8, 8))
        ink.putpixel((4, 4), (0, 0, 0, 255))
        ink.save(folder / "transparent.png")
        Image.fromarray(np.full((8, 8), 30_000, np.uint16)).save(folder / "sixteen.png")
        for file, values in (("transparent.png", {0, 255}), ("sixteen.png", {116})):
            upload = np.asarray(decode((folder / file).read_bytes(), "L")[0])
            read = folders.read(folder / file, (1, 8, 8))[0]
            assert (read == upload).all() and set(np.unique(read)) == values


class TestFolders:
    """What people's folders have in them beside pictures."""

    def folder(self, root, count=20, below="") -> Path:
        folder = root / "own"
        (folder / below).mkdir(parents=True)
        for index in range(count):
            Image.new("L", (8, 8), 10 * index).save(folder / below / f"{index:02}.png")
        return folder

    def test_hidden_files_and_what_systems_leave_are_no_data(self, tmp_path):
        folder = self.folder(tmp_path, below="cats")
        before = datasets.load("own", "train", tmp_path, (1, 8, 8))
        for place in (
            ".ipynb_checkpoints/00.png",
            "cats/._00.png",
            "__MACOSX/cats/00.png",
            ".hidden.png",
            "a/.git/0.png",
        ):
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            Image.new("L", (8, 8), 255).save(folder / place)
        for name in ("Thumbs.db", "desktop.ini", ".DS_Store", "notes.txt", "cats/labels.csv"):
            (folder / name).write_bytes(b"no picture")
        (folder / "folder.png").mkdir()
        assert datasets.test_count("own", tmp_path) == 2
        after = datasets.load(str(folder), "train", shape=(1, 8, 8))
        assert (after.images == before.images).all() and set(after.labels) == {0}

    def test_every_name_of_a_picture_counts(self, tmp_path):
        folder = self.folder(tmp_path, count=0)
        for name, kind in (("a.PNG", "PNG"), ("b.JPG", "JPEG"), ("c.tif", "TIFF"), ("d.pgm", "PPM"), ("e.ico", "ICO")):
            Image.new("L", (16, 16), 200).save(folder / name, kind)
        assert len(folders.pictures_in(folder)) == 5 and len(datasets.load("own", "train", tmp_path).images) == 3

    @pytest.mark.parametrize(
        "damage", [b"", b"\x89PNG\r\n\x1a\n", b"no picture", None], ids=["empty", "head", "text", "cut"]
    )
    def test_a_damaged_file_is_named_and_the_others_are_read(self, tmp_path, caplog, damage):
        folder = self.folder(tmp_path)
        for name in ("03.png", "09.png"):  # one for training, one for the test
            whole = (folder / name).read_bytes()
            (folder / name).write_bytes(whole[:45] if damage is None else damage)
        assert datasets.test_count("own", tmp_path) == 2
        with pytest.raises(BadPicture, match=r"09\.png can't be used"):
            datasets.test_picture("own", 0, tmp_path)
        pixels, _ = datasets.test_picture("own", 1, tmp_path, (1, 4, 4))
        assert pixels.shape == (1, 4, 4) and (pixels == 190).all()
        train = datasets.load("own", "train", tmp_path, (1, 8, 8))
        assert len(train.images) == 15 == len(train.labels) and "03.png" in caplog.text
        (folder / "19.png").write_bytes(b"")
        with pytest.raises(DamagedData, match=r"19\.png"):
            datasets.load("own", "test", tmp_path, (1, 9, 9))

    @pytest.mark.parametrize(
        ("count", "train", "validation", "test"),
        [(1, 0, 0, 1), (2, 1, 0, 1), (3, 1, 1, 1), (9, 7, 1, 1), (10, 8, 1, 1), (25, 21, 2, 2)],
    )
    def test_a_small_set_is_split_as_well_as_it_can_be(self, tmp_path, count, train, validation, test):
        self.folder(tmp_path, count)
        wanted = {"train": train, "validation": validation, "test": test}
        assert {split: len(folders.members(count, split)) for split in wanted} == wanted
        assert datasets.test_count("own", tmp_path) == test
        for split, number in wanted.items():
            if number:
                assert len(datasets.load("own", split, tmp_path, (1, 8, 8)).images) == number
            else:
                with pytest.raises(DamagedData, match=f"{count} pictures: too few for a {split} split"):
                    datasets.load("own", split, tmp_path, (1, 8, 8))

    def test_classes_are_the_folders_that_hold_pictures(self, tmp_path):
        for below in ("birds/owls", "birds/crows", "cats"):
            (tmp_path / "own" / below).mkdir(parents=True)
            for index in range(4):
                Image.new("L", (8, 8)).save(tmp_path / "own" / below / f"{index}.png")
        assert folders.listed(tmp_path / "own").labels.tolist() == [0] * 4 + [1] * 4 + [2] * 4

    def test_a_folder_that_stands_still_is_gone_through_once_and_a_change_in_it_is_seen(self, tmp_path, monkeypatch):
        folder, below = self.folder(tmp_path, below="cats"), tmp_path / "own" / "cats"
        for place in (folder, below):
            os.utime(place, (1e9, 1e9))
        first = folders.listed(folder)
        with monkeypatch.context() as still:
            still.setattr(folders.os, "scandir", None)
            assert folders.listed(folder) is first and datasets.test_count("own", tmp_path) == 2
        Image.new("L", (8, 8)).save(below / "20.png")
        assert len(folders.pictures_in(folder)) == 21
        (below / "20.png").unlink()  # a moment later, maybe at the same time of the disk's
        assert len(folders.pictures_in(folder)) == 20

    def test_no_damage_of_a_set_escapes_the_count(self, tmp_path):
        for name in ("frey_faces.npz", "cifar10-jpeg.npz", "avataaars64.npz", "lfw64.npz"):
            (tmp_path / name).write_bytes(b"PK\x03\x04 no archive")
        raw = tmp_path / "MNIST" / "raw"
        raw.mkdir(parents=True)
        for file, head in (("images", (0x803, 10_000, 28, 28)), ("labels", (0x801, 10_000))):
            dimensions = 3 if file == "images" else 1
            content = b"".join(number.to_bytes(4, "big") for number in head)
            (raw / f"t10k-{file}-idx{dimensions}-ubyte").write_bytes(content + b"\0" * 20)
        for name in (
            "frey",
            "cifar10",
            "mnist",
            "faces",
            "faces-glasses",
            "lfw",
            "scenes",
            "fashion",
            "~nobody/x",
            "a\0b",
            "..",
            "x" * 5000,
        ):
            assert datasets.test_count(name, tmp_path) >= 0
        for name, file in (("frey", "frey_faces.npz"), ("cifar10", "cifar10-jpeg.npz"), ("mnist", "t10k-images-idx3")):
            with pytest.raises(DamagedData, match=file):
                datasets.test_picture(name, 0, tmp_path)


def packed(names: list[str], level: int = 90) -> dict[str, np.ndarray]:
    """So many plain pictures of 64 x 64 as JPEG files end to end."""
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), (level, 0, 250)).save(buffer, "JPEG")
    content = np.frombuffer(buffer.getvalue() * len(names), np.uint8)
    return {"jpeg": content, "offsets": np.arange(len(names) + 1) * len(buffer.getvalue())}


def worn() -> dict[str, np.ndarray]:
    """What ten thousand cartoons wear: nothing, glasses, an eyepatch, nothing."""
    looks = {f"names_{name}": np.array(["default"]) for name in ("mouth", "eyes")}
    looks |= {f"attr_{name}": np.zeros(10_000, int) for name in ("mouth", "eyes", "facialHair")}
    skins = {"palette_skin": np.array(["edb98a"]), "color_skin": np.zeros(10_000, int)}
    glasses = {"attr_accessories": np.array([-1, 0, 1, -1] * 2500), "names_accessories": np.array(["kurt", "eyepatch"])}
    return looks | skins | glasses


class TestFaces:
    def test_photographs_are_split_by_person(self, tmp_path):
        names = [f"P{number // 3:02}" for number in range(60)]  # twenty people, three pictures each
        smile = np.arange(60) % 3 - 1
        np.savez(tmp_path / "lfw64.npz", **packed(names), names=np.array(names), smile=smile)
        sizes = {split: len(datasets.load("lfw", split, tmp_path).images) for split in datasets.SPLITS}
        assert sizes == {"train": 48, "validation": 6, "test": 6}
        test = datasets.load("lfw", "test", tmp_path)
        assert test.images.shape == (6, 3, 64, 64) and test.labels.tolist() == [2, 0, 1] * 2
        assert np.abs(test.images.mean((0, 2, 3)) - [90, 0, 250]).max() < 5

    def test_cartoons_are_split_in_order_and_told_by_their_heads(self, tmp_path):
        tops = np.array([-1, 0, 1, 2] * 2500)
        names = np.array(["hijab", "shortFlat", "bun"])
        known = {"attr_top": tops, "names_top": names, **worn()}
        np.savez(tmp_path / "avataaars64.npz", **packed(["x"] * 10_000), **known)
        test = datasets.load("faces", "test", tmp_path)
        assert test.images.shape == (1000, 3, 64, 64) and test.labels[:4].tolist() == [0, 3, 1, 2]
        assert [datasets.CLASSES["faces"][label] for label in test.labels[1:3]] == ["hat or scarf", "short hair"]

    def test_the_same_cartoons_are_told_by_their_heads_and_glasses(self, tmp_path):
        known = {"attr_top": np.array([-1, 0] * 5000), "names_top": np.array(["hijab"]), **worn()}
        np.savez(tmp_path / "avataaars64.npz", **packed(["x"] * 10_000), **known)
        test = datasets.load("faces-glasses", "test", tmp_path)
        names = [datasets.CLASSES["faces-glasses"][label] for label in test.labels[:3]]
        assert names == ["bare head", "hat or scarf, glasses", "bare head"]
        assert len(test.images) == datasets.test_count("faces-glasses", tmp_path) == 1000


class TestShapes:
    def test_the_test_split_is_rendered_and_stands_still(self):
        test = datasets.load("shapes", "test")
        assert test.images.shape == (10_000, 1, 64, 64) and set(np.unique(test.images[:50])) == {0, 255}
        assert datasets.test_count("shapes") == 10_000 and set(test.labels) == {0, 1, 2}

    def test_the_training_shapes_are_too_many_to_keep(self):
        with pytest.raises(ValueError, match="render what is needed"):
            datasets.load("shapes", "train")


class TestMissing:
    @pytest.mark.parametrize("name", ["mnist", "fashion", "cifar10"])
    def test_one_line_says_how_to_get_it(self, name, tmp_path):
        with pytest.raises(MissingData) as missing:
            datasets.load(name, "test", tmp_path)
        assert f"python -m train download {name} --data {tmp_path}" in str(missing.value)
        assert "\n" not in str(missing.value)
        assert datasets.test_count(name, tmp_path) == 0

    def test_faces_and_folders(self, tmp_path):
        files = (("frey", "frey_faces.npz"), ("faces", "avataaars64.npz"), ("lfw", "lfw64.npz"))
        for name, words in (*files, ("nowhere", "There is no data set nowhere")):
            with pytest.raises(MissingData, match=words):
                datasets.load(name, "test", tmp_path)
            assert datasets.test_count(name, tmp_path) == 0
        (tmp_path / "empty").mkdir()
        with pytest.raises(MissingData, match="no pictures"):
            datasets.load("empty", "test", tmp_path)
        assert datasets.test_count("", tmp_path) == 0

    def test_an_unknown_split_is_refused(self):
        with pytest.raises(ValueError, match="split"):
            datasets.load("mnist", "dev")


@pytest.mark.parametrize(
    ("name", "label", "mean"),
    [
        ("mnist", 7, 33.79),
        ("fashion", 9, 73.15),
        ("cifar10", None, 121.6),
        ("frey", 0, 155.0),
        ("faces", 3, None),
        ("lfw", None, None),
    ],
)
def test_the_real_sets(name, label, mean, need_data):
    need_data(name)
    test = datasets.load(name, "test")
    assert test.images.shape[1:] == datasets.SHAPE[name] and test.images.dtype == np.uint8
    assert len(test.images) == datasets.test_count(name) == len(test.labels)
    assert mean is None or test.images.mean() == pytest.approx(mean, abs=0.02 if name in ("mnist", "fashion") else 2)
    assert label is None or test.labels[0] == label
