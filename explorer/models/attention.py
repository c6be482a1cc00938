"""Visual attribute prediction turned round [2]: "which digit has this colour?", answered by looking at the right place.

[1] Seo, Lin, Cohen, Shen and Han, Progressive Attention Networks for Visual Attribute Prediction, 2018,
    arXiv:1606.02393
[2] Khandelwal and Sigal, AttentionRNN: A Structured Spatial Attention Mechanism, 2019, arXiv:1905.09400
[3] Yang, He, Gao, Deng and Smola, Stacked Attention Networks for Image Question Answering, 2016, arXiv:1511.02274

One backbone of four 3x3 convolutions, each followed by 2x2 max pooling, batch normalization and ReLU. What is asked
never enters it: it acts through masks alone, which are multiplied into the features of a stage before the next one sees
them [1, section 3.1]. The last stage's mask is a softmax over the map, and the features' mean under it gives the
answer; the masks of earlier stages are sigmoids. Four kinds of mask:

- "san": the last map only [3], each cell on its own.
- "nctx": at several stages, each cell on its own [1, without context].
- "ctx": at several stages, each cell with the eight around it [1, with local context].
- AttentionRNN: at several stages, one value after another along the diagonals [2]; explorer.models.attention_rnn.

Deviations: question and answer are those of [2], where [1] asks for a digit and its colour is the answer; the last
three of four stages are masked, not all, so that the first two convolutions are shared by all questions about a
picture; 16 to 64 channels; pooling rounds up, so that cells cover the picture evenly; batch normalization; features and
question meet in a product (explorer.models.attention_masks), where [1] and [3] add them; one hop, where [3] asks again
with what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from huggingface_hub import PyTorchModelHubMixin
from torch import Tensor, nn
from torch.nn import functional as F

from explorer.capabilities import Look, Trace
from explorer.models.attention_masks import LocalMask
from explorer.models.blocks import check_arguments, check_pictures

KINDS = {"san": 1, "nctx": 1, "ctx": 3}  # the side of what a value sees
OPEN = 1.0  # energy at which sigmoid masks start: features pass until there is a reason to hold them back


class AttentiveClassifier(nn.Module, PyTorchModelHubMixin):
    """p(class | picture, question), through masks; subclasses say which.

    Args:
        shape: of a picture, ``(channels, height, width)``.
        classes: how many answers.
        questions: how many things can be asked.
        channels: of the backbone's stages.
        masked: how many of the last stages have a mask.
        query: length of the vector that stands for a question.
        width: of the layer before the answer.
        mask: makes the module of a masked stage from its number, 0 for the finest, its channels, and whether it is the
            last.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int],
        classes: int,
        questions: int,
        channels: Sequence[int],
        masked: int,
        query: int,
        width: int,
        mask: Callable[[int, int, bool], nn.Module],
    ):
        super().__init__()
        self.shape = check_arguments(
            shape, classes=classes, questions=questions, query=query, width=width, channels=min(channels, default=0)
        )
        if not 1 <= masked <= len(channels):
            raise ValueError(f"of {len(channels)} stages 1 to {len(channels)} can be masked, not {masked}")
        self.classes, self.questions = classes, questions
        self.first = len(channels) - masked  # the first masked stage
        self.cells = tuple(2 ** (stage + 1) for stage in range(self.first, len(channels)))
        self.stages = nn.ModuleList(
            nn.Conv2d(before, after, 3, padding=1, bias=False)
            for before, after in zip((self.shape[0], *channels), channels, strict=False)
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(size) for size in channels)
        self.query = nn.Embedding(questions, query)
        self.masks = nn.ModuleList(
            mask(index, size, index == masked - 1) for index, size in enumerate(channels[self.first :])
        )
        self.answer = nn.Sequential(nn.Linear(channels[-1], width), nn.GELU(), nn.Linear(width, classes))

    def _look(self, images: Tensor, questions: Tensor) -> tuple[Tensor, list[Tensor], list[Tensor]]:
        """Logits, masks, and the features that each mask saw; of p pictures and k questions a picture,
        one after the other in ``questions`` ``(p * k,)``.
        """
        query, masks, seen = self.query(questions), [], []
        # channels last are two and a half times faster on a CPU
        x = check_pictures(images, self.shape).contiguous(memory_format=torch.channels_last)
        for number, (stage, norm) in enumerate(zip(self.stages, self.norms, strict=True)):
            x = F.relu(norm(F.max_pool2d(stage(x), 2, ceil_mode=True)))
            if number < self.first:
                continue
            energy = self.masks[number - self.first](x, query)
            last = number == len(self.stages) - 1
            mask = torch.softmax(energy.flatten(1), 1).view_as(energy) if last else torch.sigmoid(energy)
            seen.append(x)
            masks.append(mask)
            x = (
                (x[:, None] * mask.unflatten(0, (len(x), -1))[:, :, None])
                .flatten(0, 1)
                .contiguous(memory_format=torch.channels_last)
            )
        return self.answer(x.sum((2, 3))).float(), masks, seen

    def forward(self, images: Tensor, questions: Tensor, labels: Tensor) -> Tensor:
        """Cross-entropy ``(p, k)`` in nats of pictures ``(p, *shape)`` in [0, 1],
        questions ``(p, k)`` about each and the classes ``(p, k)`` that answer them.
        """
        logits, *_ = self._look(images, questions.flatten())
        return F.cross_entropy(logits, labels.flatten().long(), reduction="none").view(labels.shape)

    def loss(self, images: Tensor, questions: Tensor, labels: Tensor) -> Tensor:
        """The mean of ``forward``."""
        return self(images, questions, labels).mean()

    def attend(self, images: Tensor, questions: Tensor) -> Look:
        """Pictures ``(p, *shape)`` in [0, 1] and the numbers of k questions about each ``(p * k,)``,
        one picture's after the other's -> answers and masks.

        A stage's mask holds values in [0, 1], those of the last one add up to 1. Raises ValueError for other shapes.
        """
        logits, masks, _ = self._look(images, questions)
        return Look(torch.log_softmax(logits, 1), tuple(masks))

    def trace(self, images: Tensor, questions: Tensor, stage: int, row: int, column: int, passing: int = 0) -> Trace:
        """What the value at ``row`` and ``column`` of masked ``stage`` depends on, for one picture and one question;
        of the values that pass ``passing`` gave.
        """
        with torch.no_grad():
            query, features = self.query(questions), self._look(images, questions)[2][stage].detach()
        with torch.enable_grad():
            features.requires_grad_(True)
            energy, heard = self._energy(stage, features, query, passing)
            found = torch.autograd.grad(energy[0, row, column], [features, *heard], allow_unused=True)
        height, width = features.shape[2:]
        return Trace(
            found[0][0].norm(dim=0), self._earlier(stage, found[1], passing)[:height, :width] if heard else None
        )

    def _energy(self, stage: int, features: Tensor, query: Tensor, passing: int) -> tuple[Tensor, list[Tensor]]:
        """Energies ``(n, h, w)``, and what stands for the values heard on the way, where there are such."""
        return self.masks[stage](features, query), []


class LocalAttention(AttentiveClassifier):
    """Masks whose values are all made at once.

    Args:
        kind: "san", "nctx" or "ctx"; "san" masks the last stage only, whatever ``masked`` says.
        hidden: length of the masks' hidden layer.
        shape, classes, questions, channels, masked, query, width: as in AttentiveClassifier.

    Raises:
        ValueError: an argument is out of range.
    """

    def __init__(
        self,
        shape: Sequence[int] = (3, 100, 100),
        classes: int = 10,
        questions: int = 9,
        kind: str = "ctx",
        channels: Sequence[int] = (16, 32, 32, 64),
        masked: int = 3,
        query: int = 16,
        hidden: int = 32,
        width: int = 128,
    ):
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
        masked = 1 if kind == "san" else masked
        if hidden < 1:
            raise ValueError(f"hidden must be at least 1, not {hidden}")
        super().__init__(
            shape,
            classes,
            questions,
            channels,
            masked,
            query,
            width,
            lambda index, size, last: LocalMask(size, query, hidden, KINDS[kind], OPEN, last),
        )
        self.kind = kind
