"""The public interface: what is exported, what the changelog says of it, and that its examples run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import mans
import streaming

from .support.short_clips import write_beginning

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
CLIP = SHARED / "videos" / "tai_chi.mp4"
POSE = SHARED / "mediapipe" / "pose_landmarker_lite.task"
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^## ([^\n]+)\n(?:(?!^## ).)*?^```python\n(.*?)^```", PAGE, re.M | re.S)


def test_what_is_exported_can_be_imported_and_nothing_else_is_promised():
    assert sorted(streaming.__all__) == sorted(streaming._WHERE)
    for package in (streaming, mans):
        for name in package.__all__:
            assert getattr(package, name) is not None
        with pytest.raises(AttributeError, match="no attribute 'nothing'"):
            package.nothing  # noqa: B018


@pytest.mark.parametrize("package", [streaming, mans])
def test_type_checkers_are_told_of_the_same_names(package):
    """The stub lists the names apart: the package itself imports nothing, so that its parts may import it."""
    stub = Path(package.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    told = dict(re.findall(r"^from \S+ import (\w+) as (\w+)$", stub, re.M))
    assert sorted(told) == sorted(told.values()) == sorted(package.__all__)


def test_the_changelog_names_all_of_the_interface_and_nothing_that_is_not():
    """A name that comes or goes is a change that users are told of."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    (section,) = re.findall(r"^Python interface:\n\n(.*?)^\w", text, re.M | re.S)
    told = set(re.findall(r"`(?:streaming|mans)\.(\w+)`", section))
    assert told == {*streaming.__all__, *mans.__all__}


def test_importing_it_imports_nothing_heavy():
    heavy = "{'torch', 'cv2', 'mediapipe', 'numpy'}"
    code = f"import sys, streaming, mans; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_each_heading_has_its_example():
    assert [heading for heading, _ in EXAMPLES] == [
        "An array of joints",
        "A file, and the attention of each frame",
        "A camera, with a callback",
        "A source of your own",
        "Events for other programs",
    ]


@pytest.mark.parametrize(("heading", "code"), EXAMPLES, ids=[heading for heading, _ in EXAMPLES])
def test_the_examples_run(heading, code, tmp_path):
    if "find_pose_model" in code:
        if not (CLIP.is_file() and POSE.is_file()):
            pytest.skip(f"no video and pose model at {SHARED}")
        # A machine that runs tests has no camera, and downloads nothing.
        clip = str(write_beginning(CLIP, 90, tmp_path / "clip.mp4"))
        code = code.replace('"clip.mp4"', repr(clip)).replace('"lite"', f'"lite", Path({str(POSE)!r})')
        code = "from pathlib import Path\n" + code
        code = code.replace("CameraFeed(0)", f"VideoFeed(Path({clip!r}))")
        code = code.replace("CameraFeed,", "VideoFeed,")
    for folder in ("models", "samples"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    recording = streaming.read_recording(ROOT / "samples" / "squat.skeleton")
    np.save(tmp_path / "joints.npy", np.stack([frame.bodies[0].positions for frame in recording.frames]))
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    if heading.startswith("Events"):
        assert (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()[-1] == '{"event":"bye"}'
    else:
        assert len(done.stdout.splitlines()) >= 1
