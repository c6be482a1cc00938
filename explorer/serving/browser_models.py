"""Decoders for the browser: a model's graph, made where nobody asked for it before."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import FileResponse, JSONResponse, Response

from explorer.exporting.kept import Kept, NoGraph
from explorer.serving.context import Context


def add(api: APIRouter, context: Context) -> None:
    kept = Kept()

    @api.get("/api/browser-model")
    async def browser_model(model: str = "", part: str = "decode") -> Response:
        """ONNX, or {"refused": sentence}: that a model stays on the server is no error of the page."""
        card = context.card_of(model)
        if not context.browser_models:
            return JSONResponse({"refused": "This server keeps its models (--no-browser-models)."})
        try:
            file = await kept.file(card, part)
        except NoGraph as refusal:
            return JSONResponse({"refused": refusal.sentence})
        return FileResponse(file, media_type="application/octet-stream", headers={"Cache-Control": "no-cache"})
