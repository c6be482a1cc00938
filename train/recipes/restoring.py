"""What mends pictures: denoisers, and the patch prior of photographs."""

from __future__ import annotations

from train.recipe import Recipe

DENOISED = "damaged in many ways: Gaussian noise up to sigma 1, salt and pepper, holes, blur, fewer pixels"

RECIPES = [
    Recipe(
        name="dae-mnist",
        title="Digits, denoiser",
        about="A convolutional denoising autoencoder: shown damaged digits, it gives back what was there.",
        dataset="mnist",
        model="dae",
        steps=7_100,
        minutes=45,
        bf16=False,
        data=f"grey MNIST, {DENOISED}",
    ),
    Recipe(
        name="dae-fashion",
        title="Clothes, denoiser",
        about="A convolutional denoising autoencoder: shown damaged clothes, it gives back what was there.",
        dataset="fashion",
        model="dae",
        steps=5_800,
        minutes=30,
        bf16=False,
        data=f"grey Fashion-MNIST, {DENOISED}",
    ),
    Recipe(
        name="gmm-photographs",
        title="Photographs, patch prior (EPLL)",
        about=(
            "A mixture of Gaussians that knows how 8x8 patches of photographs look, and restores whole photographs "
            "with it (EPLL)."
        ),
        dataset="photographs",
        model="patch_prior",
        arguments={"components": 200},
        steps=100,  # of EM, each on 100,000 fresh patches
        minutes=20,  # of the fit and the measurements
        data="10 million grey patches of 199 training photographs of BSDS (for non-commercial research and education)",
    ),
]
