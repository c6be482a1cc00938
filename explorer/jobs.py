"""What jobs over a socket have in common: the number that every answer repeats, a flag to stop, and bytes as they come from the browser."""

from __future__ import annotations

import base64
import binascii
import logging
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from explorer.refusal import Refusal

log = logging.getLogger(__name__)

MOST_ID = 2**53  # whole numbers up to here are exact in the browser


class BadJob(Refusal):
    """The message is no job, or a model can't do it."""

    status = 422


@dataclass
class Job:
    """What is to be done. ``stop`` is set, by whoever no longer wants it, while a thread works on it."""

    id: int
    stop: threading.Event = field(default_factory=threading.Event, kw_only=True)


def read_id(content: dict[str, Any]) -> int | None:
    """The number that every answer repeats; None where there is none."""
    found = content.get("id")
    return found if is_whole(found) and abs(found) <= MOST_ID else None


def is_whole(value: Any) -> bool:
    """Whether a value out of JSON is a whole number; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def read_bytes(text: Any, count: int, name: str) -> bytes:
    """``count`` bytes from base64. Raises BadJob."""
    try:
        if not isinstance(text, str) or len(text) != 4 * math.ceil(count / 3):
            raise ValueError(name)
        found = base64.b64decode(text, validate=True)
        if len(found) != count:
            raise ValueError(name)
    except (ValueError, binascii.Error):
        raise BadJob(f"The {name} must be {count:,} bytes in base64.") from None
    return found


def attempt(name: str, function: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
    """``function`` of the model ``name``, whatever may happen in a stranger's one.

    Raises BadJob where it fails, and the Refusal that it raises itself.
    """
    try:
        return function(*arguments, **more)
    except Refusal:
        raise
    except Exception as error:
        log.warning("%s failed", name, exc_info=True)
        raise BadJob(
            f"{name} failed at this ({type(error).__name__}: {' '.join(str(error).split())[:200]}). Choose another model."
        ) from None
