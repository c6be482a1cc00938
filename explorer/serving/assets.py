"""Files of the explorer's own (scripts, styles, previews) and the list of models."""

from __future__ import annotations

import gzip
import threading
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from explorer import previews
from explorer.catalogue import TRAINED, Card
from explorer.data import datasets
from explorer.serving.context import Context, Refused

UI = Path(__file__).resolve().parent.parent / "ui"
ASSETS = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


def plotly_script() -> Path:
    """Where the installed plotly keeps its script; found without importing it."""
    return Path(find_spec("plotly").origin).parent / "package_data" / "plotly.min.js"


def class_names(card: Card) -> list[str]:
    """What the classes are called: by card or data set, or by number where a conditional model knows others."""
    names = list(card.class_names) or datasets.CLASSES.get(card.dataset, [])
    return names if card.conditions in (0, len(names)) else [f"class {number}" for number in range(card.conditions)]


def inside(folder: Path, name: str) -> Path | None:
    """A file of ``folder`` or below it; None where there is none of that name, however odd it is."""
    try:
        file = (folder / name).resolve()
        return file if file.is_relative_to(folder.resolve()) and file.is_file() else None
    except (OSError, ValueError):  # too long for a name, or with a zero in it
        return None


@lru_cache(maxsize=4)
def packed(file: Path) -> bytes:
    """A file by gzip, a quarter of WebAssembly's length; kept, as packing 14 MB takes a second."""
    return gzip.compress(file.read_bytes(), 6)


def add(api: APIRouter, context: Context) -> None:
    warm = threading.Event()

    @api.get("/explorer/vendor/plotly.min.js")
    def charts() -> Response:
        """Plotly's script out of its Python package: nothing is fetched from elsewhere."""
        return FileResponse(plotly_script(), media_type="text/javascript", headers={"Cache-Control": "no-cache"})

    roots = {"ui": UI} | {f"pages/{page.files}": page.folder for page in context.pages}

    @api.get("/explorer/{path:path}")
    def asset(request: Request, path: str) -> Response:
        """A script, stylesheet or JSON file of what pages share, or of one page."""
        root = next((name for name in roots if path.startswith(f"{name}/")), None)
        if root is not None and Path(path).suffix in ASSETS:
            file = inside(roots[root], path.removeprefix(f"{root}/"))
            if file is not None and file.suffix == ".wasm" and "gzip" in request.headers.get("accept-encoding", ""):
                headers = {"Content-Encoding": "gzip", "Cache-Control": "max-age=86400", "Vary": "Accept-Encoding"}
                return Response(packed(file), media_type=ASSETS[file.suffix], headers=headers)
            if file is not None:
                return FileResponse(file, media_type=ASSETS[file.suffix], headers={"Cache-Control": "no-cache"})
        raise Refused("There is no such file.", 404)

    @api.get("/previews/{model}/{name}")
    def preview(model: str, name: str) -> Response:
        try:
            path = context.catalogue.card(model).folder / name
        except KeyError:
            raise Refused("There is no such model.", 404) from None
        if name not in previews.FILES + previews.MORPH or not path.is_file():
            raise Refused("This model has no such picture.", 404)
        kind = ASSETS.get(path.suffix, "image/png")
        return FileResponse(path, media_type=kind, headers={"Cache-Control": "no-cache"})

    def opens(card: Card) -> dict[str, dict[str, str]]:
        """The pages that take a model, each with the query that opens it there."""
        found = {page.path: page.query(card) for page in context.pages}
        return {path: query for path, query in found.items() if query is not None}

    @api.get("/api/models")
    def models() -> list[dict[str, Any]]:
        if not warm.is_set():  # the first page stands: torch may come in now, before a hand needs it
            warm.set()
            threading.Thread(target=context.work.warm_up, daemon=True).start()
        listed = []
        for card in context.catalogue.cards(every=True):
            count = datasets.test_count(card.dataset, context.data)
            listed.append(
                card.plain()
                | {"classes": class_names(card), "test": count > 0, "test_count": count, "pages": opens(card)}
                | {"own": card.folder.parent != TRAINED}
            )
        return listed
