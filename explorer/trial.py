"""Tries a model as the pages will use it, so that whoever saves one learns at once what works and what is missing."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from explorer.capabilities import NextPoint, posterior_of

TRIED = 2  # pictures at once: a model must take more than one
SLACK = 1e-3  # outside of [0, 1] that rounding may leave
WANTED = {
    "Latents": {"decode": "decode"},
    "Manifold": {"decode": "decode"},
    "Map": {"decode": "decode", "encode": "encode"},
    "Classes": {
        "decode": "decode",
        "condition": "labels in encode and decode, infer_labels",
        "sample": "sample_latents and sample",
    },
    "Pixels": {"autoregress": "levels, classes, pixel_logits, log_prob and sample"},
    "Codes": {"quantize": "codes, grids, codebook, encode_codes, decode_codes and distances"},
    "Hierarchy": {"groups": "decode, and groups: the maps, height and width of each group of latents"},
    "Sketches": {"sketch": "classes, latents, begin and next_point"},
    "Attention": {"attend": "classes, questions, cells and attend"},
    "Restore": {"denoise": "denoise"},
}  # of each page, the capabilities that a model needs for it, and the methods that make them


class _Wrong(ValueError):
    """What a method gave is not what the pages take; the message continues "METHOD ..."."""


@torch.no_grad()
def try_out(model: Any, can: list[str]) -> list[str]:
    """What is wrong with the model, a sentence each; none where all that it ``can`` do gave what the pages take."""
    shape = getattr(model, "shape", None)
    strokes_alone = shape is None and bool({"sketch", "name_sketch"} & set(can))
    if not strokes_alone and (shape is None or len(shape) != 3 or shape[0] not in (1, 3)):
        return [f"shape must be (1 or 3 channels, height, width), not {shape}."]
    was_training = getattr(model, "training", False)
    if hasattr(model, "eval"):
        model.eval()
    found = []
    for name, check in CHECKS.items():
        if name not in can:
            continue
        try:
            check(model)
        except _Wrong as wrong:
            found.append(f"{wrong}.")
        except Exception as error:  # a stranger's model may fail in any way
            said = " ".join(str(error).split())[:200]
            found.append(f"{name} raised {type(error).__name__}: {said}.")
    if was_training:
        model.train()
    return found


def lacking(page: str, can: list[str], latents: int, conditions: int, *, mapped: bool = True) -> list[str]:
    """What a model still wants to stand on a page, in words; empty where it does.

    ``mapped``: a map of its codes lies beside it.
    """
    named = [words for capability, words in WANTED[page].items() if capability not in can]
    if page in ("Latents", "Manifold", "Map") and latents < 1:
        named.append("latents, how many numbers decode takes")
    if page in ("Latents", "Map") and "groups" in can:
        named.append("one vector of latents in place of groups of maps")
    if page == "Map" and latents == 1:
        named.append("two latents at least")
    if page == "Map" and not named and not mapped:
        named.append("a map of its codes: python -m train map NAME --out DIR")
    if page == "Manifold" and latents > 0 and (latents != 2 or conditions):
        named.append("two latents and no classes")
    if page == "Classes" and conditions < 2:
        named.append("classes, how many there are")
    return named


def _decoded(model: Any, *labels: Tensor) -> None:
    for reach in (0.0, 2.0):
        z = torch.full((TRIED, int(model.latents)), reach)
        _picture("decode", model.decode(z, *labels), model)


def _decode(model: Any) -> None:
    _decoded(model, *([torch.zeros(TRIED, dtype=torch.long)] if getattr(model, "classes", 0) else []))


def _groups(model: Any) -> None:
    sizes = [tuple(group) for group in model.groups]
    if not sizes or any(len(size) != 3 or min(size) < 1 for size in sizes):
        raise _Wrong(f"groups must be (maps, height, width) of each, the coarsest first, not {sizes}")
    if sum(math.prod(size) for size in sizes) != int(model.latents):
        raise _Wrong(f"groups hold {sum(math.prod(size) for size in sizes)} numbers, latents says {model.latents}")


def _condition(model: Any) -> None:
    weights = torch.full((TRIED, int(model.classes)), 1 / int(model.classes))
    try:
        _decoded(model, weights)
    except _Wrong:
        raise
    except Exception as error:
        raise _Wrong(
            "decode takes whole labels (n,) only. Classes are mixed on the pages, so that it must take weights "
            f"(n, {model.classes}) too ({type(error).__name__}: {' '.join(str(error).split())[:120]})"
        ) from None


def _encode(model: Any) -> None:
    try:
        mean, std = posterior_of(model.encode(_pictures(model)))
    except TypeError as error:
        raise _Wrong(str(error)) from None
    _shaped("encode's mean", mean, (TRIED, int(model.latents)))
    _shaped("encode's std", std, (TRIED, int(model.latents)))


def _sample(model: Any) -> None:
    _shaped("sample_latents", model.sample_latents(TRIED), (TRIED, int(model.latents)))
    _picture("sample", model.sample(TRIED), model)


def _denoise(model: Any) -> None:
    _picture("denoise", model.denoise(_pictures(model)), model)


def _autoregress(model: Any) -> None:
    logits = model.pixel_logits((_pictures(model) > 0.5).float())
    _shaped("pixel_logits", logits, (TRIED, int(model.levels), *model.shape))


def _attend(model: Any) -> None:
    look = model.attend(_pictures(model), torch.zeros(TRIED, dtype=torch.long))
    _shaped("attend's log_probs", look.log_probs, (TRIED, int(model.classes)))
    if len(look.masks) != len(model.cells):
        raise _Wrong(f"attend gave {len(look.masks)} masks for {len(model.cells)} cells, one a stage is wanted")


def _sketch(model: Any) -> None:
    """Two points, the second from the state after the first; and the same state once more gives the same."""
    points = torch.tensor(_ROWS[:1]).expand(TRIED, -1)
    labels = torch.zeros(TRIED, dtype=torch.long) if model.classes else None
    z = torch.zeros(TRIED, model.latents) if model.latents else None
    found, state = model.next_point(points, model.begin(TRIED, z, labels))
    _next_point(found)
    later, again = (model.next_point(points, state)[0] for _ in range(2))
    _next_point(later)
    if not torch.allclose(later.log_pen, again.log_pen, atol=1e-4):
        raise _Wrong("next_point must leave the state that it is given as it is: the same call gave another answer")


def _next_point(found: Any) -> None:
    lacks = [name for name in NextPoint._fields if not torch.is_tensor(getattr(found, name, None))]
    if lacks:
        raise _Wrong(f"next_point must return what capabilities.NextPoint holds; {lacks[0]} is missing")
    mixtures = found.log_weights.shape[-1]
    sizes = ((mixtures,), (mixtures, 2), (mixtures, 2), (mixtures,), (3,))
    for name, size in zip(NextPoint._fields, sizes, strict=True):
        _shaped(f"next_point's {name}", getattr(found, name), (TRIED, *size), "drawings")
    if not (found.std > 0).all() or not (found.correlation.abs() < 1).all():
        raise _Wrong("next_point's std must be above 0 and its correlation between -1 and 1")
    for name in ("log_weights", "log_pen"):
        if not torch.allclose(getattr(found, name).logsumexp(-1), torch.zeros(TRIED), atol=1e-3):
            raise _Wrong(f"next_point's {name} must be log-probabilities: the exponentials' sum must be 1")


def _read_sketch(model: Any) -> None:
    labels = torch.zeros(TRIED, dtype=torch.long) if model.classes else None
    try:
        mean, std = posterior_of(model.encode_strokes(torch.tensor(_ROWS).expand(TRIED, -1, -1), labels))
    except TypeError as error:
        raise _Wrong(str(error)) from None
    _shaped("encode_strokes' mean", mean, (TRIED, int(model.latents)), "drawings")
    _shaped("encode_strokes' std", std, (TRIED, int(model.latents)), "drawings")


def _name_sketch(model: Any) -> None:
    found = model.name_strokes(torch.tensor(_ROWS).expand(TRIED, -1, -1))
    _shaped("name_strokes", found, (TRIED, int(model.classes)), "drawings")


_ROWS = [[20.0, 5.0, 1.0, 0.0, 0.0], [-9.0, 30.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0, 1.0]]  # a drawing in stroke-5

CHECKS: dict[str, Callable[[Any], None]] = {
    "decode": _decode,
    "groups": _groups,
    "condition": _condition,
    "encode": _encode,
    "sample": _sample,
    "denoise": _denoise,
    "autoregress": _autoregress,
    "attend": _attend,
    "sketch": _sketch,
    "read_sketch": _read_sketch,
    "name_sketch": _name_sketch,
}


def _pictures(model: Any) -> Tensor:
    return torch.rand(TRIED, *model.shape, generator=torch.Generator().manual_seed(0))


def _shaped(name: str, found: Any, shape: tuple[int, ...], of: str = "pictures") -> None:
    if not torch.is_tensor(found) or tuple(found.shape) != shape:
        got = tuple(found.shape) if torch.is_tensor(found) else type(found).__name__
        raise _Wrong(f"{name} must be of shape {shape} for {TRIED} {of}, not {got}")
    if not torch.isfinite(found.float()).all():
        raise _Wrong(f"{name} has values that are no numbers (NaN or inf)")


def _picture(name: str, found: Any, model: Any) -> None:
    _shaped(name, found, (TRIED, *model.shape))
    low, high = float(found.min()), float(found.max())
    if low < -SLACK or high > 1 + SLACK:
        raise _Wrong(f"{name} must give pictures in [0, 1], not {low:.2f} to {high:.2f}")
