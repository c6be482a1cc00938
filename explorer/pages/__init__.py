"""The pages, a folder each. A page of one's own is a folder like these, named with ``app.py --pages DIR``."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import APIRouter, Depends

from explorer.catalogue import Catalogue
from explorer.latents.inference import Inference
from explorer.pages import (
    attention,
    bounds,
    classes,
    codes,
    gradients,
    hierarchy,
    home,
    latents,
    manifold,
    map,
    mixtures,
    pixels,
    restore,
    sketches,
    training,
)
from explorer.programs import Endpoints, served
from explorer.programs.gate import PAGE
from explorer.serving import (
    assets,
    browser_models,
    classify,
    directions,
    health,
    link_codes,
    paint,
    pictures,
    tours,
    views,
)
from explorer.serving import latents as latent_routes
from explorer.serving.context import Context, Route
from explorer.serving.origin import Origins
from explorer.ui.shell import posters
from explorer.ui.shell.blocks import Pages
from explorer.ui.shell.header import NAME, Header
from explorer.ui.shell.look import look
from explorer.ui.shell.page import Page

__all__ = ["PAGES", "SERVING", "build", "context_of", "load", "look", "routes", "routes_over"]

PAGES: tuple[Page, ...] = tuple(
    module.PAGE
    for module in (
        home,
        latents,
        manifold,
        map,
        classes,
        pixels,
        codes,
        hierarchy,
        sketches,
        attention,
        restore,
        bounds,
        gradients,
        mixtures,
        training,
    )
)  # in the navigation's order; the first is the start page
SHARED = (
    assets,
    browser_models,
    latent_routes,
    directions,
    classify,
    pictures,
    paint,
    views,
    tours,
    link_codes,
    health,
    posters,
)  # routes of more than one page
SERVING = {"ssr_mode": False, "run_history": False, "max_file_size": "5mb"}


def load(folder: Path) -> Page:
    """The page of a folder outside of this project: its ``__init__.py`` is run, and names a ``PAGE``.

    Raises:
        ValueError: there is no such page in it, or its path is taken by one of ours; the message says which.
    """
    name = f"explorer_own_page_{folder.resolve().name}"
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # somebody's file may fail in any way
        del sys.modules[name]
        raise ValueError(f"{folder}/__init__.py does not run: {type(error).__name__}: {error}") from error
    page = getattr(module, "PAGE", None)
    if not isinstance(page, Page):
        raise ValueError(f"{folder}/__init__.py names no PAGE, see explorer.ui.shell.page")
    if page.files in {known.files for known in PAGES} or not page.files.isidentifier():
        raise ValueError(f"{folder}: the path {page.path!r} is taken or no name; choose another")
    return page


def context_of(
    catalogue: Catalogue,
    data: Path | None = None,
    pages: Sequence[Page] = PAGES,
    own_tours: Sequence[Path] = (),
    *,
    browser_models: bool = True,
) -> Context:
    """What all routes and endpoints of one app work on.

    ``data`` is the folder of data sets, where the person named one; ``own_tours`` are folders with tours;
    ``browser_models`` says whether browsers get decoders of their own.
    """
    return Context(catalogue, data, Inference(catalogue), tuple(pages), tuple(own_tours), browser_models)


def routes(*arguments: Any, origins: Origins | None = None, **more: Any) -> APIRouter:
    """``routes_over`` a context of its own, whose arguments are those of ``context_of``."""
    return routes_over(context_of(*arguments, **more), origins)


def routes_over(context: Context, origins: Origins | None = None) -> APIRouter:
    """The explorer's own routes beside Gradio's; ``origins`` says which web pages may ask, all for None."""
    api = APIRouter(route_class=Route, dependencies=[Depends(origins)] if origins else [])
    for topic in SHARED:
        topic.add(api, context)
    for page in context.pages:
        for add in page.routes:
            add(api, context)
    return api


def build(context: Context, programs: Endpoints) -> gr.Blocks:
    """All pages, not yet served; what they show they ask the server's routes for. And what programs may ask."""
    cards = context.catalogue.cards(every=True)
    with Pages(title=NAME, analytics_enabled=False, delete_cache=(3600, 3600)) as demo:
        for page in context.pages:
            demo.page(page.name, page.path)
            Header(context.pages, page)
            page.build(cards)
        demo.page(PAGE, PAGE)
        served.register(demo, programs)
    return demo
