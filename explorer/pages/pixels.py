"""Pixels: pictures painted pixel by pixel, with what the model thought of each pixel."""

from __future__ import annotations

from explorer.pages import parts
from explorer.views import VIEWS
from explorer.widgets.pixels_bench import PixelsBench

EXPLANATION = r"""
**The chain rule.** Number the pixels of a picture row by row and from left to right. Whatever pictures look like, their probability is a product of
one factor a pixel, each given all pixels before it; with 28 × 28 of them

$$p(x) = \prod_{i=1}^{784} p(x_i \mid x_1, \dots, x_{i-1}).$$

Nothing is approximated here. The models on this page are networks that answer with these factors: for every pixel a distribution over its levels, from the pixels
before it and from no others. The channels of a colour pixel follow each other, red first. A picture is painted by asking for the first pixel's
distribution, drawing from it, asking for the second's, and so on.

**What is recorded.** Of every pixel, the probability $p_k$ of each level $k$ before it was drawn; what was drawn; and two numbers in nats,

$$\text{entropy} = -\sum_k p_k \ln p_k, \qquad \text{surprise} = -\ln p(x_i \mid x_1, \dots, x_{i-1}).$$

The entropy says how open the choice was, the surprise how unlikely the level that stands there. On average over draws at temperature 1 the two are equal. A black or white pixel has at most
$\ln 2 = 0.69$ nats of entropy, one of 256 levels at most $5.55$. The surprises of all pixels sum up to $-\ln p(x)$, the nats of the picture; divided by $\ln 2$ they are bits,
divided by the number of pixels, too, bits a pixel (*bits per dimension*). All of it is the model's own distribution, at temperature 1, also where a draw was made at another.

**Why painting is slow and training is not.** In training the whole picture is there, so all conditions are known: one pass of the network over it gives all 784 distributions, and the loss is the
sum of their surprises. In painting, pixel 2 has to wait for the draw of pixel 1. The direct way is a pass of the network for each pixel, of which all but one pixel's answer is thrown away.

**Masks.** A convolution sees all around its centre. *PixelCNN* (van den Oord, Kalchbrenner and Kavukcuoglu 2016) holds the weights below the centre, and right of it, at 0:

| mask of a 3 × 3 convolution | left | centre | right |
|---|:-:|:-:|:-:|
| row above | 1 | 1 | 1 |
| this row | 1 | A: 0, B: 1 | 0 |
| row below | 0 | 0 | 0 |

The first layer looks at the picture and must not see the pixel that it is to foretell: mask *A*, here with 7 × 7 weights. In all later layers the feature at the centre knows
only earlier pixels already, so that it may be used: mask *B*. Of a colour picture the features are divided among the channels, and at the centre *A* lets a channel see those before it.

**The blind spot.** Through 3 × 3 layers a pixel sees one column further to the right only by going up a row. Here it sees, $r$ rows up, no more than $r + 2$ columns to the right (the two are the first layer's), however deep the network. What lies beyond
is earlier in the order, and the chain rule would allow it. Show the receptive field of a pixel and the gap stands out. The field is measured, not drawn from the masks: it is the gradient of the pixel's logits with respect to all others, and exactly 0 where nothing can reach.

**Two stacks.** *Gated PixelCNN* (van den Oord et al. 2016) has none. A vertical stack sees the rows above, without any mask in width; a horizontal stack sees the pixels to the left, and is told by
a link, in every layer, what the vertical one has found. What is left unseen is only what lies out of reach of so many layers. Here the picture is shifted once, a row down for the first stack and a column to the right for the second, and no layer of theirs is masked: the pixel itself and all
that follows are then out of sight by themselves. The features of a layer are not rectified but *gated*, and a class $y$ adds a bias of its own to each gate:

$$h = \tanh(W_1 * x + v_1^\top y) \odot \sigma(W_2 * x + v_2^\top y).$$

In training the class is left out for a tenth of the pictures, so that the same network can also paint without one.

**PixelRNN** (van den Oord, Kalchbrenner and Kavukcuoglu 2016) remembers instead of looking. Its *Row LSTM* computes the states of a row from those of the row above, three for each, so that what a pixel sees is, in the main, a triangle that widens upwards. Its *Diagonal
BiLSTM* moves row $y$ by $y$ columns to the right, so that the diagonals of the picture stand in columns, and runs over these, from the left and from the right. The one from the right is taken a row later, as what lies right of a pixel comes after it. Together they see
all that is earlier but for one pixel, the last of the row above, which they know only where the first layer reaches it. Those on this page are small: two layers, where the paper has seven or twelve.

**PixelCNN++** (Salimans et al. 2017) treats 256 levels as greys and not as 256 unrelated classes. The network gives a few logistic distributions with weights $\pi_j$, means $\mu_j$ and scales $s_j$, and the probability
of a level is what they put between half a level below it and half a level above,

$$p(x_i = k) = \sum_j \pi_j \left[\sigma\!\Big(\frac{g_k + \delta - \mu_j}{s_j}\Big) - \sigma\!\Big(\frac{g_k - \delta - \mu_j}{s_j}\Big)\right],$$

where $g_k$ is the grey of level $k$ on the scale from $-1$ to $1$ and $\delta$ half the way to the next; black has all that lies below it, white all above. It also looks at the picture at half and at quarter size.

**Multi-scale.** Another order of the pixels is as exact. The multi-scale model paints a picture of 7 × 7 first, puts its pixels into every other row and column of one of 14 × 14 and paints the rest around them, and so on to 28 × 28. In the paper of 2016 the larger network paints
the small picture's pixels again; here, as in Reed et al. (2017), no pixel is drawn twice, and the factors of all scales multiply to $p(x)$. Each scale is a Gated PixelCNN that may look at the smaller picture on all sides, without a mask.

**Painting faster.** A new pixel changes little of what the layers have computed. The sampler of this page keeps the features that later pixels need again: of the rows above, what a whole row takes from them is one product a row; of the pixels
to the left, the last columns. Each pixel then takes about as many multiplications as the network has weights. PixelCNN++ has no such sampler here and is painted by full passes.

**All pixels at once.** Draw the random numbers beforehand, $u_i$ for pixel $i$, and take as its level the first whose cumulative probability exceeds $u_i$. Then every pixel is a function of those before it, and the picture is a fixed point, $x = f(x, u)$. Begin with any picture and apply $f$ to all
pixels together, again and again (Wiggers and Hoogeboom 2020). After the first pass the first pixel is right, as it depends on nothing else; after the second pass the second is, and so on; mostly many become right at once. When a pass changes nothing, the pictures before and after it are the same fixed point. There is only one, by the argument just made, and the pixel-by-pixel way with the same $u$ gives it:
not a similar picture, the same.

**Temperature.** Before each draw the logits are divided by the temperature $T$, which makes $p_k$ into $p_k^{1/T} / \sum_l p_l^{1/T}$. Below 1 the likely gets likelier, and pictures plainer; at 0 the likeliest level is always taken, and every seed gives the same picture. It is not the distribution over *pictures* that is sharpened but each pixel's, given those before it.

**Taking hold.** A pixel that is forced to another level is a condition like all others: what comes before it stays, what comes after is drawn anew from the same random numbers. The branch differs from the first picture where that one pixel made a difference.

**Completions.** Known pixels are kept, unknown ones drawn, each from what came before it. The right question would be $p(\text{hole} \mid \text{all that is known})$, and raster order can't ask it: known pixels that come later are not looked at. They count afterwards. For completions of one picture

$$p(\text{hole} \mid \text{known}) = \frac{p(\text{whole picture})}{p(\text{known})} \;\propto\; p(\text{whole picture}),$$

so the one with the higher total log-probability is the likelier, given everything. Beside what is known before the hole it has two parts: how likely the draws were, and how likely they make the known pixels that follow. A hole in the lower half loses nothing; a hole in the upper half is painted blindly, and the second part tells which draws happen to fit.

**How likely is a picture?** The models on this page answer exactly, where those of the Latents page give a bound. The histogram sets its nats beside those of the test set, and of pictures of another kind. A model of black and white first makes a grey picture black and white, each pixel white with its grey as the chance, from a
fixed seed; nats can be compared only between models of the same levels. A low sum does not mean a good picture: an empty one is easy to foretell, pixel by pixel, and to the models of digits here it is likelier than nearly all of these.

**Sources.** van den Oord, Kalchbrenner and Kavukcuoglu, *Pixel Recurrent Neural Networks* (2016): PixelCNN, both LSTMs, the masks and the scales. van den Oord, Kalchbrenner, Vinyals, Espeholt, Graves and Kavukcuoglu, *Conditional Image Generation with PixelCNN Decoders* (2016): the stacks, the gates and the class. Salimans, Karpathy, Chen and Kingma, *PixelCNN++* (2017): the logistics.
Reed et al., *Parallel Multiscale Autoregressive Density Estimation* (2017): no pixel twice. Wiggers and Hoogeboom, *Predictive Sampling with Forecasting Autoregressive Models* (2020): all pixels at once. Luo, Li, Urtasun and Zemel, *Understanding the Effective Receptive Field in Deep Convolutional Neural Networks* (2016): fields by gradient.
""".strip()


def build() -> None:
    """The page, inside a ``gr.Blocks`` context."""
    parts.heading("Pixels", "Press Play: a picture appears pixel by pixel. Point at any of them to see the choice it was drawn from, and take hold of it.")
    PixelsBench(parts.opening(VIEWS["pixels"].FIRST, "preview.png"))
    parts.explanation("How pictures are painted pixel by pixel, with the formulas", EXPLANATION)
