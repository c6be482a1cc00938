"""Methods that were not trained on anything: filters and penalties that hold for pictures of any kind.

[1] Buades, Coll and Morel, A Non-Local Algorithm for Image Denoising, CVPR 2005
[2] Rudin, Osher and Fatemi, Nonlinear Total Variation Based Noise Removal Algorithms, Physica D 60, 1992; solved as by
    Chambolle, 2004
[3] Damelin and Hoang, On Surface Completion and Image Inpainting by Biharmonic Functions, 2018
[4] Richardson, 1972; Lucy, 1974: the maximum likelihood of pictures that are counts of light

NLM_STRENGTH and TV_WEIGHT have the highest mean PSNR of a few values over six photographs that no evaluation uses (of
``explorer.data.photographs.TRAIN``) at noise of 12, 25 and 50 of 255. The other numbers are round ones that were not
tuned.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from explorer.restoring.damage import Damaged, fewer
from explorer.restoring.method import Answer, Control, Failed, Method, Run

NLM_STRENGTH = 0.7  # times sigma: how alike two patches must be
TV_WEIGHT = 0.7  # times sigma
TV_ENOUGH, TV_STEPS = 1e-6, 80
PIECE = 20_000  # lost pixels that are filled at once, a second's work
# pixels of a larger hole's rim that are filled at full size; what lies deeper is as smooth as a coarser picture of it
RIM = 8
LUCY_STEPS = 30
SALT_WINDOW, LIKE = (
    7,
    0.8,
)  # a black or white pixel is the picture's own where this share of those around it are the same
MEDIAN = ((0.25, 3), (0.5, 5), (1.0, 7))  # up to this share of noise: the window's side


def _clipped(picture: np.ndarray) -> Answer:
    return Answer(np.clip(picture, 0, 1).astype(np.float32))


def by_channel(run: Run) -> Run:
    """A method of grey pictures for those in colour, too: each channel by itself."""

    def each(damaged: Damaged, control: Control) -> Answer:
        if damaged.picture.ndim == 2:
            return run(damaged, control)
        parts = [
            run(replace(damaged, measured=measured, picture=picture), control.part(number, len(damaged.picture)))
            for number, (measured, picture) in enumerate(zip(damaged.measured, damaged.picture, strict=True))
        ]
        return Answer(np.stack([part.picture for part in parts]), parts[0].note)

    return each


def non_local_means(damaged: Damaged, control: Control) -> Answer:
    """Averages of pixels whose surroundings look alike, wherever they are [1]."""
    from skimage.restoration import denoise_nl_means

    control.step(0)
    sigma = damaged.degradation.sigma
    return _clipped(
        denoise_nl_means(
            damaged.measured,
            patch_size=5,
            patch_distance=6,
            h=NLM_STRENGTH * sigma,
            sigma=sigma,
            fast_mode=True,
            channel_axis=_channels(damaged.measured),  # patches are compared in all three together
        )
    )


def _channels(picture: np.ndarray) -> int | None:
    """Which axis has the channels, of a picture in colour."""
    return 0 if picture.ndim == 3 else None


def total_variation(damaged: Damaged, control: Control) -> Answer:
    """The picture with the least sum of jumps that still fits [2]."""
    from skimage.restoration import denoise_tv_chambolle

    control.step(0)
    weight, channels = TV_WEIGHT * damaged.degradation.sigma, _channels(damaged.measured)
    return _clipped(denoise_tv_chambolle(damaged.measured, weight, TV_ENOUGH, TV_STEPS, channel_axis=channels))


def median(damaged: Damaged, control: Control) -> Answer:
    """The middle value of every pixel's surroundings, which a few black or white ones do not move."""
    from scipy.ndimage import median_filter

    control.step(0)
    side = next(side for share, side in MEDIAN if damaged.strength <= share)
    note = f"window of {side} × {side} pixels"
    return Answer(median_filter(damaged.measured, side, mode="reflect", axes=(-2, -1)), note)


def salted(measured: np.ndarray) -> np.ndarray:
    """Where salt or pepper is likely, ``(h, w)``: black or white pixels, but where nearly all around are the same."""
    from scipy.ndimage import uniform_filter

    layers = measured.reshape(-1, *measured.shape[-2:])
    black, white = (layers <= 0).all(0), (layers >= 1).all(0)
    own = np.zeros(black.shape, bool)
    for extreme in (black, white):
        own |= extreme & (uniform_filter(extreme.astype(np.float32), SALT_WINDOW, mode="reflect") >= LIKE)
    return (black | white) & ~own


def biharmonic(damaged: Damaged, control: Control) -> Answer:
    """The smoothest surface that continues what is around a hole, its slope included [3]."""
    lost = salted(damaged.measured) if damaged.kind == "salt" else ~damaged.degradation.known
    if lost.all():
        raise Failed("Nothing is left of the picture to continue from.")
    if damaged.measured.ndim == 2:
        return _clipped(_filled(damaged.measured, lost, control))
    parts = enumerate(damaged.measured)
    return _clipped(np.stack([_filled(one, lost, control.part(number, 3)) for number, one in parts]))


def _filled(picture: np.ndarray, lost: np.ndarray, control: Control) -> np.ndarray:
    """``picture`` with the pixels that are ``lost`` continued from around, a few pieces at a time;
    the depth of a large hole at half the size.
    """
    from scipy.ndimage import binary_erosion, label, maximum_filter
    from skimage.restoration import inpaint_biharmonic

    def pieces(lost: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Pixels of each piece and their numbers, where those within the reach of the operator, two pixels,
        belong together.
        """
        marks, count = label(maximum_filter(lost, 3), np.ones((3, 3)))
        marks = marks * lost
        return np.bincount(marks.ravel(), minlength=count + 1)[1:], marks

    sizes, marks = pieces(lost)
    if sizes.size and sizes.max() > PIECE:
        half, known = fewer(picture.shape, 2), (~lost).astype(np.float32)
        weight = half.forward(known)
        small = _filled(half.forward(picture * known) / np.maximum(weight, 1e-6), weight == 0, control)
        deep = binary_erosion(lost, np.ones((3, 3)), RIM, border_value=1)
        picture = np.where(deep, _enlarged(small, 2, picture.shape), picture)
        lost = lost & ~deep
        sizes, marks = pieces(lost)
    groups = np.concatenate(
        [[0], 1 + (sizes.cumsum() - sizes) // PIECE]
    )  # of the pieces; those of one group are filled together
    for group in range(1, int(groups.max()) + 1):
        control.step((group - 1) / groups.max())
        now = (groups[marks] == group) & lost
        if now.any():
            picture = np.where(now, inpaint_biharmonic(picture, now), picture).astype(np.float32)
    return picture


def _enlarged(small: np.ndarray, factor: int, shape: tuple[int, ...]) -> np.ndarray:
    from skimage.transform import resize

    large = resize(small, (small.shape[0] * factor, small.shape[1] * factor), order=3, mode="edge", anti_aliasing=False)
    return large[: shape[0], : shape[1]].astype(np.float32)


@by_channel
def bicubic(damaged: Damaged, control: Control) -> Answer:
    """Pixels in between on smooth curves, polynomials of third degree."""
    control.step(0)
    return _clipped(_enlarged(damaged.measured, damaged.degradation.factor, damaged.picture.shape))


@by_channel
def wiener(damaged: Damaged, control: Control) -> Answer:
    """Divides by the blur's spectrum wherever that leaves more picture than noise.

    The best linear method for pictures with the spectrum a / frequency^2, a from the measured picture's own slopes. The
    blur with reflected edges is diagonal under the cosine transform, so this is exact up to the edges.
    """
    from scipy.fft import dctn, idctn

    control.step(0)
    y, how = damaged.measured.astype(np.float64), damaged.degradation
    spike = np.zeros_like(y)
    spike[0, 0] = 1
    transfer = dctn(how.forward(spike)) / dctn(spike)  # eigenvalues: every cosine is nowhere zero at its corner
    slopes = [2 - 2 * np.cos(np.pi * np.arange(side) / side) for side in y.shape]
    laplacian = np.add.outer(*slopes)
    energy = sum(float(np.mean(np.diff(y, axis=axis) ** 2)) for axis in (0, 1) if y.shape[axis] > 1)
    energy = max(energy - 4 * how.sigma**2, 1e-6)  # of the slopes without those of the noise
    return _clipped(
        idctn(dctn(y, norm="ortho") * transfer / (transfer**2 + how.sigma**2 * laplacian / energy), norm="ortho")
    )


def richardson_lucy(damaged: Damaged, control: Control) -> Answer:
    """Multiplies again and again by what the blurred guess lacks; stopped early, before noise grows [4]."""
    y, how = np.clip(damaged.measured, 1e-4, None), damaged.degradation
    x = y.copy()
    for step in range(LUCY_STEPS):
        control.step(step / LUCY_STEPS)
        x = x * how.adjoint(y / np.maximum(how.forward(x), 1e-6))
    return _clipped(x)


METHODS = [
    Method(
        "nlm",
        "Non-local means",
        "Averages pixels whose surroundings look alike, wherever they are. Needs no training; is told the noise level.",
        non_local_means,
        ("gaussian",),
    ),
    Method(
        "tv",
        "Total variation",
        "Looks for the picture with the fewest and smallest jumps that still fits: flat parts and sharp edges.",
        total_variation,
        ("gaussian",),
    ),
    Method(
        "median",
        "Median filter",
        "Every pixel becomes the middle value of those around it, so single black or white ones go.",
        median,
        ("salt",),
    ),
    Method(
        "biharmonic",
        "Biharmonic in-painting",
        "Continues what is around a hole as smoothly as a bent metal sheet would. Of salt and pepper, it takes lone "
        "black and white pixels as lost.",
        biharmonic,
        ("salt", "hole", "painted"),
    ),
    Method(
        "wiener",
        "Wiener filter",
        "Undoes the blur frequency by frequency, as far as there is more picture left than noise. Is told the blur.",
        wiener,
        ("blur",),
    ),
    Method(
        "lucy",
        "Richardson-Lucy",
        f"Sharpens in {LUCY_STEPS} rounds so that the picture, blurred again, comes closer to what was seen. "
        "Is told the blur.",
        richardson_lucy,
        ("blur",),
    ),
    Method(
        "bicubic",
        "Bicubic enlargement",
        "Puts smooth curves through the few pixels that are left.",
        bicubic,
        ("fewer",),
    ),
]
