"""Display detection, and cleanup of the environment for Qt.

Without a display, or with a missing plugin library, Qt aborts the process. So a child process tries first;
this module does not import Qt.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import lru_cache

from app.doctor.child import NO_CORE
from streaming.errors import MansError
from streaming.program import COMMAND

# An X server that is reached through a dead tunnel takes the connection and never answers.
_PATIENCE_S = 30.0
_VARIABLES = ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY")

_TRIAL = f"""{NO_CORE}
from PySide6.QtGui import QGuiApplication
QGuiApplication(["trial"])
"""
# Qt does not say which library its plugin lacks: the loader does.
_LOAD = """
import ctypes, pathlib, sys, PySide6
for path in (pathlib.Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms").glob(sys.argv[1]):
    ctypes.CDLL(str(path))
"""
_LIBRARY = re.compile(r"\b(lib[\w.+-]+?\.so(?:\.\d+)*)(?=: )")
_PLATFORMS = re.compile(r"Available platform plugins are: (.+?)\.\s")


class DisplayError(MansError):
    """There is no display, or Qt cannot use it."""


def has_display(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether the environment specifies a display; :func:`display_trouble` checks that it works.

    Args:
        environment: the process's variables.
        platform: as in ``sys.platform``.
    """
    if not platform.startswith("linux"):
        return True  # Windows and macOS always have one
    return any(environment.get(name) for name in _VARIABLES)


def display_trouble() -> DisplayError | None:
    """Return why Qt cannot open a window, in one line; None if it can. Cached per environment."""
    if not sys.platform.startswith("linux"):
        return None
    if not has_display():
        return DisplayError(
            "no display to show a window on",
            expected="DISPLAY or WAYLAND_DISPLAY to be set",
            remedy="Start this from a desktop, or use ssh -X, or set QT_QPA_PLATFORM=offscreen",
        )
    return _tried(*(os.environ.get(name, "") for name in _VARIABLES))


def require_display() -> None:
    """Raise an error if no window can be shown; to be called before ``QApplication``, which would abort.

    Raises:
        DisplayError: there is no display, or Qt cannot use it.
    """
    if (trouble := display_trouble()) is not None:
        remedy = f"{trouble.remedy}. What else is amiss here says: {COMMAND} doctor"
        raise DisplayError(trouble.found, expected=trouble.expected, remedy=remedy)


def forget_opencv_plugins() -> None:
    """Remove the variables that ``import cv2`` sets on Linux, which make Qt load OpenCV's older plugins."""
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(name, None)


@lru_cache
def _tried(qt: str, wayland: str, x11: str) -> DisplayError | None:
    """Try to open the display in a child process; return why it failed."""
    forget_opencv_plugins()
    place = " and ".join(
        f"{name}={value}" for name, value in zip(_VARIABLES, (qt, wayland, x11), strict=True) if value
    )
    try:
        tried = _run(_TRIAL)
    except subprocess.TimeoutExpired:
        return _dead(f"the display of {place} does not answer")
    if tried.returncode == 0:
        return None
    if (missing := _LIBRARY.search(tried.stderr)) is not None:
        return _lacking(missing[1])
    plugins = ("libqwayland*" if wayland else "", "libqxcb.so" if x11 else "")
    if "could not connect to display" not in tried.stderr:
        for plugin in filter(None, plugins):
            if (missing := _LIBRARY.search(_run(_LOAD, plugin).stderr)) is not None:
                return _lacking(missing[1])
    if "Could not find the Qt platform plugin" in tried.stderr:
        known = _PLATFORMS.search(tried.stderr)
        return DisplayError(
            f"Qt has no platform {qt!r}",
            expected=f"one of {known[1]}" if known else None,
            remedy="Leave QT_QPA_PLATFORM unset for the desktop's own",
        )
    return _dead(f"no display at {place}")


def _run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python code in a child of the same Python and environment."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        timeout=_PATIENCE_S,
        check=False,
    )


def _dead(found: str) -> DisplayError:
    return DisplayError(
        found,
        expected="a display that answers",
        remedy="Start this from a desktop, or use ssh -X (on WSL: wsl --update, then wsl --shutdown); "
        f"{COMMAND} demo --offscreen needs none",
    )


def _lacking(library: str) -> DisplayError:
    """Return a missing-library message. Debian names packages after libraries, a dash between two digits."""
    name, _, version = library.partition(".so")
    version = version.lstrip(".")
    package = (f"{name}-{version}" if name[-1:].isdigit() else f"{name}{version}").lower()
    return DisplayError(
        f"Qt cannot start without {library}, which is missing or damaged",
        remedy=f"Install it (Debian, Ubuntu: apt-get install {package})",
    )
