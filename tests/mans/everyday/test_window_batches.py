"""Batches of windows for the live network: where they are cut, and what they are called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from mans.everyday.sample_bank import UNKNOWN, SampleBank
from mans.everyday.training import EVERYDAY, LABELS
from mans.everyday.vocabulary import LEG_ACTIONS
from mans.everyday.window_batches import WindowCutter, draw_weights
from mans.everyday.window_variation import HIPS, LEGS
from mans.transforms.live_variation import EvidenceLoss, LiveVariation
from mans.transforms.live_window import COLUMNS, INDEX
from mans.transforms.tracks import Kind, Sample
from streaming.errors import DataSetError, SettingsError
from streaming.recognition.prediction import NO_ACTION
from streaming.recognition.window import resample_slots
from streaming.skeleton.layouts import KINECT_V2

from ...support.raised_hand import raises_a_hand, sample_of

CPU = torch.device("cpu")
STILL = LiveVariation(
    odd_share=0, slow_share=0, time_warp=0, mirror=0, jitter_share=0, seated_share=0, other_legs_share=0,
    occluded_share=0, lost_share=0, turned_deg=0, flat_share=0, outlier_share=0, manner_deg=0,
    offset_m=(0, 0, 0), drift_m=(0, 0, 0), noise_m=0, scale=0, angles_deg=(0, 0, 0),
)  # fmt: skip


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def bank(*samples: Sample) -> SampleBank:
    return SampleBank(samples, LABELS, CPU)


def cutter(samples: list[Sample], **changes: object) -> WindowCutter:
    return WindowCutter(bank(*samples), EVERYDAY, replace(STILL, **changes))


def often(count: int = 300, index: int = 0) -> torch.Tensor:
    return torch.full((count,), index)


def test_tracks_are_looked_up_as_a_window_resamples_them():
    track = raises_a_hand()
    at_s = np.linspace(1.234, 3.987, 20)
    expected, _ = resample_slots(track.times_s, track.positions, track.states, at_s)
    other = sample_of("kick")  # another track before it
    held = bank(other, sample_of("bow", track))
    begin = float(held.begins_s(torch.tensor([1]))[0])
    found, tracked, _ = held.at(torch.tensor([1]), begin + torch.from_numpy(at_s)[None])
    np.testing.assert_allclose(found[0], expected[:, 0][:, COLUMNS], atol=1e-5)
    assert tracked.all()
    beyond, _, _ = held.at(torch.tensor([1]), begin + torch.tensor([[-5.0, 99.0]], dtype=torch.float64))
    np.testing.assert_allclose(beyond[0], track.positions[[0, -1], 0][:, COLUMNS], atol=1e-6)


def test_nothing_is_interpolated_from_one_person_to_the_next():
    """Another person stands there from 3 s on, and the sample is about that one."""
    track = raises_a_hand()
    begins = track.begins.copy()
    begins[90] = True
    later = replace(
        track, positions=track.positions + np.float32(5) * (np.arange(180) >= 90)[:, None, None, None]
    )
    sample = Sample(replace(later, begins=begins), 3.5, 5.0, "bow", "x/p", "x/r", "x/n")
    held = bank(sample)
    assert len(held.times_s) == 90
    seen, _, _ = held.at(held.track, held.end_s[:, None] + torch.linspace(-4, 0, 30, dtype=torch.float64))
    expected = later.positions[[90], 0][:, COLUMNS]
    np.testing.assert_allclose(seen[0, :10], np.repeat(expected, 10, axis=0), atol=1e-5)


def test_every_frame_is_called_what_is_done_in_it():
    track = raises_a_hand()
    bow = Sample(track, 2.0, 4.0, "bow", "x/p", "x/r", "x/n")
    rest = Sample(track, 0.0, 1.8, NO_ACTION, "x/p", "x/r", "x/n", kind="rest before")
    held = bank(bow, rest)
    called = held.frame_class.numpy()
    times_s = track.times_s
    assert set(called[(times_s > 2.01) & (times_s < 3.99)]) == {LABELS.index("bow")}
    assert set(called[times_s < 1.79]) == {held.none} and held.frame_rest[:30].all()
    assert set(called[(times_s > 1.85) & (times_s < 1.95)]) == {UNKNOWN} and not held.frame_rest[60:].any()


def test_what_cannot_be_a_bank_is_refused():
    with pytest.raises(DataSetError, match="no training samples"):
        bank()
    with pytest.raises(DataSetError, match="juggle"):
        bank(sample_of("juggle"))


def test_a_window_of_an_action_ends_while_it_is_on():
    cut = cutter([replace(sample_of("bow"), start_s=2.0, end_s=4.0)])
    start_s, end_s = cut.spans(often())
    length = (end_s - start_s).numpy()
    assert length.min() >= 0.5 * 1.5 - 1e-6 and length.max() <= 1.7 * 1.5 + 1e-6
    assert 2.8 <= end_s.min() < 2.9 and 4.1 < end_s.max() <= 4.3


def test_a_window_that_ends_in_a_rest_is_no_action_whatever_it_holds():
    spans: tuple[tuple[Kind, float, float], ...]
    spans = (("rest before", 0.0, 1.8), ("rest after", 4.2, 6.0), ("gap", 4.2, 6.0))
    track = raises_a_hand()
    samples = [Sample(track, a, b, NO_ACTION, "x/p", "x/r", "x/n", kind=kind) for kind, a, b in spans]
    cut = cutter(samples)
    ends = [cut.spans(often(index=k))[1].numpy() for k in range(3)]
    assert ends[0].min() >= 0.3 - 1e-6 and ends[0].max() <= 1.8
    assert ends[1].min() >= 4.8 - 1e-6 and 6.2 < ends[1].max() <= 6.5
    assert ends[2].min() >= 4.8 - 1e-6 and ends[2].max() <= 6.0


def test_a_mirrored_window_has_the_mirrored_label():
    """Whatever the chance, a hand on the right goes with one name and on the left with the other."""
    cut = cutter([replace(sample_of("swipe left"), start_s=2.0, end_s=4.0)], mirror=0.5)
    batch = cut(often(60))
    moved = torch.stack([batch.joints[:, :, INDEX[f"Wrist{s}"], 1].amax(1) for s in ("Left", "Right")])
    left, right = (LABELS.index(f"swipe {side}") for side in ("left", "right"))
    assert torch.equal(batch.target == left, moved[1] > moved[0])
    assert set(batch.target.tolist()) == {left, right}
    told = batch.frame_target != UNKNOWN
    assert told.any() and (batch.frame_target == batch.target[:, None])[told].all()


def test_without_legs_an_action_of_the_legs_is_none_and_one_of_the_arms_stays():
    cut = cutter([sample_of("kick"), sample_of("clap")], occluded_share=1.0)
    batch = cut(torch.arange(2).repeat(200))
    kick, clap = batch.target[::2], batch.target[1::2]
    legless = batch.tracked[:, :, list(LEGS)].sum(dim=(1, 2)) == 0
    assert torch.equal(kick == cut.bank.none, legless[::2]) and 0.6 < float(legless.float().mean()) < 1
    assert set(clap.tolist()) == {LABELS.index("clap")}
    assert (batch.frame_target[::2][legless[::2]] == UNKNOWN).all()
    assert batch.weight[::2][legless[::2]].max() < 1 == float(batch.weight[1::2].min())
    assert (batch.tracked[:, :, list(HIPS)].sum(dim=(1, 2)) == 0).any()
    assert {"kick", "squat", "walk"} <= set(LEG_ACTIONS) and "clap" not in LEG_ACTIONS


def test_outliers_are_no_action_in_every_frame():
    cut = cutter([sample_of("bow")], outlier_share=0.25)
    batch = cut(often(40))
    assert (batch.target[:10] == cut.bank.none).all() and (batch.frame_target[:10] == cut.bank.none).all()
    assert (batch.target[10:] == LABELS.index("bow")).all()


def test_a_window_at_a_low_rate_keeps_its_newest_frame():
    cut = cutter([replace(sample_of("bow"), start_s=2.0, end_s=4.0)])
    slow = WindowCutter(cut.bank, EVERYDAY, replace(STILL, slow_share=1.0, rates_hz=(10.0, 10.0)))
    found = []
    for each in (cut, slow):
        torch.manual_seed(1)
        at_s = torch.linspace(2.5, 4.0, 32, dtype=torch.float64)[None]
        found.append(each._seen(torch.tensor([0]), at_s, at_s[:, -1])[0])
    torch.testing.assert_close(found[0][:, -1], found[1][:, -1])
    assert 1e-4 < float((found[0] - found[1]).abs().max()) < 0.1  # straight between frames 0.1 s apart


def test_legs_that_are_not_tracked_are_not_swapped_and_untracked_hips_are_not_followed():
    sample = replace(sample_of("bow"), start_s=2.0, end_s=4.0)
    walked = sample.track.positions + np.linspace(0, 2, 180, dtype=np.float32)[:, None, None, None]
    states = sample.track.states.copy()
    states[:, :, KINECT_V2.index["HipLeft"]] = 0
    states[:, :, KINECT_V2.index["AnkleRight"]] = 0
    unseen = replace(sample, track=replace(sample.track, positions=walked, states=states))
    found = []
    for changes in ({}, {"followed_share": 1.0, "swapped_share": 1.0}):
        torch.manual_seed(1)
        cut = cutter([unseen], **changes)
        spans = cut.spans(often(1))
        torch.manual_seed(1)
        cut.spans = lambda _, spans=spans: spans
        found.append(cut(often(1)).joints)
    torch.testing.assert_close(*found)


def test_everything_at_once_leaves_finite_numbers():
    rough = dict.fromkeys(("lost_share", "seated_share", "slow_share", "jitter_share", "flat_share"), 1.0)
    rough |= {"followed_share": 1.0, "swapped_share": 1.0}
    cut = WindowCutter(bank(sample_of("wave one hand")), EVERYDAY, LiveVariation(**rough))
    batch = cut(often(64))
    assert batch.joints.shape == (64, 32, 13, 3) and torch.isfinite(batch.joints).all()
    assert ((batch.tracked == 0) | (batch.tracked == 1)).all()


def test_rests_and_other_movements_have_their_share_and_rare_actions_are_drawn_more_often():
    rare = sample_of("bow")
    common = [sample_of("kick", name=str(k)) for k in range(200)]
    rests = [sample_of(NO_ACTION, name=f"rest {k}", kind="rest after") for k in range(30)]
    others = [sample_of(NO_ACTION, name=f"{k} rest after", kind="other movement") for k in range(7)]
    weights = draw_weights(bank(rare, *common, *rests, *others), EVERYDAY, EvidenceLoss())
    share = (weights / weights.sum()).numpy()
    assert share[201:231].sum() == pytest.approx(EVERYDAY.background_share)
    assert share[231:].sum() == pytest.approx(EvidenceLoss().other_share)
    assert share[0] == pytest.approx(6 * share[1])


@pytest.mark.parametrize("wrong", [{"mirror": 1.5}, {"jitter_m": -1.0}, {"lengths_s": (0.7, float("nan"))}])
def test_a_variation_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(SettingsError):
        LiveVariation(**wrong)
