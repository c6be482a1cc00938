"""Views from links, and links and code from views."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from explorer.serving import links
from explorer.serving.context import Context, Refused, read_json


def add(api: APIRouter, context: Context) -> None:
    views = {page.path: page.view for page in context.pages if page.view}

    def read_view(page: str, source: dict[str, Any]) -> tuple[Any, list[str]]:
        if page not in views:
            raise Refused("There is no such page.", 404)
        try:
            return views[page].read(source, context.catalogue)
        except LookupError as error:
            raise Refused(str(error.args[0]), 404) from None

    @api.get("/api/view/{page}")
    def view(page: str, request: Request) -> dict[str, Any]:
        shown, notes = read_view(page, dict(request.query_params))
        return {"view": vars(shown), "notes": notes, "defaults": links.defaults(shown)}

    @api.post("/api/link/{page}")
    async def link(page: str, request: Request) -> dict[str, str]:
        shown, _ = read_view(page, await read_json(request))
        model = getattr(shown, "model", "")
        return {"query": links.to_query(shown), "code": shown.script(context.catalogue.card(model) if model else None)}
