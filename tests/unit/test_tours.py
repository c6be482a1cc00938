"""Tours: lists of ready views; and links as QR codes."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from explorer.catalogue import Catalogue
from explorer.pages import PAGES, routes
from explorer.serving.tours import LECTURES, MOST_STEPS, BadTour, read
from explorer.ui.lessons.folds import anchor, split
from explorer.ui.lessons.lessons import read as lessons_of

PATHS = {page.path: page for page in PAGES}
OURS = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(LECTURES.glob("*.json"))}
STEPS = [(name, step) for name, tour in OURS.items() for step in tour["steps"] if "link" in step]
CATALOGUE = Catalogue()
GOOD = {"title": "Mine", "steps": [{"title": "a", "link": "/pixels?model=pixelcnn-mnist#why-masks"}, {"title": "b"}]}


def client(*own: Path) -> TestClient:
    app = FastAPI()
    app.include_router(routes(CATALOGUE, own_tours=own))
    return TestClient(app)


def test_the_five_lectures_are_there_in_the_order_of_their_names():
    assert list(client().get("/api/tours").json()["tours"]) == list(OURS) and len(OURS) == 5


@pytest.mark.parametrize(("name", "step"), STEPS, ids=lambda value: value if isinstance(value, str) else value["title"])
def test_every_view_of_a_lecture_opens_as_it_says(name, step):
    """Its page takes the query without a note, and what the fragment names is on the page."""
    link = urlsplit(step["link"])
    page = PATHS[link.path.lstrip("/")]
    _, notes = page.view.read(dict(parse_qsl(link.query)), CATALOGUE)
    assert notes == []
    kind, _, rest = link.fragment.partition("-")
    folds = split((page.folder / "explanation.md").read_text(encoding="utf-8"))[1]
    there = {
        "": [""],
        "try": [one.name for one in lessons_of(page.folder)],
        "why": [anchor(title) for title, _ in folds],
    }
    assert rest in there[kind]


def test_a_list_of_ones_own_is_read_and_stands_beside_ours(tmp_path: Path):
    (tmp_path / "mine.json").write_text(json.dumps(GOOD | {"steps": [*GOOD["steps"], {"title": "c", "more": 1}]}))
    (tmp_path / "torn.json").write_text("{")
    (tmp_path / "away.json").write_text(json.dumps({"steps": [{"link": "https://example.org/"}]}))
    (tmp_path / "wpi.json").write_text(json.dumps(GOOD))
    answer = client(tmp_path).get("/api/tours").json()
    assert [step["title"] for step in answer["tours"]["mine"]["steps"]] == ["a", "b", "c"]
    assert answer["tours"]["mine"]["steps"][1]["link"] == ""
    assert answer["tours"]["wpi"]["title"] == "Mine", "a person's own stands before ours"
    assert len(answer["notes"]) == 2 and all("no list of views" in note for note in answer["notes"])


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"steps": []},
        {"steps": "abc"},
        {"steps": [1]},
        {"steps": [{"title": "no view"}]},
        {"steps": [{"link": "//example.org/pixels"}]},
        {"steps": [{"link": "javascript:alert(1)"}]},
        {"steps": [{"link": "/nopage"}]},
        {"steps": [{"link": "/pixels?a=b c"}]},
        {"steps": [{"link": 3}]},
        {"steps": [{"link": "/pixels"}] * (MOST_STEPS + 1)},
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(content):
    with pytest.raises(BadTour, match=r"\.$"):
        read(content, PATHS)
    answer = client().post("/api/tour", json=content)
    assert answer.status_code == 400 and answer.json()["error"].endswith(".")


def test_texts_are_kept_short():
    found = read({"title": 5, "steps": [{"title": "a" * 2000, "sentence": [], "link": "/pixels"}]}, PATHS)
    assert found["title"] == "The list" and len(found["steps"][0]["title"]) == 500
    assert found["steps"][0]["sentence"] == ""


class TestLinkCode:
    def test_a_link_becomes_a_drawing(self):
        answer = client().post("/api/link-code", json={"link": "http://10.0.0.2:7860/pixels?model=pixelcnn-mnist"})
        assert answer.headers["content-type"] == "image/svg+xml" and answer.text.startswith("<svg")
        other = client().post("/api/link-code", json={"link": "http://10.0.0.2:7860/codes"})
        assert other.text != answer.text

    @pytest.mark.parametrize("link", ["", "file:///etc/passwd", 7, None, "http://" + "a" * 3000])
    def test_what_is_no_link_or_too_long_is_refused(self, link):
        answer = client().post("/api/link-code", json={"link": link})
        assert answer.status_code == 400 and answer.json()["error"]
