"""What the pages teach: experiments to try, the page in a minute, and the folds that controls lead to."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from explorer.catalogue import Catalogue
from explorer.pages import PAGES
from explorer.ui.lessons.explained import ABSENT, NUMBER, experiments, explained
from explorer.ui.lessons.folds import anchor, folded, split
from explorer.ui.lessons.lessons import Lesson, read, written
from train.experiments import EXPERIMENTS, fingerprint, measure

CATALOGUE = Catalogue()
CARDS = CATALOGUE.cards()
TAUGHT = [page for page in PAGES if (page.folder / "explanation.md").is_file()]
LESSONS = [(page, lesson) for page in TAUGHT for lesson in read(page.folder)]
RESTORING = Path(__file__).resolve().parents[2] / "explorer" / "restoring" / "learnt.py"  # names methods
QUICK = ("middle", "wrong_class", "codes_at_0", "black_codes", "easy_picture", "gradients", "mixtures", "directions")


def fill(text: str) -> str:
    return explained(text, CARDS)


def named(page_and_lesson) -> str:
    page, lesson = page_and_lesson
    return f"{page.path}-{lesson.name}"


def topics(page) -> list[str]:
    return [anchor(title) for title, _ in split((page.folder / "explanation.md").read_text(encoding="utf-8"))[1]]


@pytest.mark.parametrize("page", TAUGHT, ids=lambda page: page.path)
class TestPages:
    def test_there_are_two_or_three_experiments(self, page):
        assert 2 <= len(read(page.folder)) <= 3

    def test_it_can_be_read_in_a_minute(self, page):
        minute, _ = split((page.folder / "explanation.md").read_text(encoding="utf-8"))
        assert 40 <= len(minute.split()) <= 120

    def test_each_fold_has_an_anchor_of_its_own(self, page):
        found = topics(page)
        assert len(found) == len(set(found)) >= 6 and all(found)
        assert all(f'id="why-{name}"' in folded((page.folder / "explanation.md").read_text(), "") for name in found)

    def test_every_why_of_its_scripts_leads_to_a_fold(self, page):
        scripts = "\n".join(file.read_text(encoding="utf-8") for file in page.folder.glob("*.js"))
        assert set(re.findall(r'\bwhy\("([^"]*)"', scripts)) <= set(topics(page))


@pytest.mark.parametrize("page_and_lesson", LESSONS, ids=named)
class TestLessons:
    def test_its_view_is_one_that_the_page_opens_as_it_says(self, page_and_lesson):
        page, lesson = page_and_lesson
        _, notes = page.view.read(dict(parse_qsl(fill(lesson.view).lstrip("?"))), CATALOGUE)
        assert notes == []

    def test_it_asks_tells_and_leads_on(self, page_and_lesson):
        page, lesson = page_and_lesson
        assert re.fullmatch(r"[a-z0-9-]+", lesson.name)
        assert len(lesson.guesses) >= 2 and 0 <= lesson.right < len(lesson.guesses)
        assert lesson.press and lesson.ask.endswith("?") and lesson.see and lesson.why
        assert not lesson.more or lesson.more in topics(page)

    def test_what_it_names_is_on_the_page(self, page_and_lesson):
        """What stands in quotation marks is a heading or a button of the page."""
        page, lesson = page_and_lesson
        files = [*page.folder.glob("*.js"), *(page.folder.parent.parent / "ui").rglob("*.js"), RESTORING]
        scripts = "\n".join(file.read_text(encoding="utf-8") for file in files)
        assert all(name in scripts for name in re.findall("“([^”]+)”", lesson.press))

    def test_its_numbers_are_there_and_are_no_copies(self, page_and_lesson):
        _, lesson = page_and_lesson
        texts = [lesson.view, lesson.press, lesson.ask, lesson.see, lesson.why]
        assert ABSENT not in "".join(map(fill, texts))
        assert NUMBER.search(lesson.see) or not re.search(r"\d", lesson.see.replace("z = 0", ""))


def test_names_are_each_page_s_own():
    names = [(page.path, lesson.name) for page, lesson in LESSONS]
    assert len(names) == len(set(names))


def test_text_of_a_lesson_is_text():
    one = Lesson("a", "A <b>", "?a=1&b=2", "<script>", "?", ("<i>", "b"), 0, "{{experiments middle.grey d}} <u>", "w")
    html = written([one], "p", fill)
    assert "<script>" not in html and "<i>" not in html and "<u>" not in html and "A <b>" not in html
    assert 'href="/p?a=1&amp;b=2#try-a"' in html and "\n" not in html


def test_a_page_without_experiments_has_none(tmp_path: Path):
    assert read(tmp_path) == [] and written([], "p", fill) == ""


def test_every_experiment_is_on_disk():
    assert set(experiments()) == {*EXPERIMENTS, "weights"}


def test_experiments_were_made_with_the_checkpoints_as_they_are():
    """A checkpoint that was trained anew asks for python -m train experiments."""
    weights = experiments()["weights"]
    assert len(weights) > 8 and weights == {name: fingerprint(name) for name in weights}


@pytest.mark.parametrize("name", QUICK)
def test_an_experiment_gives_its_numbers_again(name, need_data):
    need_data("mnist")
    need_data("fashion")
    assert measure(name)[0] == pytest.approx(experiments()[name], rel=2e-3, abs=2e-3)
