"""The explorer's own routes beside Gradio's: decoding while something is dragged, pictures in, views and exports.

Raw bytes where it is hot, JSON elsewhere. Everything that arrives is checked and answered with a sentence where it is
wrong. Model work runs in worker threads, never in the event loop, and torch is imported when it is first needed.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from explorer.catalogue import Catalogue
from explorer.inference import Inference
from explorer.routes import assets, attention, classify, codes, latents, paint, pictures, pixels, restore, typicality, views
from explorer.routes.common import Context, Route

TOPICS = (assets, latents, classify, pictures, typicality, restore, paint, pixels, codes, attention, views)


def routes(catalogue: Catalogue, data: Path | None = None) -> APIRouter:
    """All routes over one catalogue; ``data`` is the folder of data sets, where the person named one."""
    api, context = APIRouter(route_class=Route), Context(catalogue, data, Inference(catalogue))
    for topic in TOPICS:
        topic.add(api, context)
    return api
