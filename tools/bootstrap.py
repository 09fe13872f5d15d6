"""Prepare a fresh checkout: find a Python, see to the system libraries, fill ``.venv``.

Run by ``make setup``, ``make demo`` and ``make test`` by way of ``tools/setup.sh``. Standard library only,
and written for Python 3.8 and newer so that an old Python gets an explanation, not a SyntaxError.

Exit codes: 0 ready, 2 something the user has to do (the last lines say what), 130 interrupted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

ROOT = Path(__file__).resolve().parent.parent
OLDEST, NEWEST = (3, 10), (3, 13)
CANDIDATES = ("python3", "python3.13", "python3.12", "python3.11", "python3.10", "python")
EXTRAS = "dev"
LOCK = "requirements.lock"
RANGE = "Python {}.{} to {}.{}".format(*OLDEST, *NEWEST)
OVERRIDE = "name one: make setup PYTHON=/path/to/python3.12"


class BootstrapError(Exception):
    """Something the user has to do; the text says what."""


def say(text: str) -> None:
    """Print one line at once, so that it keeps its place among the lines of pip and apt-get."""
    print(text, flush=True)


# ---------------------------------------------------------------------------------------------- Python


class Interpreter(NamedTuple):
    """A Python that runs, and what it reported about itself."""

    path: str
    version: Tuple[int, int, int]
    has_ensurepip: bool

    @property
    def supported(self) -> bool:
        """Whether the program runs on it."""
        return OLDEST <= self.version[:2] <= NEWEST

    @property
    def label(self) -> str:
        """For example ``3.11.2 (/usr/bin/python3.11)``."""
        return "{}.{}.{} ({})".format(*self.version, self.path)


def ask(command: str, code: str, *arguments: str) -> Any:
    """Have ``command`` run Python code that prints JSON, and return what it printed."""
    done = subprocess.run(
        [command, "-c", code, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout.decode("utf-8"))


PROBE = """
import importlib.util, json, sys
found = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
print(json.dumps([sys.executable, list(sys.version_info[:3]), found]))
"""


def probe(command: str) -> Optional[Interpreter]:
    """Run ``command`` and ask it who it is.

    A name on PATH proves little: version managers put stand-ins there for versions that are switched off.

    Returns:
        None where there is no such command or it does not run.
    """
    try:
        path, version, has_ensurepip = ask(command, PROBE)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return Interpreter(path or command, (version[0], version[1], version[2]), has_ensurepip)


def choose_python(wanted: str = "", look: Callable[[str], Optional[Interpreter]] = probe) -> Interpreter:
    """The first supported Python, one that can make virtual environments before one that cannot.

    Args:
        wanted: the user's own choice (``PYTHON=``), which is then taken or refused, never replaced.
        look: how to examine a command.
    """
    if wanted:
        chosen = look(wanted)
        if chosen is None:
            raise BootstrapError(f"PYTHON={wanted} does not run. Give the path of {RANGE}.")
        if not chosen.supported:
            raise BootstrapError(f"PYTHON={wanted} is {chosen.label}; {RANGE} is needed.")
        return chosen
    seen: Dict[str, Interpreter] = {}
    for name in CANDIDATES:
        found = look(name)
        if found is not None:
            seen.setdefault(found.path, found)
    usable = [each for each in seen.values() if each.supported]
    if not usable:
        others = ", ".join(each.label for each in seen.values()) or "none"
        raise BootstrapError(f"{RANGE} is needed; found: {others}. Install one, or {OVERRIDE}")
    return next((each for each in usable if each.has_ensurepip), usable[0])


# ------------------------------------------------------------------------------------ System libraries


class Library(NamedTuple):
    """A shared object, the Debian package that holds it, and who needs it."""

    soname: str
    package: str
    purpose: str


ALWAYS: Tuple[Library, ...] = (
    Library("libGL.so.1", "libgl1", "Qt and OpenCV"),
    Library("libEGL.so.1", "libegl1", "Qt and MediaPipe"),
    Library("libGLESv2.so.2", "libgles2", "MediaPipe"),
    Library("libglib-2.0.so.0", "libglib2.0-0", "Qt and OpenCV"),
    Library("libgthread-2.0.so.0", "libglib2.0-0", "OpenCV"),
    Library("libxkbcommon.so.0", "libxkbcommon0", "Qt's keyboard"),
    Library("libdbus-1.so.3", "libdbus-1-3", "Qt"),
    Library("libfontconfig.so.1", "libfontconfig1", "Qt's text"),
)
X11_WINDOW: Tuple[Library, ...] = (
    Library("libxcb-cursor.so.0", "libxcb-cursor0", "Qt's window on X11"),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", "Qt's window on X11"),
    Library("libxcb-image.so.0", "libxcb-image0", "Qt's window on X11"),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", "Qt's window on X11"),
    Library("libxcb-render-util.so.0", "libxcb-render-util0", "Qt's window on X11"),
    Library("libxcb-shape.so.0", "libxcb-shape0", "Qt's window on X11"),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "Qt's keyboard on X11"),
)
WAYLAND_WINDOW: Tuple[Library, ...] = (
    Library("libwayland-client.so.0", "libwayland-client0", "Qt's window on Wayland"),
    Library("libwayland-cursor.so.0", "libwayland-cursor0", "Qt's window on Wayland"),
)


def needed_libraries(window: bool, platform: str, environ: Mapping[str, str]) -> Tuple[Library, ...]:
    """The libraries to look for.

    Args:
        window: whether a window is going to be opened if there is a display.
        platform: ``sys.platform``; the wheels for macOS and Windows bring all they need.
        environ: DISPLAY and WAYLAND_DISPLAY say which display there is, QT_QPA_PLATFORM whether to use it.
    """
    if not platform.startswith("linux"):
        return ()
    needed = ALWAYS
    if window and environ.get("QT_QPA_PLATFORM") not in ("offscreen", "minimal"):
        if environ.get("WAYLAND_DISPLAY"):
            needed += WAYLAND_WINDOW
        if environ.get("DISPLAY"):
            needed += X11_WINDOW
    return needed


LOADER = """
import ctypes, json, sys
missing = []
for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name)
    except OSError:
        missing.append(name)
print(json.dumps(missing))
"""


def missing_libraries(python: str, libraries: Sequence[Library]) -> List[Library]:
    """Those that ``python`` cannot load: the loader's own answer, whatever the package manager thinks."""
    if not libraries:
        return []
    missing = ask(python, LOADER, *(each.soname for each in libraries))
    return [each for each in libraries if each.soname in missing]


def install_command(packages: Sequence[str]) -> str:
    """The line to type for installing Debian packages."""
    names = " ".join(packages)
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}"


def install(packages: Sequence[str]) -> None:
    """Install Debian packages where we may, else raise an error that names the command to type."""
    if shutil.which("apt-get") is None:
        raise BootstrapError(
            "install the packages of your distribution that hold the files above "
            f"(on Debian and Ubuntu they are: {' '.join(packages)}), then run this again."
        )
    if os.geteuid() != 0:
        raise BootstrapError(f"install them, then run this again:\n  {install_command(packages)}")
    say(f"Running as root: installing {' '.join(packages)}")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        code = subprocess.run(
            ["apt-get", *command], stdin=subprocess.DEVNULL, env=environment, check=False
        ).returncode
        if code:
            raise BootstrapError(
                f"apt-get {command[0]} failed (exit code {code}). See its message above, then run "
                f"this again, or install by hand:\n  {install_command(packages)}"
            )


def see_to_libraries(python: str, libraries: Sequence[Library], may_install: bool) -> None:
    """Report the libraries that are missing and install them or say how."""
    missing = missing_libraries(python, libraries)
    if not missing:
        return
    say("Missing system libraries:")
    for each in missing:
        say(f"  {each.soname:<24} Debian package {each.package:<20} for {each.purpose}")
    packages = list(dict.fromkeys(each.package for each in missing))
    if not may_install:
        raise BootstrapError(f"install them:\n  {install_command(packages)}")
    install(packages)
    still = missing_libraries(python, missing)
    if still:
        raise BootstrapError(
            f"{', '.join(each.soname for each in still)} cannot be loaded by {python} although "
            "installed. Is that Python built for another system? Take the system's: make setup "
            "PYTHON=/usr/bin/python3"
        )


def see_to_ensurepip(python: Interpreter, may_install: bool) -> None:
    """Debian ships Python without the part that virtual environments need: report or install it."""
    if python.has_ensurepip:
        return
    if not python.path.startswith("/usr/bin/") or shutil.which("apt-get") is None:
        raise BootstrapError(
            f"Python {python.label} cannot make virtual environments (no venv or ensurepip module). "
            f"Install another, or {OVERRIDE}"
        )
    package = "python{}.{}-venv".format(*python.version)
    say(f"Python {python.label} cannot make virtual environments: Debian package {package} is missing.")
    if not may_install:
        raise BootstrapError(f"install it:\n  {install_command([package])}")
    install([package])


# --------------------------------------------------------------------------------- Virtual environment


def venv_python(venv: Path) -> Path:
    """The interpreter inside a virtual environment."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def fingerprint(root: Path) -> str:
    """Changes when the environment has to be filled anew: new dependencies, or a checkout that moved."""
    content = b"".join((root / name).read_bytes() for name in ("pyproject.toml", LOCK))
    return hashlib.sha256(content + os.fsencode(str(root)) + EXTRAS.encode()).hexdigest()


def run_or_explain(command: Sequence[str], root: Path, remedy: str) -> None:
    """Run a command in the checkout with its output shown; a failure raises with the remedy."""
    code = subprocess.run(command, cwd=str(root), stdin=subprocess.DEVNULL, check=False).returncode
    if code:
        shown = " ".join(shlex.quote(part) for part in command)
        raise BootstrapError(f"{shown} failed (exit code {code}). {remedy}")


def present_python(root: Path) -> Optional[Interpreter]:
    """The interpreter of the checkout's ``.venv`` if there is one that runs and is supported."""
    found = probe(str(venv_python(root / ".venv")))
    return found if found is not None and found.supported else None


def fill_venv(root: Path, python: Interpreter, present: Optional[Interpreter]) -> bool:
    """Make ``.venv`` and install the project with its dependencies into it, where that is not done yet.

    Args:
        root: the checkout.
        python: what the environment is to run on.
        present: what the environment that is there runs on; made anew if that is another version.

    Returns:
        Whether anything had to be done.
    """
    stamp = root / ".venv" / "setup-stamp"
    if present is None or present.version != python.version:
        say(f"Making .venv with Python {python.label}")
        make = [python.path, "-m", "venv", "--clear", ".venv"]
        run_or_explain(make, root, f"See its message above. Another Python may do better: {OVERRIDE}")
    elif stamp.is_file() and stamp.read_text(encoding="utf-8") == fingerprint(root):
        return False
    if stamp.exists():
        stamp.unlink()
    say("Installing the dependencies into .venv (once; a minute or more, about three gigabytes)")
    install = [str(venv_python(Path(".venv"))), str(Path("tools", "install_packages.py"))]
    remedy = "See the messages above; is the network reachable, is the disk full? Then run this again."
    run_or_explain([*install, "-c", LOCK, "-e", f".[{EXTRAS}]"], root, remedy)
    stamp.write_text(fingerprint(root), encoding="utf-8")
    return True


# ------------------------------------------------------------------------------------------------ Main


def bootstrap(window: bool, may_change: bool, environ: Mapping[str, str], root: Path = ROOT) -> None:
    """Do all of it; quiet when there is nothing to do.

    Args:
        window: whether a window is going to be opened if there is a display.
        may_change: False reports what is missing and leaves everything as it is.
        environ: the environment; PYTHON names the interpreter to take.
        root: the checkout.
    """
    wanted = environ.get("PYTHON", "")
    present = present_python(root)
    python = present if present is not None and not wanted else choose_python(wanted)
    see_to_libraries(python.path, needed_libraries(window, sys.platform, environ), may_change)
    if python is not present:
        see_to_ensurepip(python, may_change)
    if not may_change:
        say(f"Python {python.label} and all system libraries are there.")
    elif fill_venv(root, python, present):
        say("Ready: .venv holds the program and its tools.")


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Parse the command line, run, and turn errors into one message and an exit code."""
    parser = argparse.ArgumentParser(description="Prepare a fresh checkout of mans-live.")
    parser.add_argument("--window", action="store_true", help="check for what a window needs as well")
    parser.add_argument("--check", action="store_true", help="only report what is missing; change nothing")
    options = parser.parse_args(arguments)
    try:
        bootstrap(options.window, not options.check, os.environ)
    except BootstrapError as error:
        print(f"error: {error}", file=sys.stderr, flush=True)
        return 2
    except KeyboardInterrupt:
        print("\ninterrupted: run the same command again to go on.", file=sys.stderr, flush=True)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
