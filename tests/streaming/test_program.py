"""How the program tells its user to install something more."""

from __future__ import annotations

import sys

import pytest

from streaming.program import install, pip


def test_pip_of_this_python_installs_beside_the_program():
    assert pip("install", "a").endswith(" -m pip install a") and sys.executable in pip("install", "a")
    assert install("mans-live[send]") == 'pip install "mans-live[send]"'


@pytest.mark.parametrize(
    ("left_by", "installs", "removes"),
    [
        (
            "pipx_metadata.json",
            'pipx runpip mans-live install "x>=1"',
            "pipx runpip mans-live uninstall -y a b",
        ),
        ("uv-receipt.toml", 'uv pip install --python PYTHON "x>=1"', "uv pip uninstall --python PYTHON a b"),
    ],
)
def test_environments_without_pip_are_changed_by_what_made_them(
    left_by: str, installs: str, removes: str, tmp_path, monkeypatch
):
    (tmp_path / left_by).touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "executable", "PYTHON")
    assert install("x>=1") == installs
    assert pip("uninstall", "-y", "a", "b") == removes


def test_a_python_in_a_folder_with_a_blank_is_quoted(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/my programs/python")
    assert pip("install", "a") == '"/my programs/python" -m pip install a'
