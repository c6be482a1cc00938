"""Masks: the AttentionRNN's order by gradient, what each kind of mask sees, and the measures against masks made by hand."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from explorer.attending import correctness as attention
from explorer.models import AttentionRNN, LocalAttention
from explorer.models.attention_masks import DiagonalMask, DiagonalPass
from explorer.models.diagonal import cell, skew, unskew

SHAPE = (3, 52, 44)  # stages of 26x22, 13x11, 7x6 and 4x3 cells
SIZES = [(13, 11), (7, 6), (4, 3)]


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def pictures(n: int = 1) -> Tensor:
    return torch.rand(n, *SHAPE, generator=seeded())


def lively(model):
    """Weights large enough that every way through the network shows, and statistics as after training."""
    with torch.no_grad():
        for weight in model.masks.parameters():
            weight.mul_(3)
    model(
        torch.rand(20, *SHAPE, generator=seeded(1)),
        torch.zeros(20, 1, dtype=torch.long),
        torch.zeros(20, 1, dtype=torch.long),
    )
    return model.eval()


def build(kind: str, **more):
    torch.manual_seed(0)
    small = {"shape": SHAPE, "channels": (6, 6, 8, 10), "query": 4, "hidden": 6, "width": 8} | more
    return lively(AttentionRNN(state=5, **small) if kind == "arnn" else LocalAttention(kind=kind, **small))


KINDS = ("san", "nctx", "ctx", "arnn")


class TestSkewing:
    def test_diagonals_stand_in_columns(self):
        x = torch.arange(1.0, 13).view(1, 1, 3, 4)
        assert skew(x)[0, 0].tolist() == [[1, 2, 3, 4, 0, 0], [0, 5, 6, 7, 8, 0], [0, 0, 9, 10, 11, 12]]

    @pytest.mark.parametrize("shape", [(1, 1, 3, 4), (2, 3, 5, 2), (2, 1, 1, 4), (1, 2, 4, 1)])
    def test_unskewing_is_the_inverse(self, shape):
        x = torch.rand(shape, generator=seeded())
        assert torch.equal(unskew(skew(x)), x)


@pytest.mark.parametrize("kind", KINDS)
class TestEveryKind:
    def test_answers_are_probabilities_and_masks_have_their_range(self, kind):
        look = build(kind).attend(pictures(3), torch.tensor([0, 5, 8]))
        assert torch.allclose(look.log_probs.exp().sum(1), torch.ones(3), atol=1e-5)
        assert [tuple(mask.shape[1:]) for mask in look.masks] == (SIZES[-1:] if kind == "san" else SIZES)
        assert all((mask >= 0).all() and (mask <= 1).all() for mask in look.masks)
        assert torch.allclose(look.masks[-1].sum((1, 2)), torch.ones(3), atol=1e-5)

    def test_cells_cover_the_picture(self, kind):
        model = build(kind)
        for mask, side in zip(model.attend(pictures(), torch.tensor([0])).masks, model.cells, strict=True):
            assert [-(-size // side) for size in SHAPE[1:]] == list(mask.shape[1:])

    def test_several_questions_about_a_picture_are_as_if_asked_alone(self, kind):
        model, asked = build(kind), torch.tensor([[0, 3], [8, 3]])
        together = model.attend(pictures(2), asked.flatten())
        alone = model.attend(pictures(2).repeat_interleave(2, 0), asked.flatten())
        assert torch.allclose(together.log_probs, alone.log_probs, atol=1e-5)
        assert all(
            torch.allclose(one, other, atol=1e-5) for one, other in zip(together.masks, alone.masks, strict=True)
        )
        labels = torch.tensor([[1, 2], [3, 4]])
        assert torch.allclose(
            model(pictures(2), asked, labels).flatten(),
            -together.log_probs.gather(1, labels.flatten()[:, None])[:, 0],
            atol=1e-5,
        )

    def test_what_is_asked_acts_through_the_masks_alone(self, kind, monkeypatch):
        model = build(kind)
        assert not torch.equal(*model.attend(pictures(), torch.tensor([0, 1])).log_probs)
        for mask in model.masks:
            monkeypatch.setattr(mask, "forward", lambda features, query: torch.zeros(len(query), *features.shape[2:]))
        assert torch.equal(*model.attend(pictures(), torch.tensor([0, 1])).log_probs)

    def test_features_that_a_mask_holds_back_do_not_reach_the_answer(self, kind, monkeypatch):
        """All attention on the last map's first cell: a pixel that this cell does not see changes nothing."""
        model = build(kind)

        def first_cell(features: Tensor, query: Tensor) -> Tensor:
            energy = torch.full((len(query), *features.shape[2:]), -1e9)
            energy[:, 0, 0] = 0
            return energy

        monkeypatch.setattr(model.masks[-1], "forward", first_cell)
        for mask in model.masks[:-1]:  # open, so that they carry nothing from elsewhere
            monkeypatch.setattr(
                mask, "forward", lambda features, query: torch.full((len(query), *features.shape[2:]), 1e9)
            )
        image = pictures().requires_grad_(True)
        model.attend(image, torch.tensor([0])).log_probs[0, 3].backward()
        reached = image.grad.abs().sum((0, 1)) > 0
        assert reached[:8, :8].any() and not reached[40:].any() and not reached[:, 40:].any()

    def test_the_trace_is_the_kinds_own_view(self, kind):
        model, stage = build(kind), 0
        height, width = SIZES[-1] if kind == "san" else SIZES[0]
        trace = model.trace(pictures(), torch.tensor([2]), stage, 1, 1)
        near = {"san": 0, "nctx": 0, "ctx": 1}.get(kind)
        rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
        if near is not None:
            assert (
                torch.equal(trace.features > 0, ((rows - 1).abs() <= near) & ((columns - 1).abs() <= near))
                and trace.values is None
            )
        else:
            assert trace.features[:2, :2].min() > 0 and trace.values.shape == trace.features.shape

    def test_other_shapes_are_refused(self, kind):
        with pytest.raises(ValueError, match=r"of shape \(n, 3, 52, 44\)"):
            build(kind).attend(torch.zeros(1, 3, 50, 50), torch.tensor([0]))


class TestOrder:
    @pytest.mark.parametrize("block", [1, 2, 3])
    @pytest.mark.parametrize("passing", [0, 1])
    def test_a_value_depends_on_earlier_values_alone_and_on_every_earlier_neighbour(self, block, passing):
        model = build("arnn", block=block)
        order = model.attend_in_steps(pictures(), torch.tensor([0]))[0].order[passing]
        height, width = SIZES[0]
        for row, column in [(0, 0), (height - 1, width - 1), (4, 6), (7, 2)]:
            heard = model.trace(pictures(), torch.tensor([0]), 0, row, column, passing).values
            assert (
                heard[order >= order[row, column]] == 0
            ).all()  # nothing that comes later, nor anything of its own step
            sign = -1 if passing == 0 else 1
            ahead = (torch.arange(height)[:, None] // block - row // block) * sign >= 0
            aside = (torch.arange(width) // block - column // block) * sign >= 0
            within = ahead & aside & (order < order[row, column])
            assert (heard[within] > 0).all() and (
                heard[~within] == 0
            ).all()  # all that lies on a way down and across, and nothing else

    @pytest.mark.parametrize("passing", [0, 1])
    def test_features_come_from_the_same_side(self, passing):
        model, (row, column) = build("arnn", block=1), (5, 4)
        seen = model.trace(pictures(), torch.tensor([0]), 0, row, column, passing).features > 0
        assert seen[row, column] and seen[row + 1, column + 1]  # its own neighbourhood is always seen
        if passing == 0:
            assert seen[:row, :column].all() and not seen[row + 2 :].any() and not seen[:, column + 2 :].any()
        else:
            assert seen[row + 1 :, column + 1 :].all() and not seen[: row - 1].any() and not seen[:, : column - 1].any()

    @pytest.mark.parametrize("block", [1, 2])
    def test_every_step_is_a_diagonal_and_the_passes_are_each_others_reverse(self, block):
        order = DiagonalMask(4, 2, 3, 2, block).order(7, 6)
        down, across = -(-7 // block), -(-6 // block)
        assert order.shape == (2, 7, 6) and order[0, 0, 0] == 0 and order[0, 6, 5] == down + across - 2
        assert torch.equal(order[0] + order[1], torch.full((7, 6), down + across - 2))
        assert set(order[0].unique().tolist()) == set(range(down + across - 1))

    def test_the_joined_mask_is_that_of_both_passes_energies(self):
        model, asked = build("arnn"), torch.tensor([4])
        look, steps = model.attend(pictures(), asked), model.attend_in_steps(pictures(), asked)
        for mask, stage in zip(look.masks[:-1], steps, strict=False):
            assert torch.allclose(
                mask[0], torch.sigmoid(torch.logit(stage.values[0].double()).sum(0)).float(), atol=1e-4
            )
        energy = torch.logit(steps[-1].values[0].double()).sum(0)
        assert torch.allclose(look.masks[-1][0], torch.softmax(energy.flatten(), 0).view_as(energy).float(), atol=1e-4)

    @torch.no_grad()
    @pytest.mark.parametrize("block", [1, 2])
    def test_the_recurrence_is_the_slow_one_value_for_value(self, block):
        torch.manual_seed(0)
        layer, rows, columns = DiagonalPass(3, 4, block), 4, 5
        fused = torch.randn(2, rows, columns, 3 * block**2, generator=seeded())
        states, memories, values = {}, {}, {}
        expected = torch.zeros(2, rows * block, columns * block)
        for y in range(rows):
            for x in range(columns):
                heard = [
                    table.get(place, torch.zeros(2, size))
                    for place in ((y - 1, x), (y, x - 1))
                    for table, size in ((states, 4), (values, block**2))
                ]
                # the LSTM's memory comes along the row, as in the Diagonal BiLSTM
                states[y, x], memories[y, x] = cell(
                    layer.near(fused[:, y, x]) + layer.before(torch.cat(heard, -1)),
                    memories.get((y, x - 1), torch.zeros(2, 4)),
                )
                energy = layer.out(states[y, x])
                values[y, x] = torch.sigmoid(energy)
                expected[:, y * block : (y + 1) * block, x * block : (x + 1) * block] = energy.view(2, block, block)
        assert torch.allclose(layer(fused), expected, atol=1e-6)

    def test_the_second_pass_is_the_first_one_turned(self):
        torch.manual_seed(0)
        mask, features, query = (
            DiagonalMask(4, 3, 5, 2),
            torch.randn(2, 4, 5, 6, generator=seeded()),
            torch.randn(2, 3, generator=seeded()),
        )
        mask.back.load_state_dict(mask.forth.state_dict())
        mask.fused.context.weight.data = (
            mask.fused.context.weight.data[:, :, 1:2, 1:2].expand(-1, -1, 3, 3).contiguous()
        )  # the same from all sides
        forth, back = mask.passes(features, query)
        turned, _ = mask.passes(features.flip(2, 3), query)
        assert torch.allclose(back, turned.flip(1, 2), atol=1e-6) and not torch.allclose(forth, back)

    def test_blocks_that_reach_over_the_edge_leave_the_map_its_size(self):
        for block in (1, 2, 3, 4):
            forth, back = DiagonalMask(4, 3, 5, 2, block).passes(
                torch.randn(1, 4, 5, 7, generator=seeded()), torch.randn(1, 3, generator=seeded())
            )
            assert forth.shape == back.shape == (1, 5, 7)


class TestArguments:
    def test_an_unknown_kind_and_too_many_stages_are_refused(self):
        with pytest.raises(ValueError, match="san, nctx, ctx"):
            LocalAttention(kind="arnn")
        with pytest.raises(ValueError, match="of 4 stages 1 to 4"):
            LocalAttention(masked=5)
        with pytest.raises(ValueError, match="block"):
            AttentionRNN(block=0)

    def test_fewer_masked_stages(self):
        look = LocalAttention(masked=1).eval().attend(torch.rand(1, 3, 100, 100), torch.tensor([0]))
        assert [tuple(mask.shape) for mask in look.masks] == [(1, 7, 7)]
        look = LocalAttention(masked=4).eval().attend(torch.rand(1, 3, 100, 100), torch.tensor([0]))
        assert [tuple(mask.shape[1:]) for mask in look.masks] == [(50, 50), (25, 25), (13, 13), (7, 7)]


class TestMeasures:
    inside = torch.zeros(1, 6, 6, dtype=torch.bool)
    inside[0, 1:3, 1:4] = True  # six pixels

    def test_a_mask_that_is_the_digit(self):
        mask = 0.2 * self.inside.float()
        assert attention.correctness(mask, self.inside).item() == pytest.approx(1)
        assert attention.contrast(mask, self.inside).item() == pytest.approx(1)
        assert attention.overlap(mask, self.inside).item() == pytest.approx(1)

    def test_an_even_mask_has_the_digits_share_of_the_picture(self):
        mask = torch.full((1, 6, 6), 0.7)
        assert attention.correctness(mask, self.inside).item() == pytest.approx(6 / 36)
        assert attention.contrast(mask, self.inside).item() == pytest.approx(0)
        assert attention.overlap(mask, self.inside).item() == pytest.approx(6 / 36)

    def test_half_beside_it(self):
        mask = torch.zeros(1, 6, 6)
        mask[0, 1:3, 2:5] = 1  # four pixels inside, two beside it
        mask[0, 1, 1] = 0.4  # below half of the maximum
        assert attention.correctness(mask, self.inside).item() == pytest.approx(4.4 / 6.4)
        assert attention.contrast(mask, self.inside).item() == pytest.approx(4.4 / 6 - 2 / 30)
        assert attention.overlap(mask, self.inside).item() == pytest.approx(4 / 8)

    def test_an_empty_mask_and_an_empty_digit_are_worth_nothing(self):
        nothing = torch.zeros(1, 6, 6)
        for measure in (attention.correctness, attention.contrast, attention.overlap):
            assert measure(nothing, self.inside).item() == 0
            assert measure(torch.ones(1, 6, 6), nothing.bool()).item() <= 0 or measure is attention.contrast

    def test_a_whole_mask_is_the_product_of_its_stages_over_their_pixels(self):
        fine, coarse = torch.rand(1, 3, 3, generator=seeded()), torch.rand(1, 2, 2, generator=seeded(1))
        whole = attention.whole((fine, coarse), (2, 4), (6, 5))
        assert whole.shape == (1, 6, 5)
        for y in range(6):
            for x in range(5):
                assert whole[0, y, x] == fine[0, y // 2, x // 2] * coarse[0, y // 4, x // 4]

    def test_spreading_keeps_shares_where_cells_fit(self):
        mask, inside = torch.rand(2, 3, 3, generator=seeded()), torch.zeros(2, 6, 6, dtype=torch.bool)
        inside[:, :2, :2] = True  # the first cell
        share = attention.correctness(attention.spread(mask, 2, (6, 6)), inside)
        assert torch.allclose(share, (mask[:, 0, 0] / mask.sum((1, 2))).double(), atol=1e-6)
