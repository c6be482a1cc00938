"""What there is: models, and the ways of restoring."""

from __future__ import annotations

from typing import Any

from explorer import restoring
from explorer.capabilities import CAPABILITIES
from explorer.catalogue import Card
from explorer.data import datasets
from explorer.programs.endpoint import Endpoints
from explorer.refusal import BadJob
from explorer.restoring.damage import kinds_of
from explorer.serving.assets import class_names
from explorer.serving.context import Context
from explorer.serving.threads import threaded

TOLD = (
    "name",
    "title",
    "about",
    "dataset",
    "can",
    "shape",
    "latents",
    "range",
    "parameters",
    "usable",
    "reason",
)


def add(endpoints: Endpoints, context: Context) -> None:
    def told(card: Card, coded: set[str]) -> dict[str, Any]:
        plain = card.plain()
        return {name: plain[name] for name in TOLD} | {
            "classes": class_names(card),
            "endpoints": served_by(card, coded) if card.usable else [],
        }

    @endpoints
    async def models(can: str = "", name: str = "") -> list[dict[str, Any]]:
        """The models of this app: what each is called, what it can do, and which endpoints take it.

        Args:
            can: a capability, as "decode", "encode", "sample", "autoregress", "quantize" or "attend", to list only the
                models that have it; empty for all of them.
            name: a model, to list only this one, with its "metrics"; empty for all of them.

        Returns:
            A list of objects. "shape" is that of its pictures, [channels, height, width], "latents" the length of z,
            "range" where each latent usually lies, "classes" the names of the classes that it can be told, in order;
            "usable" is false of a damaged one, and "reason" says why.
        """
        capabilities = ", ".join(CAPABILITIES)
        if not isinstance(can, str):
            raise BadJob(f"can must be one name as text, of {capabilities}; or empty.")
        if can and can not in CAPABILITIES:
            raise BadJob(f"There is no capability of that name; there are: {capabilities}.")
        cards = context.catalogue.cards(*filter(None, [can]), every=not can)
        coded = {card.over for card in context.catalogue.cards("autoregress")}
        if name == "":
            return [told(card, coded) for card in cards]
        if not isinstance(name, str):
            raise BadJob("The name must be that of a model.")
        try:
            card = context.catalogue.card(name)
        except KeyError as error:
            raise BadJob(error.args[0]) from None
        return [told(card, coded) | {"metrics": card.metrics}]

    @endpoints
    async def methods(subject: str = "photo") -> dict[str, Any]:
        """What can restore a damaged picture, and what damage there is.

        Args:
            subject: which kind of picture: "photo" (a grey photograph of 16 to 512 pixels a side), "mnist", "fashion",
                "faces" or "lfw".

        Returns:
            "shape" of a picture, or null where it may have any size; "damages" with the strengths that each has, and
            "methods", each with the damages that it serves.
        """

        def find() -> dict[str, Any]:
            photograph = read_subject(subject) == restoring.PHOTOGRAPHS
            shape = None if photograph else datasets.SHAPE[subject]
            kinds = kinds_of(1 if shape is None else shape[0])
            return {
                "shape": shape,
                "damages": {
                    name: {"title": kind.title} | kind.range(photograph)._asdict() for name, kind in kinds.items()
                },
                "methods": [
                    {"name": one.name, "title": one.title, "about": one.about, "serves": one.serves, "slow": one.slow}
                    for one in restoring.methods(subject, context.catalogue).values()
                ],
            }

        return await threaded(find)


def read_subject(value: Any) -> str:
    """Raises BadJob."""
    if not isinstance(value, str) or value not in restoring.SUBJECTS:
        raise BadJob(f"The subject must be one of {', '.join(restoring.SUBJECTS)}.")
    return value


def served_by(card: Card, coded: set[str]) -> list[str]:
    """The endpoints that take a usable model; ``coded`` are the models that a prior over codes is for."""
    can = set(card.can)
    paints, codes = "autoregress" in can and not card.over, "quantize" in can
    found = {
        "decode": "decode" in can or codes,
        "encode": "encode" in can or codes,
        "sample": {"sample", "decode"} <= can or paints or (codes and card.name in coded),
        "complete": paints,
        "attend": "attend" in can,
    }
    return [name for name, serves in found.items() if serves]
