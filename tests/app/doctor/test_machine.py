"""The doctor's checks of the machine: display, libraries, cameras, models, folders, and the command."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import main
from app.doctor import system
from app.doctor.cameras import Camera, look_through
from app.doctor.models import check_bundled, check_files, check_models, check_pose_models
from app.doctor.python import check_python
from app.doctor.recognition import check_recognition
from app.doctor.storage import check_disk, check_preferences
from streaming.sources.pose_models import POSE_MODELS
from tools import bootstrap

ROOT = Path(__file__).resolve().parents[3]
ON_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")
MODEL = ROOT / "models" / "ut-kinect-mans9.safetensors"
# A disk on which no file may be larger than 1 MB, as one that is full refuses what is written.
FULL = """
import resource, signal, sys
from pathlib import Path
from app.doctor.storage import check_disk
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))
for finding in check_disk(lambda: [("Recordings", Path(sys.argv[1]))]):
    print(finding.status, finding.found)
"""


def test_the_tables_of_system_libraries_are_those_of_make_setup():
    for ours, theirs in (
        (system.ALWAYS, bootstrap.ALWAYS),
        (system.X11, bootstrap.X11_WINDOW),
        (system.WAYLAND, bootstrap.WAYLAND_WINDOW),
    ):
        assert list(ours) == [tuple(each) for each in theirs]


@ON_LINUX
def test_a_missing_system_library_is_named_with_its_package():
    needed = (("libnot-to-be-found.so.7", "libnotfound7", "this test"), ("libc.so.6", "libc6", "everything"))
    (said,) = system.check_system_libraries(needed)
    assert said.status == "problem" and "libnot-to-be-found.so.7" in said.found
    assert said.remedy == "sudo apt-get install libnotfound7"


@ON_LINUX
def test_without_a_display_what_goes_on_is_said(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    (said,) = system.check_display()
    assert said.status == "warning" and "no display" in said.found and "--offscreen" in said.why


@pytest.mark.parametrize(("version", "status"), [((3, 9), "problem"), ((3, 12), "ok"), ((3, 15), "problem")])
def test_the_version_of_python(version: tuple[int, int], status: str):
    assert next(check_python(version)).status == status


def test_a_camera_that_does_not_open_is_a_problem():
    said = look_through(Camera(97, "Nobody's"))
    assert said.status == "problem" and said.found.startswith("Camera 97 (Nobody's) gives no image")


def test_models_that_are_cut_off_or_have_no_card_are_found(tmp_path):
    for suffix in (".safetensors", ".json"):
        shutil.copy(MODEL.with_suffix(suffix), tmp_path)
    assert list(check_models(tmp_path, "again")) == []
    model = tmp_path / MODEL.name
    data = model.read_bytes()
    model.write_bytes(data[:-100])
    model.with_suffix(".json").write_text("{", encoding="utf-8")
    cut, card = check_models(tmp_path, "again")
    assert f"{len(data) - 100:,} bytes, where it says {len(data):,}" in cut.found and cut.remedy == "again"
    assert card.found.endswith("it is no JSON")
    headers = (b'{"a": {"data_offsets": []}}', b'{"a": {"data_offsets": [0, "x"]}}', b"[" * 10**5, b"{}")
    infinite = b'{"a": {"data_offsets": [0, 1e999]}}'
    for nonsense in (b"nonsense", *(len(each).to_bytes(8, "little") + each for each in (*headers, infinite))):
        model.write_bytes(nonsense)
        assert "no safetensors file" in next(check_models(tmp_path, "again")).found
    model.unlink()
    assert "No models" in next(check_models(tmp_path, "again")).found


def test_installed_files_are_compared_with_their_checksums(tmp_path):
    path = tmp_path / "a.onnx"
    path.write_bytes(b"whole")
    whole = base64.urlsafe_b64encode(hashlib.sha256(b"whole").digest()).decode().rstrip("=")
    assert [each.status for each in check_files({path: whole}, "again")] == ["ok"]
    path.write_bytes(b"hole")
    said = list(check_files({path: whole, tmp_path / "gone": whole}, "again"))
    assert [each.status for each in said] == ["problem", "problem"]
    assert "is damaged" in said[0].found and "cannot be read" in said[1].found
    assert next(check_files({}, "again")).status == "warning"
    assert "problem" not in {each.status for each in check_bundled()}


def test_a_damaged_pose_model_is_a_problem_and_none_is_a_note(tmp_path):
    (said,) = check_pose_models(tmp_path)
    assert said.status == "note" and POSE_MODELS["lite"].url in said.remedy
    (tmp_path / POSE_MODELS["full"].file).write_bytes(b"half")
    (said,) = check_pose_models(tmp_path)
    assert said.status == "problem" and "Remove it" in said.remedy


@pytest.mark.parametrize("content", [b"{", b"[1]", b"\xff", b"[" * 100_000])
def test_broken_preferences_are_a_problem(tmp_path, content: bytes):
    path = tmp_path / "preferences.json"
    path.write_bytes(content)
    (said,) = check_preferences(path)
    assert said.status == "problem" and str(path) in said.remedy


def test_preferences_may_name_what_is_gone(tmp_path):
    path = tmp_path / "preferences.json"
    assert [each.status for each in check_preferences(path)] == ["ok"]
    path.write_text(json.dumps({"model": str(tmp_path / "gone.safetensors")}), encoding="utf-8")
    assert [each.status for each in check_preferences(path)] == ["ok", "warning"]


def test_room_on_the_disk(tmp_path):
    folder = [("Recordings", tmp_path / "not" / "yet")]
    for free, status in ((10_000, "problem"), (10**9, "warning")):
        (said,) = check_disk(lambda: folder, lambda _, free=free: free)
        assert said.status == status and said.details["free_bytes"] == free
    assert list(tmp_path.iterdir()) == []


@ON_LINUX
def test_a_full_disk_is_a_problem(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.startswith("problem Recordings: ") and "cannot be written to" in done.stdout, (
        done.stderr
    )


def test_a_window_is_recognised_and_nobody_is_contacted():
    (said,) = check_recognition()
    assert said.status in ("ok", "warning") and said.details["window_ms"] > 0, said


def test_the_command(capsys):
    assert main.main(["doctor", "--only", "python", "--only", "conflicts"]) == 0
    said = capsys.readouterr().out
    assert (
        said.startswith("mans-live ") and "ok       Python 3" in said and said.endswith("No problems found\n")
    )
    assert main.main(["doctor", "--json", "--only", "python"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"][0]["details"]["bits"] == 64
