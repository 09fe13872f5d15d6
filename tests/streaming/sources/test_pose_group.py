"""Several people in a video: with scripted pose models, and on a real clip of two who embrace."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from streaming.errors import ModelError, SettingsError
from streaming.skeleton.mediapipe_joints import LANDMARKS, MEDIAPIPE
from streaming.sources import pose_landmarker, pose_step
from streaming.sources.mediapipe_model import Landmarks
from streaming.sources.pose_group import PoseGroup, show_alone
from streaming.sources.pose_landmarker import PoseLandmarker
from streaming.sources.source import Image
from streaming.sources.video import VideoFile
from streaming.tracking.one_euro import SMOOTHING

from ...support.small_files import SHARED
from ...support.waiting import LONGEST_S

ROOT = Path(__file__).resolve().parents[3]
WIDTH, HEIGHT = 640, 480


def standing(x: float, height: float = 0.6, seed: int = 0) -> Landmarks:
    """A person who stands at ``x`` in 0..1 of an image's width and takes a share of its height."""
    rng = np.random.default_rng(seed)
    image = np.empty((LANDMARKS, 2))
    image[:, 0] = x + rng.uniform(-0.05, 0.05, LANDMARKS)
    image[:, 1] = 0.5 + rng.uniform(-0.5, 0.5, LANDMARKS) * height
    for part, y in (("Shoulder", -0.3), ("Hip", 0.05)):
        for side, dx in (("Left", 0.03), ("Right", -0.03)):
            image[MEDIAPIPE[part + side]] = (x + dx, 0.5 + y * height)
    world = np.concatenate([(image - (x, 0.5)) * (1.2, 1.8 / height), np.zeros((LANDMARKS, 1))], axis=1)
    return Landmarks(world, image, np.ones(LANDMARKS))


@dataclass
class Scene:
    """Who stands where, and models that see it: a stand-in for MediaPipe.

    An image's red channel says which people are in it: each has a column of their own value.
    """

    places: list[float]
    models: list = field(default_factory=list)
    scouted: int = 0

    def image(self) -> np.ndarray:
        rgb = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
        for number, x in enumerate(self.places):
            if x is not None:
                rgb[:, int(x * WIDTH), 0] = number + 1
        return rgb

    def seen(self, rgb) -> dict[int, float]:
        """Who can be seen in an image that may be greyed out in part."""
        row = rgb[HEIGHT // 2, :, 0].astype(int)
        return {int(v) - 1: float(x) / WIDTH for x, v in enumerate(row) if 0 < v < 100}

    def open(self, bundle, *, follows=True, people=1, surety=0.5):
        model = Follower(self) if follows else Scout(self, people)
        self.models.append(model)
        return model


class Scout:
    def __init__(self, scene, people):
        self.scene, self.people, self.closed = scene, people, False

    def __call__(self, rgb, time_s):
        self.scene.scouted += 1
        return [standing(x, seed=who) for who, x in self.scene.seen(rgb).items()][: self.people]

    def close(self):
        self.closed = True


class Follower(Scout):
    """Follows whoever it has found first; when it loses them, it looks around at the next image."""

    def __init__(self, scene):
        super().__init__(scene, 1)
        self.who = None

    def __call__(self, rgb, time_s):
        seen = self.scene.seen(rgb)
        if self.who is None:
            self.who = next(iter(seen), None)
        elif self.who not in seen:
            self.who = None
            return []
        return [] if self.who is None else [standing(seen[self.who], seed=self.who)]


def xs(found) -> list[float]:
    return sorted(round(float(person.image[[23, 24], 0].mean()), 2) for person in found)


@pytest.fixture
def group(no_thread_left):
    """Opens groups, and closes them after the test."""
    opened = []

    def open_group(scene, people):
        opened.append(PoseGroup(Path("none.task"), people, scene.open))
        return opened[-1]

    yield open_group
    for find in opened:
        find.close()


def test_everyone_is_found_at_once_and_followed(group):
    scene = Scene([0.25, 0.5, 0.75])
    find = group(scene, 3)
    for f in range(60):
        assert xs(find(scene.image(), f / 30)) == [0.25, 0.5, 0.75]
    assert scene.scouted == 1 and len(scene.models) == 4  # whoever has found all need not search


def test_a_model_that_fails_at_its_first_image_is_closed_like_the_others(no_thread_left):
    class Failing(Scene):
        def open(self, bundle, *, follows=True, **options):
            model = super().open(bundle, follows=follows, **options)
            if follows:
                model.__class__ = Broken
            return model

    class Broken(Follower):
        def __call__(self, rgb, time_s):
            raise RuntimeError("out of memory")

        def close(self):
            super().close()
            raise RuntimeError("not even that")

    scene = Failing([0.3])
    find = PoseGroup(Path("none.task"), 2, scene.open)
    with pytest.raises(RuntimeError, match="out of memory"):
        find(scene.image(), 0.0)
    with pytest.raises(RuntimeError, match="not even that"):
        find.close()
    assert len(scene.models) == 2 and all(model.closed for model in scene.models)


def test_no_more_are_followed_than_asked_for(group):
    scene = Scene([0.2, 0.5, 0.8])
    find = group(scene, 2)
    for f in range(5):
        assert len(find(scene.image(), f / 30)) == 2


def test_newcomers_are_searched_for_now_and_then_only(group):
    scene = Scene([0.3])
    find = group(scene, 2)
    for f in range(31):
        assert xs(find(scene.image(), f / 30)) == [0.3]
    assert scene.scouted == 3  # at 0, 0.5 and 1 s
    scene.places.append(0.7)
    found = [xs(find(scene.image(), f / 30)) for f in range(31, 48)]
    assert found[-2:] == [[0.3], [0.3, 0.7]]  # searched for at 1.5 s, and not waited for at once


def test_those_who_are_followed_do_not_wait_for_a_search(group):
    """Nor does what it finds depend on how long it takes: it is asked 0.06 s later, and waited for then."""
    scene = Scene([0.3])
    find = group(scene, 3)
    find(scene.image(), 0.0)
    go_on = threading.Event()
    search, scout = scene.models[0].__call__, scene.models[0]
    find._scout = lambda rgb, time_s: (go_on.wait(LONGEST_S), search(rgb, time_s))[1]
    find._scout.close = scout.close
    scene.places.append(0.7)
    assert [xs(find(scene.image(), at_s)) for at_s in (0.5, 0.53)] == [[0.3], [0.3]]
    scene.places[0] = 0.35  # who has moved meanwhile is no newcomer
    go_on.set()
    assert xs(find(scene.image(), 0.57)) == [0.35, 0.7]


def test_newcomers_are_begun_side_by_side(group):
    scene, together = Scene([0.2, 0.5, 0.8]), threading.Barrier(3, timeout=LONGEST_S)
    find = group(scene, 3)
    call = Follower.__call__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Follower, "__call__", lambda self, *image: (together.wait(), call(self, *image))[1])
        assert xs(find(scene.image(), 0.0)) == [0.2, 0.5, 0.8]


def test_a_model_is_ready_before_somebody_comes(group):
    scene = Scene([])
    find = group(scene, 2)
    assert [len(find._opened), len(find._coming)] == [1, 1]
    scene.places.append(0.4)
    find(scene.image(), 0.0)
    assert [len(find._opened), len(find._coming)] == [2, 1]
    scene.places.append(0.7)
    find(scene.image(), 1.0)
    find(scene.image(), 1.1)
    assert [len(find._opened), len(find._coming)] == [2, 0]  # there is no room for a third


def test_with_nobody_in_view_every_image_is_searched(group):
    scene = Scene([])
    find = group(scene, 2)
    for f in range(10):
        assert find(scene.image(), f / 30) == []
    scene.places.append(0.4)
    assert xs(find(scene.image(), 10 / 30)) == [0.4] and scene.scouted == 11


def test_who_is_lost_frees_a_model_for_who_comes(group):
    scene = Scene([0.3, 0.7])
    find = group(scene, 2)
    find(scene.image(), 0.0)
    scene.places[1] = None
    assert xs(find(scene.image(), 0.1)) == [0.3]
    scene.places.append(0.9)
    find(scene.image(), 0.9)
    assert xs(find(scene.image(), 1.0)) == [0.3, 0.9]
    assert len(scene.models) == 3  # a scout and two


def test_two_models_on_the_same_person_are_noticed(group):
    scene = Scene([0.3, 0.7])
    find = group(scene, 2)
    find(scene.image(), 0.0)
    scene.models[2].who = 0  # it has run over to the first
    assert xs(find(scene.image(), 0.1)) == [0.3]
    find(scene.image(), 0.9)
    assert xs(find(scene.image(), 1.0)) == [0.3, 0.7]  # and the second is found again


def test_everything_is_closed(group):
    scene = Scene([0.3, 0.7])
    find = group(scene, 2)
    find(scene.image(), 0.0)
    find.close()
    assert all(model.closed for model in scene.models) and len(scene.models) == 3


def test_a_person_shown_alone():
    rgb = np.full((HEIGHT, WIDTH, 3), 200, np.uint8)
    person = standing(0.25)
    alone = show_alone(rgb, person)
    grey = (alone == 128).all(axis=2)
    assert grey[:, WIDTH // 2 :].all() and not grey[HEIGHT // 2, WIDTH // 4]
    inside = np.clip(person.image, 0, 1) * (WIDTH - 1, HEIGHT - 1)
    assert not any(grey[int(y), int(x)] for x, y in inside)
    assert (rgb == 200).all()


def test_bodies_keep_their_identity_while_they_cross(group):
    scene = Scene([0.2, 0.8])
    with PoseLandmarker(Path("none.task"), people=2, open_finder=lambda _, n: group(scene, n)) as find:
        for f in range(60):
            scene.places = [0.2 + 0.01 * f, 0.8 - 0.01 * f]
            bodies = find(scene.image(), f / 30)
            if len(bodies) == 2:  # while they cover each other, one model sees both
                by_identity = {body.identity: float(body.positions[0, 0]) for body in bodies}
                assert sorted(by_identity) == [1, 2]
                if f == 0:
                    first = by_identity
    # Kinect's x grows to the image's left: who was right of the other is left of them now.
    assert len(bodies) == 2
    assert (first[1] > first[2]) != (by_identity[1] > by_identity[2])


def test_landmarks_that_are_no_numbers_are_nobody():
    whole, broken = standing(0.3), standing(0.7)
    broken.world[5, 1] = np.nan

    class Finder:
        def __call__(self, rgb, time_s):
            return [broken, whole] if time_s else [broken]

        def close(self):
            return

    with PoseLandmarker(Path("none.task"), people=2, open_finder=lambda *_: Finder()) as find:
        rgb = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
        assert find(rgb, 0.0) == ()
        (body,) = find(rgb, 0.1)
    assert np.isfinite(body.positions).all()


@pytest.mark.parametrize("people", [0, 7, -1])
def test_a_number_of_people_out_of_range_is_refused(people):
    with pytest.raises(SettingsError, match="1 to 6"):
        PoseLandmarker(Path("none.task"), people=people)


def test_a_missing_model_says_so():
    for people in (1, 2):
        with pytest.raises(ModelError, match="no such pose model"):
            PoseLandmarker(Path("none.task"), people=people)


def test_loading_a_model_does_nothing_to_qt(tmp_path):
    """MediaPipe imports OpenCV, which points Qt at plugins of its own."""
    (tmp_path / "bad.task").write_bytes(b"no model")
    code = (
        "import os, sys\n"
        "from streaming.errors import ModelError\n"
        "from streaming.sources.mediapipe_model import MediaPipeModel\n"
        "assert not {'cv2', 'mediapipe'} & set(sys.modules)\n"
        "try: MediaPipeModel(sys.argv[1])\n"
        "except ModelError: assert {'cv2', 'mediapipe'} <= set(sys.modules)\n"
        "print([name for name in os.environ if name.startswith('QT_QPA_') and name != 'QT_QPA_PLATFORM'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "bad.task")],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_the_pose_step_smooths_and_closes(monkeypatch, group):
    scene = Scene([0.4])
    monkeypatch.setattr(pose_landmarker, "_open_finder", lambda _, n: group(scene, n))
    opened = pose_step.pose_step(Path("none.task"), 1, smoothing=SMOOTHING)()
    plain = pose_step.pose_step(Path("none.task"), 1, smoothing=None)()
    with opened as smooth, plain as raw:
        for f in range(5):
            scene.places = [0.4 + 0.02 * f]
            image = Image(f, f / 30, scene.image())
            one, other = smooth(image), raw(image)
            assert one.number == f and one.time_s == f / 30 and len(one.bodies) == 1
    behind = np.abs(one.bodies[0].positions - other.bodies[0].positions).max()
    assert 0.001 < behind < 0.2
    assert all(model.closed for model in scene.models)


def test_two_real_people_who_embrace_stay_two(no_thread_left):
    video = SHARED / "videos" / "two_people.mp4"
    model = SHARED / "mediapipe" / "pose_landmarker_lite.task"
    if not (video.is_file() and model.is_file()):
        pytest.skip(f"no clip of two people at {SHARED}")
    frames = []
    with PoseLandmarker(model, people=3) as find:
        for number, (time_s, rgb) in enumerate(VideoFile(video).images()):
            if number % 4 == 0:  # seven images a second are enough to follow them
                frames.append(find(rgb, time_s))
    assert len(frames) == 18
    assert {len(bodies) for bodies in frames} == {2}
    assert {body.identity for bodies in frames for body in bodies} == {1, 2}
    at = np.array([[b.positions[0] for b in sorted(f, key=lambda b: b.identity)] for f in frames])
    apart = np.linalg.norm(at[:, 0] - at[:, 1], axis=1)
    side = np.sign(at[:, 0, 0] - at[:, 1, 0])
    assert (side == side[0]).all()  # they never change places
    assert apart[0] > 0.5 and apart[-1] < apart[0] and (apart > 0.15).all()
