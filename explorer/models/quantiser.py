"""A codebook: vectors replaced by the nearest of K codes, and codes that follow the vectors they replace.

[1] van den Oord, Vinyals and Kavukcuoglu, Neural Discrete Representation Learning, 2017, arXiv:1711.00937
[2] Dhariwal et al., Jukebox: A Generative Model for Music, 2020, arXiv:2005.00341, section 3 (random restarts)

No gradient reaches the codes. Each is the mean of the vectors that chose it, with older batches fading
[1, appendix A.1, eq. 6 to 8]:

    N <- decay N + (1 - decay) n        m <- decay m + (1 - decay) sum of the n vectors        e = m / N

The gradient of what is decoded is handed to the encoder as it is, past the choice: straight through [1, section 3.2].
The encoder pays the squared distance to the code it chose, times beta: the commitment [1, eq. 3].

Deviations: codes start as the means that k-means finds among the first batch's vectors, and one that hardly anything
chooses any more is moved onto a vector of the batch [2], so that none is lost.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn

LLOYD = 10  # rounds of k-means
# after t updates the decay is at most (1 + t) / (YOUNG + t): the first encoders are soon forgotten, and codes they
# needed revived
YOUNG = 10
RARE = 0.03  # a code that is chosen less often than this times its even share is dead


def _whole(count: int, below: int, generator: Generator | None, device: torch.device) -> Tensor:
    return torch.randint(
        below, (count,), generator=generator, device=generator.device if generator is not None else device
    ).to(device)


def squared_distances(vectors: Tensor, codebook: Tensor) -> Tensor:
    """``(..., size)`` and ``(codes, size)`` -> squared Euclidean distances ``(..., codes)``, never below 0."""
    cross = vectors @ codebook.T
    return (vectors.square().sum(-1, keepdim=True) - 2 * cross + codebook.square().sum(-1)).clamp(min=0)


@torch.no_grad()
def k_means(vectors: Tensor, codes: int, generator: Generator | None = None, rounds: int = LLOYD) -> Tensor:
    """Centres ``(codes, size)`` of ``vectors`` ``(n, size)``: vectors drawn at random, then Lloyd's rounds;
    a centre that nothing chooses stays.
    """
    device = vectors.device
    if len(vectors) >= codes:
        order = torch.randperm(
            len(vectors), generator=generator, device=generator.device if generator is not None else device
        ).to(device)[:codes]
    else:
        order = _whole(codes, len(vectors), generator, device)
    centres = vectors[order].clone()
    for _ in range(rounds):
        counts, sums = gathered(vectors, squared_distances(vectors, centres).argmin(-1), codes)
        centres = torch.where(counts[:, None] > 0, sums / counts.clamp(min=1)[:, None], centres)
    return centres


def gathered(vectors: Tensor, chosen: Tensor, codes: int) -> tuple[Tensor, Tensor]:
    """How many of ``vectors`` ``(n, size)`` chose each code ``(codes,)``, and their sums ``(codes, size)``;
    ``chosen`` is long ``(n,)``.
    """
    counts = torch.bincount(chosen, minlength=codes).to(vectors.dtype)
    return counts, torch.zeros(codes, vectors.shape[1], dtype=vectors.dtype, device=vectors.device).index_add_(
        0, chosen, vectors
    )


def usage(codes: Tensor, count: int) -> tuple[float, float]:
    """Of code numbers of any shape: the share of the ``count`` codes that occur, and their perplexity,
    exp of the entropy of how often each does.
    """
    share = torch.bincount(codes.flatten(), minlength=count).double() / codes.numel()
    return float((share > 0).double().mean()), float((-torch.xlogy(share, share).sum()).exp())


class Quantiser(nn.Module):
    """A codebook with its running counts and sums.

    The codebook is a parameter without a gradient, not a buffer, so that an average over the weights averages encoder
    and codes alike.

    Args:
        codes: K, how many.
        size: length of a code.
        decay: of the running counts and sums.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(self, codes: int, size: int, decay: float = 0.99):
        super().__init__()
        if codes < 2 or size < 1 or not 0 <= decay < 1:
            raise ValueError(
                "at least 2 codes of at least 1 number and a decay in [0, 1) are expected, "
                f"not {codes}, {size} and {decay}"
            )
        self.codes, self.decay = codes, decay
        self.codebook = nn.Parameter(torch.randn(codes, size), requires_grad=False)
        self.register_buffer("updates", torch.zeros(()))
        self.register_buffer("counts", torch.zeros(codes))
        self.register_buffer("sums", torch.zeros(codes, size))

    def distances(self, vectors: Tensor) -> Tensor:
        """Vectors ``(..., size)`` -> squared distances to every code ``(..., codes)``."""
        return squared_distances(vectors.float(), self.codebook)

    def nearest(self, vectors: Tensor) -> Tensor:
        """Vectors ``(..., size)`` -> numbers of the nearest codes, long ``(...)``."""
        return self.distances(vectors).argmin(-1)

    def _refuse_what_is_no_code(self, codes: Tensor) -> None:
        if codes.is_floating_point() or (codes.numel() and not 0 <= int(codes.min()) <= int(codes.max()) < self.codes):
            raise ValueError(f"code numbers are whole, from 0 to {self.codes - 1}")

    def vectors(self, codes: Tensor) -> Tensor:
        """Code numbers, long ``(...)`` -> codes ``(..., size)``. Raises ValueError where a number is no code's."""
        if not torch.compiler.is_exporting():  # what is traced for a graph has no values
            self._refuse_what_is_no_code(codes)
        return self.codebook[codes.long()]

    def forward(self, vectors: Tensor, generator: Generator | None = None) -> tuple[Tensor, Tensor]:
        """Vectors ``(n, h, w, size)`` -> their codes, the gradient straight through,
        and the squared distances ``(n,)``, summed over cells.

        In training the codes then follow the vectors; ``generator`` makes the start and the moves of dead codes
        repeatable.
        """
        vectors = vectors.float()
        if self.training:
            self.begin(vectors.detach(), generator)
        chosen = self.nearest(vectors.detach())
        codes = self.codebook[chosen]
        if self.training:
            self.follow(vectors.detach(), chosen, generator)
        distance = (vectors - codes).square().flatten(1).sum(1)
        return vectors + (codes - vectors).detach(), distance

    @torch.compiler.disable
    @torch.no_grad()
    def begin(self, vectors: Tensor, generator: Generator | None = None) -> None:
        """k-means over the first vectors that are seen; nothing where codes have begun."""
        if self.updates > 0:
            return
        flat = vectors.flatten(0, -2)
        self.codebook.copy_(k_means(flat, self.codes, generator))
        self.counts.fill_(len(flat) / self.codes)
        self._agree()

    @torch.compiler.disable
    @torch.no_grad()
    def follow(self, vectors: Tensor, chosen: Tensor, generator: Generator | None = None) -> None:
        """One step of the moving averages [1, eq. 6 to 8], then dead codes are moved."""
        flat = vectors.flatten(0, -2)
        counts, sums = gathered(flat, chosen.flatten(), self.codes)
        if torch.distributed.is_available() and torch.distributed.is_initialized():
            for part in (counts, sums):
                torch.distributed.all_reduce(part)
        decay = min(self.decay, float((1 + self.updates) / (YOUNG + self.updates)))
        self.updates += 1
        self.counts.lerp_(counts, 1 - decay)
        self.sums.lerp_(sums, 1 - decay)
        self.codebook.copy_(self.sums / self.counts.clamp(min=1e-12)[:, None])
        self.revive(flat, generator)

    @torch.no_grad()
    def revive(self, vectors: Tensor, generator: Generator | None = None) -> int:
        """Move codes that are chosen less than ``RARE`` times their even share onto vectors ``(n, size)`` drawn at
        random; how many.
        """
        even = self.counts.sum() / self.codes
        dead = (self.counts < RARE * even).nonzero()[:, 0]
        if len(dead):
            self.codebook[dead] = vectors[_whole(len(dead), len(vectors), generator, vectors.device)]
            self.counts[dead] = even  # what a code weighs at first decides how long it has to be found
            self._agree()
        return len(dead)

    def _agree(self) -> None:
        """The first process's codes for all, where there are several; then sums that belong to codes and counts."""
        if torch.distributed.is_available() and torch.distributed.is_initialized():
            for part in (self.codebook.data, self.counts):
                torch.distributed.broadcast(part, 0)
        self.sums.copy_(self.codebook * self.counts[:, None])
