"""A model of a person's own is tried when it is saved: what is wrong and what is missing is said."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from explorer.capabilities import capabilities
from explorer.catalogue import Catalogue
from explorer.pages import PAGES
from explorer.trial import WANTED, lacking, try_out

ROOT = Path(__file__).resolve().parents[2]
SHAPE = (1, 4, 4)
CARDS = Catalogue().cards()


def grey(n: int, value: float = 0.5, side: int = 4) -> torch.Tensor:
    return torch.full((n, 1, side, side), value)


def model(**parts) -> SimpleNamespace:
    return SimpleNamespace(**{"shape": SHAPE, "latents": 2, "decode": lambda z: grey(len(z))} | parts)


def raises(message: str):
    def method(*_):
        raise ZeroDivisionError(message)

    return method


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({}, None),
        ({"shape": (4, 4)}, "shape must be"),
        ({"decode": lambda z: grey(len(z), 3.0)}, "decode must give pictures in [0, 1], not 3.00 to 3.00"),
        ({"decode": lambda z: grey(len(z), float("nan"))}, "no numbers"),
        ({"decode": lambda z: grey(len(z), side=5)}, "decode must be of shape (2, 1, 4, 4)"),
        ({"decode": lambda z: grey(1)}, "not (1, 1, 4, 4)"),
        ({"decode": raises("oh dear")}, "decode raised ZeroDivisionError: oh dear"),
        ({"encode": lambda x: (x.flatten(1)[:, :2], x.flatten(1)[:, :2])}, None),
        ({"encode": lambda x: x.flatten(1)[:, :3]}, "encode's mean must be of shape (2, 2)"),
        ({"encode": lambda x: "z"}, "encode must return a posterior"),
        ({"sample_latents": lambda n: torch.zeros(n, 3), "sample": grey}, "sample_latents must be of shape (2, 2)"),
        ({"groups": ((2, 1, 1),)}, None),
        ({"groups": ((2, 1, 1), (1, 2, 2))}, "groups hold 6 numbers, latents says 2"),
        ({"groups": ()}, "the coarsest first, not []"),
        ({"denoise": lambda x: x - 1}, "denoise must give pictures in [0, 1]"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(parts, said):
    one = model(**parts)
    found = try_out(one, capabilities(one))
    if said is None:
        assert found == []
    else:
        assert len(found) == 1 and said in found[0] and found[0].endswith(".")


def test_labels_must_be_taken_in_both_kinds():
    def whole_only(z, labels):
        return grey(len(z)) * torch.nn.functional.one_hot(labels, 3).float().amax(1)[:, None, None, None]

    parts = {"classes": 3, "decode": whole_only, "encode": lambda x, labels=None: x.flatten(1)[:, :2]}
    one = model(**parts, infer_labels=lambda x: torch.zeros(len(x), 3))
    assert any("weights (n, 3) too" in sentence for sentence in try_out(one, capabilities(one)))


@pytest.mark.parametrize("page", [page for page in PAGES if page.name in WANTED], ids=lambda page: page.name)
def test_what_is_wanted_is_what_the_pages_need(page):
    assert set(WANTED) == {page.name for page in PAGES if page.group == "Systems"}
    for card in CARDS:
        if card.over or "patch_prior" in card.can:  # made for the codes of another model, or for photographs
            continue
        assert page.needs(card) == (not lacking(page.name, card.can, card.latents, card.conditions)), card.name


def test_a_model_that_encodes_is_told_how_to_get_its_map():
    can = ["decode", "encode"]
    assert lacking("Map", can, 4, 0) == [] and lacking("Map", ["decode"], 4, 0, mapped=False) == ["encode"]
    assert "python -m train map" in lacking("Map", can, 4, 0, mapped=False)[0]
    assert lacking("Map", can, 1, 0) == ["two latents at least"]


def test_a_script_saves_itself_from_anywhere_and_is_told_what_it_is_good_for(tmp_path: Path):
    (tmp_path / "mine.py").write_text(
        textwrap.dedent(
            """
            import torch
            from huggingface_hub import PyTorchModelHubMixin
            import explorer

            class Mine(torch.nn.Module, PyTorchModelHubMixin):
                def __init__(self):
                    super().__init__()
                    self.shape, self.latents = (1, 4, 4), 2
                    self.weight = torch.nn.Parameter(torch.tensor(0.5))

                def decode(self, z):
                    return self.weight.expand(len(z), 1, 4, 4)

            if __name__ == "__main__":
                explorer.save(Mine(), "saved")
            """
        )
    )
    done = subprocess.run(
        [sys.executable, "mine.py"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "saved is written. It is on: Latents, Manifold." in done.stdout and "Mend this" not in done.stdout
    assert "For Pixels it wants levels, classes, pixel_logits" in done.stdout
    catalogue = Catalogue([tmp_path], trained=tmp_path / "none")
    assert catalogue.card("saved").module == "mine:Mine"
    assert catalogue.load("saved").decode(torch.zeros(1, 2)).shape == (1, 1, 4, 4)
