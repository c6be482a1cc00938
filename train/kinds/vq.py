"""Models that write a picture as a grid of code numbers: what codes cost, what they keep, how evenly they are used."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import max_pool2d

from explorer.coding import jpeg
from explorer.data import datasets
from explorer.models import PCA, Quantising
from explorer.models.quantiser import usage
from train.data import as_inputs
from train.evaluation import SEED, Effort, Evaluation, HeldOut, entry
from train.kinds.kind import Kind
from train.measures import codebook
from train.measures.coding import encoded, recoded
from train.measures.psnr import mean_psnr

BATCH = 500
MOST_FITTED = 4000  # of a person's own pictures, as floats at once, however large they are


class Quantised(Kind):
    """Half the squared error and the commitment; the model itself moves its codes, for which no gradient is asked."""

    models = ("vqvae", "vqvae2")
    unit = "half the squared error and the commitment per image"

    def step(self, model, pixels, labels, beta, generator):
        error, commitment = (part.mean() for part in model(as_inputs(pixels, False), generator=generator))
        return error + beta * commitment, torch.stack([error, commitment]).detach()

    @torch.no_grad()
    def notes(self, model, pixels):
        """Of each level the share of the codes that are used, and their perplexity."""
        levels = model.encode_codes(as_inputs(pixels, False))
        used, perplexity = zip(*(usage(codes, model.codes) for codes in levels), strict=True)
        return {"used": [round(share, 4) for share in used], "perplexity": [round(value, 2) for value in perplexity]}

    def measure(self, model: Quantising, held: HeldOut, effort: Effort) -> Evaluation:
        """PSNR of pictures decoded from their codes, the bits these take and how evenly they are used."""
        data, count = self.recipe.plain_data, len(held.grey)
        decoded, levels = recoded(model, held.grey)
        cells = sum(height * width for height, width in model.grids)
        bits = cells * math.log2(model.codes)
        used, perplexity = zip(*(usage(codes, model.codes) for codes in levels), strict=True)
        found = Evaluation(
            {
                "psnr": entry(
                    mean_psnr(held.grey, decoded), "dB, pictures decoded from their codes", data, pictures=count
                ),
                "bits": entry(
                    bits,
                    "bits per picture, all codes equally long",
                    data,
                    grids=[list(grid) for grid in model.grids],
                    codes=model.codes,
                ),
                "psnr_jpeg": self._jpeg(held.grey, bits),
                **self._principal_components(held.grey, cells),
                "used": entry(
                    min(used),
                    "share of the codes that the test set uses, of the level that uses fewer",
                    data,
                    levels=[round(share, 4) for share in used],
                ),
                "perplexity": entry(
                    perplexity[-1],
                    f"exp of the entropy of the codes' frequencies, of {model.codes}",
                    data,
                    levels=[round(value, 2) for value in perplexity],
                ),
            }
        )
        found.files |= codebook.measure(model, held.grey).files()
        return found

    def _jpeg(self, grey: Tensor, bits: float) -> dict:
        """JPEG, read off its line at the same bits a picture."""
        line = jpeg.line((grey * 255).round().to(torch.uint8).numpy())
        return entry(
            jpeg.at(line, bits),
            "dB, JPEG at the same bits per picture, its header not counted",
            self.recipe.plain_data,
            pictures=len(grey),
            line=[[round(point.bits, 1), round(point.psnr, 3)] for point in line],
        )

    @torch.no_grad()
    def _principal_components(self, grey: Tensor, count: int) -> dict:
        """As many coefficients as there are codes, each as exact as a float32; nothing of too few pictures."""
        images = datasets.load(self.recipe.dataset, "train", self.workspace.data).images
        of = "the training set"
        if self.recipe.own and len(images) > MOST_FITTED:
            images, of = images[:MOST_FITTED], f"{MOST_FITTED:,} training pictures"
        if len(images) < count:
            return {}
        fitted = PCA.fit(images, count, seed=SEED)
        linear = torch.cat([fitted.decode(fitted.encode(part).mean) for part in grey.split(BATCH)])
        unit = f"dB, {count} principal components of {of}, not rounded"
        return {"psnr_pca": entry(mean_psnr(grey, linear), unit, self.recipe.plain_data, pictures=len(grey))}

    def beside(self, model: Quantising, held: HeldOut, effort: Effort) -> dict[str, Any]:
        """Whether empty ground takes few codes: those of cells whose own pixels are all black."""
        finest = encoded(model, held.grey)[-1]
        height, width = finest.shape[1:]
        size = held.grey.shape[2] // height, held.grey.shape[3] // width
        empty = max_pool2d(held.grey.amax(1, keepdim=True), size)[:, 0] == 0
        if not empty.any():
            return {}
        used, perplexity = usage(finest[empty], model.codes)
        unit = "perplexity of the codes of cells whose own pixels are all black, of the finest level"
        beside = {"share": round(float(empty.float().mean()), 4), "used": round(used * model.codes)}
        return {"perplexity_empty": entry(perplexity, unit, self.recipe.plain_data, codes=model.codes, **beside)}

    def files_beside(self, model: Quantising, held: HeldOut) -> dict[str, dict[str, Any]]:
        """What the decoder makes of every code where it stands."""
        return codebook.tiles(model, encoded(model, held.grey))

    def quick(self, model: Quantising, held: HeldOut) -> dict[str, float]:
        return {"psnr": round(mean_psnr(held.grey, recoded(model, held.grey)[0]), 4)}

    @property
    def coder(self) -> str:
        """Itself: its picture becomes a dream where there are priors over its codes already."""
        return self.recipe.name
