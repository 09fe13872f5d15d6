import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.projection import FRONT, HOME, SIDE, TOP, Projection, View, rotation
from streaming.skeleton.layouts import KINECT_V2

J = KINECT_V2.index
SIZE = (800.0, 600.0)
angles = st.floats(-10, 10)
metres = st.floats(-3, 3)
points = st.lists(st.tuples(metres, metres, metres), min_size=2, max_size=8).map(np.array)


@given(angles, angles, points)
def test_turning_keeps_distances_and_handedness(yaw, pitch, cloud):
    turn = rotation(FRONT.turned(yaw, pitch))
    turned = cloud @ turn.T
    before = np.linalg.norm(cloud[:, None] - cloud[None], axis=-1)
    after = np.linalg.norm(turned[:, None] - turned[None], axis=-1)
    np.testing.assert_allclose(after, before, atol=1e-9)
    assert np.linalg.det(turn) == pytest.approx(1.0)  # a mirror would have -1


@pytest.mark.parametrize("view", [FRONT, HOME])
def test_a_person_who_faces_the_sensor_is_not_mirrored(view, person):
    at, nearness = Projection(view, np.array([0, 0, 3.0]), *SIZE)(person())
    assert at[J["HandLeft"], 0] > SIZE[0] / 2 > at[J["HandRight"], 0]
    assert at[J["Head"], 1] < at[J["SpineBase"], 1] < at[J["FootLeft"], 1]  # y down the screen
    assert nearness[J["FootLeft"]] > nearness[J["AnkleLeft"]]  # toes point to the sensor


def test_the_centre_is_in_the_middle():
    centre = np.array([0.4, -0.2, 2.5])
    at, nearness = Projection(HOME, centre, *SIZE)(centre)
    np.testing.assert_allclose(at, (400, 300))
    assert nearness == pytest.approx(0)


def test_from_the_side_depth_goes_across():
    at, _ = Projection(SIDE, np.zeros(3), *SIZE)(np.array([[0, 0, -0.5], [0, 0, 0.5]]))
    assert abs(at[0, 0] - at[1, 0]) > 100
    assert at[0, 1] == pytest.approx(at[1, 1])


def test_from_above_the_far_end_is_up():
    at, _ = Projection(TOP, np.zeros(3), *SIZE)(np.array([[0, 0, -0.5], [0, 0, 0.5]]))
    assert at[1, 1] < at[0, 1]


def test_nearer_is_larger():
    project = Projection(FRONT, np.zeros(3), *SIZE)
    at, _ = project(np.array([[0, 0, 0], [-0.5, 0, 0], [0, 0, -2], [-0.5, 0, -2]]))
    assert at[3, 0] - at[2, 0] > at[1, 0] - at[0, 0] == pytest.approx(0.5 * project.scale)


@given(st.tuples(metres, metres, st.floats(-50, 50)), angles, angles)
def test_whatever_the_view_the_picture_is_finite(point, yaw, pitch):
    at, _ = Projection(FRONT.turned(yaw, pitch).zoomed(9), np.zeros(3), *SIZE)(np.array(point))
    assert np.isfinite(at).all()


def test_views_have_ends():
    assert View().turned(0, 5).pitch == pytest.approx(math.pi / 2)
    assert View().turned(0, -5).pitch == pytest.approx(-math.pi / 2)
    assert View().turned(math.tau + 0.1, 0).yaw == pytest.approx(0.1)
    assert View().zoomed(1e9).zoom == View().zoomed(1e10).zoom
    assert View().panned(0.1, 0.2).panned(0.1, 0).pan == pytest.approx((0.2, 0.2))


@given(angles, angles)
def test_dragging_moves_the_near_side_with_the_hand(yaw, pitch):
    near = np.array([0.0, 0.0, -1.0])
    for turn, axis, sign in (((0.1, 0.0), 0, 1), ((0.0, 0.1), 1, 1)):
        at, _ = Projection(FRONT.turned(*turn), np.zeros(3), *SIZE)(near)
        assert sign * (at[axis] - SIZE[axis] / 2) > 0
