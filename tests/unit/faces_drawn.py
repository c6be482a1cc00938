"""A face drawn of ellipses, as tests give one: no picture of anybody."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFilter


def drawn_face(
    size: tuple[int, int] = (400, 300), middle: tuple[float, float] = (130, 160), radius: float = 60
) -> Image.Image:
    """A head seen from the front on an even ground, ``radius`` from its middle to an ear."""
    picture = Image.new("RGB", size, (120, 140, 160))
    pen, (x, y), r = ImageDraw.Draw(picture), middle, radius

    def oval(left: float, top: float, right: float, bottom: float, colour: tuple[int, int, int]) -> None:
        pen.ellipse([x + left * r, y + top * r, x + right * r, y + bottom * r], fill=colour)

    oval(-1.05, -1.5, 1.05, 1.1, (60, 40, 30))  # hair
    oval(-0.85, -1.15, 0.85, 1.15, (225, 180, 150))
    for side in (-0.38, 0.38):
        oval(side - 0.2, -0.32, side + 0.2, -0.12, (60, 40, 40))
        brow = [x + (side - 0.27) * r, y - 0.48 * r, x + (side + 0.27) * r, y - 0.5 * r]
        pen.line(brow, fill=(70, 45, 35), width=max(2, int(r / 10)))
    nose = [(x - 0.12 * r, y + 0.25 * r), (x + 0.12 * r, y + 0.25 * r), (x, y - 0.1 * r)]
    pen.polygon(nose, fill=(200, 150, 125))
    oval(-0.2, 0.18, 0.2, 0.32, (160, 110, 95))
    oval(-0.38, 0.5, 0.38, 0.72, (140, 60, 60))  # mouth
    return picture.filter(ImageFilter.GaussianBlur(0.06 * r))
