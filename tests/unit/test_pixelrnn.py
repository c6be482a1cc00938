"""Row LSTM and Diagonal BiLSTM: the recurrence is the one of the paper, and sees what the paper says it sees."""

from __future__ import annotations

import pytest
import torch

from explorer.models.diagonal import cell
from explorer.models.pixelrnn import DiagonalBiLSTM, DiagonalLSTM, PixelRNN, RowLSTM
from tests.unit.autoregressive_models import influence, lively, ranks, seeded


@torch.no_grad()
@pytest.mark.parametrize(("height", "width"), [(4, 5), (5, 4), (3, 3), (1, 4), (4, 1)])
def test_the_diagonal_recurrence_is_the_one_from_above_and_left(height: int, width: int):
    torch.manual_seed(0)
    layer, x = DiagonalLSTM(3), torch.randn(2, 6, height, width, generator=seeded())
    states, memories = {}, {}
    above, left = layer.state.weight.unbind(2)
    for y in range(height):
        for x_ in range(width):
            up, side = (states.get(place, torch.zeros(2, 3)) for place in ((y - 1, x_), (y, x_ - 1)))
            gates = layer.input(x)[:, :, y, x_] + up @ above.T + side @ left.T
            states[y, x_], memories[y, x_] = cell(gates, memories.get((y, x_ - 1), torch.zeros(2, 3)))
    expected = torch.stack([torch.stack([states[y, x_] for x_ in range(width)], -1) for y in range(height)], -2)
    assert torch.allclose(layer(x), expected, atol=1e-6)


@torch.no_grad()
def test_the_row_recurrence_is_the_one_from_the_row_above():
    torch.manual_seed(0)
    layer, x = RowLSTM(3), torch.randn(2, 6, 4, 5, generator=seeded())
    out = layer(x)
    state = memory = torch.zeros(2, 3, 5)
    for y in range(4):
        for column in range(5):
            own = sum(
                x[:, :, y, column - 1 + tap] @ layer.input.weight[:, :, 0, tap].T
                for tap in range(2)
                if column - 1 + tap >= 0
            )
            near = sum(
                state[:, :, column - 1 + tap] @ layer.state.weight[:, :, tap].T
                for tap in range(3)
                if 0 <= column - 1 + tap < 5
            )
            expected, _ = cell(own + near + layer.input.bias, memory[:, :, column])
            assert torch.allclose(out[:, :, y, column], expected, atol=1e-6)
        gates = layer.input(torch.nn.functional.pad(x, (1, 0)))[:, :, y] + layer.state(state)
        state, memory = (part.mT for part in cell(gates.mT, memory.mT))


@torch.no_grad()
def test_the_direction_from_the_right_is_a_mirror_one_row_late():
    torch.manual_seed(0)
    layer, x = DiagonalBiLSTM(2), torch.randn(1, 4, 4, 5, generator=seeded())
    right = layer(x) - layer.left(x)
    assert torch.equal(right[:, :, 0], torch.zeros(1, 2, 5))
    assert torch.allclose(right[:, :, 1:], layer.right(x.flip(3)).flip(3)[:, :, :-1], atol=1e-6)


def test_the_diagonal_kind_sees_all_but_the_end_of_the_row_above_and_the_row_kind_a_triangle():
    # one layer, on a picture that is wider than the 7x7 convolution
    diagonal, row = (
        lively(PixelRNN, shape=(1, 5, 14), kind=kind, channels=8, layers=1) for kind in ("diagonal", "row")
    )
    place = ranks(diagonal)[0]
    everything = influence(diagonal)[0, :, :, 0] > 0
    some = influence(row)[0, :, :, 0] > 0
    for y, x in diagonal.order():
        expected = place < place[y, x]
        if (
            y and x + 3 < 13
        ):  # features stop short of their own pixel, those at the row's end too; only the convolution sees it
            expected[y - 1, 13] = False
        assert torch.equal(everything[y, x], expected)
    right = torch.arange(14)
    # up a row the state sees one more pixel to the right; the convolution reaches three further, from one row further
    # up on
    for up, reach in ((1, 3), (2, 4), (3, 5), (4, 6)):
        assert torch.equal(some[4, 5, 4 - up], right <= 5 + reach)


def test_another_kind_is_refused():
    with pytest.raises(ValueError, match="kind"):
        PixelRNN(kind="column")
