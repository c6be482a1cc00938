"""The experiments that the pages invite to ("Try this"), with their numbers.

``python -m train experiments`` writes ``trained/experiments.json`` from the checkpoints, so that what a page promises
is what its models do. Every number is of the test set, from SEED. What a checkpoint's metrics.json has is not repeated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Generator, Tensor
from torch.distributions import Normal, kl_divergence

from explorer.catalogue import TRAINED, Catalogue
from explorer.coding.work import coder_of, prior_bits, priors
from explorer.data import attributes, datasets, photographs, scenes
from explorer.data.levels import binarize
from explorer.latents import maps
from explorer.latents.directions import between
from explorer.latents.evidence import as_seen, bound, improve, log_mean, log_weights, on_grid
from explorer.learning.diet import Diet
from explorer.learning.run import Run
from explorer.learning.settings import Change, Objective, Settings, read_plan_text
from explorer.learning.snapshot import Observer
from explorer.learning.sources import Sources
from explorer.restoring.epll import PatchLikelihood, worsened
from explorer.sampling import noise, sample
from train.evaluation import SEED
from train.measures.judging import readable_share

PICTURES = 1000
COMPLETED = 200
SCENES = 400
DIGITS = 10
GREY = (0.1, 0.9)  # a pixel between is neither ink nor ground
DIGIT = 1  # number of the test digit whose evidence is estimated
DRAWS = 5000  # of z
WHITE = 20  # pixels that a picture needs to be more than a speck
EVERY = 4  # so many-th patch of a photograph along and down, as explorer/pages/mixtures/routes.py does at rest
TURN, STORY = 150, "150:sees:s3_300:sees:s2.s3"  # steps of each part of a live run, and what it sees in the later two
LIVE_STEPS, LAST_STEPS = 500, 100  # of other live runs, and those that a loss is averaged over
FLOOR = 1e-3  # that EM adds to every variance, as explorer/pages/mixtures/mixture.js does
SQRT_2PI = math.sqrt(2 * math.pi)
Numbers = dict[str, float]


class Bench:
    """What experiments are made with: the shipped checkpoints and the test sets."""

    def __init__(self, root: Path | None = None):
        self.catalogue, self.root = Catalogue(), root
        self.used: set[str] = set()  # checkpoints

    def model(self, name: str) -> torch.nn.Module:
        self.used.add(name)
        return self.catalogue.load(name)

    def pictures(self, dataset: str, count: int = PICTURES) -> tuple[Tensor, Tensor]:
        """The first test pictures ``(n, c, h, w)``, each pixel 0 or 1 with its grey as the chance, and their labels."""
        images, labels = datasets.load(dataset, "test", self.root)
        pixels = torch.from_numpy(images[:count].copy())
        return binarize(pixels, Generator().manual_seed(SEED)), torch.from_numpy(labels[:count].copy()).long()

    def codes(self, name: str) -> maps.CodeMap:
        """The codes of the test set that lie beside a checkpoint."""
        self.used.add(name)
        return maps.read(TRAINED / name)


def middle_of_the_plane(bench: Bench) -> Numbers:
    """The picture of the likeliest z is no digit: grey everywhere."""
    found = bench.model("vae-mnist-2d").decode(torch.zeros(1, 2))
    return {"largest": float(found.max()), "grey": int(((found > GREY[0]) & (found < GREY[1])).sum())}


def the_wrong_class(bench: Bench) -> Numbers:
    """A style must pay for denying the class: every test digit encoded as the class after its own."""
    model, (images, labels) = bench.model("cvae-mnist-16d"), bench.pictures("mnist")
    found = {}
    for name, told in (("right", labels), ("wrong", (labels + 1) % model.classes)):
        posterior = model.encode(images, told)
        bound = model.elbo(images, 8, Generator().manual_seed(SEED), labels=told)
        found[f"kl_{name}"] = float(posterior.kl().sum(1).mean())
        found[f"elbo_{name}"] = float(bound.mean())
        found[f"length_{name}"] = float(posterior.mean.norm(dim=1).mean())
    return found


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


def a_colour_that_is_not_there(bench: Bench) -> Numbers:
    """What each kind answers when no digit has the colour that is asked for, over scenes on black."""
    material = scenes.material("test", bench.root)
    found: Numbers = {}
    models = {kind: bench.model(f"attention-{kind}") for kind in ("san", "nctx", "ctx", "arnn")}
    sure: dict[str, list[float]] = {kind: [] for kind in models}
    present: dict[str, list[float]] = {kind: [] for kind in models}
    by_chance: list[float] = []
    for number in range(SCENES):
        scene = scenes.held_out("plain", number, material)
        taken = {digit.colour for digit in scene.digits}
        absent = [colour for colour in range(len(scenes.COLOURS)) if colour not in taken]
        if not absent:
            continue
        labels = {digit.label for digit in scene.digits}
        by_chance.append(len(labels) / DIGITS)
        picture = torch.from_numpy(scenes.render(scene).image).permute(2, 0, 1)[None].float() / 255
        for kind, model in models.items():
            answer = model.attend(picture, torch.tensor(absent[:1])).log_probs.exp()[0]
            sure[kind].append(float(answer.max()))
            present[kind].append(float(int(answer.argmax()) in labels))
    for kind in models:
        found[f"sure_{kind}"] = math.fsum(sure[kind]) / len(sure[kind])
        found[f"present_{kind}"] = math.fsum(present[kind]) / len(present[kind])
    return found | {"chance": math.fsum(by_chance) / len(by_chance), "scenes": len(by_chance)}


def an_easy_picture(bench: Bench) -> Numbers:
    """A black picture is likelier under the model of garments than garments are, and so are digits."""
    model = bench.model("vae-fashion-2d")
    found = {"black": float(model.elbo(torch.zeros(1, *model.shape), 64, Generator().manual_seed(SEED)))}
    for name, dataset in (("garment", "fashion"), ("digit", "mnist")):
        bounds = model.elbo(bench.pictures(dataset)[0], 8, Generator().manual_seed(SEED))
        found[name] = float(bounds.mean())
        found[f"above_{name}"] = float((found["black"] > bounds).double().mean())
    return found


def gradients(bench: Bench) -> Numbers:
    """Variances of one draw of REINFORCE and of the path derivative, z ~ N(theta, 1), by Gauss and Hermite's rule."""
    places, weights = np.polynomial.hermite_e.hermegauss(120)
    weights = weights / weights.sum()

    def variance(values: np.ndarray) -> float:
        return float(weights @ values**2 - (weights @ values) ** 2)

    square, wave = 2 + places, 6 * (0.5 + places)
    return {
        "square_score": variance(square**2 * places),
        "square_path": variance(2 * square),
        "sine_score": variance(np.sin(wave) * places),
        "sine_path": variance(6 * np.cos(wave)),
        "step_slope": math.exp(-0.125) / math.sqrt(2 * math.pi),
    }


def _kl(mean: float, std: float, other_mean: float, other_std: float) -> float:
    return float(kl_divergence(Normal(mean, std), Normal(other_mean, other_std)))


def bounds(bench: Bench) -> Numbers:
    """Divergences both ways, and ln p(x) of two test digits from draws of the prior and of q."""
    found = {"kl_narrow": _kl(0, 0.1, 0, 1), "kl_back": _kl(0, 1, 0, 0.1)}
    images, _ = datasets.load("mnist", "test", bench.root)
    for latents in (2, 50):
        model = bench.model(f"vae-mnist-{latents}d")
        picture = as_seen(model, torch.from_numpy(images[DIGIT : DIGIT + 1].copy()).float() / 255)
        q = model.encode(picture)
        weights = log_weights(model, picture, q, DRAWS, Generator().manual_seed(SEED))
        with torch.enable_grad():
            own = improve(model, picture, q)
        found |= {
            f"prior_{latents}": log_mean(weights.prior),
            f"weighted_{latents}": log_mean(weights.near + weights.ratio),
            f"unweighted_{latents}": log_mean(weights.near),
            f"elbo_{latents}": bound(model, picture, q),
            f"improved_{latents}": bound(model, picture, own),
        }
        if latents == 2:
            found["exact_2"] = on_grid(model, picture)
    return found


def directions(bench: Bench) -> Numbers:
    """How well a difference of means tells held-out pictures apart, and where it does not, why."""

    def auc(codes: np.ndarray, values: np.ndarray, begins: int, leads: int) -> float:
        return between(codes[values == leads], codes[values == begins]).auc

    faces, components = bench.codes("convvae-lfw-64d"), bench.codes("pca-lfw-64d")
    widths = components.codes.std(0)
    told, untold = bench.codes("cvae-mnist-16d"), bench.codes("vae-mnist-50d")
    cartoons, known = bench.codes("convvae-faces-32d"), attributes.kept(TRAINED / "convvae-faces-32d" / attributes.FILE)
    skin, mouth = known["skin"], known["mouth"]
    return {
        "smile": auc(faces.codes, faces.labels, 0, 1),
        "smile_components": auc(components.codes, components.labels, 0, 1),
        "smile_scaled": auc(components.codes / widths, components.labels, 0, 1),
        "narrowest": float(widths.min()),
        "widest": float(widths.max()),
        "four_nine": auc(untold.codes, untold.labels, 4, 9),
        "four_nine_told": auc(told.codes, told.labels, 4, 9),
        "skin": auc(cartoons.codes, skin.values, skin.names.index("very dark"), skin.names.index("pale")),
        "mouth": auc(cartoons.codes, mouth.values, mouth.names.index("sad"), mouth.names.index("smile")),
    }


def _fit(points: np.ndarray, weights: np.ndarray, means: np.ndarray, deviations: np.ndarray) -> Iterator[np.ndarray]:
    """EM of a mixture on a line: ln p in nats a point and the deviations, before each step, without end."""
    while True:
        joint = weights * np.exp(-0.5 * ((points[:, None] - means) / deviations) ** 2) / deviations / SQRT_2PI
        yield np.array([np.log(joint.sum(1)).mean(), *deviations])
        shares = joint / joint.sum(1, keepdims=True)
        taken = shares.sum(0)
        weights, means = taken / len(points), (shares * points[:, None]).sum(0) / taken
        deviations = np.sqrt((shares * (points[:, None] - means) ** 2).sum(0) / taken + FLOOR)


def mixtures(bench: Bench) -> Numbers:
    """A bell that collapses on a point, x = ln z of a uniform z, and EPLL of a photograph that is made worse."""
    points = np.array([-3.4, -2.9, -2.6, -2.3, -2.1, -1.9, -1.8, -1.4, -1.2, -0.7, 3])
    steps = list(islice(_fit(points, np.array([0.5, 0.5]), np.array([-2, 3.2]), np.array([1, 0.4])), 100))
    places, weights = np.polynomial.laguerre.laggauss(40)  # ln z is minus an exponential variable
    mean = float(weights @ -places)
    likelihood, camera = PatchLikelihood(bench.model("gmm-photographs")), photographs.square("camera") / 255
    worse = {"clean": {}, "blurred": {"blur": 2}, "flat": {"flat": True}}
    worse |= {f"noisy_{sigma}": {"sigma": sigma} for sigma in (5, 15, 25, 50)}
    nats = {name: likelihood.epll(worsened(camera, **how), EVERY) for name, how in worse.items()}
    return nats | {
        "components": len(likelihood.weights),
        "sigma": 25,
        "collapsed_before": float(steps[0][0]),
        "collapsed_after": float(steps[-1][0]),
        "collapsed_deviation": float(steps[-1][2]),
        "log_mean": mean,
        "log_variance": float(weights @ places**2) - mean**2,
    }


def _learnt(bench: Bench, steps: int, plan: tuple[Change, ...] = (), **settings: Any) -> Iterator[Run]:
    """A live run of digits with the settings that its page opens with but for these, after each of its steps."""
    pictures = Sources(bench.catalogue, bench.root).load("mnist")
    run = Run(pictures, Settings(**settings), pictures.images[:0], list(plan))
    with torch.enable_grad():
        for _ in range(steps):
            run.advance()
            yield run


def training(bench: Bench) -> Numbers:
    """What the ready live runs come to: one picture after another, noise and none, a price of 1 and of 4."""
    found: Numbers = {}
    plan = read_plan_text(STORY)
    for run in _learnt(bench, 3 * TURN, plan, sees=Diet.read("s2")):
        if run.step % TURN:
            continue
        model = run.learners["a"].model
        for label in (2, 3):
            picture = run.pictures.images[[run.pictures.single(label, 0)]].float() / 255
            with torch.no_grad():
                given = model.log_prob(picture.round(), model.encode(picture).mean[None])
            found[f"nats_{label}_after_{run.step}"] = -float(given)
    for run in _learnt(bench, LIVE_STEPS, b=Objective(noise=False)):
        if run.step == LIVE_STEPS:
            observer = Observer(run)
            seen = {name: observer.look(run.learners[name], observer.watched()) for name in "ab"}
            found |= {"reach_vae": seen["a"].reach, "reach_ae": seen["b"].reach}
    for run in _learnt(bench, LIVE_STEPS, b=Objective(beta=4.0)):
        if run.step == LIVE_STEPS:
            for name, beta in (("a", 1), ("b", 4)):
                reconstruction, *kl = torch.stack(run.learners[name].terms[-LAST_STEPS:]).mean(0).tolist()
                found |= {f"reconstruction_{beta}": reconstruction, f"kl_{beta}": sum(kl)}
    return found


EXPERIMENTS: dict[str, Callable[[Bench], Numbers]] = {
    "middle": middle_of_the_plane,
    "wrong_class": the_wrong_class,
    "pixels_at_0": temperature_nought_of_pixels,
    "codes_at_0": temperature_nought_of_codes,
    "halves": halves,
    "black_codes": two_codes_that_look_black,
    "absent_colour": a_colour_that_is_not_there,
    "easy_picture": an_easy_picture,
    "gradients": gradients,
    "bounds": bounds,
    "mixtures": mixtures,
    "directions": directions,
    "training": training,
}


@torch.no_grad()
def measure(name: str, root: Path | None = None) -> tuple[Numbers, set[str]]:
    """The numbers of one experiment, rounded, and the checkpoints that it used. Raises MissingData and KeyError."""
    bench = Bench(root)
    return {key: round(value, 4) for key, value in EXPERIMENTS[name](bench).items()}, bench.used


def fingerprint(name: str) -> str:
    """Tells the weights of a shipped checkpoint from any others."""
    return sha256((TRAINED / name / "model.safetensors").read_bytes()).hexdigest()[:16]
