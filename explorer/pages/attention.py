"""Attention: scenes of coloured digits, a question about one of them, and where each model looks for the answer."""

from __future__ import annotations

import explorer
from explorer.pages import parts
from explorer.widgets.attention_bench import AttentionBench

PREVIEW = "preview.png"
EXPLANATION = r"""
**The task** is *visual digit prediction* (Seo et al. 2018): a picture of 100 × 100 pixels with five to nine digits, each of another colour, anywhere and from half to three times its own size. A colour is asked for, and the digit of that colour is to be named. What is hard is not reading a digit but
finding the one that is meant, and keeping the others out. Half of the scenes are on black; in a quarter, parts of other digits lie about in any colour; a quarter is on photographs. Training tells a model which digit is right, and nothing else: its loss is $-\ln p(\text{digit} \mid \text{picture}, \text{colour})$. Where it looks, it has found by itself.

**One backbone.** All models here are four 3 × 3 convolutions, each followed by pooling that halves the picture and rounds up, batch normalization and a ReLU: 100 becomes 50, 25, 13 and 7 cells a side. A cell of the 25 × 25 map stands for 4 × 4 pixels, of the 7 × 7 map for 16 × 16, and holds a vector of features $f_{ij}$ of what is around it.
What is asked never enters the convolutions. It acts through *masks* alone, numbers $\alpha_{ij}$ between 0 and 1 that features are multiplied with, so that on the way to the answer only those are left that were looked at.

**What a value sees.** Each colour has a learnt vector $q$. At every cell features and question are brought together, number by number,

$$s_{ij} = \tanh\big((W * f)_{ij}\big) \odot U q, \qquad e_{ij} = w^\top s_{ij} + b,$$

and the *energy* $e_{ij}$ says how much the cell is worth looking at. With a convolution $W$ of 1 × 1 a value sees its own cell, with one of 3 × 3 also the eight around it.

**Stacked attention, SAN** (Yang et al. 2016) has one mask, over the last map. It is a softmax, so that its 49 values sum up to 1, and the answer is read from the mean of the features under it:

$$\alpha_{ij} = \frac{\exp e_{ij}}{\sum_{kl} \exp e_{kl}}, \qquad \hat f = \sum_{ij} \alpha_{ij}\, f_{ij}.$$

This is *soft* attention: it looks at all cells a little and can be learnt by gradient, where a hard choice of one cell could not. In the paper the question is asked again with what was found; here once. Its trouble is the size of the cells. By the time a cell is 16 pixels wide, a small digit and its neighbour are in one.

**Progressive attention** (Seo et al. 2018) begins to look earlier. The maps of 25 × 25 and 13 × 13 have masks as well,

$$\alpha^{\ell}_{ij} = \sigma\big(e^{\ell}_{ij}\big), \qquad f^{\ell + 1} = g^{\ell}\big(\alpha^{\ell} \odot f^{\ell}\big),$$

where $g^{\ell}$ is the next convolution with its pooling. Sigmoids do not compete, so that a whole digit may be let through; what is held back at a fine stage can't disturb the coarse ones. Only the last stage is a softmax. Energies start at 1, which lets 73 % of every feature through until there is a reason to hold it back.

**¬CTX**, without context, decides each value from its own cell, which at the finest stage knows 10 × 10 pixels. **CTX**, with local context, also sees the neighbouring cells, there 18 × 18 pixels. But in both, values are decided side by side: none knows what was decided next to it.

**AttentionRNN** (Khandelwal and Sigal 2019) makes a mask as PixelRNN paints a picture: one value after another, each knowing those before it. An LSTM goes over the map from the top left corner. What a step hears:

| from | what |
|---|---|
| its own place | $s_{ij}$, features and question, in the 3 × 3 cells around it |
| the place above | the LSTM's state $h_{i-1,j}$, and the value that was given there, $a_{i-1,j}$ |
| the place to the left | state $h_{i,j-1}$ and value $a_{i,j-1}$; and the LSTM's memory $c_{i,j-1}$ |

From these come three gates, and what there is to be remembered:

$$(o, f, i, g) = K s_{ij} + K' \big[h_{i-1,j},\, a_{i-1,j},\, h_{i,j-1},\, a_{i,j-1}\big] + k,$$
$$c_{ij} = \sigma(f) \odot c_{i,j-1} + \sigma(i) \odot \tanh(g), \qquad h_{ij} = \sigma(o) \odot \tanh(c_{ij}),$$
$$e_{ij} = v^\top h_{ij} + b, \qquad a_{ij} = \sigma(e_{ij}).$$

The states above and to the left know theirs in turn, so a value may depend on everything between it and the corner. How far it really does, the trace beside the player shows.

**Skewing.** A value waits for those above and to the left of it only, so all of one diagonal can be made together. Move each row one column further to the right than the row above it, and the diagonals stand in columns, one a step:

| | 1 | 2 | 3 | 4 | 5 |
|---|:-:|:-:|:-:|:-:|:-:|
| 1 | $a_{11}$ | $a_{12}$ | $a_{13}$ | | |
| 2 | | $a_{21}$ | $a_{22}$ | $a_{23}$ | |
| 3 | | | $a_{31}$ | $a_{32}$ | $a_{33}$ |

What $a_{22}$ hears, $a_{12}$ and $a_{21}$, stands one column before it. A map of $h \times w$ takes $h + w - 1$ steps instead of $h \cdot w$: 13 for 7 × 7 values, 25 for 13 × 13.

**Blocks.** The map of 25 × 25 would take 49 steps, so it is made in blocks of 2 × 2 values: 13 × 13 blocks in 25 steps, where the last ones reach over the edge. A step then sees the features of all four places and gives four values at once. It hears the four of the block above and the four to the left; the values of one block do not hear each other.

**Two passes.** Starting at the top left, nothing is known of what lies below. A second pass with weights of its own starts at the bottom right, and hears the values below and to the right. Each pass hears its own values only, so that neither waits for the other; at the end their energies are added,

$$\alpha_{ij} = \sigma\big(e^{\searrow}_{ij} + e^{\nwarrow}_{ij}\big),$$

with a softmax in place of $\sigma$ at the last stage. The two maps of the player show $\sigma(e^{\searrow})$ and $\sigma(e^{\nwarrow})$, which is what each pass hears of itself, also at the last stage. Sums of energies are not means of values: 0.7 in both passes becomes 0.84, and 0.7 with 0.3 becomes 0.5.

**What a value depends on** is measured by gradient, at the energy of the pass that was pointed at: for features $\lVert \partial e_{ij} / \partial f_{kl} \rVert$ over the channels of a cell, for earlier values $\lvert \partial e_{ij} / \partial a_{kl} \rvert$, counting every way in which they reach it. The features are those that the mask itself saw, with the masks of earlier stages as they are. Of SAN and ¬CTX it is the cell alone, of CTX nine cells, and no value. A gradient tells what a small change would do, not what the network has concluded.

**The whole mask** over the picture is the product of all stages, each spread over the pixels of its cells,

$$M(p) = \prod_{\ell} \alpha^{\ell}_{\text{cell of } p},$$

because a feature counts for the answer only as far as every stage lets it through. This is a way of looking at a network, not a part of it: between the stages, convolutions mix a cell with its neighbours.

**Mask correctness** (Liu et al. 2017) is the share of the attention that falls on the right thing. With $D$ the pixels that the asked digit paints and no other hides,

$$\text{correctness} = \frac{\sum_{p \in D} M(p)}{\sum_{p} M(p)}.$$

1 is out of reach: cells are squares of 4 pixels or more, strokes are thin, and what lies between them is looked at, too. A mask that is the same all over has the share of the picture that the digit covers, often a few hundredths. *Contrast* is the mean of $M$, scaled to a maximum of 1, on the digit minus its mean elsewhere. *IoU*, intersection over union, compares $D$ with the pixels
where $M$ has at least half of its maximum. All three look only at where a model looked, not at whether it was right; the accuracy does that. A right answer with low correctness is no contradiction: to know an 8 its middle may be enough.

**Measured** on scenes of test digits that no model was trained on, the same for all, with the same digits on black, among parts of digits, and on photographs. All kinds were trained for the same number of steps, on scenes of the same kind.

**Your own model.** Any picture classifier may show its attention here. It needs no more than this, and a folder written by `explorer.save`:

```python
Look = collections.namedtuple("Look", "log_probs masks")

class Mine(torch.nn.Module):
    shape, classes = (1, 28, 28), 10  # of a picture: channels, height, width; how many answers
    questions = 1                     # 9: it is asked for a colour; 1: it is asked nothing
    cells = (7,)                      # pixels a side that a mask's value stands for, one number a stage

    def attend(self, images, questions):  # (n, *shape) in [0, 1] and (n,)
        ...
        return Look(log_probs, masks)     # log-probabilities (n, classes), and a mask (n, h, w) a stage, values at least 0
```

The scene is brought to the shape that the model takes. With a method `attend_in_steps` its masks can be played, with `trace` looked into; `explorer/capabilities.py` has both.

**What differs from the papers.** Of Seo et al.: nine colours instead of five, and sizes that are log-uniform; the last three of four maps are masked and not all, so that two convolutions are shared by all questions about a picture; channels are few, 16 to 64; features and question are multiplied where the papers add them. Of Khandelwal and Sigal: the second pass starts at the opposite corner; the passes' energies are added; the finest map is made in
blocks; and their sizes and scenes are other ones. So the lecture's numbers beside ours are of the same measure, but not of the same experiment.

**Sources.** Seo, Lin, Cohen, Shen and Han, *Progressive Attention Networks for Visual Attribute Prediction* (2018): the task, masks at several stages, with and without local context. Khandelwal and Sigal, *AttentionRNN: A Structured Spatial Attention Mechanism* (2019): values one after another, diagonals, blocks. Yang, He, Gao, Deng and Smola, *Stacked Attention Networks for Image Question Answering* (2016): SAN.
van den Oord, Kalchbrenner and Kavukcuoglu, *Pixel Recurrent Neural Networks* (2016): skewing and the diagonal LSTM. Liu, Mao, Sha and Yuille, *Attention Correctness in Neural Image Captioning* (2017): the measure.
""".strip()


def build() -> None:
    """The page, inside a ``gr.Blocks`` context."""
    parts.heading("Attention", "Arrange coloured digits and ask for one of them by its colour: each model answers, and shows where it looked.")
    AttentionBench(_opening())
    parts.explanation("How models look, step by step, with the formulas", EXPLANATION)


def _opening() -> str:
    """The checkpoint whose preview is on the page before any script ran: one that makes its masks in steps, where there is one."""
    cards = [card for card in explorer.models() if card.usable and "attend" in card.can and (card.folder / PREVIEW).is_file()]
    return next((card.name for card in cards if "attend_steps" in card.can), next((card.name for card in cards), ""))
