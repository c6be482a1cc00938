"""What models of pixels and of codes draw, and what codes cost."""

from __future__ import annotations

import torch
from torch import Tensor

from explorer.coding.work import coder_of, prior_bits, priors
from explorer.data import datasets
from explorer.sampling import noise, sample
from train.evaluation import SEED
from train.experiments.bench import Bench, Numbers
from train.measures.judging import readable_share

COMPLETED = 200
WHITE = 20  # pixels that a picture needs to be more than a speck


def _likeliest(model: torch.nn.Module, classes: int) -> Tensor:
    canvas = torch.full((classes, *model.shape), -1.0)
    told = torch.arange(classes)
    return sample(model, canvas, told, temperature=0.0, noise=noise(model.shape, SEED, classes))


def temperature_nought_of_pixels(bench: Bench) -> Numbers:
    """The likeliest level at every pixel: mostly nothing, and likelier than what is drawn."""
    model, (images, labels) = bench.model("gated-pixelcnn-mnist"), bench.pictures("mnist")
    drawn = _likeliest(model, model.classes)
    white = drawn.flatten(1).sum(1)
    nats = -model.log_prob(drawn, torch.arange(model.classes))
    black = -model.log_prob(torch.zeros(model.classes, *model.shape), torch.arange(model.classes))
    real = -model.log_prob(images, labels)
    return {
        "black": int((white == 0).sum()),
        "specks": int(((white > 0) & (white <= WHITE)).sum()),
        "drawn": int((white > WHITE).sum()),
        "nats_least": float(nats.min()),
        "nats_most": float(nats.max()),
        "nats_black": float(black.mean()),
        "likelier_than": float((nats.max() < real).double().mean()),
        "nats_median": float(real.median()),
    }


def temperature_nought_of_codes(bench: Bench) -> Numbers:
    """The likeliest code at every cell: digits, as a code stands for a part of a stroke."""
    prior, book, judge = (bench.model(name) for name in ("vqprior-mnist", "vqvae-mnist", "classifier-mnist"))
    codes = (_likeliest(prior, prior.classes) * (prior.levels - 1)).round().long()[:, 0]
    told = judge.classify(book.decode_codes((codes,))).argmax(1)
    return {"right": int((told == torch.arange(prior.classes)).sum()), "classes": prior.classes}


def halves(bench: Bench) -> Numbers:
    """Raster order looks back only: what fits below is easier to find than what fits above."""
    model, judge = bench.model("gated-pixelcnn-mnist"), bench.model("classifier-mnist")
    images, labels = bench.pictures("mnist", COMPLETED)
    half, found = model.shape[1] // 2, {"pictures": COMPLETED, "real": readable_share(judge, images)}
    for name, rows in (("lower", slice(half, None)), ("upper", slice(None, half))):
        canvas = images.clone()
        canvas[:, :, rows] = -1
        whole = sample(model, canvas, noise=noise(model.shape, SEED, COMPLETED))
        found[name] = readable_share(judge, whole)
        found[f"same_{name}"] = float((judge.classify(whole).argmax(1) == labels).double().mean())
    return found


def two_codes_that_look_black(bench: Bench) -> Numbers:
    """In the top right cell of the first test digit: the code that costs most among those that change no pixel much."""
    coder = coder_of(bench.catalogue, "vqvae-mnist")
    known = priors(bench.catalogue, coder)
    bench.used |= {coder.name, *(one[0][0] for one in known)}
    picture = datasets.load("mnist", "test", bench.root)[0][0]
    cells = coder.encode(picture[None])[0]
    place = coder.grids[0][1] - 1
    before = coder.decode(cells[None])[0].astype(int)
    best: Numbers = {}
    for code in range(coder.codes):
        other = cells.copy()
        other[place] = code
        moved = int(abs(coder.decode(other[None])[0].astype(int) - before).max())
        if moved > 0.03 * 255:
            continue
        bits = prior_bits(coder, known, other)["bits"]
        if bits > best.get("bits_after", 0):
            best = {"code": code, "bits_after": bits, "moved": moved / 255}
    was = prior_bits(coder, known, cells)["bits"]
    return {"was": int(cells[place]), "bits_before": was, "place": place} | best
