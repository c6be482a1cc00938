"""A link as a QR code, for a hall full of phones."""

from __future__ import annotations

from io import BytesIO

from fastapi import APIRouter, Request
from fastapi.responses import Response

from explorer.serving.context import Context, Refused, read_json

MOST_TEXT = 2000  # a code of more is too fine to be read off a wall
QUIET = 4  # modules around it that stay white, as ISO/IEC 18004 wants


def add(api: APIRouter, context: Context) -> None:
    @api.post("/api/link-code")
    async def link_code(request: Request) -> Response:
        """An SVG of {"link": "http..."}."""
        link = (await read_json(request)).get("link")
        if not isinstance(link, str) or not link.startswith(("http://", "https://")):
            raise Refused("There is no link to draw.")
        if len(link.encode()) > MOST_TEXT:
            raise Refused("This view's link is too long for a code that a phone could read. Copy the link instead.")
        import segno

        drawn = BytesIO()
        segno.make(link, error="l", micro=False).save(
            drawn, kind="svg", scale=8, border=QUIET, light="#fff", dark="#000", xmldecl=False, svgns=True
        )
        return Response(drawn.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "no-store"})
