"""Nine named colours that stay apart, also for most people who see fewer, and the small noise of a scene on them.

Any two are at least APART = 115 from each other in RGB, and noise moves none by more than sqrt(3) * REACH = 27.8, so
that two never come nearer than half of APART. They also differ in lightness: seen with protanopia or deuteranopia
(Machado, Oliveira and Fernandes 2009) any two are at least 20 apart in CIELAB, where about 2 can just be told.
"""

from __future__ import annotations

import numpy as np

COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (245, 0, 40),
    "orange": (245, 150, 0),
    "yellow": (255, 250, 60),
    "green": (5, 125, 25),
    "cyan": (45, 225, 250),
    "blue": (50, 55, 255),
    "purple": (145, 35, 165),
    "pink": (255, 120, 190),
    "white": (255, 255, 255),
}
NAMES: tuple[str, ...] = tuple(COLOURS)
APART = 115  # levels of 255, in RGB
NOISE, REACH = 8, 16  # levels of each channel: the standard deviation, and where it is cut off

_LEVELS = np.array(list(COLOURS.values()), np.float64)


def noisy(seed: int) -> np.ndarray:
    """The nine colours as a scene of this seed shows them: float32 ``(9, 3)``, whole levels 0 to 255.

    The seed is at least 0. All nine are drawn, whichever the scene uses: a digit keeps its colour when another one
    comes, goes or moves.
    """
    noise = np.random.default_rng(seed).normal(0, NOISE, _LEVELS.shape)
    levels = _LEVELS + np.minimum(np.maximum(noise, -REACH), REACH)
    return np.rint(np.minimum(np.maximum(levels, 0), 255)).astype(np.float32)
