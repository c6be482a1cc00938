"""The codebook: nearest codes, gradients past them, and codes that follow, begin and come back as they should."""

from __future__ import annotations

import pytest
import torch
from sklearn.cluster import KMeans
from torch import Generator, Tensor

from explorer.models.quantiser import RARE, Quantiser, k_means, squared_distances, usage


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def vectors(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=seeded(seed))


def grown_up(codes: int, size: int, decay: float = 0.9) -> Quantiser:
    """A codebook that has begun, chosen evenly so far, old enough that its decay is the one that was asked for."""
    torch.manual_seed(0)
    quantiser = Quantiser(codes, size, decay)
    quantiser.updates.fill_(1e6)
    quantiser.counts.fill_(5.0)
    quantiser.sums.copy_(5 * quantiser.codebook)
    return quantiser


def test_distances_and_nearest_agree_with_brute_force():
    quantiser, cells = Quantiser(17, 5), vectors(3, 4, 2, 5)
    distances, nearest = quantiser.distances(cells), quantiser.nearest(cells)
    assert distances.shape == (3, 4, 2, 17) and nearest.shape == (3, 4, 2) and nearest.dtype == torch.long
    for place in torch.cartesian_prod(torch.arange(3), torch.arange(4), torch.arange(2)).tolist():
        by_hand = [
            sum((a - b) ** 2 for a, b in zip(cells[tuple(place)].tolist(), code, strict=True))
            for code in quantiser.codebook.tolist()
        ]
        assert distances[tuple(place)].tolist() == pytest.approx(by_hand, abs=1e-4)
        assert int(nearest[tuple(place)]) == by_hand.index(min(by_hand))


def test_a_code_is_nearest_to_itself_and_never_at_a_negative_distance():
    quantiser = Quantiser(40, 6)
    numbers = torch.randint(0, 40, (2, 3, 5), generator=seeded())
    assert torch.equal(quantiser.nearest(quantiser.vectors(numbers)), numbers)
    assert (squared_distances(100 * quantiser.codebook, 100 * quantiser.codebook) >= 0).all()


def test_the_gradient_goes_straight_through_and_the_commitment_pulls_to_the_code():
    quantiser = Quantiser(8, 3).eval()
    cells, weights = vectors(2, 2, 2, 3).requires_grad_(), vectors(2, 2, 2, 3, seed=1)
    out, distance = quantiser(cells)
    codes = quantiser.codebook[quantiser.nearest(cells)]
    assert torch.allclose(out, codes, atol=1e-6) and not torch.allclose(out, cells)
    (through,) = torch.autograd.grad((out * weights).sum(), cells, retain_graph=True)
    assert torch.equal(through, weights)
    (pull,) = torch.autograd.grad(distance.sum(), cells)
    assert torch.allclose(pull, 2 * (cells - codes), atol=1e-5)
    assert torch.allclose(distance, (cells - codes).square().sum((1, 2, 3)), atol=1e-5)
    assert not quantiser.codebook.requires_grad and any(part is quantiser.codebook for part in quantiser.parameters())


def test_codes_follow_the_papers_moving_average():
    """1711.00937, eq. 6 to 8, written out for one code after the other."""
    quantiser, decay = grown_up(4, 3), 0.9
    counts, sums, codebook = [5.0] * 4, [5 * code for code in quantiser.codebook.clone()], quantiser.codebook.clone()
    for seed in range(3):
        cells = vectors(6, 2, 2, 3, seed=seed)
        chosen = squared_distances(cells, codebook).argmin(-1)
        out, _ = quantiser(cells)
        assert torch.allclose(out, codebook[chosen], atol=1e-5)  # what is decoded are the codes from before the step
        for code in range(4):
            mine = cells[chosen == code]
            counts[code] = decay * counts[code] + (1 - decay) * len(mine)
            sums[code] = decay * sums[code] + (1 - decay) * mine.sum(0)
            codebook[code] = sums[code] / counts[code]
        assert torch.allclose(quantiser.codebook, codebook, atol=1e-5)
    assert quantiser.counts.tolist() == pytest.approx(counts, abs=1e-4)


def test_a_young_codebook_forgets_sooner():
    quantiser = grown_up(2, 1, decay=0.99)
    quantiser.updates.fill_(1)
    cells = quantiser.codebook.detach().clone().view(1, 1, 2, 1)
    quantiser(cells)  # one vector a code: a decay of 2 / 11
    assert quantiser.counts.tolist() == pytest.approx([(2 * 5 + 9 * 1) / 11] * 2) and int(quantiser.updates) == 2


def test_nothing_moves_in_evaluation():
    quantiser = grown_up(6, 2).eval()
    before = {name: value.clone() for name, value in quantiser.state_dict().items()}
    quantiser(vectors(4, 3, 3, 2))
    assert all(torch.equal(value, before[name]) for name, value in quantiser.state_dict().items())


def test_k_means_agrees_with_scikit_learn_from_the_same_start():
    cells = vectors(300, 4) + 3 * torch.randint(0, 3, (300, 1), generator=seeded(1))
    start, ours = (k_means(cells, 7, seeded(2), rounds) for rounds in (0, 60))
    theirs = KMeans(7, init=start.numpy(), n_init=1, max_iter=60, tol=0).fit(cells.numpy()).cluster_centers_
    assert torch.allclose(ours, torch.from_numpy(theirs), atol=1e-3)
    assert all((cells == code).all(1).any() for code in start)


def test_codes_begin_with_k_means_once_and_repeat_with_their_seed():
    cells = vectors(20, 3, 3, 2)
    first, again, other = (Quantiser(5, 2) for _ in range(3))
    for quantiser, seed in ((first, 4), (again, 4), (other, 5)):
        quantiser.begin(cells, seeded(seed))
    expected = k_means(cells.flatten(0, 2), 5, seeded(4))
    assert (
        torch.equal(first.codebook, expected)
        and torch.equal(again.codebook, expected)
        and not torch.equal(other.codebook, expected)
    )
    assert float(first.counts.sum()) == pytest.approx(180)
    assert torch.allclose(first.sums, first.codebook * first.counts[:, None])
    first(cells)  # the first step of training: begun already
    moved = first.codebook.clone()
    first.begin(vectors(20, 3, 3, 2, seed=9), seeded(9))
    assert torch.equal(first.codebook, moved)


def test_more_codes_than_vectors_can_begin():
    quantiser = Quantiser(50, 2)
    cells = vectors(1, 2, 2, 2)
    quantiser(cells)
    assert quantiser.codebook.isfinite().all() and all(
        (cells.view(-1, 2) - code).abs().sum(1).min() < 1e-5 for code in quantiser.codebook
    )


def test_dead_codes_are_moved_onto_vectors_and_the_living_stay():
    quantiser = grown_up(5, 2)
    with torch.no_grad():
        quantiser.codebook[3] = 1e6
        quantiser.sums[3] = 1e6 * quantiser.counts[3]
    moved = 0
    for seed in range(60):
        before = quantiser.counts.clone()
        cells = vectors(10, 2, 2, 2, seed=seed)
        quantiser(cells, seeded(seed))
        if quantiser.codebook[3].abs().max() < 1e3:
            moved = seed
            break
        assert before[3] >= RARE * before.sum() / 5
    assert 20 < moved < 60  # 0.9 ** 34 is about 0.03
    assert (cells.flatten(0, 2) - quantiser.codebook[3]).abs().sum(1).min() < 1e-5
    assert float(quantiser.counts[3]) == pytest.approx(
        float(before.lerp(torch.full((5,), 8.0), 0.1).sum() / 5), rel=0.1
    )
    kept = quantiser.codebook.clone()
    assert quantiser.revive(cells.flatten(0, 2), seeded()) == 0 and torch.equal(quantiser.codebook, kept)


def test_usage_and_perplexity():
    assert usage(torch.arange(8).repeat(3).view(2, 3, 4), 8) == pytest.approx((1.0, 8.0))
    assert usage(torch.zeros(5, 7, 7, dtype=torch.long), 8) == pytest.approx((1 / 8, 1.0))
    share, perplexity = usage(torch.tensor([0, 0, 0, 1]), 4)
    assert share == 0.5 and perplexity == pytest.approx(4 / 27**0.25)  # exp of 3/4 log 4/3 + 1/4 log 4


def test_what_does_not_fit_is_refused():
    for wrong in ((1, 4), (8, 0)):
        with pytest.raises(ValueError):
            Quantiser(*wrong)
    with pytest.raises(ValueError):
        Quantiser(8, 4, decay=1.0)
    quantiser = Quantiser(8, 4)
    for numbers in (torch.tensor([8]), torch.tensor([-1]), torch.tensor([0.0])):
        with pytest.raises(ValueError, match="from 0 to 7"):
            quantiser.vectors(numbers)
