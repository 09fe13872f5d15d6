"""The system: libraries of Debian's packages, the display, and the GPU."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence

from app.doctor.child import ask
from app.doctor.display import display_trouble
from app.doctor.finding import Finding, is_installed
from streaming.program import COMMAND, NAME, install

ALWAYS = (
    ("libGL.so.1", "libgl1", "Qt and OpenCV"),
    ("libEGL.so.1", "libegl1", "Qt and MediaPipe"),
    ("libGLESv2.so.2", "libgles2", "MediaPipe"),
    ("libglib-2.0.so.0", "libglib2.0-0", "Qt and OpenCV"),
    ("libgthread-2.0.so.0", "libglib2.0-0", "OpenCV"),
    ("libxkbcommon.so.0", "libxkbcommon0", "Qt's keyboard"),
    ("libdbus-1.so.3", "libdbus-1-3", "Qt"),
    ("libfontconfig.so.1", "libfontconfig1", "Qt's text"),
)
"""Shared objects, the Debian package of each, and who needs it; ``make setup`` looks for the same ones."""

X11 = (
    ("libxcb-cursor.so.0", "libxcb-cursor0", "Qt's window on X11"),
    ("libxcb-icccm.so.4", "libxcb-icccm4", "Qt's window on X11"),
    ("libxcb-image.so.0", "libxcb-image0", "Qt's window on X11"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1", "Qt's window on X11"),
    ("libxcb-render-util.so.0", "libxcb-render-util0", "Qt's window on X11"),
    ("libxcb-shape.so.0", "libxcb-shape0", "Qt's window on X11"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "Qt's keyboard on X11"),
)
WAYLAND = (
    ("libwayland-client.so.0", "libwayland-client0", "Qt's window on Wayland"),
    ("libwayland-cursor.so.0", "libwayland-cursor0", "Qt's window on Wayland"),
)

_LOAD = """
import ctypes
for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name)
    except OSError:
        tell(name)
"""
_TORCH = """
import torch
there = torch.cuda.is_available()
tell([str(torch.__version__), torch.version.cuda or "", torch.cuda.get_device_name() if there else ""])
"""


def check_system_libraries(
    needed: Sequence[tuple[str, str, str]] | None = None, environ: Mapping[str, str] = os.environ
) -> Iterator[Finding]:
    """Ask the loader for each library that the wheels do not bring.

    Args:
        needed: shared object, package and purpose; None for what this display needs.
        environ: the variables that say which display there is.
    """
    if not sys.platform.startswith("linux"):
        yield Finding("ok", "The wheels for this system bring all libraries")
        return
    if needed is None:
        needed = (
            *ALWAYS,
            *(X11 if environ.get("DISPLAY") else ()),
            *(WAYLAND if environ.get("WAYLAND_DISPLAY") else ()),
        )
    missing = set(ask(_LOAD, *(name for name, _, _ in needed)).told)
    lacking = [each for each in needed if each[0] in missing]
    if not lacking:
        yield Finding("ok", f"{len(needed)} system libraries are there")
        return
    packages = " ".join(dict.fromkeys(package for _, package, _ in lacking))
    for name, package, purpose in lacking:
        yield Finding(
            "problem",
            f"{name} is missing (Debian, Ubuntu: {package})",
            f"{purpose} cannot be loaded without it",
            f"sudo apt-get install {packages}",
        )


def check_display() -> Iterator[Finding]:
    """Have a child process open the display."""
    trouble = display_trouble()
    if trouble is None:
        yield Finding("ok", f"A window can be opened ({_display()})")
        return
    yield Finding(
        "warning",
        trouble.found,
        f"there is no window; {COMMAND} demo --offscreen, record and recognise need none",
        trouble.remedy or "",
    )


def _display() -> str:
    names = [name for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY") if os.environ.get(name)]
    return ", ".join(f"{name}={os.environ[name]}" for name in names) or sys.platform


def check_gpu() -> Iterator[Finding]:
    """Look for an NVIDIA GPU and its driver, and whether torch can use it."""
    gpus = _nvidia_smi()
    if not gpus:
        yield Finding("ok", "No NVIDIA GPU with a driver; none is needed")
        return
    yield Finding("ok", f"GPU: {'; '.join(gpus)}")
    if not is_installed("torch"):
        yield Finding(
            "note",
            "torch is not installed, so models run on the CPU",
            "one window takes a few milliseconds there; a GPU is for training",
            install(f"{NAME}[train]"),
        )
        return
    reply = ask(_TORCH, timeout_s=120.0)
    if not reply.told:
        yield Finding("warning", f"torch cannot be asked for a GPU: {reply.failure}", "it is not used")
        return
    version, cuda, name = reply.told[0]
    if name:
        yield Finding("ok", f"torch {version} uses it: {name}")
    else:
        yield Finding(
            "note",
            f"torch {version} does not use the GPU",
            f"it is built for {'CUDA ' + cuda if cuda else 'CPUs'}; training takes longer",
            "Install a CUDA build of torch that fits the driver (docs/dependencies.md, Which torch)",
        )


def _nvidia_smi() -> list[str]:
    """Return name, driver and memory of each GPU, by NVIDIA's own program."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    query = [program, "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"]
    try:
        done = subprocess.run(
            query, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [line.strip() for line in done.stdout.splitlines() if line.strip()] if done.returncode == 0 else []
