"""What the parts of the Training page below the live run show: codes that are shaken, films, and curves."""

from __future__ import annotations

import dataclasses

from explorer.catalogue import Card, Catalogue
from explorer.limits import MAX_SEED
from explorer.serving.links import Reader

MOST_SHAKEN, MOST_CURVES = 6, 8  # models
MOST_SHAKE = 0.5  # of the codes' deviation
MEASURES = ("validation", "loss", "reconstruction", "kl")
AXES = ("seconds", "steps")
LAST = -1  # snapshot of a film


@dataclasses.dataclass
class PartsView:
    """Names are those of checkpoints, commas between them; none: those that the page begins with."""

    shaken: str = ""
    shake: float = 0.3  # deviation of the noise, of the codes' own
    test: int = 0  # the test picture whose code is shaken
    noise: int = 0  # its seed
    film: str = ""
    snapshot: int = LAST
    curves: str = ""
    measure: str = "validation"
    against: str = "seconds"


def shakes(card: Card) -> bool:
    """Whether a model's codes can be shaken: it has two or more, and takes pictures."""
    return card.latents >= 2 and {"encode", "decode"} <= set(card.can)


def read_parts(read: Reader, catalogue: Catalogue) -> dict[str, object]:
    """The fields of PartsView as ``read`` asks for them, in range; what could not be followed is among its notes."""
    shaken = [card.name for card in catalogue.suited(shakes)]
    every = [card.name for card in catalogue.cards()]
    return {
        "shaken": _names(read, "shaken", shaken, MOST_SHAKEN),
        "shake": round(read.number("shake", 0, MOST_SHAKE, 0.3), 4),
        "test": read.integer("test", 0, 10**6, 0),
        "noise": read.integer("noise", 0, MAX_SEED, 0),
        "film": _names(read, "film", every, 1),
        "snapshot": read.integer("snapshot", LAST, 10_000, LAST),
        "curves": _names(read, "curves", every, MOST_CURVES),
        "measure": read.choice("measure", MEASURES, "validation"),
        "against": read.choice("against", AXES, "seconds"),
    }


def _names(read: Reader, name: str, known: list[str], most: int) -> str:
    """The names of models that are known here, ``most`` at most, commas between them."""
    value = read.source.get(name, "")
    wanted = list(dict.fromkeys(filter(None, value.split(",")))) if isinstance(value, str) else []
    found = [one for one in wanted if one in known]
    if len(found) < len(wanted):
        other = next(one for one in wanted if one not in known)
        read.notes.append(f"The link's {name} “{other[:40]}” is not known here, and was left out.")
    if len(found) > most:
        read.notes.append(f"The link's {name} names more than {most} models: the first ones are shown.")
    return ",".join(found[:most])
