"""Priors over the codes that a trained VQ-VAE writes pictures in."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Generator, Tensor

from explorer.data import datasets
from explorer.models import CodePrior, Quantising
from explorer.sampling import sample
from train import progress
from train.data import as_inputs
from train.evaluation import SEED, Effort, Evaluation, HeldOut, entry
from train.kinds.kind import FEW, Kind
from train.measures import baselines
from train.measures.coding import encoded
from train.measures.judging import DRAWS, Judge, has_judge
from train.recipes import priors_over

BATCH = 500  # pictures whose codes are scored at once
ENCODED = 1000  # training pictures that are encoded at once


class OverCodes(Kind):
    """Negative log-likelihood of the codes of pictures; of a bottom level's codes with those of the top told."""

    models = ("code_prior",)
    unit = "nats per image"
    checked = FEW

    def __init__(self, recipe, workspace=None):
        super().__init__(recipe, workspace)
        self._coder: Quantising | None = None

    @property
    def below(self) -> bool:
        """Whether these are the codes of the bottom level of two."""
        return bool(self.recipe.arguments.get("top"))

    @property
    def coder(self) -> str:
        return self.recipe.over

    def coder_on(self, device: torch.device | str) -> Quantising:
        """The model whose codes these are. Raises FileNotFoundError with a sentence where there is none."""
        if self._coder is None:
            self._coder = self.workspace.load(self.recipe.over, "A prior of codes stands on a model of codes:")
        return self._coder.to(device)

    def top_prior(self) -> CodePrior:
        """The prior of the top level of two. Raises FileNotFoundError with a sentence where there is none."""
        name = priors_over(self.recipe.over)[0].name
        return self.workspace.load(name, "The codes of a bottom level are drawn after those of the top:")

    def codes(self, images: Tensor) -> tuple[Tensor, Tensor | None]:
        """Pictures ``(n, c, h, w)`` in [0, 1] -> their codes ``(n, h, w)``, and the codes of the top that are told.

        Raises:
            FileNotFoundError: there is no model of codes.
        """
        levels = encoded(self.coder_on(images.device), images)
        return (levels[1], levels[0]) if self.below else (levels[0], None)

    def inputs(self, pixels, labels, generator):
        codes, top = self.codes(as_inputs(pixels, False))
        given = labels.long() if self.recipe.arguments.get("classes") else None
        return pictured(codes, self.recipe.arguments["levels"]), given, top

    def measure(self, model: CodePrior, held: HeldOut, effort: Effort) -> Evaluation:
        """-log p of the test pictures' codes, beside two baselines, and what a classifier makes of draws.

        Of a bottom level both are given the top's codes, true ones for the likelihood and drawn ones for the draws.
        """
        told, data, count = held.labels if model.classes else None, self.recipe.data, len(held.grey)
        nll = self.nats(model, held.grey, told)
        found = Evaluation(self._likelihood(model, held.grey, nll))
        if model.top:
            above = OverCodes(priors_over(self.recipe.over)[0], self.workspace)
            both = (nll + above.nats(self.top_prior(), held.grey, told)) / math.log(2)
            unit = "bits per picture, of its codes on both levels, each coded with its prior"
            found.metrics["bits_both"] = entry(both, unit, data, pictures=count)
        if model.classes:
            unit = "nats per picture, of its codes, the class not told"
            found.metrics["nll_no_class"] = entry(self.nats(model, held.grey, None), unit, data, pictures=count)
        if self._is_judged(model):
            judge = Judge(self.recipe.dataset, self.workspace)
            drawn = self._draws_by_class(model, min(DRAWS, count))
            found.metrics["class_share"] = judge.class_share(drawn, data)
        return found

    @torch.no_grad()
    def beside(self, model: CodePrior, held: HeldOut, effort: Effort) -> dict[str, dict]:
        """What the judge can read of real pictures that went through the codes: the rest is lost before any prior."""
        if effort.smoke or not self._is_judged(model):  # a few pictures may lack a class
            return {}
        judge, coder = Judge(self.recipe.dataset, self.workspace), self.coder_on("cpu")
        kept = torch.cat([coder.decode_codes(coder.encode_codes(part)) for part in held.grey.split(BATCH)])
        by_class = (kept[held.labels == number] for number in range(model.classes))
        of = "test pictures that show their class when decoded from their codes"
        return {"class_share_codes": judge.class_share(by_class, self.recipe.data, of)}

    def _is_judged(self, model: CodePrior) -> bool:
        """Whether a classifier can say which class a draw shows."""
        return bool(model.classes) and self.makes_pictures() and has_judge(self.recipe.dataset, self.workspace)

    def _likelihood(self, model: CodePrior, grey: Tensor, nll: float) -> dict[str, dict]:
        train = torch.from_numpy(datasets.load(self.recipe.dataset, "train", self.workspace.data).images.copy())
        fit = torch.cat([self.codes(part.float() / 255)[0] for part in train.split(ENCODED)])
        test, _ = self.codes(grey)
        fitted = baselines.measure(fit[:, None], test[:, None], model.levels)
        equally_long, data = test[0].numel() * math.log2(model.levels), self.recipe.data
        return {
            "nll": entry(nll, "nats per picture, of its codes", data, pictures=len(grey)),
            "bits": entry(
                nll / math.log(2), f"bits per picture, where all codes equally long take {equally_long:.0f}", data
            ),
            "nll_independent": entry(
                fitted.independent, "nats per picture, every cell's codes counted on their own", data
            ),
            "nll_neighbours": entry(
                fitted.neighbours, "nats per picture, codes counted by the two to the left and above", data
            ),
        }

    @torch.no_grad()
    def nats(self, model: CodePrior, images: Tensor, labels: Tensor | None) -> float:
        """Mean -log p of pictures' codes in nats per picture; ``labels`` None where no class is told."""
        codes, top = self.codes(images)
        total = 0.0
        for at in progress.over(range(0, len(codes), BATCH), "log-likelihood of codes"):
            part = slice(at, at + BATCH)
            told = model.below(top[part]) if model.top else model
            given = None if labels is None else labels[part].long()
            total -= float(told.log_prob(pictured(codes[part], model.levels), given).double().sum())
        return total / len(codes)

    def quick(self, model: CodePrior, held: HeldOut) -> dict[str, float]:
        return {"nll": round(self.nats(model, held.grey, held.labels if model.classes else None), 4)}

    def makes_pictures(self) -> bool:
        """Whether draws can be decoded: those of a top level alone can't, it takes the bottom's."""
        return self.below or len(self.coder_on("cpu").grids) == 1

    def _draws_by_class(self, model: CodePrior, count: int) -> Iterator[Tensor]:
        generator = Generator().manual_seed(SEED)
        for number in range(model.classes):
            yield self.draw(model, count, number, generator)

    @torch.no_grad()
    def draw(self, model: CodePrior, n: int, label: int | None, generator: Generator) -> Tensor:
        """Pictures ``(n, *shape)`` in [0, 1] of a class, or of none: codes from the prior, decoded.

        Of a bottom level the top's are drawn first. Only where it ``makes_pictures``.
        """
        labels = None if label is None else torch.full((n,), label)

        def grid(prior: CodePrior) -> Tensor:
            blank = torch.full((n, *prior.shape), -1.0)
            return prior.quantize(sample(prior, blank, labels, generator=generator))[:, 0]

        coder = self.coder_on("cpu")
        if not model.top:
            return coder.decode_codes((grid(model),))
        top = grid(self.top_prior())
        return coder.decode_codes((top, grid(model.below(top))))


def pictured(codes: Tensor, count: int) -> Tensor:
    """Code numbers ``(n, h, w)`` of ``count`` as a prior gets them: ``(n, 1, h, w)``, code k as k / (count - 1)."""
    return codes[:, None] / (count - 1)
