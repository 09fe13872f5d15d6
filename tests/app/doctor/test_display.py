"""A display that leads nowhere, and a Qt that lacks a library: one line, no abort. As real processes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.doctor.display import DisplayError, forget_opencv_plugins, has_display, require_display
from tools import bootstrap

from ...support.small_files import ntu_body, ntu_file

ROOT = Path(__file__).resolve().parents[3]
VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE")
on_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems always have a display"
)


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_a_display_is_looked_for_before_qt_does(environment, platform, expected):
    assert has_display(environment, platform) is expected


@on_linux
def test_without_a_display_the_error_says_what_to_do(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(DisplayError, match="QT_QPA_PLATFORM=offscreen"):
        require_display()


def test_the_variables_of_opencv_are_forgotten(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "x")
    forget_opencv_plugins()
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ
    forget_opencv_plugins()


def main(folder: Path, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a user does, in an environment that has no display but what is named."""
    bare = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *map(str, words)],
        cwd=folder,
        env={**bare, "XDG_RUNTIME_DIR": str(folder), "OMP_NUM_THREADS": "1", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def dead_display() -> dict[str, str]:
    """A number that no X server has: as ssh and WSL leave it behind."""
    return {"DISPLAY": "127.0.0.1:987"}


@pytest.fixture(scope="module")
def window_libraries() -> None:
    """Skip where Qt lacks a library for windows: the program would name it before it looks for a display."""
    missing = bootstrap.missing_libraries(sys.executable, bootstrap.X11_WINDOW + bootstrap.WAYLAND_WINDOW)
    if missing:
        pytest.skip(f"no Debian package {missing[0].package}, which `make test` installs as root")


@on_linux
@pytest.mark.usefixtures("window_libraries")
@pytest.mark.parametrize("command", ["replay", "live"])
@pytest.mark.parametrize(
    ("environment", "said"),
    [
        (dead_display(), "error: no display at DISPLAY=127.0.0.1:987; expected a display that answers. "),
        ({"WAYLAND_DISPLAY": "wayland-9"}, "error: no display at WAYLAND_DISPLAY=wayland-9; "),
        ({"WAYLAND_DISPLAY": "wayland-9", **dead_display()}, "error: no display at WAYLAND_DISPLAY="),
        ({"QT_QPA_PLATFORM": "nonsense"}, "error: Qt has no platform 'nonsense'; expected one of "),
    ],
)
def test_a_display_that_leads_nowhere_is_one_line(tmp_path, command, environment, said):
    done = main(tmp_path, command, **environment)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(said)
    assert list(tmp_path.iterdir()) == []  # no core


@on_linux
def test_a_missing_library_is_named_with_its_package(tmp_path):
    libraries = tmp_path / "lib"
    libraries.mkdir()
    (libraries / "libxcb-cursor.so.0").write_text("not a library")  # the loader takes it, and fails
    done = main(tmp_path, "replay", **dead_display(), LD_LIBRARY_PATH=str(libraries))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "libxcb-cursor.so.0" in done.stderr
    assert "apt-get install libxcb-cursor0" in done.stderr


@on_linux
@pytest.mark.usefixtures("window_libraries")
def test_the_demo_falls_back_to_files(tmp_path):
    recording = ntu_file(tmp_path / "short.skeleton", [[ntu_body()]] * 4)
    (tmp_path / "out").mkdir()
    done = main(tmp_path / "out", "demo", recording, **dead_display())
    assert done.returncode == 0, done.stderr
    assert "No window can be shown (no display at DISPLAY=127.0.0.1:987)" in done.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"demo.webm", "demo.png"}


@on_linux
@pytest.mark.usefixtures("window_libraries")
def test_a_server_that_does_not_answer_is_given_up(tmp_path):
    """The end of a dead tunnel takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1] - 6000
        code = "import app.doctor.display as d; d._PATIENCE_S = 1.0; print(d.display_trouble())"
        bare = {name: value for name, value in os.environ.items() if name not in VARIABLES}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**bare, "DISPLAY": f"127.0.0.1:{number}"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
    assert f"the display of DISPLAY=127.0.0.1:{number} does not answer" in done.stdout
