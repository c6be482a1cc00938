"""Classes: what a conditional model makes of one style in all classes, and of one class in many styles."""

from __future__ import annotations

from explorer.pages import parts
from explorer.views import VIEWS
from explorer.widgets.classes_bench import ClassesBench

EXPLANATION = r"""
**A label beside the latents.** The models on this page are conditional variational autoencoders: the decoder is told the class $y$ and
is given a $z$, and answers with the pixels, $p_\theta(x \mid z, y)$; its mean is what you see. The encoder is told the class too,
$q_\phi(z \mid x, y) = \mathcal N\big(\mu(x, y), \operatorname{diag} \sigma^2(x, y)\big)$. In the sheet each row holds one $z$ and each
column one $y$: read along a row and the handwriting stays while the digit changes, read down a column and the digit stays.

**What is maximised** is a lower bound on the log-likelihood of the picture given its class, in nats a picture:

$$\ln p_\theta(x \mid y) \;\ge\; \underbrace{\mathbb E_{q_\phi(z \mid x, y)} \big[\ln p_\theta(x \mid z, y)\big]}_{\text{reconstruction}} - \underbrace{D_{\mathrm{KL}}\big(q_\phi(z \mid x, y) \,\|\, p(z)\big)}_{\text{what } z \text{ tells}}.$$

**Why $z$ carries style only.** The prior $p(z) = \mathcal N(0, I)$ is the same for all classes, and every nat that $z$ tells about a
picture is paid for in the KL. The label already says which class it is, for free. A nat of $z$ spent on saying it again would be paid
for and buy nothing, so the bound is largest where $z$ holds what the label does not say: slant, width, weight of the stroke, the open
or the closed four. Nothing forces a "slant" of a 3 and of a 7 onto the same latent; that they mostly agree comes from one decoder
sharing its layers among all classes. Where they do not, a row is less consistent, and you can see it here.

**Your own style.** A picture is encoded together with a class, and the mean $\mu(x, y)$ becomes the first row's style. If you do not
name the class, the model finds it by Bayes' rule: it scores the picture with its bound as each of the classes in turn, with all of
them equally likely beforehand,

$$q(y \mid x) = \frac{e^{\,\mathcal L(x, y)}}{\sum_{y'} e^{\,\mathcal L(x, y')}},$$

where $\mathcal L(x, y)$ is the bound above with $z$ at the posterior's mean. This is the generative model used as a classifier. Where it
is wrong, press the right class: the style is then read off as that class. Told a wrong class, the encoder has to put into $z$ what the
label denies, and the row comes out distorted.

**Between two styles** runs the arc from one $z$ to the other (*slerp*) at one class: both ends and all that lies between were likely
under the prior, so the pictures between look like pictures. **Between two classes** runs from one label to another at one $z$. The
label is given as ten weights, one of them 1; a mixed label such as 0.5 and 0.5 is a number that the decoder can compute with but that no
picture was ever trained with. No digit was labelled half 3 and half 8: what is shown is a place between, and says how the decoder
interpolates, not what such a digit looks like.

**How well it works** is measured with an independent classifier, trained on real pictures alone. *Right class*: the share of pictures
drawn from the prior, with a class asked for, that the classifier gives that class. *Style carried over*: $z$ is read off a test picture
of one class and decoded as another; where the classifier does not see the new class, the style may have taken some of the old one along.
The yardstick for both is the classifier's own error on real test pictures: about what a perfect model would be charged with.

**Sources.** Kingma, Rezende, Mohamed and Welling, *Semi-supervised Learning with Deep Generative Models* (2014): the model is their M2 with every label
known. Sohn, Lee and Yan, *Learning Structured Output Representation using Deep Conditional Generative Models* (2015): the conditional
bound, there with a prior that depends on the condition. Burda, Grosse and Salakhutdinov (2016): the importance-weighted bound.
""".strip()


def build() -> None:
    """The page, inside a ``gr.Blocks`` context."""
    parts.heading("Classes", "Drag a style slider: one handwriting in all classes, live. Or draw a digit, and see your hand write the other nine.")
    ClassesBench(parts.opening(VIEWS["classes"].FIRST, "sheet.png"))
    parts.explanation("What you see here, with the formulas", EXPLANATION)
