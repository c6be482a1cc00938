"""Latents: every dimension of a model's latent space as a slider over the pictures it passes through."""

from __future__ import annotations

from explorer.pages import parts
from explorer.views import VIEWS
from explorer.widgets.latent_bench import LatentBench

EXPLANATION = r"""
**What a slider does.** A model on this page turns a short list of numbers, the latents $z = (z_1, \dots, z_d)$, into a picture:
the decoder gives $p_\theta(x \mid z)$, and its mean is what you see. Each slider holds all latents but one and lies on the
thirteen pictures that this one passes through, so the strip is a *traversal* of that latent at the place where the others
stand now. Move another slider and the strips change, because what a latent does depends on the rest.

**The order.** The encoder answers with a distribution, $q_\phi(z \mid x) = \mathcal N\big(\mu(x), \operatorname{diag} \sigma^2(x)\big)$. How far it
moves away from the prior $p(z) = \mathcal N(0, I)$ says how much a latent tells about the picture, in nats and latent by latent:

$$D_{\mathrm{KL}}\big(q_\phi(z_i \mid x) \,\|\, p(z_i)\big) = \tfrac12 \big(\mu_i^2 + \sigma_i^2 - 1 - \ln \sigma_i^2\big).$$

The number beside a slider is this KL averaged over the test set, and the sliders are sorted by it. A latent with less than
0.01 nats has *collapsed*: its posterior is the prior for every picture, the decoder has learnt to ignore it, and it is folded away.

**A picture of your own.** Its posterior is drawn on the sliders: a tick at the mean $\mu_i$, a band from $\mu_i - \sigma_i$ to
$\mu_i + \sigma_i$. Within the band the model takes the pictures for the same one. Training draws from it in a way that lets
gradients through, as a function of noise that does not depend on the encoder (*reparameterisation*):

$$z = \mu(x) + \sigma(x) \odot \varepsilon, \qquad \varepsilon \sim \mathcal N(0, I).$$

**What is maximised** is a lower bound on $\ln p_\theta(x)$, the evidence lower bound, in nats a picture:

$$\mathrm{ELBO}(x) = \underbrace{\mathbb E_{q_\phi(z \mid x)} \big[\ln p_\theta(x \mid z)\big]}_{\text{reconstruction}} - \underbrace{D_{\mathrm{KL}}\big(q_\phi(z \mid x) \,\|\, p(z)\big)}_{\text{KL}}.$$

Where pixels are black or white (MNIST, Fashion-MNIST and the shapes), $\ln p_\theta(x \mid z) = \sum_j x_j \ln p_j + (1 - x_j) \ln (1 - p_j)$ is that of
independent Bernoulli pixels, summed over the picture (a grey $x_j$ counts as the chance of being white); the Frey faces are grey, and theirs is a Gaussian with a learnt variance, so
its values are densities and may be positive. The number called IWAE averages $k$ draws inside the logarithm,
$\ln \tfrac1k \sum_{s=1}^{k} p_\theta(x, z_s) / q_\phi(z_s \mid x)$: a tighter bound, never below the ELBO on average.

**Beta.** A $\beta$-VAE maximises reconstruction $- \beta \cdot$ KL. With $\beta > 1$ each nat in the latents costs more: pictures get blurrier, more
latents collapse, and those that stay tend to stand for one factor each. The ELBO shown for it is the one above, with $\beta = 1$, so that it
can be compared.

The one on this page was trained at $\beta = 4$, reached from above: $\beta$ began at 100 and fell over the first four fifths of the run,
so that latents were found one at a time.

**MIG,** the mutual information gap (Chen et al. 2018), says how far each factor of the shapes $v_k$ (shape, scale, rotation, x, y) has a latent to itself:
the mutual information of $v_k$ with the latent that knows most of it, minus that with the second, over the entropy of $v_k$, averaged over the five factors,

$$\mathrm{MIG} = \tfrac15 \sum_k \tfrac{1}{H(v_k)} \big(I(z_{(1)}; v_k) - I(z_{(2)}; v_k)\big).$$

As in disentanglement_lib it is taken over the posterior means of 10,000 drawn pictures, each latent cut into 20 bins of equal width.

**An autoencoder** is trained on the squared error alone. It has no KL and no prior: its encoder gives a point, its sliders
span the range of its own codes, in no order, and *Sample* draws from a Gaussian that was fitted to those codes afterwards.

**Principal components** are the autoencoder that may only add and scale: the $d$ directions in which the training pictures vary most, the
first the strongest. They have a closed form, and no network with straight lines alone does better at the same $d$.

**A class beside the sliders.** A conditional VAE is told the class $y$ in its encoder and its decoder, $p_\theta(x \mid z, y)$. Its $z$ is left with what
the class does not say, the style; the same $z$ under another class is the same hand writing another digit. Which class a picture is
taken for is Bayes' rule with the model's own bound on $\ln p(x \mid y)$, all classes equally likely beforehand. The Classes page shows it as grids.

**Sample** draws $z \sim \mathcal N(0, T^2 I)$ with the temperature $T$. **Paths:** *lerp* is the straight line from A to B; *slerp* follows the
arc around the origin. A draw from the prior has a length near $\sqrt d$; the straight line between two of them runs closer to the
origin than the model ever saw, the arc does not.
""".strip()


def build() -> None:
    """The page, inside a ``gr.Blocks`` context."""
    parts.heading("Latents", "Drag a slider: it lies on the pictures it passes through, and the large one follows the hand.")
    LatentBench(parts.opening(VIEWS["latents"].FIRST, "centre.png"))
    parts.explanation("What you see here, with the formulas", EXPLANATION)
