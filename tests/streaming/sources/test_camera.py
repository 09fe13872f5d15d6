"""The camera, with scripted devices: unplugged and plugged in again, absent, silent, renumbered."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from streaming.errors import CameraError, MansError
from streaming.pipeline.chain import Chain
from streaming.pipeline.live import CameraFeed, open_chain
from streaming.recognition.assignment import Assignment
from streaming.sources.camera import Camera, list_cameras, open_camera
from streaming.sources.camera_list import CameraInfo
from streaming.sources.opencv import import_cv2

from ...support.scripted import DECISION, GUARD_S, WINDOW, Opened, moving, recognise

pytestmark = pytest.mark.usefixtures("no_thread_left")

FRONT, SIDE = CameraInfo(0, "Front Camera"), CameraInfo(2, "Side Camera: USB")


class World:
    """A clock, the cameras that are plugged in, and what each of them delivers when it is opened."""

    def __init__(self, *cameras: CameraInfo) -> None:
        self.now = 10.0
        self.cameras = list(cameras)
        # Per opening: True for an image, False for a failure, seconds for a long one; None does not open.
        self.deliveries: list[list | None] = []
        self.opened: list[tuple] = []
        self.released = 0
        self.waits: list[float] = []
        self.on_wait = lambda: None

    def camera(self, which=0, **options) -> Camera:
        return Camera(
            which,
            open_device=self.open,
            cameras=lambda: list(self.cameras),
            clock=lambda: self.now,
            wait=self.wait,
            **options,
        )

    def open(self, index, size, rate_hz):
        self.opened.append((index, size, rate_hz))
        script = self.deliveries.pop(0) if self.deliveries else None
        return None if script is None else Device(self, script)

    def wait(self, seconds):
        self.waits.append(seconds)
        self.now += seconds
        return bool(self.on_wait())


class Device:
    def __init__(self, world, script):
        self.world, self.script = world, script

    def read(self):
        step = self.script.pop(0) if self.script else False
        if step == "error":
            self.world.now += 3
            raise import_cv2().error("cannot read")
        self.world.now += 1 / 30 if isinstance(step, bool) else step
        if step is not True:
            return False, None
        bgr = np.zeros((4, 6, 3), np.uint8)
        bgr[..., 0] = 200  # blue
        bgr[:, 0, 0] = 90  # the left edge is darker
        return True, bgr

    def release(self):
        self.world.released += 1


def first(camera, count):
    images = iter(camera)
    taken = [next(images) for _ in range(count)]
    images.close()
    return taken


def test_images_are_stamped_on_arrival_and_turned_to_rgb():
    world = World(FRONT)
    world.deliveries = [[True] * 5]
    camera = world.camera(size=(1280, 720), rate_hz=60.0)
    images = first(camera, 5)
    assert world.opened == [(0, (1280, 720), 60.0)] and world.released == 1
    assert [image.number for image in images] == list(range(5))
    np.testing.assert_allclose([image.time_s for image in images], 10 + np.arange(1, 6) / 30)
    assert images[0].rgb.shape == (4, 6, 3) and (images[0].rgb[:, 1:] == [0, 0, 200]).all()
    assert camera.live and camera.status == "" and camera.name == "camera 0 (Front Camera)"


def test_a_mirrored_image_is_turned_back():
    world = World(FRONT)
    world.deliveries = [[True]]
    (image,) = first(world.camera(mirrored=True), 1)
    assert (image.rgb[:, -1] == [0, 0, 90]).all() and image.rgb.flags["C_CONTIGUOUS"]


def test_images_never_share_a_time_stamp():
    world = World(FRONT)
    world.deliveries = [[True] * 3]
    camera = world.camera()
    camera._clock = lambda: 10.0  # a clock that is too coarse
    times = [image.time_s for image in first(camera, 3)]
    assert times == sorted(set(times))


def test_a_camera_is_found_by_a_part_of_its_name():
    world = World(FRONT, SIDE)
    world.deliveries = [[True]]
    first(world.camera("usb"), 1)
    assert world.opened[0][0] == 2


def test_a_damaged_image_now_and_then_is_no_loss():
    world = World(FRONT)
    world.deliveries = [[True, False, False, True, False, True]]
    camera = world.camera()
    assert [image.number for image in first(camera, 3)] == [0, 1, 2]
    assert camera.reconnects == 0 and len(world.opened) == 1


def test_unplugging_and_plugging_in_again_is_survived():
    world = World(FRONT)
    world.deliveries = [[True, True], None, [True, True]]  # gone, not ready yet, back
    camera = world.camera()
    told = []

    def unplugged():
        told.append(camera.status)
        world.cameras = [] if len(world.waits) < 4 else [FRONT]

    world.on_wait = unplugged
    images = iter(camera)
    taken = [next(images) for _ in range(4)]
    assert [image.number for image in taken] == [0, 1, 2, 3]
    assert all("Front Camera" in status and "gone" in status for status in told)
    assert camera.status == "" and camera.reconnects == 1
    assert world.waits == sorted(world.waits) and max(world.waits) <= 2  # patiently, but not lazily
    assert len(world.opened) == 3 and world.released == 1  # not tried while it was not listed
    assert taken[2].time_s > taken[1].time_s
    images.close()
    assert world.released == 2


def test_a_camera_that_comes_back_under_another_number_is_found():
    world = World(FRONT)
    world.deliveries = [[True], [True]]
    world.on_wait = lambda: setattr(world, "cameras", [CameraInfo(0, "Other"), CameraInfo(3, FRONT.name)])
    camera = world.camera()
    assert len(first(camera, 2)) == 2
    assert [index for index, _, _ in world.opened] == [0, 3] and camera.name == "camera 3 (Front Camera)"


def test_a_camera_that_falls_silent_is_opened_again():
    world = World(FRONT)
    world.deliveries = [[True, 2.5], [True]]  # a read that takes 2.5 s and gives nothing
    camera = world.camera()
    assert len(first(camera, 2)) == 2 and camera.reconnects == 1


def test_a_backend_that_raises_is_survived_too():
    world = World(FRONT)
    world.deliveries = [[True, "error"], [True]]
    camera = world.camera()
    assert len(first(camera, 2)) == 2 and camera.reconnects == 1


def test_closing_ends_the_search_for_a_lost_camera():
    world = World(FRONT)
    world.deliveries = [[True]]
    world.on_wait = lambda: len(world.waits) == 3  # closed during the third wait
    assert len(list(world.camera())) == 1 and len(world.waits) == 3


def test_closing_ends_the_images():
    world = World(FRONT)
    world.deliveries = [[True] * 100]
    camera = world.camera()
    images = iter(camera)
    next(images)
    camera.close()
    assert list(images) == [] and world.released == 1


@pytest.mark.parametrize(
    ("cameras", "which", "message"),
    [
        ([], 0, "no camera was found. Plug one in"),
        ([FRONT, SIDE], 1, "no camera 1; expected one of 0 (Front Camera), 2 (Side Camera: USB)"),
        ([FRONT], "nikon", 'no camera named "nikon"; expected one of 0 (Front Camera)'),
        ([FRONT], 0, "camera 0 (Front Camera) does not open"),
    ],
)
def test_a_camera_that_is_not_there_says_what_to_do(cameras, which, message):
    world = World(*cameras)
    with pytest.raises(CameraError) as caught:
        next(iter(world.camera(which)))
    assert message in str(caught.value) and caught.value.remedy


@pytest.mark.parametrize("opens", [False, True], ids=["does not open", "gives no image"])
def test_a_camera_that_another_program_uses_is_named_with_what_to_do_in_one_line(opens):
    """Some systems do not open it, others open it and give no image."""
    world = World(FRONT)
    world.deliveries = [[False] * 10] if opens else [None]
    with pytest.raises(CameraError) as caught:
        next(iter(world.camera()))
    said = str(caught.value)
    assert said.startswith("camera 0 (Front Camera) ") and "Close other programs that use it" in said
    assert "\n" not in said


def test_a_camera_that_gives_no_image_at_all_says_so():
    world = World(FRONT)
    world.deliveries = [[False] * 10]
    with pytest.raises(CameraError, match="gives no image"):
        next(iter(world.camera()))
    assert world.released >= 1


def test_its_error_reaches_the_user_of_the_chain():
    chain = Chain(
        World().camera(), Assignment(recognise, WINDOW, DECISION), pose=Opened(lambda i: moving(i.number))
    )
    with chain, pytest.raises(CameraError, match="no camera was found"):
        list(chain)


def test_the_chain_shows_the_status_and_goes_on():
    world = World(FRONT)
    world.deliveries = [[True] * 3, [True] * 3]
    lost, back = threading.Event(), threading.Event()

    def wait():
        lost.set()
        return back.wait(GUARD_S) and len(world.waits) > 1

    world.on_wait = wait
    assignment = Assignment(recognise, WINDOW, DECISION)
    with Chain(world.camera(), assignment, pose=Opened(lambda i: moving(i.number))) as chain:
        assert lost.wait(GUARD_S)
        assert "gone" in chain.status
        back.set()
        list(chain)  # until it is lost again and closed
    assert chain.health().rates_hz["capture"] > 0


def test_without_a_camera_the_real_one_says_so(tmp_path):
    if list_cameras():
        pytest.skip("there is a camera here")
    chain = open_chain(CameraFeed(), Assignment(recognise, WINDOW, DECISION), tmp_path / "none.task")
    with chain, pytest.raises(MansError, match=r"no camera|no such pose model"):
        list(chain)
    assert open_camera(63, (640, 480), 30.0) is None
