"""The doctor's checks of libraries: each missing, broken, of another version, or in conflict."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.doctor.examine import CHECKS, examine
from app.doctor.finding import Check, Finding
from app.doctor.libraries import (
    LIBRARIES,
    OPTIONAL,
    Library,
    check_conflicts,
    check_libraries,
    installed_packages,
)
from app.doctor.recognition import check_contacts
from app.doctor.report import exit_code, verdict

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def spaced(requirement: str) -> tuple[str, frozenset[str]]:
    name = re.split(r"[<>=]", requirement, maxsplit=1)[0]
    return name, frozenset(requirement.removeprefix(name).split(","))


def package(folder: Path, name: str, version: str, code: str = "") -> None:
    """A package as pip leaves it."""
    (folder / f"{name.replace('-', '_')}.py").write_text(code, encoding="utf-8")
    (folder / f"{name}-{version}.dist-info").mkdir()
    (folder / f"{name}-{version}.dist-info" / "METADATA").write_text(f"Name: {name}\nVersion: {version}\n")


def library(name: str) -> Library:
    return Library(name, name, (1,), (2,), "nothing is tested")


def test_the_tables_are_those_of_the_project():
    everywhere = [each.partition(";")[0] for each in PROJECT["dependencies"]]
    everywhere = [each for each in everywhere if not each.startswith("cv2-")]  # names of cameras: elsewhere
    assert {spaced(each.requirement) for each in LIBRARIES} == set(map(spaced, everywhere))
    train = PROJECT["optional-dependencies"]["train"]
    assert {spaced(each.requirement) for each in OPTIONAL} == set(map(spaced, train))


@pytest.mark.parametrize("missing", [*LIBRARIES, *OPTIONAL], ids=lambda each: each.package)
def test_each_library_may_be_missing(missing: Library, monkeypatch):
    module = missing.module.partition(".")[0]
    monkeypatch.setitem(sys.modules, module, None)
    wanted = (missing,)
    libraries, optional = (wanted, ()) if missing in LIBRARIES else ((), wanted)
    found = next(check_libraries(libraries, optional))
    assert f"{missing.package}" in found.found and "not installed" in found.found
    assert found.status == ("problem" if missing in LIBRARIES else "note")
    assert found.why and "-m pip install" in found.remedy
    using = [check for check in CHECKS if module in check.needs]
    for check, said in zip(using, examine(using), strict=True):
        assert (said.status, said.check) == ("note", check.name) and module in said.found


def test_all_of_them_may_be_missing():
    """With the standard library alone, as in a Python into which nothing has been installed."""
    done = subprocess.run(
        [sys.executable, "-S", "main.py", "doctor", "--json"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 3, done.stderr
    report = json.loads(done.stdout)
    assert {finding["check"] for finding in report["findings"]} == {check.name for check in CHECKS}
    missing = [each["found"] for each in report["findings"] if "is not installed" in each["found"]]
    assert missing == [f"{each.package} is not installed" for each in LIBRARIES]
    assert report["problems"] == len(LIBRARIES)


def test_a_library_that_cannot_be_imported_is_found_and_so_is_one_that_crashes(tmp_path, monkeypatch):
    broken = "raise OSError('libGL.so.1: cannot open shared object file')"
    for name, code in (("lib-broken", broken), ("lib-dead", "import os\nos.abort()"), ("lib-good", "")):
        package(tmp_path, name, "1.5", code)
    monkeypatch.syspath_prepend(tmp_path)
    libraries = [library(name)._replace(module=name.replace("-", "_")) for name in ("lib-dead", "lib-good")]
    first = library("lib-broken")._replace(module="lib_broken")
    said = list(check_libraries((first, *libraries), ()))
    assert "OSError: libGL.so.1" in said[0].found and "--force-reinstall" in said[0].remedy
    assert "lib-dead is installed and cannot be imported: it crashed" in said[1].found
    assert said[2].status == "ok" and "1 of 3" in said[2].found


def test_another_version_is_a_warning_with_the_command(tmp_path, monkeypatch):
    package(tmp_path, "other", "3.1")
    monkeypatch.syspath_prepend(tmp_path)
    said = list(check_libraries((library("other"),), ()))
    assert [each.status for each in said] == ["warning"]
    assert said[0].found == "other 3.1, where other>=1,<2 is tested"
    assert said[0].remedy.endswith('-m pip install "other>=1,<2"')


def test_two_opencv_wheels_are_a_problem(tmp_path, monkeypatch):
    package(tmp_path, "opencv-python", "4.11.0.86")
    monkeypatch.syspath_prepend(tmp_path)
    (said,) = check_conflicts()
    assert said.status == "problem" and "opencv-python and opencv-contrib-python are both" in said.found
    assert "uninstall -y opencv-python opencv-contrib-python && " in said.remedy


@pytest.mark.parametrize(
    ("version", "python", "status"),
    [("6.12.0", (3, 11), "problem"), ("6.12.0", (3, 12), "ok"), ("6.11.3", (3, 10), "ok")],
)
def test_pyside_that_aborts_is_a_problem(version: str, python: tuple[int, int], status: str):
    assert [each.status for each in check_conflicts({"pyside6-essentials": version}, python)] == [status]


@pytest.mark.parametrize(("package", "version"), [("mediapipe", "0.10.35"), ("onnxruntime", "1.32.0")])
def test_libraries_that_report_to_their_makers_are_named(package: str, version: str):
    (said,) = check_contacts({package: version})
    assert said.status == "warning" and f"{package} {version} sends" in said.found
    assert [each.status for each in check_contacts(installed_packages())] == ["ok"]


def test_a_check_that_fails_is_a_finding_and_the_others_go_on():
    def fails():
        raise RuntimeError("no idea")

    checks = [Check("a", "First", fails), Check("b", "Second", lambda: [Finding("ok", "fine")])]
    told = []
    said = list(examine(checks, lambda *step: told.append(step)))
    assert [each.status for each in said] == ["problem", "ok"] and "no idea" in said[0].found
    assert told == [("First", 0, 2), ("Second", 1, 2)]
    assert exit_code(said) == 3 and verdict(said) == "1 problem"
    assert exit_code(said[1:]) == 0
