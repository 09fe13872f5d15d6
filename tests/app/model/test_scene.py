import math
from copy import copy

import numpy as np
import pytest

from app.model.live_scene import LiveScene
from app.model.projection import FRONT, Projection
from app.model.room import floor_heights, levelling, standing
from app.model.scene import Scene
from streaming.recognition.replay import replay
from streaming.recognition.window import Window, WindowSettings
from streaming.skeleton.frames import Body, Frame, Recording
from streaming.skeleton.layouts import KINECT_V2

J = KINECT_V2.index


def seen_by_tilted_sensor(positions: np.ndarray, degrees: float) -> np.ndarray:
    """What a sensor that looks down sees of a person who stands upright."""
    return positions @ levelling(math.radians(degrees))


@pytest.mark.parametrize("degrees", [1.0, 10.0, 30.0])
def test_the_tilt_of_the_sensor_is_taken_out(degrees, person):
    bodies = np.stack([seen_by_tilted_sensor(person(), degrees)] * 10)
    tilt, tall = standing(bodies)
    assert math.degrees(tilt) == pytest.approx(degrees, abs=0.5)
    assert tall == pytest.approx(1.37, abs=0.05)
    upright = bodies[0] @ levelling(tilt).T
    spine = upright[J["SpineShoulder"]] - upright[J["SpineBase"]]
    assert abs(spine[2]) < 0.01


def test_who_bends_now_and_then_does_not_tilt_the_room(person):
    bent = person() @ levelling(math.radians(60))
    tilt, _ = standing(np.stack([bent] * 5 + [person()] * 5))
    assert abs(tilt) < math.radians(40)


def test_lying_people_say_nothing_about_the_tilt(person):
    lying = person()[:, [0, 2, 1]]
    assert standing(np.stack([lying] * 3))[0] == 0.0


def test_the_floor_is_where_the_feet_are(person):
    times = np.arange(300) / 30
    bodies = np.stack([person() for _ in times]).astype(float)
    bodies[150:160, :, 1] += 0.4  # a jump
    heights = floor_heights(times, bodies, times)
    np.testing.assert_allclose(heights, -0.88, atol=0.01)


def test_followed_people_are_marked(make_recording):
    scene = Scene(make_recording(people=2), WindowSettings(bodies=1))
    assert scene.most_people == 2
    assert [figure.followed for figure in scene.picture(0).figures] == [True, False]
    assert all(
        figure.followed
        for figure in Scene(make_recording(people=2), WindowSettings(bodies=2)).picture(0).figures
    )
    assert scene.follows_like(WindowSettings(stride_s=1.0), None)
    assert not scene.follows_like(WindowSettings(), 2)
    second = Scene(make_recording(people=2), WindowSettings(), follow=2)
    assert [figure.followed for figure in second.picture(0).figures] == [False, True]
    assert not scene.follows_like(WindowSettings(bodies=2), None)


def test_a_frame_of_the_window_shows_what_the_network_saw(make_recording, make_recogniser):
    recording, recogniser = make_recording(people=2), make_recogniser()
    scene = Scene(recording, recogniser.window)
    answers = [a for _, a in replay(recording, recogniser, recogniser.window, recogniser.decision) if a]
    window = answers[20].prediction.window
    picture = scene.window_picture(window, 10)
    assert picture.time_s == window.times_s[10]
    assert picture.caption.startswith("Frame 11 of 50 of the window")
    followed = [figure for figure in picture.figures if figure.followed]
    np.testing.assert_allclose(followed[0].positions, window.positions[10, 0] @ picture.axes.T, atol=1e-6)
    assert len(picture.figures) == 2  # the other person is still there


def test_a_recording_without_people_has_a_picture():
    recording = Recording([Frame(i, i / 10, ()) for i in range(5)], 10.0, "empty")
    picture = Scene(recording, WindowSettings()).picture(3)
    assert picture.figures == ()
    assert np.isfinite(picture.centre).all()


def test_the_view_follows_but_stays_finite_where_nobody_is(person, make_recording):
    frames = list(make_recording().frames)
    frames[60:] = [Frame(f.number, f.time_s, ()) for f in frames[60:]]
    scene = Scene(Recording(frames, 30.0, "gone"), WindowSettings())
    assert np.isfinite(scene.picture(len(frames) - 1).centre).all()
    assert scene.picture(len(frames) - 1).centre[2] == pytest.approx(3.0, abs=0.1)


@pytest.mark.parametrize(("time_s", "index"), [(-1, 0), (0.016, 0), (0.018, 1), (0.5, 15), (99, 180)])
def test_the_nearest_frame_is_found(make_recording, time_s, index):
    assert Scene(make_recording(), WindowSettings()).index_at(time_s) == index


@pytest.mark.parametrize(("jump_m", "smaller"), [(0.0, False), (0.5, True)])
def test_raised_hands_are_in_the_picture_also_in_a_jump(person, jump_m, smaller):
    states = np.full(25, 2, np.uint8)
    up, down = person(0.5, 0.5).astype(np.float32), person().astype(np.float32)
    up[:, 1] += jump_m
    frames = [Frame(i, i / 30, (Body(1, up if 50 <= i < 56 else down, states),)) for i in range(100)]
    picture = Scene(Recording(frames, 30.0, "jump"), WindowSettings()).picture(52)
    project = Projection(FRONT, picture.centre, 800, 600, rise_m=picture.rise_m)
    at, _ = project(picture.figures[0].positions)
    assert at[:, 1].min() > 0 and at[:, 1].max() < 600
    assert (project.scale < Projection(FRONT, picture.centre, 800, 600).scale) == smaller


def test_raised_hands_are_in_the_live_picture_at_every_moment_of_a_jump(person):
    """And the person is as large as before some time after; a joint far away shrinks nobody to nothing."""
    scene, states = LiveScene(), np.full(25, 2, np.uint8)
    alone = Projection(FRONT, np.zeros(3), 800, 600).scale
    scales, highest = [], 0.0
    for number in range(30 * 20):
        time_s = number / 30
        raised = float(np.interp(time_s, [2.0, 2.3, 3.2, 3.6], [-0.6, 0.75, 0.75, -0.6]))
        jump_m = max(0.0, 0.55 - 0.5 * 9.81 * (time_s - 2.8) ** 2)
        positions = person(raised, raised).astype(np.float32)
        positions[:, 1] += jump_m
        picture = scene.picture(Frame(number, time_s, (Body(1, positions, states),)), frozenset({1}))
        project = Projection(FRONT, picture.centre, 800, 600, rise_m=picture.rise_m)
        at, _ = project(picture.figures[0].positions)
        assert at[:, 1].min() > 0 and at[:, 1].max() < 600, time_s
        scales.append(project.scale)
        highest = max(highest, jump_m)
    assert highest > 0.5 and min(scales) < 0.85 * alone
    assert scales[0] == scales[-1] == alone
    positions[J["HandTipLeft"], 1] = 40.0
    wild = scene.picture(Frame(number + 1, 20.0, (Body(1, positions, states),)), frozenset({1}))
    assert Projection(FRONT, wild.centre, 800, 600, rise_m=wild.rise_m).scale > alone / 2


def test_several_people_before_a_camera_are_all_in_the_picture(person):
    """However narrow it is; a single person is as large as ever."""
    states = np.full(25, 2, np.uint8)
    bodies = [Body(i, person(x=x).astype(np.float32), states) for i, x in ((1, -1.5), (2, 1.5))]

    def look(count: int):
        scene = LiveScene()
        for number in range(150):
            picture = scene.picture(Frame(number, number / 30, tuple(bodies[:count])), frozenset({1, 2}))
        return picture

    several, one = look(2), look(1)
    assert one.reach_m == 0 and 1.7 < several.reach_m < 2.5
    project = Projection(FRONT, several.centre, 300, 600, reach_m=several.reach_m)
    for figure in several.figures:
        at, _ = project(figure.positions)
        assert at[:, 0].min() > 0 and at[:, 0].max() < 300
    alone = Projection(FRONT, one.centre, 300, 600, reach_m=one.reach_m)
    assert alone.scale == Projection(FRONT, one.centre, 300, 600).scale > project.scale


def test_a_copy_of_a_live_room_stands_still_while_the_room_is_learnt(person):
    scene = LiveScene()
    states = np.full(KINECT_V2.size, 2, np.uint8)

    def look(first: int, x: float) -> None:
        for number in range(first, first + 60):
            body = Body(1, person(x=x).astype(np.float32), states)
            scene.picture(Frame(number, number / 30, (body,)), frozenset({1}))

    look(0, 0.0)
    window = Window(np.linspace(0, 2, 50), np.tile(person(), (50, 1, 1, 1)), np.full((50, 1, 25), 2), 60)
    held = copy(scene)
    before = held.window_picture(window, 0).centre
    look(60, 1.5)
    np.testing.assert_array_equal(held.window_picture(window, 0).centre, before)
    assert scene.window_picture(window, 0).centre[0] > before[0] + 0.5
