"""A program that films people talks to nobody: the whole chain, run where each attempt is written down."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from streaming.errors import ModelError
from streaming.sources.mediapipe_library import check_release

from ..support.short_clips import write_beginning
from ..support.small_files import SHARED

ROOT = Path(__file__).resolve().parents[2]
ALONE = Path(__file__).resolve().parents[1] / "support" / "alone.py"
CLIP = SHARED / "videos" / "squat.mp4"
POSE = SHARED / "mediapipe" / "pose_landmarker_lite.task"
UNSHARE = ["unshare", "--map-root-user", "--net", "--mount"]
# Asked for by the test itself, so that a resolver that nobody reaches cannot pass for silence.
CANARY = "canary.invalid"
# From system calls as strace prints them: whom a datagram or connection goes to.
ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')


@dataclass
class Run:
    """A run of the chain: the names it looked up, the addresses it wanted, the programs it started."""

    stdout: str
    stderr: str
    names: list[str]
    calls: str | None

    @property
    def addresses(self) -> set[str]:
        return {a or b for a, b in ADDRESS.findall(self.calls)}


def works(*command: str) -> bool:
    """Whether a command is there and may do what it does."""
    return bool(shutil.which(command[0])) and not subprocess.run(command, capture_output=True).returncode


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Some images of a person through camera feed, pose model, recogniser and recorder, in a network of their
    own, under strace where there is one.
    """
    if not (CLIP.is_file() and POSE.is_file()):
        pytest.skip(f"no video and pose model at {SHARED}")
    if not works(*UNSHARE, "true"):
        pytest.skip("unshare, which makes a network of its own, is not there or not permitted")
    folder = tmp_path_factory.mktemp("alone")
    clip, out = str(write_beginning(CLIP, 40, folder / "clip.mp4")), str(folder / "a.mcap")
    chain = [sys.executable, "main.py", "record", out, "--video", clip, "--pose-model", str(POSE)]
    canary = [sys.executable, "-c", f"import socket\nprint(socket.getfqdn('{CANARY}'))"]
    strace = ["strace", "-f", "-qq", "-o", str(folder / "calls"), "-e", "trace=%network,execve"]
    can_trace = works(*strace, "true")
    names = folder / "names"
    for words in (canary, [*strace, *chain] if can_trace else chain):
        done = subprocess.run(
            [*UNSHARE, sys.executable, str(ALONE), str(names), *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
    asked = names.read_text(encoding="utf-8").split()
    assert CANARY in asked, "the resolver was not asked: nothing can be told"
    calls = (folder / "calls").read_text(encoding="utf-8") if can_trace else None
    return Run(done.stdout, done.stderr, [name for name in asked if name != CANARY], calls)


def test_no_name_is_looked_up(run: Run):
    assert "Wrote" in run.stdout and "40 frames" in run.stdout
    assert run.names == []


def test_nobody_outside_this_machine_is_addressed_and_no_program_started(run: Run):
    if run.calls is None:
        pytest.skip("strace is not there or not permitted")
    assert {address for address in run.addresses if not address.startswith("127.")} - {"::1"} == set()
    started = re.findall(r'execve\("([^"]+)", .* = 0$', run.calls, re.MULTILINE)
    assert [Path(program).name for program in started] == [Path(sys.executable).name]


def test_pose_models_print_nothing(run: Run):
    assert run.stderr == ""


def test_the_library_that_is_installed_holds_no_address_to_report_to():
    spec = importlib.util.find_spec("mediapipe")
    if spec is None:
        pytest.skip("MediaPipe is not installed")
    (library,) = (
        file
        for folder in spec.submodule_search_locations
        for file in (Path(folder) / "tasks" / "c").iterdir()
        if file.suffix in (".so", ".dylib", ".dll")
    )
    reports = b"play.googleapis.com" in library.read_bytes()
    assert not reports


@pytest.mark.parametrize("version", ["0.10.35", "1.2.3", "0.11"])
def test_a_mediapipe_that_reports_is_refused(version):
    with pytest.raises(ModelError, match=rf'MediaPipe {version} reports.*pip install "mediapipe<=0.10.33"'):
        check_release(version)


@pytest.mark.parametrize("version", ["0.10.30", "0.10.33", "0.10.33+cpu"])
def test_a_mediapipe_that_does_not_is_used(version):
    check_release(version)
