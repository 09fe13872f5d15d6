"""Recordings in which false alarms are looked for: each is told apart from others of its name."""

from __future__ import annotations

from pathlib import Path

from app.model.teaching import name_apart


def test_recordings_of_one_name_in_folders_of_one_name_are_told_apart():
    paths = [Path(folder) / "same" / "take.skeleton" for folder in ("a", "b", "c")]
    names: list[str] = []
    for path in paths:
        names.append(name_apart(path, names))
    assert names == ["take.skeleton", "same/take.skeleton", str(paths[2])]
