"""Photographs, and photographed faces by channel, by a prior over patches: every checkpoint that can ``restore``
patchwise.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.catalogue import Card, Catalogue
from explorer.restoring.classical import salted
from explorer.restoring.damage import Damaged, Degradation, hidden
from explorer.restoring.method import Answer, Control, Failed, Method, Stopped

MANY = (
    "Makes every 8 × 8 patch of the picture likely under a mixture of Gaussians that learnt from photographs, and "
    "keeps the picture close to what was seen."
)
ONE = (
    "The same with one Gaussian instead of the mixture: what the many are worth. Such a prior only knows how fast "
    "patches vary."
)


def methods(catalogue: Catalogue) -> list[Method]:
    found = []
    for card in catalogue.cards("patch_prior"):
        ours = card.module == "explorer.models.patch_prior:PatchPrior"  # a stranger's need not be a mixture
        found.append(
            Method(
                card.name,
                card.title,
                MANY if ours else card.about,
                _run(catalogue, card, False),
                slow=True,
                model=card.name,
            )
        )
        if ours:
            found.append(
                Method(
                    f"{card.name}/single",
                    f"{card.title}: one Gaussian",
                    ONE,
                    _run(catalogue, card, True),
                    slow=True,
                    shown=False,
                    model=card.name,
                )
            )
    return found


def _run(catalogue: Catalogue, card: Card, single: bool) -> Any:
    def run(damaged: Damaged, control: Control) -> Answer:
        control.step(0)
        prior = catalogue.load(card.name)
        from explorer.models import patch_prior

        how, note = as_seen(damaged)
        if damaged.measured.ndim == 3:
            note = " ".join(filter(None, [note and f"{note}.", "Each channel by itself: it learnt from grey patches."]))
        if how is not None and how.known is not None and not how.known.any():
            raise Failed("Nothing is left of the picture to continue from.")
        sigma = damaged.degradation.sigma
        asked = prior.single() if single else prior

        def restored(measured: np.ndarray, control: Control) -> np.ndarray:
            more: dict[str, Any] = {}
            if isinstance(prior, patch_prior.PatchPrior):
                more = {
                    "betas": None if how is None else patch_prior.gentle(sigma),
                    "progress": control.progress,
                    "should_stop": control.should_stop,
                }
            return np.clip(np.asarray(asked.restore(measured, sigma, how, **more), np.float32), 0, 1)

        try:
            if damaged.measured.ndim == 2:
                return Answer(restored(damaged.measured, control), note)
            parts = enumerate(damaged.measured)
            channels = [restored(one, control.part(number, len(damaged.measured))) for number, one in parts]
        except patch_prior.Stopped:
            raise Stopped from None
        return Answer(np.stack(channels), note)

    return run


def as_seen(damaged: Damaged) -> tuple[Degradation | None, str]:
    """What a patch prior is told of the damage, and what is to be said of that; None where there was only noise."""
    if damaged.kind == "gaussian":
        return None, ""
    if damaged.kind == "salt":
        lost = salted(damaged.measured)
        return hidden(lost), f"{lost.mean():.0%} of the pixels taken as lost"
    return damaged.degradation, ""
