"""The networks: one model per file, with its loss in nats and its sampling; no files, no Gradio."""

from torch import nn

from explorer.models.autoencoder import Autoencoder
from explorer.models.classifier import Classifier
from explorer.models.conv_vae import ConvVAE
from explorer.models.cvae import ConditionalVAE
from explorer.models.dae import DenoisingAutoencoder
from explorer.models.gated_pixelcnn import GatedPixelCNN
from explorer.models.latent import LatentModel, Posterior, VariationalModel
from explorer.models.pca import PCA
from explorer.models.pixelcnn import PixelCNN
from explorer.models.vae import VAE

REGISTRY: dict[str, type[nn.Module]] = {
    "autoencoder": Autoencoder, "vae": VAE, "conv_vae": ConvVAE, "cvae": ConditionalVAE, "classifier": Classifier, "dae": DenoisingAutoencoder,
    "pca": PCA, "pixelcnn": PixelCNN, "gated_pixelcnn": GatedPixelCNN,
}

__all__ = [
    "PCA", "REGISTRY", "VAE", "Autoencoder", "Classifier", "ConditionalVAE", "ConvVAE", "DenoisingAutoencoder", "GatedPixelCNN", "LatentModel", "PixelCNN", "Posterior", "VariationalModel",
]
