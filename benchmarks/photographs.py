"""Restoring photographs: how long the patch prior takes beside BM3D. What it is worth stands in its metrics.json."""

from __future__ import annotations

import explorer
from train.measures.photographs import SIGMA, block_matching, compare, squares

NAME = "gmm-photographs"
THREADS = 2


def measure() -> dict[str, float | str]:
    """Seconds to denoise the TEST photographs (256x256, sigma 25), median, of EPLL with two threads beside BM3D.

    BM3D is left out where the package bm3d is not installed. Raises KeyError where the prior is not trained,
    MissingData where a photograph is missing.
    """
    prior = explorer.load(NAME)
    methods = {"EPLL": lambda noisy: prior.restore(noisy, SIGMA, threads=THREADS)}
    if (bm3d := block_matching()) is not None:
        methods["BM3D"] = bm3d
    found = compare(methods, squares())["seconds"]
    result: dict[str, float | str] = {"threads of EPLL": THREADS}
    result |= {f"{label}: seconds at 256x256, median": round(found[label], 2) for label in methods}
    if bm3d is not None:
        result["ratio of seconds, BM3D to EPLL"] = found["BM3D"] / found["EPLL"]
    return result
