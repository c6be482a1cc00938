"""Codes of pictures by a VQ-VAE that is trained already, and pictures from a prior's codes: what lies between the two when a prior is trained and judged."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Generator, Tensor

from explorer.catalogue import TRAINED
from explorer.models import REGISTRY, CodePrior, Quantising
from explorer.sampling import sample
from train.recipes import RECIPES

BATCH = 500


@lru_cache(maxsize=4)
def _trained(name: str, device: str) -> Quantising | CodePrior:
    if name not in RECIPES or not (TRAINED / name / "model.safetensors").is_file():
        raise FileNotFoundError(
            f"A prior of codes stands on {name!r}, which is not in trained/: train it first with python -m train {name}"
        )
    model = REGISTRY[RECIPES[name].model].from_pretrained(TRAINED / name, strict=True, local_files_only=True)
    return model.eval().requires_grad_(False).to(device)


def coder(over: str, device: torch.device | str = "cpu") -> Quantising:
    """The model in trained/ whose codes a prior is over. Raises FileNotFoundError with a sentence where there is none."""
    return _trained(over, str(device))


def prior_of_top(over: str) -> CodePrior:
    """The prior in trained/ of the top level of the two that ``over`` has. Raises FileNotFoundError with a sentence where there is none."""
    return _trained(
        next(name for name, recipe in RECIPES.items() if recipe.over == over and not recipe.arguments.get("top")), "cpu"
    )


@torch.no_grad()
def codes(over: str, below: bool, images: Tensor) -> tuple[Tensor, Tensor | None]:
    """Pictures in [0, 1] -> code numbers ``(n, h, w)`` as a prior is to learn them, and what it is told.

    Args:
        over: name of the VQ-VAE in trained/.
        below: the codes of the bottom level of two are wanted, and told are those of the top; else the top's or the only ones, and None.
        images: ``(n, c, h, w)``.

    Raises:
        FileNotFoundError: there is no such VQ-VAE.
    """
    model = coder(over, images.device)
    levels = [
        part if isinstance(part, tuple) else (part,)
        for part in (model.encode_codes(part) for part in images.split(BATCH))
    ]
    found = [torch.cat(level) for level in zip(*levels, strict=True)]
    return (found[1], found[0]) if below else (found[0], None)


def pictured(codes: Tensor, count: int) -> Tensor:
    """Code numbers ``(n, h, w)`` of ``count`` -> what a prior is given: pictures ``(n, 1, h, w)``, code k as k / (count - 1)."""
    return codes[:, None] / (count - 1)


def makes_pictures(prior: CodePrior) -> bool:
    """Whether its draws can be decoded: a top level's alone can't, it takes the bottom's."""
    return bool(prior.top) or len(coder(prior.over).grids) == 1


@torch.no_grad()
def draw(prior: CodePrior, n: int, label: int | None, generator: Generator) -> Tensor:
    """Pictures ``(n, *shape)`` in [0, 1] of a class, or of none: codes from the prior, and of a bottom level's from the top's first, decoded.

    The prior is one that ``makes_pictures``.
    """
    model, labels = coder(prior.over), None if label is None else torch.full((n,), label)

    def grid(one: CodePrior) -> Tensor:
        return one.quantize(sample(one, torch.full((n, *one.shape), -1.0), labels, generator=generator))[:, 0]

    if not prior.top:
        return model.decode_codes(grid(prior))
    top = grid(prior_of_top(prior.over))
    return model.decode_codes((top, grid(prior.below(top))))
