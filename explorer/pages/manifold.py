"""Manifold: the whole latent plane of a model with two latents, under the hand."""

from __future__ import annotations

from explorer.pages import parts
from explorer.views import VIEWS
from explorer.widgets.manifold_plane import ManifoldPlane

EXPLANATION = r"""
**The plane.** Each of these models describes a picture by two numbers, $z = (z_1, z_2)$. The decoder turns every point of
the plane into a picture, $p_\theta(x \mid z)$; what is shown is its mean. Move the pointer and you see the picture of the
point under it, decoded anew for every move.

**Cells of equal prior mass.** A VAE's prior is $p(z) = \mathcal N(0, I)$, dense in the middle and thin outside. With equal
steps in $z$ most of the sheet would show what the prior hardly ever draws. So the place on the sheet is a quantile
$u \in (0, 1)^2$, and

$$z_i = \Phi^{-1}(u_i), \qquad \Phi(z) = \int_{-\infty}^{z} \tfrac{1}{\sqrt{2\pi}}\, e^{-t^2/2}\, dt .$$

If $z_i \sim \mathcal N(0, 1)$ then $\Phi(z_i)$ is uniform: each of the $n \times n$ cells holds $1/n^2$ of the prior, and the
sheet shows pictures as often as the model would draw them. *Linear in z* shows the same plane in equal steps. The
circles of the prior's density hold 50, 90 and 99 % of its mass; in two dimensions a circle of radius
$r = \sqrt{-2 \ln(1 - p)}$ holds the share $p$.

**A picture's place.** The encoder gives no point but a distribution, $q_\phi(z \mid x) = \mathcal N(\mu(x), \operatorname{diag} \sigma^2(x))$:
the ellipses are one and two $\sigma$ around $\mu$. To train through a draw from it, the draw is written as a function of noise that
does not depend on the encoder (*reparameterisation*):

$$z = \mu(x) + \sigma(x) \odot \varepsilon, \qquad \varepsilon \sim \mathcal N(0, I).$$

**What is maximised** is a lower bound on $\ln p_\theta(x)$, in nats a picture:

$$\mathrm{ELBO}(x) = \underbrace{\mathbb E_{q_\phi(z \mid x)} \big[\ln p_\theta(x \mid z)\big]}_{\text{reconstruction}} - \beta\, \underbrace{D_{\mathrm{KL}}\big(q_\phi(z \mid x) \,\|\, p(z)\big)}_{\text{KL}},
\qquad D_{\mathrm{KL}} = \tfrac12 \sum_{i=1}^{2} \big(\mu_i^2 + \sigma_i^2 - 1 - \ln \sigma_i^2\big).$$

With $\beta = 1$, as in the VAEs on this page, it is a bound; a larger $\beta$ pays more for a simple code and less for a sharp
picture. The IWAE bound averages $k$ draws inside the logarithm and lies between the ELBO and $\ln p_\theta(x)$.

**What regularisation buys.** The autoencoder minimises the squared error alone. Nothing says where its codes should lie, so they
spread over a range of its own choosing, with gaps between the classes, and a point in a gap may decode to no picture at all. It has
no prior to draw from either: its samples are decoded from $\mathcal N(0, I)$ as if that were one, and from a normal fitted to its
codes afterwards. The KL term of the VAE pulls the codes of all pictures towards one
$\mathcal N(0, I)$ and gives each a width: neighbours overlap, gaps close, and a draw from the prior lands where the decoder has been
trained. The price is a larger squared error. Put the two side by side: spread, gaps, samples and errors stand under the planes.
""".strip()


def build() -> None:
    """The page, inside a ``gr.Blocks`` context."""
    parts.heading("Manifold", "Two latents make a plane: move over it and see what lies between the pictures.")
    ManifoldPlane(parts.opening(VIEWS["manifold"].FIRST, "plane.png"))
    parts.explanation("How to read this plane, with the formulas", EXPLANATION)
