"""What no formatter holds: comments and texts in scripts and stylesheets that run out of the window."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WIDTH = 120
FILES = sorted(
    path for place in ("explorer", "tests") for kind in ("*.js", "*.css") for path in (ROOT / place).rglob(kind)
)


def too_wide(text: str) -> list[int]:
    """Numbers of the lines, from 1 on, that are longer than WIDTH."""
    return [number for number, line in enumerate(text.splitlines(), 1) if len(line) > WIDTH]


def test_a_long_line_is_found():
    assert too_wide("a\n" + WIDTH * "é" + "\n" + (WIDTH + 1) * "b") == [3]


def test_scripts_and_stylesheets_fit_into_the_window():
    assert len(FILES) > 200
    wide = {str(path.relative_to(ROOT)): too_wide(path.read_text(encoding="utf-8")) for path in FILES}
    assert {name: lines for name, lines in wide.items() if lines} == {}


def test_the_formatter_has_the_same_width():
    assert f'"lineWidth": {WIDTH}' in (ROOT / "biome.json").read_text(encoding="utf-8")
