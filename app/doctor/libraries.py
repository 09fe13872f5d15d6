"""The libraries: whether each is installed, in a tested version, and can be imported; known conflicts."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib import metadata
from typing import Any, NamedTuple

from app.doctor.child import ask
from app.doctor.finding import Finding, is_installed
from streaming.program import NAME, pip

Version = tuple[int, ...]


class Library(NamedTuple):
    """A dependency.

    Attributes:
        package: what is installed.
        module: what is imported.
        least: the first version that works.
        below: the first one that does not, or is untested.
        purpose: what does not work without it.
    """

    package: str
    module: str
    least: Version
    below: Version
    purpose: str

    @property
    def requirement(self) -> str:
        """As pip takes it, e.g. ``numpy>=2,<3``."""
        return f"{self.package}>={_dotted(self.least)},<{_dotted(self.below)}"


LIBRARIES = (
    Library("numpy", "numpy", (2,), (3,), "nothing works"),
    Library("msgspec", "msgspec", (0, 19), (1,), "models and settings cannot be read"),
    Library("onnxruntime", "onnxruntime", (1, 22), (1, 25), "the bundled models cannot be run"),
    Library("mediapipe", "mediapipe", (0, 10, 30), (0, 10, 34), "no poses from cameras and videos"),
    Library("opencv-contrib-python", "cv2", (4, 11), (6,), "no cameras and videos"),
    Library("PySide6-Essentials", "PySide6.QtWidgets", (6, 9), (6, 12), "no window"),
    Library("pyqtgraph", "pyqtgraph", (0, 14), (0, 15), "no window"),
    Library("matplotlib", "matplotlib", (3, 9), (4,), "no figures (attention)"),
    Library("rich", "rich", (13, 7), (16,), "no command but this one can print"),
    Library("platformdirs", "platformdirs", (4, 2), (5,), "settings and pose models have no folder"),
    Library("filelock", "filelock", (3, 16), (5,), "no window: settings cannot be shared"),
    Library("pooch", "pooch", (1, 8, 2), (2,), "pose models cannot be downloaded"),
    Library("mcap", "mcap", (1, 5), (2,), "recordings cannot be written"),
    Library("zstandard", "zstandard", (0, 22), (1,), "recordings cannot be read"),
)
"""What the program is installed with; a test compares it with ``pyproject.toml``."""

OPTIONAL = (
    Library("torch", "torch", (2, 9), (2, 14), "no training, no custom actions"),
    Library("safetensors", "safetensors", (0, 5), (1,), "no training, no custom actions"),
)
"""What the extra ``train`` adds."""

INTEL_MAC = (sys.platform, platform.machine()) == ("darwin", "x86_64")

SAME_MODULE = (
    (
        "cv2",
        "opencv-contrib-python",
        (
            "opencv-python",
            "opencv-python-headless",
            "opencv-contrib-python",
            "opencv-contrib-python-headless",
        ),
    ),
    (
        "onnxruntime",
        "onnxruntime",
        ("onnxruntime", "onnxruntime-gpu", "onnxruntime-directml", "onnxruntime-openvino"),
    ),
)
"""A module, the package that should bring it, and packages that overwrite each other's files of it."""

_IMPORT = """
import importlib, os, time
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
for name in sys.argv[1:]:
    tell([name, None])
    try:
        importlib.import_module(name)
        tell([name, ""])
    except BaseException as error:
        tell([name, f"{type(error).__name__}: {error}"])
"""


def installed_packages() -> dict[str, str]:
    """Return the versions of all installed packages, by normalised name."""
    found: dict[str, str] = {}
    for each in metadata.distributions():
        name = each.metadata["Name"]
        if name:
            found.setdefault(
                _normalised(name), each.version or ""
            )  # the first on the path is what is imported
    return found


def check_libraries(
    libraries: Sequence[Library] = LIBRARIES, optional: Sequence[Library] = OPTIONAL
) -> Iterator[Finding]:
    """Check each dependency: present, in a tested version, and importable.

    Args:
        libraries: what everything needs.
        optional: what the extra ``train`` adds.
    """
    packages = installed_packages()
    present = [each for each in (*libraries, *optional) if is_installed(each.module.partition(".")[0])]
    failed = _failed_imports([each.module for each in present])
    good, versions = 0, {}
    for each in libraries:
        version = packages.get(_normalised(each.package))
        versions[each.package] = version or ""
        finding = _wrong(each, version, each in present, failed)
        if finding is None:
            good += 1
        else:
            yield finding
    if good:
        yield Finding("ok", f"{good} of {len(libraries)} libraries are installed and work", details=versions)
    yield from _optional(optional, packages, present, failed)


def _wrong(
    library: Library, version: str | None, is_there: bool, failed: Mapping[str, str]
) -> Finding | None:
    """Return what is wrong with a library, or None."""
    why = f"without it: {library.purpose}"
    mend = pip("install", f'"{library.requirement}"')
    if not is_there and library.package == "mediapipe" and INTEL_MAC:
        return Finding(
            "note", "MediaPipe has no wheels for Intel Macs", "recordings of skeletons work, cameras do not"
        )
    if not is_there:
        return Finding("problem", f"{library.package} is not installed", why, mend)
    if library.module in failed:
        again = pip("install", "--force-reinstall", "--no-deps", f'"{library.requirement}"')
        return Finding(
            "problem",
            f"{library.package} is installed and cannot be imported: {failed[library.module]}",
            why,
            f"{again}; for a missing lib*.so, see the system libraries below",
        )
    if version is None:
        return Finding(
            "warning",
            f"{library.module} is there, but not from the package {library.package}",
            "only this package's versions are tested",
            mend,
        )
    if not library.least <= _numbers(version) < library.below:
        return Finding(
            "warning",
            f"{library.package} {version}, where {library.requirement} is tested",
            "other versions may not work, or talk to the network",
            mend,
        )
    return None


def _optional(
    optional: Sequence[Library],
    packages: Mapping[str, str],
    present: Collection[Library],
    failed: Mapping[str, str],
) -> Iterator[Finding]:
    """Say whether there is what training and custom actions need."""
    missing = [each.package for each in optional if each not in present]
    if missing:
        yield Finding(
            "note",
            f"{' and '.join(missing)} not installed",
            "only training, teaching custom actions and models without an ONNX export need them",
            pip("install", f'"{NAME}[train]"'),
        )
        return
    for each in optional:
        version = packages.get(_normalised(each.package))
        yield _wrong(each, version, True, failed) or Finding("ok", f"{each.package} {version}")


def _failed_imports(modules: Sequence[str]) -> dict[str, str]:
    """Return why modules cannot be imported, by name; those that can are left out."""
    failed: dict[str, str] = {}
    left = list(modules)
    while left:
        reply = ask(_IMPORT, *left, timeout_s=120.0)
        told: dict[str, Any] = dict(reply.told)
        failed |= {name: error for name, error in told.items() if error}
        died = [name for name, error in told.items() if error is None]
        failed |= dict.fromkeys(died, reply.failure)
        left = [name for name in left if name not in told] if died else []  # go on after the one that crashed
    return failed


def check_conflicts(
    packages: Mapping[str, str] | None = None, python: tuple[int, int] = sys.version_info[:2]
) -> Iterator[Finding]:
    """Check for packages that do not go together.

    Args:
        packages: installed versions by normalised name; None for those of this Python.
        python: its version.
    """
    packages = installed_packages() if packages is None else packages
    clean = True
    for module, wanted, names in SAME_MODULE:
        found = [name for name in names if name in packages]
        if len(found) > 1:
            clean = False
            requirement = next(each.requirement for each in LIBRARIES if each.package == wanted)
            yield Finding(
                "problem",
                f"{' and '.join(found)} are both installed",
                f"they overwrite each other's {module}: which one works is chance",
                f"{pip('uninstall', '-y', *found)} && {pip('install', chr(34) + requirement + chr(34))}",
            )
    qt = packages.get("pyside6-essentials") or packages.get("pyside6") or ""
    if qt and _numbers(qt) >= (6, 12) and python <= (3, 11):
        clean = False
        yield Finding(
            "problem",
            f"PySide6 {qt} with Python {python[0]}.{python[1]}",
            "together they abort within seconds of drawing: PySide6 loses references to None there",
            pip("install", '"PySide6-Essentials>=6.9,<6.12"') + ", or use Python 3.12",
        )
    if clean:
        yield Finding("ok", "No known conflicts between packages")


def _numbers(version: str) -> Version:
    """Return the numbers at the beginning of a version, e.g. (2, 13, 0) of ``2.13.0+cpu``."""
    return tuple(int(part) for part in re.match(r"[\d.]*", version)[0].split(".") if part)  # type: ignore[index]


def _dotted(version: Version) -> str:
    return ".".join(map(str, version))


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def is_beyond(library: Library, packages: Mapping[str, str]) -> bool:
    """Whether a later version of a library is installed than those that are tested."""
    return _numbers(packages.get(_normalised(library.package), "0")) >= library.below
