"""What is installed: the wheel and the source archive hold what they need, and work from another folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import numpy as np
import pytest

from streaming.readers import read_recording

from .support.small_files import ntu_body, ntu_file

ROOT = Path(__file__).resolve().parents[1]
BUILT = {"build", "dist", "mans_live.egg-info"}
WHERE = """
import sys, runpy
import mans.bundled, mans.recogniser, streaming.program
try:
    runpy.run_module("mans", run_name="__main__")
except SystemExit as exit:
    assert exit.code == 0, exit.code
print(streaming.program.COMMAND, mans.bundled.MODEL, mans.bundled.SAMPLES, sep="\\n")
for module in list(sys.modules.values()):
    if getattr(module, "__file__", None):
        print(module.__file__)
"""


def run(*command: object, folder: Path) -> str:
    """Run a program elsewhere, as a user would: without this process's path, and without a display."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        environment.pop(name, None)
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        cwd=folder,
        env={**environment, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def archives(tmp_path_factory) -> tuple[Path, Path]:
    """The wheel and the source archive, built from this checkout."""
    before = {path.name for path in ROOT.iterdir()} & BUILT
    folder = tmp_path_factory.mktemp("dist")
    code = f"from hatchling import build as b\nb.build_wheel({str(folder)!r})\nb.build_sdist({str(folder)!r})"
    run(sys.executable, "-c", code, folder=ROOT)
    assert {path.name for path in ROOT.iterdir()} & BUILT == before
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def installed(archives, tmp_path_factory) -> Path:
    """The commands' folder of a fresh environment with the wheel, and with this one's libraries."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    (programs,) = (path for name in ("bin", "Scripts") if (path := folder / name).is_dir())
    python = programs / Path(sys.executable).name
    (packages,) = folder.rglob("site-packages")
    words = ("install", "--quiet", "--no-deps", "--no-index", "--no-compile", archives[0])
    run(sys.executable, "-m", "pip", "--python", python, *words, folder=folder)
    # The libraries, but not the checkout: lines of a .pth on such a path are not followed.
    (packages / "libraries.pth").write_text(f"{Path(np.__file__).parents[1]}\n", encoding="utf-8")
    return programs


def files_of(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as file:
        return file.namelist()


def test_the_wheel_takes_no_names_but_the_public_ones(archives):
    tops = {name.split("/")[0] for name in files_of(archives[0])}
    assert {name for name in tops if not name.endswith(".dist-info")} == {"mans", "streaming"}


def test_the_wheel_holds_models_samples_and_translations(archives):
    names = files_of(archives[0])
    inside_of = {"app/languages": "_program", **dict.fromkeys(("models", "samples", "docs"), "_bundled")}
    for folder, inside in inside_of.items():
        kept = [each.name for each in (ROOT / folder).iterdir() if each.is_file() and each.suffix != ".ts"]
        assert kept and {f"mans/{inside}/{folder}/{name}" for name in kept} <= set(names)
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    outside = re.findall(r"\]\(\.\./([\w/]+\.md)\)", index)
    assert len(outside) > 3 and {f"mans/_bundled/{name}" for name in outside} <= set(names)
    assert "mans/datasets/ut_kinect_gaps.csv" in names and "streaming/py.typed" in names
    assert not [name for name in names if name.endswith((".ts", ".pyc"))]


def test_the_source_archive_holds_what_the_wheel_is_made_of(archives):
    with tarfile.open(archives[1]) as file:
        names = {name.partition("/")[2] for name in file.getnames()}
    needed = (name for name in files_of(archives[0]) if ".dist-info/" not in name)
    assert {name.replace("mans/_program/", "").replace("mans/_bundled/", "") for name in needed} <= names
    assert {"pyproject.toml", "README.md", "LICENSE", "tests/test_install.py"} <= names
    assert not [name for name in names if name.startswith((".venv", "mans_live-"))]


def test_the_demo_runs_from_another_folder(installed, tmp_path):
    short = ntu_file(tmp_path / "short.skeleton", [[ntu_body()]] * 20)
    said = run(installed / "mans-live", "demo", short, "--offscreen", folder=tmp_path)
    assert "Recording: " in said and str(ROOT) not in said
    assert (tmp_path / "demo.webm").stat().st_size > 1_000 and (tmp_path / "demo.png").is_file()


def test_the_doctor_finds_the_installed_files_whole_and_then_damaged(installed, tmp_path):
    script = installed / "mans-live"
    interpreter, line, rest = script.read_bytes().partition(b"\n")
    script.write_bytes(interpreter + b" -E" + line + rest)  # as pipx does
    words = (installed / "mans-live", "doctor", "--json", "--only", "models", "--only", "python")
    (python, models) = json.loads(run(*words, folder=tmp_path))["findings"]
    assert python["status"] == models["status"] == "ok" and "installed files are whole" in models["found"]
    (model,) = installed.parent.rglob("ut-kinect-mans9.onnx")
    whole = model.read_bytes()
    model.write_bytes(whole[:-1])
    try:
        done = subprocess.run(
            list(map(str, words)), cwd=tmp_path, capture_output=True, text=True, timeout=100
        )
    finally:
        model.write_bytes(whole)
    assert done.returncode == 3 and f"{model} is damaged" in done.stdout, done.stdout + done.stderr


def test_nothing_is_read_from_the_checkout(installed, tmp_path):
    """The same by ``python -m mans``, with a folder of the user's that holds modules of the same names."""
    for name in ("app", "cli", "main"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a file of the user')", encoding="utf-8")
    code = f"import sys\nsys.argv = ['mans', 'info', {str(tmp_path / 'squat.skeleton')!r}]\n{WHERE}"
    sample = ROOT / "samples" / "squat.skeleton"
    (tmp_path / "squat.skeleton").write_bytes(sample.read_bytes())
    words = run(installed / Path(sys.executable).name, "-c", code, folder=tmp_path).splitlines()
    at = words.index("mans-live")
    model, samples = map(Path, words[at + 1 : at + 3])
    assert model.is_file() and len(read_recording(samples / sample.name).frames) > 100
    libraries = Path(np.__file__).parents[1]
    ours = [name for name in words[at + 1 :] if not name.startswith(str(libraries))]
    assert [name for name in ours if name.startswith(str(ROOT))] == []
    assert [name for name in ours if name.endswith(str(Path("_program", "cli", "info.py")))]


def test_the_citation_names_this_version():
    version = re.search(r'(?m)^version = "(.+)"$', (ROOT / "pyproject.toml").read_text())
    assert version is not None
    assert f"\nversion: {version[1]}\n" in (ROOT / "CITATION.cff").read_text()
