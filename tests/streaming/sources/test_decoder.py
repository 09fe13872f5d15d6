"""Video files as they are meant to be seen, whatever their pixels, their turn and their names are."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from contextlib import closing
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.sources.decoder import VideoDecoder
from streaming.sources.footage import Footage
from streaming.sources.opencv import import_cv2
from streaming.sources.pixels import square_pixels, to_rgb
from streaming.sources.pose_landmarker import PoseLandmarker
from streaming.sources.video import Video, VideoFile
from streaming.writers.video import VideoWriter

from ...support.mp4_boxes import set_pixel_aspect, set_rotation
from ...support.small_files import SHARED

ROOT = Path(__file__).resolve().parents[3]
CASES = SHARED.parent / "cases"
POSE = SHARED / "mediapipe" / "pose_landmarker_lite.task"
RED, GREEN, BLUE, WHITE = (200, 0, 0), (0, 200, 0), (0, 0, 200), (200, 200, 200)


@pytest.fixture
def clip(tmp_path):
    """Three images, 64 x 32: a quarter red, green, blue and white each, clockwise from the upper left."""
    path = tmp_path / "clip.mp4"
    image = np.zeros((32, 64, 3), np.uint8)
    image[:16, :32], image[:16, 32:], image[16:, 32:], image[16:, :32] = RED, GREEN, BLUE, WHITE
    with VideoWriter(path, 30.0, (64, 32)) as video:
        for _ in range(3):
            video.write(image)
    return path


def quarters(rgb) -> list[tuple[int, ...]]:
    """Which colour is in each quarter, clockwise from the upper left."""
    height, width = rgb.shape[:2]
    colours = np.array([RED, GREEN, BLUE, WHITE])
    found = [rgb[height * y // 4, width * x // 4].astype(int) for x, y in ((1, 1), (3, 1), (3, 3), (1, 3))]
    return [tuple(map(int, colours[np.abs(colours - at).sum(axis=1).argmin()])) for at in found]


def images_of(path, **options):
    """The first image by each way that a video is read."""
    footage = Footage(path, **options)
    played = [
        next(iter(Video(path, speed=None, **options))).rgb,
        next(VideoFile(path, **options).images())[1],
    ]
    try:
        return [*played, footage.image(0, 0.0)]
    finally:
        footage.close()


@pytest.mark.parametrize(
    ("aspect", "shape"), [((2, 1), (32, 128, 3)), ((1, 2), (64, 64, 3)), ((64, 45), (32, 91, 3))]
)
def test_pixels_are_made_square_without_losing_any(clip, aspect, shape):
    set_pixel_aspect(clip, *aspect)
    for rgb in images_of(clip):
        assert rgb.shape == shape and quarters(rgb) == [RED, GREEN, BLUE, WHITE]


@pytest.mark.parametrize("aspect", [(1, 1), (200, 199), (1, 60000)])
def test_pixels_that_are_square_or_cannot_be_true_stay(clip, aspect):
    set_pixel_aspect(clip, *aspect)
    assert {rgb.shape for rgb in images_of(clip)} == {(32, 64, 3)}


@pytest.mark.parametrize(
    ("degrees", "shape", "seen"),
    [
        (90, (64, 32, 3), [WHITE, RED, GREEN, BLUE]),
        (180, (32, 64, 3), [BLUE, WHITE, RED, GREEN]),
        (270, (64, 32, 3), [GREEN, BLUE, WHITE, RED]),
    ],
)
def test_images_are_turned_upright(clip, degrees, shape, seen):
    set_rotation(clip, degrees)
    for rgb in images_of(clip):
        assert rgb.shape == shape and quarters(rgb) == seen


def test_the_aspect_of_pixels_turns_with_the_image(clip):
    set_rotation(clip, 90)
    set_pixel_aspect(
        clip, 2, 1
    )  # of the image as it is stored: it is 128 x 32 when it lies, 32 x 128 upright
    for rgb in images_of(clip):
        assert rgb.shape == (128, 32, 3) and quarters(rgb) == [WHITE, RED, GREEN, BLUE]


def test_a_mirror_image_is_turned_back_after_all_else(clip):
    set_rotation(clip, 90)
    for rgb in images_of(clip, mirrored=True):
        assert quarters(rgb) == [RED, WHITE, BLUE, GREEN] and rgb.flags["C_CONTIGUOUS"]


def test_a_stretched_image_has_a_bound():
    rgb = np.broadcast_to(np.uint8(0), (8192, 8192, 3))
    assert square_pixels(rgb, 4.0, import_cv2()).shape == rgb.shape


@pytest.mark.parametrize(
    ("image", "seen"),
    [
        (np.full((4, 6, 3), (10, 20, 30), np.uint8), (30, 20, 10)),
        (np.full((4, 6, 4), (10, 20, 30, 255), np.uint8), (30, 20, 10)),
        (np.full((4, 6), 50, np.uint8), (50, 50, 50)),
        (np.full((4, 6, 1), 50, np.uint8), (50, 50, 50)),
        (np.full((4, 6), 50 * 256 + 99, np.uint16), (50, 50, 50)),
        (np.full((4, 6, 3), (2560, 5120, 7680), np.uint16), (30, 20, 10)),
    ],
)
def test_what_cameras_give_becomes_rgb(image, seen):
    rgb = to_rgb(image, import_cv2())
    assert rgb.dtype == np.uint8 and rgb.shape == (4, 6, 3) and (rgb == seen).all()


@pytest.mark.parametrize("image", [np.zeros((4, 6), np.float32), np.zeros((4, 6, 2), np.uint8), np.zeros(0)])
def test_what_is_no_image_is_told(image):
    assert to_rgb(image, import_cv2()) is None


def test_a_damaged_file_and_an_absent_camera_are_told_by_us_alone(clip, tmp_path):
    data = clip.read_bytes()
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(data[: len(data) // 3])
    done = run(
        "import sys\n"
        "from streaming.errors import RecordingError\n"
        "from streaming.sources.camera import open_camera\n"
        "from streaming.sources.video import VideoFile\n"
        "try: VideoFile(sys.argv[1])\n"
        "except RecordingError as error: print(error.found)\n"
        "print(open_camera(63, (640, 480), 30.0))\n",
        broken,
    )
    assert (done.stdout, done.stderr) == ("not a video that OpenCV can open\nNone\n", "")


# ---- real clips ----


def joints(name: str):
    """Joints in every other image of the first second of a clip, (15, 25, 3) metres."""
    if not ((CASES / name).is_file() and POSE.is_file()):
        pytest.skip(f"no clips at {CASES}, or no pose model")
    with closing(VideoFile(CASES / name)) as video, PoseLandmarker(POSE) as find_people:
        images = list(islice(video.images(), 0, 30, 2))
        return np.stack([find_people(rgb, time_s)[0].positions for time_s, rgb in images])


def test_a_person_in_pixels_that_are_not_square_stands_where_they_stand():
    apart = np.linalg.norm(joints("sar.mp4") - joints("squat_full.mp4"), axis=2)
    assert np.median(apart) < 0.1, np.median(apart)


def test_a_person_in_an_upright_image_is_as_far_away_as_in_one_that_lies():
    """The upright clip is the middle of the other, cut out: through the lens of a camera held upright."""
    upright, lying = joints("portrait.mp4")[:, 0, 2], joints("squat_full.mp4")[:, 0, 2]
    # Cut out of 640 x 360 and not turned, its long side of 360 sees 36 degrees of the other's 60.
    seen = np.tan(np.radians(60 / 2)) / np.tan(np.arctan(np.tan(np.radians(60 / 2)) * 360 / 640))
    assert np.median(upright) * seen == pytest.approx(np.median(lying), rel=0.1)


# ---- names ----


@pytest.fixture
def odd_folder(tmp_path):
    """A folder whose name is no valid UTF-8, as Linux allows."""
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/f\xffolder"))
    try:
        folder.mkdir()
    except (OSError, ValueError) as error:
        pytest.skip(f"this system has no such names: {error}")
    return folder


def run(script: str, *words: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own: a fault here ends the process."""
    return subprocess.run(
        [sys.executable, "-c", script, *map(os.fspath, words)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=120,
    )


def test_a_name_that_is_no_valid_utf_8_is_read_and_written(clip, odd_folder):
    name = Path(os.fsdecode(b"cl\xffip.mp4"))
    shutil.copy(clip, odd_folder / name)
    done = run(
        "import sys\n"
        "from pathlib import Path\n"
        "from streaming.sources.footage import Footage\n"
        "from streaming.sources.video import VideoFile, is_video\n"
        "from streaming.writers.video import VideoWriter\n"
        "path = Path(sys.argv[1])\n"
        "assert is_video(path) and not is_video(path.with_name('none'))\n"
        "images = list(VideoFile(path).images())\n"
        "footage = Footage(path)\n"
        "assert all((footage.image(n, images[n][0]) == images[n][1]).all() for n in (2, 0, 1))\n"
        "footage.close()\n"
        "with VideoWriter(path.with_stem(path.stem + '2'), 30.0, (64, 32)) as video:\n"
        "    video.write(images[0][1])\n"
        "print(len(images), len(list(VideoFile(path.with_stem(path.stem + '2')).images())))\n",
        odd_folder / name,
    )
    assert (done.returncode, done.stdout) == (0, "3 1\n"), done.stderr


@pytest.mark.parametrize(
    "script",
    [
        "import sys, main\n"
        "sys.exit(main.main(['record', sys.argv[2], '--video', sys.argv[1], *sys.argv[3:]]))\n",
        "import sys\n"
        "from pathlib import Path\n"
        "from streaming.recordings.conversion import convert\n"
        "from streaming.errors import RecordingError\n"
        "try: convert(*map(Path, (sys.argv[1], sys.argv[2], sys.argv[4])))\n"
        "except RecordingError as error: assert 'nobody was found' in str(error)\n",
    ],
    ids=["record", "convert"],
)
def test_commands_survive_such_a_name(clip, odd_folder, script):
    if not POSE.is_file():
        pytest.skip(f"no pose model at {POSE}")
    name = odd_folder / os.fsdecode(b"cl\xffip.mp4")
    shutil.copy(clip, name)
    done = run(script, name, name.with_suffix(".mcap"), "--pose-model", POSE)
    assert done.returncode == 0, done.stderr


def test_a_name_that_looks_like_an_address_is_a_files(clip, tmp_path):
    shutil.copy(clip, tmp_path / "http:clip.mp4")
    done = run(
        "from streaming.sources.video import VideoFile\n"
        "print(len(list(VideoFile('http:clip.mp4').images())))\n",
        cwd=tmp_path,
    )
    assert (done.stdout, done.stderr) == ("3\n", "")


def test_where_no_link_can_be_made_it_is_one_line(clip, odd_folder, monkeypatch):
    shutil.copy(clip, odd_folder / "clip.mp4")

    def refuse(self, target):
        raise OSError(1, "not permitted")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    with pytest.raises(RecordingError, match="not valid UTF-8.*not permitted.*Rename the file"):
        VideoDecoder(odd_folder / "clip.mp4")


def test_no_path_goes_to_opencv_by_another_way():
    """Only what opens a camera by its number or its address may do without the helper."""
    for file in [*ROOT.glob("streaming/**/*.py"), *ROOT.glob("app/**/*.py"), *ROOT.glob("mans/**/*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = (
                node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
            )
            if called in ("VideoCapture", "VideoWriter", "imread", "imwrite", "imreadmulti", "FileStorage"):
                name = node.args[0]
                assert isinstance(name, ast.Name) and name.id in ("name", "index", "address"), (
                    f"{file}: {ast.unparse(node)}"
                )
