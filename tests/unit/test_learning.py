"""Live runs: they are the training loop's own steps, can be repeated, and keep to their limits."""

from __future__ import annotations

import base64
import io
import json
import threading
import zipfile

import anyio
import numpy as np
import pytest
import torch
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

from explorer.catalogue import Catalogue
from explorer.data import datasets
from explorer.data.official import Images
from explorer.learning import sources
from explorer.learning.descent import begin_with
from explorer.learning.diet import Diet
from explorer.learning.run import BATCH, DEPTH, WIDTH, Run
from explorer.learning.settings import Change, Objective, Settings, plan_text, read_plan_text, read_settings
from explorer.learning.snapshot import TILES, Observer, reach_of
from explorer.learning.sources import Pictures, Sources
from explorer.models import VAE, Autoencoder
from explorer.pages import routes
from explorer.pages.training import live
from explorer.pages.training.keep import as_model
from explorer.pages.training.view import TrainingView
from explorer.refusal import BadJob
from explorer.serving.places import Places
from train.kinds import kind_of
from train.loop import Training
from train.recipe import Recipe
from train.run import Run as TrainingRun
from train.workspace import Workspace

SHAPE = (1, 12, 10)
COUNT = 200
PATIENCE = 60


def pictures_of(count: int = COUNT) -> Images:
    random = np.random.default_rng(3)
    return Images(random.integers(0, 256, (count, *SHAPE)).astype(np.uint8), (np.arange(count) % 4).astype(np.uint8))


@pytest.fixture(scope="module")
def pictures() -> Pictures:
    parts = [torch.from_numpy(part) for part in (*pictures_of(), *pictures_of(40))]
    return Pictures(*parts, ("a", "b", "c", "d"))


def begun(pictures: Pictures, plan=(), own: torch.Tensor | None = None, **settings) -> Run:
    return Run(pictures, Settings(**settings), pictures.images[:0] if own is None else own, list(plan))


def weights(run: Run, name: str = "a") -> dict[str, torch.Tensor]:
    return {key: value.clone() for key, value in run.learners[name].model.state_dict().items()}


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(value, other[key]) for key, value in one.items())


def test_first_weights_are_those_of_the_global_seed():
    torch.manual_seed(5)
    built = VAE(shape=SHAPE, width=9, depth=3)
    before = torch.get_rng_state()
    begun_with = VAE(shape=SHAPE, width=9, depth=3)
    torch.set_rng_state(before)
    begin_with(begun_with, 5)
    assert same(built.state_dict(), begun_with.state_dict())
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("beta", [1.0, 4.0])
def test_the_live_run_is_the_training_loop_step_for_step(pictures, beta, monkeypatch, tmp_path):
    monkeypatch.setitem(datasets.SOURCES, "tiny", datasets.Source(lambda split, root: pictures_of()))
    monkeypatch.setattr(Recipe, "rate_at", lambda self, progress: self.rate)  # a live run has no schedule
    recipe = Recipe(
        name="tiny",
        title="",
        about="",
        dataset="tiny",
        model="vae",
        arguments={"shape": list(SHAPE), "latents": 2, "width": WIDTH, "depth": DEPTH},
        steps=100,
        batch=BATCH,
        rate=0.002,
        beta=beta,
        warm=0.0,
        binarize=True,
        bf16=False,
    )
    training = Training(TrainingRun(kind_of(recipe, Workspace(None, tmp_path)), steps=100, seed=7, device="cpu"))
    run = begun(pictures, seed=7, a=Objective(beta=beta))
    for step in range(12):
        assert same(weights(run), training.model.state_dict()), step
        training.take_step()
        run.advance()
    assert run.learners["a"].take_terms() == pytest.approx(torch.stack(training._terms).mean(0).tolist())


class TestRun:
    def test_a_plan_repeats_what_was_changed_by_hand(self, pictures):
        hand = begun(pictures, sees=Diet.read("c0"), b=Objective(noise=False))
        for step in range(30):
            if step == 10:
                hand.change("sees", Diet.read("s1.s2-3"))
                hand.change("rate", 0.01)
            if step == 20:
                hand.change("a", Objective(beta=4))
                hand.change("a", Objective(beta=3))  # before a step: the last one counts
            hand.advance()
        assert plan_text(tuple(hand.plan)) == "10:sees:s1.s2-3_10:rate:0.01_20:a:vae3"
        again = begun(pictures, hand.plan, sees=Diet.read("c0"), b=Objective(noise=False))
        for _ in range(30):
            again.advance()
        assert same(weights(hand), weights(again)) and same(weights(hand, "b"), weights(again, "b"))
        assert not same(weights(hand), weights(hand, "b"))
        assert read_plan_text(plan_text(tuple(hand.plan))) == tuple(hand.plan)

    def test_a_hand_takes_the_place_of_what_was_planned_for_later(self, pictures):
        run = begun(pictures, [Change(2, "rate", 0.01), Change(6, "rate", 0.001)])
        for _ in range(4):
            run.advance()
        run.change("rate", 0.005)
        for _ in range(4):
            run.advance()
        assert run.settings.rate == 0.005 and [change.step for change in run.plan] == [2, 4]

    def test_two_networks_begin_alike_and_see_the_same(self, pictures):
        run = begun(pictures, b=Objective())
        run.advance()
        assert same(weights(run), weights(run, "b"))

    def test_one_picture_again_and_again_is_learnt(self, pictures):
        run = begun(pictures, sees=Diet.read("s2"), rate=0.01, a=Objective(noise=False))
        for _ in range(60):
            run.advance()
        assert len(run.order.numbers(run.step)) == 1
        model, picture = as_model(run.learners["a"]), pictures.images[[pictures.single(2, 0)]].float() / 255
        with torch.no_grad():
            seen = run.learners["a"].model.decode(run.learners["a"].model.encode(picture).mean)
        assert isinstance(model, Autoencoder)
        assert torch.allclose(model.decode(model.encode(picture).mean), seen, atol=1e-6)
        assert float((seen - picture).abs().mean()) < 0.5 * float((seen.mean() - picture).abs().mean())

    def test_a_second_network_neither_joins_nor_leaves(self, pictures):
        with pytest.raises(BadJob, match="anew"):
            begun(pictures).change("b", Objective())
        with pytest.raises(BadJob, match="anew"):
            begun(pictures, b=Objective()).change("b", None)

    def test_a_loss_that_is_no_number_ends_it(self, pictures):
        run = begun(pictures)
        with torch.no_grad():
            run.learners["a"].model.to_pixels.bias.fill_(float("nan"))
        with pytest.raises(BadJob, match="lower learning rate"):
            run.advance()


class TestDiet:
    def test_text_both_ways(self):
        for text in ("all", "c2", "c2.c3", "c1.s2.s2-7.o0"):
            assert str(Diet.read(text)) == text
        assert str(Diet.read("s2-0.c2.c2")) == "c2.s2"

    def test_pool(self, pictures):
        own = torch.full((1, *SHAPE), 9, dtype=torch.uint8)
        images, labels = Diet.read("c1.s2-1.o0").pool(pictures, own)
        assert len(images) == COUNT // 4 + 2 and labels.tolist()[-2:] == [2, 255]
        assert torch.equal(images[-2], pictures.images[6]) and torch.equal(images[-1], own[0])
        assert (labels[:-2] == 1).all()

    @pytest.mark.parametrize("text", ["c9", "s0-900", "o0", "x", "c", "c1..c2", 3, None, "c1." * 40])
    def test_refusals(self, pictures, text):
        with pytest.raises(BadJob):
            Diet.read(text).pool(pictures, pictures.images[:0])


@pytest.mark.parametrize(
    "content",
    [
        {"data": "cats"},
        {"data": []},
        {"seed": -1},
        {"seed": 1.5},
        {"rate": 1},
        {"rate": "nan"},
        {"a": "vae-1"},
        {"a": "gan"},
        {"a": None},
        {"b": "vaenan"},
        {"sees": {}},
    ],
)
def test_settings_out_of_bounds_are_refused(content):
    with pytest.raises(BadJob):
        read_settings(content)


def test_what_is_seen_is_the_network_s_own(pictures):
    own = torch.full((1, *SHAPE), 200, dtype=torch.uint8)
    run = begun(pictures, sees=Diet.read("s1-2"), own=own, b=Objective(noise=False))
    for _ in range(5):
        run.advance()
    observer = Observer(run)
    watched = observer.watched()
    assert watched.names == ("t0", "t1", "t2", "t3", "s1-2", "o0")
    assert torch.equal(watched.images[1], pictures.test_images[1]) and torch.equal(watched.images[5], own[0])
    model = run.learners["a"].model
    terms = torch.stack(run.learners["a"].terms).mean(0)
    seen, plain = (observer.look(run.learners[name], watched) for name in "ab")
    with torch.no_grad():
        posterior = model.encode(watched.images.float() / 255)
        codes = model.encode(pictures.test_images.float() / 255).mean
        corner = model.decode(seen.reach * torch.tensor([[1 / TILES - 1, 1 - 1 / TILES]]))[0, 0].numpy()
    assert np.allclose(seen.codes, codes) and np.allclose(seen.ellipses, torch.cat([*posterior], 1))
    assert not plain.ellipses[:, 2:].any()  # an autoencoder's code is a point
    assert seen.learnt == pytest.approx((float(terms[0]), float(terms[1:].sum()))) and plain.learnt[1] == 0
    sheet = np.asarray(Image.open(io.BytesIO(seen.plane)))
    assert sheet.shape == (TILES * SHAPE[1], TILES * SHAPE[2])
    assert np.abs(sheet[: SHAPE[1], : SHAPE[2]] / 255 - corner).mean() < 0.05
    assert observer.look(run.learners["a"], watched).learnt is None
    assert len(seen.tested) == 4 and np.isfinite(seen.tested).all()


def test_reach_grows_in_steps():
    assert reach_of(torch.randn(50, 2).clamp(-2, 2)) == 3
    assert reach_of(torch.full((9, 2), 3.5)) == 3.75


def test_places_are_given_in_order_and_never_more():
    """Twenty visitors at two places, a few of whom want both and one gives up."""
    places, done, most, heard = Places(2), [], [0], {}

    async def visit(number: int) -> None:
        stop, wanted = threading.Event(), 2 if number % 7 == 3 else 1
        if number == 12:
            stop.set()

        async def tell(before: int) -> None:
            heard.setdefault(number, []).append(before)

        if not await places.enter(wanted, stop, tell, ask_s=0.001):
            return
        most[0] = max(most[0], places.count - places.free)
        assert places.free >= 0
        done.append(number)
        await anyio.sleep(0.01)
        places.leave(wanted)

    async def all_of_them() -> None:
        async with anyio.create_task_group() as group:
            for number in range(20):
                group.start_soon(visit, number)
                await anyio.sleep(0)

    anyio.run(all_of_them)
    assert done == [number for number in range(20) if number != 12] and most == [2] and places.free == 2
    assert heard[19][0] > 10 and heard[19] == sorted(heard[19], reverse=True)


class TestSources:
    def test_without_data_sets_shapes_and_dreamt_digits_are_there(self, tmp_path, monkeypatch):
        found = Sources(Catalogue(), tmp_path)
        monkeypatch.setattr(sources, "DREAMS", 50)
        assert found.names() == ["shapes", "dreamt"]
        dreamt = found.load("dreamt")
        assert dreamt.images.shape == (50, 1, 28, 28) and dreamt.labels[:3].tolist() == [0, 1, 2]
        with pytest.raises(BadJob, match="shapes"):
            found.load("mnist")

    def test_digits(self, need_data):
        need_data("mnist")
        found = Sources(Catalogue()).load("mnist")
        assert len(found.images) == 50_000 and found.test_labels.bincount().tolist() == [20] * 10


@pytest.fixture
def client(monkeypatch, tmp_path) -> TestClient:
    monkeypatch.setattr(sources, "RENDERS", 300)
    monkeypatch.setattr(sources, "MOST_TEST", 30)
    app = FastAPI()
    app.include_router(routes(Catalogue([], trained=tmp_path / "nothing"), tmp_path))
    return TestClient(app)


class Visitor:
    """The page's side of the socket."""

    def __init__(self, socket):
        self.socket, self.id = socket, 0

    def ask(self, **content) -> int:
        self.id += 1
        self.socket.send_text(json.dumps({"id": self.id} | content))
        return self.id

    def until(self, *events: str) -> list[dict]:
        """Everything up to one of these events; frames are said to be shown."""
        heard = []
        while not heard or heard[-1]["event"] not in events:
            heard.append(self.socket.receive_json())
            if heard[-1]["event"] == "frame":
                self.socket.send_text(json.dumps({"shown": heard[-1]["frame"], "of": heard[-1]["id"]}))
        return heard


def codes_of(frame: dict, name: str = "a") -> np.ndarray:
    return np.frombuffer(base64.b64decode(frame[name]["codes"]), "<i2")


def test_a_run_over_the_socket(client, tmp_path):
    settings = {"data": "shapes", "seed": 3, "sees": "c1", "a": "vae2", "b": "ae"}
    with client.websocket_connect("/api/training/live") as socket:
        visitor = Visitor(socket)
        socket.send_text(json.dumps({"prepare": {"data": "mnist", "seed": 3}}))  # which is not here
        ready = visitor.until("ready")[0]
        assert ready["data"] == "shapes" and ready["classes"] == ["square", "ellipse", "heart"]
        visitor.ask(steps=6, every=3, begin=settings | {"plan": [[4, "sees", "c2"]]})
        heard = visitor.until("end", "error")
        frames = [event for event in heard if event["event"] == "frame"]
        assert [frame["step"] for frame in frames] == [0, 3, 6] and heard[-1]["step"] == 6
        assert ready["frame"]["a"]["codes"] == frames[0]["a"]["codes"]
        assert frames[0]["watched"] == ["t0", "t1", "t2"] and "watched" not in frames[1]
        assert len(base64.b64decode(frames[0]["originals"])) == 3 * 32 * 32
        assert frames[0]["a"]["learnt"] is None and frames[2]["b"]["learnt"][1] == 0
        socket.send_text(json.dumps({"change": "rate", "to": 0.01}))
        assert visitor.until("changed")[-1] == {"event": "changed", "step": 6, "name": "rate", "value": "0.01"}
        visitor.ask(steps=2, every=2)
        last = visitor.until("end")[-2]
        socket.send_text(json.dumps({"own": base64.b64encode(bytes(784)).decode()}))
        assert visitor.until("added")[-1]["number"] == 0
        socket.send_text(json.dumps({"keep": "b"}))
        kept = visitor.until("kept")[-1]
    pictures = Sources(Catalogue([], trained=tmp_path / "nothing"), tmp_path).load("shapes")
    again = begun(pictures, read_plan_text("4:sees:c2_6:rate:0.01"), **vars(read_settings(settings)))
    for _ in range(8):
        again.advance()
    observer = Observer(again)
    expected = observer.look(again.learners["b"], observer.watched())
    assert np.array_equal(codes_of(last, "b"), (expected.codes / expected.reach * live.FINE).round().ravel())
    zipfile.ZipFile(io.BytesIO(base64.b64decode(kept["zip"]))).extractall(tmp_path / "models")
    catalogue = Catalogue([tmp_path / "models"], trained=tmp_path / "nothing")
    (card,) = catalogue.cards()
    assert card.name == kept["name"] == "live-shapes-8" and {"encode", "decode"} <= set(card.can)
    own = json.loads((card.folder / "run.json").read_text())
    assert own["objective"] == "ae" and own["changes"] == [[4, "sees", "c2"], [6, "rate", "0.01"]]
    z = torch.tensor([[0.3, -0.2]])
    with torch.no_grad():
        assert torch.equal(catalogue.load(card.name).decode(z), as_model(again.learners["b"]).decode(z))


def test_a_third_run_waits_is_told_where_and_comes_when_a_page_goes(client):
    begin = {"data": "shapes"}
    with client.websocket_connect("/api/training/live") as third:
        waiting = Visitor(third)
        with client.websocket_connect("/api/training/live") as pair:
            both = Visitor(pair)
            both.ask(steps=1, every=1, begin=begin | {"a": "vae1", "b": "ae"})
            assert both.until("end", "error")[-1]["event"] == "end"
            waiting.ask(steps=1, every=1, begin=begin)
            assert waiting.until("waiting")[-1]["before"] == 0
            third.send_text(json.dumps({"stop": True}))
            assert waiting.until("stopped")
            waiting.ask(steps=1, every=1, begin=begin)
            assert waiting.until("waiting")[-1]["before"] == 0
        assert waiting.until("end", "error")[-1]["event"] == "end"


def test_a_run_that_nobody_moves_ends_and_says_so(client, monkeypatch):
    monkeypatch.setattr(live.LiveRun.__init__, "__defaults__", (0.05,))
    with client.websocket_connect("/api/training/live") as socket:
        visitor = Visitor(socket)
        visitor.ask(steps=1, every=1, begin={"data": "shapes"})
        assert visitor.until("expired")
        visitor.ask(steps=1, every=1)
        assert "repeated from its seed" in visitor.until("error")[-1]["message"]


def test_who_begins_anew_gives_the_place_back(client):
    with (
        client.websocket_connect("/api/training/live") as first,
        client.websocket_connect("/api/training/live") as second,
    ):
        pair, one = Visitor(first), Visitor(second)
        pair.ask(steps=0, every=1, begin={"data": "shapes", "b": "ae"})
        pair.until("frame")
        first.send_text(json.dumps({"leave": True}))
        assert pair.until("stopped")
        one.ask(steps=1, every=1, begin={"data": "shapes", "b": "ae"})
        assert one.until("end", "error")[-1]["event"] == "end"


def test_after_the_last_step_a_run_needs_no_place_and_can_be_kept(client, monkeypatch):
    for module in ("explorer.learning.run", "explorer.pages.training.live"):
        monkeypatch.setattr(f"{module}.MOST_STEPS", 3)
    with (
        client.websocket_connect("/api/training/live") as first,
        client.websocket_connect("/api/training/live") as second,
    ):
        done, other = Visitor(first), Visitor(second)
        done.ask(steps=0, every=1, begin={"data": "shapes", "b": "ae"})
        assert done.until("end")[-1]["over"]
        other.ask(steps=1, every=1, begin={"data": "shapes", "b": "ae"})
        assert other.until("end", "error")[-1]["event"] == "end"
        first.send_text(json.dumps({"keep": "a"}))
        assert done.until("kept", "error")[-1]["event"] == "kept"


def test_stop_stops_and_play_goes_on(client):
    with client.websocket_connect("/api/training/live") as socket:
        visitor = Visitor(socket)
        visitor.ask(steps=0, every=1, begin={"data": "shapes"})
        visitor.until("frame")
        socket.send_text(json.dumps({"stop": True}))
        stopped = visitor.until("stopped")
        step = [event["step"] for event in stopped if event["event"] == "frame"]
        visitor.ask(steps=2, every=1)
        heard = visitor.until("end", "error")
        assert heard[-1]["step"] >= max(step, default=0) + 2


@pytest.mark.parametrize(
    "message",
    [
        {"steps": -1},
        {"steps": 1, "every": 0},
        {"steps": 1, "begin": 3},
        {"steps": 1, "begin": {"data": "shapes", "plan": [[1, "seed", 3]]}},
        {"steps": 1, "begin": {"data": "shapes", "own": ["AA=="]}},
        {"steps": 1, "begin": {"data": "shapes", "sees": "c7"}},
        {"steps": 1, "begin": {"data": "mnist"}},
        {"steps": 1},
        {"change": "rate", "to": 5},
        {"change": "rate", "to": 0.01},
        {"keep": "a"},
        {"own": "AAAA"},
        {"prepare": {"data": "cats"}},
    ],
)
def test_what_is_no_job_gets_a_sentence(client, message):
    with client.websocket_connect("/api/training/live") as socket:
        visitor = Visitor(socket)
        visitor.ask(**message)
        heard = visitor.until("error")
        assert heard[-1]["message"].endswith(".")
        visitor.ask(steps=1, begin={"data": "shapes"})
        assert visitor.until("end", "error")[-1]["event"] == "end"


class TestView:
    def test_out_of_range_is_told(self):
        source = {"data": "cats", "sees": "zz", "a": "gan", "plan": "3:x", "step": "1e9", "rate": "7"}
        view, notes = TrainingView.read(source, Catalogue())
        assert view == TrainingView(step=20_000, rate=0.03) and len(notes) == 6

    def test_a_link_has_no_own_pictures(self):
        view, notes = TrainingView.read({"sees": "o1", "plan": "3:sees:c1.o0"}, Catalogue())
        assert (view.sees, view.plan, notes) == ("all", "3:sees:c1", [])

    def test_the_script_trains_the_same(self, pictures, monkeypatch, capsys):
        view, notes = TrainingView.read(
            {"data": "shapes", "sees": "c1", "b": "vae4", "plan": "2:sees:c2", "step": "3", "seed": "9"}, Catalogue()
        )
        assert not notes
        monkeypatch.setattr(Sources, "load", lambda self, name: pictures)
        found: dict = {}
        exec(view.script(), found)
        run = begun(
            pictures,
            [Change(2, "sees", Diet.read("c2"))],
            data="shapes",
            seed=9,
            sees=Diet.read("c1"),
            b=Objective(beta=4),
        )
        for _ in range(3):
            run.advance()
        assert same(weights(found["run"]), weights(run)) and same(weights(found["run"], "b"), weights(run, "b"))
        assert capsys.readouterr().out.startswith("[")
