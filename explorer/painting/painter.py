"""Models that paint, by name.

The "pixels" of a prior over a VQ-VAE's codes are code numbers; of two levels the finer level's prior is given the
coarser codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from explorer.capabilities import coarser_codes
from explorer.catalogue import Catalogue
from explorer.refusal import BadJob, Refusal

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.models.autoregressive import AutoregressiveModel

MOST_LEVELS = 256


class Blend(NamedTuple):
    """Two classes, and the share of the second that a picture is told."""

    one: int
    other: int
    share: float


Label = int | Blend | None  # what a picture is told: its class, a blend of two, or nothing


def painter_of(catalogue: Catalogue, name: Any, *, codes: bool = False) -> AutoregressiveModel:
    """The autoregressive model of that name, ready to paint, or somebody else's with what it lacks around it.

    A prior over another model's codes only where ``codes`` will do. Raises BadJob.
    """
    from explorer.sampling import adapted

    if not isinstance(name, str):
        raise BadJob("The model must be the name of one.")
    try:
        card = catalogue.card(name)
        if not card.usable:
            raise BadJob(f"{name} can't be used: {card.reason}. Choose another model.")
        if "autoregress" not in card.can:
            raise BadJob(f"{name} does not paint pixel by pixel. Choose another model.")
        if card.over and not codes:
            raise BadJob(f"{name} speaks of the codes of {card.over}, not of pixels. Choose another model.")
        painter = adapted(catalogue.load(name), card.shape)
    except KeyError as error:
        raise BadJob(str(error.args[0])) from None
    except Refusal as refusal:
        raise BadJob(refusal.sentence) from None
    except (ValueError, TypeError, AttributeError) as error:
        raise BadJob(f"{name} can't paint: {' '.join(str(error).split())[:200]}. Choose another model.") from None
    if painter.levels > MOST_LEVELS:
        raise BadJob(
            f"{name} speaks of {painter.levels} values, which are no greys; at most {MOST_LEVELS} can be shown. "
            "Choose another model."
        )
    return painter


def tell_below(painter: AutoregressiveModel, codes: Tensor) -> AutoregressiveModel:
    """A prior over the codes of a finer level once it is told those of the coarser one, long ``(n, h, w)``.

    Every other painter as it is.
    """
    return painter.below(codes) if coarser_codes(painter) else painter
