"""A model's decoder or encoder as an ONNX graph: what goes over the wire goes in, a picture's bytes come out.

"decode": rows float32 ``(n, latents + conditions)``, z and then the weight of each class -> uint8 ``(n, c, h, w)``.
"codes": cells uint16 ``(n, cells)``, level after level -> uint8 ``(n, c, h, w)``.
"encode": one picture uint8 ``(1, c * h * w)`` -> its reconstruction from the mean uint8 ``(1, c, h, w)``, and the
posterior float32 ``(1, 2 * latents)``, mean and then deviation.

The graph clamps and rounds as the server does, so that the browser needs to know nothing of the model.
"""

from __future__ import annotations

import io
import math
from typing import Any

import torch
from torch import Tensor, nn

from explorer.capabilities import capabilities, posterior_of
from explorer.limits import Z_LIMIT

SHOWN = 3  # rows of the example that is traced; any number may follow


class Decoding(nn.Module):
    """Rows as the socket of ``/api/decode`` takes them -> pictures as it sends them."""

    gives = ("pixels",)
    many = True  # rows at once

    def __init__(self, model: Any):
        super().__init__()
        self.model = model
        self.latents = int(model.latents)
        self.conditions = int(model.classes) if "condition" in capabilities(model) else 0

    def example(self) -> Tensor:
        return torch.rand(SHOWN, self.latents + self.conditions)

    def forward(self, rows: Tensor) -> Tensor:
        z = rows[:, : self.latents].clamp(-Z_LIMIT, Z_LIMIT)
        given = [rows[:, self.latents :].clamp(0, 1)] if self.conditions else []
        return as_bytes(self.model.decode(z, *given))


class DecodingCodes(nn.Module):
    """Cells as the socket of ``/api/codes/decode`` takes them -> pictures as it sends them."""

    gives = ("pixels",)
    many = True  # rows at once

    def __init__(self, model: Any):
        super().__init__()
        self.model = model
        self.grids = [tuple(grid) for grid in model.grids]

    def example(self) -> Tensor:
        return torch.zeros(SHOWN, sum(map(math.prod, self.grids)), dtype=torch.uint16)

    def forward(self, cells: Tensor) -> Tensor:
        parts = cells.to(torch.int64).split([math.prod(grid) for grid in self.grids], 1)
        levels = tuple(part.reshape(-1, *grid) for part, grid in zip(parts, self.grids, strict=True))
        return as_bytes(self.model.decode_codes(levels))


class Encoding(nn.Module):
    """A picture as ``/api/encode`` takes it -> what it answers of the posterior, of a model without conditions."""

    gives = ("pixels", "posterior")
    many = False

    def __init__(self, model: Any):
        super().__init__()
        self.model = model
        self.shape = tuple(model.shape)

    def example(self) -> Tensor:
        return torch.randint(0, 256, (1, math.prod(self.shape)), dtype=torch.uint8)

    def forward(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        pictures = rows.reshape(1, *self.shape).to(torch.float32) / 255
        posterior = posterior_of(self.model.encode(pictures))
        return as_bytes(self.model.decode(posterior.mean)), torch.cat([posterior.mean, posterior.std], 1)


def as_bytes(pictures: Tensor) -> Tensor:
    """Pictures in [0, 1] -> uint8 of the same shape, rounded."""
    return pictures.mul(255).round().clamp(0, 255).to(torch.uint8)


WRAPPED: dict[str, type[Decoding | DecodingCodes | Encoding]] = {
    "decode": Decoding,
    "codes": DecodingCodes,
    "encode": Encoding,
}


def export(model: Any, part: str) -> bytes:
    """The graph of a part of ``model``, weights included.

    Raises whatever torch's exporter raises where the model does what a graph can't.
    """
    wrapped = WRAPPED[part](model).eval()
    rows = torch.export.Dim("n", min=1, max=4096)
    program = torch.onnx.export(
        wrapped,
        (wrapped.example(),),
        input_names=["rows"],
        output_names=list(wrapped.gives),
        dynamic_shapes=({0: rows},) if wrapped.many else None,
        dynamo=True,
        verbose=False,
    )
    file = io.BytesIO()
    program.save(file)
    return file.getvalue()
