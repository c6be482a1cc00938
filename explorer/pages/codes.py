"""Codes: a picture as a small grid of code numbers, the codebook that they are from, and a prior that dreams new ones."""

from __future__ import annotations

import explorer
from explorer.pages import parts
from explorer.views import VIEWS
from explorer.widgets.codes_bench import CodesBench

PREVIEW = "preview.png"
EXPLANATION = r"""
**Pictures in code numbers.** The models on this page write a picture as a small grid of whole numbers, and read it back. The encoder turns 28 × 28 pixels into 7 × 7 *cells*, a quarter of height and width, each with a
vector $z_e$ of 16 numbers: what it has to say of that place. Beside it stands a *codebook* of $K$ such vectors, $e_1, \dots, e_K$, the same for all cells and all pictures. Each cell's vector is replaced by the nearest of them,

$$k = \arg\min_j \lVert z_e - e_j \rVert, \qquad z_q = e_k,$$

and the decoder sees nothing but these. So 49 numbers $k$ *are* the picture, as far as this model can tell it: a VQ-VAE, a vector-quantised autoencoder (van den Oord, Vinyals and Kavukcuoglu 2017). Whatever you put in their place is a picture, too.

**The loss.** Write $\mathrm{sg}[\cdot]$, stop-gradient, for a value that is used as it is while no gradient passes through it. In the paper a picture costs three terms: the reconstruction, one that draws codes to the
vectors that chose them, $\lVert \mathrm{sg}[z_e] - e_k \rVert^2$, and one that draws the vectors to their codes. In the code of this page the middle term is absent, as the codes follow by another way (below), and it reads

$$L = \underbrace{\tfrac12 \lVert x - D(z_q) \rVert^2}_{\text{reconstruction}} + \underbrace{\beta \sum_{\text{cells}} \lVert z_e - \mathrm{sg}[e_k] \rVert^2}_{\text{commitment}},$$

summed over all pixels and all cells of a picture and averaged over pictures. Half the squared error is, up to a constant, in nats of a Gaussian of variance 1. The commitment keeps the encoder from running away from the codes it has; $\beta = 0.25$, as in the paper.

**Straight through.** The arg min jumps, and has no gradient that would tell the encoder how to do better. So what is handed to the decoder is written as

$$z_q = z_e + \mathrm{sg}[e_k - z_e].$$

Its value is $e_k$; its gradient is that of $z_e$. What the decoder would have liked changed in the code is told to the encoder as if there had been no choice between the two. That is not the true gradient, only a useful one where a vector lies near its code. The commitment sees to that, and adds $2 \beta\, (z_e - e_k)$.

**How codes move.** A code should be the mean of the vectors that choose it; but only a batch of pictures is in sight at a time. So two running sums are kept for each code, with older batches fading
(appendix A.1 of the paper): of $n_j$, how many vectors of the batch chose it, and of what these vectors $z_i$ sum up to,

$$N_j \leftarrow \gamma N_j + (1 - \gamma)\, n_j, \qquad m_j \leftarrow \gamma m_j + (1 - \gamma) \sum_{i\,:\,k_i = j} z_i, \qquad e_j = \frac{m_j}{N_j}.$$

No optimiser touches the codebook. $\gamma = 0.99$ remembers about a hundred batches; after the first $t$ of them it is no more than $(1 + t) / (10 + t)$, so that what a codebook owes to the very first encoders is soon forgotten.

**Where codes begin.** Vectors drawn at random may lie where no picture ever leads, and then nothing chooses them, ever. Here the codes are found among the vectors of the first batch by *k-means*: $K$ of these are drawn, and ten times each is replaced by the mean of all that are nearest to it.

**Dead codes.** The encoder goes on learning, and a code may be left behind. One whose $N_j$ falls under 3 % of an even share is *revived*: it is moved onto a vector of the present batch, drawn at random, and given an even share to live on until it is found (the random restarts of Jukebox, Dhariwal et al. 2020). On this page a code is called dead when no picture of the test set has it; it is crossed out in the atlas.

**Perplexity.** With $p_j$ the share of code $j$ among all cells of the test set,

$$\text{perplexity} = \exp\Big(-\sum_j p_j \ln p_j\Big)$$

is the number of codes that would leave as much open if all were used alike: $K$ where they are, 1 where every cell has the same. It is lower than $K$ also in a good model, as empty ground is frequent and takes few codes.

**What a code looks like** depends on its neighbours. The decoder's convolutions look around, so the same code decodes otherwise beside other codes: it is more like a syllable than like a tile. The atlas shows the middle of a grid that is filled with one code; under *The nearest eight* each is decoded at the cell where you are, between the codes that stand there. What a cell sees of the picture is measured, not
drawn from the sizes of the convolutions: it is how strongly each pixel moves the cell's $z_e$, by gradient, and exactly 0 where nothing can reach.

**No code lies between two.** In a VAE the straight line between two latents passes through pictures. Half-way from code 7 to code 90 there is no code 48.5, and code 48 has nothing to do with either. A morph on this page therefore lets cells change over one by one, and what you see between is a picture with some codes of each.

**Bits, three ways.** If all codes are written equally long, a picture takes $\log_2 K$ bits a cell: 49 cells and 128 codes make $49 \times 7 = 343$ bits. If frequent codes are written shorter, code $j$ takes $-\log_2 p_j$, on average over the test set the logarithm of the perplexity; $p_j$ is counted on that set itself, and a code that it never has counts as half a cell. And if a
network foretells each code from those before it, here without being told the class,

$$\text{bits} = -\log_2 p(k_1, \dots, k_{49}) = -\sum_i \log_2 p(k_i \mid k_1, \dots, k_{i-1}),$$

which an arithmetic coder would come within two bits of. The gap between the second and the third is what codes know of each other. JPEG is given the same picture at several qualities, and compared at the same PSNR; its header is left out of the solid curve, as decoder and codebook are left out of ours. PNG gives back every pixel, codes never do: it
stands there as the price of exactness. And JPEG was made for large photographs of any kind; these models know one kind of small picture, and would be of no use for another.

**The prior.** A VQ-VAE alone says which codes a picture has, not which codes make a picture: drawn at random they are noise. So once it is trained, and no longer changes, a second model learns how the codes of training pictures follow each other. Here it is a Gated PixelCNN as on the Pixels page, row by row, told the class, and with one difference: code 7 is no more like code 8 than like code 90, so the network looks up a vector of its own
for each number, and does not read it as a grey. *Dreaming* draws from it, cell by cell; cells that you keep are conditions, like pixels on the Pixels page.

It is much cheaper than a prior over pixels. There are 49 draws instead of 784, each as costly as the network has weights, and then the decoder is run once. And it has less to learn: what pixels have to agree upon within a stroke is the decoder's work, so that the prior spends itself on what goes where. In 7 × 7 cells the far end of the picture is a few steps away; over pixels it takes a deep network to see it.
What is lost is the likelihood of the picture: the nats are those of its *codes*, and can't be compared with the nats of pixels.

**Two levels.** *VQ-VAE-2* (Razavi, van den Oord and Vinyals 2019) has two grids with a codebook each, here 7 × 7 coarse codes and 14 × 14 fine ones. The coarse are chosen first. The fine are then found with these in sight, so that they need not say again what is said, and the decoder sees both; the commitment is the sum over both grids. There are two priors:

$$p(k^{\text{coarse}})\; p(k^{\text{fine}} \mid k^{\text{coarse}}),$$

of which the first decides what is where, and the second, told the coarse codes all around by convolutions without a mask, how it looks there. Repaint a coarse code and a whole part changes; a fine one, and it is a detail. The paper's top prior has self-attention, too; a grid of 7 × 7 is seen whole without it.

**Sources.** van den Oord, Vinyals and Kavukcuoglu, *Neural Discrete Representation Learning* (2017): VQ-VAE, straight through, the commitment, and in appendix A.1 the running means. Razavi, van den Oord and Vinyals, *Generating Diverse High-Fidelity Images with VQ-VAE-2* (2019): two levels and their priors. Dhariwal et al., *Jukebox: A Generative Model for Music* (2020): random restarts. van den Oord, Kalchbrenner, Vinyals, Espeholt, Graves and Kavukcuoglu, *Conditional Image Generation with PixelCNN Decoders* (2016): the prior's
network. Wallace, *The JPEG Still Picture Compression Standard* (1991).

Other than in the papers, blocks of 2 × 2 pixels become channels first and last, units are GELUs, and codes have 16 numbers instead of 64.
""".strip()


def build() -> None:
    """The page, inside a ``gr.Blocks`` context."""
    parts.heading("Codes", "A picture in a few code numbers: repaint them, and the picture follows the brush. Point at one to see how it was chosen.")
    CodesBench(_opening(VIEWS["codes"].FIRST))
    parts.explanation("How pictures become codes, with the formulas", EXPLANATION)


def _opening(default: str) -> str:
    """The checkpoint whose preview is on the page before any script ran: of those that have codes."""
    names = [card.name for card in explorer.models() if card.usable and "quantize" in card.can and (card.folder / PREVIEW).is_file()]
    return default if default in names else next(iter(names), "")
