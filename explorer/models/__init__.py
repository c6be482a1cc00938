"""The networks: one model per file, with its loss in nats and its sampling; no files, no Gradio."""

from torch import nn

from explorer.models.attention import LocalAttention
from explorer.models.attention_rnn import AttentionRNN
from explorer.models.autoencoder import Autoencoder
from explorer.models.autoregressive import AutoregressiveModel
from explorer.models.classifier import Classifier
from explorer.models.code_prior import CodePrior
from explorer.models.colour_vae import ColourVAE
from explorer.models.conv_autoencoder import ConvAutoencoder
from explorer.models.conv_vae import ConvVAE
from explorer.models.cvae import ConditionalVAE
from explorer.models.dae import DenoisingAutoencoder
from explorer.models.gated_pixelcnn import GatedPixelCNN
from explorer.models.grid_vae import GridVAE
from explorer.models.hierarchical_vae import HierarchicalVAE
from explorer.models.latent import LatentModel, VariationalModel
from explorer.models.multiscale import MultiScale
from explorer.models.pca import PCA
from explorer.models.pixelcnn import PixelCNN
from explorer.models.pixelcnnpp import PixelCNNPP
from explorer.models.pixelrnn import PixelRNN
from explorer.models.ppca import ProbabilisticPCA
from explorer.models.residual_autoencoder import ResidualAutoencoder
from explorer.models.residual_vae import ResidualVAE
from explorer.models.vae import VAE
from explorer.models.vqvae import VQVAE, Quantising
from explorer.models.vqvae2 import VQVAE2

REGISTRY: dict[str, type[nn.Module]] = {
    "autoencoder": Autoencoder,
    "vae": VAE,
    "residual_vae": ResidualVAE,
    "conv_vae": ConvVAE,
    "colour_vae": ColourVAE,
    "grid_vae": GridVAE,
    "hierarchical_vae": HierarchicalVAE,
    "residual_autoencoder": ResidualAutoencoder,
    "conv_autoencoder": ConvAutoencoder,
    "cvae": ConditionalVAE,
    "pca": PCA,
    "ppca": ProbabilisticPCA,
    "classifier": Classifier,
    "dae": DenoisingAutoencoder,
    "pixelcnn": PixelCNN,
    "gated_pixelcnn": GatedPixelCNN,
    "pixelcnnpp": PixelCNNPP,
    "pixelrnn": PixelRNN,
    "multiscale": MultiScale,
    "vqvae": VQVAE,
    "vqvae2": VQVAE2,
    "code_prior": CodePrior,
    "attention": LocalAttention,
    "attention_rnn": AttentionRNN,
}

__all__ = [
    "PCA",
    "REGISTRY",
    "VAE",
    "VQVAE",
    "VQVAE2",
    "AttentionRNN",
    "Autoencoder",
    "AutoregressiveModel",
    "Classifier",
    "CodePrior",
    "ConditionalVAE",
    "ConvVAE",
    "ConvAutoencoder",
    "HierarchicalVAE",
    "GridVAE",
    "ColourVAE",
    "DenoisingAutoencoder",
    "GatedPixelCNN",
    "LatentModel",
    "LocalAttention",
    "MultiScale",
    "PixelCNN",
    "PixelCNNPP",
    "PixelRNN",
    "ProbabilisticPCA",
    "ResidualAutoencoder",
    "ResidualVAE",
    "Quantising",
    "VariationalModel",
]
