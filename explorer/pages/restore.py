"""Restore: one picture, one kind of damage, and every method that can undo it side by side."""

from __future__ import annotations

from explorer.pages import parts
from explorer.widgets.restore_bench import RestoreBench

EXPLANATION = r"""
**The question.** A picture $x$ was damaged, and what is left of it is

$$y = A x + \sigma \varepsilon, \qquad \varepsilon \sim \mathcal N(0, I).$$

$A$ leaves pixels out (a hole), blurs, or averages blocks; for plain noise it does nothing. Many pictures explain the same $y$: a
method has to know what pictures look like. All on this page differ in where that knowledge comes from. They are told the damage where they can use
it ($A$, $\sigma$, which pixels are lost), and never see the clean picture; PSNR and SSIM do.

**PCA** knows the mean $\bar x$ of all training pictures and the $d$ directions $W = (w_1, \dots, w_d)$ in which they vary most. It keeps the part of
the picture that lies in the plane they span, and drops everything that is orthogonal to it, noise included:

$$\hat x = \bar x + W W^\top (y - \bar x).$$

**Projection on the manifold.** An autoencoder does the same with a curved surface: encode, decode, $\hat x = g(\mu(y))$. Everything that comes out of the
decoder $g$ looks like a digit. But the encoder was trained on clean pictures; noise may lead it to the wrong place on the manifold.

**The search for $z$** asks the decoder alone, and so can be told what the damage was. By gradient descent it looks for the latents whose picture, *damaged in the same
way*, is nearest to what was seen, and which the prior $\mathcal N(0, I)$ finds likely (Bora et al. 2017):

$$\hat z = \arg\min_z \frac{\lVert A\, g(z) - y \rVert^2}{2 s^2} + \frac{\lVert z \rVert^2}{2}, \qquad s^2 = \sigma^2 + 0.05^2, \qquad \hat x = g(\hat z).$$

This is the most probable $z$ given $y$, if the best decoded picture may still be wrong by 0.05 a pixel. There are many minima, so it starts at the encoder's guess and at draws from the prior, for a
conditional model in every class, and keeps the best. Lost pixels have no say in it: a hole is filled by whatever goes with the rest. Under salt and pepper a black or white pixel may mean
nothing, and the first term is the likelihood of just that.

**A denoising autoencoder** has no latents to choose. It was trained on pairs of a damaged and a clean picture to give back the clean one with the least squared error
(Vincent et al. 2008), and the best answer to that is the mean of all clean pictures that could have been damaged into this one, $r(y) = \mathbb E[x \mid y]$.
That mean knows the density of the pictures: under Gaussian noise

$$r(y) = y + \sigma^2\, \nabla_y \log p_\sigma(y),$$

where $p_\sigma$ is the density of noisy pictures (Tweedie's formula; Alain and Bengio 2014 for small $\sigma$). Denoising is a step uphill towards likelier
pictures. It is also why the result is soft where several digits are possible: a mean of a 3 and an 8 is neither. On average no answer has a smaller squared error, and many have more convincing edges.

**A prior of patches.** A photograph is not a digit: no short $z$ describes it. But every $8 \times 8$ patch of it looks like patches of other photographs, and those are described well by a
mixture of Gaussians, $p(u) = \sum_k \pi_k\, \mathcal N(u;\, 0, \Sigma_k)$. *EPLL* (Zoran and Weiss 2011) asks that all overlapping patches $P_i x$ of the
picture be likely at once:

$$\hat x = \arg\min_x \frac{\lambda}{2} \lVert A x - y \rVert^2 - \sum_i \log p(P_i x), \qquad \lambda = w \cdot 64 / \sigma^2,$$

where 64 is the number of patches that each pixel lies in; the paper has $w = 1$, here $w = 0.7$ was chosen on training photographs. It is solved by *half-quadratic splitting*: each patch gets a copy $u_i$ that is tied to the picture by $\tfrac{\beta}{2} \lVert P_i x - u_i \rVert^2$, and copies and picture are found in turn.
For a fixed picture, the likeliest component $k$ of each patch is chosen and its Wiener filter applied; for fixed copies, the picture is a weighted mean of $y$ and of them all:

$$u_i = \Sigma_k \big(\Sigma_k + \tfrac1\beta I\big)^{-1} P_i x, \qquad
x = \Big(\lambda A^\top A + \beta \sum_i P_i^\top P_i\Big)^{-1} \Big(\lambda A^\top y + \beta \sum_i P_i^\top u_i\Big).$$

The means of the patches are taken off before and put back after. The tie grows from round to round, $\beta = 1, 4, 8, 16, 32$ over $\sigma^2$; holes and blur begin with looser ones. With *one* Gaussian in place of the mixture every patch gets the
same filter: what a mixture adds is that edges of each direction have a component of their own.

**Non-local means** (Buades, Coll and Morel 2005) has learnt nothing. It replaces a pixel by a mean of pixels all over the picture, each weighted by how alike the patches around the two are,
$w_{ij} \propto \exp\!\big(-\lVert P_i y - P_j y \rVert^2 / h^2\big)$: a picture repeats itself, and its noise does not.

**Total variation** (Rudin, Osher and Fatemi 1992, solved as in Chambolle 2004) believes in flat areas with sharp borders, and minimises
$\tfrac12 \lVert x - y \rVert^2 + w \sum \lvert \nabla x \rvert$: small ripples cost and go, an edge costs the same sharp or soft and stays.

**PSNR** compares pixel by pixel, on the scale 0 to 1 and in decibels: $10 \log_{10} \big(1 / \tfrac1n \lVert \hat x - x \rVert^2\big)$. Three decibels more halve the squared error. **SSIM** (Wang et al. 2004) compares the means
$\mu$, the variances $\sigma^2$ and the covariance of small windows of the two pictures, and averages

$$\mathrm{SSIM} = \frac{(2 \mu_{\hat x} \mu_x + c_1)(2 \sigma_{\hat x x} + c_2)}{(\mu_{\hat x}^2 + \mu_x^2 + c_1)(\sigma_{\hat x}^2 + \sigma_x^2 + c_2)}, \qquad c_1 = 0.01^2,\; c_2 = 0.03^2.$$

Neither knows whether a digit can still be read. A well-drawn wrong digit may score below a blurred right one.
""".strip()


def build() -> None:
    """The page, inside a ``gr.Blocks`` context."""
    parts.heading("Restore", "Damage a picture, and see what each method makes of it: drag the divider over before and after.")
    RestoreBench()
    parts.explanation("What each method does, with the formulas", EXPLANATION)
