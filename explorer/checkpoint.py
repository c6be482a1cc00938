"""Writes checkpoints: a model's weights, its card and its previews, as the catalogue reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from explorer import previews
from explorer.capabilities import capabilities
from explorer.catalogue import DEFAULT_RANGE, count_weights, read_json


def save(
    model: Any,
    folder: str | Path,
    *,
    title: str = "",
    about: str = "",
    dataset: str = "",
    module: str = "",
    **card: Any,
) -> Path:
    """Write a checkpoint that the app shows: ``model.safetensors``, ``config.json`` with the model's card,
    and previews.

    Args:
        model: an ``nn.Module`` with ``PyTorchModelHubMixin`` that has some of the methods in ``explorer.capabilities``.
        folder: is made; its last part is the checkpoint's name.
        title, about, dataset: what a person reads, and which data set ("mnist", "fashion", ...) uploads are prepared
            for.
        module: "file:Class" where the class lives outside this project (``file.py`` in ``folder`` or beside it);
            found from the class when empty.
        card: more entries of the card: ``range``, ``kl``, ``spread``.
    """
    folder = Path(folder)
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)  # the hub's empty form of a model card
    file = folder / "config.json"
    config = read_json(file) if file.is_file() else {}
    kind = type(model)
    place = kind.__module__
    can, latents, over = capabilities(model), int(getattr(model, "latents", 0)), str(getattr(model, "over", ""))
    coded = {"grids": [list(grid) for grid in model.grids], "code_count": int(model.codes)} if "quantize" in can else {}
    config["card"] = {
        "title": title or folder.name,
        "about": about,
        "class": module or f"{place if place.startswith('explorer.') else place.rpartition('.')[2]}:{kind.__name__}",
        "dataset": dataset,
        "can": can,
        "shape": list(model.shape),
        "latents": latents,
        "conditions": int(model.classes) if {"condition", "autoregress"} & set(can) else 0,
        "parameters": count_weights(folder / "model.safetensors"),
        **({"over": over} if over else {}),
        **coded,
        **card,
    }
    file.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    if "decode" in can:
        previews.draw(model, folder, card.get("range") or [DEFAULT_RANGE] * latents, linear=not card.get("kl"))
    elif "autoregress" in can and not over:  # a prior over another model's codes paints no pictures by itself
        previews.paint(model, folder)
    elif "attend" in can:
        previews.attend(model, folder)
    if "quantize" in can:
        previews.codebook(model, folder)
    return folder
