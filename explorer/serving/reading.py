"""JSON from outside, refused at the door where it holds what no route could use or send back."""

from __future__ import annotations

import json
import re
from typing import Any

MOST_DIGITS = 18  # of a whole number that fits into 64 bits for certain
LARGEST = 2**63 - 1  # what stands for a longer one: it overflows nothing, and every limit still refuses or clamps it
_SURROGATE = re.compile(r"\\ud[89a-f]", re.IGNORECASE)  # an escape of half a pair, or of half of a whole one


def read_object(text: str) -> dict[str, Any]:
    """A JSON object.

    Raises:
        ValueError: it is no JSON, no object, nested too deeply, or holds half of a surrogate pair; the message is a
            sentence.
    """
    try:
        content = json.loads(text, parse_int=_whole)
    except RecursionError:
        raise ValueError("The request is JSON that is nested too deeply.") from None
    except json.JSONDecodeError:
        raise ValueError("The request is not JSON.") from None
    if not isinstance(content, dict):
        raise ValueError("The request is not a JSON object.")
    if _SURROGATE.search(text):
        _refuse_half_pairs(content)
    return content


def _whole(digits: str) -> int:
    if len(digits) <= MOST_DIGITS:
        return int(digits)
    return -LARGEST if digits.startswith("-") else LARGEST


def _refuse_half_pairs(content: dict[str, Any]) -> None:
    """An escape may be half of a pair, which is no character: it could not be sent back."""
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("The request holds half of a character.") from None
