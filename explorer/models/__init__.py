"""The networks: one model per file, with its loss in nats and its sampling; no files, no Gradio."""

from explorer.models.autoencoder import Autoencoder
from explorer.models.conv_vae import ConvVAE
from explorer.models.latent import LatentModel, Posterior, VariationalModel
from explorer.models.vae import VAE

REGISTRY: dict[str, type[LatentModel]] = {"autoencoder": Autoencoder, "vae": VAE, "conv_vae": ConvVAE}

__all__ = ["REGISTRY", "Autoencoder", "ConvVAE", "LatentModel", "Posterior", "VAE", "VariationalModel"]
