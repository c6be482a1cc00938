"""Whether the app is well, for whoever keeps it running: a container, a proxy, a person with curl."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from fastapi import APIRouter

from explorer import __version__
from explorer.serving.context import Context
from explorer.serving.threads import Answers

STATM = Path("/proc/self/statm")  # of Linux: pages of memory, the second number those that are resident


def add(api: APIRouter, context: Context) -> None:
    @api.get("/health")
    async def health() -> dict[str, Any]:
        """Answered by the event loop itself: where it hangs, there is no answer."""
        cards = context.catalogue.cards(every=True)
        turns = (context.painting, *context.restoring.values())
        return {
            "ok": True,
            "version": __version__,
            "models": sum(card.usable for card in cards),
            "damaged": sorted(card.name for card in cards if not card.usable),
            "loaded": sum(context.catalogue.loaded(card.name) for card in cards),
            "computing": Answers.under_way,
            "waiting": sum(len(one.places.line) for one in turns),
            "memory_mb": resident(),
            "process": os.getpid(),
        }


def resident() -> int | None:
    """Megabytes of memory that this process holds; None where the system doesn't say."""
    try:
        pages = int(STATM.read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20
