"""Writes checkpoints: a model's weights, its card and its previews, as the catalogue reads them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from explorer import previews
from explorer.capabilities import capabilities
from explorer.catalogue import DEFAULT_RANGE, HOME, count_weights, read_json
from explorer.latents.maps import has_map


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

    A class from outside this project is tried as the pages will use it, and what was found is printed: what is wrong,
    the pages that take it, and what the others still want.

    Args:
        model: an ``nn.Module`` with ``PyTorchModelHubMixin`` that has some of the methods in ``explorer.capabilities``.
        folder: is made; its last part is the checkpoint's name.
        title, about, dataset: what a person reads, and which data set ("mnist", "fashion", ...) uploads are prepared
            for.
        module: "file:Class" where the class lives outside this project (``file.py`` in ``folder`` or beside it);
            found from the class when empty, in a script that is run, too.
        card: more entries of the card: ``range``, ``kl``, ``spread``, ``group_kl``.
    """
    folder = Path(folder)
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)  # the hub's empty form of a model card
    file = folder / "config.json"
    config = read_json(file) if file.is_file() else {}
    kind = type(model)
    ours = kind.__module__.startswith("explorer.")
    can, latents, over = capabilities(model), int(getattr(model, "latents", 0)), str(getattr(model, "over", ""))
    coded = {"grids": [list(grid) for grid in model.grids], "code_count": int(model.codes)} if "quantize" in can else {}
    stacked = {"groups": [list(group) for group in model.groups]} if "groups" in can else {}
    config["card"] = {
        "title": title or folder.name,
        "about": about,
        "class": module or f"{kind.__module__ if ours else _file_of(kind)}:{kind.__name__}",
        "dataset": dataset,
        "can": can,
        "shape": list(getattr(model, "shape", ())),
        "latents": latents,
        "conditions": int(model.classes) if {"condition", "autoregress", "sketch"} & set(can) else 0,
        "parameters": count_weights(folder / "model.safetensors"),
        **({"over": over} if over else {}),
        **coded,
        **stacked,
        **card,
    }
    file.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    if not ours:
        _report(model, folder, config["card"])
    if "groups" in can:
        previews.sample(model, folder)
    elif "decode" in can:
        previews.draw(model, folder, card.get("range") or [DEFAULT_RANGE] * latents, linear=not card.get("kl"))
    elif "autoregress" in can and not over:  # a prior over another model's codes paints no pictures by itself
        previews.paint(model, folder)
    elif "attend" in can:
        previews.attend(model, folder)
    elif "sketch" in can:
        previews.sketch(model, folder)
    if HOME in card.get("first", ()) and {"decode", "sample"} <= set(can):
        previews.morph(model, folder)
    if "quantize" in can:
        previews.codebook(model, folder)
    return folder


def _file_of(kind: type) -> str:
    """The name of the file that a class stands in, without its ending; of the script that is run its own."""
    if kind.__module__ != "__main__":
        return kind.__module__.rpartition(".")[2]
    script = getattr(sys.modules["__main__"], "__file__", None)
    return Path(script).stem if script else "__main__"


def _report(model: Any, folder: Path, card: dict[str, Any]) -> None:
    """Tell what the pages will make of a person's model."""
    from explorer import trial

    wrong = trial.try_out(model, card["can"])
    file = card["class"].partition(":")[0]
    if not any((place / f"{file}.py").is_file() for place in (folder, folder.parent)):
        wrong.append(f"its class is looked for in {file}.py beside or in {folder}, where there is no such file yet.")
    told = card["can"], card["latents"], card["conditions"]
    lacks = {page: trial.lacking(page, *told, mapped=has_map(folder)) for page in trial.WANTED}
    on = [page for page, words in lacks.items() if not words]
    print(f"{folder} is written. " + (f"It is on: {', '.join(on)}." if on else "No page takes it yet."))
    for sentence in wrong:
        print(f"  Mend this: {sentence}")
    for page, words in lacks.items():
        if words:
            print(f"  For {page} it wants {'; '.join(words)}.")
    print(f"See it with: python app.py --models {folder.parent}")
