"""AttentionRNN: the values of a mask are generated one after another, so that each knows what was decided next to it.

[1] Khandelwal and Sigal, AttentionRNN: A Structured Spatial Attention Mechanism, 2019, arXiv:1905.09400

Deviations from [1]: the second pass starts at the opposite corner, the diagonal form of the inverse raster scan; both
passes' energies are added; the finest masked map is generated in blocks of 2x2 values [1, section 3.2], the others
value by value.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from explorer.capabilities import Steps
from explorer.models.attention import OPEN, AttentiveClassifier
from explorer.models.attention_masks import DiagonalMask


class AttentionRNN(AttentiveClassifier):
    """Masks whose values are generated along the diagonals, from both ends.

    Args:
        hidden: length of what a value sees of features and question together.
        state: channels of the LSTM.
        block: side of the blocks of values that the finest masked stage gives in one step.
        shape, classes, questions, channels, masked, query, width: as in AttentiveClassifier.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (3, 100, 100),
        classes: int = 10,
        questions: int = 9,
        channels: Sequence[int] = (16, 32, 32, 64),
        masked: int = 3,
        query: int = 16,
        hidden: int = 32,
        state: int = 16,
        block: int = 2,
        width: int = 128,
    ):
        if min(hidden, state, block) < 1:
            raise ValueError(f"hidden, state and block must be at least 1, not {hidden}, {state} and {block}")
        super().__init__(
            shape,
            classes,
            questions,
            channels,
            masked,
            query,
            width,
            lambda index, size, last: DiagonalMask(size, query, hidden, state, 1 if index else block),
        )
        for mask in self.masks:
            for side in (mask.forth, mask.back):
                nn.init.constant_(side.out.bias, OPEN / 2)

    @torch.no_grad()
    def attend_in_steps(self, images: Tensor, questions: Tensor) -> tuple[Steps, ...]:
        """Of every masked stage the values that each pass gave, before both are joined,
        and the step at which it gave them, counted from 0.

        The first pass starts at the top left, the second at the bottom right.
        """
        query, seen, made = self.query(questions), self._look(images, questions)[2], []
        for mask, features in zip(self.masks, seen, strict=True):
            values = torch.stack([torch.sigmoid(energy) for energy in mask.passes(features, query)], 1)
            made.append(Steps(values, mask.order(*features.shape[2:])))
        return tuple(made)

    def _energy(self, stage: int, features: Tensor, query: Tensor, passing: int) -> tuple[Tensor, list[Tensor]]:
        mask = self.masks[stage]
        nudge = features.new_zeros(len(query), mask.block**2, *mask.blocks(*features.shape[2:]), requires_grad=True)
        return mask.passes(features, query, (None, nudge) if passing else (nudge, None))[passing], [nudge]

    def _earlier(self, stage: int, found: Tensor, passing: int) -> Tensor:
        spread = F.pixel_shuffle(found, self.masks[stage].block)[0, 0].abs()
        return spread.flip(0, 1) if passing else spread
