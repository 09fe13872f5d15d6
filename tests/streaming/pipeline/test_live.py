"""What the command line says about cameras and people, and what it makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from streaming.errors import SettingsError
from streaming.pipeline.live import CameraFeed, LiveSettings, VideoFeed, parse_camera, parse_size


def test_a_camera_is_a_number_a_name_or_a_video(tmp_path):
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"x")
    assert parse_camera("2") == CameraFeed(2)
    assert parse_camera("Logi") == CameraFeed("Logi")
    assert parse_camera(str(clip)) == VideoFeed(clip, like_camera=True)
    assert not parse_camera(str(clip)).ends
    assert VideoFeed(Path("a/clip.mp4")).ends
    assert (CameraFeed("Logi").name, VideoFeed(Path("a/clip.mp4")).name) == ("Camera Logi", "clip.mp4")


def test_a_size_is_two_numbers():
    assert parse_size("1280x720") == (1280, 720)
    for wrong in ("1280", "x720", "0x0", "-1x5", "99999x720", "", "axb"):
        with pytest.raises(SettingsError, match="640x480"):
            parse_size(wrong)


@pytest.mark.parametrize(
    "wrong", [{"people": 0}, {"people": 7}, {"rate_hz": 0.0}, {"fov_deg": 5.0}, {"fov_deg": float("nan")}]
)
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(SettingsError, match="expected"):
        LiveSettings(**wrong)
