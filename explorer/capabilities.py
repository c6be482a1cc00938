"""What a page may ask of a model. A page asks the catalogue for the models that can do what it needs, never for names.

A model has a capability when it has the methods; nothing needs to be inherited or registered. What they return are the
named tuples here, or anything with the same attributes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from torch import Generator, Tensor


class Posterior(NamedTuple):
    """What ``encode`` returns: q(z|x) = N(mean, diag(std^2)), each ``(n, latents)``.

    An autoencoder's is a point: std = 0.
    """

    mean: Tensor
    std: Tensor

    def kl(self) -> Tensor:
        """KL(q(z|x) || N(0, I)) ``(n, latents)`` in nats per dimension, in closed form; infinite for a point.

        Kingma and Welling 2014, arXiv:1312.6114, appendix B.
        """
        return 0.5 * (self.mean.square() + self.std.square() - 1) - self.std.log()


def posterior_of(found: Any) -> Posterior:
    """What a model's ``encode`` returned as a posterior: an object with mean and std, both as a tuple, or a mean alone.

    A mean alone is a point. Raises TypeError, in a sentence, for anything else.
    """
    if isinstance(found, tuple) and len(found) == 2 and all(callable(getattr(part, "square", None)) for part in found):
        return Posterior(*found)
    mean, std = getattr(found, "mean", None), getattr(found, "std", None)
    if callable(mean) and callable(getattr(found, "square", None)):  # a tensor, whose mean is a method
        return Posterior(found, 0 * found)
    if mean is None or std is None or callable(mean):
        raise TypeError(f"encode must return a posterior with mean and std, or (mean, std), not {type(found).__name__}")
    return Posterior(mean, std)


@runtime_checkable
class Decodes(Protocol):
    """Makes pictures from latents. ``shape`` is ``(channels, height, width)``, ``latents`` the length of z."""

    shape: tuple[int, int, int]
    latents: int

    def decode(self, z: Tensor) -> Tensor:
        """z ``(n, latents)`` -> pictures ``(n, *shape)`` in [0, 1]."""


@runtime_checkable
class Stacks(Decodes, Protocol):
    """Has its latents in groups, each a stack of maps, the coarsest first; one group of N x N latents is enough.

    z is what the groups hold, flattened and laid end to end, and is N(0, I) under the prior: of a group whose prior
    hangs on the groups above it z is the noise, how far from what those expect, in their deviations. So any group may
    be drawn anew, scaled by a temperature or taken from another picture while the rest of z is held. ``encode``'s
    posterior, where there is one, is laid out in the same way; that of a group is given the means of those above it.
    """

    groups: tuple[tuple[int, int, int], ...]  # (maps, height, width)


@runtime_checkable
class Encodes(Protocol):
    """Finds the latents of pictures."""

    def encode(self, images: Tensor) -> Posterior:
        """Pictures ``(n, *shape)`` in [0, 1] -> posterior."""


@runtime_checkable
class Samples(Protocol):
    """Draws from its prior."""

    def sample_latents(self, n: int, temperature: float = 1.0, generator: Generator | None = None) -> Tensor:
        """z ``(n, latents)``; ``temperature`` scales the standard deviation of the prior."""

    def sample(self, n: int, temperature: float = 1.0, generator: Generator | None = None) -> Tensor:
        """Pictures ``(n, *shape)`` in [0, 1]."""


@runtime_checkable
class DrawsPictures(Protocol):
    """Has a likelihood p(x|z), of which ``decode`` gives the mean, and draws from it."""

    def draw_pictures(self, z: Tensor, *condition: Tensor, generator: Generator | None = None) -> Tensor:
        """z ``(n, latents)``, and labels where it takes them -> one draw for each ``(n, *shape)`` in [0, 1]."""


@runtime_checkable
class TellsLikelihood(DrawsPictures, Protocol):
    """Says how likely a picture is given latents, so that p(x) may be estimated from draws of z."""

    def log_prob(self, images: Tensor, z: Tensor) -> Tensor:
        """log p(x|z) in nats: ``images`` ``(n, *shape)`` in [0, 1], ``z`` ``(k, n, latents)`` -> ``(k, n)``."""


@runtime_checkable
class Scores(Protocol):
    """Says how likely a picture is, in nats per image."""

    def elbo(self, images: Tensor, samples: int = 1, generator: Generator | None = None) -> Tensor:
        """Evidence lower bound ``(n,)``."""

    def log_likelihood(self, images: Tensor, samples: int = 1, generator: Generator | None = None) -> Tensor:
        """The importance-weighted bound ``(n,)`` (Burda et al. 2016), at least the ELBO in expectation."""


@runtime_checkable
class TellsEvidence(Protocol):
    """A linear latent variable model x = W z + b + noise with orthogonal columns of W: all of it in closed form.

    ``weight`` is W transposed ``(latents, pixels)``, ``variance`` that of the noise.
    """

    weight: Tensor
    variance: Tensor

    def project(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Pictures ``(n, *shape)`` -> (x - b) ``(n, pixels)`` and W^T (x - b) ``(n, latents)``."""

    def evidence(self, images: Tensor) -> Tensor:
        """log p(x) of pictures ``(n, *shape)`` in nats ``(n,)``, exactly."""


@runtime_checkable
class Conditions(Protocol):
    """Takes a class beside the latents.

    ``labels`` are whole numbers ``(n,)``, or weights ``(n, classes)`` that mix classes.
    """

    classes: int

    def decode(self, z: Tensor, labels: Tensor) -> Tensor:
        """z ``(n, latents)`` and labels -> pictures ``(n, *shape)`` in [0, 1]."""

    def encode(self, images: Tensor, labels: Tensor | None = None) -> Posterior:
        """Pictures ``(n, *shape)`` in [0, 1] -> posterior; each as its likeliest class where ``labels`` is None."""

    def infer_labels(self, images: Tensor) -> Tensor:
        """log p(class | picture) ``(n, classes)``, as far as the model's own bound tells."""


@runtime_checkable
class Classifies(Protocol):
    """Names what is on a picture."""

    classes: int

    def classify(self, images: Tensor) -> Tensor:
        """Pictures ``(n, *shape)`` in [0, 1] -> log-probabilities ``(n, classes)``."""


@runtime_checkable
class Denoises(Protocol):
    """Mends pictures without being told what was done to them."""

    def denoise(self, images: Tensor) -> Tensor:
        """Damaged pictures ``(n, *shape)``, not clipped -> pictures ``(n, *shape)`` in [0, 1]."""


@runtime_checkable
class RestoresPatchwise(Protocol):
    """Knows how patches of photographs look, and restores pictures of any size with it; in NumPy, as no batch fits."""

    def restore(self, noisy: np.ndarray, sigma: float, degradation: object | None = None) -> np.ndarray:
        """A damaged picture ``(h, w)`` with noise of deviation ``sigma`` -> a picture ``(h, w)`` in [0, 1]."""


@runtime_checkable
class MapsComponents(Protocol):
    """A mixture over patches that says which of its components explains each of them; in NumPy, as above."""

    def component_map(self, picture: np.ndarray) -> np.ndarray:
        """A picture ``(h, w)`` in [0, 1] -> the number of the component of the patch around each pixel ``(h, w)``."""


@runtime_checkable
class Autoregresses(Protocol):
    """Says how likely each level of each pixel is, given the pixels before it. A pixel below 0 is unknown.

    ``levels`` is how many values a pixel can take, ``classes`` how many classes it can be told (0: none).
    ``labels`` are whole numbers ``(n,)``, or weights ``(n, classes)`` that blend classes.
    """

    levels: int
    classes: int

    def pixel_logits(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Pictures ``(n, c, h, w)`` -> logits ``(n, levels, c, h, w)``."""

    def log_prob(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """log p(x) ``(n,)`` in nats per image."""

    def sample(
        self, images: Tensor, labels: Tensor | None = None, temperature: float = 1.0, generator: Generator | None = None
    ) -> Tensor:
        """``images`` with what is unknown filled and what is known left as it is."""


@runtime_checkable
class Quantizes(Protocol):
    """Writes a picture as one or more grids of code numbers, and reads it back.

    ``codes`` is how many codes a codebook has, ``grids`` the ``(height, width)`` of each level's grid, the coarsest
    first. All below is a tuple with one entry a level; of a model with one level a tuple of one.
    """

    shape: tuple[int, int, int]
    codes: int
    grids: tuple[tuple[int, int], ...]
    codebook: tuple[Tensor, ...]  # (codes, size)

    def encode_codes(self, images: Tensor) -> tuple[Tensor, ...]:
        """Pictures ``(n, *shape)`` in [0, 1] -> code numbers, long ``(n, h, w)``."""

    def decode_codes(self, codes: tuple[Tensor, ...]) -> Tensor:
        """Code numbers, long ``(n, h, w)`` -> pictures ``(n, *shape)`` in [0, 1]."""

    def distances(self, images: Tensor) -> tuple[Tensor, ...]:
        """Squared distances of each cell's features to every code ``(n, h, w, codes)``.

        Differentiable, so that a cell's receptive field can be asked.
        """


@runtime_checkable
class RefinesCodes(Protocol):
    """A prior over codes that can be told those of the coarser level.

    ``top`` is how many codes the coarser level has; 0 of a prior that is told none.
    """

    top: int

    def below(self, codes: Tensor) -> Autoregresses:
        """The prior of the finer codes once it is told the coarser ones, long ``(n, h / 2, w / 2)``."""


def coarser_codes(model: object) -> int:
    """How many codes the coarser level has that ``model`` must be told before it is asked; 0 where it needs none."""
    return model.top if isinstance(model, RefinesCodes) else 0


class Look(NamedTuple):
    """What ``attend`` returns: log-probabilities ``(n, classes)``, and a mask ``(n, h, w)`` a stage, the finest first.

    A mask's values are at least 0.
    """

    log_probs: Tensor
    masks: tuple[Tensor, ...]


@runtime_checkable
class Attends(Protocol):
    """Names what is on a picture, and says where it looked.

    ``questions`` is how many things can be asked: 9, the colours of explorer.data.scenes, or 1 for a classifier that is
    asked nothing. ``cells`` gives for each stage how many pixels a mask's value stands for, down and across.
    """

    shape: tuple[int, int, int]
    classes: int
    questions: int
    cells: tuple[int, ...]

    def attend(self, images: Tensor, questions: Tensor) -> Look:
        """Pictures ``(n, *shape)`` in [0, 1] and the number of the question about each ``(n,)`` -> answers, masks."""


class Steps(NamedTuple):
    """How one stage's mask came about: the values ``(n, passes, h, w)`` in [0, 1] that each pass gave, and when.

    ``order`` ``(passes, h, w)`` has the step, from 0, at which each was given.
    """

    values: Tensor
    order: Tensor


@runtime_checkable
class AttendsInSteps(Protocol):
    """Makes its masks value by value, in one pass or more."""

    def attend_in_steps(self, images: Tensor, questions: Tensor) -> tuple[Steps, ...]:
        """As for ``attend`` -> one entry a stage."""


class Trace(NamedTuple):
    """How strongly one value depends on each cell's features and on each value that the same pass gave earlier.

    Gradients' absolute values ``(h, w)`` of the value before its sigmoid or softmax; of features the norm over
    channels. ``values`` is None where all values are made at once.
    """

    features: Tensor
    values: Tensor | None


@runtime_checkable
class TracesAttention(Protocol):
    """Says what a value of a mask depends on."""

    def trace(self, images: Tensor, questions: Tensor, stage: int, row: int, column: int, passing: int = 0) -> Trace:
        """Of one picture and one question the value of ``stage`` at ``row`` and ``column``;
        of a model with several passes that of pass ``passing``.
        """


class NextPoint(NamedTuple):
    """What ``next_point`` returns: a mixture of m bivariate Gaussians over the step, and the state of the pen after it.

    In units of the paper (explorer.data.strokes), logarithms in nats; leading sizes are ``(n,)``, or ``(n, rows)``.
    """

    log_weights: Tensor  # (..., m)
    mean: Tensor  # (..., m, 2), right and down
    std: Tensor  # (..., m, 2)
    correlation: Tensor  # (..., m), in (-1, 1)
    log_pen: Tensor  # (..., 3): down, lifted after this point, drawing ended

    def at(self, where: Any) -> NextPoint:
        """Some of them: ``where`` indexes the leading sizes."""
        return NextPoint(*(part[where] for part in self))


def next_point_of(found: Any) -> NextPoint:
    """What a model's ``next_point`` returned, anything with these attributes, as a NextPoint."""
    return NextPoint(*(getattr(found, name) for name in NextPoint._fields))


@runtime_checkable
class Sketches(Protocol):
    """Draws with a pen, point by point.

    A point is a row of stroke-5: the step from the last one in units of a paper 256 wide (the first is made from its
    middle), and 1 at the pen's state. ``state`` may be anything; it stays as it is, so that one may go back to it and
    on in another way. ``classes`` is how many can be told, ``latents`` the length of z; 0 where there is none. A model
    that also has ``next_points(rows (n, rows, 5), state)``, the same for many known rows at once, is asked that.
    """

    classes: int
    latents: int

    def begin(self, n: int, z: Tensor | None = None, labels: Tensor | None = None) -> Any:
        """The state before the first point of n drawings, given z ``(n, latents)`` (0 where None) and labels
        ``(n,)`` (no class where None).
        """

    def next_point(self, points: Tensor, state: Any) -> tuple[NextPoint, Any]:
        """The last points ``(n, 5)``, (0, 0, 1, 0, 0) before the first -> what comes next, and the state after it."""


@runtime_checkable
class ReadsSketches(Sketches, Protocol):
    """Finds the latents of whole drawings."""

    def encode_strokes(self, strokes: Tensor, labels: Tensor | None = None) -> Posterior:
        """Drawings in stroke-5 ``(n, rows, 5)``, each padded with its end -> posterior."""


@runtime_checkable
class NamesSketches(Protocol):
    """Says what a drawing in strokes shows."""

    classes: int

    def name_strokes(self, strokes: Tensor) -> Tensor:
        """Drawings in stroke-5 ``(n, rows, 5)``, each padded with its end -> log-probabilities ``(n, classes)``."""


CAPABILITIES = {
    "decode": Decodes,
    "groups": Stacks,
    "encode": Encodes,
    "sample": Samples,
    "draw": DrawsPictures,
    "likelihood": TellsLikelihood,
    "elbo": Scores,
    "evidence": TellsEvidence,
    "condition": Conditions,
    "classify": Classifies,
    "denoise": Denoises,
    "patch_prior": RestoresPatchwise,
    "component_map": MapsComponents,
    "autoregress": Autoregresses,
    "quantize": Quantizes,
    "attend": Attends,
    "attend_steps": AttendsInSteps,
    "trace": TracesAttention,
    "sketch": Sketches,
    "read_sketch": ReadsSketches,
    "name_sketch": NamesSketches,
}


def capabilities(model: object) -> list[str]:
    """The names, as they stand in a checkpoint's card, of what ``model`` can do."""
    return [name for name, protocol in CAPABILITIES.items() if isinstance(model, protocol)]
