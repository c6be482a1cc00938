"""What a person does on more than one page: draws on the pad, lays fingers on a plane, copies the link."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect


def draw_on_pad(page: Page | Locator, *points: tuple[float, float]) -> None:
    """One stroke on the pad through ``points``, shares of its width and height."""
    draw_on(page.locator(".gx-pad canvas"), *points)


def draw_on(canvas: Locator, *points: tuple[float, float]) -> None:
    """One stroke with a pressed button through ``points``, shares of a canvas's width and height."""
    canvas.scroll_into_view_if_needed()
    area, mouse = canvas.bounding_box(), canvas.page.mouse
    at = [(area["x"] + x * area["width"], area["y"] + y * area["height"]) for x, y in points]
    mouse.move(*at[0])
    mouse.down()
    for point in at[1:]:
        mouse.move(*point, steps=6)
    mouse.up()


class Fingers:
    """Fingers on a canvas, as a phone tells them."""

    def __init__(self, canvas: Locator):
        self.canvas, self.session = canvas, canvas.page.context.new_cdp_session(canvas.page)

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """A "touchStart", "touchMove" or "touchEnd" at ``points``, shares of the canvas as it stood at the start."""
        if kind == "touchStart":
            self.box = self.canvas.bounding_box()
        x, y, width, height = (self.box[side] for side in ("x", "y", "width", "height"))
        places = [{"x": x + fx * width, "y": y + fy * height, "id": i} for i, (fx, fy) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})


def copied_link(page: Page) -> dict[str, str]:
    """The query of the link that "Copy link" puts into the address bar."""
    page.get_by_role("button", name="Copy link", exact=True).click()
    expect(page.get_by_text("Copied. The link restores this view.")).to_be_visible()
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}
