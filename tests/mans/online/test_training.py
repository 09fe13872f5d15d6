"""What windows of untrimmed recordings are cut for training, and what they are called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from mans.datasets.prepare import DataFolder
from mans.everyday import evidence_training
from mans.online.cut import StreamCut, stream_samples, window_of
from mans.online.evidence_training import STREAM_EVIDENCE, EvidenceStreamTrainer
from mans.online.training import BEFORE, PLANS, StreamTrainer, chosen_plan, stream_trainer
from mans.training.fine_tuning import class_weights
from streaming.errors import ModelError, SettingsError
from streaming.recognition.prediction import NO_ACTION

from ...support.small_data import ACTIONS, CPU, TINY, write_ut_kinect


@pytest.fixture(scope="module")
def actions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("streams")
    source = DataFolder("ut-kinect", write_ut_kinect(folder / "ut-kinect", subjects=2), folder / "cache")
    source.prepare(jobs=1)
    return source.open().samples


def test_pauses_lie_between_the_actions(actions):
    pauses = [s for s in stream_samples(actions, StreamCut(), points=False) if s.label == NO_ACTION]
    assert pauses
    for pause in pauses:
        own = [s for s in actions if s.recording == pause.recording]
        assert all(pause.end_s <= s.start_s or pause.start_s >= s.end_s for s in own)


def test_an_action_is_the_time_around_its_point(actions):
    cut = StreamCut(point_s=(-0.1, 0.3))
    around = [s for s in stream_samples(actions, cut, points=True) if s.label != NO_ACTION]
    for sample, own in zip(around, actions, strict=True):
        assert sample.start_s == pytest.approx(own.end_s - 0.7)
        assert sample.end_s == pytest.approx(own.end_s - 0.3)


def test_a_window_is_called_by_what_was_done_so_long_before_its_end(actions):
    rng, cut = np.random.default_rng(0), StreamCut(lag_s=0.4, stretch=1.5)
    windows = [window_of(actions[0], 1.2, cut, rng) for _ in range(200)]
    moments = np.array([window.end_s - 0.4 for window in windows])
    lengths = np.array([window.end_s - window.start_s for window in windows])
    duration = actions[0].end_s - actions[0].start_s
    assert moments.min() >= actions[0].start_s and moments.max() <= actions[0].end_s
    assert np.ptp(moments) > 0.9 * duration  # from its beginning to its end
    assert lengths.min() >= 0.8 and lengths.max() <= 1.8 and np.ptp(lengths) > 0.8


def test_it_learns_and_gives_the_same_from_the_same_seed(actions):
    cut = StreamCut(lag_s=0.2, windows=4)
    recipe = replace(
        TINY, epochs=8, batch_size=8, learning_rate=0.02, background_share=0.3, augmentation=None
    )

    def train() -> tuple[float, torch.Tensor]:
        trainer = StreamTrainer(stream_samples(actions, cut, points=False), ACTIONS, recipe, cut, 0, CPU)
        while not trainer.finished:
            done = trainer.run_epoch()
        return done.accuracy, torch.cat([each.flatten() for each in trainer.result().parameters()])

    (accuracy, weights), (_, again) = train(), train()
    assert accuracy > 0.5  # of four classes; with any of eight seeds it is above 0.67
    assert torch.equal(weights, again)


def test_it_starts_from_another_network_but_for_its_classes(actions):
    cut, recipe = StreamCut(), replace(TINY, background_share=0.3)
    samples = stream_samples(actions, cut, points=False)
    other = StreamTrainer(samples, (*ACTIONS, "bow"), recipe, cut, 1, CPU).result()
    trainer = StreamTrainer(samples, ACTIONS, recipe, cut, 0, CPU, other)
    for network in (trainer.network, trainer.result()):
        own = network.state_dict()
        same = [name for name, part in other.state_dict().items() if torch.equal(part, own[name])]
        assert len(same) == len(own) - 2
    wide = StreamTrainer(samples, ACTIONS, replace(recipe, hidden_size=8), cut, 0, CPU).result()
    with pytest.raises(ModelError, match="parts differ"):
        StreamTrainer(samples, ACTIONS, recipe, cut, 0, CPU, wide)


def test_classes_begin_as_those_that_mean_the_same(actions):
    cut, recipe = StreamCut(), replace(TINY, background_share=0.3)
    samples = stream_samples(actions, cut, points=False)
    other = StreamTrainer(samples, ("bow", *ACTIONS), recipe, cut, 1, CPU).result()
    drawn = StreamTrainer(samples, ACTIONS, recipe, cut, 0, CPU).network
    classes = [1, None, *range(3, len(ACTIONS) + 2)]
    network = StreamTrainer(samples, ACTIONS, recipe, cut, 0, CPU, other, classes).network
    own, given, fresh = (each.state_dict() for each in (network, other, drawn))
    last = [name for name in own if own[name].shape != given[name].shape]
    assert len(last) == 2
    for name in last:
        assert torch.equal(own[name][0], given[name][1]) and torch.equal(own[name][1], fresh[name][1])
        assert torch.equal(own[name][2:], given[name][3:])


def test_as_many_classes_in_another_order_begin_as_those_that_mean_the_same(actions):
    cut, recipe = StreamCut(), replace(TINY, background_share=0.3)
    samples = stream_samples(actions, cut, points=False)
    other = StreamTrainer(samples, ACTIONS[::-1], recipe, cut, 1, CPU).result()
    count = len(ACTIONS)
    classes = [*range(count - 1, -1, -1), count]
    network = StreamTrainer(samples, ACTIONS, recipe, cut, 0, CPU, other, classes).network
    own, given = network.state_dict(), other.state_dict()
    last = class_weights(recipe)
    assert len(last) == 2
    for name, weight in own.items():
        assert torch.equal(weight, given[name][classes] if name in last else given[name]), name
    # Where none means the same, none of them is taken over.
    fresh = StreamTrainer(samples, ACTIONS, recipe, cut, 0, CPU).network.state_dict()
    begun = StreamTrainer(samples, ACTIONS, recipe, cut, 0, CPU, other).network.state_dict()
    for name in last:
        assert torch.equal(begun[name], fresh[name])


SMALL = replace(STREAM_EVIDENCE, epochs=2, batch_size=32, hidden_size=6)


@pytest.fixture
def short_epochs(monkeypatch):
    monkeypatch.setattr(evidence_training, "STEPS_PER_EPOCH", 2)


def test_batches_of_windows_are_called_in_the_same_way(actions, short_epochs):
    cut = StreamCut(lag_s=0.4, stretch=1.5)
    trainer = EvidenceStreamTrainer(stream_samples(actions, cut, points=False), ACTIONS, SMALL, cut, 0, CPU)
    bank = trainer.bank
    chosen = torch.zeros(200, dtype=torch.long)
    start, stop = trainer.cut.spans(chosen)
    moments, lengths = stop - 0.4, stop - start
    assert moments.min() >= bank.start_s[0] and moments.max() <= bank.end_s[0]
    assert moments.max() - moments.min() > 0.9 * (bank.end_s[0] - bank.start_s[0])
    assert lengths.min() >= SMALL.window_s / 1.5 and lengths.max() <= SMALL.window_s * 1.5
    batch = trainer.cut(chosen)
    assert (batch.target == bank.target[0]).all()
    # Each frame has the class of what is done in it: also "no action", before and after.
    assert set(batch.frame_target.unique().tolist()) >= {int(bank.target[0]), bank.none}


def test_the_live_network_starts_from_an_everyday_one(actions, short_epochs):
    cut = StreamCut()
    samples = stream_samples(actions, cut, points=False)
    other = EvidenceStreamTrainer(samples, (*ACTIONS, "bow"), SMALL, cut, 1, CPU).result()
    trainer = stream_trainer(samples, ACTIONS, SMALL, cut, 0, CPU, other)
    assert isinstance(trainer, EvidenceStreamTrainer)
    for network in (trainer.network, trainer.result()):
        own = network.state_dict()
        same = [name for name, part in other.state_dict().items() if torch.equal(part, own[name])]
        assert len(same) == len(own) - 2 and {"mean", "std"} <= set(same)
    trainer.network.train()
    while not trainer.finished:
        done = trainer.run_epoch()
    assert np.isfinite(done.loss) and done.step == 2


def test_plans_and_what_is_changed_of_them():
    plan = chosen_plan("msrc-12", epochs=3, settings=["hidden_size=32"])
    assert (plan.recipe.epochs, plan.recipe.hidden_size) == (3, 32)
    assert (plan.cut, plan.decision) == (PLANS["msrc-12"].cut, PLANS["msrc-12"].decision)
    assert "epochs3" in plan.recipe.name and "hidden_size32" in plan.recipe.name
    assert all(each.recipe.background_share > 0 for each in PLANS.values())
    # The live network, which the model that train-everyday makes is of; and another where one is named.
    assert chosen_plan("ut-kinect").recipe.reads_tracking
    named = chosen_plan("ut-kinect", network="mans-today")
    assert named == BEFORE["ut-kinect"] and not named.recipe.reads_tracking
    with pytest.raises(SettingsError, match="streams of 'utd-mhad'.*ut-kinect or msrc-12"):
        chosen_plan("utd-mhad")
