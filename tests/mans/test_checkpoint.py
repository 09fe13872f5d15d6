"""Models on disk: read back as they were, refused with a remedy when damaged, never half written."""

from __future__ import annotations

import json
import os
import pickle  # noqa: TID251 (to make what must be refused)
import resource
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from mans.checkpoint import load_model, save_model
from mans.model_card import load_card
from mans.recogniser import Recogniser
from mans.runtime.torch_network import TorchNetwork
from streaming.errors import MansError, ModelError
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.window import SlidingWindow, Window, WindowSettings
from streaming.skeleton.layouts import KINECT_V2

from ..support.small_data import ACTIONS, CPU, TINY, perform, recording_of


@contextmanager
def disk_that_fills_up(after_bytes: int) -> Iterator[None]:
    """Let no file grow beyond a size: the system then refuses to write, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def one_line(error: pytest.ExceptionInfo[MansError], path: Path) -> str:
    """The message: one line, with the file and something to do."""
    text = str(error.value)
    assert "\n" not in text and str(path) in text
    assert error.value.expected or error.value.remedy
    return text


def test_a_model_is_read_back_as_it_was(tiny_model, tiny_network, tiny_card):
    network, card = load_model(tiny_model, CPU)
    assert card == tiny_card and not network.training
    assert network.settings == tiny_network.settings
    for name, tensor in tiny_network.state_dict().items():
        assert torch.equal(network.state_dict()[name], tensor), name


def test_a_model_and_its_card_can_be_read_by_others(tiny_model):
    """As any new file: by the umask, not by their owner alone."""
    umask = os.umask(0)
    os.umask(umask)
    for file in (tiny_model, tiny_model.with_suffix(".json")):
        assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~umask


def test_nothing_else_is_left_behind(tiny_model):
    assert sorted(file.name for file in tiny_model.parent.iterdir()) == ["tiny.json", "tiny.safetensors"]


def test_a_card_keeps_what_f_a_usually_is(tmp_path, tiny_network, tiny_card):
    mean = tuple(tuple(0.25 + 0.5 * t / TINY.frames for t in range(TINY.frames)) for _ in "xyz")
    path = tmp_path / "usual.safetensors"
    save_model(path, tiny_network, replace(tiny_card, f_a_mean=mean))
    assert load_card(path).f_a_mean == mean
    recogniser = Recogniser.load(path, "cpu")
    np.testing.assert_allclose(recogniser.f_a_mean, mean, rtol=1e-6)
    data = json.loads(path.with_suffix(".json").read_text())
    for wrong in (mean[:2], [row[:-1] for row in mean], [[1.5] * TINY.frames] * 3, "much", [[10**400]], {}):
        path.with_suffix(".json").write_text(json.dumps({**data, "f_a_mean": wrong}))
        with pytest.raises(ModelError, match="f_a_mean") as error:
            load_card(path)
        one_line(error, path.with_suffix(".json"))
    del data["f_a_mean"]  # as in a card of before
    path.with_suffix(".json").write_text(json.dumps(data))
    assert load_card(path).f_a_mean is None and Recogniser.load(path, "cpu").f_a_mean is None


def test_the_card_holds_all_that_is_needed(tiny_model):
    data = json.loads(tiny_model.with_suffix(".json").read_text())
    assert set(data) == {
        *("format", "labels", "data", "layout", "seed", "epochs", "command", "versions", "scores", "recipe"),
        *("decision", "hand_to_mouth", "f_a_mean", "leg_actions", "datasets", "taught", "start", "teachers"),
    }
    assert data["recipe"]["preprocessing"]["joints"][0] == "SpineBase" and data["recipe"]["window_s"] == 1.5


# Damage


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot be read as safetensors"),
        (b"\x89PNG\r\n\x1a\n" + bytes(5000), "cannot be read as safetensors"),
        (b"{" * 5000, "cannot be read as safetensors"),
        (pickle.dumps({"weights": [1.0] * 500}), "cannot be read as safetensors"),
    ],
    ids=["empty", "binary", "text", "pickle"],
)
def test_weights_that_are_none(tiny_model, content, said):
    tiny_model.write_bytes(content)
    with pytest.raises(ModelError, match=said) as error:
        load_model(tiny_model, CPU)
    one_line(error, tiny_model)


class _Trap:
    """Pickled, this runs code when it is read."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self.mark,)


def test_a_pickled_model_is_refused_and_its_code_does_not_run(tiny_model, tmp_path):
    mark = tmp_path / "ran"
    trap = {"weights": _Trap(mark)}
    torch.save(trap, tiny_model)  # noqa: TID251 (what we must refuse)
    with pytest.raises(ModelError) as error:
        load_model(tiny_model, CPU)
    one_line(error, tiny_model)
    tiny_model.write_bytes(pickle.dumps(trap))
    with pytest.raises(ModelError):
        load_model(tiny_model, CPU)
    assert not mark.exists()
    pickle.loads(pickle.dumps(trap))
    assert mark.exists()  # the trap works


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.999])
def test_truncated_weights(tiny_model, share):
    whole = tiny_model.read_bytes()
    tiny_model.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(ModelError, match="cannot be read as safetensors") as error:
        load_model(tiny_model, CPU)
    one_line(error, tiny_model)


def test_a_missing_model(tmp_path):
    with pytest.raises(ModelError, match="no such file.*name a bundled model") as error:
        load_model(tmp_path / "none.safetensors", CPU)
    one_line(error, tmp_path)
    with pytest.raises(ModelError, match="a folder; expected a model"):
        load_model(tmp_path, CPU)


def test_a_missing_card(tiny_model):
    tiny_model.with_suffix(".json").unlink()
    with pytest.raises(ModelError, match="Keep NAME.safetensors and NAME.json together") as error:
        load_model(tiny_model, CPU)
    one_line(error, tiny_model.with_suffix(".json"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00\x01",
        b"null",
        b"[]",
        b"3",
        b'"text"',
        b"{}",
        b'{"format": 2}',
        b'{"format": 1}',
    ],
)
def test_a_card_that_is_none(tiny_model, content):
    card = tiny_model.with_suffix(".json")
    card.write_bytes(content)
    with pytest.raises(ModelError) as error:
        load_model(tiny_model, CPU)
    one_line(error, card)


def changed_card(model: Path, change: Callable[[dict], object]) -> None:
    card = model.with_suffix(".json")
    data = json.loads(card.read_text())
    change(data)
    card.write_text(json.dumps(data))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("labels"),
        lambda data: data.update(labels=None),
        lambda data: data.update(labels=["walk"]),
        lambda data: data.update(labels=[]),
        lambda data: data.update(labels=["walk", "walk", "sit down"]),
        lambda data: data["recipe"].update(hidden_size=10**9),
        lambda data: data["recipe"].pop("blocks"),
        lambda data: data["recipe"].update(hidden_size=0),
        lambda data: data["recipe"].update(hidden_size="many"),
        lambda data: data["recipe"].update(hidden_size=7),
        lambda data: data["recipe"].update(cut="tear"),
        lambda data: data["recipe"].update(invented=1),
        lambda data: data["recipe"]["preprocessing"].update(joints=["Tail"]),
        lambda data: data["recipe"]["preprocessing"].update(joints=["Head"]),
        lambda data: data["recipe"].update(preprocessing=None),
        lambda data: data.update(recipe=[]),
        lambda data: data["recipe"].update(blocks=[1.5, 2]),
        lambda data: data["recipe"].update(window_s=1e9),
        lambda data: data["recipe"].update(augmentation={"mirror": "x" * 500_000}),
        lambda data: data["decision"].update(smoothing_s=1e9),
        lambda data: data["decision"].update(enter=-1),
        lambda data: data.update(labels=["walk", 2, "sit down"]),
        lambda data: data.update(labels=["walk", "x" * 500_000, "sit down"]),
        lambda data: data.update(labels=[f"x{i}" for i in range(50_000)]),
        lambda data: data.update(labels="x" * 500_000),
        lambda data: data.update(layout="x" * 500_000),
        lambda data: data.update(layout=["Kinect v2"]),
        lambda data: data.update(data=5),
        lambda data: data.update(command=None),
        lambda data: data.update(seed="zero"),
        lambda data: data.update(epochs=1.5),
        lambda data: data.update(versions=[]),
        lambda data: data.update(versions={"torch": 2}),
        lambda data: data.update(scores={"accuracy": "high"}),
        lambda data: data.update(scores=_deep(500)),
        lambda data: data.update({"x" * 500_000: 1}),
    ],
)
def test_a_card_that_does_not_fit(tiny_model, change):
    changed_card(tiny_model, change)
    with pytest.raises(ModelError) as error:
        load_model(tiny_model, CPU)
    assert len(one_line(error, tiny_model.parent)) < 1000


def _deep(levels: int) -> list:
    value: list = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "content", ['{"format":' * 200_000, '{"format": 1, "labels": ' + "[" * 200_000, "9" * 500_000]
)
def test_a_card_without_end(tiny_model, content):
    tiny_model.with_suffix(".json").write_text(content)
    with pytest.raises(ModelError, match="no JSON.*; expected a JSON written by train") as error:
        load_card(tiny_model)
    assert len(one_line(error, tiny_model.with_suffix(".json"))) < 1000


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_wrong_with_one_value_of_the_card(tiny_model, tiny_card, data):
    """It is read, or refused by a ModelError: no other error comes out, whatever the value."""
    save_model(tiny_model, _network(tiny_model), tiny_card)
    whole = json.loads(tiny_model.with_suffix(".json").read_text())
    paths = [(key,) for key in whole]
    for part in ("recipe", "decision", "scores", "versions"):
        paths += [(part, key) for key in whole[part]]
    for part in ("architecture", "preprocessing", "augmentation"):
        paths += [("recipe", part, key) for key in whole["recipe"][part]]
    path, value = data.draw(st.sampled_from(paths)), data.draw(_json)

    def change(card: dict) -> None:
        for key in path[:-1]:
            card = card[key]
        card[path[-1]] = value

    changed_card(tiny_model, change)
    try:
        network, card = load_model(tiny_model, CPU)
    except ModelError as error:
        assert "\n" not in str(error) and len(str(error)) < 1000
    else:  # then it serves
        recogniser = Recogniser(TorchNetwork(network, CPU), card) if card.recipe.cut == "resample" else None
        assert recogniser is None or len(recogniser.name) < 1000


_networks: dict[str, object] = {}


def _network(model: Path):
    if "tiny" not in _networks:
        _networks["tiny"] = load_model(model, CPU)[0]
    return _networks["tiny"]


def test_a_model_for_another_layout(tiny_model):
    changed_card(tiny_model, lambda data: data.update(layout="Kinect v1 (20 joints)"))
    with pytest.raises(ModelError, match="Kinect v1.*expected.*Kinect v2") as error:
        load_model(tiny_model, CPU)
    one_line(error, tiny_model)


def test_weights_of_another_model(tiny_model):
    """The card of one model beside the weights of another: which weight, what it is, what it should be."""
    weights = load_file(tiny_model)
    for change, said in (
        (lambda w: w.update({"stcm.fc.bias": torch.zeros(5)}), r"'stcm.fc.bias' is \(5,\) .* \(3,\) float32"),
        (lambda w: w.update({"stcm.fc.bias": torch.zeros(3).half()}), r"is \(3,\) float16; .* float32"),
        (lambda w: w.pop("tarm.fc_in.bias"), r"'tarm.fc_in.bias' is absent; expected \(3, 1, 6\) float32"),
        (lambda w: w.update({"extra": torch.zeros(1)}), "'extra' is .*expected absent"),
        (lambda w: w["stcm.fc.bias"].fill_(float("nan")), "'stcm.fc.bias' holds NaN"),
    ):
        changed = {name: tensor.clone() for name, tensor in weights.items()}
        change(changed)
        save_file(changed, tiny_model)
        with pytest.raises(ModelError, match=said) as error:
            load_model(tiny_model, CPU)
        one_line(error, tiny_model)


# Writing


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of a file's size")
@pytest.mark.parametrize("limit", [100, 10_000])
def test_a_full_disk_leaves_the_old_model_whole(tiny_model, tiny_network, tiny_card, limit):
    before = {file: file.read_bytes() for file in tiny_model.parent.iterdir()}
    with disk_that_fills_up(limit), pytest.raises(MansError, match="cannot be written") as error:
        save_model(tiny_model, tiny_network, replace(tiny_card, epochs=99))
    one_line(error, tiny_model)
    assert {file: file.read_bytes() for file in tiny_model.parent.iterdir()} == before


def test_a_place_that_cannot_be_written_to(tmp_path, tiny_network, tiny_card):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(MansError, match=r"cannot be written") as error:
        save_model(tmp_path / "file" / "model.safetensors", tiny_network, tiny_card)
    one_line(error, tmp_path)


# The recogniser


@pytest.fixture
def window() -> Window:
    times_s = np.arange(40) / 20
    sliding = SlidingWindow(WindowSettings(span_s=1.5, frames=TINY.frames))
    recording = recording_of(perform("wave hands", times_s), times_s)
    return [window for frame in recording.frames if (window := sliding.push(frame)) is not None][-1]


def test_a_recogniser_serves_what_the_model_was_trained_for(tiny_model, window):
    recogniser = Recogniser.load(tiny_model, "cpu")
    assert (recogniser.window.span_s, recogniser.window.frames, recogniser.window.bodies) == (1.5, 12, 1)
    assert recogniser.name == "MANs-5, three motions" and recogniser.device == "CPU, 1 thread"
    found = recogniser(window)
    assert found.labels == ACTIONS and found.window is window
    assert found.probabilities.shape == (3,) and found.probabilities.dtype == np.float32
    assert found.probabilities.sum() == pytest.approx(1.0, abs=1e-6)
    assert found.f_a.shape == (3, 12) and found.f_a.dtype == np.float32
    assert ((found.f_a > 0) & (found.f_a < 1)).all()
    np.testing.assert_array_equal(
        found.probabilities, Recogniser.load(tiny_model, "cpu")(window).probabilities
    )


def test_a_recogniser_needs_no_gradients_in_any_thread(tiny_model, window):
    """Grad mode is per thread: a worker's predictions must not keep a graph, nor fail."""
    from concurrent.futures import ThreadPoolExecutor

    recogniser = Recogniser.load(tiny_model, "cpu")
    with ThreadPoolExecutor(1) as pool:
        elsewhere = pool.submit(recogniser, window).result()
    np.testing.assert_array_equal(elsewhere.probabilities, recogniser(window).probabilities)


def test_a_window_of_another_size_is_refused(tiny_model):
    recogniser = Recogniser.load(tiny_model, "cpu")
    times_s = np.linspace(0, 1, 10)
    window = Window(times_s, np.zeros((10, 2, 25, 3), np.float32), np.zeros((10, 2, 25), np.uint8), 0)
    with pytest.raises(ModelError, match="10 frames and 2 bodies; expected 12 frames and 1 body"):
        recogniser(window)


def test_a_model_of_padded_sequences_serves_no_stream(tiny_model):
    changed_card(tiny_model, lambda data: data["recipe"].update(cut="pad", augmentation=None))
    with pytest.raises(ModelError, match="--recipe live"):
        Recogniser.load(tiny_model, "cpu")


def test_a_model_of_short_windows(tiny_model):
    """A window shorter than the usual minimum is its own minimum."""
    changed_card(tiny_model, lambda data: data["recipe"].update(window_s=0.5))
    assert Recogniser.load(tiny_model, "cpu").window.min_span_s == 0.5


def test_the_layout_is_the_programs_own(tiny_model):
    assert load_card(tiny_model).layout == KINECT_V2.name


def test_a_card_keeps_how_its_predictions_become_answers(tiny_network, tiny_card, tmp_path):
    path = tmp_path / "model.safetensors"
    steady = DecisionSettings(smoothing_s=0.1, enter=0.7, leave=0.4)
    save_model(path, tiny_network, replace(tiny_card, decision=steady))
    assert load_card(path).decision == steady
    data = json.loads(path.with_suffix(".json").read_text())
    del data["decision"]["enter"]
    path.with_suffix(".json").write_text(json.dumps(data))
    assert load_card(path).decision == replace(steady, enter=DecisionSettings().enter)
    data["decision"] = {"courage": 1}
    path.with_suffix(".json").write_text(json.dumps(data))
    with pytest.raises(ModelError, match="decision: unknown 'courage'; expected names"):
        load_card(path)


def test_a_card_says_whether_a_hand_at_the_mouth_is_known_by_rule(tiny_network, tiny_card, tmp_path):
    path = tmp_path / "model.safetensors"
    save_model(path, tiny_network, replace(tiny_card, hand_to_mouth=True))
    assert load_card(path).hand_to_mouth and load_card(path).labels == ACTIONS
    changed_card(path, lambda data: data.pop("hand_to_mouth"))  # as older versions wrote it
    assert load_card(path) == tiny_card and Recogniser.load(path, "cpu").labels == ACTIONS
    changed_card(path, lambda data: data.update(hand_to_mouth="often"))
    with pytest.raises(ModelError, match="hand_to_mouth: 'often'; expected true or false"):
        load_card(path)
    changed_card(path, lambda data: data.update(hand_to_mouth=True, labels=["walk", "hand to mouth", "sit"]))
    with pytest.raises(ModelError, match="'hand to mouth' as a class and by rule"):
        load_card(path)


def test_a_card_names_its_data_sets_and_the_actions_of_the_legs(tiny_network, tiny_card, tmp_path):
    path = tmp_path / "model.safetensors"
    told = replace(tiny_card, datasets=("ut-kinect", "hdm05-11", "sbu"), leg_actions=("walk", "sit down"))
    save_model(path, tiny_network, told)
    assert load_card(path) == told and told.name == "MANs-5, 3 data sets"
    assert told.has_seen("hdm05-11", "HDM05, eleven classes") and not told.has_seen("hdm05", "HDM05")
    changed_card(path, lambda data: [data.pop(key) for key in ("datasets", "leg_actions")])  # an older one
    assert load_card(path) == tiny_card
    changed_card(path, lambda data: data.update(leg_actions=["fly"]))
    with pytest.raises(ModelError, match="leg_actions \\['fly'\\]; expected some of the labels"):
        load_card(path)


def test_an_older_card_tells_its_data_sets_by_titles_that_may_hold_commas(tiny_card):
    older = replace(tiny_card, data="UT-Kinect, HDM05, eleven classes, SBU Kinect Interaction")
    assert older.has_seen("hdm05-11", "HDM05, eleven classes") and older.has_seen("ut-kinect", "UT-Kinect")
    assert not older.has_seen("kinect", "Kinect") and not older.has_seen("utd-mhad", "UTD-MHAD")
