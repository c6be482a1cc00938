"""What a page asks for in JSON, read with bounds: the number that every answer repeats, whole numbers, names, bytes.

Whatever is out of bounds raises BadJob with a sentence for a person.
"""

from __future__ import annotations

import base64
import binascii
import math
import threading
from dataclasses import dataclass, field
from typing import Any

from explorer.refusal import BadJob

MOST_ID = 2**53  # whole numbers up to here are exact in the browser


@dataclass
class Job:
    """What is to be done. ``stop`` is set, by whoever no longer wants it, while a thread works on it."""

    id: int
    stop: threading.Event = field(default_factory=threading.Event, kw_only=True)


def read_id(content: dict[str, Any]) -> int | None:
    """The number that every answer repeats; None where there is none."""
    found = content.get("id")
    return found if is_whole(found) and abs(found) <= MOST_ID else None


def id_of(content: dict[str, Any]) -> int:
    """The number that every answer repeats. Raises BadJob where there is none."""
    found = read_id(content)
    if found is None:
        raise BadJob("A job needs an id, a whole number.")
    return found


def is_whole(value: Any) -> bool:
    """Whether a value out of JSON is a whole number; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def read_whole(value: Any, low: int, high: int, sentence: str) -> int:
    """A whole number from ``low`` to ``high``. Raises BadJob with ``sentence``."""
    if not is_whole(value) or not low <= value <= high:
        raise BadJob(sentence)
    return value


def read_number(value: Any, low: float, high: float, sentence: str) -> float:
    """A number from ``low`` to ``high``. Raises BadJob with ``sentence``."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise BadJob(sentence)
    return float(value)


def read_names(value: Any, most: int, what: str) -> list[str]:
    """At most ``most`` names, each once, in the order in which they come first.

    Raises BadJob, which calls them ``what``.
    """
    if not isinstance(value, list) or len(value) > most or not all(isinstance(name, str) for name in value):
        raise BadJob(f"The {what} must be a list of at most {most} names.")
    return list(dict.fromkeys(value))


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
