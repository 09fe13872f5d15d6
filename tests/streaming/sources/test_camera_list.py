"""Cameras by name: on Linux from the kernel's folder, elsewhere from what the library is faked to find."""

from __future__ import annotations

import sys

import cv2_enumerate_cameras
import pytest

from streaming.errors import CameraError
from streaming.sources.camera import Camera, list_cameras
from streaming.sources.camera_list import CameraInfo, choose_camera, named_cameras
from streaming.sources.opencv import import_cv2

FRONT, BACK, OTHER = CameraInfo(0, "HD Webcam"), CameraInfo(2, "HD Webcam C920"), CameraInfo(4, "OBS")
KNOWN = [FRONT, BACK, OTHER]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lists cameras in a folder")
def test_cameras_are_listed_by_name_once_each(tmp_path):
    entries = [
        *(("video0", "0", "Front Camera"), ("video1", "1", "Front Camera")),  # the second is its metadata
        *(("video10", "0", "Side"), ("video2", "0", "Top"), ("v4l-subdev0", "0", "not a camera")),
    ]
    for entry, index, name in entries:
        (tmp_path / entry).mkdir()
        (tmp_path / entry / "index").write_text(index + "\n")
        (tmp_path / entry / "name").write_text(name + "\n")
    (tmp_path / "video5").mkdir()  # a driver that tells nothing
    listed = [str(camera) for camera in named_cameras(tmp_path)]
    assert listed == ["0 (Front Camera)", "2 (Top)", "5", "10 (Side)"]
    assert named_cameras(tmp_path / "none") == []


@pytest.mark.parametrize(
    ("which", "found"),
    [("c920", BACK), ("hd webcam", FRONT), ("obs", OTHER), (2, BACK), ("HD Webcam C920", BACK)],
)
def test_a_part_of_the_name_that_no_other_has_is_enough(which, found):
    assert choose_camera(which, KNOWN) is found


@pytest.mark.parametrize(
    ("which", "known", "message"),
    [
        ("webcam", KNOWN, '2 cameras are named "webcam": 0 (HD Webcam), 2 (HD Webcam C920). Choose'),
        ("nikon", KNOWN, 'no camera named "nikon"; expected one of 0 (HD Webcam), 2 (HD Webcam C920), 4'),
        ("obs", [OTHER, CameraInfo(5, "OBS")], '2 cameras are named "obs": 4 (OBS), 5 (OBS). Choose'),
        ("obs", None, "This system tells no names: choose by number"),
        ("obs", [], "no camera was found"),
    ],
)
def test_a_name_of_none_or_of_several_is_one_line_with_the_list(which, known, message):
    with pytest.raises(CameraError) as caught:
        choose_camera(which, known)
    assert message in str(caught.value) and "\n" not in str(caught.value)


def ask(monkeypatch, platform: str, cameras: dict[int, list[str]]) -> None:
    """Let the library find cameras on another system, by OpenCV's number of their programming interface."""

    def enumerate_cameras(interface: int = 0) -> list[cv2_enumerate_cameras.CameraInfo]:
        return [
            cv2_enumerate_cameras.CameraInfo(i, name, "path", None, None, interface)
            for i, name in enumerate(cameras[interface])
        ]

    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", enumerate_cameras)


def test_windows_names_virtual_cameras_too_under_the_numbers_of_opencv(monkeypatch):
    cv2 = import_cv2()
    both = {cv2.CAP_MSMF: ["Integrated"], cv2.CAP_DSHOW: ["Integrated", "OBS Virtual Camera"]}
    ask(monkeypatch, "win32", both)
    assert list(map(str, list_cameras())) == ["0 (Integrated)", "701 (OBS Virtual Camera)"]
    opened = []
    camera = Camera("obs", open_device=lambda *words: opened.append(words))
    with pytest.raises(CameraError, match=r"camera 701 \(OBS Virtual Camera\) does not open"):
        next(iter(camera))
    assert opened[0][0] == 701
    # OpenCV may open what the system does not name.
    assert choose_camera(1, named_cameras()) == CameraInfo(1)


def test_macos_names_cameras_in_the_order_of_opencv(monkeypatch):
    ask(monkeypatch, "darwin", {import_cv2().CAP_AVFOUNDATION: ["FaceTime HD Camera", "iPhone"]})
    assert list_cameras() == [CameraInfo(0, "FaceTime HD Camera"), CameraInfo(1, "iPhone")]


def test_a_system_that_does_not_answer_has_cameras_by_number(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setitem(sys.modules, "cv2_enumerate_cameras", None)  # as where it is not installed
    assert named_cameras() is None
    assert choose_camera(1, None) == CameraInfo(1)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="compares two ways to ask Linux")
def test_the_library_finds_the_same_on_linux():
    found = {
        camera.index: camera.name for camera in cv2_enumerate_cameras.enumerate_cameras(import_cv2().CAP_V4L2)
    }
    assert {camera.index: camera.name for camera in named_cameras() or ()} == found
