"""What all autoregressive models have in common: the chain rule pixel by pixel, a mark for unknown pixels,
and the slow way to sample.

[1] van den Oord, Kalchbrenner and Kavukcuoglu, Pixel Recurrent Neural Networks, 2016, arXiv:1601.06759
[2] Ho and Salimans, Classifier-Free Diffusion Guidance, 2022, arXiv:2207.12598

log p(x) is the sum over pixels of log p(pixel | pixels before it), row by row and from left to right; the channels of a
colour pixel follow each other, red first [1, section 2.1]. A picture whose pixels are all known is scored in one pass
of the network. A picture that is made takes one pass a pixel, as each pixel has to be drawn before the next can be
asked.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from huggingface_hub import PyTorchModelHubMixin
from torch import Generator, Tensor, nn

from explorer.models.blocks import check_arguments, check_pictures

BLENDED = 1e-3  # how far from 1 the weights of a blend may sum to


def uniform_like(shape: tuple[int, ...] | torch.Size, like: Tensor, generator: Generator | None) -> Tensor:
    """Numbers in [0, 1) on the device of ``like``, the same on every device for a generator of the CPU."""
    return torch.rand(shape, generator=generator, device=generator.device if generator is not None else like.device).to(
        like.device
    )


def draw(logits: Tensor, u: Tensor, temperature: float = 1.0) -> Tensor:
    """Levels by the inverse of the cumulative distribution:
    how many levels have a cumulative probability that ``u`` has reached.

    Every sampler draws with this function, so that the same noise gives the same picture whichever way it is computed.

    Args:
        logits: ``(n, levels, ...)``.
        u: ``(n, ...)`` in [0, 1).
        temperature: the logits are divided by it; below 1 the likely gets likelier, at 0 it is certain.

    Returns:
        Level numbers, long ``(n, ...)``.

    Raises:
        ValueError: ``temperature`` is negative or not a number.
    """
    if not (temperature >= 0 and math.isfinite(temperature)):
        raise ValueError(f"temperature must be 0 or above, not {temperature}")
    if temperature == 0:
        return logits.argmax(1)
    # float64, as 256 sums in float32 can end short of 1, and u beyond them would draw a level that is all but
    # impossible
    logits = logits.double()
    probabilities = torch.softmax((logits - logits.amax(1, keepdim=True)) / temperature, 1)
    return (probabilities.cumsum(1)[:, :-1] <= u.unsqueeze(1)).sum(1)


class AutoregressiveModel(nn.Module, PyTorchModelHubMixin):
    """A model that says of every pixel how likely each level is, given the pixels before it.

    Pictures are float ``(n, *shape)``: grey level k of ``levels`` is k / (levels - 1), and a pixel below 0 is unknown.
    Labels are whole numbers ``(n,)``, or weights ``(n, classes)``, summing to 1, of a blend of classes, which no
    picture was trained with. A conditional model without labels answers with a "no class" of its own, learnt from the
    share ``label_dropout`` of the pictures whose label it was not shown in training [2].

    Attributes:
        shape: ``(channels, height, width)`` of a picture.
        levels: how many values a pixel can take.
        classes: how many; 0 for an unconditional model.
        label_dropout: share of labels that are hidden in training.

    Raises:
        ValueError: an argument is out of range.
    """

    label_dropout = 0.1

    def __init__(self, shape: Sequence[int], levels: int, classes: int, **positive: int):
        super().__init__()
        self.shape = check_arguments(shape, **positive)
        if not 2 <= levels <= 256:
            raise ValueError(f"levels must be 2 to 256, not {levels}")
        if classes < 0:
            raise ValueError(f"classes must be at least 0, not {classes}")
        self.levels, self.classes = levels, classes

    def pixel_logits(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Logits of every level of every pixel ``(n, levels, *shape)`` in one pass.

        What stands at a pixel or after it does not matter for it.
        """
        raise TypeError(f"{type(self).__name__} does not say how likely a pixel is")

    def order(self) -> list[tuple[int, int]]:
        """Rows and columns ``(y, x)`` of all pixels in the order in which they are drawn: row by row,
        from left to right.
        """
        return [(y, x) for y in range(self.shape[1]) for x in range(self.shape[2])]

    def quantize(self, images: Tensor) -> Tensor:
        """Pictures -> the nearest level numbers, long, of the same shape; -1 where a pixel is unknown."""
        return torch.where(images < 0, -1, (images.clamp(0, 1) * (self.levels - 1)).round()).long()

    def known(self, images: Tensor) -> Tensor:
        """The level numbers of whole pictures. Raises ValueError where a pixel is unknown."""
        levels = self.quantize(images)
        if bool((levels < 0).any()):
            raise ValueError("a picture with unknown pixels (below 0) has no probability; sample fills them")
        return levels

    def dequantize(self, levels: Tensor) -> Tensor:
        """Level numbers -> float in [0, 1], of the same shape; -1 stays -1."""
        return torch.where(levels < 0, -1.0, levels / (self.levels - 1))

    def pixel_log_prob(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """log p(pixel | pixels before it) ``(n, *shape)`` in nats. Raises ValueError where a pixel is unknown."""
        levels = self.known(images)
        return self.pixel_logits(images, labels).float().log_softmax(1).gather(1, levels.unsqueeze(1)).squeeze(1)

    def log_prob(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """log p(x) ``(n,)``, or log p(x | label), in nats per image. Raises ValueError where a pixel is unknown."""
        return self.pixel_log_prob(images, labels).flatten(1).sum(1)

    def forward(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """-log p(x) ``(n,)`` in nats per image.

        In training a share of the labels is hidden, so that "no class" is learnt too.
        """
        return -self.log_prob(images, self._hide(labels) if self.training else labels)

    def loss(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The mean of ``forward``."""
        return self(images, labels).mean()

    @torch.no_grad()
    def sample(
        self,
        images: Tensor,
        labels: Tensor | None = None,
        temperature: float = 1.0,
        generator: Generator | None = None,
        noise: Tensor | None = None,
    ) -> Tensor:
        """``images`` with what is unknown filled and what is known left as it is,
        by one full pass of the network a pixel.

        Args:
            images: ``(n, *shape)``; pixels below 0 are drawn, in the order of ``order``.
            labels: the class of each, or weights that blend classes.
            temperature: see ``draw``.
            generator: makes the draws repeatable.
            noise: ``(n, *shape)`` in [0, 1), one number a pixel; drawn from ``generator`` where it is not given.

        Raises:
            ValueError: a shape, label or temperature does not fit, or a pixel is not a number.
        """
        canvas = Canvas(self, images, labels, temperature, noise, generator)
        for y, x in self.order():
            for channel in range(self.shape[0]):
                canvas.draw(channel, y, x)
        return canvas.images

    def check(self, images: Tensor) -> Tensor:
        """``images`` as they are. Raises ValueError where their shape is not this model's."""
        return check_pictures(images, self.shape)

    def scale(self, images: Tensor) -> Tensor:
        """What networks see of pictures: [-1, 1], so that the 0 around a picture is neither black nor white.

        Raises ValueError as ``check``.
        """
        return 2 * self.check(images).clamp(min=0) - 1

    def class_numbers(self, images: Tensor, labels: Tensor | None) -> Tensor | None:
        """The label of each picture, long ``(n,)``, the last number for "no class"; None for an unconditional model.

        Raises ValueError.
        """
        if self.classes == 0:
            if labels is not None:
                raise ValueError("this model knows no classes")
            return None
        if labels is None:
            return torch.full((len(images),), self.classes, device=images.device)
        if labels.shape != (len(images),) or labels.is_floating_point():
            raise ValueError(f"labels must be {len(images)} whole numbers, one for each picture")
        if labels.numel() and not 0 <= int(labels.min()) <= int(labels.max()) <= self.classes:
            raise ValueError(f"labels must be 0 to {self.classes - 1}, or {self.classes} for no class")
        return labels.long()

    def check_labels(self, images: Tensor, labels: Tensor | None) -> None:
        """Raises ValueError where ``labels`` are neither the classes of pictures nor a blend of classes for each."""
        if labels is None or not labels.is_floating_point():
            self.class_numbers(images, labels)
        elif self.classes == 0:
            raise ValueError("this model knows no classes")
        elif labels.shape != (len(images), self.classes) or not bool(((labels.sum(1) - 1).abs() < BLENDED).all()):
            raise ValueError(
                f"labels must be whole numbers, or weights ({len(images)}, {self.classes}) of a blend, which sum to 1"
            )

    def class_vectors(self, given: nn.Embedding | None, images: Tensor, labels: Tensor | None) -> Tensor | None:
        """What ``given`` has for the class of each picture ``(n, size)``; None for an unconditional model.

        It is a linear map of the one-hot class, V h [van den Oord et al. 2016, arXiv:1606.05328, eq. 4], so a blend of
        classes has a vector, too: the mean of theirs, weighted. Raises ValueError as ``check_labels``.
        """
        self.check_labels(images, labels)
        if labels is not None and labels.is_floating_point():
            return labels.to(given.weight) @ given.weight[: self.classes]
        numbers = self.class_numbers(images, labels)
        return None if numbers is None else given(numbers)

    def _hide(self, labels: Tensor | None) -> Tensor | None:
        if labels is None or not self.label_dropout:
            return labels
        return torch.where(
            torch.rand(labels.shape, device=labels.device) < self.label_dropout, self.classes, labels.long()
        )


class Canvas:
    """Pictures to fill, and the noise that they are filled with: checked once for every way of sampling.

    Attributes:
        model, labels, temperature: as given.
        images: ``(n, *shape)``, a copy that may be written to.
        unknown: bool ``(n, *shape)``, where to draw.
        noise: ``(n, *shape)`` in [0, 1), one number a pixel; drawn from ``generator`` where it is not given.

    Raises:
        ValueError: a shape, label or temperature does not fit, or a pixel is not a number.
    """

    def __init__(
        self,
        model: AutoregressiveModel,
        images: Tensor,
        labels: Tensor | None = None,
        temperature: float = 1.0,
        noise: Tensor | None = None,
        generator: Generator | None = None,
    ):
        model.check(images)
        if not bool(images.isfinite().all()):
            raise ValueError("every pixel must be a finite number; below 0 means unknown")
        if noise is not None and noise.shape != images.shape:
            raise ValueError(f"noise must be of the pictures' shape {tuple(images.shape)}, not {tuple(noise.shape)}")
        model.check_labels(images, labels)
        draw(torch.zeros(1, 2), torch.zeros(1), temperature)
        self.model, self.labels, self.temperature = model, labels, temperature
        self.images, self.unknown = images.clone(), images < 0
        self.noise = uniform_like(images.shape, images, generator) if noise is None else noise

    def draw(self, channel: int, y: int, x: int) -> Tensor | None:
        """Draw one value of each picture, where it is unknown, by a full pass of the network.

        Returns:
            All that the pass says, logits ``(n, levels, *shape)``; None where the value was known and no pass was made.
        """
        place = (..., channel, y, x)
        unknown = self.unknown[place]
        if not bool(unknown.any()):
            return None
        logits = self.model.pixel_logits(self.images, self.labels)
        levels = draw(logits[place], self.noise[place], self.temperature)
        drawn = self.model.dequantize(levels).to(self.images.dtype)
        self.images[place] = torch.where(unknown, drawn, self.images[place])
        return logits
