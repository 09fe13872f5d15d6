"""requirements.lock: one version of all that pyproject.toml asks for, on every Python and system."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
WANTED = [
    Requirement(line)
    for lines in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    for line in lines
]
LOCKED = [
    Requirement(line)
    for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
SYSTEMS = {"linux": ("posix", "x86_64"), "darwin": ("posix", "arm64"), "win32": ("nt", "AMD64")}


def applies(requirement: Requirement, python: str, system: str) -> bool:
    os_name, machine = SYSTEMS[system]
    where = {"python_version": python, "python_full_version": f"{python}.1", "implementation_name": "cpython"}
    where |= {"sys_platform": system, "os_name": os_name, "platform_machine": machine}
    where |= {"platform_python_implementation": "CPython", "extra": ""}
    return requirement.marker is None or requirement.marker.evaluate(where)


def test_every_line_is_one_version():
    assert [str(each) for each in LOCKED if not re.fullmatch(r"==[\w.]+", str(each.specifier))] == []


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", ["3.10", "3.11", "3.12", "3.13"])
def test_all_that_is_asked_for_is_locked_in_its_range(python: str, system: str):
    pinned: dict[str, list[str]] = {}
    for each in LOCKED:
        if applies(each, python, system):
            pinned.setdefault(canonicalize_name(each.name), []).append(str(each.specifier).removeprefix("=="))
    assert {name: versions for name, versions in pinned.items() if len(versions) > 1} == {}
    for wanted in WANTED:
        if applies(wanted, python, system):
            (version,) = pinned.get(canonicalize_name(wanted.name), [f"no {wanted.name}: make lock"])
            assert wanted.specifier.contains(version), f"{wanted} is locked as {version}: make lock"
