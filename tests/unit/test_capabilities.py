"""A model has a capability when it has the methods, wherever its class comes from."""

from __future__ import annotations

from torch import nn

from explorer.capabilities import capabilities


def test_a_module_that_can_do_nothing():
    assert capabilities(nn.Linear(2, 3)) == []


def test_half_a_capability_is_none():
    class Half(nn.Module):
        shape, latents = (1, 8, 8), 2

        def sample(self, n):
            return n

    assert capabilities(Half()) == []
