"""What classifiers, denoisers, conditional models and models of codes are measured by, on the test set."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
from torch import Generator, Tensor, nn

from explorer.catalogue import TRAINED
from explorer.coding import jpeg
from explorer.data import datasets
from explorer.data.levels import in_levels
from explorer.models import PCA, Classifier, CodePrior, ConditionalVAE, Quantising
from explorer.models.quantiser import usage
from explorer.sampling import FAST, sample
from train import baselines, code_prior, scenes
from train.recipes import Recipe
from train.tasks import AUTOREGRESSIVE

SEED = 0  # of every draw
DRAWS = 1000  # pictures a class that the judge is shown
SIGMAS = (0.1, 0.25, 0.5, 0.75, 1.0)  # of Gaussian noise on pictures in [0, 1]


def entry(value: float, unit: str, data: str, **more: Any) -> dict[str, Any]:
    """One number of metrics.json."""
    return {"value": round(float(value), 5), "unit": unit, "data": data, "split": "test", **more}


@torch.no_grad()
def right(judge: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    """Whether ``judge`` gives each picture its label: bool ``(n,)``."""
    return torch.cat([judge.classify(part).argmax(1) for part in images.split(500)]) == labels


def classifier(
    model: nn.Module, recipe: Recipe, grey: Tensor, labels: Tensor, root: str | Path | None = None
) -> dict[str, Any]:
    """Accuracy, whole and a class."""
    hit = right(model, grey, labels)
    by_class = [round(float(hit[labels == number].float().mean()), 4) for number in range(model.classes)]
    return {
        "accuracy": entry(
            hit.float().mean(),
            "share of pictures that get their label",
            recipe.data.split(",")[0],
            pictures=len(grey),
            by_class=by_class,
        )
    }


@torch.no_grad()
def noise_psnr(model: nn.Module, grey: Tensor, sigma: float) -> float:
    """Mean PSNR in dB, peak 1, of pictures with Gaussian noise (not clipped) and then denoised."""
    generator = Generator().manual_seed(SEED)
    parts = [
        (model.denoise(part + sigma * torch.randn(part.shape, generator=generator)) - part).square().flatten(1).mean(1)
        for part in grey.split(500)
    ]
    return float(-10 * torch.cat(parts).log10().mean())


def denoiser(
    model: nn.Module, recipe: Recipe, grey: Tensor, labels: Tensor, root: str | Path | None = None
) -> dict[str, Any]:
    """PSNR at several levels of Gaussian noise."""
    data = recipe.data.split(",")[0]
    return {
        f"psnr_{sigma:g}": entry(
            noise_psnr(model, grey, sigma), f"dB at Gaussian noise of sigma {sigma:g}", data, pictures=len(grey)
        )
        for sigma in SIGMAS
    }


def judge_of(dataset: str) -> Classifier:
    """The classifier of a data set from trained/. Raises FileNotFoundError with a sentence where there is none."""
    folder = TRAINED / f"classifier-{dataset}"
    if not (folder / "model.safetensors").is_file():
        raise FileNotFoundError(
            f"The judge of conditional models is missing: train it first with python -m train {folder.name}"
        )
    return Classifier.from_pretrained(folder, strict=True, local_files_only=True).eval()


@torch.no_grad()
def judged(model: ConditionalVAE, recipe: Recipe, grey: Tensor, labels: Tensor) -> dict[str, Any]:
    """What an independent classifier makes of a conditional model's pictures.

    ``class_share``: of draws from the prior under each class, the share that the judge gives the asked class.
    ``style_carry_error``: the same share missed where z is the posterior mean of a test picture and the asked class is another
    than the picture's: 0 where z carries style alone, much where it tells the class too.
    """
    judge, draws = judge_of(recipe.dataset), min(DRAWS, len(grey))
    generator = Generator().manual_seed(SEED)
    asked = torch.arange(model.classes).repeat_interleave(draws)
    pictures = torch.cat(
        [
            model.sample(draws, generator=generator, labels=torch.full((draws,), number))
            for number in range(model.classes)
        ]
    )
    hit = right(judge, pictures, asked)
    by_class = [round(float(part.float().mean()), 4) for part in hit.split(draws)]
    own = labels.long()
    other = (own + torch.randint(1, model.classes, own.shape, generator=generator)) % model.classes
    carried = torch.cat(
        [
            model.decode(model.encode(part, label).mean, wanted)
            for part, label, wanted in zip(grey.split(500), own.split(500), other.split(500), strict=True)
        ]
    )
    by, data = f"judged by classifier-{recipe.dataset}", recipe.data.split(",")[0]
    return {
        "class_share": entry(
            hit.float().mean(),
            f"share of draws that show the asked class, {by}",
            data,
            pictures=len(asked),
            by_class=by_class,
        ),
        "style_carry_error": entry(
            1 - right(judge, carried, other).float().mean(),
            f"share that misses the asked class with z of another class's picture, {by}",
            data,
            pictures=len(grey),
        ),
        "judge_error": entry(
            1 - right(judge, grey, labels).float().mean(),
            f"share of real pictures that misses its label, {by}",
            data,
            pictures=len(grey),
        ),
    }


@torch.no_grad()
def nats(model: nn.Module, pictures: Tensor, labels: Tensor) -> float:
    """Mean negative log-likelihood in nats per image, with the labels where the model knows classes."""
    given = labels.long() if model.classes else None
    parts = [
        model.log_prob(part, None if given is None else given[500 * index : 500 * index + len(part)])
        for index, part in enumerate(pictures.split(500))
    ]
    return -float(torch.cat(parts).double().mean())


def seen(model: nn.Module, grey: Tensor) -> Tensor:
    """Test pictures in [0, 1] in the model's own grey levels; black and white are drawn from SEED."""
    return in_levels((grey * 255).round().to(torch.uint8), model.levels, Generator().manual_seed(SEED))


def autoregressive(
    model: nn.Module, recipe: Recipe, grey: Tensor, labels: Tensor, root: str | Path | None = None
) -> dict[str, Any]:
    """Negative log-likelihood in nats and bits, and what two baselines reach that were fitted to the training set."""
    pictures, size = seen(model, grey), grey[0].numel()
    found = {"nll": nats(model, pictures, labels)}
    train = torch.from_numpy(datasets.load(recipe.dataset, "train", root).images.copy())
    known = model.quantize(in_levels(train, model.levels, Generator().manual_seed(SEED + 1)))
    fitted = baselines.measure(known, model.quantize(pictures), model.levels)
    found |= {"nll_independent": fitted.independent, "nll_neighbours": fitted.neighbours}
    metrics = {name: entry(value, "nats per image", recipe.data, pictures=len(grey)) for name, value in found.items()}
    bits = {
        name.replace("nll", "bits"): entry(baselines.bits_per_dimension(value, size), "bits per dimension", recipe.data)
        for name, value in found.items()
    }
    if model.classes:
        metrics["nll_no_class"] = entry(
            nats_without(model, pictures), "nats per image, the class not told", recipe.data, pictures=len(grey)
        )
    if model.classes and type(model) in FAST and (TRAINED / f"classifier-{recipe.dataset}").is_dir():
        metrics |= _asked(model, recipe, pictures, labels)
    return metrics | bits


@torch.no_grad()
def _asked(model: nn.Module, recipe: Recipe, pictures: Tensor, labels: Tensor) -> dict[str, Any]:
    """What an independent classifier makes of draws under each class, and of real pictures in as many levels."""
    judge, draws, by = judge_of(recipe.dataset), min(DRAWS, len(pictures)), f"judged by classifier-{recipe.dataset}"
    hits = []
    for number in range(model.classes):
        generator = Generator().manual_seed(SEED + number)
        drawn = [
            sample(model, torch.full((part, *model.shape), -1.0), torch.full((part,), number), generator=generator)
            for part in _parts(draws)
        ]
        hits.append(right(judge, torch.cat(drawn), torch.full((draws,), number)).float().mean())
    return {
        "class_share": entry(
            torch.stack(hits).mean(),
            f"share of draws that show the asked class, {by}",
            recipe.data,
            pictures=draws * model.classes,
            by_class=[round(float(hit), 4) for hit in hits],
        ),
        "judge_error": entry(
            1 - right(judge, pictures, labels).float().mean(),
            f"share of real pictures that misses its label, {by}",
            recipe.data,
            pictures=len(pictures),
        ),
    }


def _parts(count: int, most: int = 100) -> list[int]:
    return [min(most, count - start) for start in range(0, count, most)]


@torch.no_grad()
def nats_without(model: nn.Module, pictures: Tensor) -> float:
    """As ``nats``, with the model's own "no class"."""
    return -float(torch.cat([model.log_prob(part) for part in pictures.split(500)]).double().mean())


def _quick_nats(model: nn.Module, grey: Tensor, labels: Tensor) -> dict[str, float]:
    return {"nll": round(nats(model, seen(model, grey), labels), 4)}


def psnr(clean: Tensor, other: Tensor) -> float:
    """Mean PSNR in dB, peak 1, of pictures ``(n, c, h, w)``."""
    return float(-10 * (clean - other).square().flatten(1).mean(1).clamp(min=1e-10).log10().mean())


@torch.no_grad()
def recoded(model: Quantising, grey: Tensor) -> tuple[Tensor, list[Tensor]]:
    """Pictures as they come back from their codes, and the codes ``(n, h, w)`` of each level."""
    codes = [model.encode_codes(part) for part in grey.split(500)]
    levels = [
        torch.cat(level)
        for level in zip(*(part if isinstance(part, tuple) else (part,) for part in codes), strict=True)
    ]
    return torch.cat([model.decode_codes(part) for part in codes]), levels


def quantising(
    model: Quantising, recipe: Recipe, grey: Tensor, labels: Tensor, root: str | Path | None = None
) -> dict[str, Any]:
    """PSNR of pictures decoded from their codes, the bits these take and how evenly they are used; beside it JPEG's line and PCA.

    JPEG is read off its line at the same bits a picture. PCA gets as many coefficients as there are codes, each as exact as a float32.
    """
    data, cells = recipe.data.split(",")[0], sum(height * width for height, width in model.grids)
    decoded, levels = recoded(model, grey)
    bits = cells * math.log2(model.codes)
    line = jpeg.line((grey * 255).round().to(torch.uint8).numpy())
    fitted = PCA.fit(datasets.load(recipe.dataset, "train", root).images, cells, seed=SEED)
    linear = torch.cat([fitted.decode(fitted.encode(part).mean) for part in grey.split(500)])
    used, perplexity = zip(*(usage(level, model.codes) for level in levels), strict=True)
    return {
        "psnr": entry(psnr(grey, decoded), "dB, pictures decoded from their codes", data, pictures=len(grey)),
        "bits": entry(
            bits,
            "bits per picture, all codes equally long",
            data,
            grids=[list(grid) for grid in model.grids],
            codes=model.codes,
        ),
        "psnr_jpeg": entry(
            jpeg.at(line, bits),
            "dB, JPEG at the same bits per picture, its header not counted",
            data,
            pictures=len(grey),
            line=[[round(point.bits, 1), round(point.psnr, 3)] for point in line],
        ),
        "psnr_pca": entry(
            psnr(grey, linear),
            f"dB, {cells} principal components of the training set, not rounded",
            data,
            pictures=len(grey),
        ),
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


@torch.no_grad()
def code_nats(model: CodePrior, images: Tensor, labels: Tensor | None) -> float:
    """Mean negative log-likelihood of pictures' codes in nats per picture; ``labels`` None where no class is told."""
    codes, top = code_prior.codes(model.over, bool(model.top), images)
    total = 0.0
    for at in range(0, len(codes), 500):
        part = slice(at, at + 500)
        told = model.below(top[part]) if model.top else model
        total -= float(
            told.log_prob(
                code_prior.pictured(codes[part], model.levels), None if labels is None else labels[part].long()
            )
            .double()
            .sum()
        )
    return total / len(codes)


def code_priors(
    model: CodePrior, recipe: Recipe, grey: Tensor, labels: Tensor, root: str | Path | None = None
) -> dict[str, Any]:
    """Negative log-likelihood of the test pictures' codes, what two baselines need that were fitted to the training set, and what a classifier makes of draws.

    Of a bottom level both are given the top's codes, true ones for the likelihood and drawn ones for the draws.
    """
    told = labels if model.classes else None
    nll, data = code_nats(model, grey, told), recipe.data
    train = torch.from_numpy(datasets.load(recipe.dataset, "train", root).images.copy())
    fit = torch.cat(
        [code_prior.codes(model.over, bool(model.top), part.float() / 255)[0] for part in train.split(1000)]
    )
    test, _ = code_prior.codes(model.over, bool(model.top), grey)
    fitted = baselines.measure(fit[:, None], test[:, None], model.levels)
    metrics = {
        "nll": entry(nll, "nats per picture, of its codes", data, pictures=len(grey)),
        "bits": entry(
            nll / math.log(2),
            f"bits per picture, where all codes equally long take {test[0].numel() * math.log2(model.levels):.0f}",
            data,
        ),
        "nll_independent": entry(fitted.independent, "nats per picture, every cell's codes counted on their own", data),
        "nll_neighbours": entry(
            fitted.neighbours, "nats per picture, codes counted by the two to the left and above", data
        ),
    }
    if model.top:
        both = nll + code_nats(code_prior.prior_of_top(model.over), grey, told)
        metrics["bits_both"] = entry(
            both / math.log(2),
            "bits per picture, of its codes on both levels, each coded with its prior",
            data,
            pictures=len(grey),
        )
    if model.classes:
        metrics["nll_no_class"] = entry(
            code_nats(model, grey, None), "nats per picture, of its codes, the class not told", data, pictures=len(grey)
        )
    if model.classes and code_prior.makes_pictures(model) and (TRAINED / f"classifier-{recipe.dataset}").is_dir():
        judge, draws, generator = judge_of(recipe.dataset), min(DRAWS, len(grey)), Generator().manual_seed(SEED)
        hits = [
            right(judge, code_prior.draw(model, draws, number, generator), torch.full((draws,), number)).float().mean()
            for number in range(model.classes)
        ]
        metrics["class_share"] = entry(
            torch.stack(hits).mean(),
            f"share of draws that show the asked class, judged by classifier-{recipe.dataset}",
            data,
            pictures=draws * model.classes,
            by_class=[round(float(hit), 4) for hit in hits],
        )
    return metrics


def attentive(
    model: nn.Module, recipe: Recipe, grey: Tensor, labels: Tensor, root: str | Path | None = None
) -> dict[str, Any]:
    """Answers and masks over held-out scenes, which are rendered anew with their digits' masks; as many questions as there are, few where few pictures were given."""
    return scenes.measure(model, root, scenes.QUESTIONS if len(grey) == datasets.SCENES else len(grey))


WHOLE = {
    "attention": attentive,
    "attention_rnn": attentive,
    "classifier": classifier,
    "dae": denoiser,
    "vqvae": quantising,
    "vqvae2": quantising,
    "code_prior": code_priors,
} | dict.fromkeys(AUTOREGRESSIVE, autoregressive)
QUICK = (
    {
        "classifier": lambda model, grey, labels: {
            "accuracy": round(float(right(model, grey, labels).float().mean()), 5)
        },
        "attention": lambda model, grey, labels: scenes.quick(model, grey, labels),
        "attention_rnn": lambda model, grey, labels: scenes.quick(model, grey, labels),
        "dae": lambda model, grey, labels: {"psnr_0.5": round(noise_psnr(model, grey, 0.5), 4)},
        "code_prior": lambda model, grey, labels: {
            "nll": round(code_nats(model, grey, labels if model.classes else None), 4)
        },
    }
    | dict.fromkeys(
        ("vqvae", "vqvae2"), lambda model, grey, labels: {"psnr": round(psnr(grey, recoded(model, grey)[0]), 4)}
    )
    | dict.fromkeys(AUTOREGRESSIVE, _quick_nats)
)
