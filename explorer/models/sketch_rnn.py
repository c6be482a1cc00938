"""Sketch-RNN: a recurrent network that draws with a pen, point by point, and a VAE over whole drawings.

[1] Ha and Eck, A Neural Representation of Sketch Drawings, 2017, arXiv:1704.03477
[2] Merity, Keskar and Socher, Regularizing and Optimizing LSTM Language Models, 2017, arXiv:1708.02182
[3] Ba, Kiros and Hinton, Layer Normalization, 2016, arXiv:1607.06450

A drawing is stroke-5 [1, section 3.1]: the step to the next point, and whether the pen is down, lifted after it, or the
drawing ended. An LSTM reads it forwards and another backwards; their last states give q(z|x) [1, eq. 1 and 2]. The
decoder, an LSTM whose first state comes from z, is given z, the class, the last point and the pen's place on the paper
at every step, and says where the pen goes next: a mixture of M bivariate Gaussians and three pen states [1, eq. 3 to
7], see ``pen``. With ``latents`` = 0 there is no encoder: the decoder-only form [1, section 3.2], which continues and
can't copy.

The loss is the negative ELBO in nats a drawing. [1] divides the reconstruction by the longest drawing's points N and
the KL by the latents, so its weight w of the KL is a beta of w N / latents here: w = 0.5 with N = 250 and 128 latents
is about 1. Its floor of 0.2 nats a latent (the batch's mean KL costs nothing below) and its annealing of the weight,
1 - 0.99 R^step, are the recipe's ``free`` and ``anneal``.

Cost: one step of an LSTM of 256 units and a product for 123 numbers a point: about a millisecond for nine drawings.

Deviations: torch's fused LSTM, so no layer normalisation inside of its gates [3]; the decoder's state is normalised
once, before the mixture is read off it. No recurrent dropout either, which the fused kernel has no place for: a share
of the recurrent weights is left out instead, anew for every batch [2]. The pen counts up to a drawing's end and not up
to the longest one's, so that the loss is a likelihood. 256 and 128 units where [1] has 512 and 256. A class (one
network for all, where [1] trains one network each) is a vector beside z. The place on the paper is told to both, where
[1] leaves them to add up the steps: with thousands of drawings in place of 70,000 a class they come back to what they
began.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from huggingface_hub import PyTorchModelHubMixin
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from explorer.capabilities import NextPoint, Posterior
from explorer.models import pen
from explorer.models.latent import noise_like

HIDDEN = 0.1  # share of the classes that are hidden in training, so that "no class" is learnt, too


class State(NamedTuple):
    """What the decoder carries from point to point: its LSTM's two states ``(1, n, units)``, and what it was told
    ``(n, latents + class)``; and where the pen is from the paper's middle, ``(n, 2)`` in the network's units. It is
    never changed, so an old one may be gone on from again.
    """

    hidden: Tensor
    memory: Tensor
    given: Tensor
    place: Tensor


class Terms(NamedTuple):
    """Of n drawings, in nats: log p of all steps and of all pens, each ``(n,)``, and the KL ``(n, latents)``."""

    steps: Tensor
    pens: Tensor
    kl: Tensor


class SketchRNN(nn.Module, PyTorchModelHubMixin):
    """p(drawing), given z and a class where it has them.

    Args:
        scale: units of the paper that are 1 for the network: the deviation of the training set's steps.
        latents: of z; 0 for the decoder alone.
        classes: how many; 0 where none is told.
        encoder: units of each of the two LSTMs that read.
        decoder: units of the LSTM that draws.
        mixtures: components of the mixture.
        embedding: length of the vector that stands for a class.
        dropout: share of the recurrent weights that are left out in training.
        longest: points after which a drawing is broken off.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        scale: float = 40.0,
        latents: int = 64,
        classes: int = 0,
        encoder: int = 128,
        decoder: int = 256,
        mixtures: int = 20,
        embedding: int = 16,
        dropout: float = 0.1,
        longest: int = 200,
    ):
        super().__init__()
        sizes = {"encoder": encoder, "decoder": decoder, "mixtures": mixtures, "embedding": embedding}
        for name, value in (sizes | {"longest": longest}).items():
            if value < 1:
                raise ValueError(f"{name} must be at least 1, not {value}")
        if min(latents, classes) < 0 or not scale > 0 or not 0 <= dropout < 1:
            raise ValueError("latents and classes are 0 or more, scale is above 0, dropout is in [0, 1)")
        self.scale, self.latents, self.classes = float(scale), latents, classes
        self.mixtures, self.longest, self.dropout = mixtures, longest, dropout
        told = embedding * bool(classes)
        self.embedding = nn.Embedding(classes + 1, embedding) if classes else None
        self.forwards = nn.LSTM(pen.SEEN, encoder, batch_first=True) if latents else None
        self.backwards = nn.LSTM(pen.SEEN, encoder, batch_first=True) if latents else None
        self.to_posterior = nn.Linear(2 * encoder + told, 2 * latents) if latents else None
        self.to_state = nn.Linear(latents + told, 2 * decoder) if latents + told else None
        self.decoder = nn.LSTM(pen.SEEN + latents + told, decoder, batch_first=True)
        self.norm = nn.LayerNorm(decoder)
        self.to_point = nn.Linear(decoder, pen.outputs(mixtures))
        self.decoder_units = decoder

    # What is told.

    def class_vectors(self, labels: Tensor | None, n: int) -> Tensor:
        """Vectors ``(n, embedding)`` of labels ``(n,)``, or that of "no class"; no columns where none is told.

        Raises ValueError where there are no such classes.
        """
        weight = next(self.parameters())
        if self.embedding is None:
            if labels is not None:
                raise ValueError("this model is told no class")
            return weight.new_zeros(n, 0)
        if labels is None:
            labels = torch.full((n,), self.classes, device=weight.device)
        elif len(labels) != n or (n and not 0 <= int(labels.min()) <= int(labels.max()) < self.classes):
            raise ValueError(f"{n} whole numbers from 0 to {self.classes - 1} are expected as labels")
        elif self.training:
            hidden = torch.rand(n, device=labels.device) < HIDDEN
            labels = labels.long().masked_fill(hidden, self.classes)
        return self.embedding(labels.long())

    # Reading.

    def encode_strokes(self, strokes: Tensor, labels: Tensor | None = None) -> Posterior:
        """Drawings in stroke-5 ``(n, rows, 5)``, what is behind their ends passed over -> q(z|x) [1, eq. 1 and 2].

        Raises ValueError for other shapes, and of a decoder alone.
        """
        return self._posterior(strokes, self.class_vectors(labels, len(strokes)))

    def _posterior(self, strokes: Tensor, told: Tensor) -> Posterior:
        if self.forwards is None:
            raise ValueError("this model is a decoder alone: it has no latents")
        rows, counts = pen.seen(strokes, self.scale), (strokes[..., 4] == 0).sum(1)
        numbers = torch.arange(rows.shape[1], device=rows.device)
        turned = (counts[:, None] - 1 - numbers).clamp(min=0)[..., None].expand_as(rows)
        seen = [_last(self.forwards, rows, counts), _last(self.backwards, rows.gather(1, turned), counts)]
        mean, log_variance = self.to_posterior(torch.cat([*seen, told], -1)).float().chunk(2, -1)
        return Posterior(mean, (0.5 * log_variance).exp())

    # Drawing.

    def begin(self, n: int, z: Tensor | None = None, labels: Tensor | None = None) -> State:
        """The state before the first point of n drawings: z ``(n, latents)``, 0 where None; labels ``(n,)``."""
        return self._begin(n, z, self.class_vectors(labels, n))

    def _begin(self, n: int, z: Tensor | None, told: Tensor) -> State:
        z = told.new_zeros(n, self.latents) if z is None else z
        if tuple(z.shape) != (n, self.latents):
            raise ValueError(f"z of shape ({n}, {self.latents}) is expected, not {tuple(z.shape)}")
        given = torch.cat([z.to(told.dtype), told], -1)
        place = given.new_zeros(n, 2)
        if self.to_state is None:
            return State(*given.new_zeros(2, 1, n, self.decoder_units), given, place)
        hidden, memory = torch.tanh(self.to_state(given)).chunk(2, -1)
        return State(hidden[None].contiguous(), memory[None].contiguous(), given, place)

    def next_point(self, points: Tensor, state: State) -> tuple[NextPoint, State]:
        """The last points in stroke-5 ``(n, 5)``, START before the first -> what comes next, and the state after."""
        found, state = self._run(points[:, None], state)
        return NextPoint(*(part[:, 0] for part in found)), state

    def next_points(self, strokes: Tensor, state: State) -> tuple[NextPoint, State]:
        """Known rows ``(n, rows, 5)`` -> what comes after each ``(n, rows, ...)``, and the state behind all of them."""
        return self._run(strokes, state)

    def _run(self, rows: Tensor, state: State) -> tuple[NextPoint, State]:
        rows = pen.seen(rows, self.scale, state.place)
        told = state.given[:, None].expand(-1, rows.shape[1], -1)
        inputs, states = torch.cat([rows, told.to(rows.dtype)], -1), (state.hidden, state.memory)
        if self.training and self.dropout:
            weights = F.dropout(self.decoder.weight_hh_l0, self.dropout)
            out, states = torch.func.functional_call(self.decoder, {"weight_hh_l0": weights}, (inputs, states))
        else:
            out, states = self.decoder(inputs, states)
        return pen.read(self.to_point(self.norm(out)), self.mixtures, self.scale), State(
            *states, state.given, pen.PLACES * rows[:, -1, pen.COLUMNS :]
        )

    # Likelihood.

    def log_prob(self, strokes: Tensor, z: Tensor | None = None, labels: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """log p(drawing | z, class) in nats: of all steps and of all pens ``(n,)``, the end included [1, eq. 9].

        ``strokes`` ``(n, rows, 5)`` with an end; what is padded behind it counts nothing.
        """
        return self._log_prob(strokes, z, self.class_vectors(labels, len(strokes)))

    def _log_prob(self, strokes: Tensor, z: Tensor | None, told: Tensor) -> tuple[Tensor, Tensor]:
        start = strokes.new_tensor(pen.START).expand(len(strokes), 1, -1)
        seen = torch.cat([start, strokes[:, :-1]], 1)
        found, _ = self._run(seen, self._begin(len(strokes), z, told))
        steps, pens = pen.log_prob(found, strokes)
        past = seen[..., 4] == 1
        return steps.sum(1), pens.masked_fill(past, 0.0).sum(1)

    def forward(self, strokes: Tensor, labels: Tensor | None = None, generator: Generator | None = None) -> Terms:
        """The terms of the ELBO of drawings ``(n, rows, 5)`` from one draw of z, in nats a drawing."""
        told = self.class_vectors(labels, len(strokes))
        if not self.latents:
            return Terms(*self._log_prob(strokes, None, told), strokes.new_zeros(len(strokes), 0))
        posterior = self._posterior(strokes, told)
        z = posterior.mean + posterior.std * noise_like(posterior.mean.shape, posterior.mean, generator)
        return Terms(*self._log_prob(strokes, z, told), posterior.kl())

    def loss(
        self,
        strokes: Tensor,
        labels: Tensor | None = None,
        beta: float = 1.0,
        free: float = 0.0,
        generator: Generator | None = None,
    ) -> Tensor:
        """Mean of -log p(x|z) + beta max(KL, free) in nats a drawing; the floor is on the batch's mean [1, eq. 11]."""
        terms = self(strokes, labels, generator)
        return -(terms.steps + terms.pens).mean() + beta * terms.kl.sum(-1).mean().clamp(min=free)


def _last(lstm: nn.LSTM, rows: Tensor, counts: Tensor) -> Tensor:
    """The state ``(n, units)`` after the last of so many rows."""
    states, _ = lstm(rows)
    return states[torch.arange(len(states), device=rows.device), (counts - 1).clamp(min=0)]
