"""Sources and pose models that give what they should not: the window survives, and says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from streaming.pipeline.live import CameraFeed, VideoFeed
from streaming.skeleton.frames import Frame
from streaming.sources.source import Image

from ...support.live_parts import Lens, Studio
from .test_live import begin, make_live, step, studio

__all__ = ["make_live", "studio"]


class Odd(Lens):
    """A source whose images from the fourth on are spoiled."""

    spoil: Callable[[Image], object]

    def __iter__(self):
        for image in super().__iter__():
            yield image if image.number < 3 else self.spoil(image)


def deep(image: Image) -> Image:
    return replace(image, rgb=image.rgb.astype(np.uint16))


def grey(image: Image) -> Image:
    return replace(image, rgb=image.rgb[..., 0])


def undated(image: Image) -> Image:
    return replace(image, time_s=float("nan"))


def nothing(image: Image) -> None:
    return None


def raising(image: Image) -> Image:
    raise KeyError("usb\nreset")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (deep, "uint16"),
        (grey, "uint8 (48, 64); expected uint8 (height, width, 3)"),
        (undated, "time stamp nan"),
        (nothing, "gave a NoneType"),
        (raising, "KeyError"),
    ],
)
def test_a_source_that_gives_what_it_should_not_is_one_line(make_live, qtbot, monkeypatch, spoil, said):
    monkeypatch.setattr(
        "tests.support.live_parts.Lens", type("Spoiled", (Odd,), {"spoil": staticmethod(spoil)})
    )
    window = make_live()
    _, lens = begin(window, qtbot, window_studio(window), CameraFeed(), images=3)
    lens.allow(1)
    qtbot.waitUntil(window.banner.isVisible)
    text = window.banner.headline.text()
    assert text.startswith("Camera 0 stopped. ")
    assert said in text
    assert "\n" not in text
    assert "fault of the program" not in window.banner.detail.text()
    assert not window.session.live.active
    window.grab()
    monkeypatch.undo()
    begin(window, qtbot, window_studio(window), CameraFeed(), images=3)  # and another one works
    assert not window.banner.isVisible()


def window_studio(window) -> Studio:
    """The studio that a window's chains come from."""
    found = window.session.live._open_chain
    assert isinstance(found, Studio)
    return found


def test_a_pose_that_is_nowhere_in_the_image_is_drawn_as_far_as_it_goes(
    make_live, qtbot, studio, monkeypatch
):
    """A pose model's own positions in the image may be none, or far outside."""
    sound = Studio.pose
    odd = (np.nan, np.inf, -1e30, 1e9, 7.0)

    def pose(self, image: Image) -> Frame:
        frame = sound(self, image)
        (body,) = frame.bodies
        places = body.image.copy()
        places[image.number % 25 :] = odd[image.number % len(odd)]
        return replace(frame, bodies=(replace(body, image=places),))

    monkeypatch.setattr(Studio, "pose", pose)
    window = make_live()
    window.choices.show_both()
    stream, lens = begin(window, qtbot, studio, CameraFeed(), images=1)
    for _ in range(30):
        step(stream, lens, qtbot, 1)
        window.refresh()
        window.grab()
        window.area.video.person_at(QPointF(20, 20))
    assert window.session.live.stream is stream
    assert not window.banner.isVisible()


def test_a_pose_beyond_the_edge_is_not_drawn_outside_the_video(make_live, qtbot, studio, monkeypatch):
    sound = Studio.pose

    def pose(self, image: Image) -> Frame:
        frame = sound(self, image)
        (body,) = frame.bodies
        return replace(frame, bodies=(replace(body, image=body.image + np.float32([0.7, 0.0])),))

    monkeypatch.setattr(Studio, "pose", pose)
    window = make_live()
    begin(window, qtbot, studio, VideoFeed(Path("clip.mp4")), images=2)
    qtbot.waitUntil(lambda: window.area.video.shot is not None)
    video = window.area.video
    video.resize(900, 400)
    picture = video.grab().toImage()
    beside = round(video.image_box().right()) + 20
    assert beside < video.width() - 40  # there is room beside the image
    ground = picture.pixelColor(beside, 200)
    assert all(picture.pixelColor(beside, y) == ground for y in range(20, 380))
