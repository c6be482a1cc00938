"""What a person does on more than one page: draws on the pad, copies the link."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect


def draw_on_pad(page: Page, *points: tuple[float, float]) -> None:
    """One stroke through ``points``, shares of the pad's width and height."""
    pad = page.locator(".gx-pad canvas")
    pad.scroll_into_view_if_needed()
    area = pad.bounding_box()
    at = [(area["x"] + x * area["width"], area["y"] + y * area["height"]) for x, y in points]
    page.mouse.move(*at[0])
    page.mouse.down()
    for point in at[1:]:
        page.mouse.move(*point, steps=6)
    page.mouse.up()


def copied_link(page: Page) -> dict[str, str]:
    """The query of the link that "Copy link" puts into the address bar."""
    page.get_by_role("button", name="Copy link", exact=True).click()
    expect(page.get_by_text("Copied. The link restores this view.")).to_be_visible()
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}
