"""All checks in their order, each of which may fail without keeping the others from running."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from app.doctor.cameras import check_cameras
from app.doctor.finding import Check, Finding
from app.doctor.libraries import check_conflicts, check_libraries
from app.doctor.models import check_bundled, check_pose_models
from app.doctor.python import check_python
from app.doctor.recognition import check_contacts, check_recognition
from app.doctor.storage import check_disk, check_preferences
from app.doctor.system import check_display, check_gpu, check_system_libraries

_SETTINGS = ("numpy", "msgspec", "platformdirs", "filelock")

_NETWORK = ("numpy", "msgspec", "onnxruntime")

CHECKS = (
    Check("python", "Python", check_python),
    Check("libraries", "Libraries", check_libraries),
    Check("conflicts", "Conflicts between packages", check_conflicts),
    Check("system", "System libraries", check_system_libraries),
    Check("display", "Display", check_display, ("PySide6",)),
    Check("gpu", "GPU", check_gpu),
    Check("cameras", "Cameras", check_cameras, ("numpy", "cv2")),
    Check("pose-models", "Pose models", check_pose_models, ("platformdirs",)),
    Check("models", "Bundled models", check_bundled),
    Check("preferences", "Preferences", check_preferences, _SETTINGS),
    Check("disk", "Room and speed for recordings", check_disk, _SETTINGS),
    Check(
        "recognition",
        "One window through the network",
        check_recognition,
        ("numpy", "msgspec", "onnxruntime"),
    ),
    Check("network", "Network contacts", check_contacts),
)

Tell = Callable[[str, int, int], None]
"""Told of each check before it runs: its title, how many are done, and how many there are."""


def examine(
    checks: Sequence[Check] = CHECKS, tell: Tell = lambda _title, _done, _of: None
) -> Iterator[Finding]:
    """Run checks and yield what they find.

    Args:
        checks: which ones.
        tell: told of the progress; an exception of it ends everything.
    """
    for done, check in enumerate(checks):
        tell(check.title, done, len(checks))
        if missing := check.missing():
            yield Finding(
                "note",
                f"{check.title}: not checked, as {', '.join(missing)} cannot be found",
                "see the libraries above",
                check=check.name,
            )
            continue
        try:
            for finding in check.run():
                yield replace(finding, check=check.name)
        except Exception as error:  # noqa: BLE001 (what goes wrong in one check is a finding, too)
            found = f"{check.title}: the check failed ({type(error).__name__}: {error})"
            yield Finding("problem", found, "what it would have found is unknown", check=check.name)
