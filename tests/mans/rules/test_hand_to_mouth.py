"""A hand at the mouth, by geometry: the same for everybody and everywhere, and nothing on bad data."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mans.attribution.figure import About, Plotted, export_window
from mans.checkpoint import save_model
from mans.recogniser import Recogniser
from mans.rules.hand_to_mouth import HAND_M, HELD_M, LABEL, MOUTH_M, RULE, TORSO_M, flexion, hand_to_mouth
from streaming.readers import read_recording
from streaming.recognition.decision import Answer
from streaming.recognition.prediction import NO_ACTION
from streaming.recognition.replay import replay
from streaming.recognition.window import Window
from streaming.skeleton.layouts import KINECT_V2

from ...support.small_data import SHARED, mirrored, recording_of, standing, turned

MODELS = Path(__file__).resolve().parents[3] / "models"
J = KINECT_V2.index
TIMES_S = np.linspace(10.0, 11.5, 32)
# The standing person's torso is 0.47 m: where their hand belongs, in metres from the head joint.
AT_MOUTH = np.add(MOUTH_M, HELD_M) * 0.47 / TORSO_M
HAND = HAND_M * 0.47 / TORSO_M

Place = npt.NDArray[np.float64]
shifts = st.tuples(*[st.floats(-3, 3)] * 3)


def reach(pose: Place, side: str, place: Place) -> Place:
    """Bend an arm, its elbow hanging, so that the middle of its hand is at ``place`` from the head joint."""
    pose, shoulder = pose.copy(), pose[J["Shoulder" + side]]
    upper = float(np.linalg.norm(pose[J["Elbow" + side]] - shoulder))
    fore = float(np.linalg.norm(pose[J["Wrist" + side]] - pose[J["Elbow" + side]])) + HAND
    way = pose[J["Head"]] + place - shoulder
    length = float(np.linalg.norm(way))
    straight = way / length
    along = (upper**2 - fore**2 + length**2) / (2 * length)
    down = np.array([0.0, -1.0, 0.0]) + straight[1] * straight
    hanging = np.sqrt(max(upper**2 - along**2, 0.0)) * down / np.linalg.norm(down)
    pose[J["Elbow" + side]] = elbow = shoulder + along * straight + hanging
    hand = shoulder + way
    for joint in ("Wrist", "Hand", "HandTip", "Thumb"):
        pose[J[joint + side]] = hand - (HAND if joint == "Wrist" else 0.0) * (hand - elbow) / fore
    return pose


def held(*poses: Place) -> npt.NDArray[np.float32]:
    """(32, 25, 3) the poses one after the other, each as long, 2.5 m in front of the sensor."""
    each = np.array_split(np.arange(32), len(poses))
    body = np.concatenate([np.repeat(p[np.newaxis], len(e), 0) for p, e in zip(poses, each, strict=True)])
    return (body + np.array([0, 0, 2.5])).astype(np.float32)


def window(body: npt.NDArray[np.float32]) -> Window:
    states = np.full(body.shape[:2], 2, dtype=np.uint8)[:, np.newaxis]
    return Window(TIMES_S, body[:, np.newaxis], states, 32)


def drinking(side: str = "Right") -> Place:
    return reach(standing(), side, AT_MOUTH)


@settings(deadline=None, max_examples=60)
@given(
    degrees=st.floats(-180, 180),
    shift=shifts,
    size=st.floats(0.5, 1.6),
    side=st.sampled_from(["Left", "Right"]),
)
def test_a_hand_at_the_mouth_wherever_the_person_faces(degrees, shift, size, side):
    assert hand_to_mouth(window(turned(held(drinking(side)) * size, degrees, shift))) > 0.98
    assert hand_to_mouth(window(turned(held(standing()) * size, degrees, shift))) < 1e-6


@settings(deadline=None, max_examples=60)
@given(
    off=st.tuples(*[st.floats(-0.1, 0.1)] * 3),
    degrees=st.floats(-180, 180),
    shift=shifts,
    size=st.floats(0.5, 1.6),
)
def test_moved_tall_small_and_mirrored_people_are_all_alike(off, degrees, shift, size):
    body = turned(held(reach(standing(), "Right", AT_MOUTH + off)), degrees, (0, 0, 2.5))
    value = hand_to_mouth(window(body))
    for same in (body + np.float32(shift), body * np.float32(size), mirrored(body)):
        assert hand_to_mouth(window(same)) == pytest.approx(value, abs=2e-3)


@pytest.mark.parametrize("degrees", [-150, -90, -45, 0, 45, 90, 180])
def test_a_person_who_leans_takes_the_mouth_along(degrees):
    lean = np.deg2rad(25)
    about_x = np.array([[1, 0, 0], [0, np.cos(lean), -np.sin(lean)], [0, np.sin(lean), np.cos(lean)]])
    leaning = (held(drinking()) @ about_x.T).astype(np.float32)
    assert hand_to_mouth(window(turned(leaning, degrees, (0, 0, 2)))) > 0.98


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ((0.0, -0.35, -0.25), "before the chest"),
        ((0.12, 0.15, -0.02), "on top of the head"),
        ((0.22, -0.1, -0.05), "beside the shoulder"),
        ((0.3, 0.1, -0.2), "raised, to wave"),
        ((0.0, -0.11, -0.53), "far ahead"),
    ],
)
def test_hands_elsewhere(place, where):
    assert hand_to_mouth(window(held(reach(standing(), "Right", np.array(place))))) < 0.1, where


def test_depth_counts_less_than_the_rest():
    """A pose model errs there: who faces the camera may be off by 20 cm, who stands sideways may not."""
    body = held(reach(standing(), "Right", AT_MOUTH - (0, 0, 0.2)))
    assert hand_to_mouth(window(body)) > 0.9
    assert hand_to_mouth(window(turned(body, 90, (0, 0, 3)))) < 0.1


@pytest.mark.parametrize("degrees", range(-60, 61, 15))
def test_a_wrist_that_is_seen_too_near_stretches_no_elbow_beyond_the_limit(degrees):
    """By 18 cm: what a pose model is off by on the average, and twice how that wavers."""
    body = turned(held(drinking()), degrees, (0, 0, 2))
    true_deg = flexion(body.astype(np.float64))[0, 1]
    body[:, J["WristRight"], 2] -= 0.18
    seen_deg = flexion(body.astype(np.float64))[0, 1]
    assert 45 < true_deg < 80 and seen_deg < RULE.flexed_deg - 5


def test_both_hands_are_glasses_or_despair():
    assert hand_to_mouth(window(held(reach(drinking(), "Left", AT_MOUTH)))) < 0.01


def test_a_straight_arm_does_not_count_however_near_its_hand_seems():
    """It is cut short, as by a pose model that sees no depth: held out at the height of the mouth."""
    pose = standing()
    for joint, share in (("Elbow", 0.6), ("Wrist", 0.75)):
        way = pose[J["Head"]] + AT_MOUTH - pose[J["ShoulderRight"]]
        pose[J[joint + "Right"]] = pose[J["ShoulderRight"]] + share * way
    assert flexion(held(pose).astype(np.float64))[0, 1] > 170
    assert hand_to_mouth(window(held(pose))) < 0.01


def lately(frames: int) -> float:
    """What the rule says of a hand that is at the mouth in the last frames alone, 48 ms apart."""
    body = held(standing())
    body[32 - frames :] = held(drinking())[32 - frames :]
    return hand_to_mouth(window(body))


def test_it_takes_most_of_half_a_second():
    values = [lately(frames) for frames in range(32)]
    assert max(values[:8]) < 0.01 and min(values[10:]) > 0.9
    assert np.diff(values).min() >= 0


def test_what_is_over_does_not_count():
    assert hand_to_mouth(window(held(drinking(), standing()))) < 0.01


@settings(deadline=None, max_examples=100)
@given(arrays(np.float32, (4, 2, 25, 3), elements=st.floats(-100, 100, width=32), fill=st.just(0.0)))
def test_any_joints_give_a_probability_and_no_warning(positions):
    states = np.zeros(positions.shape[:3], dtype=np.uint8)
    with warnings.catch_warnings(), np.errstate(all="raise", under="ignore"):
        warnings.simplefilter("error")
        value = hand_to_mouth(Window(TIMES_S[-4:], positions, states, 4))
    assert 0 <= value <= 1


@pytest.mark.parametrize("joint", [*J.values(), slice(None)])
def test_nothing_is_known_of_a_person_with_a_joint_missing(joint):
    body = held(drinking())
    used = joint == slice(None) or KINECT_V2.joints[joint].startswith(
        ("Head", "Shoulder", "Elbow", "Wrist", "Hip")
    )
    body[3, joint] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value = hand_to_mouth(window(body))
    assert value == 0.0 if used else value > 0.98


# In a recogniser


@pytest.fixture
def by_rule(tiny_network, tiny_card, tmp_path) -> Recogniser:
    path = tmp_path / "by-rule.safetensors"
    save_model(path, tiny_network, replace(tiny_card, hand_to_mouth=True))
    return Recogniser.load(path, "cpu")


def test_it_is_a_class_beside_the_networks(by_rule, tiny_network, tiny_card):
    alone = Recogniser(by_rule.network, tiny_card)
    assert by_rule.labels == (*alone.labels, LABEL) and by_rule.card.labels == alone.labels
    at_s = np.linspace(10.0, 11.5, 12)
    near = AT_MOUTH + np.array([0.13, 0.0, 0.0])
    for pose in (standing(), drinking(), reach(standing(), "Right", near)):
        body = held(pose)[:12]
        one = replace(window(body), times_s=at_s)
        (found, again), network = by_rule.many([one, one]), alone.many([one, one])[0]
        share = hand_to_mouth(one)
        np.testing.assert_allclose(found.probabilities[:-1], (1 - share) * network.probabilities, atol=1e-6)
        assert found.probabilities[-1] == pytest.approx(share)
        assert found.probabilities.sum() == pytest.approx(1.0) and found.probabilities.dtype == np.float32
        np.testing.assert_allclose(found.probabilities, again.probabilities, atol=1e-5)
        np.testing.assert_array_equal(found.f_a, network.f_a)
        np.testing.assert_array_equal(by_rule.saliency(one), alone.saliency(one))


def test_a_person_who_drinks_is_said_to(by_rule):
    times_s = np.arange(120) / 30
    body = np.repeat(held(standing())[:1], 120, axis=0)
    body[45:90] = held(drinking())[0]
    steps = replay(recording_of(body, times_s), by_rule, by_rule.window, by_rule.decision)
    said = {round(a.time_s, 3): a.label for _, a in steps if a is not None}
    assert all(label == LABEL for time_s, label in said.items() if 2.4 < time_s < 3.0)
    assert all(label != LABEL for time_s, label in said.items() if not 1.5 < time_s < 3.7)


def test_a_picture_of_attention_says_that_it_was_a_rule(by_rule, tmp_path):
    at_s = np.linspace(10.0, 11.5, 12)
    for pose, said in ((drinking(), True), (standing(), False)):
        found = by_rule(replace(window(held(pose)[:12]), times_s=at_s))
        answer = Answer(11.5, None, 0.0, found.probabilities, found)
        out = tmp_path / f"{said}.svg"
        export_window(answer, About("a test", "", 10.0), out, Plotted("f_a", by_rule.saliency))
        assert (" by rule " in out.read_text()) == said


@pytest.mark.parametrize("action", ["A001", "A002", "A003"])
def test_real_people_who_drink_eat_or_brush_their_teeth(action):
    file = SHARED / "ntu-rgbd" / f"S001C001P001R001{action}.skeleton"
    if not file.is_file():
        pytest.skip(f"no NTU RGB+D file at {file}")
    recogniser = Recogniser.load(MODELS / "everyday-mans-today.safetensors", "cpu")
    steps = replay(read_recording(file), recogniser, recogniser.window, recogniser.decision)
    assert {a.label for _, a in steps if a is not None} - {None, NO_ACTION} == {LABEL}
