"""A scene as JSON on the wire and as one short string in a link.

Both say which digits of a material stand where, and what lies behind them. A glyph is named, not sent: "test:1234" is
a digit of the material that scenes are made of, "dream:3:17" one that a model draws of class 3 from seed 17, and
"own:..." a person's drawing, 28 x 28 bits row by row in base64url. In a link these are t1234, d3-17 and o...
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from explorer.data.scenes.colours import NAMES
from explorer.data.scenes.render import resized_side
from explorer.data.scenes.scene import GLYPH, SCALES, SIDE, Digit
from explorer.refusal import Refusal

MOST_DIGITS = 12
MOST_SEED = 2**31 - 1
MOST_TEXT = 4000  # of digits in a link
REACH = (-50.0, 150.0)  # of a digit's middle: half a picture outside of it
BACKGROUND = re.compile(r"|seed|upload|photo:[a-z_]{1,40}")
NONE = "none"  # in a link: a scene from which a person took all digits; an empty string is the scene's own ones

_BYTES = GLYPH * GLYPH // 8
_NAMED = (
    re.compile(r"test:(\d{1,5})"),
    re.compile(r"dream:(\d):(\d{1,9})"),
    re.compile(r"own:([\w-]{131})=?", re.ASCII),
)
_SHORT = (re.compile(r"t(\d{1,5})"), re.compile(r"d(\d)-(\d{1,9})"), re.compile(r"o([\w-]{131})", re.ASCII))
_LONG = ("test:{}", "dream:{}:{}", "own:{}")
_BRIEF = ("t{}", "d{}-{}", "o{}")


class BadScene(Refusal):
    """What arrived is no scene, or one that can't be made here."""

    status = 422


@dataclass(frozen=True)
class Placed:
    """One digit as plain data; as in Digit, but for the glyph, which is named."""

    glyph: str
    label: int
    colour: int
    x: float
    y: float
    scale: float


@dataclass(frozen=True)
class Arranged:
    """A scene as plain data.

    Attributes:
        seed: the number of a held-out scene.
        digits: what stands on it, the later over the earlier; None for that scene's own digits.
        distractors: whether the parts of digits lie on it that this seed's distractor variant has.
        background: "" for black, "seed" for the photograph of this seed's variant, "photo:NAME" or "upload".
        upload: uint8 ``(100, 100, 3)`` as bytes, row by row, where ``background`` says so.
    """

    seed: int = 0
    digits: tuple[Placed, ...] | None = None
    distractors: bool = False
    background: str = ""
    upload: bytes | None = field(default=None, repr=False)

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        found = asdict(self) | {"digits": None if self.digits is None else [asdict(digit) for digit in self.digits]}
        upload = found.pop("upload")
        return found if upload is None else found | {"upload": base64.b64encode(upload).decode()}


def read(content: Any) -> Arranged:
    """A scene from JSON, what has a range being clamped to it. Raises BadScene."""
    if not isinstance(content, Mapping):
        raise BadScene("The scene must be a JSON object.")
    digits, background = content.get("digits"), content.get("background", "")
    if digits is not None and (not isinstance(digits, (list, tuple)) or len(digits) > MOST_DIGITS):
        raise BadScene(f"The digits of a scene must be a list of at most {MOST_DIGITS}.")
    if not isinstance(background, str) or not BACKGROUND.fullmatch(background):
        raise BadScene('The background must be "", "seed", "upload" or "photo:" with a name.')
    return Arranged(
        seed=_whole(content.get("seed", 0), 0, MOST_SEED, "seed"),
        digits=None if digits is None else tuple(_placed(digit) for digit in digits),
        distractors=bool(content.get("distractors", False)),
        background=background,
        upload=_upload(content.get("upload")) if background == "upload" else None,
    )


def _placed(content: Any) -> Placed:
    if not isinstance(content, Mapping):
        raise BadScene("A digit of a scene must be a JSON object.")
    return Placed(
        glyph=_glyph(content.get("glyph")),
        label=_whole(content.get("label", -1), -1, 9, "label"),
        colour=_whole(content.get("colour", 0), 0, len(NAMES) - 1, "colour"),
        x=round(_number(content.get("x"), *REACH, "x"), 2),
        y=round(_number(content.get("y"), *REACH, "y"), 2),
        scale=round(_number(content.get("scale", 1.0), *SCALES, "scale"), 6),
    )


def _glyph(name: Any) -> str:
    for form, long in zip(_NAMED, _LONG, strict=True):
        if isinstance(name, str) and name.isascii() and (found := form.fullmatch(name)):
            return long.format(
                *(part.lstrip("0") or "0" if part.isdigit() and len(part) < 10 else part for part in found.groups())
            )
    raise BadScene(f'A glyph must be "test:N", "dream:CLASS:SEED" or "own:" with {_BYTES} bytes in base64url.')


def _number(value: Any, low: float, high: float, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise BadScene(f"The {name} of a digit must be a number.")
    return min(max(float(value), low), high)


def _whole(value: Any, low: int, high: int, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadScene(f"The {name} must be a whole number.")
    return min(max(value, low), high)


def _upload(text: Any) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except (TypeError, ValueError, binascii.Error):
        found = b""
    if len(found) != SIDE * SIDE * 3:
        raise BadScene(f"The uploaded background must be {SIDE} × {SIDE} × 3 bytes in base64.")
    return found


def dump(digits: tuple[Placed, ...] | None) -> str:
    """Digits as one string of characters that a link needs not escape."""
    if digits is None:
        return ""
    return (
        ",".join(
            "~".join(
                [
                    _renamed(digit.glyph, _NAMED, _BRIEF),
                    *(f"{value:.10g}" for value in (digit.label, digit.colour, digit.x, digit.y, digit.scale)),
                ]
            )
            for digit in digits
        )
        or NONE
    )


def parse(text: str) -> tuple[Placed, ...] | None:
    """What ``dump`` made, with every value in its range. Raises BadScene where it is something else."""
    if text in ("", NONE):
        return None if not text else ()
    parts = text.split(",")
    if len(parts) > MOST_DIGITS:
        raise BadScene(f"A scene has at most {MOST_DIGITS} digits.")
    found = []
    for part in parts:
        name, *values = part.split("~")
        try:
            label, colour, x, y, scale = map(float, values)
            numbers = {"label": int(label), "colour": int(colour), "x": x, "y": y, "scale": scale}
        except (ValueError, OverflowError):
            raise BadScene("A digit in a link is a glyph and five numbers.") from None
        found.append(_placed({"glyph": _renamed(name, _SHORT, _LONG)} | numbers))
    return tuple(found)


def _renamed(name: str, forms: tuple[re.Pattern[str], ...], names: tuple[str, ...]) -> str:
    for form, pattern in zip(forms, names, strict=True):
        if found := form.fullmatch(name):
            return pattern.format(*found.groups())
    raise BadScene(f"There is no glyph {name[:20]!r}.")


def drawn(name: str) -> np.ndarray:
    """The glyph uint8 ``(28, 28)`` that "own:..." stands for: ink 255, paper 0."""
    bits = np.frombuffer(base64.urlsafe_b64decode(name.removeprefix("own:") + "="), np.uint8)
    return 255 * np.unpackbits(bits).reshape(GLYPH, GLYPH)


def place(digit: Digit, glyph: str) -> Placed:
    """A digit as plain data, its scale with as few decimals as paint the same pixels."""
    left, top, right, bottom = digit.ink
    sides = [right - left, bottom - top]
    for decimals in (2, 3, 4, 6):
        scale = min(max(round(digit.scale, decimals), SCALES[0]), SCALES[1])
        if all(resized_side(side, scale) == resized_side(side, digit.scale) for side in sides):
            break
    return Placed(glyph, digit.label, digit.colour, digit.x, digit.y, scale)
