"""The shell: the heading, stylesheets of every page, and pages from outside."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from explorer import pages
from explorer.catalogue import Catalogue
from explorer.ui.shell.header import heading
from explorer.ui.shell.look import FIRST, look, stylesheets
from tests.pages import write_page


@pytest.fixture
def outside(tmp_path: Path):
    """A page from outside the project, loaded."""
    return pages.load(write_page(tmp_path))


def client_of(*shown) -> TestClient:
    app = FastAPI()
    app.include_router(pages.routes(Catalogue(), pages=shown))
    return TestClient(app)


def test_the_heading_links_every_page_once_and_marks_the_present_one():
    for here in pages.PAGES:
        text = heading(pages.PAGES, here)
        for page in pages.PAGES:
            if page.path:
                assert text.count(f'href="/{page.path}"') == 1
        assert text.count('aria-current="page"') == 1


def test_every_stylesheet_of_every_page_is_linked_and_served():
    client = client_of(*pages.PAGES)
    linked = stylesheets(pages.PAGES)
    assert linked[0] == "/explorer/ui/shell/shell.css" and len(set(linked)) == len(linked)
    root = Path(pages.__file__).parent.parent
    files = set(root.rglob("*.css")) - {FIRST}
    assert {f"/explorer/{file.relative_to(root).as_posix()}" for file in files} == set(linked)
    assert FIRST.read_text(encoding="utf-8") in look(pages.PAGES)["head"]
    assert all(client.get(address).status_code == 200 for address in linked)


def test_a_page_from_outside_is_a_page_like_any_other(outside):
    shown = (*pages.PAGES, outside)
    client = client_of(*shown)
    assert client.get("/explorer/pages/weights/bench.js").status_code == 200
    assert client.get("/explorer/pages/weights/__init__.py").status_code == 404
    assert client.get("/api/weights/total").json()["total"] > 10**6
    assert client.get("/api/view/weights?model=vae-mnist-2d").json()["view"] == {"model": "vae-mnist-2d"}
    cards = {card["name"]: card for card in client.get("/api/models").json()}
    assert cards["vae-mnist-2d"]["pages"]["weights"] == {"model": "vae-mnist-2d"}
    assert "weights" not in cards["attention-san"]["pages"]
    assert "/explorer/pages/weights/style.css" in stylesheets(shown)
    assert 'href="/weights"' in heading(shown, outside)


def test_json_files_of_a_pages_folder_are_served(outside):
    (outside.folder / "facts.json").write_text('{"fact": 1}')
    client = client_of(*pages.PAGES, outside)
    answer = client.get("/explorer/pages/weights/facts.json")
    assert answer.json() == {"fact": 1} and answer.headers["content-type"] == "application/json"


def test_a_folder_that_is_no_page_is_refused_with_a_sentence(tmp_path):
    folder = tmp_path / "nothing"
    folder.mkdir()
    with pytest.raises(ValueError, match="does not run"):
        pages.load(folder)
    (folder / "__init__.py").write_text("PAGE = 7\n")
    with pytest.raises(ValueError, match="names no PAGE"):
        pages.load(folder)
    taken = write_page(tmp_path, path="latents")
    with pytest.raises(ValueError, match="taken"):
        pages.load(taken)
