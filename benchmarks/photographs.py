"""Restoring photographs: the patch prior beside BM3D on the photographs that the prior has not seen, and how long it
takes.
"""

from __future__ import annotations

import explorer
from train.measures.photographs import SIGMA, block_matching, compare

NAME = "gmm-photographs"
THREADS = 2


def measure() -> dict[str, float | str]:
    """Denoising the TEST photographs (256x256, sigma 25): PSNR of each and its mean, EPLL with two threads beside BM3D,
    and seconds, median.

    BM3D is left out where the package bm3d is not installed. Raises KeyError where the prior is not trained,
    MissingData where a photograph is missing.
    """
    prior = explorer.load(NAME)
    methods = {"EPLL": lambda noisy: prior.restore(noisy, SIGMA, threads=THREADS)}
    if (bm3d := block_matching()) is not None:
        methods["BM3D"] = bm3d
    found = compare(methods)
    result: dict[str, float | str] = {"threads of EPLL": THREADS}
    for label in methods:
        result[f"{label}: dB, mean"] = round(found["psnr"][label], 2)
        result[f"{label}: seconds at 256x256, median"] = round(found["seconds"][label], 2)
    result |= {
        f"{label}: dB, {name}": round(row[label], 2)
        for name, row in found["per_photograph"].items()
        for label in methods
    }
    if bm3d is not None:
        result["ratio of seconds, BM3D to EPLL"] = found["seconds"]["BM3D"] / found["seconds"]["EPLL"]
        result["EPLL over BM3D, dB"] = round(found["psnr"]["EPLL"] - found["psnr"]["BM3D"], 2)
    return result
